"""Books (.epub): pages, contents and title are translated, nothing else is touched."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.document import Block, Document, Translations
from translate.errors import InputError
from translate.formats.files import foreign, replacing
from translate.formats.package import Package, open_package
from translate.formats.web.declared import read_page, written_page
from translate.formats.web.html import LARGEST as LARGEST_PAGE
from translate.formats.web.hypertext import blocks, scan, translated
from translate.formats.web.labels import in_tibetan, label_blocks, translated_labels
from translate.formats.web.publication import Publication, publication


@dataclass(frozen=True, slots=True)
class _Book:
    """The skeleton of a document."""

    package: Package
    publication: Publication


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    prefix: str
    """Before the ids of its blocks."""
    read: Callable[[str, Path, str], list[Block]]
    write: Callable[[str, Path, Translations, str], str]


class Epub:
    """``.epub``, versions 2 and 3: the title and description, the pages in order, the contents.

    Pages are read as web pages are. The book, its pages and its parts say that they are Tibetan
    where they said Chinese and most of their text is translated. Style sheets and fonts stay.
    """

    extensions: frozenset[str] = frozenset({".epub"})
    written_as = ""

    def read(self, path: Path) -> Document:
        """Block ids are the part's name and the number there. Raises InputError, also where the
        book is encrypted, and UnsafeInputError."""
        package = open_package(path)
        book = _Book(package, publication(package))
        found = tuple(
            block
            for part in _parts(book.publication)
            for block in part.read(_source(package, part), path / part.name, part.prefix)
        )
        if not found:
            raise InputError(
                "the book has no text: nothing to translate",
                where=str(path),
                remedy="Text within pictures must be typed first.",
            )
        return Document(path.name, "epub", found, book)

    def write(self, document: Document, translations: Translations, path: Path) -> None:
        """The same book; only parts that hold a translated block change. Raises OutputError."""
        book = document.skeleton
        if not isinstance(book, _Book):
            raise foreign(document, path)
        mostly = _mostly(document, translations)
        changed = dict(_changed(book, translations, mostly))
        with replacing(path, book.package.path) as file:
            book.package.write(file, changed)


def _changed(book: _Book, translations: Translations, mostly: bool) -> Iterator[tuple[str, bytes]]:
    package = book.package
    for part in _parts(book.publication):
        source = _source(package, part)
        target = part.write(source, package.path / part.name, translations, part.prefix)
        if mostly and part.name not in book.publication.pages:
            target = in_tibetan(target)
        if target != source:
            yield part.name, written_page(target, package.part(part.name))


def _mostly(document: Document, translations: Translations) -> bool:
    """Whether more than half of the book's text is translated."""
    whole = sum(len(block.text) for block in document.blocks)
    rest = sum(
        len(block.text)
        for block in document.blocks
        if block.id not in translations or translations[block.id].text == block.text
    )
    return 2 * rest < whole


def _parts(book: Publication) -> Iterator[_Part]:
    taken: set[str] = set()
    pages = set(book.pages)
    for name in (book.metadata, *book.pages, *book.contents):
        label = posixpath.splitext(posixpath.basename(name))[0]
        label = name if label in taken else label
        taken.add(label)
        if name in pages:
            yield _Part(name, f"{label}.", _page_blocks, translated)
        else:
            yield _Part(name, f"{label}.", label_blocks, translated_labels)


def _page_blocks(source: str, path: Path, prefix: str) -> list[Block]:
    return blocks(scan(source, path), prefix)


def _source(package: Package, part: _Part) -> str:
    data = package.part(part.name)
    if len(data) > LARGEST_PAGE:
        raise InputError(
            f"the part {part.name} is larger than {LARGEST_PAGE // 2**20} MB",
            where=str(package.path),
            remedy="Split the book into parts and translate them one by one.",
        )
    return read_page(data, package.path / part.name) if data else ""
