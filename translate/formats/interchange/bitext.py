"""What the dialects of XLIFF say about a segment, in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lxml.etree import _Element

from translate.document import State
from translate.formats.interchange.inline import text_of
from translate.formats.xml import local

_TRADOS_DATE = "%m/%d/%Y %H:%M:%S"
_MILLISECONDS = 10**11
"""A count since 1970 from here on is one of milliseconds: as seconds it lies beyond 5138."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A segment of an XLIFF file: where its source and target stand, and how far it is."""

    id: str
    """The unit's, and the segment's where the unit has several."""
    segment: _Element
    """What holds source and target: a ``trans-unit`` or a ``segment``."""
    source: _Element
    target: _Element | None
    state: State
    settled: bool
    """Whether a person has translated or locked it, as far as the file tells."""
    draft: str = ""
    notes: tuple[str, ...] = ()
    origin: str = ""
    changed: str = ""

    @property
    def has_target(self) -> bool:
        """Whether there is a target that is not blank."""
        return bool(text_of(self.target).strip())

    @property
    def copies_source(self) -> bool:
        """Whether the target is the source, as some tools fill it in."""
        return text_of(self.target).strip() == text_of(self.source).strip()


def distinct(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The same pairs; an id that comes again gets a number."""
    seen: set[str] = set()
    for pair in pairs:
        name = unused(pair.id, seen)
        yield pair if name == pair.id else replace(pair, id=name)


def unused(id: str, seen: set[str]) -> str:
    """The id, numbered if it was ``seen``; it is added to those."""
    name, number = id, 1
    while name in seen:
        number += 1
        name = f"{id}~{number}"
    seen.add(name)
    return name


def is_for_translation(element: _Element) -> bool:
    """What ``translate`` says on the element or on the nearest one around it that has it."""
    for holder in (element, *element.iterancestors()):
        if holder.get("translate"):
            return holder.get("translate") != "no"
    return True


def children(element: _Element | None, name: str) -> list[_Element]:
    """The children of that name, in any namespace."""
    return [] if element is None else [child for child in element if local(child) == name]


def child(element: _Element | None, name: str) -> _Element | None:
    """The first of them."""
    return next(iter(children(element, name)), None)


def utc(text: str) -> str:
    """A date as ISO 8601 in UTC, to the second; "" for what is none.

    Understood are ISO 8601 (TMX and most tools), 12/31/2025 23:59:59 (Trados Studio) and seconds or
    milliseconds since 1970 (Phrase). Dates without a zone are taken as UTC.
    """
    text = text.strip()
    try:
        if text.isascii() and text.isdigit() and len(text) != len("20251231"):
            count = int(text)
            seconds = count // 1000 if count >= _MILLISECONDS else count
            moment = datetime.fromtimestamp(seconds, UTC)
        elif "/" in text:
            moment = datetime.strptime(text, _TRADOS_DATE).replace(tzinfo=UTC)
        else:
            moment = datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""
