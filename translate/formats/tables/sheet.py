"""Excel workbooks (.xlsx): the Chinese text of cells, and nothing else touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from glossary.chinese import has_han
from glossary.tibetan import has_tibetan
from translate.document import Block, Document, Kind, Translations
from translate.errors import InputError, OutputError
from translate.formats.files import foreign, replacing
from translate.formats.package import Package, damaged, open_package
from translate.formats.tables.cellfonts import CellFonts
from translate.formats.tables.headings import LONGEST_NAME, fixed_headings, tables
from translate.formats.tables.richtext import RichText, lay, rich_text
from translate.formats.tables.spreadsheetml import LONGEST_TEXT, s
from translate.formats.tables.workbook import Cell, Sheet, Workbook

_AFTER_CALCULATION = (
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)
"""Children of ``workbook`` that follow ``calcPr`` (CT_Workbook)."""


@dataclass(frozen=True, slots=True)
class _Skeleton:
    package: Package


class Xlsx:
    """``.xlsx``: one block a text, its id the sheet and cell where it stands first (``Sheet1!B3``).

    A text that several cells share is one block, so it is translated once and alike. Blocks are
    the cells of visible sheets with Chinese text, or with Tibetan, so that a translation reads as
    its source does. Formulas, numbers, dates, names, lists to choose from, comments, charts and
    hidden sheets stay as they are; so does a table's heading that a formula calls its column by.
    Excel works formulas out anew when it opens a translation.
    """

    extensions: frozenset[str] = frozenset({".xlsx"})
    written_as = ""

    def read(self, path: Path) -> Document:
        """Sheet after sheet, row after row. Raises InputError, UnsafeInputError."""
        package = open_package(path)
        blocks = tuple(
            Block(place.id, place.said.text, Kind.CELL, place.said.marks)
            for place in _Places(Workbook(package)).first
        )
        if not blocks:
            raise InputError(
                "no visible sheet has a cell with Chinese text: nothing to translate",
                where=str(path),
                remedy="Unhide sheets that should be translated; text in pictures must be typed.",
            )
        return Document(path.name, "xlsx", blocks, _Skeleton(package))

    def write(self, document: Document, translations: Translations, path: Path) -> None:
        """The same package; only the parts with translated cells, and styles, change.

        Raises OutputError, also where a translation is longer than a cell can hold.
        """
        skeleton = document.skeleton
        if not isinstance(skeleton, _Skeleton):
            raise foreign(document, path)
        package = skeleton.package
        changed = _Writer(Workbook(package), translations, path).changed()
        with replacing(path, package.path) as file:
            package.write(file, changed)


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    id: str
    said: RichText


class _Places:
    """Where texts stand: which shared string is which block, and which must stay besides."""

    def __init__(self, book: Workbook) -> None:
        self.fixed = fixed_headings(book)
        self.ids: dict[int, str] = {}
        """Shared string -> id of its block."""
        self.kept: set[int] = set()
        """Shared strings that stand where nothing is translated."""
        self.first: list[_Place] = []
        strings = book.strings()
        self._texts = [] if strings is None else [rich_text(si) for si in _items(strings)]
        for sheet in book.sheets:
            for cell in book.cells(sheet, book.package.parse(sheet.part)):
                self._add(sheet, cell, book)

    def stays(self, sheet: Sheet, cell: Cell) -> bool:
        """Whether the cell is not to be translated, whatever it says."""
        fixed = self.fixed.get(sheet.part, set())
        return sheet.hidden or (bool(fixed) and cell.reference in fixed)

    def _add(self, sheet: Sheet, cell: Cell, book: Workbook) -> None:
        number = cell.shared
        if number is not None and not 0 <= number < len(self._texts):
            name = f"{sheet.name}!{cell.reference}"
            raise damaged(book.package.path, f"the text of cell {name} is missing")
        if self.stays(sheet, cell):
            if number is not None:
                self.kept.add(number)
        elif number is None or number not in self.ids:
            said = cell.own() if number is None else self._texts[number]
            if has_han(said.text) or has_tibetan(said.text):
                place = _Place(f"{sheet.name}!{cell.reference}", said)
                self.first.append(place)
                if number is not None:
                    self.ids[number] = place.id


class _Writer:
    """One translation of a workbook."""

    def __init__(self, book: Workbook, translations: Translations, path: Path) -> None:
        self._book = book
        self._translations = translations
        self._path = path
        self._places = _Places(book)
        self._own = {place.id for place in self._places.first} - set(self._places.ids.values())
        self._strings = book.strings()
        styles = book.related("styles")
        self._fonts = None if styles is None else CellFonts(book.package.parse(styles))
        self._laid: dict[int, tuple[str, str]] = {}
        """Shared string -> the number it has now, and its text."""

    def changed(self) -> dict[str, bytes]:
        """Name of a part -> its new content."""
        self._lay_shared()
        changed: dict[str, bytes] = {}
        calculates = False
        for sheet in self._book.sheets:
            root = self._book.package.parse(sheet.part)
            calculates = calculates or next(root.iter(s("f")), None) is not None
            laid = {} if sheet.hidden else self._lay_cells(sheet, root)
            if laid:
                changed.update(self._rename(sheet, laid))
                changed[sheet.part] = _serialised(root)
        if changed:
            self._finish(changed, calculates)
        return changed

    def _lay_shared(self) -> None:
        if self._strings is None:
            return
        items = _items(self._strings)
        for number, name in self._places.ids.items():
            if name in self._translations:
                item, now = items[number], number
                if number in self._places.kept:
                    item, now = deepcopy(item), len(items)
                    items.append(item)
                    items[now - 1].addnext(item)
                    self._strings.set("uniqueCount", str(len(items)))
                text = lay(item, self._translations[name])
                self._check_length(text, LONGEST_TEXT, name)
                self._laid[number] = str(now), text

    def _lay_cells(self, sheet: Sheet, root: _Element) -> dict[str, tuple[Cell, str]]:
        """Write the sheet's translated cells; returns them with their texts by reference."""
        laid: dict[str, tuple[Cell, str]] = {}
        for cell in self._book.cells(sheet, root):
            text = None if self._places.stays(sheet, cell) else self._lay(sheet, cell)
            if text is not None:
                laid[cell.reference] = cell, text
                self._fit(cell.element, text)
        return laid

    def _lay(self, sheet: Sheet, cell: Cell) -> str | None:
        number = cell.shared
        if number is not None:
            now, text = self._laid.get(number, ("", None))
            value = cell.element.find(s("v"))
            if text is not None and value is not None:
                value.text = now
            return text
        name = f"{sheet.name}!{cell.reference}"
        if name not in self._own or name not in self._translations:
            return None
        text = lay(cell.own_item(), self._translations[name])
        self._check_length(text, LONGEST_TEXT, name)
        return text

    def _fit(self, cell: _Element, text: str) -> None:
        """Give Tibetan its font, and let Excel measure the row, unless a person set its height."""
        if self._fonts is not None and has_tibetan(text):
            cell.set("s", self._fonts.tibetan(cell.get("s", "0")))
        row = cell.getparent()
        if row is not None and row.get("customHeight") not in ("1", "true"):
            row.attrib.pop("ht", "")

    def _rename(
        self, sheet: Sheet, laid: Mapping[str, tuple[Cell, str]]
    ) -> Iterator[tuple[str, bytes]]:
        """The sheet's tables, named by their new headings."""
        texts = {reference: text for reference, (_, text) in laid.items()}
        for table in tables(self._book.package, sheet.part):
            for reference in table.headings.keys() & texts.keys():
                name = f"{sheet.name}!{reference}"
                self._check_length(texts[reference], LONGEST_NAME, name)
            for reference, name in table.rename(texts).items():
                item = laid[reference][0].own_item()
                for child in list(item):
                    item.remove(child)
                etree.SubElement(item, s("t")).text = name
            yield table.part, _serialised(table.root)

    def _finish(self, changed: dict[str, bytes], calculates: bool) -> None:
        strings, styles = self._book.related("sharedStrings"), self._book.related("styles")
        if self._laid and strings is not None and self._strings is not None:
            changed[strings] = _serialised(self._strings)
        if styles is not None and self._fonts is not None:
            changed[styles] = _serialised(self._fonts.root)
        if calculates:
            _calculate_on_opening(self._book.root)
            changed[self._book.part] = _serialised(self._book.root)

    def _check_length(self, text: str, longest: int, name: str) -> None:
        if len(text) > longest:
            raise OutputError(
                f"the translation of {name} has {len(text):,} characters, more than the "
                f"{longest:,} that Excel allows there",
                where=str(self._path),
                remedy="Split the text over several cells, or shorten it.",
            )


def _items(strings: _Element) -> list[_Element]:
    return strings.findall(s("si"))


def _calculate_on_opening(workbook: _Element) -> None:
    """Have formulas worked out again: their results were made from Chinese text."""
    found = workbook.find(s("calcPr"))
    if found is None:
        found = etree.Element(s("calcPr"))
        after = [workbook.index(child) for child in workbook.iterfind("*") if _follows(child)]
        workbook.insert(min(after, default=len(workbook)), found)
    found.set("fullCalcOnLoad", "1")


def _follows(child: _Element) -> bool:
    return child.tag in [s(name) for name in _AFTER_CALCULATION]


def _serialised(root: _Element) -> bytes:
    return etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
