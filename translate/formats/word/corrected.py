"""Tables of Chinese and Tibetan that a person gave back: which row is which unit, and its text.

Rows may be gone or in another order, cells split or merged, columns added or moved. A row that
gyur wrote holds its unit's id and draft as hidden text; another one is known by its row number.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from json import JSONDecodeError

from glossary.chinese import has_han
from glossary.tibetan import has_tibetan
from translate.document import State, Unit
from translate.errors import InputError
from translate.formats.word.grid import Row

HEADINGS = ("№", "中文", "བོད་ཡིག", "✓")
"""Of the columns that gyur writes, in order."""
_HELD = re.compile(r'\{"gyur":')
_SPACE = re.compile(r"\s+")
_TSHEG = "\u0f0b"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where each column starts in the grid, and which of them are what."""

    starts: tuple[int, ...]
    source: int
    target: int
    tick: int | None = None
    number: int | None = None
    """Of the rows' numbers and hidden text; None in a table that gyur did not write."""

    @property
    def remarks(self) -> list[int]:
        """The columns that a person added to a table that gyur wrote."""
        known = (self.number, self.source, self.target, self.tick)
        return [n for n in range(len(self.starts)) if self.number is not None and n not in known]


@dataclass(slots=True)
class _Line:
    """A row: its texts by column, and after the columns what it holds hidden."""

    place: str
    texts: list[list[str]]
    row: Row


def hold(unit: Unit) -> str:
    """What a row holds hidden: id and draft; a target of unknown draft counts as the draft."""
    draft = unit.draft or unit.target
    # In ASCII: where Word shows hidden text, replacing a word throughout would change drafts too.
    return json.dumps({"gyur": unit.id, "draft": draft})


def read_units(found: Sequence[Sequence[Row]], notes: Mapping[str, str], where: str) -> list[Unit]:
    """The units of a document's tables in order; none where no table is one of units.

    ``notes`` are the document's comments by id. Tables that gyur wrote, if there are any, are read
    alone; else those with a column of Chinese and one of Tibetan. Raises InputError, with
    ``where`` in front of the row, where it cannot be told which text is which unit's.
    """
    own = [table for table in found if any(_HELD.search(row.everything) for row in table)]
    chosen = [(table, _own_columns(table, where)) for table in own]
    if not own:
        foreign = [(table, _foreign_columns(table)) for table in found]
        chosen = [(table, columns) for table, columns in foreign if columns is not None]
    units, number = [], 0
    for table, columns in chosen:
        for line in _lines(table, columns, where):
            number += 1
            unit = _unit(line, columns, notes, str(number))
            if unit is not None:
                units.append((line.place, unit))
    return _once(units)


def _own_columns(table: Sequence[Row], where: str) -> _Columns:
    """Columns by their headings; where those are gone, by their order. Raises InputError."""
    starts = _starts(table, len(HEADINGS))
    holders = (
        bisect_right(starts, cell.start) - 1
        for row in table
        for cell in row.cells
        if _HELD.search(cell.everything)
    )
    number = max(Counter(holders).most_common(1)[0][0], 0)
    headed = _headed(table, starts)
    if not headed and len(starts) - number < len(HEADINGS):
        raise InputError(
            f"the table has lost its column of Chinese or of Tibetan, or '{HEADINGS[1]}' and "
            f"'{HEADINGS[2]}' above them",
            where=where,
            remedy="Correct the file that was sent out, and leave it these columns.",
        )
    source, target = headed.get(HEADINGS[1], number + 1), headed.get(HEADINGS[2], number + 2)
    tick = headed.get(HEADINGS[3], target + 1)
    is_there = tick < len(starts) and tick not in (number, source)
    return _Columns(starts, source, target, tick if is_there else None, number)


def _headed(table: Sequence[Row], starts: Sequence[int]) -> dict[str, int]:
    """Columns by what stands above them in the row of gyur's headings; empty if that is gone."""
    for row in table:
        found = {
            "".join(cell.texts): max(bisect_right(starts, cell.start) - 1, 0) for cell in row.cells
        }
        if found.keys() >= {HEADINGS[1], HEADINGS[2]}:
            return found
    return {}


