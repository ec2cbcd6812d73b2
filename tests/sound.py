"""A small sound file of every kind that gyur reads, with the same bytes every time.

Kinds: ``document`` (``translate.formats``), ``bilingual`` (``translate.formats.bilingual``) and
``glossary`` (``glossary.exchange``).
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO

TITLE = "中华人民共和国宪法"
SENTENCE = "一切违反宪法和法律的行为，必须予以追究。"
TERM, TARGET = "宪法", "རྩ་ཁྲིམས"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"
XHTML = "http://www.w3.org/1999/xhtml"
OPF = "http://www.idpf.org/2007/opf"
CONTAINER = "urn:oasis:names:tc:opendocument:xmlns:container"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

Parts = Mapping[str, str | bytes]


def zipped(
    parts: Parts | Iterable[tuple[str, str | bytes]], *, stored: tuple[str, ...] = ()
) -> bytes:
    """A ZIP archive of these parts in their order, all of one date."""
    buffer = BytesIO()
    entries = parts.items() if isinstance(parts, Mapping) else parts
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Duplicate name")
                archive.writestr(info, content)
    return buffer.getvalue()


def relations(*targets: tuple[str, str]) -> str:
    """A part of relationships r1, r2, …: each a kind and a target."""
    items = "".join(
        f'<Relationship Id="r{number}" Type="{R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{P}">{items}</Relationships>'


def paragraph(text: str) -> str:
    """A paragraph of WordprocessingML."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def word_document(body: str) -> str:
    """The part of a document with this body."""
    return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'


def docx_parts() -> dict[str, str | bytes]:
    """A Word document of two paragraphs, with styles and a header."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/word/document.xml" ContentType="{word}.document.main+xml"/></Types>',
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": word_document(paragraph(TITLE) + paragraph(SENTENCE)),
        "word/_rels/document.xml.rels": relations(
            ("styles", "styles.xml"), ("header", "header1.xml")
        ),
        "word/styles.xml": f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:default="1" '
        'w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>',
        "word/header1.xml": f'<w:hdr xmlns:w="{W}">{paragraph("法律")}</w:hdr>',
    }


def columns_parts() -> dict[str, str | bytes]:
    """A Word document of one table: number, source, target."""
    cells = ("1", SENTENCE, TARGET)
    row = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in cells)
    head = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("#", "汉文", "བོད་ཡིག"))
    table = f"<w:tbl><w:tr>{head}</w:tr><w:tr>{row}</w:tr></w:tbl>"
    return {**docx_parts(), "word/document.xml": word_document(f"{table}<w:p/>")}


def xlsx_parts() -> dict[str, str | bytes]:
    """A workbook with a shared and an inline text, a number and a formula."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>'
        '<sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData><row r="1">'
        f'<c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>{SENTENCE}</t></is></c>'
        '<c r="C1"><v>5</v></c><c r="D1"><f>C1*2</f><v>10</v></c></row></sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}"><si><t>{TITLE}</t></si></sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{S}"><fonts><font><name val="宋体"/></font></fonts>'
        '<cellXfs><xf fontId="0"/></cellXfs></styleSheet>',
    }


