"""What goes into a memory and what it tells of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict


@dataclass(frozen=True, slots=True)
class Accepted:
    """A source and the translation that a person accepted for it."""

    source: str
    target: str
    before: str = ""
    """The source of the segment before it; "" if there was none or it is unknown."""
    after: str = ""
    """The source of the segment after it."""
    accepted: str = ""
    """When: ISO 8601, UTC where no offset is given; "" for now."""


class Stats(TypedDict):
    """What a memory holds."""

    units: int
    sources: int
    """Distinct sources: one may have several units, in different contexts."""
    origins: dict[str, int]
    """Origin -> units from there, most first."""
    oldest: str
    """When the first of its units was accepted; "" in an empty memory."""
    newest: str
    bytes: int
    """Size of the file."""
