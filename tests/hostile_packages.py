"""Hostile ZIP packages: Word documents, workbooks and books."""

# ruff: noqa: E501 - a case a line

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from tests.hostile import Case
from tests.sound import (
    SENTENCE,
    TITLE,
    R,
    S,
    W,
    columns_parts,
    docx_parts,
    epub_parts,
    opf,
    paragraph,
    relations,
    word_document,
    xhtml,
    xlsx_parts,
    zipped,
)

_PACKAGES: dict[tuple[str, str], tuple[Callable[[], dict[str, str | bytes]], str]] = {
    ("document", ".docx"): (docx_parts, "word/document.xml"),
    ("document", ".xlsx"): (xlsx_parts, "xl/worksheets/sheet1.xml"),
    ("document", ".epub"): (epub_parts, "OEBPS/c1.xhtml"),
    ("bilingual", ".docx"): (columns_parts, "word/document.xml"),
    ("glossary", ".xlsx"): (xlsx_parts, "xl/worksheets/sheet1.xml"),
}
"""Kind and extension -> a sound package's parts, and which of them holds the text."""


def cases() -> Iterator[Case]:
    """Cases of packages in general, then of each kind."""
    for (kind, extension), (parts, main) in _PACKAGES.items():
        for label, make in _packages(parts, main).items():
            yield Case(kind, label, extension, make)
        for name in parts():
            yield Case(kind, f"without {_slug(name)}", extension, _without(parts, name))
            yield Case(kind, f"broken {_slug(name)}", extension, _with(parts, name, "<a><b></a>"))
            yield Case(
                kind, f"another root in {_slug(name)}", extension, _with(parts, name, "<a/>")
            )
    for label, body in _WORD.items():
        document = word_document(body)
        yield Case("document", label, ".docx", _with(docx_parts, "word/document.xml", document))
        yield Case("bilingual", label, ".docx", _with(columns_parts, "word/document.xml", document))
    for label, name, content in (*_WORD_PARTS, *_deep_word()):
        yield Case("document", label, ".docx", _with(docx_parts, name, content))
    for label, name, content in _SHEETS:
        yield Case("document", label, ".xlsx", _with(xlsx_parts, name, content))
        yield Case("glossary", label, ".xlsx", _with(xlsx_parts, name, content))
    for label, name, content in _BOOKS:
        yield Case("document", label, ".epub", _with(epub_parts, name, content))
    yield Case("document", "many cells", ".xlsx", _many_cells, large=True)


def _slug(name: str) -> str:
    return name.replace("/", " ").replace("[", "").replace("]", "")


def _with(
    parts: Callable[[], dict[str, str | bytes]], name: str, content: str | bytes
) -> Callable[[], bytes]:
    return lambda: zipped({**parts(), name: content})


def _without(parts: Callable[[], dict[str, str | bytes]], name: str) -> Callable[[], bytes]:
    return lambda: zipped({key: value for key, value in parts().items() if key != name})


def _packages(
    parts: Callable[[], dict[str, str | bytes]], main: str
) -> dict[str, Callable[[], bytes]]:
    def more(*entries: tuple[str, str | bytes]) -> Callable[[], bytes]:
        return lambda: zipped([*parts().items(), *entries])

    def patched(signature: bytes, offset: int, value: bytes) -> Callable[[], bytes]:
        return lambda: _patched(zipped(parts()), signature, offset, value)

    central, local = b"PK\x01\x02", b"PK\x03\x04"
    return {
        "a steep bomb": more(("media/a.bin", b"\0" * 30 * 2**20)),
        "a bomb in the text": _with(parts, main, "<a>" + " " * 30 * 2**20 + "</a>"),
        "a bomb in an archive": more(("a.zip", zipped({"b.bin": b"\0" * 20 * 2**20}))),
        "many parts": more(*((f"media/{n}", "") for n in range(10_001))),
        "a name outside": more(("../../evil.xml", "x")),
        "an absolute name": more(("/etc/evil.xml", "x")),
        "a name on a drive": more(("C:/evil.xml", "x")),
        "a name with backslashes": more(("a\\..\\..\\evil.xml", "x")),
        "a name with a NUL": patched(central, 46, b"\0"),
        "the text twice": more((main, parts()[main])),
        "the text twice in other case": more((main.upper(), parts()[main])),
        "no parts": lambda: zipped({}),
        "an empty text": _with(parts, main, ""),
        "text that is not XML": _with(parts, main, SENTENCE),
        "text that is no UTF-8": _with(parts, main, b"<a>\xff\xfe</a>"),
        "text in an unknown encoding": _with(
            parts, main, b'<?xml version="1.0" encoding="klingon"?><a/>'
        ),
        "encrypted": patched(central, 8, b"\x01\x00"),
        "packed in an unknown way": patched(central, 10, struct.pack("<H", 99)),
        "packed in another way": patched(central, 10, struct.pack("<H", 12)),
        "a false size": patched(central, 24, struct.pack("<L", 1)),
        "a giant size": patched(central, 24, struct.pack("<L", 0xFFFFFFFE)),
        "a false sum": patched(central, 16, b"\0\0\0\0"),
        "a false place": patched(central, 42, struct.pack("<L", 0x7FFFFFFF)),
        "a local name that differs": patched(local, 30, b"\xff"),
        "a future version": patched(central, 6, struct.pack("<H", 0xFFFF)),
        "a wrong number of parts": patched(b"PK\x05\x06", 10, struct.pack("<H", 999)),
        "junk in front": lambda: b"#!/bin/sh\n" + zipped(parts()),
        "a comment behind": lambda: zipped(parts())[:-2] + b"\xff\xff" + b"\n" * 0xFFFF,
        **{
            f"{label} in the text": _with(parts, main, before + str(parts()[main]).split("?>")[-1])
            for label, before in DECLARATIONS.items()
        },
        "a huge attribute": _with(parts, main, _attributed(str(parts()[main]), "a" * 11 * 2**20)),
        "nesting in the text": _with(parts, main, "<a>" * 100_000 + "</a>" * 100_000),
    }