def xhtml(body: str, before: str = "") -> str:
    """A chapter with this body."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<html xmlns="{XHTML}"><head>'
        f"<title>{TITLE}</title></head><body>{body}</body></html>"
    )


def opf(manifest: str, spine: str) -> str:
    """A package document with these items."""
    return (
        f'<package xmlns="{OPF}" version="3.0" unique-identifier="i"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier>'
        f"<dc:title>{TITLE}</dc:title><dc:language>zh</dc:language></metadata>"
        f"<manifest>{manifest}</manifest><spine>{spine}</spine></package>"
    )


def epub_parts() -> dict[str, str | bytes]:
    """A book of one chapter."""
    item = '<item id="c1" href="c1.xhtml" media-type="application/xhtml+xml"/>'
    toc = 'xmlns:e="http://www.idpf.org/2007/ops" e:type="toc"'
    nav = f'<nav {toc}><a href="c1.xhtml">{TITLE}</a></nav>'
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": f'<container xmlns="{CONTAINER}" version="1.0"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>",
        "OEBPS/book.opf": opf(
            f'{item}<item id="nav" href="nav.xhtml" properties="nav" '
            'media-type="application/xhtml+xml"/>',
            '<itemref idref="c1"/>',
        ),
        "OEBPS/c1.xhtml": xhtml(f"<h1>{TITLE}</h1><p>{SENTENCE}</p>"),
        "OEBPS/nav.xhtml": xhtml(nav),
    }


def html(body: str) -> str:
    """A page with this body."""
    return (
        '<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8">'
        f"<title>{TITLE}</title></head><body>{body}</body></html>\n"
    )


def xliff12(units: str) -> str:
    """An XLIFF 1.2 file with these units."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><xliff version="1.2" '
        'xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="zh-CN" '
        f'target-language="bo-CN" datatype="plaintext"><body>{units}</body></file></xliff>'
    )


def unit12(content: str = SENTENCE, name: str = "1") -> str:
    """One unit of it."""
    return (
        f'<trans-unit id="{name}"><source>{content}</source><target>{TARGET}</target></trans-unit>'
    )


def xliff21(units: str) -> str:
    """An XLIFF 2.1 file with these units."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><xliff version="2.1" srcLang="zh-CN" '
        'trgLang="bo-CN" xmlns="urn:oasis:names:tc:xliff:document:2.0">'
        f'<file id="f">{units}</file></xliff>'
    )


def unit21(content: str = SENTENCE, name: str = "1") -> str:
    """One unit of it."""
    return (
        f'<unit id="{name}"><segment><source>{content}</source>'
        f"<target>{TARGET}</target></segment></unit>"
    )


def untranslated(unit: str) -> str:
    """The unit without its target."""
    return unit.replace(f"<target>{TARGET}</target>", "")


def tmx(units: str, before: str = "") -> str:
    """A TMX 1.4 file with these units."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<tmx version="1.4"><header '
        'creationtool="a" creationtoolversion="1" segtype="sentence" o-tmf="a" adminlang="en" '
        f'srclang="zh-CN" datatype="plaintext"/><body>{units}</body></tmx>'
    )


def tu(content: str = SENTENCE) -> str:
    """One unit of it."""
    return (
        f'<tu><tuv xml:lang="zh-CN"><seg>{content}</seg></tuv>'
        f'<tuv xml:lang="bo-CN"><seg>{TARGET}</seg></tuv></tu>'
    )


