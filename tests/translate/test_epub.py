"""Books: which parts hold text, what says Tibetan afterwards, and books that are refused."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from translate.document import Document, Kind, Translation
from translate.errors import InputError, UnsafeInputError
from translate.formats.web import epub as module
from translate.formats.web import html
from translate.formats.web.epub import Epub

LAW = "བཅའ་ཁྲིམས།"
_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
_PAGE = (
    "<!DOCTYPE html>\n"
    '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="zh-CN"><head><title>{0}</title></head>'
    "<body><p>{0}</p></body></html>"
)
_METADATA = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" xml:lang="zh">\n'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title id="t">法治读本</dc:title>'
    "<dc:creator>检察院</dc:creator><dc:description>普法 &amp; 教育</dc:description>"
    "<dc:language>zh-CN</dc:language></metadata>\n<manifest>{}</manifest><spine>{}</spine></package>"
)
_NCX = (
    '<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" '
    '"http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">\n'
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" xml:lang="zh-CN"><docTitle><text>法治读本'
    "</text></docTitle><docAuthor><text>检察院</text></docAuthor><navMap><navPoint><navLabel>"
    '<text>第一章</text></navLabel><content src="one.xhtml"/></navPoint></navMap></ncx>'
)
_NAV = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><ol><li><a href="text/one.xhtml">第一章'
    "</a></li></ol></nav></body></html>"
)
_KINDS = {
    ".xhtml": "application/xhtml+xml",
    ".ncx": "application/x-dtbncx+xml",
    ".png": "image/png",
}


def _metadata(*items: str, spine: tuple[str, ...] = ()) -> str:
    listed = "".join(
        f'<item id="i{number}" href="{name}" media-type="{_KINDS[Path(name).suffix]}"'
        f' properties="{Path(name).stem}"/>'
        for number, name in enumerate(items)
    )
    refs = "".join(f'<itemref idref="i{items.index(name)}"/>' for name in spine or items[:1])
    return _METADATA.format(listed, refs)


def _parts(**changes: str | bytes | None) -> dict[str, str | bytes]:
    """A book of two pages, the second named first; ``changes`` replace parts or take them out."""
    items = ("text/two.xhtml", "text/%E4%B8%80.xhtml", "nav.xhtml", "toc.ncx", "a.png")
    parts: dict[str, str | bytes | None] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "OEBPS/book.opf": _metadata(*items, spine=(items[1], items[0])),
        "OEBPS/text/two.xhtml": _PAGE.format("第二条"),
        "OEBPS/text/一.xhtml": _PAGE.format("第一条"),
        "OEBPS/nav.xhtml": _NAV,
        "OEBPS/toc.ncx": _NCX,
        "OEBPS/a.png": b"\x89PNG\r\n",
    }
    names = {"container": "META-INF/container.xml", "metadata": "OEBPS/book.opf"}
    names |= {"page": "OEBPS/text/two.xhtml", "encryption": "META-INF/encryption.xml"}
    names |= {"contents": "OEBPS/toc.ncx", "mimetype": "mimetype"}
    parts.update({names[key]: value for key, value in changes.items()})
    return {name: value for name, value in parts.items() if value is not None}


def _save(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            packed = zipfile.ZIP_STORED if name == "mimetype" else None
            archive.writestr(name, content, packed)
    return path


def _read(tmp_path: Path, **changes: str | bytes | None) -> Document:
    return Epub().read(_save(tmp_path / "in.epub", _parts(**changes)))


def _written(tmp_path: Path, document: Document, *ids: str) -> dict[str, str]:
    """The parts of the book, but for the picture, after these blocks became a law."""
    out = tmp_path / "out.epub"
    Epub().write(document, dict.fromkeys(ids, Translation(f"<{LAW}>")), out)
    with zipfile.ZipFile(out) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        return {n: archive.read(n).decode() for n in archive.namelist() if ".png" not in n}


def test_blocks_are_the_title_the_spine_and_the_contents(tmp_path: Path) -> None:
    assert [(block.id, block.text) for block in _read(tmp_path).blocks] == [
        ("book.b1", "法治读本"),
        ("book.b2", "普法 & 教育"),
        ("一.b1", "第一条"),
        ("一.b2", "第一条"),
        ("two.b1", "第二条"),
        ("two.b2", "第二条"),
        ("nav.b1", "第一章"),
        ("toc.b1", "法治读本"),
        ("toc.b2", "第一章"),
    ]


def test_kinds(tmp_path: Path) -> None:
    kinds = {block.id: block.kind for block in _read(tmp_path).blocks}
    assert kinds["book.b1"] == kinds["toc.b2"] == Kind.HEADING
    assert kinds["nav.b1"] == Kind.LIST_ITEM


def test_pages_of_one_name_in_two_folders(tmp_path: Path) -> None:
    parts = _parts(metadata=_metadata("a/p.xhtml", "b/p.xhtml", spine=("a/p.xhtml", "b/p.xhtml")))
    parts |= {"OEBPS/a/p.xhtml": _PAGE.format("一"), "OEBPS/b/p.xhtml": _PAGE.format("二")}
    ids = [block.id for block in Epub().read(_save(tmp_path / "in.epub", parts)).blocks]
    assert ids[2:] == ["p.b1", "p.b2", "OEBPS/b/p.xhtml.b1", "OEBPS/b/p.xhtml.b2"]


def test_names_that_no_flag_calls_utf8_are_kept(tmp_path: Path) -> None:
    parts = _parts() | {"OEBPS/图.png": b"", "OEBPS/text/一.xhtml": _PAGE.format("第一条")}
    path = tmp_path / "in.epub"
    path.write_bytes(_unflagged(_save(path, parts).read_bytes()))
    document = Epub().read(path)
    assert "第一条" in [block.text for block in document.blocks]
    Epub().write(document, {}, tmp_path / "out.epub")
    with zipfile.ZipFile(tmp_path / "out.epub") as archive:
        assert archive.namelist() == list(parts)


def _unflagged(data: bytes) -> bytes:
    """The archive without the flag that its names are UTF-8."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(_Unflagged(info.filename), old.read(info))
    return out.getvalue()


