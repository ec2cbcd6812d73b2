"""What the page's script needs to know, as JSON within the page.

Spans count UTF-16 units, as the script's strings do. Whatever follows from tables of the language
(how a number is spelled, which words take a joined particle) is worked out here, so that the
script has none of them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath

from glossary.chinese_numerals import enclosed, named, ordinals, scale
from glossary.term import Term
from glossary.tibetan import final_letter, syllables
from glossary.tibetan_numerals import GREATEST, ordinal, spellings
from translate.document import Finding, Review
from translate.review.highlighting import writable

Json = dict[str, object]

_ZERO = ("ཀླད་ཀོར", "ཐིག་ལེ")
_DIGITS = re.compile(r"\d+")
_LARGEST_SCALE = 8
"""Powers of ten that a word may carry: དུང་ཕྱུར is 10 to the eighth."""
_UNSAFE = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})
"""What would end the script element, or a line of script, within a JSON string."""


def embed(document_name: str, reviews: Sequence[Review], labels: Json) -> str:
    """The data of a page as JSON that is safe inside a script element; ``labels`` as given."""
    words = _Words()
    rows = [_row(review, words) for review in reviews]
    terms = [_term(term) for term in words.terms]
    for texts in (*words.spellings.values(), words.ordinals.values()):
        words.look_at(texts)
    data: Json = {
        "key": identity(document_name, reviews),
        "name": writable(document_name),
        "file": f"{writable(PurePath(document_name).stem)}.corrections.xlf",
        "labels": labels,
        "terms": terms,
        "endings": words.endings,
        "spellings": words.spellings,
        "ordinals": words.ordinals,
        "rows": rows,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def identity(document_name: str, reviews: Sequence[Review]) -> str:
    """What the changes to a page are kept under: another run with other drafts has another."""
    hashed = hashlib.sha256()
    for text in (document_name, *(t for r in reviews for t in _parts(r))):
        hashed.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return hashed.hexdigest()[:20]


def _parts(review: Review) -> tuple[str, str, str]:
    return review.segment.id, review.segment.source, review.target


@dataclass
class _Words:
    """The terms and numbers that rows refer to, each once."""

    terms: dict[Term, int] = field(default_factory=dict)
    endings: dict[str, str] = field(default_factory=dict)
    """Target -> "vowel" or "འ" where its last syllable may carry a joined particle."""
    spellings: dict[str, Sequence[str]] = field(default_factory=lambda: {"0": _ZERO})
    ordinals: dict[str, str] = field(default_factory=dict)

    def number(self, term: Term) -> int:
        if term not in self.terms:
            self.terms[term] = len(self.terms)
            self.look_at((*term.accepted, *term.forbidden))
        return self.terms[term]

    def look_at(self, texts: Iterable[str]) -> None:
        for text in texts:
            stripped = text.rstrip(" \u0f0b\u0f0c\u0f0d")
            spans = syllables(stripped)
            closed = not spans or spans[-1][1] != len(stripped)
            final = "" if closed else final_letter(stripped)
            if not closed and final in {"", "འ"}:
                self.endings[writable(text)] = final or "vowel"

    def spell(self, number: int) -> None:
        """Note how a number is spelled, also where a word before it counts in tens or thousands."""
        for power in range(_LARGEST_SCALE + 1):
            if number % 10**power == 0 and 1 <= number // 10**power <= GREATEST:
                value = number // 10**power
                first = (ordinal(1),) if value == 1 else ()
                self.spellings.setdefault(str(value), (*spellings(value), *first))


def _row(review: Review, words: _Words) -> Json:
    source = writable(review.segment.source)
    numbered = {o.match.term: words.number(o.match.term) for o in review.occurrences}
    local = {term: index for index, term in enumerate(numbered)}
    for found in _DIGITS.finditer(source):
        if found.end() - found.start() < 10:
            _spell_scaled(source, found, words)
    divisions = []
    for item in ordinals(source):
        words.spell(item.value)
        if 1 <= item.value <= GREATEST:
            words.ordinals[str(item.value)] = ordinal(item.value)
        start, end = _units(source, item.start, item.end)
        divisions.append({"start": start, "end": end, "value": str(item.value)})
    return {
        "id": writable(review.segment.id),
        "source": source,
        "draft": writable(review.target),
        "terms": list(numbered.values()),
        "places": [
            {
                **dict(
                    zip(("start", "end"), _units(source, o.match.start, o.match.end), strict=True)
                ),
                "term": local[o.match.term],
                "present": o.present,
                "drafted": o.drafted,
            }
            for o in review.occurrences
        ],
        "findings": [_finding(finding, review) for finding in review.findings],
        "candidates": [writable(candidate.target) for candidate in review.candidates],
        "named": sorted(map(_plain, enclosed(source).union(*(w for *_, w in named(source))))),
        "ordinals": divisions,
    }


def _spell_scaled(source: str, found: re.Match[str], words: _Words) -> None:
    number = int(found[0])
    words.spell(number)
    for char in source[found.end() :].lstrip():
        if scale(char) == 1:
            break
        number *= scale(char)
        words.spell(number)


def _term(term: Term) -> Json:
    return {
        "source": writable(term.source),
        "status": term.status.value,
        "accepted": [writable(text) for text in term.accepted],
        "forbidden": [writable(text) for text in term.forbidden],
    }


def _finding(finding: Finding, review: Review) -> Json:
    source, target = finding.source_span, finding.target_span
    return {
        "check": writable(finding.check),
        "severity": finding.severity.value,
        "message": writable(finding.message),
        "source": source and _units(review.segment.source, *source),
        "target": target and _units(review.target, *target),
    }


def _units(text: str, start: int, end: int) -> tuple[int, int]:
    """A span of code points as one of UTF-16 units."""
    if text.isascii() or max(text) < "\U00010000":
        return start, end
    lengths = [len(text[:at].encode("utf-16-le", "surrogatepass")) // 2 for at in (start, end)]
    return lengths[0], lengths[1]


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
