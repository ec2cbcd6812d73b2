"""What a person gave back: which segments are accepted, what changed, and terms learnt from it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from glossary import tibetan
from glossary.chinese import han_spans, has_han
from glossary.matcher import Matcher
from translate import constraint
from translate.alignment import PARTICLES
from translate.document import Document, Segment, State, Unit
from translate.errors import InputError, OutputError
from translate.formats.interchange.tmx import Tmx
from translate.memory import Accepted, Memory
from translate.segmentation import segment

ACCEPTED = frozenset({State.REVIEWED, State.FINAL})
LONGEST_RENDERING = 10
"""Syllables: a longer replacement is a sentence written anew, not a term."""
_DIGITS = re.compile(r"\d+")
_BREAK = re.compile("[^\u0f0b\u0f0c\u0f40-\u0fbc]")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term that a person wrote otherwise than the glossary has it, ``count`` times."""

    source: str
    old: str
    new: str
    count: int


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a corrected bilingual file brings."""

    accepted: tuple[Accepted, ...]
    changed: tuple[Unit, ...]
    """Those whose draft a person corrected."""
    open: int
    """Segments that are neither corrected nor marked as accepted."""
    proposals: tuple[Proposal, ...]


def from_units(units: Sequence[Unit], matcher: Matcher, *, whole: bool = False) -> Acceptance:
    """What the units of a corrected bilingual file bring.

    A unit counts as accepted where its state says so or where its target differs from the draft
    that the file holds beside it; with ``whole`` every unit with a target does.
    """
    accepted, changed, rest = [], [], 0
    for number, unit in enumerate(units):
        corrected = bool(unit.draft) and unit.target != unit.draft
        if corrected:
            changed.append(unit)
        if not unit.target.strip() or not (whole or corrected or unit.state in ACCEPTED):
            rest += 1
            continue
        context = _neighbours(units, number)
        accepted.append(Accepted(unit.source, unit.target, *context, unit.changed))
    return Acceptance(tuple(accepted), tuple(changed), rest, tuple(_proposals(changed, matcher)))


def from_documents(source: Document, target: Document) -> list[Accepted]:
    """Segments of a finished translation: paired where a block has as many on both sides.

    Tibetan sentences end at a shad as clauses do, so a block of several Chinese sentences whose
    Tibetan cannot be cut the same way is left out rather than paired at a guess. A sentence that
    line breaks cut has its translation where it began, and nothing where its rest was.

    Raises InputError where the two have not the same blocks: what follows would be paired wrongly.
    """
    texts = {block.id: block.text.strip() for block in target.blocks}
    segments = segment(source)
    _check_shape(source, target, unanswered(source, target, segments))
    sources = ["", *(item.source for item in segments), ""]
    shares = Counter(piece.block for item in segments for piece in item.pieces)
    pairs = []
    for number, item in enumerate(segments, 1):
        first, *rest = [piece.block for piece in item.pieces]
        alone = all(shares[block] == 1 for block in (first, *rest))
        if alone and has_han(item.source) and texts.get(first) and not any(map(texts.get, rest)):
            context = sources[number - 1], sources[number + 1]
            pairs.append(Accepted(item.source, texts[first], *context))
    return pairs


def unanswered(source: Document, target: Document, segments: Sequence[Segment]) -> list[str]:
    """Ids of the blocks that only one of the two documents has, in their order.

    ``segments`` are those of the source: of a sentence that line breaks cut, only the line where
    it begins has a counterpart.
    """
    joined = {piece.block for item in segments for piece in item.pieces[1:]}
    there, wanted = ({block.id for block in document.blocks} for document in (target, source))
    alone = [*_alone(source, there), *_alone(target, wanted)]
    alone.sort(key=lambda found: found[0])
    return [name for _, name in alone if name not in joined]


def parting(source: Document, target: Document, alone: Sequence[str]) -> str:
    """How many blocks each document has and where they part, in words; ``alone`` is not empty."""
    in_source = any(block.id == alone[0] for block in source.blocks)
    return (
        f"the source has {len(source.blocks)} paragraphs or lines, the translation "
        f"{len(target.blocks)}; the first without counterpart is {alone[0]} of the "
        f"{'source' if in_source else 'translation'}"
    )


def _alone(document: Document, others: Container[str]) -> Iterator[tuple[int, str]]:
    """Blocks that are not among the others, each with how many that are stand before it."""
    shared = 0
    for block in document.blocks:
        if block.id in others:
            shared += 1
        else:
            yield shared, block.id


def _check_shape(source: Document, target: Document, alone: Sequence[str]) -> None:
    """Whether blocks answer each other; a missing one shifts all that are counted after it.

    What the target lacks as a whole, as all the attributes of a page, shifts nothing.
    """
    series = {_DIGITS.sub("", block.id) for block in target.blocks}
    odd = [name for name in alone if _DIGITS.sub("", name) in series]
    if odd:
        raise InputError(
            parting(source, target, odd),
            where=f"{source.name}, {target.name}",
            remedy="Make the translation's paragraphs answer the source's one by one",
        )


def from_memory_file(path: Path) -> Iterator[Accepted]:
    """What another tool's memory (TMX) holds and a person accepted, one by one.

    Raises InputError.
    """
    for unit in Tmx().iter_units(path):
        if unit.state in ACCEPTED:
            yield Accepted(unit.source, unit.target, accepted=unit.changed)


def to_memory_file(memory: Memory, path: Path) -> int:
    """Write what the memory holds as TMX; return how many units. Raises OutputError."""
    if path.suffix.lower() != ".tmx":
        raise OutputError(
            "a memory is written as TMX, and this name says otherwise",
            where=str(path),
            remedy="Let its name end in .tmx",
        )
    Tmx().write_units(
        [
            Unit(
                str(number),
                item.source,
                item.target,
                State.FINAL,
                origin=origin,
                changed=item.accepted,
            )
            for number, (item, origin) in enumerate(memory.units(), 1)
        ],
        path,
        path.stem,
    )
    return len(memory)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a document is."""

    segments: int
    accepted: int
    findings: int
    """Of segments that are not accepted yet."""
    characters: int
    """Chinese characters: what translators are paid by."""


