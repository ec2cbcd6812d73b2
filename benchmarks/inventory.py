"""What a Word document consists of, counted, so that two can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml.etree import _Element

from translate.formats.package import open_package
from translate.formats.word.parts import main_part
from translate.formats.word.wordml import w

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PARTS = ("header", "footer", "footnotes", "endnotes", "comments")
_ELEMENTS = {
    "paragraphs": w("p"),
    "tables": w("tbl"),
    "images": _A + "blip",
    "text boxes": w("txbxContent"),
    "footnotes": w("footnoteReference"),
    "endnotes": w("endnoteReference"),
    "bookmarks": w("bookmarkStart"),
    "fields": w("fldChar"),
}


def count(path: Path) -> dict[str, object]:
    """Numbers of what there is, and the ids of the styles in use, in order.

    A hyperlink that a translation parts in two within its paragraph is still one.
    """
    package = open_package(path)
    main = main_part(package)
    names = [main, *(name for kind, name in package.related(main) if kind in _PARTS)]
    roots = [package.parse(name) for name in dict.fromkeys(names)]
    found: dict[str, object] = {
        what: sum(1 for root in roots for _ in root.iter(tag)) for what, tag in _ELEMENTS.items()
    }
    found["hyperlinks"] = sum(1 for root in roots for _ in _links(root))
    found["styles"] = sorted({style for root in roots for style in _styles(root)})
    return found


def differences(first: dict[str, object], second: dict[str, object]) -> list[str]:
    """The names under which two counts differ."""
    return [name for name in first if first[name] != second[name]]


def _links(root: _Element) -> Iterator[str]:
    for paragraph in root.iter(w("p")):
        targets = {
            link.get(f"{_R}id") or link.get(w("anchor")) or ""
            for link in paragraph.iter(w("hyperlink"))
        }
        yield from targets


def _styles(root: _Element) -> Iterator[str]:
    for element in root.iter(w("pStyle"), w("rStyle"), w("tblStyle")):
        yield element.get(w("val"), "")
