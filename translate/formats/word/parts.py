"""The parts of a Word package: where the document is, and what it refers to."""

from __future__ import annotations

from lxml.etree import _Element

from translate.errors import InputError
from translate.formats.package import Package
from translate.formats.word.wordml import w

_STRICT = "http://purl.oclc.org/ooxml/"


def main_part(package: Package) -> str:
    """The name of the document's own part.

    Raises InputError where the package is damaged or holds no Word document.
    """
    name = package.main_part("word/document.xml")
    if name is None:
        raise InputError(
            "there is no Word document in this file (word/document.xml is missing)",
            where=str(package.path),
            remedy="Check the path, or save the document as .docx again.",
        )
    return name


def check_document(root: _Element, package: Package) -> None:
    """Raise InputError where the root of the document's own part is not ``w:document``."""
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


def related_part(package: Package, main: str, kind: str) -> tuple[str, _Element] | None:
    """Name and root of the first part of that kind (``styles``, ``comments``) of the document."""
    name = next((name for found, name in package.related(main) if found == kind), None)
    return None if name is None else (name, package.parse(name))
