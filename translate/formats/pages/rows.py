"""Lines with their places in the columns of a document: what tells paragraphs apart."""

from __future__ import annotations

import statistics
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from translate.formats.pages.columns import Columns
from translate.formats.pages.lines import Line, lines
from translate.formats.pages.running import Sheet

_SAMPLE = 6
"""Lines from which on a column shows its own edges."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line in its column. Lengths but ``size`` are in sizes of the line."""

    line: Line
    page: int
    indent: float
    """From the column's left edge."""
    shortfall: float
    """To the column's right edge."""
    width: float
    """Of the column."""
    drop: float
    """From the line above to this one, over what is usual in the column; 0 for the first."""
    first: bool
    """It begins a column or a page."""


@dataclass(frozen=True, slots=True)
class _Column:
    page: int
    lines: tuple[Line, ...]
    left: float
    right: float


def body_size(sheets: Iterable[Sheet]) -> float:
    """The size in which most of the text is set; 0 where there is none."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for part in sheet.parts:
            sizes[round(part.size * 2) / 2] += len(part.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def columns(sheets: Iterable[Sheet], size: float) -> list[_Column]:
    """The columns of all pages in reading order; text in other directions ends its page."""
    reader = Columns()
    sides = [(sheet.number, side) for sheet in sheets for side in (sheet.parts, *sheet.aside)]
    for _, side in sides:
        reader.flows(side)  # learns the gutters
    found = [
        _column(page, lines(part), size) for page, side in sides for part in reader.flows(side)
    ]
    patterns = sorted(
        {(column.left, column.right) for column in found if len(column.lines) >= _SAMPLE},
        key=lambda edges: edges[1] - edges[0],
    )
    return [_fitted(column, patterns, size) for column in found]


def rows(column: _Column, kept: Sequence[Line]) -> list[Row]:
    """Those of the column's lines that are in ``kept``."""
    if not kept:
        return []
    pitch = _pitch(kept)
    found = []
    above: Line | None = None
    for line in kept:
        found.append(
            Row(
                line,
                column.page,
                (line.left - column.left) / line.size,
                (column.right - line.right) / line.size,
                (column.right - column.left) / line.size,
                0.0 if above is None else (above.base - line.base) / pitch,
                above is None,
            )
        )
        above = line
    return found


def _column(page: int, found: list[Line], size: float) -> _Column:
    text = [line for line in found if not line.alone and "\t" not in line.text] or found
    ruling = [line for line in text if abs(line.size - size) < 0.1 * size] or text
    left = min(line.left for line in ruling)
    return _Column(page, tuple(found), left, _right_edge(ruling))


def _right_edge(ruling: Sequence[Line]) -> float:
    """The outermost edge that a tenth of the lines end at; of many, one alone may stick out."""
    rights = sorted(line.set_right for line in ruling)
    near = 0.4 * ruling[0].size
    for right in reversed(rights):
        ending = bisect_right(rights, right + near) - bisect_left(rights, right - near)
        if ending >= 0.1 * len(rights):
            return right
    return rights[-1]


def _fitted(column: _Column, patterns: Iterable[tuple[float, float]], size: float) -> _Column:
    """A column of few lines with the edges of the narrowest longer one that it fits into."""
    if len(column.lines) >= _SAMPLE:
        return column
    for left, right in patterns:
        if left - size <= column.left <= left + 4 * size and column.right <= right + size:
            return _Column(column.page, column.lines, left, right)
    return column


def _pitch(kept: Sequence[Line]) -> float:
    """The usual distance of baselines; spaces between paragraphs do not count."""
    steps = [
        above.base - line.base
        for above, line in pairwise(kept)
        if 0 < above.base - line.base < 2.5 * line.size and not above.alone
    ]
    if not steps:
        return 1.6 * kept[0].size
    return statistics.quantiles(steps, n=4)[0] if len(steps) > 2 else min(steps)