def tbx(concepts: str, before: str = "") -> str:
    """A TBX-Basic file with these concepts."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<tbx type="TBX-Basic" style="dct" '
        'xml:lang="zh" xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader><fileDesc><sourceDesc><p>a</p>'
        f"</sourceDesc></fileDesc></tbxHeader><text><body>{concepts}</body></text></tbx>"
    )


def concept(source: str = TERM) -> str:
    """One concept of it."""
    return (
        f'<conceptEntry id="c1"><langSec xml:lang="zh"><termSec><term>{source}</term></termSec>'
        f'</langSec><langSec xml:lang="bo"><termSec><term>{TARGET}</term></termSec></langSec>'
        "</conceptEntry>"
    )


def pdf(objects: Mapping[int, str | bytes], *, trailer: str = "") -> bytes:
    """A PDF of these objects, object 1 the catalogue, with a true table of where they are."""
    data = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    places = {}
    for number, content in objects.items():
        places[number] = len(data)
        body = content.encode() if isinstance(content, str) else content
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    size = max(objects) + 1
    table = "".join(
        f"{places[n]:010} 00000 n \n" if n in places else "0000000000 65535 f \n"
        for n in range(size)
    )
    start = len(data)
    end = f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    return data + f"xref\n0 {size}\n{table}{end}".encode()


def stream(content: bytes, more: str = "", length: int | None = None) -> bytes:
    """A stream object."""
    size = len(content) if length is None else length
    return f"<< /Length {size} {more} >>\nstream\n".encode() + content + b"\nendstream"


def pdf_objects() -> dict[int, str | bytes]:
    """One page with two lines of Chinese."""
    lines = "".join(
        f"BT /song 12 Tf 1 0 0 1 72 {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"
        for y, text in ((760, TITLE), (700, SENTENCE))
    )
    return {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /song 5 0 R >> >> >>",
        4: stream(lines.encode()),
        5: "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [6 0 R] >>",
        6: "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 7 0 R >>",
        7: "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 "
        "/FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 "
        "/CapHeight 880 /StemV 93 >>",
    }


def srt(text: str = SENTENCE) -> str:
    """Two subtitles."""
    return (
        f"1\n00:00:01,000 --> 00:00:04,000\n{text}\n\n"
        f"2\n00:00:05,000 --> 00:00:08,000\n<i>{TITLE}</i>\n"
    )


def vtt(text: str = SENTENCE) -> str:
    """A WebVTT file of one cue."""
    return f"WEBVTT\n\nNOTE 说明\n\n00:01.000 --> 00:04.000\n<v 老师>{text}\n"


def markdown() -> str:
    """A heading, a paragraph with emphasis, a list and code."""
    return f"# {TITLE}\n\n**{SENTENCE}** [{TERM}](a.md)\n\n- 法律\n- 条文\n\n```\n代码\n```\n"


def glossary_rows(delimiter: str) -> str:
    """A header and one entry."""
    return f"source{delimiter}target\n{TERM}{delimiter}{TARGET}\n"


SOUND: dict[tuple[str, str], Callable[[], bytes]] = {
    ("document", ".txt"): lambda: f"{TITLE}\n{SENTENCE}\n".encode(),
    ("document", ".md"): lambda: markdown().encode(),
    ("document", ".html"): lambda: html(f"<h1>{TITLE}</h1><p>{SENTENCE}</p>").encode(),
    ("document", ".epub"): lambda: zipped(epub_parts(), stored=("mimetype",)),
    ("document", ".docx"): lambda: zipped(docx_parts()),
    ("document", ".xlsx"): lambda: zipped(xlsx_parts()),
    ("document", ".pdf"): lambda: pdf(pdf_objects()),
    ("document", ".csv"): lambda: f"{TITLE},3\n{SENTENCE},=1+2\n".encode(),
    ("document", ".tsv"): lambda: f"{TITLE}\t3\n{SENTENCE}\t4\n".encode(),
    ("document", ".srt"): lambda: srt().encode(),
    ("document", ".vtt"): lambda: vtt().encode(),
    ("document", ".xlf"): lambda: xliff12(untranslated(unit12())).encode(),
    ("document", ".xliff"): lambda: xliff21(untranslated(unit21())).encode(),
    ("bilingual", ".docx"): lambda: zipped(columns_parts()),
    ("bilingual", ".xlf"): lambda: xliff12(unit12()).encode(),
    ("bilingual", ".xliff"): lambda: xliff21(unit21()).encode(),
    ("bilingual", ".tmx"): lambda: tmx(tu()).encode(),
    ("glossary", ".tsv"): lambda: f"{TERM}\t{TARGET}\n".encode(),
    ("glossary", ".gyur.tsv"): lambda: b"# gyur glossary v1\n" + glossary_rows("\t").encode(),
    ("glossary", ".csv"): lambda: glossary_rows(",").encode(),
    ("glossary", ".xlsx"): lambda: zipped(xlsx_parts()),
    ("glossary", ".tbx"): lambda: tbx(concept()).encode(),
}
"""Kind and how a name ends -> the bytes of such a file."""
