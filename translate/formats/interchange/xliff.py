"""XLIFF: a document to fill in for a translation program, and what a reviewer gives back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Literal, cast

from lxml import etree
from lxml.etree import _Element

from translate.document import Block, Document, State, Translations, Unit
from translate.errors import InputError
from translate.formats.files import foreign, read_bytes, replacing
from translate.formats.interchange import xliff12, xliff21
from translate.formats.interchange.bitext import Pair, distinct
from translate.formats.interchange.inline import content, text_of
from translate.formats.interchange.languages import is_chinese, is_tibetan
from translate.formats.xml import local, named, parsed

LARGEST = 100 * 2**20
"""Bytes; the tree takes some eight times as much memory."""
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*")
_AFTER = re.compile(rb"\s*\Z")
_EXPORT_AGAIN = "Export it again from the program that it comes from."


@dataclass(frozen=True, slots=True)
class _Skeleton:
    path: Path
    data: bytes


class Xliff:
    """XLIFF 1.0 to 2.2, with what Trados Studio, memoQ and Phrase add to it.

    As a document: one block a segment that no person has translated, its id the unit's, with the
    segment's where the unit has several and the file's where there are several files. Left out are
    segments that are locked or not for translation, reviewed or final, and those that have a
    target which the file does not call a draft: gyur writes over its own drafts and copies of the
    source, never over a person's work.
    """

    extensions: frozenset[str] = frozenset({".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff"})
    written_as = ""

    def __init__(self, version: Literal["1.2", "2.1"] = "2.1") -> None:
        """``version`` is what ``write_units`` writes; older programs read 1.2 alone."""
        self._version = version

    def read(self, path: Path) -> Document:
        """The open segments in order; a mark for each inline code. Raises InputError."""
        data = read_bytes(path, LARGEST)
        pairs = [pair for pair, _ in _pairs(_root(data, path), path)]
        inside = [(pair, content(pair.source)) for pair in pairs if not pair.settled]
        blocks = tuple(
            Block(pair.id, part.text, marks=part.marks)
            for pair, part in inside
            if part.text.strip()
        )
        if not blocks:
            raise InputError(
                "every segment is translated, locked or blank: nothing to translate"
                if pairs
                else "the file has no segment: nothing to translate",
                where=str(path),
                remedy="Give the segments that gyur is to translate back the state 'new'.",
            )
        return Document(path.name, path.suffix.lower()[1:], blocks, _Skeleton(path, data))

    def write(self, document: Document, translations: Translations, path: Path) -> None:
        """The same file with translations in its targets, marked as drafts. Raises OutputError.

        A translation without text leaves its segment as it was.
        """
        skeleton = document.skeleton
        if not isinstance(skeleton, _Skeleton):
            raise foreign(document, path)
        root = _root(skeleton.data, skeleton.path)
        changed = False
        for pair, dialect in list(_pairs(root, skeleton.path)):
            translation = translations.get(pair.id)
            if translation is not None and translation.text.strip() and not pair.settled:
                dialect.put(pair, translation)
                changed = True
        data = _serialised(root, skeleton.data) if changed else skeleton.data
        with replacing(path, skeleton.path) as file:
            file.write(data)

    def read_units(self, path: Path) -> list[Unit]:
        """All segments that are for translation and have a source text. Raises InputError."""
        found = _pairs(_root(read_bytes(path, LARGEST), path), path)
        units = [_unit(pair) for pair, _ in found if text_of(pair.source).strip()]
        if not units:
            raise InputError(
                "the file holds no segment with text", where=str(path), remedy=_EXPORT_AGAIN
            )
        return units

    def write_units(self, units: Sequence[Unit], path: Path, name: str) -> None:
        """A new file in the version chosen. Raises OutputError."""
        dialect = xliff12 if self._version == "1.2" else xliff21
        root = dialect.document(units, name)
        with replacing(path) as file:
            file.write(
                etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
            )


def _unit(pair: Pair) -> Unit:
    source, target = text_of(pair.source), text_of(pair.target)
    untouched = pair.state is State.INITIAL and target == source
    return Unit(
        pair.id,
        source,
        "" if untouched else target,
        pair.state,
        pair.draft,
        pair.notes,
        pair.origin,
        pair.changed,
    )


def _root(data: bytes, path: Path) -> _Element:
    root = parsed(data, "the file", path, _EXPORT_AGAIN, embeds=True)
    if local(root) != "xliff":
        raise InputError("this is not an XLIFF file", where=str(path), remedy="Check the path.")
    return root


def _pairs(root: _Element, path: Path) -> Iterator[tuple[Pair, ModuleType]]:
    """The segments of all files that are for translation from Chinese into Tibetan."""
    dialect = xliff21 if root.get("version", "").startswith("2") else xliff12
    files = list(root.iter(named(root, "file")))
    if files and not any(_is_ours(*dialect.languages(file)) for file in files):
        tags = dict.fromkeys(" → ".join(dialect.languages(file)) for file in files)
        raise InputError(
            f"the file is for another pair of languages ({', '.join(tags)})",
            where=str(path),
            remedy="Export it for translation from Chinese (zh) into Tibetan (bo).",
        )
    found = (
        pair if len(files) == 1 else replace(pair, id=f"{number}/{pair.id}")
        for number, file in enumerate(files, 1)
        if _is_ours(*dialect.languages(file))
        for pair in dialect.pairs(file)
    )
    for pair in distinct(found):
        yield pair, dialect


def _is_ours(source: str, target: str) -> bool:
    return (not source or is_chinese(source)) and (not target or is_tibetan(target))


def _serialised(root: _Element, original: bytes) -> bytes:
    """The tree as bytes, with the declaration, line ends and last line that the original had."""
    document = root.getroottree()
    encoding = document.docinfo.encoding or "UTF-8"
    if b"\0" in original[:4]:
        return cast(bytes, etree.tostring(document, xml_declaration=True, encoding=encoding))
    data = cast(bytes, etree.tostring(document, encoding=encoding, xml_declaration=False))
    if b"\r\n" in original:
        data = data.replace(b"\n", b"\r\n")  # a reader makes line feeds of all of them
    before, after = _BEFORE.match(original), _AFTER.search(original)
    return (before[0] if before else b"") + data + (after[0] if after else b"")
