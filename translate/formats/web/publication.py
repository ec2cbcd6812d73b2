"""The parts of an EPUB: what its package document lists, and what is written in it.

After EPUB 3.3 (container.xml, package document, navigation document) and OPF 2.0.1 (toc.ncx).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml.etree import _Element

from translate.errors import InputError
from translate.formats.package import Package, damaged
from translate.formats.xml import local

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_MIMETYPE = b"application/epub+zip"
_PAGES = frozenset({"application/xhtml+xml", "text/html"})
_NCX = "application/x-dtbncx+xml"


@dataclass(frozen=True, slots=True)
class Publication:
    """Names of the parts with text."""

    metadata: str
    """The package document."""
    pages: tuple[str, ...]
    """In reading order, the navigation document last where it is not among them."""
    contents: tuple[str, ...]
    """Tables of contents of EPUB 2."""


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    kind: str
    properties: frozenset[str]


def publication(package: Package) -> Publication:
    """Where the text of the book ``package`` is.

    Raises InputError where it is no EPUB, where a page is missing, and where one is encrypted.
    """
    _check_kind(package)
    metadata = _metadata(package)
    root = package.parse(metadata)
    items = dict(_items(root, metadata))
    spine = [element.get("idref", "") for element in root.iter() if local(element) == "itemref"]
    listed = [items[key] for key in spine if key in items and items[key].kind in _PAGES]
    listed += [item for item in items.values() if "nav" in item.properties]
    contents = [item.name for item in items.values() if item.kind == _NCX]
    pages = [item.name for item in listed]
    for name in (*pages, *contents):
        if not package.has(name):
            raise damaged(package.path, f"the part {name} is missing")
    found = Publication(metadata, _unique(package, pages), _unique(package, contents))
    _check_encryption(package, found)
    return found


def _check_kind(package: Package) -> None:
    kind = package.part("mimetype").strip() if package.has("mimetype") else _MIMETYPE
    if kind == _MIMETYPE and package.has(_CONTAINER):
        return
    raise InputError(
        f"there is no book in this file ({_CONTAINER} is missing)"
        if kind == _MIMETYPE
        else "this is not an .epub book",
        where=str(package.path),
        remedy="Check the path, or make the book again as .epub.",
    )


def _metadata(package: Package) -> str:
    for element in package.parse(_CONTAINER).iter():
        name = element.get("full-path") if local(element) == "rootfile" else None
        if name and package.has(name):
            return package.names[name.lower()]
    raise damaged(package.path, f"the package document that {_CONTAINER} names is missing")


def _items(root: _Element, metadata: str) -> Iterator[tuple[str, _Item]]:
    folder = posixpath.dirname(metadata)
    for element in root.iter():
        if local(element) == "item":
            path = unquote(element.get("href", "").partition("#")[0])
            name = posixpath.normpath(posixpath.join("/", folder, path))[1:]
            properties = frozenset(element.get("properties", "").split())
            yield element.get("id", ""), _Item(name, element.get("media-type", ""), properties)


def _unique(package: Package, names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(package.names[name.lower()] for name in names))


def _check_encryption(package: Package, found: Publication) -> None:
    """Fonts may be encrypted, and often are; what is translated may not."""
    if not package.has(_ENCRYPTION):
        return
    due = {name.lower() for name in (found.metadata, *found.pages, *found.contents)}
    for element in package.parse(_ENCRYPTION).iter():
        if local(element) == "CipherReference":
            name = posixpath.normpath(unquote(element.get("URI", ""))).lstrip("/")
            if name.lower() in due:
                raise InputError(
                    f"the book is encrypted against copying ({name})",
                    where=str(package.path),
                    remedy="Get the book without protection from its publisher.",
                )