DECLARATIONS = {
    "a document type": "<!DOCTYPE a>",
    "a document type elsewhere": '<!DOCTYPE a SYSTEM "http://localhost:9/a.dtd">',
    "an external entity": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
    "a parameter entity": '<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/hostname"> %b;]>',
    "entities in entities": "<!DOCTYPE a [<!ENTITY a0 'ha'>{}]>".format(
        "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    ),
    "a default attribute": '<!DOCTYPE a [<!ATTLIST a b CDATA "c">]>',
}
"""What may stand before the root of XML and harm who believes it."""


def _patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """The archive with its last header of that kind changed."""
    at = data.rindex(signature) + offset
    return data[:at] + value + data[at + len(value) :]


def _attributed(xml: str, value: str) -> str:
    head, _, tail = xml.rpartition("</")
    return f'{head}<a b="{value}"/></{tail}'


_RUN = f"<w:r><w:t>{SENTENCE}</w:t></w:r>"
_BEGIN, _SEPARATE, _END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)
_WORD = {
    "no text": "<w:p/>",
    "paragraphs in paragraphs": "<w:p>" * 80 + _RUN + "</w:p>" * 80,
    "tables in tables": "<w:tbl><w:tr><w:tc>" * 60
    + paragraph(TITLE)
    + "</w:tc></w:tr></w:tbl>" * 60,
    "fields that never end": f"<w:p>{_BEGIN * 500}{_RUN}</w:p>",
    "fields that never begin": f"<w:p>{_END * 500}{_RUN}</w:p>",
    "fields that cross": f"<w:p>{_BEGIN}{_BEGIN}{_SEPARATE}{_RUN}{_END}{_SEPARATE}{_RUN}</w:p>",
    "a row without cells": f"<w:tbl><w:tr/><w:tr><w:tc/></w:tr></w:tbl>{paragraph(TITLE)}",
    "a paragraph of 10,000 runs": f"<w:p>{'<w:r><w:rPr><w:b/></w:rPr><w:t>法</w:t></w:r><w:r><w:t>律</w:t></w:r>' * 5_000}</w:p>",
    "5,000 paragraphs": paragraph("法") * 5_000,
    "changes in changes": "<w:p>"
    + '<w:ins w:id="1"><w:del w:id="1">' * 100
    + _RUN
    + "</w:del></w:ins>" * 100
    + _RUN
    + "</w:p>",
    "an unknown namespace": f'<x:p xmlns:x="urn:x">{paragraph(TITLE)}</x:p>',
    "processing instructions": f"<w:p><?a b?><!-- c -->{_RUN}<?d e?></w:p>",
    "characters for nothing": paragraph("法&#xFFFD;&#x85;&#x2028;&#x202E;"),
    "a column that spans a million": '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000"/>'
    f"</w:tcPr>{paragraph(TITLE)}</w:tc></w:tr></w:tbl>",
}
"""Bodies of Word documents."""


def _style(name: str, base: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{base}"/></w:style>'
    )


