"""A Word document from nothing: its package and fonts; the same content gives the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from lxml import etree
from lxml.etree import _Element

from translate.formats.word.properties import FONT, set_tibetan_defaults
from translate.formats.word.wordml import w

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_W = w("")[1:-1]
_NAMESPACES = {"w": _W, "r": R[1:-1]}
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DEFAULTS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
}
CHINESE = "宋体"
_FONTS = {CHINESE: "SimSun", FONT: "Noto Serif Tibetan"}
"""A font -> the name that a program may know it, or one as good, by (17.8.3.1, altName)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part beside the document, to which it is related by the id ``stem`` of its name.

    ``kind`` is the last word of the relationship's type: styles, comments, header, image.
    """

    name: str
    """Within ``word/``: ``comments.xml``, ``media/image1.png``."""
    kind: str
    content: _Element | bytes

    @property
    def id(self) -> str:
        """What ``r:id`` and ``r:embed`` name it by."""
        return PurePosixPath(self.name).stem


def root(name: str) -> _Element:
    """A root element of the main namespace with the prefixes ``w`` and ``r``."""
    return etree.Element(w(name), nsmap=_NAMESPACES)


def element(parent: _Element, name: str, /, **attributes: str | int) -> _Element:
    """A new child of the main namespace, as are its attributes."""
    child = etree.SubElement(parent, w(name))
    for key, value in attributes.items():
        child.set(w(key), str(value))
    return child


def styles(half_points: int = 21) -> _Element:
    """``w:styles`` with fonts for Chinese and Tibetan, of a size in half points; no style yet."""
    sheet = root("styles")
    defaults = element(sheet, "docDefaults")
    look = element(element(defaults, "rPrDefault"), "rPr")
    latin = "Times New Roman"
    element(look, "rFonts", ascii=latin, hAnsi=latin, eastAsia=CHINESE)
    element(look, "sz", val=half_points)
    element(look, "lang", val="en-US", eastAsia="zh-CN")
    element(defaults, "pPrDefault")
    set_tibetan_defaults(sheet)
    return sheet


def fonts() -> _Element:
    """``w:fonts``: what to take where a font of ``styles`` is missing."""
    table = root("fonts")
    for name, other in _FONTS.items():
        element(element(table, "font", name=name), "altName", val=other)
    return table


def settings() -> _Element:
    """``w:settings``: lay out as Word 2013 and later do, not as an older one."""
    found = root("settings")
    mode = element(element(found, "compat"), "compatSetting", name="compatibilityMode")
    mode.set(w("uri"), "http://schemas.microsoft.com/office/word")
    mode.set(w("val"), "15")
    return found


def write(
    file: BinaryIO,
    document: _Element,
    parts: Sequence[Part] = (),
    links: Mapping[str, str] | None = None,
) -> None:
    """Write a package of ``document`` (``w:document``) and ``parts`` to ``file``.

    ``links`` are the addresses that hyperlinks lead to, by ``r:id``. Where ``parts`` have no
    styles, font table or settings, those of this module are added.
    """
    given = {part.kind for part in parts}
    parts = [*parts, *(part for part in _basis() if part.kind not in given)]
    contents: dict[str, _Element | bytes] = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relationships([("document", "officeDocument", "word/document.xml", False)]),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relationships(
            [(part.id, part.kind, part.name, False) for part in parts]
            + [(key, "hyperlink", address, True) for key, address in (links or {}).items()]
        ),
        **{f"word/{part.name}": part.content for part in parts},
    }
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # the same bytes, whatever system writes them
            archive.writestr(info, content if isinstance(content, bytes) else serialised(content))


def serialised(tree: _Element) -> bytes:
    """The bytes of a part whose root element is ``tree``."""
    return etree.tostring(
        tree.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )


def _basis() -> list[Part]:
    return [
        Part("styles.xml", "styles", styles()),
        Part("fontTable.xml", "fontTable", fonts()),
        Part("settings.xml", "settings", settings()),
    ]


def _content_types(parts: Sequence[Part]) -> _Element:
    types = etree.fromstring(f'<Types xmlns="{_TYPES}"/>')
    for extension, kind in _DEFAULTS.items():
        etree.SubElement(types, f"{{{_TYPES}}}Default", Extension=extension, ContentType=kind)
    named = [("document.xml", "document.main")]
    named += [(part.name, part.kind) for part in parts if part.name.endswith(".xml")]
    for name, kind in named:
        etree.SubElement(
            types,
            f"{{{_TYPES}}}Override",
            PartName=f"/word/{name}",
            ContentType=f"{_WORD}.{kind}+xml",
        )
    return types


def _relationships(related: Sequence[tuple[str, str, str, bool]]) -> _Element:
    """``related``: id, kind, target, and whether the target lies outside the package."""
    found = etree.fromstring(f'<Relationships xmlns="{_RELATIONSHIPS}"/>')
    for key, kind, target, outside in related:
        item = etree.SubElement(found, f"{{{_RELATIONSHIPS}}}Relationship")
        item.set("Id", key)
        item.set("Type", f"{_NAMESPACES['r']}/{kind}")
        item.set("Target", target)
        if outside:
            item.set("TargetMode", "External")
    return found
