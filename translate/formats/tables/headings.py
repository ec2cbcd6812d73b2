"""Tables within a sheet: a column's name must be what its heading says, or Excel calls the file
damaged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from translate.formats.package import Package
from translate.formats.tables.spreadsheetml import escaped, place, reference, s, unescaped
from translate.formats.tables.workbook import Workbook

LONGEST_NAME = 255
"""Characters of a column's name."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table (``table`` part) and the cells that repeat what it says."""

    part: str
    root: _Element
    headings: Mapping[str, _Element]
    """Reference of a heading -> its ``tableColumn``, in order; none where the table hides them."""
    totals: Mapping[str, _Element]
    """Reference of a label in the row of totals -> its ``tableColumn``."""

    def rename(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Name columns and labels as the cells in ``texts`` (by reference) now read.

        Returns the headings that had to become others, since no two columns may have one name.
        """
        names = {
            _key(unescaped(column.get("name", "")))
            for cell, column in self.headings.items()
            if cell not in texts
        }
        changed = {}
        for number, (cell, column) in enumerate(self.headings.items(), 1):
            if cell in texts:
                name = _unlike(texts[cell] or f"Column{number}", names)
                names.add(_key(name))
                column.set("name", escaped(name).replace("\n", "_x000a_"))
                if name != texts[cell]:
                    changed[cell] = name
        for cell, column in self.totals.items():
            if cell in texts:
                column.set("totalsRowLabel", escaped(texts[cell]).replace("\n", "_x000a_"))
        return changed


def tables(package: Package, sheet: str) -> list[Table]:
    """The tables on the sheet whose part is ``sheet``. Raises InputError, UnsafeInputError."""
    return [
        _table(part, package.parse(part))
        for kind, part in package.related(sheet)
        if kind == "table"
    ]


def fixed_headings(book: Workbook) -> dict[str, set[str]]:
    """Part of a sheet -> the headings that must stay, since formulas call columns by them."""
    found = {sheet.part: tables(book.package, sheet.part) for sheet in book.sheets}
    if not any(found.values()):
        return {}
    formulas = "\n".join(_formulas(book, [table for group in found.values() for table in group]))
    return {
        part: {
            cell
            for table in group
            for cell, column in table.headings.items()
            if _key(unescaped(column.get("name", ""))) in formulas
        }
        for part, group in found.items()
    }


def _formulas(book: Workbook, found: list[Table]) -> Iterator[str]:
    """What may call a column by its name (18.17.6.1, structure-reference)."""
    roots = [book.root, *(table.root for table in found)]
    names = ("definedName", "calculatedColumnFormula", "totalsRowFormula")
    for element in (e for root in roots for e in root.iter(*map(s, names))):
        yield _key(element.text or "")
    for sheet in book.sheets:
        for element in book.package.parse(sheet.part).iter(s("f")):
            if "[" in (element.text or ""):
                yield _key(element.text or "")


def _key(name: str) -> str:
    """Names are alike in any case; within formulas ' stands before some characters."""
    return name.replace("'", "").casefold()


def _table(part: str, root: _Element) -> Table:
    first, _, last = root.get("ref", "").partition(":")
    start, end = place(first), place(last or first)
    columns = root.findall(f"{s('tableColumns')}/{s('tableColumn')}")
    if start is None or end is None:
        return Table(part, root, {}, {})
    row, left = start
    headings = {reference(row, left + n): column for n, column in enumerate(columns)}
    totals = {
        reference(end[0], left + n): column
        for n, column in enumerate(columns)
        if column.get("totalsRowLabel") is not None
    }
    has_headings = root.get("headerRowCount", "1") != "0"
    return Table(part, root, headings if has_headings else {}, totals)


def _unlike(name: str, others: set[str]) -> str:
    number, candidate = 2, name
    while _key(candidate) in others:
        candidate = f"{name}{number}"
        number += 1
    return candidate
