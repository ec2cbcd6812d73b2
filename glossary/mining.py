"""Terms that a glossary lacks: candidates from a document, renderings from aligned text.

Chinese writes no spaces, so candidates are repeated strings. Frequency alone offers fragments and
phrases; a candidate must therefore stand free on both sides, must not cut a known term in two, and
is ranked by its C-value (Frantzi, Ananiadou and Mima 2000): length counts for it, and occurrences
inside longer candidates against it.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from glossary.chinese import fold, han_spans, key
from glossary.matcher import Matcher
from glossary.term import Term

SHORTEST, LONGEST = 2, 10
"""Characters of a candidate."""
LEAST = 2
"""Occurrences below which a string is no candidate."""
CONTEXT = 24
"""Characters of a candidate's first occurrence shown on either side."""
FREEDOM = 0.75
"""A string that more than this share of its occurrences has the same neighbour is a fragment."""
LONGEST_TARGET = 8
"""Syllables of the longest rendering that is suggested."""

_LOOSE = frozenset(
    "的了着吗呢吧啊呀们这那哪我你您他她它谁也都就还又很再才只被把将给让叫使与及或而且但若则各某每此其"
)
"""Characters that no term begins or ends with."""
_NO_START, _NO_END = _LOOSE | set("是在从等向"), _LOOSE | set("是在从等到为和之")
_NEVER = re.compile(
    "[的了着吗呢吧]|应当|应该|可以|不得|必须|需要|能够|不能|不会|不要|没有|进行|根据|按照|依照|以及|或者"
    "|并且|而且|因为|所以|但是|如果|虽然|由于|关于|对于|通过|为了|什么|怎么|怎样|如何|自己|大家|一个|一种"
    "|这个|这些|那个|那些|时候|的话|就是|还是|已经|正在|曾经|非常|十分|特别是|进一步|年来"
)
"""Words that make a phrase of what they stand in."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A string that may be a term."""

    source: str
    count: int
    score: float
    """C-value: greater is likelier to be a term."""
    context: str
    """Its first occurrence with what stands around it."""
    term: Term | None = None
    """The glossary's entry, where it has one."""


def candidates(texts: Sequence[str], terms: Iterable[Term], least: int = LEAST) -> list[Candidate]:
    """Known terms and candidates of a document, best first; all stand ``least`` times or more."""
    matcher = Matcher(terms)
    folded = [fold(text).text for text in texts]
    known: Counter[str] = Counter()
    entries: dict[str, Term] = {}
    held: list[list[tuple[int, int]]] = []
    for text in folded:
        matches = matcher.find(text)
        held.append([(m.start, m.end) for m in matches])
        for match in matches:
            name = key(match.term.source)
            known[name] += 1
            entries[name] = match.term
    counts = {s: n for s, n in _repeated(folded, held, least).items() if s not in entries}
    scores = _c_values({**counts, **{s: n for s, n in known.items() if n >= least}})
    found = [
        Candidate(s, counts.get(s) or known[s], score, _context(s, folded), entries.get(s))
        for s, score in scores.items()
        if score > 0
    ]
    return sorted(found, key=lambda c: (-c.score, c.source))


def _repeated(
    texts: Sequence[str], held: Sequence[list[tuple[int, int]]], least: int
) -> dict[str, int]:
    """Strings of Chinese that stand free ``least`` times or more and cut no known term."""
    runs = []
    for text, terms in zip(texts, held, strict=True):
        inside = {at for start, end in terms for at in range(start + 1, end)}
        runs += [(text, start, end, inside) for start, end in han_spans(text)]
    counts: dict[str, int] = {}
    frequent: set[str] = set()
    for size in range(SHORTEST, LONGEST + 1):
        seen: Counter[str] = Counter()
        left: defaultdict[str, Counter[str]] = defaultdict(Counter)
        right: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for number, (text, start, end, inside) in enumerate(runs):
            for at in range(start, end - size + 1):
                string = text[at : at + size]
                if size > SHORTEST and not {string[1:], string[:-1]} <= frequent:
                    continue  # no string is more frequent than its parts
                seen[string] += 1
                # An end of the run is as free as a neighbour seen nowhere else.
                left[string][text[at - 1] if at > start else f"<{number}"] += 1
                right[string][text[at + size] if at + size < end else f">{number}"] += 1
                if at in inside or at + size in inside:
                    left[string]["cut"] += 1
                    right[string]["cut"] += 1
        frequent = {string for string, count in seen.items() if count >= least}
        for string in frequent:
            free = all(
                max(side[string].values()) <= FREEDOM * seen[string] and "cut" not in side[string]
                for side in (left, right)
            )
            if free and _may_be_term(string):
                counts[string] = seen[string]
        if not frequent:
            break
    return counts