def progress(units: Sequence[Unit], memory: Memory | None) -> Progress:
    """How far the document is that ``units`` record, by what the memory has accepted since."""
    done = findings = 0
    for number, unit in enumerate(units):
        before, after = _neighbours(units, number)
        known = memory is not None and memory.exact(unit.source, before, after) is not None
        if known or unit.state in ACCEPTED:
            done += 1
        else:
            findings += len(unit.notes)
    characters = sum(end - start for unit in units for start, end in han_spans(unit.source))
    return Progress(len(units), done, findings, characters)


def _neighbours(units: Sequence[Unit], number: int) -> tuple[str, str]:
    before = units[number - 1].source if number else ""
    return before, units[number + 1].source if number + 1 < len(units) else ""


def _proposals(changed: Sequence[Unit], matcher: Matcher) -> Iterator[Proposal]:
    """Renderings that replaced those of the glossary, commonest first."""
    found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for unit in changed:
        matches = matcher.find(unit.source)
        before = constraint.verify(matches, unit.draft)
        after = constraint.verify(matches, unit.target)
        for match, old, new in zip(matches, before, after, strict=True):
            if old is None or new is not None:
                continue
            written = _replacement(unit.draft, unit.target, old)
            if written:
                key = match.term.source, constraint.rendering(match, unit.draft, old)
                found[key][written] += 1
    told = [
        Proposal(source, old, new, count)
        for (source, old), counts in found.items()
        for new, count in counts.items()
    ]
    yield from sorted(told, key=lambda p: (-p.count, p.source, p.new))


def _replacement(draft: str, target: str, place: tuple[int, int]) -> str:
    """What the target has for ``draft[place]``, without particles; "" where that is unsure."""
    old, new = _tokens(draft), _tokens(target)
    first = next((i for i, (start, end) in enumerate(old) if end > place[0]), len(old))
    last = next((i for i, (start, end) in enumerate(old) if start >= place[1]), len(old))
    chosen: list[tuple[int, int]] = []
    words = [draft[slice(*span)] for span in old], [target[slice(*span)] for span in new]
    for kind, a, b, c, d in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if kind == "equal":
            low, high = max(a, first), min(b, last)
            chosen += new[c + low - a : c + high - a] if low < high else []
        elif first <= a <= last and set(words[0][max(a, last) : b]) <= PARTICLES:
            chosen += new[c:d]
        elif a < last and b > first:
            return ""  # rewritten beyond the term: which part of it stands for the term?
    while chosen and target[slice(*chosen[-1])] in PARTICLES:
        chosen.pop()
    if not 0 < len(chosen) <= LONGEST_RENDERING:
        return ""
    written = target[chosen[0][0] : chosen[-1][1]]
    return written if not _BREAK.search(written) else ""


def _tokens(text: str) -> list[tuple[int, int]]:
    """Spans of the syllables, a joined genitive (འི) by itself."""
    spans: list[tuple[int, int]] = []
    for start, end in tibetan.syllables(text):
        joined = end - start > 2 and text.endswith("འི", start, end)
        spans += [(start, end - 2), (end - 2, end)] if joined else [(start, end)]
    return spans
