"""A table of Chinese and Tibetan in Word for a person to correct (``.docx``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from translate.document import State, Unit
from translate.errors import InputError
from translate.formats.files import replacing
from translate.formats.package import Package, open_package
from translate.formats.word.corrected import HEADINGS, hold, read_units
from translate.formats.word.grid import tables
from translate.formats.word.new_docx import Part, element, root, write
from translate.formats.word.parts import check_document, main_part, related_part
from translate.formats.word.properties import tibetan
from translate.formats.word.revisions import accept
from translate.formats.word.runs import append_run
from translate.formats.word.wordml import w
from translate.formats.xml import storable

AUTHOR = "gyur"
"""Of the comments that a unit's notes become; a person's name stands in front of hers."""
_DATE = "2000-01-01T00:00:00Z"
"""Of gyur's comments: the same file each time, and LibreOffice writes a broken date for none."""
_TICK = "✓"
_ADVICE = (
    "请在“བོད་ཡིག”一栏修改译文；认可某一行时，在最后一栏填任意符号（如 ✓）。",
    "Edit the Tibetan column; put anything, such as ✓, in the last column to accept a row.",
)
_WIDTHS = (800, 5700, 7538, 1100)
"""Of the columns, in twentieths of a point; together a landscape page of A4 less its margins."""
_PAGE: dict[str, str | int] = {"w": 16838, "h": 11906, "orient": "landscape"}
_MARGIN = 850
_CHINESE_SIZE, _TIBETAN_SIZE, _HIDDEN_SIZE = 22, 34, 2
"""Half points. Hidden text is small as well, for those who have Word show it."""


class Columns:
    """``.docx``: number, Chinese, Tibetan and a column to tick; notes are Word's comments.

    Id and draft of a unit lie in its row as hidden text. Read back, a unit is final where its last
    column has anything in it, reviewed where its target is no longer the draft. Tables that gyur
    did not write are read too, if one column is Chinese and another Tibetan.
    """

    def read_units(self, path: Path) -> list[Unit]:
        """A unit a row, as the table now stands, tracked changes accepted.

        Notes are the comments in the row, a person's with her name in front, and what stands in
        columns added at the end. Raises InputError, UnsafeInputError.
        """
        package = open_package(path)
        main = main_part(package)
        document = package.parse(main)
        check_document(document, package)
        accept(document)
        units = read_units(list(tables(document)), _comments(package, main), str(path))
        if not units:
            raise InputError(
                "there is no table with a column of Chinese and one of Tibetan",
                where=str(path),
                remedy="Give the file that gyur wrote and a person corrected, or a document with "
                "such a table, a row each segment.",
            )
        return units

    def write_units(self, units: Sequence[Unit], path: Path, name: str) -> None:
        """A landscape page with instructions and the table. Raises OutputError."""
        comments = root("comments")
        document = root("document")
        body = element(document, "body")
        _head(body, name)
        table = _table(body)
        for number, unit in enumerate(units, 1):
            _row(table, number, unit, comments)
        element(body, "p")  # Word wants one behind a table
        section = element(body, "sectPr")
        element(section, "pgSz", **_PAGE)
        sides = ("top", "right", "bottom", "left", "header", "footer")
        margins: dict[str, str | int] = dict.fromkeys(sides, _MARGIN)
        element(section, "pgMar", gutter=0, **margins)
        with replacing(path) as file:
            write(file, document, [Part("comments.xml", "comments", comments)])


def _head(body: _Element, name: str) -> None:
    _text(element(body, "p"), name, _look(bold=True, size=28))
    for line in _ADVICE:
        _text(element(body, "p"), line, _look(size=20))


def _table(body: _Element) -> _Element:
    table = element(body, "tbl")
    properties = element(table, "tblPr")
    element(properties, "tblW", w=sum(_WIDTHS), type="dxa")
    borders = element(properties, "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        element(borders, side, val="single", sz=4, space=0, color="999999")
    element(properties, "tblLayout", type="fixed")
    margins = element(properties, "tblCellMar")
    for side in ("left", "right"):
        element(margins, side, w=100, type="dxa")
    grid = element(table, "tblGrid")
    for width in _WIDTHS:
        element(grid, "gridCol", w=width)
    for paragraph, text in zip(_cells(table, heading=True), HEADINGS, strict=True):
        _text(paragraph, text, _look(bold=True))
    return table


def _row(table: _Element, number: int, unit: Unit, comments: _Element) -> None:
    first, source, target, last = _cells(table)
    _text(first, str(number), _look(size=18))
    hidden = _look(size=_HIDDEN_SIZE)
    hidden.insert(0, etree.Element(w("vanish")))
    _text(first, hold(unit), hidden)
    _text(source, unit.source, _look())
    look = tibetan(_look(size=_TIBETAN_SIZE))
    element(element(target, "pPr"), "rPr").extend(tibetan(look))  # for what is typed at the end
    keys = [_comment(comments, note) for note in unit.notes]
    for key in keys:
        element(target, "commentRangeStart", id=key)
    _text(target, unit.target, look)
    for key in keys:
        element(target, "commentRangeEnd", id=key)
        element(element(target, "r"), "commentReference", id=key)
    if unit.state is State.FINAL:
        _text(last, _TICK, _look())


def _cells(table: _Element, *, heading: bool = False) -> list[_Element]:
    """The paragraphs of a new row; its height stays within a page."""
    row = element(table, "tr")
    properties = element(row, "trPr")
    element(properties, "cantSplit")
    if heading:
        element(properties, "tblHeader")
    paragraphs = []
    for width in _WIDTHS:
        cell = element(row, "tc")
        element(element(cell, "tcPr"), "tcW", w=width, type="dxa")
        paragraphs.append(element(cell, "p"))
    return paragraphs


def _look(*, bold: bool = False, size: int = _CHINESE_SIZE) -> _Element:
    properties = etree.Element(w("rPr"))
    if bold:
        element(properties, "b")
    element(properties, "sz", val=size)
    return properties


def _text(paragraph: _Element, text: str, look: _Element) -> None:
    written = storable(text)
    if written:
        append_run(paragraph, written, look)


def _comment(comments: _Element, note: str) -> int:
    """A new comment by gyur, a paragraph each line of the note; returns its id."""
    key = len(comments)
    comment = element(comments, "comment", id=key, author=AUTHOR, date=_DATE, initials=AUTHOR)
    for line in storable(note).split("\n"):
        _text(element(comment, "p"), line, _look(size=20))
    return key


def _comments(package: Package, main: str) -> Mapping[str, str]:
    """The document's comments by id."""
    part = related_part(package, main, "comments")
    found = {}
    for comment in () if part is None else part[1].iter(w("comment")):
        lines = (
            "".join(item.text or "" for item in paragraph.iter(w("t")))
            for paragraph in comment.iter(w("p"))
        )
        author, text = comment.get(w("author"), ""), "\n".join(lines).strip()
        own = author in ("", AUTHOR)
        found[comment.get(w("id"), "")] = text if own else f"{author}: {text}"
    return found
