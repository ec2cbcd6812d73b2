"""Word documents (.docx): every paragraph a reader sees, and nothing else touched."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from lxml.etree import _Element

from translate.document import Block, Document, Kind, Translations
from translate.errors import InputError
from translate.formats.files import foreign, replacing
from translate.formats.package import Package, open_package
from translate.formats.word import drop_caps
from translate.formats.word.fields import mark_contents_stale
from translate.formats.word.layout import lay
from translate.formats.word.new_docx import serialised
from translate.formats.word.parts import check_document, main_part, related_part
from translate.formats.word.properties import set_tibetan_defaults
from translate.formats.word.revisions import accept, first_change, text_around
from translate.formats.word.stories import Entry, StyleSheet, entries
from translate.formats.word.wordml import w

_CONTEXTS = {
    "footnotes": Kind.FOOTNOTE,
    "endnotes": Kind.FOOTNOTE,
    "header": Kind.HEADER,
    "footer": Kind.HEADER,
}
"""Kind of relationship -> what paragraphs in such parts are. Comments are left alone."""
_QUOTED = 30
"""Characters of a paragraph that tell a person where it is."""


class Tracked(StrEnum):
    """What to do with tracked changes that nobody has accepted or rejected yet."""

    ACCEPT = "accept"
    """Read the text as it is once all are accepted, and write it so."""
    REFUSE = "refuse"
    """Do not translate the document."""


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
    Comments are left alone.

    Tracked changes are accepted unless ``tracked`` says otherwise: in a part that holds a
    translated block all are carried out, so that none is left half; other parts keep theirs.
    There drop caps become letters of the text again as well.
    """

    extensions: frozenset[str] = frozenset({".docx"})
    written_as = ""

    def __init__(self, tracked: str = Tracked.ACCEPT) -> None:
        """``tracked`` is the value of a ``Tracked``. Raises ValueError for any other."""
        self._tracked = Tracked(tracked)

    def read(self, path: Path) -> Document:
        """Body first, then notes, headers and footers.

        Raises InputError, also where tracked changes are to be refused, and UnsafeInputError.
        """
        package = open_package(path)
        if self._tracked is Tracked.REFUSE:
            _refuse_changes(package)
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
            changed[part.name] = serialised(part.root)
    styles = related_part(package, main_part(package), "styles")
    if changed and styles is not None:
        name, root = styles
        set_tibetan_defaults(root)
        changed[name] = serialised(root)
    return changed


def _parts(package: Package) -> Iterator[_Part]:
    """Every part with text, its tracked changes accepted and its drop caps in their words."""
    main = main_part(package)
    styles = related_part(package, main, "styles")
    sheet = StyleSheet(None if styles is None else styles[1])
    for name, label, kind in _named(package, main):
        root = package.parse(name)
        if name == main:
            check_document(root, package)
        accept(root)
        drop_caps.join(root)
        yield _Part(name, label, root, entries(root, sheet, _CONTEXTS.get(kind)))


def _named(package: Package, main: str) -> Iterator[tuple[str, str, str]]:
    """Name, label and kind of every part with text, in reading order."""
    found = [(name, kind) for kind, name in package.related(main) if kind in _CONTEXTS]
    order = list(_CONTEXTS)
    others = sorted(set(found), key=lambda item: (order.index(item[1]), len(item[0]), item[0]))
    labels: set[str] = set()
    for name, kind in [(main, ""), *others]:
        label = posixpath.splitext(posixpath.basename(name))[0]
        if label in labels:  # two folders
            label = name
        labels.add(label)
        yield name, label, kind


def _refuse_changes(package: Package) -> None:
    for name, label, _ in _named(package, main_part(package)):
        change = first_change(package.parse(name))
        if change is None:
            continue
        author = change.get(w("author"))
        raise InputError(
            "the document has tracked changes that nobody has accepted or rejected; the first is "
            f"by {author or 'an unknown person'}",
            where=f"{package.path}, {label}, in '{text_around(change)[:_QUOTED]}'",
            remedy="Accept or reject them in Word (Review > Accept, Reject) and save, or have "
            "them read as accepted.",
        )
