"""A new Word document of paragraphs, headings, lists and tables: A4, in plain styles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from lxml import etree
from lxml.etree import _Element

from glossary.tibetan import has_tibetan
from translate.document import Kind
from translate.formats.word import new_docx
from translate.formats.word.new_docx import Part, element
from translate.formats.word.properties import set_tibetan_defaults, tibetan
from translate.formats.word.wordml import SPACE, w

LEVELS = 4
"""Headings deeper than this look like this one."""
_HEADING_SIZES = (40, 36, 32, 28)
_TEXT_SIZE = 28
_NOTE_SIZE = 22
"""Half points; larger than in Chinese books: Tibetan letters are small for their size."""
_PAGE = (11906, 16838)
_MARGIN = 1440
"""Twentieths of a point: A4, an inch on all sides."""
_HANGING = 420
_DROPPED = re.compile(r"\r(?=\n)|[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (production 2, Char), and the first half of a Windows line end."""
_CHUNK = re.compile(r"[\t\n]|[^\t\n]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph to write."""

    text: str
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    """Of a heading: 1 is the highest."""
    bullet: bool = False
    cell: tuple[int, int, int] | None = None
    """Number of the table, row and column; the passages of a table stand together, row by row."""
    remark: bool = False
    """It speaks about the document and is set apart from its text."""


def write(passages: Iterable[Passage], file: BinaryIO) -> None:
    """Write a .docx document; the same passages give the same bytes."""
    document = new_docx.root("document")
    body = element(document, "body")
    for table, group in groupby(passages, key=lambda passage: passage.cell and passage.cell[0]):
        if table is None:
            for passage in group:
                _add_paragraph(body, passage)
        else:
            _add_table(body, list(group))
    section = element(body, "sectPr")
    element(section, "pgSz", w=_PAGE[0], h=_PAGE[1])
    edges = dict.fromkeys(("top", "right", "bottom", "left"), _MARGIN)
    element(section, "pgMar", **edges, header=720, footer=720, gutter=0)
    parts = [
        Part("styles.xml", "styles", _styles()),
        Part("numbering.xml", "numbering", _numbering()),
        Part("fontTable.xml", "fontTable", new_docx.fonts()),
    ]
    new_docx.write(file, document, parts)


def _add_paragraph(parent: _Element, passage: Passage) -> None:
    paragraph = element(parent, "p")
    style = _style(passage)
    if style:
        element(element(paragraph, "pPr"), "pStyle", val=style)
    text = _DROPPED.sub("", passage.text).replace("\r", "\n")
    if not text:
        return
    run = element(paragraph, "r")
    if has_tibetan(text):
        run.append(tibetan(None))
    for chunk in _CHUNK.findall(text):
        if chunk in ("\t", "\n"):
            element(run, "tab" if chunk == "\t" else "br")
        else:
            child = element(run, "t")
            child.text = chunk
            child.set(SPACE, "preserve")


def _style(passage: Passage) -> str:
    if passage.remark:
        return "Remark"
    if passage.kind is Kind.HEADING:
        return f"Heading{min(max(passage.level, 1), LEVELS)}"
    if passage.kind is Kind.FOOTNOTE:
        return "FootnoteText"
    if passage.cell:
        return "TableText"
    return "ListBullet" if passage.bullet else ""


def _add_table(parent: _Element, passages: Sequence[Passage]) -> None:
    places = [passage.cell[1:] for passage in passages if passage.cell]
    columns = max(column for _, column in places) + 1
    table = element(parent, "tbl")
    properties = element(table, "tblPr")
    element(properties, "tblStyle", val="TableGrid")
    element(properties, "tblW", w=5000, type="pct")
    width = (_PAGE[0] - 2 * _MARGIN) // columns
    grid = element(table, "tblGrid")
    for _ in range(columns):
        element(grid, "gridCol", w=width)
    for row in range(max(row for row, _ in places) + 1):
        line = element(table, "tr")
        for column in range(columns):
            cell = element(line, "tc")
            element(element(cell, "tcPr"), "tcW", w=width, type="dxa")
            inside = [p for p in passages if p.cell and p.cell[1:] == (row, column)]
            for passage in inside or [Passage("", Kind.CELL)]:
                _add_paragraph(cell, passage)
    element(parent, "p")  # or Word takes the next table for a part of this one


def _styles() -> _Element:
    sheet = new_docx.styles(_TEXT_SIZE)
    for style in _paragraph_styles():
        sheet.append(style)
    table = _style_element("TableGrid", "Table Grid", "table")
    borders = element(element(table, "tblPr"), "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        element(borders, side, val="single", sz=4, space=0, color="auto")
    sheet.append(table)
    set_tibetan_defaults(sheet)
    return sheet


def _paragraph_styles() -> Iterator[_Element]:
    normal = _style_element("Normal", "Normal")
    normal.set(w("default"), "1")
    element(element(normal, "pPr"), "spacing", after=120)
    yield normal
    for level, size in enumerate(_HEADING_SIZES, 1):
        heading = _style_element(f"Heading{level}", f"heading {level}", after="Normal")
        layout = element(heading, "pPr")
        element(layout, "keepNext")
        element(layout, "spacing", before=240, after=120)
        element(layout, "outlineLvl", val=level - 1)
        look = element(heading, "rPr")
        element(look, "b")
        element(look, "sz", val=size)
        yield heading
    bullets = _style_element("ListBullet", "List Bullet")
    layout = element(bullets, "pPr")
    element(element(layout, "numPr"), "numId", val=1)
    yield bullets
    note = _style_element("FootnoteText", "footnote text")
    element(element(note, "rPr"), "sz", val=_NOTE_SIZE)
    yield note
    cell = _style_element("TableText", "Table Text")
    element(element(cell, "pPr"), "spacing", after=0)
    yield cell
    remark = _style_element("Remark", "Remark")
    look = element(remark, "rPr")
    element(look, "color", val="808080")
    element(look, "sz", val=_NOTE_SIZE)
    yield remark


def _style_element(key: str, name: str, kind: str = "paragraph", after: str = "") -> _Element:
    style = etree.Element(w("style"))
    style.set(w("type"), kind)
    style.set(w("styleId"), key)
    element(style, "name", val=name)
    if kind == "paragraph" and key != "Normal":
        element(style, "basedOn", val="Normal")
    if after:
        element(style, "next", val=after)
    element(style, "qFormat")
    return style


def _numbering() -> _Element:
    """One list: bullets before a hanging indent."""
    numbering = new_docx.root("numbering")
    abstract = element(numbering, "abstractNum", abstractNumId=0)
    level = element(abstract, "lvl", ilvl=0)
    element(level, "start", val=1)
    element(level, "numFmt", val="bullet")
    element(level, "lvlText", val="•")
    element(level, "lvlJc", val="left")
    element(element(level, "pPr"), "ind", left=_HANGING, hanging=_HANGING)
    element(element(numbering, "num", numId=1), "abstractNumId", val=0)
    return numbering
