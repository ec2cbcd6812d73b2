"""What a well-formed entry is, and what is wrong with one.

``checked`` stands at every door through which terms come in; ``problems`` is the longer report
that a person asks for.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from glossary.chinese import has_han, key
from glossary.collection import same_entry
from glossary.errors import GlossaryError
from glossary.term import Status, Target, Term, Use

LONGEST_FIELD = 1_500
"""Characters; five fields of this length fit the longest line that a table may have."""

# Space of every width, and what is invisible at the edge of a field.
_EDGES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff"
)
# Tsheg and shad in their forms end a syllable or a clause, so none is part of a term.
_TARGET_END = _EDGES + "\u0f0b\u0f0c\u0f0d\u0f0e\u0f0f\u0f10\u0f11\u0f12\u0f14"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_TSHEG = "\u0f0b"
_TIBETAN = re.compile(r"[\u0f00-\u0fff]")
_BETWEEN_RENDERINGS = re.compile(
    r"(?<=[\u0f0b-\u0f14\u0f40-\u0fbc])\s*([；;，,、／/|｜·])\s*(?=[\u0f40-\u0fbc])"
)


class Fault(NamedTuple):
    """What keeps an entry out, and how to mend it."""

    message: str
    remedy: str


class Severity(StrEnum):
    """Whether an entry is unusable or merely doubtful."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should settle in the entry for ``source``."""

    severity: Severity
    source: str
    message: str


def clean_source(text: str) -> str:
    """Return a Chinese term in NFC without the space and invisible characters around it."""
    return unicodedata.normalize("NFC", text).strip(_EDGES)


def clean_target(text: str) -> str:
    """Return a normalised Tibetan rendering without space around it or tsheg and shad after it."""
    from glossary.tibetan import normalise

    return normalise(text).lstrip(_EDGES).rstrip(_TARGET_END)


def clean_remark(text: str) -> str:
    """Return a note, a domain or evidence on one line."""
    return _CONTROLS.sub(" ", text).strip(_EDGES)


def normalised(term: Term) -> Term:
    """Return ``term`` with each field in the form in which glossaries keep it."""
    targets = tuple(
        Target(
            clean_target(target.text),
            target.use,
            clean_remark(target.evidence),
            clean_remark(target.hint),
        )
        for target in term.targets
    )
    return replace(
        term,
        source=clean_source(term.source),
        targets=targets,
        domain=clean_remark(term.domain),
        note=clean_remark(term.note),
    )


def checked(term: Term, where: str = "") -> Term:
    """Return the normalised ``term``; raise GlossaryError for what makes it unusable.

    ``where`` names the file or glossary; without it the error names the source.
    """
    term = normalised(term)
    found = faults(term)
    if found:
        remedies = dict.fromkeys(fault.remedy for fault in found)
        raise GlossaryError(
            f"entry {quoted(term.source)}: " + "; ".join(fault.message for fault in found),
            where=where,
            remedy=" ".join(remedies),
        )
    return term


def faults(term: Term) -> list[Fault]:
    """Return what makes a normalised ``term`` unusable, its source's faults first."""
    found = [*source_faults(term.source)]
    for target in term.targets:
        found += target_faults(target.text)
        found += remark_faults("evidence", target.evidence)
        found += remark_faults("hint", target.hint)
    found += _use_faults(term)
    found += remark_faults("domain", term.domain)
    found += remark_faults("note", term.note)
    return found


def source_faults(source: str) -> Iterator[Fault]:
    """Yield what is wrong with a cleaned source."""
    if not key(source):
        yield Fault("the source is empty", "Give the Chinese term.")
    if _TIBETAN.search(source):
        yield Fault(
            f"the source {quoted(source)} holds Tibetan", "Put Chinese first and Tibetan second."
        )
    yield from _text_faults("source", source)


def target_faults(target: str) -> Iterator[Fault]:
    """Yield what is wrong with a cleaned target."""
    from glossary.tibetan import has_tibetan

    if not target:
        yield Fault("a target is empty", "Give the Tibetan term, or remove the entry.")
    elif has_han(target):
        yield Fault(
            f"the target {quoted(target)} holds Chinese characters",
            "Put Chinese first and Tibetan second, and explanations into the note.",
        )
    elif not has_tibetan(target):
        yield Fault(f"the target {quoted(target)} holds no Tibetan", "Give the Tibetan term.")
    elif found := _BETWEEN_RENDERINGS.search(target):
        # As one target it would never be found, and drafts would hold all of it.
        yield Fault(
            f"the target {quoted(target)} seems to be several, parted by {quoted(found[1])}",
            "Give each rendering a row of its own, the preferred one first.",
        )
    yield from _text_faults("target", target)