def _foreign_columns(table: Sequence[Row]) -> _Columns | None:
    """Columns of which most cells are Chinese and Tibetan; None where there are no such two.

    A table of gyur's whose hidden text a program has dropped still has its column of ticks.
    """
    starts = _starts(table, 2)
    chinese, tibetan, filled = Counter[int](), Counter[int](), Counter[int]()
    for row in table:
        for cell in row.cells:
            column, text = bisect_right(starts, cell.start) - 1, "".join(cell.texts)
            filled[column] += bool(text)
            tibetan[column] += has_tibetan(text)
            chinese[column] += has_han(text) and not has_tibetan(text)
    source = next((c for c in sorted(filled) if chinese[c] * 2 > filled[c]), None)
    target = next((c for c in sorted(filled) if tibetan[c] * 2 > filled[c]), None)
    if source is None or target is None:
        return None
    tick = _headed(table, starts).get(HEADINGS[3])
    return _Columns(starts, source, target, tick if tick not in (source, target) else None)


def _starts(table: Sequence[Row], expected: int) -> tuple[int, ...]:
    """Where the columns start in most rows; of two answers that with the number expected."""
    found = Counter(tuple(cell.start for cell in row.cells) for row in table if row.cells)
    if not found:
        return (0,)
    return max(found, key=lambda starts: (found[starts], -abs(len(starts) - expected)))


def _lines(table: Sequence[Row], columns: _Columns, where: str) -> list[_Line]:
    lines = [
        _Line(f"{where}, row {number} of the table", _texts(row, columns), row)
        for number, row in enumerate(table, 1)
    ]
    if columns.number is not None:
        lines = _unsplit(lines, columns.starts[columns.number])
    for column in range(len(columns.starts)):
        for group in _merged(lines, columns.starts[column]):
            _deal(group, column, columns)
            if column == columns.number:
                _deal(group, len(columns.starts), columns)
    return lines


def _texts(row: Row, columns: _Columns) -> list[list[str]]:
    texts: list[list[str]] = [[] for _ in columns.starts]
    for cell in row.cells:
        first = max(bisect_right(columns.starts, cell.start) - 1, 0)
        covered = range(first, max(bisect_left(columns.starts, cell.end), first + 1))
        for text in cell.texts:
            texts[_column(text, covered, columns)].append(text)
        if columns.tick is not None and cell.has_sign and [*covered] == [columns.tick]:
            texts[columns.tick].append(HEADINGS[3])
    everything = row.everything
    return [*texts, [everything[found.start() :] for found in _HELD.finditer(everything)]]


def _column(text: str, covered: range, columns: _Columns) -> int:
    """To which of the columns that a cell covers one of its paragraphs belongs, by its script."""
    if has_tibetan(text):
        wanted = columns.target
    elif has_han(text):
        wanted = columns.source
    else:
        wanted = covered[0] if text.isdecimal() or columns.tick is None else columns.tick
    return wanted if wanted in covered else covered[0]


def _unsplit(lines: Sequence[_Line], number: int) -> list[_Line]:
    """The lines, those of one unit as one: a cell split into several below each other adds rows.

    The first cell of that unit, at ``number`` of the grid, then reaches over all of them.
    """
    added: set[int] = set()
    for first, *others in _merged(lines, number):
        if sum(len(line.texts[-1]) for line in (first, *others)) != 1:
            continue  # rows of several units, merged
        for line in others:
            for texts, more in zip(first.texts, line.texts, strict=True):
                texts += more
            comments = (*first.row.comments, *line.row.comments)
            first.row = replace(first.row, comments=comments)
            added.add(id(line))
    return [line for line in lines if id(line) not in added]


def _merged(lines: Sequence[_Line], start: int) -> Iterator[list[_Line]]:
    """Lines whose cells at that place of the grid were merged into one."""
    group: list[_Line] = []
    for line in lines:
        if not any(cell.continues and cell.start <= start < cell.end for cell in line.row.cells):
            if len(group) > 1:
                yield group
            group = []
        group.append(line)
    if len(group) > 1:
        yield group


