"""Columns: the stretches of a page in the order in which they are read.

A gutter is a strip that no stretch of a band of the page reaches into, with lines set to a common
edge on both sides of it. The band that holds most is cut out: what stands above it is read first,
then its left side, its right side, and what stands below; each of them again by the same rule. So
a heading over columns stays over them, and columns of another width may follow further down. The
cells of a table, whose lines end anywhere, are not columns: they are read row by row.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from translate.formats.pages.lines import Line

_GUTTER = 0.8
"""In sizes: the narrowest gutter; Chinese newspapers leave one to two characters."""
_NARROWEST = 5.0
"""In sizes: what is narrower is no column but numbers, labels or dates."""
_FEWEST = 4
"""Stretches on either side that make a gutter; where one is known, single lines keep to it."""
_RAGGED = 0.2
"""In sizes: by so much lines that are set to one edge miss it."""
_SAME = 0.4
"""In sizes: edges that differ by less are one."""
_SET_TO_EDGE = 0.35
"""The share of a column's stretches that must end at an edge that others end at as well."""
_SHARING = 0.25
"""The share of a column's lines that make such an edge."""
_LARGER = 1.2
"""Of the size of most lines: that of a heading."""
_COVERED = 0.7
"""The share of a column's width that most of its lines take up; words and cells take less."""
_PITCH = 1.6
"""In sizes: from line to line, roughly."""
_MOST = 4_000
"""Stretches on a page that is looked at for columns; a newspaper page has some 800."""
_DEEPEST = 24


@dataclass(frozen=True, slots=True)
class _Band:
    left: tuple[Line, ...]
    right: tuple[Line, ...]

    @property
    def count(self) -> int:
        return len(self.left) + len(self.right)

    @property
    def gutter(self) -> tuple[float, float]:
        """Its left and right edge."""
        return max(part.set_right for part in self.left), min(part.left for part in self.right)


class Columns:
    """Reads the pages of a document; the gutters of one page help with the others."""

    def __init__(self) -> None:
        self._gutters: list[float] = []
        """The middles of those found."""

    def flows(self, parts: Sequence[Line]) -> list[list[Line]]:
        """A page's stretches grouped by the column that they stand in, in reading order."""
        if not parts:
            return []
        size = statistics.median([part.size for part in parts])
        return self._flows(sorted(parts, key=lambda part: (-part.base, part.left)), size, 0)

    def _flows(self, parts: list[Line], size: float, depth: int) -> list[list[Line]]:
        band = None
        if depth < _DEEPEST and len(parts) <= _MOST:
            band = self._widest_band(parts, size)
        if band is None:
            return [parts] if parts else []
        self._remember(band)
        inside = {id(part) for part in (*band.left, *band.right)}
        top = max(part.base for part in (*band.left, *band.right))
        others = [part for part in parts if id(part) not in inside]
        groups = (
            [part for part in others if part.base > top],
            list(band.left),
            list(band.right),
            [part for part in others if part.base <= top],
        )
        return [flow for group in groups for flow in self._flows(group, size, depth + 1)]

    def _widest_band(self, parts: list[Line], size: float) -> _Band | None:
        """The band that holds most of ``parts``, which are sorted from the top down."""
        best: _Band | None = None
        alone = _alone(parts, size)
        for edge in _edges(parts, size):
            for band in _bands(parts, alone, edge, size):
                if best is None or band.count > best.count:
                    best = band if self._is_known(band) or _are_columns(band, size) else best
        return best

    def _is_known(self, band: _Band) -> bool:
        start, end = band.gutter
        return any(start <= middle <= end for middle in self._gutters)

    def _remember(self, band: _Band) -> None:
        if not self._is_known(band):
            self._gutters.append(sum(band.gutter) / 2)


def _edges(parts: Sequence[Line], size: float) -> Iterator[float]:
    """Where a gutter may begin: at the right edge of a stretch, with stretches beyond it."""
    last = max((part.left for part in parts), default=0.0)
    seen: set[int] = set()
    for part in parts:
        place = round(part.set_right)
        if part.set_right + _GUTTER * size <= last and place not in seen:
            seen.add(place)
            yield part.set_right


def _alone(parts: Sequence[Line], size: float) -> set[int]:
    """Headings with nothing beside them: they stand over all columns, however short they are."""
    return {
        id(part)
        for above, part, below in zip([None, *parts], parts, [*parts[1:], None], strict=False)
        if part.size >= _LARGER * size
        and (above is None or above.bottom >= part.top)
        and (below is None or below.top <= part.bottom)
    }


def _bands(parts: Sequence[Line], alone: set[int], edge: float, size: float) -> Iterator[_Band]:
    """What stands on both sides of a gutter that begins at ``edge``, without a break."""
    left: list[Line] = []
    right: list[Line] = []
    top = math.inf
    for part in parts:
        across = id(part) in alone
        if part.set_right <= edge + _RAGGED * size and not across:
            left.append(part)
        elif part.left >= edge + (_GUTTER - _RAGGED) * size and not across:
            right.append(part)
        else:
            yield from _band(left, right, top, part.base + 0.5 * part.size)
            left, right, top = [], [], part.base - 0.5 * part.size
    yield from _band(left, right, top, -math.inf)


def _band(
    left: Sequence[Line], right: Sequence[Line], top: float, bottom: float
) -> Iterator[_Band]:
    """What stands between the rows of the lines that bound it, if there is some on both sides."""
    sides = [tuple(part for part in side if bottom < part.base < top) for side in (left, right)]
    if all(sides):
        yield _Band(*sides)


def _are_columns(band: _Band, size: float) -> bool:
    sides = (band.left, band.right)
    return (
        all(len(side) >= _FEWEST for side in sides)
        and _overlap(band)
        and all(_is_set(side, size) for side in sides)
    )


def _overlap(band: _Band) -> bool:
    """Whether the sides stand side by side, not one below the other."""
    (top, bottom), (other_top, other_bottom) = (
        (side[0].base, side[-1].base) for side in (band.left, band.right)
    )
    shared = min(top, other_top) - max(bottom, other_bottom)
    return shared >= 0.4 * min(top - bottom, other_top - other_bottom)


def _is_set(side: Sequence[Line], size: float) -> bool:
    wide = max(part.right for part in side) - min(part.left for part in side)
    if wide < _NARROWEST * size:
        return False
    rights = sorted(part.right for part in side)
    rows = min((side[0].base - side[-1].base) / (_PITCH * size) + 1, len(side))
    needed = max(3.0, _SHARING * rows)
    at_edge = sum(
        bisect_right(rights, right + _SAME * size) - bisect_left(rights, right - _SAME * size)
        >= needed
        for right in rights
    )
    return at_edge >= _SET_TO_EDGE * len(side) and _coverage(side, wide, size) >= _COVERED


def _coverage(side: Sequence[Line], wide: float, size: float) -> float:
    """The share of its width that the side's lines take up: the median over its stretches."""
    heights = [-part.base for part in side]
    lengths = [0.0, *accumulate(part.right - part.left for part in side)]
    near = 0.7 * size  # less than the distance of two lines, more than columns are out of step
    around = (
        lengths[bisect_right(heights, at + near)] - lengths[bisect_left(heights, at - near)]
        for at in heights
    )
    return statistics.median(min(length, wide) / wide for length in around)