_STYLED = word_document(f'<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr>{_RUN}</w:p>')
_WORD_PARTS: tuple[tuple[str, str, str | bytes], ...] = (
    ("styles in a circle", "word/styles.xml", f'<w:styles xmlns:w="{W}">{_style("a", "b")}{_style("b", "a")}</w:styles>'),
    ("a style on itself", "word/styles.xml", f'<w:styles xmlns:w="{W}">{_style("a", "a")}</w:styles>'),
    ("a style that is not there", "word/document.xml", _STYLED),
    ("a header that is the document", "word/_rels/document.xml.rels", relations(("header", "document.xml"))),
    ("a header in a circle", "word/_rels/header1.xml.rels", relations(("header", "header1.xml"))),
    ("a thousand headers", "word/_rels/document.xml.rels", relations(*[("header", "header1.xml")] * 1000)),
    ("relationships that lead outside", "word/_rels/document.xml.rels", relations(("styles", "../../../../etc/passwd"), ("header", "file:///etc/passwd"))),
    ("relationships without targets", "word/_rels/document.xml.rels", relations(("styles", ""), ("header", "%00"), ("", "a"))),
    ("the document elsewhere", "_rels/.rels", relations(("officeDocument", "http://localhost:9/a.xml"))),
    ("a document that is its relationships", "_rels/.rels", relations(("officeDocument", "_rels/.rels"))),
)  # fmt: skip


def _deep_word() -> Iterator[tuple[str, str, str]]:
    chain = "".join(_style(f"s{n}", f"s{n + 1}") for n in range(5_000))
    yield (
        "5,000 styles on each other",
        "word/styles.xml",
        f'<w:styles xmlns:w="{W}">{chain.replace("s0", "a", 1)}</w:styles>',
    )


def _sheet(rows: str, more: str = "") -> str:
    return f'<worksheet xmlns="{S}" xmlns:r="{R}">{more}<sheetData>{rows}</sheetData></worksheet>'


def _text(name: str, content: str = SENTENCE) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t>{content}</t></is></c>'


