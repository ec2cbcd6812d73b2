"""The data that flows. Frozen, no I/O, no behaviour beyond slicing.

    Path -> Document(blocks) -> Segment -> Match -> Request -> Draft -> Finding -> Review
         -> Translation (one a block) -> Path

All spans are half-open code-point offsets. Source spans point into the *original* source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from glossary.term import Match


class Kind(StrEnum):
    """What a block is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    CELL = "table cell"
    FOOTNOTE = "footnote"
    HEADER = "header"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Mark:
    """Formatting over ``text[start:end]``, or, if the span is empty, an object that stands there.

    ``key`` belongs to the format that made it (a run style, a footnote reference, an image).
    """

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Block:
    """One translatable stretch of a document: a paragraph, a cell's paragraph, a line."""

    id: str
    text: str
    kind: Kind = Kind.PARAGRAPH
    marks: tuple[Mark, ...] = ()
    """Mixed formatting and inline objects; empty where the whole block looks the same."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document's translatable text, and what its format needs to write it again."""

    name: str
    format: str
    blocks: tuple[Block, ...]
    skeleton: object = field(default=None, repr=False, compare=False)
    """Belongs to the format alone; ``write(read(f))`` without targets is lossless."""
    joins_lines: bool = False
    """True where line breaks may cut sentences (plain text taken from a page)."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What a block becomes: the target text and the source's marks moved to it."""

    text: str
    marks: tuple[Mark, ...] = ()


Translations = Mapping[str, Translation]
"""Block id -> its translation; a block that is not in it is left as it was."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one block: ``block.text[start:end]``."""

    block: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """The unit of translation: one sentence, or a heading, without surrounding space.

    More than one piece where a line break cut the sentence; its translation lands on the first.
    """

    id: str
    source: str
    pieces: tuple[Piece, ...]
    kind: Kind = Kind.PARAGRAPH


@dataclass(frozen=True, slots=True)
class Placed:
    """A target laid into its block's translation: ``piece`` became ``text`` at ``target_start``."""

    piece: Piece
    text: str
    target_start: int


@dataclass(frozen=True, slots=True)
class Constraint:
    """A span of a request's source whose translation is settled."""

    start: int
    end: int
    target: str
    literal: bool = False
    """True for text to carry over as it is (a number, a URL): no Tibetan agreement applies."""


@dataclass(frozen=True, slots=True)
class Request:
    """What an engine is asked: a source and what must stand in its translation.

    Constraints are disjoint and in source order.
    """

    source: str
    constraints: tuple[Constraint, ...] = ()
    context: str = ""
    """The Chinese that stands before it, for engines that can use it."""


@dataclass(frozen=True, slots=True)
class Link:
    """``source[source_start:source_end]`` became ``target[target_start:target_end]``."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """One candidate translation of a request."""

    target: str
    score: float = 0.0
    """Log-probability per token; larger is better; 0 where the engine gives none."""
    links: tuple[Link, ...] = ()
    """Word alignment, where the engine has one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A translation that a person accepted for this source or one like it."""

    source: str
    """What it was accepted for."""
    target: str
    """As it was accepted, unless ``adapted``."""
    score: int
    """Per cent of likeness: 101 exact in the same context, 100 exact, below that fuzzy."""
    origin: str = ""
    """The document or person that it came from."""
    accepted: str = ""
    """When: ISO 8601, UTC."""
    adapted: bool = False
    """Numbers or terms in which its source differs were replaced in the target."""


class State(StrEnum):
    """How far a unit of a bilingual file is; the states of XLIFF 2.1 (4.3.1.28)."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    """By machine, or by a person who has not finished."""
    REVIEWED = "reviewed"
    FINAL = "final"
    """A person stands for it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment and its translation as bilingual files hold them."""

    id: str
    source: str
    target: str = ""
    state: State = State.INITIAL
    draft: str = ""
    """What the machine wrote, where the file keeps it beside an edited target; "" if unknown."""
    notes: tuple[str, ...] = ()
    """For a person to read: findings, comments."""
    origin: str = ""
    """Who or what the target came from, where the file says so."""
    changed: str = ""
    """When the target was last changed, where the file says so: ISO 8601, UTC."""


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """Wrong: the text must not go out like this."""
    WARNING = "warning"
    """Probably wrong: a person should look."""
    NOTE = "note"
    """Worth knowing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at, with the place in source and target where known."""

    check: str
    severity: Severity
    message: str
    source_span: tuple[int, int] | None = None
    target_span: tuple[int, int] | None = None


class Origin(StrEnum):
    """Where a target came from."""

    MEMORY = "memory"
    ADAPTED = "adapted"
    """From the memory, but for the numbers or the term in which the sources differ."""
    ENGINE = "engine"
    COPIED = "copied"
    """Nothing to translate (digits, an address, Latin text): taken over as it is."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One matched term and what became of it."""

    match: Match
    present: bool
    drafted: bool
    """Present before any repair."""
    rendering: str = ""
    """The accepted target that stands for it, as the glossary spells it; "" where it is missing."""


@dataclass(frozen=True, slots=True)
class Review:
    """A segment with its target and everything a person needs to judge it."""

    segment: Segment
    target: str
    origin: Origin
    links: tuple[Link, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    repairs: tuple[str, ...] = ()
    """What was repaired, in words, in order."""
    findings: tuple[Finding, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    """Accepted translations of sources like this one, best first."""
