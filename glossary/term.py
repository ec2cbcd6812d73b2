"""What a term is. Data only: no I/O, nothing mutates."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """How well a term's rendering is supported, best first."""

    ATTESTED = "attested"
    """Found in official bilingual text; the evidence says where and how often."""
    DICTIONARY = "dictionary"
    """Found in a published dictionary only."""
    PROPOSED = "proposed"
    """Nobody's usage yet: a person should settle it before the book is printed."""


class Use(StrEnum):
    """What a translator may do with a target."""

    PREFERRED = "preferred"
    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Target:
    """One Tibetan rendering: text without a final tsheg or shad, and its use."""

    text: str
    use: Use = Use.PREFERRED
    evidence: str = ""
    """Where this rendering is attested, as ``document:count`` items joined by ``; ``."""
    hint: str = ""
    """Chinese words, separated by spaces: where one of them stands beside the term, this target is
    meant and not the preferred one. …开展 looks behind the term, 负责… before it
    (``glossary.matcher.REACH``, ``PLACE``)."""


@dataclass(frozen=True, slots=True)
class Term:
    """A Chinese term with its Tibetan targets; exactly one target is preferred."""

    source: str
    targets: tuple[Target, ...]
    status: Status = Status.PROPOSED
    domain: str = ""
    note: str = ""

    @property
    def preferred(self) -> str:
        """The target that drafts and repairs write."""
        return next(t.text for t in self.targets if t.use is Use.PREFERRED)

    @property
    def accepted(self) -> tuple[str, ...]:
        """Targets that count as the term: the preferred one first, then the allowed ones."""
        allowed = (t.text for t in self.targets if t.use is Use.ALLOWED)
        return (self.preferred, *allowed)

    @property
    def hinted(self) -> bool:
        """Whether the term means different things in different places, which hints tell apart."""
        return any(t.hint for t in self.targets)

    @property
    def forbidden(self) -> tuple[str, ...]:
        """Targets that must not be used."""
        return tuple(t.text for t in self.targets if t.use is Use.FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Match:
    """One occurrence of a term: ``source[start:end]``, code points of the *original* text."""

    term: Term = field(repr=False)
    start: int
    end: int
    target: str = ""
    """The target whose hint the surroundings fulfil; "" where none does."""

    @property
    def written(self) -> str:
        """The target that drafts and repairs write."""
        return self.target or self.term.preferred
