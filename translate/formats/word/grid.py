"""The tables of a Word document as rows of cells, each with the grid columns that it covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from translate.formats.word.fields import Field, find_fields
from translate.formats.word.paragraph import Reader
from translate.formats.word.wordml import ALTERNATE, is_on, value, w

_AROUND = frozenset({w("sdt"), w("sdtContent"), w("customXml")})
"""What may stand between a table and its rows, or a row and its cells."""
_SIGNS = (w("sym"), w("drawing"), w("pict"), ALTERNATE)
"""What shows without being text: Wingdings ticks (Insert > Symbol), pictures, a pen's strokes."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Covers ``start`` to ``end`` of the grid's columns, counted from 0, half open."""

    start: int
    end: int
    texts: tuple[str, ...]
    """What a reader sees, a paragraph each, without blank ones and space at either end."""
    everything: str
    """Hidden text too."""
    has_sign: bool
    """Whether a symbol or a picture stands in it."""
    continues: bool
    """Merged with the cell above, which has its text."""


@dataclass(frozen=True, slots=True)
class Row:
    """``heading`` rows stand again on every page; ``comments`` are the ids of those in the row."""

    cells: tuple[Cell, ...]
    heading: bool
    comments: tuple[str, ...]

    @property
    def everything(self) -> str:
        """The row's text, hidden text too."""
        return "".join(cell.everything for cell in self.cells)


def tables(root: _Element) -> Iterator[list[Row]]:
    """Every table of a part in reading order, a table in a table after that around it.

    Tracked changes must have been accepted.
    """
    fields = find_fields(root)
    for table in root.iter(w("tbl")):
        yield [_row(row, fields) for row in _within(table, w("tr"))]


def _row(row: _Element, fields: Mapping[_Element, Field]) -> Row:
    properties = row.find(w("trPr"))
    at = _number(properties, "gridBefore", 0)
    cells = []
    for element in _within(row, w("tc")):
        cell = _cell(element, at, fields)
        cells.append(cell)
        at = cell.end
    found = (item.get(w("id"), "") for item in row.iter(w("commentReference")))
    return Row(tuple(cells), is_on(properties, "tblHeader"), tuple(dict.fromkeys(found)))


def _cell(cell: _Element, start: int, fields: Mapping[_Element, Field]) -> Cell:
    properties = cell.find(w("tcPr"))
    merged = None if properties is None else properties.find(w("vMerge"))
    reader = Reader(fields)
    texts = (reader.read(paragraph).text.strip() for paragraph in cell.iter(w("p")))
    return Cell(
        start,
        start + max(_number(properties, "gridSpan", 1), 1),
        tuple(text for text in texts if text),
        "".join(item.text or "" for item in cell.iter(w("t"))),
        next(cell.iter(*_SIGNS), None) is not None,
        merged is not None and merged.get(w("val"), "continue") == "continue",
    )


def _within(parent: _Element, tag: str) -> Iterator[_Element]:
    """Children of that tag, through content controls, but none of a table within."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _within(child, tag)


def _number(properties: _Element | None, name: str, default: int) -> int:
    given = value(properties, name) or ""
    return int(given) if given.isdecimal() and len(given) < 4 else default