def _may_be_term(string: str) -> bool:
    return not (string[0] in _NO_START or string[-1] in _NO_END or _NEVER.search(string))


def _c_values(counts: dict[str, int]) -> dict[str, float]:
    """log2(length) times the occurrences that are not inside longer candidates."""
    inside: defaultdict[str, list[int]] = defaultdict(list)
    for longer, count in counts.items():
        parts = {
            longer[a:b]
            for a in range(len(longer))
            for b in range(a + SHORTEST, len(longer) + 1)
            if b - a < len(longer)
        }
        for part in parts & counts.keys():
            inside[part].append(count)
    return {
        string: math.log2(len(string))
        * (count - (sum(inside[string]) / len(inside[string]) if string in inside else 0))
        for string, count in counts.items()
    }


def _context(string: str, texts: Sequence[str]) -> str:
    for text in texts:
        at = text.find(string)
        if at >= 0:
            piece = text[max(0, at - CONTEXT) : at + len(string) + CONTEXT]
            return " ".join(piece.split())
    return ""


# Syllables at which no term begins or ends: particles, auxiliaries, pronouns.
_EDGE = frozenset(
    "། འི གི ཀྱི གྱི ཡི གིས ཀྱིས གྱིས ཡིས ལ ན ནས ལས སུ ཏུ དུ རུ ར དང ནི ཀྱང ཡང འང ཏེ སྟེ དེ ཅིང ཞིང ཤིང "
    "ཅེས ཞེས ཅིག ཞིག ཤིག བཅས དགོས ཆོག བྱ རྒྱུ འདི ཡིན མ བྱེད བྱས རྣམས སོགས ཡོད འམ གམ ངམ དམ".split()
)
_SYLLABLE = re.compile(r"[\u0f40-\u0fbc]+|[།༎༔]|\d+")
FIXED_RA = str.maketrans("\u0f6a", "\u0f62")
"""Some official texts write བརྙན with the fixed-form RA: the same letter, another code point."""


def syllabified(text: str) -> str:
    """``text`` as syllables and shads, each between two tshegs, so that ``in`` finds whole ones."""
    return "་" + "་".join(_SYLLABLE.findall(text.translate(FIXED_RA))) + "་"


def runs(bo: str) -> Iterator[str]:
    """Stretches of 1 to ``LONGEST_TARGET`` syllables of a syllabified text that could be a term."""
    tokens: list[str] = []
    for token in bo.strip("་").split("་"):
        open_syllable = len(token) > 2 and token.endswith("འི")
        tokens += (token[:-2], "འི") if open_syllable else (token,)
    for start, first in enumerate(tokens):
        if first in _EDGE or first.isdigit():
            continue
        for end in range(start + 1, min(start + LONGEST_TARGET, len(tokens)) + 1):
            last = tokens[end - 1]
            if last == "།":
                break
            if last not in _EDGE:
                yield "་".join(tokens[start:end]).replace("་འི", "འི")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rendering: Dice coefficient, pairs with both, pairs with the source, with the target."""

    target: str
    dice: float
    both: int
    sources: int
    targets: int


class Suggester:
    """Ranks Tibetan renderings of a Chinese term by co-occurrence in aligned (zh, bo) pairs."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        aligned = list(pairs)
        self._zh = [fold(zh).text for zh, _ in aligned]
        self._runs = [frozenset(runs(syllabified(bo))) for _, bo in aligned]
        self._totals = Counter(run for found in self._runs for run in found)

    def __call__(self, source: str, limit: int = 6) -> list[Suggestion]:
        """The best ``limit`` renderings, one of each family of nested runs."""
        rows = [i for i, zh in enumerate(self._zh) if key(source) in zh]
        both = Counter(run for i in rows for run in self._runs[i])
        ranked = sorted(
            (
                Suggestion(t, 2 * n / (len(rows) + self._totals[t]), n, len(rows), self._totals[t])
                for t, n in both.items()
            ),
            key=lambda s: (-round(s.dice, 3), -len(s.target)),
        )
        best: list[Suggestion] = []
        for one in ranked:
            if not any(f"་{one.target}་" in f"་{b.target}་" and one.both <= b.both for b in best):
                best.append(one)
            if len(best) == limit:
                break
        return best