def remark_faults(name: str, text: str) -> Iterator[Fault]:
    """Yield what is wrong with a cleaned note, domain or evidence."""
    yield from _text_faults(name, text)


def problems(terms: Iterable[Term]) -> list[Problem]:
    """Return what a person should settle, entry by entry in the order given.

    A term that a longer one hides is no problem: that is how matching works.
    """
    found: list[Problem] = []
    seen: dict[str, Term] = {}
    for term in terms:
        source = term.source
        found += (Problem(Severity.ERROR, source, f.message) for f in faults(normalised(term)))
        first = seen.setdefault(key(source), term)
        if first is not term:
            found.append(_duplicate(first, term))
        found += (Problem(Severity.WARNING, source, message) for message in _doubts(term))
    sound = [term for term in seen.values() if not faults(normalised(term))]
    return found + list(_clashes(sound))


def quoted(text: str) -> str:
    """Return ``text`` in quotation marks for a message, cut where it is long."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


def _text_faults(name: str, text: str) -> Iterator[Fault]:
    if _UNWRITABLE.search(text):
        yield Fault(
            f"the {name} {quoted(text)} holds a control character or half a character",
            "Remove tabs, line breaks and characters that cannot be seen.",
        )
    if len(text) > LONGEST_FIELD:
        yield Fault(
            f"the {name} is longer than {LONGEST_FIELD:,} characters", "Shorten it to a term."
        )


def _use_faults(term: Term) -> Iterator[Fault]:
    if not term.targets:
        yield Fault("there is no target", "Give at least one Tibetan term.")
        return
    preferred = [target.text for target in term.targets if target.use is Use.PREFERRED]
    if len(preferred) != 1:
        which = ", ".join(map(quoted, preferred)) if preferred else "none"
        yield Fault(f"one target must be preferred, not {which}", "Mark exactly one as preferred.")
    for text in set(term.forbidden) & {
        target.text for target in term.targets if target.use is not Use.FORBIDDEN
    }:
        yield Fault(
            f"the target {quoted(text)} is accepted and forbidden", "Keep one of the two rows."
        )
    uses = Counter((target.text, target.use is Use.FORBIDDEN) for target in term.targets)
    for (text, _), count in uses.items():
        if count > 1:
            yield Fault(f"the target {quoted(text)} is given {count} times", "Keep one of them.")


def _duplicate(first: Term, second: Term) -> Problem:
    if same_entry(first, second):
        return Problem(
            Severity.WARNING, second.source, f"the same entry as {quoted(first.source)}: keep one"
        )
    return Problem(
        Severity.ERROR,
        second.source,
        f"contradicts the entry {quoted(first.source)}: the two sources match the same text",
    )


def _clashes(terms: Sequence[Term]) -> Iterator[Problem]:
    """Accepted targets that another term forbids, whole or as the beginning of a longer one.

    They are reported where one Chinese term holds the other, for there both are looked for in the
    same Tibetan: what the one asks for, the other reports as an error.
    """
    forbidden: defaultdict[str, list[tuple[Term, str]]] = defaultdict(list)
    for term in terms:
        for text in term.forbidden:
            parts = text.split(_TSHEG)
            for end in range(1, len(parts) + 1):
                forbidden[_TSHEG.join(parts[:end])].append((term, text))
    for term in terms:
        for accepted in term.accepted:
            for other, text in forbidden.get(accepted, ()):
                one, two = key(term.source), key(other.source)
                if other is term or not (one in two or two in one):
                    continue
                how = "is" if text == accepted else f"begins {quoted(text)}, which is"
                yield Problem(
                    Severity.WARNING,
                    term.source,
                    f"the target {quoted(accepted)} {how} forbidden for {quoted(other.source)}",
                )


def hidden(terms: Iterable[Term], texts: Iterable[str]) -> list[Term]:
    """Return the terms that stand in ``texts``, but only inside longer ones, which always win."""
    from glossary.matcher import Matcher

    matcher = Matcher(terms)
    standing: dict[str, Term] = {}
    winning: set[str] = set()
    for text in texts:
        standing.update((match.term.source, match.term) for match in matcher.find_all(text))
        winning.update(match.term.source for match in matcher.find(text))
    return [term for source, term in standing.items() if source not in winning]


def _doubts(term: Term) -> Iterator[str]:
    from glossary.tibetan import ill_formed

    evidence = any(t.evidence for t in term.targets if t.use is Use.PREFERRED)
    if term.status is Status.ATTESTED and not evidence:
        yield "attested, but the preferred target names no evidence"
    yield from (
        f"the target {quoted(target.text)} may be misspelt: {slip.message}"
        for target in term.targets
        for slip in ill_formed(target.text)
    )
