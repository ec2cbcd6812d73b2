"""Rows to paragraphs, headings, list items, table cells and footnotes, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from translate.document import Kind
from translate.formats.pages.breaks import (
    BULLETS,
    CHAPTER,
    LARGER,
    SMALLER,
    Setting,
    ends,
    is_centred,
    reach,
    setting,
)
from translate.formats.pages.footnotes import begins_note, parted
from translate.formats.pages.joining import joined
from translate.formats.pages.lines import MARKER
from translate.formats.pages.rows import Row, body_size, columns, rows
from translate.formats.pages.running import Sheet
from translate.formats.pages.tables import Table

_PADDING = 1.2
"""In sizes: what a cell leaves free on both sides of its text."""
_LOOK_BACK = 60
"""Paragraphs that may stand between a cut one and its rest: the cells of a table."""
_LONGEST_HEADING = 80
_LONGEST_BOLD_HEADING = 40
_LEVELS = 4
_NUMBERED = re.compile(r"[（(]?\d{1,3}[）)、.．]")


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the document and what kind it is."""

    rows: list[Row]
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    """Of a heading: 1 is the highest."""
    text: str = ""
    bullet: bool = False
    """A bullet stood before the text."""
    cell: tuple[int, int, int] | None = None
    """Number of the table in the document, row and column, for what stands in a cell."""

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.rows[0].page


def paragraphs(sheets: Sequence[Sheet]) -> list[Paragraph]:
    """The paragraphs of all pages; a page's footnotes stand after those that begin on it.

    What a line, a column or a page cut is joined, also over a caption or a table.
    """
    size = body_size(sheets)
    body: list[Row] = []
    notes: list[Paragraph] = []
    for column in columns(sheets, size):
        cut = bool(notes) and not ends(notes[-1].rows[-1].line)
        text, foot = parted(column.lines, SMALLER * size, cut)
        body.extend(rows(column, text))
        for row in rows(column, foot):
            if not notes or begins_note(row.line):
                notes.append(Paragraph([row], Kind.FOOTNOTE))
            else:
                notes[-1].rows.append(row)
    found = _gathered(body, setting(size, body))
    _classify(found, size)
    every = list(_with_notes(found, notes))
    for item in every:
        _set_text(item)
    return every


def _gathered(body: Iterable[Row], how: Setting) -> list[Paragraph]:
    found: list[Paragraph] = []
    tables = 0
    for row in body:
        if isinstance(row.line, Table):
            found.extend(_cells(row, row.line, tables))
            tables += 1
        elif found and not found[-1].cell and how.continues(found[-1].rows, row):
            found[-1].rows.append(row)
        else:
            cut = _cut_before(found, how)
            if cut is not None and how.resumes(cut.rows[-1], row):
                cut.rows.append(row)
            else:
                found.append(Paragraph([row]))
    return found


def _cut_before(found: Sequence[Paragraph], how: Setting) -> Paragraph | None:
    """The last paragraph of the text, if only captions and cells of tables stand after it."""
    for item in reversed(found[-_LOOK_BACK:]):
        last = item.rows[-1].line
        if item.cell is None and how.is_text(last):
            return None if item is found[-1] else item
        if item.cell is None and last.size > SMALLER * how.size:
            return None
    return None


def _cells(row: Row, table: Table, number: int) -> Iterator[Paragraph]:
    """The paragraphs in the cells of a table; lines that nearly fill their cell go on."""
    for cell in table.cells:
        last: Paragraph | None = None
        for line in cell.lines:
            free = (cell.width - (line.right - line.left)) / line.size
            placed = Row(line, row.page, 0.0, free, 0.0, 0.0, False)
            full = last is not None and last.rows[-1].shortfall <= reach(line) + _PADDING
            if last is not None and full and not MARKER.match(line.text):
                last.rows.append(placed)
                continue
            if last is not None:
                yield last
            last = Paragraph([placed], Kind.CELL, cell=(number, cell.row, cell.column))
        if last is not None:
            yield last


def _classify(found: Sequence[Paragraph], size: float) -> None:
    lines = [row.line for item in found for row in item.rows]
    bold = sum(len(line.text) for line in lines if line.bold)
    bold_tells = bold < 0.4 * sum(len(line.text) for line in lines)
    for item in found:
        if item.cell is None and _is_heading(item, size, bold_tells):
            item.kind = Kind.HEADING
    sizes = sorted({_rank(item) for item in found if item.kind is Kind.HEADING}, reverse=True)
    for item in found:
        if item.kind is Kind.HEADING:
            item.level = min(sizes.index(_rank(item)) + 1, _LEVELS)


def _rank(item: Paragraph) -> int:
    return round(item.rows[0].line.size)


def _is_heading(item: Paragraph, size: float, bold_tells: bool) -> bool:
    text = joined(row.line for row in item.rows)
    first = item.rows[0]
    if "\t" in text or re.search(r"[。；;，,]$", text) or text[0] in BULLETS:
        return False
    if first.line.size >= LARGER * size:
        return len(text) <= _LONGEST_HEADING
    if first.line.size <= SMALLER * size or len(item.rows) > 2:
        return False
    bold = bold_tells and all(row.line.bold for row in item.rows)
    chapter = is_centred(first) and CHAPTER.fullmatch(text)
    return bool(chapter) or (bold and len(text) <= _LONGEST_BOLD_HEADING)


def _with_notes(found: Iterable[Paragraph], notes: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The notes of a page come before the first paragraph that begins on a later one."""
    waiting = list(notes)
    for item in found:
        while waiting and waiting[0].page < item.page:
            yield waiting.pop(0)
        yield item
    yield from waiting


def _set_text(item: Paragraph) -> None:
    text = joined(row.line for row in item.rows)
    if item.kind is Kind.PARAGRAPH and "\t" not in text:
        item.bullet = text[0] in BULLETS and bool(text[1:].strip())
        if item.bullet or _NUMBERED.match(text):
            item.kind = Kind.LIST_ITEM
    item.text = text[1:].lstrip() if item.bullet else text
