"""Web pages (.html, .htm, .xhtml): what a reader sees is translated, everything else stays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from translate.document import Document, Translations
from translate.errors import InputError
from translate.formats.files import foreign, read_bytes, replacing
from translate.formats.web.declared import read_page, written_page
from translate.formats.web.hypertext import blocks, scan, translated

LARGEST = 20 * 2**20
"""Bytes; some seven million Chinese characters."""


@dataclass(frozen=True, slots=True)
class _Skeleton:
    path: Path
    data: bytes
    source: str


class Html:
    """``.html``, ``.htm``, ``.xhtml``: one block for each stretch of text between block elements.

    Also page titles, descriptions and the attributes ``alt``, ``title``, ``placeholder`` and
    ``aria-label``, where they hold Chinese, or Tibetan, so that a translation has the blocks of its
    source. Code, preformatted text, scripts, styles, formulas and what is marked
    ``translate="no"`` or ``notranslate`` stay as they are; the readings of ruby text go with the
    Chinese they belong to.

    Reads UTF-8, UTF-16, UTF-32, GB18030 and declared Big5; a translated page is written in UTF-8
    and says so.
    """

    extensions: frozenset[str] = frozenset({".html", ".htm", ".xhtml"})
    written_as = ""

    def read(self, path: Path) -> Document:
        """The page's blocks in the order of its source. Raises InputError, UnsafeInputError."""
        data = read_bytes(path, LARGEST)
        source = read_page(data, path)
        found = blocks(scan(source, path))
        if not found:
            raise InputError(
                "the page has no text: nothing to translate",
                where=str(path),
                remedy="Text that scripts or pictures show must be typed first.",
            )
        skeleton = _Skeleton(path, data, source)
        return Document(path.name, path.suffix[1:].lower(), tuple(found), skeleton)

    def write(self, document: Document, translations: Translations, path: Path) -> None:
        """The same page with translations in their places. Raises OutputError."""
        skeleton = document.skeleton
        if not isinstance(skeleton, _Skeleton):
            raise foreign(document, path)
        source = translated(skeleton.source, skeleton.path, translations)
        kept = source == skeleton.source
        with replacing(path, skeleton.path) as file:
            file.write(skeleton.data if kept else written_page(source, skeleton.data))
