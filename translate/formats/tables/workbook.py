"""A workbook: its sheets in order, and the cells of a sheet that hold text of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

from translate.errors import InputError
from translate.formats.package import Package, damaged
from translate.formats.tables.richtext import RichText, rich_text
from translate.formats.tables.spreadsheetml import RELATION_ID, STRICT, place, reference, s

_ROW, _CELL, _VALUE, _INLINE, _FORMULA = (s(name) for name in ("row", "c", "v", "is", "f"))
_Range = tuple[int, int, int, int]
"""First row and column, last row and column."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of cells."""

    name: str
    part: str
    hidden: bool


@dataclass(eq=False, slots=True)
class Cell:
    """A cell that holds text which no formula made."""

    element: _Element
    row: int
    column: int

    @property
    def reference(self) -> str:
        """Its name on the sheet, as B3."""
        return reference(self.row, self.column)

    @property
    def shared(self) -> int | None:
        """The number of the shared string that it shows; -1 where it gives none."""
        if self.element.get("t") != "s":
            return None
        value = self.element.find(_VALUE)
        number = "" if value is None else (value.text or "").strip()
        return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1

    def own(self) -> RichText:
        """Its text, where it is not shared."""
        item = self.element.find(_INLINE)
        if item is None:
            item = _item(self.element.findtext(_VALUE) or "")
        return rich_text(item)

    def own_item(self) -> _Element:
        """The element of its own text, to be written to; made where there is none."""
        item = self.element.find(_INLINE)
        if item is None:
            item = _item(self.element.findtext(_VALUE) or "")
            for child in list(self.element):
                self.element.remove(child)
            self.element.append(item)
        self.element.set("t", "inlineStr")
        return item


class Workbook:
    """What a package holds; sheets are parsed one at a time, since each may be large."""

    def __init__(self, package: Package) -> None:
        """Raises InputError where it is no workbook or damaged, UnsafeInputError."""
        self.package = package
        self.part = _main_part(package)
        self.root = package.parse(self.part)
        _check_root(self.root, package)
        self._related = {key: rest for key, *rest in package.relationships(self.part)}
        self.sheets = self._sheets()

    def related(self, kind: str) -> str | None:
        """The name of the workbook's first part of that kind: styles, sharedStrings."""
        return next((part for found, part in self._related.values() if found == kind), None)

    def strings(self) -> _Element | None:
        """The root of the shared strings, freshly parsed; its ``si`` children are numbered."""
        part = self.related("sharedStrings")
        return None if part is None else self.package.parse(part)

    def cells(self, sheet: Sheet, root: _Element) -> Iterator[Cell]:
        """The cells of ``sheet``, parsed as ``root``, that hold text of their own, in order.

        Raises InputError where a cell has an impossible name or one that another has.
        """
        seen: set[tuple[int, int]] = set()
        made: list[_Range] = []
        for at, element in _cells(root):
            if at is None or at in seen:
                name = element.get("r", "")
                what = f"cell {sheet.name}!{name} is there twice" if at else f"no cell is '{name}'"
                raise damaged(self.package.path, what)
            seen.add(at)
            formula = element.find(_FORMULA)
            kind = element.get("t")
            if formula is not None:
                made += _ranges(formula)
            elif kind in ("s", "inlineStr"):
                yield Cell(element, *at)
            elif kind == "str" and not any(_within(at, area) for area in made):
                yield Cell(element, *at)

    def _sheets(self) -> list[Sheet]:
        found: list[Sheet] = []
        for element in self.root.iterfind(f"{s('sheets')}/{s('sheet')}"):
            name = element.get("name", "")
            kind, part = self._related.get(element.get(RELATION_ID, ""), ("", ""))
            if not part:
                raise damaged(self.package.path, f"the part of sheet '{name}' is missing")
            if kind != "worksheet":  # a chart, a dialog
                continue
            if any(part == other.part or name == other.name for other in found):
                raise damaged(self.package.path, f"the sheet '{name}' is there twice")
            hidden = element.get("state", "visible") != "visible"
            found.append(Sheet(name, part, hidden))
        return found


def _main_part(package: Package) -> str:
    name = package.main_part("xl/workbook.xml")
    if name is None:
        raise InputError(
            "there is no workbook in this file (xl/workbook.xml is missing)",
            where=str(package.path),
            remedy="Check the path, or save the workbook as .xlsx again.",
        )
    return name


def _check_root(root: _Element, package: Package) -> None:
    if root.tag == s("workbook"):
        return
    where = str(package.path)
    if str(root.tag).startswith(STRICT):
        raise InputError(
            "this is a Strict Open XML workbook",
            where=where,
            remedy="Save it in Excel as 'Excel Workbook (*.xlsx)', not 'Strict Open XML'.",
        )
    raise InputError("this is not an Excel workbook", where=where, remedy="Check the path.")


def _cells(root: _Element) -> Iterator[tuple[tuple[int, int] | None, _Element]]:
    """Every cell with its row and column; a cell without a name stands after the one before."""
    row = 0
    for line in root.iterfind(f"{s('sheetData')}/{_ROW}"):
        number = line.get("r", "")
        row = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else row + 1
        column = 0
        for element in line.iterchildren(_CELL):
            name = element.get("r")
            at = (row, column + 1) if name is None else place(name)
            if at is not None:
                column = at[1]
            yield at, element


def _ranges(formula: _Element) -> Iterator[_Range]:
    """The cells that a formula fills: in all but the first only their results are written."""
    if formula.get("t") in ("array", "dataTable"):
        first, _, last = formula.get("ref", "").partition(":")
        start, end = place(first), place(last or first)
        if start is not None and end is not None and start != end:
            yield *start, *end


def _within(at: tuple[int, int], area: _Range) -> bool:
    return area[0] <= at[0] <= area[2] and area[1] <= at[1] <= area[3]


def _item(text: str) -> _Element:
    item = etree.Element(_INLINE)
    etree.SubElement(item, s("t")).text = text
    return item
