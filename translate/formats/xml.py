"""XML from elsewhere, read with care: no declarations, nothing loaded, only text that it can hold.

A document type can name files and addresses to be read and entities that grow without end. Files
of the formats here have none, but for TMX, which by convention names its own: that name is passed
over and never followed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.etree import DocInfo, _Element

from translate.document import Translation
from translate.errors import InputError, UnsafeInputError
from translate.formats import spans

# What may stand before a document type: declarations, comments, white space.
_DOCUMENT_TYPE = re.compile(rb"(?>[^<]+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE[^\[>]*(\[)?", re.DOTALL)
_UNSTORABLE = re.compile(r"\r(?=\n)|[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (production 2, Char), and the first half of a Windows line end."""


def parsed(data: bytes, what: str, path: Path, remedy: str, *, embeds: bool = False) -> _Element:
    """The root element of an XML document; ``what`` names it in errors, ``remedy`` mends it.

    ``embeds`` allows single texts of more than 10 MB, as where the original document lies within.
    Raises InputError where it is not well formed and UnsafeInputError for any document type.
    """
    # Before parsing: entities in attributes are expanded whatever the parser's settings.
    if _DOCUMENT_TYPE.match(_without_nul(data)):
        raise _declares(what, path, remedy)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=embeds
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken(what, path, remedy, error) from error
    if root.getroottree().docinfo.internalDTD is not None:  # behind an encoding
        raise _declares(what, path, remedy)
    return root


def check_beginning(beginning: bytes, what: str, path: Path, remedy: str) -> None:
    """Refuse a document type that holds declarations; one that only names a file may stand.

    For a document too large to parse at once: ``check_declarations`` after its root has been met
    sees what an odd encoding or a long comment hides from this. Raises UnsafeInputError.
    """
    found = _DOCUMENT_TYPE.match(_without_nul(beginning))
    if found and found[1]:
        raise _declares(what, path, remedy)


def check_declarations(document: DocInfo, what: str, path: Path, remedy: str) -> None:
    """Refuse a parsed document that declares anything of its own. Raises UnsafeInputError."""
    types: Any = document.internalDTD
    if types is not None and (any(types.iterentities()) or any(types.iterelements())):
        raise _declares(what, path, remedy)


def broken(what: str, path: Path, remedy: str, error: Exception) -> InputError:
    """The error for XML that is not well formed."""
    return InputError(f"the XML of {what} is broken ({error})", where=str(path), remedy=remedy)


def named(element: _Element, name: str) -> str:
    """The tag ``name`` in the namespace that ``element`` is in."""
    namespace = etree.QName(element).namespace
    return f"{{{namespace}}}{name}" if namespace else name


def local(element: _Element) -> str:
    """The element's name without its namespace; "" for a comment or processing instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def storable(text: str) -> str:
    """``text`` without what XML cannot hold, its line ends as line feeds."""
    return _UNSTORABLE.sub("", text).replace("\r", "\n")


def storable_translation(translation: Translation) -> Translation:
    """The same for a translation; marks keep their places and never part a letter's signs."""
    text, marks = spans.storable(translation, _UNSTORABLE)
    return Translation(text.replace("\r", "\n"), tuple(marks))


def _without_nul(data: bytes) -> bytes:
    """So that UTF-16 does not hide a word."""
    return data.replace(b"\0", b"")


def _declares(what: str, path: Path, remedy: str) -> UnsafeInputError:
    return UnsafeInputError(
        f"{what} declares a document type, as files made to attack programs do",
        where=str(path),
        remedy=f"If you trust where it comes from: {remedy}",
    )