def _deal(group: Sequence[_Line], column: int, columns: _Columns) -> None:
    """Give each row its part of what merged cells hold: Word keeps the paragraphs in order."""
    pieces = [text for line in group for text in line.texts[column]]
    if column == columns.tick:
        for line in group:
            line.texts[column] = pieces
    elif len(pieces) == len(group):
        for line, piece in zip(group, pieces, strict=True):
            line.texts[column] = [piece]
    elif pieces and columns.number is not None and column in (columns.source, columns.target):
        raise InputError(
            "cells of several rows were merged, and which text is whose cannot be told",
            where=group[0].place,
            remedy="Split the cell again in Word (Layout > Split Cells), a row each.",
        )


def _unit(line: _Line, columns: _Columns, notes: Mapping[str, str], number: str) -> Unit | None:
    """The unit in a row; None for a heading, and where one of the languages is missing."""
    texts, held = line.texts, line.texts[-1]
    source = _joined(texts[columns.source])
    target = _joined(texts[columns.target])
    told = [notes[key] for key in line.row.comments if key in notes]
    told += [_joined(texts[column]) for column in columns.remarks if texts[column]]
    ticked = columns.tick is not None and bool(texts[columns.tick])
    unit = Unit(number, source, target, State.TRANSLATED, notes=tuple(told))
    if columns.number is not None and not source and has_tibetan(target):
        raise InputError(
            "there is Tibetan in this row, and no Chinese",
            where=line.place,
            remedy="Move the text into the row of the Chinese that it translates, write the "
            "Chinese beside it, or take the row out.",
        )
    if held:
        unit = _with_draft(unit, *_unpacked(held, line.place))
    elif line.row.heading or not (has_han(source) and has_tibetan(target)):
        return None
    elif (source, target) == HEADINGS[1:3]:
        return None
    return replace(unit, state=State.FINAL) if ticked and unit.target else unit


def _with_draft(unit: Unit, key: str, draft: str) -> Unit:
    target = unit.target if "\n" in draft else _joined(unit.target.split("\n"))
    if _SPACE.sub(" ", target) == _SPACE.sub(" ", draft.strip()):
        target, state = draft, State.TRANSLATED if draft else State.INITIAL
    else:
        state = State.REVIEWED if target else State.INITIAL
    return replace(unit, id=key, target=target, draft=draft, state=state)


def _unpacked(held: Sequence[str], place: str) -> tuple[str, str]:
    """Id and draft of what ``hold`` made. Raises InputError where it is damaged or not alone."""
    if len(held) > 1:
        raise InputError(
            "two rows were merged into one",
            where=place,
            remedy="Split the row again in Word, or take it out.",
        )
    try:
        found, _ = json.JSONDecoder().raw_decode(held[0])
        key, draft = found["gyur"], found["draft"]
    except (JSONDecodeError, KeyError) as error:
        raise InputError(
            "what the row's first cell holds as hidden text is damaged",
            where=place,
            remedy="Copy that cell from the file that was sent out, or take the row out.",
        ) from error
    return str(key), str(draft)


def _joined(texts: Sequence[str]) -> str:
    """Paragraphs as one text; nothing stands between a tsheg and the syllable after it."""
    joined = ""
    for text in texts:
        between = "" if not joined or joined.endswith(_TSHEG) else " "
        joined += between + text.strip()
    return joined


def _once(found: Sequence[tuple[str, Unit]]) -> list[Unit]:
    """Each unit once, though its row was copied: the one that was worked on.

    Raises InputError where two rows of one unit were both worked on, and differ.
    """
    units: dict[str, Unit] = {}
    for place, unit in found:
        other = units.get(unit.id)
        if other is None or not _worked_on(other):
            units[unit.id] = unit
        elif _worked_on(unit) and (unit.target, unit.state) != (other.target, other.state):
            raise InputError(
                "this row is a copy of another one, and they differ",
                where=place,
                remedy="Keep the right one of the two and take the other out.",
            )
    return list(units.values())


def _worked_on(unit: Unit) -> bool:
    return unit.state in (State.REVIEWED, State.FINAL)
