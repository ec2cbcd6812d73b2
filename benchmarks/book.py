"""A made-up reader as a Word document: everything that a schoolbook has, some of it in each lesson.

Headings, a table of contents, tables and tables in tables, pictures, footnotes, hyperlinks, text
boxes, lists, headers, footers with page numbers, bold words. The same bytes for the same size.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from benchmarks.prose import Lesson, Writer
from translate.formats.files import replacing
from translate.formats.word import new_docx
from translate.formats.word.new_docx import Part, element
from translate.formats.word.runs import append_run
from translate.formats.word.wordml import w

PAGES_A_LESSON = 2
LESSONS_A_CHAPTER = 5
_PICTURES = 4
_LINKS = {"npc": "https://www.npc.gov.cn/", "law": "https://flk.npc.gov.cn/"}
_DRAWING = {
    "w": w("")[1:-1],
    "r": new_docx.R[1:-1],
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _DRAWING.items())
_PICTURE = """
<w:drawing {declared}><wp:inline><wp:extent cx="2880000" cy="1440000"/>
<wp:docPr id="{key}" name="{name}"/><a:graphic>
<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>
<pic:nvPicPr><pic:cNvPr id="{key}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2880000" cy="1440000"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>
</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"""
_BOX = """
<mc:AlternateContent {declared}><mc:Choice Requires="wps"><w:drawing><wp:inline>
<wp:extent cx="4680000" cy="720000"/><wp:docPr id="{key}" name="box{key}"/><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>
<a:ext cx="4680000" cy="720000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:ln w="9525"><a:solidFill><a:srgbClr val="7F7F7F"/></a:solidFill></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>
</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>
<v:shape style="width:368pt;height:57pt"><v:textbox><w:txbxContent/></v:textbox></v:shape>
</w:pict></mc:Fallback></mc:AlternateContent>"""


def make(path: Path, pages: int) -> None:
    """Write a reader of about ``pages`` pages."""
    writer = Writer()
    lessons = [writer.lesson(n) for n in range(1, max(pages // PAGES_A_LESSON, 1) + 1)]
    book = _Book()
    book.contents(lessons)
    for lesson in lessons:
        book.lesson(lesson)
    with replacing(path) as file:
        new_docx.write(file, book.finished(), book.parts(), _LINKS)


class _Book:
    """Appends lessons to a document; the numbers of its notes, marks and drawings are its own."""

    def __init__(self) -> None:
        self._document = new_docx.root("document")
        self._body = element(self._document, "body")
        self._notes = new_docx.root("footnotes")
        for key, kind in enumerate(("separator", "continuationSeparator")):
            note = element(self._notes, "footnote", type=kind, id=key - 1)
            element(element(element(note, "p"), "r"), kind)
        self._keys = 0

    def contents(self, lessons: Sequence[Lesson]) -> None:
        """Title, then a table of contents as Word leaves it, page numbers and all."""
        _text(_paragraph(self._body, "Title"), "法治教育读本")
        paragraph = None
        for lesson in lessons:
            titles = [("TOC2", _title(lesson))]
            if _opens_chapter(lesson):
                titles.insert(0, ("TOC1", _chapter(lesson)))
            for style, title in titles:
                began, paragraph = paragraph, _paragraph(self._body, style)
                if began is None:
                    _field_begins(paragraph, ' TOC \\o "1-2" \\h ')
                link = element(paragraph, "hyperlink", anchor=_bookmark(lesson))
                _text(link, f"{title}\t{lesson.number * PAGES_A_LESSON}")
        if paragraph is not None:
            _field_ends(paragraph)

    def lesson(self, lesson: Lesson) -> None:
        """A lesson on a page of its own."""
        if _opens_chapter(lesson):
            heading = _paragraph(self._body, "Heading1", new_page=True)
            _text(heading, _chapter(lesson))
        heading = _paragraph(self._body, "Heading2", new_page=not _opens_chapter(lesson))
        self._keys += 1
        element(heading, "bookmarkStart", id=self._keys, name=_bookmark(lesson))
        _text(heading, _title(lesson))
        element(heading, "bookmarkEnd", id=self._keys)
        self._paragraphs(lesson)
        self._middle(lesson)
        for style, items in (("ListBullet", lesson.points), ("ListNumber", lesson.questions)):
            for item in items:
                _text(_paragraph(self._body, style), item)

    def _paragraphs(self, lesson: Lesson) -> None:
        for number, text in enumerate(lesson.paragraphs):
            paragraph = _paragraph(self._body, "BodyText")
            _text(paragraph, text)
            if number == 1:
                self._note(paragraph, lesson.note)
            if number == 3:
                link = element(paragraph, "hyperlink")
                link.set(f"{new_docx.R}id", "law" if lesson.number % 2 else "npc")
                _text(link, "法律法规网站", style="Hyperlink")
                _text(paragraph, "上可以查到有关规定。")

    def _middle(self, lesson: Lesson) -> None:
        """A table, a picture or a text box, in turn."""
        if lesson.number % 3 == 1:
            self._table(self._body, lesson.rows, lesson.points if lesson.number % 2 else ())
        elif lesson.number % 3 == 2:
            self._drawing(_PICTURE, f"image{lesson.number % _PICTURES + 1}")
            _text(_paragraph(self._body, "Caption"), lesson.caption)
        else:
            for box in self._drawing(_BOX, "").iter(w("txbxContent")):
                _text(_paragraph(box, "BodyText"), lesson.box)

    def _note(self, paragraph: _Element, text: str) -> None:
        key = len(self._notes) - 1
        element(_run(paragraph, "FootnoteReference"), "footnoteReference", id=key)
        note = _paragraph(element(self._notes, "footnote", id=key), "FootnoteText")
        element(_run(note, "FootnoteReference"), "footnoteRef")
        _text(note, " " + text)

    def _drawing(self, pattern: str, name: str) -> _Element:
        self._keys += 1
        paragraph = _paragraph(self._body, "Caption")
        drawing = etree.fromstring(pattern.format(declared=_DECLARED, key=self._keys, name=name))
        element(paragraph, "r").append(drawing)
        return drawing

    def _table(
        self, parent: _Element, rows: Sequence[tuple[str, str]], inner: Sequence[str]
    ) -> None:
        """Two columns under a heading; ``inner`` makes a table within the last cell."""
        table = element(parent, "tbl")
        properties = element(table, "tblPr")
        element(properties, "tblStyle", val="TableGrid")
        element(properties, "tblW", w=5000, type="pct")
        grid = element(table, "tblGrid")
        for width in (2200, 5600):
            element(grid, "gridCol", w=width)
        cell = parent
        for row in (("词语", "说明"), *rows):
            line = element(table, "tr")
            for text in row:
                cell = element(line, "tc")
                bold = f"**{text}**" if row == ("词语", "说明") else text
                _text(_paragraph(cell, "TableText"), bold)
        if inner:
            self._table(cell, [(f"（{n}）", text) for n, text in enumerate(inner, 1)], ())
            _paragraph(cell, "TableText")

    def finished(self) -> _Element:
        """The document, its last section closed."""
        section = element(self._body, "sectPr")
        for kind in ("header", "footer"):
            reference = element(section, f"{kind}Reference", type="default")
            reference.set(f"{new_docx.R}id", f"{kind}1")
        element(section, "pgSz", w=10490, h=14740)
        sides = dict.fromkeys(("top", "bottom", "left", "right"), 1134)
        element(section, "pgMar", header=600, footer=600, gutter=0, **sides)
        return self._document

    def parts(self) -> list[Part]:
        """What stands beside the document."""
        header, footer = new_docx.root("hdr"), new_docx.root("ftr")
        _text(_paragraph(header, "Header"), "法治教育读本（初中）")
        line = _paragraph(footer, "Footer")
        _text(line, "第")
        _field_begins(line, " PAGE ")
        _text(line, "1")
        _field_ends(line)
        _text(line, "页")
        return [
            Part("styles.xml", "styles", _styles()),
            Part("numbering.xml", "numbering", _numbering()),
            Part("footnotes.xml", "footnotes", self._notes),
            Part("header1.xml", "header", header),
            Part("footer1.xml", "footer", footer),
            *(
                Part(f"media/image{number}.png", "image", _png(number))
                for number in range(1, _PICTURES + 1)
            ),
        ]


def _opens_chapter(lesson: Lesson) -> bool:
    return lesson.number % LESSONS_A_CHAPTER == 1


def _chapter(lesson: Lesson) -> str:
    return f"第{lesson.number // LESSONS_A_CHAPTER + 1}章　{lesson.title}"


def _title(lesson: Lesson) -> str:
    return f"第{lesson.number}课　{lesson.title}"


def _bookmark(lesson: Lesson) -> str:
    return f"_Toc{lesson.number:08}"


def _paragraph(parent: _Element, style: str, *, new_page: bool = False) -> _Element:
    paragraph = element(parent, "p")
    properties = element(paragraph, "pPr")
    element(properties, "pStyle", val=style)
    if new_page:
        element(properties, "pageBreakBefore")
    return paragraph


def _run(parent: _Element, style: str) -> _Element:
    run = element(parent, "r")
    element(element(run, "rPr"), "rStyle", val=style)
    return run


def _text(parent: _Element, text: str, style: str = "") -> None:
    """Append text with its bold stretches."""
    for number, part in enumerate(re.split(r"\*\*", text)):
        look = etree.Element(w("rPr"))
        if style:
            element(look, "rStyle", val=style)
        if number % 2:
            element(look, "b")
        if part:
            append_run(parent, part, look)


def _field_begins(paragraph: _Element, instruction: str) -> None:
    element(element(paragraph, "r"), "fldChar", fldCharType="begin")
    element(element(paragraph, "r"), "instrText").text = instruction
    element(element(paragraph, "r"), "fldChar", fldCharType="separate")


def _field_ends(paragraph: _Element) -> None:
    element(element(paragraph, "r"), "fldChar", fldCharType="end")


_LOOKS: dict[str, tuple[str, str, str]] = {
    "Title": ("Title", '<w:jc w:val="center"/>', '<w:b/><w:sz w:val="44"/>'),
    "Heading1": ("heading 1", '<w:outlineLvl w:val="0"/>', '<w:b/><w:sz w:val="32"/>'),
    "Heading2": ("heading 2", '<w:outlineLvl w:val="1"/>', '<w:b/><w:sz w:val="28"/>'),
    "BodyText": (
        "Body Text",
        '<w:spacing w:line="360" w:lineRule="auto"/>'
        '<w:ind w:firstLine="480" w:firstLineChars="200"/>',
        "",
    ),
    "TOC1": ("toc 1", '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8200"/></w:tabs>', ""),
    "TOC2": ("toc 2", '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8200"/></w:tabs>'
             '<w:ind w:left="420"/>', ""),
    "ListBullet": ("List Bullet", '<w:numPr><w:numId w:val="1"/></w:numPr>', ""),
    "ListNumber": ("List Number", '<w:numPr><w:numId w:val="2"/></w:numPr>', ""),
    "Caption": ("caption", '<w:jc w:val="center"/>', '<w:sz w:val="20"/>'),
    "TableText": ("Table Text", "", '<w:sz w:val="21"/>'),
    "Header": ("header", '<w:jc w:val="center"/>', '<w:sz w:val="18"/>'),
    "Footer": ("footer", '<w:jc w:val="center"/>', '<w:sz w:val="18"/>'),
    "FootnoteText": ("footnote text", "", '<w:sz w:val="18"/>'),
}  # fmt: skip
"""Paragraph styles: id -> name, paragraph properties, run properties."""
_CHARACTERS = {
    "Hyperlink": ("Hyperlink", '<w:color w:val="0563C1"/><w:u w:val="single"/>'),
    "FootnoteReference": ("footnote reference", '<w:vertAlign w:val="superscript"/>'),
}
_TABLE = """<w:style xmlns:w="{w}" w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>
<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style>"""


def _styles() -> _Element:
    sheet = new_docx.styles(half_points=24)
    for key, (name, paragraph, run) in _LOOKS.items():
        inner = f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr>"
        sheet.append(_style("paragraph", key, name, inner))
    for key, (name, run) in _CHARACTERS.items():
        sheet.append(_style("character", key, name, f"<w:rPr>{run}</w:rPr>"))
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in sides)
    sheet.append(etree.fromstring(_TABLE.format(w=_DRAWING["w"], borders=borders)))
    return sheet


def _style(kind: str, key: str, name: str, inner: str) -> _Element:
    return etree.fromstring(
        f'<w:style xmlns:w="{_DRAWING["w"]}" w:type="{kind}" w:styleId="{key}">'
        f'<w:name w:val="{name}"/>{inner}</w:style>'
    )


def _numbering() -> _Element:
    found = new_docx.root("numbering")
    kinds = (("bullet", "•"), ("decimal", "%1."))
    for number, (kind, text) in enumerate(kinds, 1):
        level = element(element(found, "abstractNum", abstractNumId=number), "lvl", ilvl=0)
        element(level, "start", val=1)
        element(level, "numFmt", val=kind)
        element(level, "lvlText", val=text)
        element(element(level, "pPr"), "ind", left=420, hanging=420)
    for number in range(1, len(kinds) + 1):
        element(element(found, "num", numId=number), "abstractNumId", val=number)
    return found


def _png(number: int, width: int = 320, height: int = 160) -> bytes:
    """A picture of hills, each number its own."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)  # no filter
        for x in range(width):
            hill = 60 + (x * (number + 2) % 97 + x * 3 % 61) // 3
            rows += bytes((90, 150 - 12 * number, 80) if y > hill else (170, 205, 235))

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(rows)))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")
