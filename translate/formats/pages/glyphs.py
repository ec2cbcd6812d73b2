"""The characters of a PDF with their places, as PDFium finds them, and what they stand for."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from translate.errors import InputError

MOST_PAGES = 5_000
MOST_CHARACTERS = 5_000_000
MOST_ON_A_PAGE = 100_000
"""Characters; a newspaper page holds some 15,000."""
UNREADABLE = "\ufffd"
"""Stands for a character of which the PDF does not say what it is."""

_SLANT = 0.1
"""Radians by which text may lean from a right angle; what leans more is a watermark."""
_DRAWING = 200
"""Shapes from which on a drawing counts as a picture: it may be type turned into outlines."""
_MOST_OBJECTS = 200_000
_THIN = 3.0
"""Points: what is drawn with a smaller width is a ruled line."""
_Edges = tuple[float, float, float, float]
"""Left, bottom, right, top."""
_BOLD = re.compile(r"bold|black|heavy|hei(?!sei)|heiti|FZHT|FZXBS|FZDBS|黑|粗", re.IGNORECASE)
"""In the name of a font; Hei (黑体) and 小标宋 are what Chinese print sets headings in."""
_BULLETS = dict.fromkeys((0xF0B7, 0xF06C, 0xF09F, 0xF0A7, 0xF06E, 0xF075, 0xF0D8, 0xF0FC), "•")
"""What Symbol and Wingdings have at these codes are the bullets that Word offers."""
_RADICALS = dict(
    zip(
        "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻤⻥⻦⻧⻨⻩⻬⻮⻰",
        "民西见角贝车长门青页风飞食马鬼鱼鸟卤麦黄齐齿龙",
        strict=True,
    )
)
"""Radicals of U+2E80-2EFF that PDFs hold for the character (EquivalentUnifiedIdeograph.txt)."""
_COMPATIBLE = re.compile(
    "[\u2e9f\u2ef3\u2f00-\u2fd5\uf900-\ufaff\ufb00-\ufb06\ufe10-\ufe19\ufe30-\ufe4f]"
)
"""Radicals, compatibility ideographs, ligatures and vertical forms of other characters."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character; lengths in points, ``base`` is the height of its baseline on the page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line drawn on the page, upright or level."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def upright(self) -> bool:
        """It is higher than wide."""
        return self.top - self.bottom > self.right - self.left

    @property
    def x(self) -> float:
        """The middle of its width."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """The middle of its height."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """The characters of a page, turned so that its text runs from left to right."""

    number: int
    """From 1."""
    bottom: float
    top: float
    glyphs: tuple[Glyph, ...]
    aside: tuple[tuple[Glyph, ...], ...]
    """Characters that run in other directions, direction by direction."""
    rules: tuple[Rule, ...]
    pictured: bool
    """There is a picture on it, or a drawing of many shapes."""
    downward: int
    """How many Chinese characters follow the one before from above, not from the left."""


@dataclass(frozen=True, slots=True)
class _Type:
    size: float
    turns: int | None
    """Quarter turns to the left; None for text at an angle."""
    bold: bool


_NO_TYPE = _Type(0.0, None, False)


def pages(data: bytes, path: Path) -> Iterator[Page]:
    """The pages of a PDF file, one by one. Raises InputError."""
    with _opened(data, path) as document:
        count = len(document)
        if count > MOST_PAGES:
            raise _too_large(f"the PDF has more than {MOST_PAGES:,} pages", path)
        characters = 0
        for index in range(count):
            try:
                page = document[index]
                found, glyphs = _page(page, index + 1, path)
                page.close()
            except pdfium.PdfiumError as error:
                raise InputError(
                    f"the page is damaged ({error})",
                    where=f"{path}, page {index + 1}",
                    remedy="Open the PDF in a reader and print it to a new PDF.",
                ) from error
            characters += glyphs
            if characters > MOST_CHARACTERS:
                raise _too_large(f"the PDF has more than {MOST_CHARACTERS:,} characters", path)
            yield found


def _opened(data: bytes, path: Path) -> pdfium.PdfDocument:
    where = str(path)
    if b"%PDF-" not in data[:1024]:  # ISO 32000-1, note 13 of annex H: it may stand a little behind
        raise InputError("this is not a PDF", where=where, remedy="Check the path.")
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise InputError(
                "the PDF is protected by a password",
                where=where,
                remedy="Open it with the password and print or save it to a new PDF without one.",
            ) from error
        raise InputError(
            "the PDF is damaged or cut short",
            where=where,
            remedy="Copy or download it again, or open it in a reader and print it to a new PDF.",
        ) from error


def _too_large(what: str, path: Path) -> InputError:
    return InputError(what, where=str(path), remedy="Split it and translate part by part.")


def _page(page: pdfium.PdfPage, number: int, path: Path) -> tuple[Page, int]:
    text = page.get_textpage()
    count = raw.FPDFText_CountChars(text)
    if count > MOST_ON_A_PAGE:
        raise _too_large(f"page {number} has more than {MOST_ON_A_PAGE:,} characters", path)
    box = page.get_bbox()
    sides: dict[int, list[Glyph]] = {}
    for turns, glyph in _glyphs(text, max(count, 0), box):
        sides.setdefault(turns, []).append(glyph)
    text.close()
    # The direction of most; of two alike the one nearer to upright.
    order = sorted(sides, key=lambda turns: (-len(sides[turns]), turns))
    turns = order[0] if order else 0
    _, bottom, _, top = _turned(box, turns)
    kinds, rules = _drawings(page)
    found = Page(
        number,
        bottom,
        top,
        tuple(sides[order[0]]) if order else (),
        tuple(tuple(sides[turns]) for turns in order[1:]),
        tuple(Rule(*_turned(edges, turns)) for edges in rules),
        _has_pictures(kinds),
        sum(_run_downward(side) for side in sides.values()),
    )
    return found, count


def _glyphs(text: pdfium.PdfTextPage, count: int, box: _Edges) -> Iterator[tuple[int, Glyph]]:
    """Characters on the page with their quarter turns, in the order in which they are drawn."""
    types: dict[int | None, _Type] = {}
    x, y, bounds = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    high = 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text, index)
        if code <= 0x20 and raw.FPDFText_IsGenerated(text, index):  # PDFium supposes a space
            continue
        if 0xD800 <= code < 0xDC00:  # PDFium counts in UTF-16 where the system does
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        shown = raw.FPDFText_GetTextObject(text, index)
        handle = ctypes.cast(shown, ctypes.c_void_p).value
        kind = types.get(handle)
        if kind is None:
            kind = types[handle] = _type(text, index)
        if kind.turns is None or kind.size <= 0:
            continue
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetLooseCharBox(text, index, bounds)
        edges = (bounds.left, bounds.bottom, bounds.right, bounds.top)
        if not _lies_in(edges, box):
            continue
        unknown = raw.FPDFText_HasUnicodeMapError(text, index) == 1
        meant = UNREADABLE if unknown else _meaning(code)
        if meant:
            left, _, right, _ = _turned(edges, kind.turns)
            origin = _turned((x.value, y.value, x.value, y.value), kind.turns)
            yield kind.turns, Glyph(meant, left, right, origin[1], kind.size, kind.bold)


def _type(text: pdfium.PdfTextPage, index: int) -> _Type:
    matrix, flags = raw.FS_MATRIX(), ctypes.c_int()
    if not raw.FPDFText_GetMatrix(text, index, matrix):
        return _NO_TYPE
    size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    if not math.isfinite(size):
        return _NO_TYPE
    angle = math.atan2(matrix.b, matrix.a)
    turns = round(angle / (math.pi / 2))
    straight = abs(angle - turns * math.pi / 2) <= _SLANT
    buffer = ctypes.create_string_buffer(128)
    length = raw.FPDFText_GetFontInfo(text, index, buffer, len(buffer), flags)
    name = _name(buffer.raw[: max(min(length, len(buffer)) - 1, 0)])
    return _Type(size, turns % 4 if straight else None, bool(_BOLD.search(name)))


@lru_cache(maxsize=256)
def _name(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:  # Chinese Windows names 黑体 in its own encoding
        return data.decode("gb18030", "ignore")


@lru_cache(maxsize=4096)
def _meaning(code: int) -> str:
    """The text that a code stands for; "" for what has no place in a text."""
    if code in _BULLETS:
        return _BULLETS[code]
    if code == 0x02:  # PDFium's sign for a hyphen at the end of a line
        return "-"
    if code in (0, 0xFFFD) or 0xD800 <= code < 0xF900 or code > 0x10FFFF:
        return UNREADABLE  # halves of pairs, private use
    char = chr(code)
    if char in _RADICALS:
        return _RADICALS[char]
    if _COMPATIBLE.match(char):
        return unicodedata.normalize("NFKC", char)
    if char == "\u00ad":
        return char
    category = unicodedata.category(char)
    if category == "Co":
        return UNREADABLE
    if category in ("Cc", "Cf", "Cn"):
        return " " if char == "\t" else ""
    return " " if char.isspace() and char != "\u3000" else char


def _lies_in(edges: _Edges, box: _Edges) -> bool:
    x, y = (edges[0] + edges[2]) / 2, (edges[1] + edges[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _turned(edges: _Edges, turns: int) -> _Edges:
    """Left, bottom, right and top after turning the page so many quarters to the right."""
    left, bottom, right, top = edges
    if turns == 1:
        return bottom, -right, top, -left
    if turns == 2:
        return -right, -top, -left, -bottom
    if turns == 3:
        return -top, left, -bottom, right
    return edges


def _run_downward(glyphs: list[Glyph]) -> int:
    """Steps from a wide character straight down to the next."""
    steps = 0
    for one, two in pairwise(glyphs):
        if one.text >= "\u2e80" and two.text >= "\u2e80":
            beside = abs(two.left - one.left) < 0.3 * one.size
            steps += beside and 0.7 < (one.base - two.base) / one.size < 2.2
    return steps


def _drawings(page: pdfium.PdfPage) -> tuple[Counter[int], list[_Edges]]:
    """How many objects of each kind are on the page, and where its thin lines are."""
    kinds: Counter[int] = Counter()
    rules: list[_Edges] = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        item = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(item)
        kinds[kind] += 1
        if kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        if raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            edges = (left.value, bottom.value, right.value, top.value)
            wide, high = edges[2] - edges[0], edges[3] - edges[1]
            if min(wide, high) <= _THIN < max(wide, high):
                rules.append(edges)
    return kinds, rules


def _has_pictures(kinds: Counter[int]) -> bool:
    pictures = kinds[raw.FPDF_PAGEOBJ_IMAGE] + kinds[raw.FPDF_PAGEOBJ_FORM]
    return pictures > 0 or kinds[raw.FPDF_PAGEOBJ_PATH] >= _DRAWING