class _Unflagged(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(), self.flag_bits


def test_only_parts_with_a_translation_change(tmp_path: Path) -> None:
    document = _read(tmp_path)
    before = _written(tmp_path, document)
    after = _written(tmp_path, document, "two.b2", "toc.b2")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"OEBPS/text/two.xhtml", "OEBPS/toc.ncx"}
    assert f"<body><p>&lt;{LAW}&gt;</p></body>" in after["OEBPS/text/two.xhtml"]
    expected = before["OEBPS/toc.ncx"].replace("第一章", f"&lt;{LAW}&gt;")
    assert after["OEBPS/toc.ncx"] == expected


def test_a_translated_book_has_the_blocks_of_its_source(tmp_path: Path) -> None:
    document = _read(tmp_path)
    ids = [block.id for block in document.blocks]
    Epub().write(document, dict.fromkeys(ids, Translation(LAW)), tmp_path / "out.epub")
    assert [block.id for block in Epub().read(tmp_path / "out.epub").blocks] == ids


def test_a_translated_book_says_that_it_is_tibetan(tmp_path: Path) -> None:
    document = _read(tmp_path)
    after = _written(tmp_path, document, *(block.id for block in document.blocks))
    assert "<dc:language>bo</dc:language>" in after["OEBPS/book.opf"]
    assert 'version="3.0" xml:lang="bo"' in after["OEBPS/book.opf"]
    assert f'<dc:title id="t">&lt;{LAW}&gt;</dc:title>' in after["OEBPS/book.opf"]
    assert "<dc:creator>检察院</dc:creator>" in after["OEBPS/book.opf"]
    assert 'xhtml" xml:lang="bo"' in after["OEBPS/text/一.xhtml"]
    assert 'ncx/" xml:lang="bo"' in after["OEBPS/toc.ncx"]
    assert after["OEBPS/toc.ncx"].startswith("<!DOCTYPE ncx PUBLIC")


