"""Styles of cells: the same style with a font that has Tibetan letters, made when first needed."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree
from lxml.etree import _Element

from translate.formats.tables.richtext import FONT, LOOKLESS
from translate.formats.tables.spreadsheetml import s

MOST_STYLES = 65_000
"""Excel takes 65,490 in a workbook; beyond this a cell keeps its style."""


class CellFonts:
    """The fonts and cell styles of ``styles.xml``, extended in place."""

    def __init__(self, styles: _Element) -> None:
        self.root = styles
        self._fonts = styles.find(s("fonts"))
        self._styles = styles.find(s("cellXfs"))
        self._made: dict[int, int] = {}
        self._made_fonts: dict[int, int] = {}

    def tibetan(self, style: str) -> str:
        """The number of a style like ``style`` (the cell's ``s``) but for its font.

        ``style`` itself where the workbook does not describe it.
        """
        number = _number(style)
        if number is None or self._styles is None or self._fonts is None:
            return style
        if number not in self._made and len(self._styles) < MOST_STYLES:
            made = self._like(number, self._styles, self._fonts)
            if made is not None:
                self._made[number] = made
        return str(self._made.get(number, style))

    def _like(self, number: int, styles: _Element, fonts: _Element) -> int | None:
        if number >= len(styles):
            return None
        copy = deepcopy(styles[number])
        font = _number(copy.get("fontId", "0"))
        if font is None or font >= len(fonts):
            return None
        if font not in self._made_fonts:
            self._made_fonts[font] = _appended(fonts, _tibetan_font(fonts[font]))
        copy.set("fontId", str(self._made_fonts[font]))
        copy.set("applyFont", "1")
        return _appended(styles, copy)


def _tibetan_font(font: _Element) -> _Element:
    copy = deepcopy(font)
    old = copy.find(s("name"))
    at = len(copy) if old is None else copy.index(old)
    name = etree.Element(s("name"))
    name.set("val", FONT)
    copy.insert(at, name)
    for child in list(copy):
        if child is not name and child.tag in LOOKLESS:
            copy.remove(child)
    return copy


def _appended(parent: _Element, child: _Element) -> int:
    parent.append(child)
    parent.set("count", str(len(parent)))
    return len(parent) - 1


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None
