"""Tables: the ruled lines of a page that make a grid, and the text in its cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from translate.formats.pages.glyphs import Glyph, Rule
from translate.formats.pages.lines import Line, lines, stretches

_TOUCH = 2.5
"""Points: rules that come so near meet."""
_MOST_RULES = 1_500
_MOST_CELLS = 5_000
_MOST_LINES = 15
"""In a cell; more, and the rules frame the articles of a newspaper."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of a cell, from the top down; rows and columns count from 0."""

    row: int
    column: int
    width: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table(Line):
    """A table, which takes the place of a line in its column."""

    cells: tuple[Cell, ...] = ()
    """Those with text, row by row; merged cells are the first of them."""


@dataclass(frozen=True, slots=True)
class _Grid:
    across: tuple[float, ...]
    """The places of the vertical rules, from left to right."""
    down: tuple[float, ...]
    """The heights of the horizontal rules, negative, so that they too increase: from the top."""
    walls: frozenset[tuple[int, int]]
    ceilings: frozenset[tuple[int, int]]
    """Row and column of the cells with a rule on their left, and of those with one above."""

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of what stands there, of the first where cells are merged."""
        column = bisect_right(self.across, x) - 1
        row = bisect_right(self.down, -y) - 1
        if not (0 <= column < len(self.across) - 1 and 0 <= row < len(self.down) - 1):
            return None
        while column and (row, column) not in self.walls:
            column -= 1
        while row and (row, column) not in self.ceilings:
            row -= 1
        return row, column


def with_tables(glyphs: Sequence[Glyph], rules: Sequence[Rule]) -> list[Line]:
    """The stretches of a page, those within a grid of rules made tables."""
    rest = list(glyphs)
    found: list[Line] = []
    for grid in _grids(rules):
        inside: dict[tuple[int, int], list[Glyph]] = {}
        others = []
        for glyph in rest:
            place = grid.cell((glyph.left + glyph.right) / 2, glyph.base + 0.3 * glyph.size)
            if place is None:
                others.append(glyph)
            else:
                inside.setdefault(place, []).append(glyph)
        table = _table(grid, inside)
        if table is not None:
            found.append(table)
            rest = others
    return sorted([*found, *stretches(rest)], key=lambda line: -line.base)


def _table(grid: _Grid, inside: dict[tuple[int, int], list[Glyph]]) -> Table | None:
    cells = []
    for (row, column), glyphs in sorted(inside.items()):
        width = grid.across[column + 1] - grid.across[column]
        found = lines(stretches(glyphs))
        if found:
            cells.append(Cell(row, column, width, tuple(found)))
    texts = [line for cell in cells for line in cell.lines]
    if len(cells) < 2 or max(len(cell.lines) for cell in cells) > _MOST_LINES:
        return None
    size = sorted(line.size for line in texts)[len(texts) // 2]
    left, right = grid.across[0], grid.across[-1]
    base = -grid.down[0] - size
    return Table("\t", left, right, base, size, False, alone=True, cells=tuple(cells))


def _grids(rules: Sequence[Rule]) -> Iterator[_Grid]:
    """Rules that hang together, if they bound at least two rows of two columns."""
    if len(rules) > _MOST_RULES:
        return
    for group in _groups(rules):
        upright = [rule for rule in group if rule.upright]
        level = [rule for rule in group if not rule.upright]
        if not upright or not level:
            continue
        sides = [min(rule.left for rule in level), max(rule.right for rule in level)]
        across = _places([*(rule.x for rule in upright), *sides])
        down = _places([-rule.y for rule in level])
        if len(across) > 2 and len(down) > 2 and len(across) * len(down) <= _MOST_CELLS:
            yield _grid(across, down, upright, level)


def _grid(
    across: Sequence[float], down: Sequence[float], upright: Sequence[Rule], level: Sequence[Rule]
) -> _Grid:
    cells = [(row, column) for row in range(len(down) - 1) for column in range(len(across) - 1)]
    walls = frozenset(
        (row, column)
        for row, column in cells
        for rule in upright
        if abs(rule.x - across[column]) <= _TOUCH
        and rule.bottom <= -(down[row] + down[row + 1]) / 2 <= rule.top
    )
    ceilings = frozenset(
        (row, column)
        for row, column in cells
        for rule in level
        if abs(-rule.y - down[row]) <= _TOUCH
        and rule.left <= (across[column] + across[column + 1]) / 2 <= rule.right
    )
    return _Grid(tuple(across), tuple(down), walls, ceilings)


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        met = [group for group in groups if any(_meet(rule, other) for other in group)]
        groups = [group for group in groups if not any(group is other for other in met)]
        groups.append([rule, *(other for group in met for other in group)])
    return groups


def _meet(one: Rule, two: Rule) -> bool:
    return (
        one.left - _TOUCH <= two.right
        and two.left - _TOUCH <= one.right
        and one.bottom - _TOUCH <= two.top
        and two.bottom - _TOUCH <= one.top
    )


def _places(values: Iterable[float]) -> list[float]:
    """The different ones, in order."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 2 * _TOUCH:
            found.append(value)
    return found