def test_what_stays_chinese_in_the_metadata_says_so(tmp_path: Path) -> None:
    metadata = str(_parts()["OEBPS/book.opf"]).replace("<dc:creator>", '<dc:creator xml:lang="zh">')
    document = _read(tmp_path, metadata=metadata)
    out = _written(tmp_path, document, *(block.id for block in document.blocks))["OEBPS/book.opf"]
    assert '<dc:creator xml:lang="zh">检察院' in out
    assert 'version="3.0" xml:lang="bo"' in out and "<dc:language>bo<" in out


def test_a_description_in_escaped_html_is_left_alone(tmp_path: Path) -> None:
    metadata = str(_parts()["OEBPS/book.opf"]).replace("普法 &amp; 教育", "&lt;p&gt;普法&lt;/p&gt;")
    ids = [block.id for block in _read(tmp_path, metadata=metadata).blocks]
    assert "book.b1" in ids and "book.b2" not in ids


def test_encrypted_fonts_are_no_hindrance(tmp_path: Path) -> None:
    assert _read(tmp_path, encryption=_encryption("OEBPS/font.ttf")).blocks


def _encryption(name: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:CipherData>'
        f'<e:CipherReference URI="{name}"/></e:CipherData></e:EncryptedData></encryption>'
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"container": None}, "container.xml is missing", id="no container"),
        pytest.param({"container": "<a"}, "container.xml is broken", id="broken container"),
        pytest.param({"container": "<a/>"}, "package document", id="empty container"),
        pytest.param({"metadata": None}, "package document", id="no package document"),
        pytest.param({"metadata": "<a><b></a>"}, "book.opf is broken", id="broken XML"),
        pytest.param({"metadata": "<package/>"}, "nothing to translate", id="no pages"),
        pytest.param({"page": None}, "text/two.xhtml is missing", id="no page"),
        pytest.param({"page": b"<p>\0\0\0\xff</p>" * 50}, "binary", id="a page that is none"),
        pytest.param({"mimetype": "application/zip"}, "not an .epub", id="another kind"),
        pytest.param(
            {"encryption": _encryption("OEBPS/text/two.xhtml")}, "encrypted", id="protected"
        ),
    ],
)
def test_books_that_are_refused(
    tmp_path: Path, changes: dict[str, str | bytes | None], message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        _read(tmp_path, **changes)
    assert not isinstance(caught.value, UnsafeInputError)
    assert caught.value.where.startswith(str(tmp_path / "in.epub"))
    assert caught.value.remedy


_ENTITIES = '<!DOCTYPE a [<!ENTITY b "bbbb">]>'


@pytest.mark.parametrize("part", ["container", "metadata", "page", "contents"])
def test_declared_entities_are_dangerous(tmp_path: Path, part: str) -> None:
    sound = {"container": _CONTAINER, "page": _PAGE.format("一"), "contents": _NCX}
    text = sound.get(part, str(_parts()["OEBPS/book.opf"]))
    with pytest.raises(UnsafeInputError) as caught:
        _read(tmp_path, **{part: _ENTITIES + text})
    assert caught.value.where.startswith(str(tmp_path / "in.epub"))


def test_what_is_no_book(tmp_path: Path) -> None:
    path = tmp_path / "in.epub"
    path.write_text("宪法", encoding="utf-8")
    with pytest.raises(InputError, match=r"not a \.epub"):
        Epub().read(path)


def test_a_page_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_PAGE", 300)
    assert html.LARGEST > 300
    with pytest.raises(InputError, match="larger than"):
        _read(tmp_path, page=_PAGE.format("一" * 300))
