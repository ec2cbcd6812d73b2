"""Word documents (.docx): every paragraph a reader sees, and nothing else touched."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from translate.document import Block, Document, Kind, Translations
from translate.errors import InputError
from translate.formats.fields import mark_contents_stale
from translate.formats.files import foreign, replacing
from translate.formats.layout import lay
from translate.formats.package import Package, damaged, open_package
from translate.formats.properties import set_tibetan_defaults
from translate.formats.stories import Entry, StyleSheet, entries
from translate.formats.wordml import w

_CONTEXTS = {
    "footnotes": Kind.FOOTNOTE,
    "endnotes": Kind.FOOTNOTE,
    "header": Kind.HEADER,
    "footer": Kind.HEADER,
}
"""Kind of relationship -> what paragraphs in such parts are. Comments are left alone."""
_VITAL = ("[Content_Types].xml", "_rels/.rels")
_STRICT = "http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    name: str
    label: str
    root: _Element
    entries: list[Entry]

    def numbered(self) -> Iterator[tuple[str, Entry]]:
        """Block ids, counted over all paragraphs, so that a block emptied shifts none."""
        for number, entry in enumerate(self.entries, 1):
            yield f"{self.label}.{number}", entry


class Docx:
    """``.docx``: one block a paragraph with text, its id the part and its number there.

    Paragraphs of the body, tables, text boxes, headers, footers, footnotes and endnotes. Fields
    that Word works out (page numbers, cross-references, tables of contents) stay as they are; a
    table of contents in a translated document is marked, so that Word rebuilds it on opening.
    """

    extensions: frozenset[str] = frozenset({".docx"})
    written_as = ""

    def read(self, path: Path) -> Document:
        """Body first, then notes, headers and footers. Raises InputError, UnsafeInputError."""
        package = open_package(path)
        blocks = tuple(
            Block(name, entry.paragraph.text, entry.kind, entry.paragraph.marks)
            for part in _parts(package)
            for name, entry in part.numbered()
            if entry.paragraph.text
        )
        if not any(block.text.strip() for block in blocks):
            raise InputError(
                "the document has no text: nothing to translate",
                where=str(path),
                remedy="Text within pictures must be typed first.",
            )
        return Document(path.name, "docx", blocks, package)

    def write(self, document: Document, translations: Translations, path: Path) -> None:
        """The same package; only the parts that hold a translated block, and the styles, change.

        Raises OutputError.
        """
        package = document.skeleton
        if not isinstance(package, Package):
            raise foreign(document, path)
        changed = _changed(package, translations)
        with replacing(path, package.path) as file:
            package.write(file, changed)


def _changed(package: Package, translations: Translations) -> dict[str, bytes]:
    changed = {}
    for part in _parts(package):
        due = [(name, entry) for name, entry in part.numbered() if name in translations]
        due = [(name, entry) for name, entry in due if entry.paragraph.text]
        for name, entry in due:
            for paragraph in (entry.paragraph, *entry.twins):
                lay(paragraph, translations[name])
        if due:
            mark_contents_stale(part.root)
            changed[part.name] = _serialised(part.root)
    styles = _styles(package, _main(package))
    if changed and styles is not None:
        name, root = styles
        set_tibetan_defaults(root)
        changed[name] = _serialised(root)
    return changed


def _parts(package: Package) -> Iterator[_Part]:
    main = _main(package)
    styles = _styles(package, main)
    sheet = StyleSheet(None if styles is None else styles[1])
    found = [(name, kind) for kind, name in package.related(main) if kind in _CONTEXTS]
    order = list(_CONTEXTS)
    others = sorted(set(found), key=lambda item: (order.index(item[1]), len(item[0]), item[0]))
    labels: set[str] = set()
    for name, kind in [(main, ""), *others]:
        label = posixpath.splitext(posixpath.basename(name))[0]
        if label in labels:  # two folders
            label = name
        labels.add(label)
        root = package.parse(name)
        if name == main:
            _check_main(root, package)
        yield _Part(name, label, root, entries(root, sheet, _CONTEXTS.get(kind)))


def _main(package: Package) -> str:
    for name in _VITAL:
        if not package.has(name):
            raise damaged(package.path, f"the part {name} is missing")
    targets = (name for kind, name in package.related("") if kind == "officeDocument")
    name = next(targets, "word/document.xml")
    if not package.has(name):
        raise InputError(
            "there is no Word document in this file (word/document.xml is missing)",
            where=str(package.path),
            remedy="Check the path, or save the document as .docx again.",
        )
    return package.names[name.lower()]


def _check_main(root: _Element, package: Package) -> None:
    if root.tag == w("document"):
        return
    where = str(package.path)
    if str(root.tag).startswith("{" + _STRICT):
        raise InputError(
            "this is a Strict Open XML document",
            where=where,
            remedy="Save it in Word as 'Word Document (*.docx)', not 'Strict Open XML Document'.",
        )
    raise InputError("this is not a Word document", where=where, remedy="Check the path.")


def _styles(package: Package, main: str) -> tuple[str, _Element] | None:
    name = next((name for kind, name in package.related(main) if kind == "styles"), None)
    return None if name is None else (name, package.parse(name))


def _serialised(root: _Element) -> bytes:
    return etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
