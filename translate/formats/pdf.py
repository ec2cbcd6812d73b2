"""PDF files: read as a person reads the page, written as a new Word document."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.document import Block, Document, Translations
from translate.errors import InputError
from translate.formats.files import foreign, read_bytes, replacing
from translate.formats.pages.glyphs import UNREADABLE, Page, pages
from translate.formats.pages.lines import stretches
from translate.formats.pages.paragraphs import Paragraph, paragraphs
from translate.formats.pages.running import Sheet, without_running_lines
from translate.formats.pages.tables import with_tables
from translate.formats.word import composition
from translate.formats.word.composition import Passage

LARGEST = 200 * 2**20
"""Bytes."""
_MOST_UNREADABLE = 0.1
"""The share of characters without meaning from which on a text is of no use."""
_MOSTLY_PICTURES = 0.8
"""The share of picture pages from which on a document counts as scanned."""
_REMARK = "（原件第 {} 页只有图片，没有文字。）"
_RECOGNISE = (
    "Run OCR (text recognition) over it first: in WPS, ABBYY FineReader or Acrobat, then translate "
    "the PDF or Word document that it makes."
)


@dataclass(frozen=True, slots=True)
class _Skeleton:
    path: Path
    order: tuple[tuple[str, Paragraph] | int, ...]
    """Blocks by id, and the numbers of pages that hold only pictures, in order."""


class Pdf:
    """``.pdf``: one block a paragraph, its id the page it begins on and its number there.

    A PDF holds characters and their places, nothing more. Lines, columns, reading order,
    paragraphs, headings, lists and footnotes are worked out from them: columns that are set to
    their edges are read one by one, words and sentences cut by a line, column or page are joined.
    Running heads and feet and page numbers are left out, as are annotations, form fields, text
    at an angle (watermarks) and type within pictures. Tables become cells where ruled lines show
    them; others come out as lines, the cells of a row parted by tabs. Bold and italic are lost.

    A page of pictures only stands as a remark in the written document, outside the blocks.
    """

    extensions: frozenset[str] = frozenset({".pdf"})
    written_as = ".docx"

    def read(self, path: Path) -> Document:
        """The paragraphs of all pages in reading order.

        Raises InputError, also for a scan, a password, fonts that do not say what their
        characters are, and text that is set from top to bottom or from right to left.
        """
        sheets = without_running_lines(_sheets(path))
        found = paragraphs(sheets)
        pictures = [sheet.number for sheet in sheets if sheet.pictured and not _has_text(sheet)]
        _check_scan(len(sheets), pictures, bool(found), path)
        order = tuple(_in_order(found, pictures))
        blocks = tuple(
            Block(item[0], item[1].text, item[1].kind)
            for item in order
            if not isinstance(item, int)
        )
        return Document(path.name, "pdf", blocks, _Skeleton(path, order))

    def write(self, document: Document, translations: Translations, path: Path) -> None:
        """A new .docx document of all paragraphs, translated or not. Raises OutputError."""
        skeleton = document.skeleton
        if not isinstance(skeleton, _Skeleton):
            raise foreign(document, path)
        with replacing(path, skeleton.path) as file:
            composition.write(_passages(skeleton, translations), file)


def _sheets(path: Path) -> list[Sheet]:
    """The text of every page, if it is text that can be read."""
    sheets = []
    characters: Counter[str] = Counter()
    downward = 0
    for page in pages(read_bytes(path, LARGEST), path):
        sides = (page.glyphs, *page.aside)
        characters.update(glyph.text for side in sides for glyph in side)
        downward += page.downward
        sheets.append(_sheet(page))
    _check_meaning(characters, path)
    _check_direction(characters, downward, path)
    return sheets


def _sheet(page: Page) -> Sheet:
    return Sheet(
        page.number,
        page.bottom,
        page.top,
        tuple(with_tables(page.glyphs, page.rules)),
        tuple(tuple(stretches(side)) for side in page.aside),
        page.pictured,
    )


def _check_meaning(characters: Counter[str], path: Path) -> None:
    inked = sum(count for text, count in characters.items() if text.strip())
    share = characters[UNREADABLE] / inked if inked else 0.0
    if share > _MOST_UNREADABLE:
        raise InputError(
            f"the PDF's fonts do not say what {share:.0%} of its characters are: the page can be "
            "looked at, not read",
            where=str(path),
            remedy="Use the document that the PDF was made from. If there is none: " + _RECOGNISE,
        )


def _check_direction(characters: Counter[str], downward: int, path: Path) -> None:
    letters = sum(count for text, count in characters.items() if text.isalpha())
    leftward = sum(
        count
        for text, count in characters.items()
        if text.isalpha() and unicodedata.bidirectional(text[0]) in ("R", "AL")
    )
    wide = sum(count for text, count in characters.items() if text >= "\u2e80")
    what = "from top to bottom (vertical Chinese)" if 2 * downward > wide > 0 else ""
    what = "from right to left" if 2 * leftward > letters else what
    if what:
        raise InputError(
            f"the text runs {what}, which is not supported in PDF",
            where=str(path),
            remedy="Use the document that the PDF was made from, as .docx or .txt.",
        )


def _check_scan(count: int, pictures: Sequence[int], has_text: bool, path: Path) -> None:
    if not has_text and not pictures:
        raise InputError(
            "the PDF has no text: nothing to translate", where=str(path), remedy="Check the path."
        )
    if not has_text or len(pictures) > _MOSTLY_PICTURES * count:
        which = "the pages hold" if len(pictures) == count else f"{_listed(pictures)} hold"
        raise InputError(
            f"{which} only pictures, as scanned paper does: there is no text to translate",
            where=str(path),
            remedy=_RECOGNISE,
        )


def _listed(numbers: Sequence[int]) -> str:
    """``pages 1-3, 5``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    named = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return "pages " + ", ".join(named[:10]) + (" and others" if len(named) > 10 else "")


def _has_text(sheet: Sheet) -> bool:
    return any((sheet.parts, *sheet.aside))


def _in_order(
    found: Sequence[Paragraph], pictures: Sequence[int]
) -> Iterator[tuple[str, Paragraph] | int]:
    waiting = list(pictures)
    numbers: Counter[int] = Counter()
    for item in found:
        while waiting and waiting[0] < item.page:
            yield waiting.pop(0)
        numbers[item.page] += 1
        yield f"p{item.page}.{numbers[item.page]}", item
    yield from waiting


def _passages(skeleton: _Skeleton, translations: Translations) -> Iterator[Passage]:
    for entry in skeleton.order:
        if isinstance(entry, int):
            yield Passage(_REMARK.format(entry), remark=True)
            continue
        key, item = entry
        translation = translations.get(key)
        text = item.text if translation is None else translation.text
        yield Passage(text, item.kind, item.level, item.bullet, item.cell)