_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_BOOK, _BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_ONE_SHEET = '<sheet name="a" sheetId="1" r:id="r1"/>'
_FORMULA = '<c r="A2" t="str"><f>{}</f><v>宪法</v></c>'
_SHEETS: tuple[tuple[str, str, str | bytes], ...] = (
    ("the last cell there is", _SHEET, _sheet(f'<row r="1048576">{_text("XFD1048576")}</row>', '<dimension ref="A1:XFD1048576"/>')),
    ("a cell beyond the last", _SHEET, _sheet(f'<row r="9999999">{_text("ZZZ9999999")}</row>')),
    ("a cell without a row", _SHEET, _sheet(_text("A1"))),
    ("a cell twice", _SHEET, _sheet(f'<row r="1">{_text("A1")}{_text("A1")}</row>')),
    ("a cell with an impossible name", _SHEET, _sheet(f'<row r="1">{_text("1A")}</row>')),
    ("a row with an impossible number", _SHEET, _sheet(f'<row r="-1">{_text("A1")}</row>')),
    ("a shared text that is not there", _SHEET, _sheet('<row><c t="s"><v>999999</v></c></row>')),
    ("a negative shared text", _SHEET, _sheet('<row><c t="s"><v>-1</v></c></row>')),
    ("a shared text with an odd number", _SHEET, _sheet('<row><c t="s"><v>٣</v></c><c t="s"/></row>')),
    ("a giant shared number", _SHEET, _sheet(f'<row><c t="s"><v>{"9" * 5000}</v></c></row>')),
    ("an unknown type of cell", _SHEET, _sheet(f'<row><c t="zzz"><v>1</v></c>{_text("B1")}</row>')),
    ("formulas", _SHEET, _sheet(f'<row r="1">{_text("A1")}</row><row r="2">{_FORMULA.format("HYPERLINK(&quot;http://localhost:9&quot;)")}</row>')),
    ("a command in a formula", _SHEET, _sheet(f'<row r="1">{_text("A1", "=cmd|宪法!A1")}</row><row r="2">{_FORMULA.format("cmd|’/c calc’!A1")}</row>')),
    ("an array over everything", _SHEET, _sheet('<row r="1"><c r="A1" t="str"><f t="array" ref="A1:XFD1048576">1</f><v>法</v></c></row>')),
    ("a million strings claimed", _STRINGS, f'<sst xmlns="{S}" count="99999999999" uniqueCount="-5"><si><t>{TITLE}</t></si></sst>'),
    ("a string without text", _STRINGS, f'<sst xmlns="{S}"><si/></sst>'),
    ("a string of odd escapes", _STRINGS, f'<sst xmlns="{S}"><si><t>法_xD800__x0000__xFFFF__x5F_</t></si></sst>'),
    ("a string of 10,000 runs", _STRINGS, f'<sst xmlns="{S}"><si>{"<r><rPr><b/></rPr><t>法</t></r><r><t>律</t></r>" * 5_000}</si></sst>'),
    ("styles without fonts", "xl/styles.xml", f'<styleSheet xmlns="{S}"><cellXfs><xf fontId="99"/></cellXfs></styleSheet>'),
    ("a sheet without a part", _BOOK, f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="a" r:id="r99"/></sheets></workbook>'),
    ("a sheet that is the workbook", _BOOK_RELATIONS, relations(("worksheet", "workbook.xml"))),
    ("a sheet that is the strings", _BOOK_RELATIONS, relations(("worksheet", "sharedStrings.xml"), ("sharedStrings", "sharedStrings.xml"))),
    ("a sheet twice", _BOOK, f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{_ONE_SHEET * 2}</sheets></workbook>'),
    ("no sheets", _BOOK, f'<workbook xmlns="{S}"><sheets/></workbook>'),
    ("only hidden sheets", _BOOK, f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="a" state="veryHidden" r:id="r1"/></sheets></workbook>'),
    ("Strict Open XML", _BOOK, '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'),
    ("a table that is its sheet", "xl/worksheets/_rels/sheet1.xml.rels", relations(("table", "sheet1.xml"))),
)  # fmt: skip


def _many_cells() -> bytes:
    row = "".join('<c t="s"><v>0</v></c>' for _ in range(200))
    return zipped({**xlsx_parts(), _SHEET: _sheet(f"<row>{row}</row>" * 300)})


_CHAPTER, _OPF = "OEBPS/c1.xhtml", "OEBPS/book.opf"
_ITEM = '<item id="c1" href="{}" media-type="application/xhtml+xml"/>'
_ROOTFILE = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>{}</rootfiles></container>'
_BOOKS: tuple[tuple[str, str, str | bytes], ...] = (
    ("no root file", "META-INF/container.xml", _ROOTFILE.format("")),
    ("a root file that is not there", "META-INF/container.xml", _ROOTFILE.format('<rootfile full-path="gone.opf"/>')),
    ("a root file outside", "META-INF/container.xml", _ROOTFILE.format('<rootfile full-path="../../etc/passwd"/>')),
    ("a root file that is the container", "META-INF/container.xml", _ROOTFILE.format('<rootfile full-path="META-INF/container.xml"/>')),
    ("an empty spine", _OPF, opf(_ITEM.format("c1.xhtml"), "")),
    ("a spine that goes round", _OPF, opf(_ITEM.format("c1.xhtml"), '<itemref idref="c1"/>' * 2000)),
    ("a spine of nothing", _OPF, opf(_ITEM.format("c1.xhtml"), '<itemref idref="zz"/><itemref/>')),
    ("a chapter outside", _OPF, opf(_ITEM.format("../../../etc/passwd"), '<itemref idref="c1"/>')),
    ("a chapter elsewhere", _OPF, opf(_ITEM.format("http://localhost:9/a"), '<itemref idref="c1"/>')),
    ("a chapter that is the package", _OPF, opf(_ITEM.format("book.opf"), '<itemref idref="c1"/>')),
    ("a chapter with an odd name", _OPF, opf(_ITEM.format("%00%ff%2e%2e/c1.xhtml"), '<itemref idref="c1"/>')),
    ("an item twice", _OPF, opf(_ITEM.format("c1.xhtml") * 2, '<itemref idref="c1"/>')),
    ("a book under lock", "META-INF/encryption.xml", '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"><CipherData><CipherReference URI="OEBPS/c1.xhtml"/></CipherData></EncryptedData></encryption>'),
    ("another mimetype", "mimetype", "application/zip"),
    ("a chapter that is not well formed", _CHAPTER, f"<html><body><p>{SENTENCE}<br></body>"),
    ("a chapter with a known document type", _CHAPTER, xhtml(f"<p>{SENTENCE}</p>", '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">')),
    ("a chapter with named characters", _CHAPTER, xhtml(f"<p>&nbsp;{SENTENCE}&mdash;</p>", "<!DOCTYPE html>")),
    ("a chapter without text", _CHAPTER, xhtml("<svg/>")),
    ("deep chapters", _CHAPTER, xhtml("<div>" * 5000 + SENTENCE + "</div>" * 5000)),
    ("a chapter of inline elements", _CHAPTER, xhtml(f"<p>{'<b>法</b>律' * 10_000}</p>")),
)  # fmt: skip
