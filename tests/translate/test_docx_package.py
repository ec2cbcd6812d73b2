"""Files that are no sound .docx: each is refused with an error that says why, and nothing else."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translate.document import Translation
from translate.errors import InputError, UnsafeInputError
from translate.formats import package
from translate.formats.word.docx import Docx

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006/relationships"
_BODY = "<w:p><w:r><w:t>宪法</w:t></w:r></w:p>"


def _xml(body: str = _BODY, before: str = "", namespace: str = _W) -> str:
    return f'{before}<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'


def _relations(*targets: tuple[str, str]) -> str:
    items = "".join(
        f'<Relationship Id="r{number}" Type="{_R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_P}">{items}</Relationships>'


def _parts(**changes: str | bytes | None) -> dict[str, str | bytes]:
    """A sound package; ``changes`` replace parts, None takes one out."""
    parts: dict[str, str | bytes | None] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/document.xml": _xml(),
    }
    names = {"types": "[Content_Types].xml", "rels": "_rels/.rels", "document": "word/document.xml"}
    parts.update({names[key]: value for key, value in changes.items()})
    return {name: value for name, value in parts.items() if value is not None}


def _zip(parts: dict[str, str | bytes], *more: tuple[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*parts.items(), *more):
            archive.writestr(name, content)
    return buffer.getvalue()


def _read(tmp_path: Path, data: bytes) -> list[str]:
    path = tmp_path / "in.docx"
    path.write_bytes(data)
    return [block.text for block in Docx().read(path).blocks]


def _error(tmp_path: Path, data: bytes) -> InputError:
    """The error for such a file; nothing but the file itself is there afterwards."""
    with pytest.raises(InputError) as caught:
        _read(tmp_path, data)
    assert caught.value.where == str(tmp_path / "in.docx")
    assert caught.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["in.docx"]
    return caught.value


def test_the_sample_itself_is_sound(tmp_path: Path) -> None:
    assert _read(tmp_path, _zip(_parts())) == ["宪法"]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param("宪法".encode(), "not a .docx", id="text"),
        pytest.param(b"%PDF-1.7", "not a .docx", id="PDF"),
        pytest.param(b"PK", "damaged or cut short", id="two bytes"),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, "damaged or cut short", id="only a head"),
        pytest.param(_zip(_parts())[:-30], "damaged or cut short", id="end missing"),
        pytest.param(_zip(_parts())[:200], "damaged or cut short", id="half missing"),
        pytest.param(_zip({}), "missing", id="empty archive"),
        pytest.param(OLE, "old Word document", id="a .doc"),
        pytest.param(
            OLE + "EncryptedPackage".encode("utf-16-le"), "password", id="protected by a password"
        ),
    ],
)
def test_what_is_no_package(tmp_path: Path, data: bytes, message: str) -> None:
    error = _error(tmp_path, data)
    assert message in error.message
    assert not isinstance(error, UnsafeInputError)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        pytest.param(_parts(types=None), "Content_Types", id="no content types"),
        pytest.param(_parts(rels=None), "_rels/.rels", id="no relationships"),
        pytest.param(_parts(document=None), "word/document.xml is missing", id="no document"),
        pytest.param(_parts(document=""), "document.xml is broken", id="empty document"),
        pytest.param(_parts(document="<a><b></a>"), "document.xml is broken", id="broken XML"),
        pytest.param(_parts(document=b"<a>\xff</a>"), "document.xml is broken", id="not UTF-8"),
        pytest.param(_parts(rels="<a"), ".rels is broken", id="broken relationships"),
        pytest.param(_parts(document="<a/>"), "not a Word document", id="another document"),
        pytest.param(
            _parts(document=_xml(namespace="http://purl.oclc.org/ooxml/wordprocessingml/main")),
            "Strict",
            id="Strict Open XML",
        ),
        pytest.param(
            _parts(document=_xml("<w:p>" * 50_000 + "</w:p>" * 50_000)), "broken", id="too deep"
        ),
        pytest.param(_parts(document=_xml("<w:p/>")), "nothing to translate", id="no text"),
    ],
)
def test_packages_without_a_sound_document(
    tmp_path: Path, parts: dict[str, str | bytes], message: str
) -> None:
    assert message in _error(tmp_path, _zip(parts)).message


def test_nesting_as_deep_as_the_parser_takes_it(tmp_path: Path) -> None:
    table, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    assert _read(tmp_path, _zip(_parts(document=_xml(table * 80 + _BODY + end * 80)))) == ["宪法"]
    nested = '<w:ins w:id="1">' * 240 + "<w:r><w:t>宪</w:t></w:r>" + "</w:ins>" * 240
    assert _read(tmp_path, _zip(_parts(document=_xml(f"<w:p>{nested}</w:p>")))) == ["宪"]
    boxes = "<mc:AlternateContent><mc:Choice><w:txbxContent>" * 80 + _BODY
    boxes += "</w:txbxContent></mc:Choice></mc:AlternateContent>" * 80
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = f"<w:p {mc}><w:r>{boxes}</w:r></w:p>"
    assert _read(tmp_path, _zip(_parts(document=_xml(body)))) == ["宪法"]


_BILLION = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "{}">]>'.format("&b;" * 10)
_EXTERNAL = '<!DOCTYPE a [<!ENTITY b SYSTEM "{}">]>'


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("<!DOCTYPE a>", id="bare"),
        pytest.param('<!DOCTYPE a SYSTEM "http://localhost:9/a.dtd">', id="external DTD"),
        pytest.param(_BILLION, id="entities in entities"),
        pytest.param(_EXTERNAL.format("file:///etc/passwd"), id="external entity"),
        pytest.param(f"<!--{'x' * 9000}-->{_BILLION}", id="far down"),
    ],
)
def test_document_types_are_dangerous(tmp_path: Path, before: str) -> None:
    xml = _xml("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", before)
    for document in (xml, xml.encode("utf-16")):
        error = _error(tmp_path, _zip(_parts(document=document)))
        assert isinstance(error, UnsafeInputError)
        assert "document type" in error.message


def test_a_document_type_in_another_part_is_dangerous(tmp_path: Path) -> None:
    parts = _parts()
    parts["word/_rels/document.xml.rels"] = _relations(("header", "header1.xml"))
    parts["word/header1.xml"] = f'{_BILLION}<w:hdr xmlns:w="{_W}">&c;</w:hdr>'
    assert isinstance(_error(tmp_path, _zip(parts)), UnsafeInputError)


def test_a_document_type_behind_another_encoding_is_refused(tmp_path: Path) -> None:
    xml = '<?xml version="1.0" encoding="UTF-7"?>' + _xml("<w:p/>", "<!DOCTYPE a>").replace(
        "<!", "+ADwAIQ-"
    )
    with pytest.raises(InputError):
        _read(tmp_path, _zip(_parts(document=xml)))


@pytest.mark.parametrize(
    "name",
    ["../evil.xml", "word/../../evil.xml", "/etc/evil.xml", "C:/evil.xml", "word\\evil.xml"],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_outside_the_package_are_dangerous(tmp_path: Path, name: str) -> None:
    error = _error(tmp_path, _zip(_parts(), (name, "x")))
    assert isinstance(error, UnsafeInputError)
    assert name in error.message


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["word/document.xml", "Word/Document.XML"])
def test_a_part_that_is_there_twice_is_dangerous(tmp_path: Path, name: str) -> None:
    error = _error(tmp_path, _zip(_parts(), (name, _xml())))
    assert isinstance(error, UnsafeInputError)
    assert "twice" in error.message


def test_a_bomb_is_never_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = _zip(_parts(), ("word/media/image1.png", b"\0" * 12 * 2**20))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", refuse)
    error = _error(tmp_path, data)
    assert isinstance(error, UnsafeInputError)
    assert "bomb" in error.message


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        pytest.param("LARGEST_TOTAL", 100, "unpacks to more", id="total"),
        pytest.param("MOST_ENTRIES", 2, "more than 2 parts", id="entries"),
    ],
)
def test_limits_of_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, message: str
) -> None:
    monkeypatch.setattr(package, limit, value)
    error = _error(tmp_path, _zip(_parts()))
    assert isinstance(error, UnsafeInputError)
    assert message in error.message


@pytest.mark.parametrize("limit", ["LARGEST_XML", "LARGEST_FILE"])
def test_limits_of_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(package, limit, 100)
    assert "larger than" in _error(tmp_path, _zip(_parts())).message


def _lying(data: bytes) -> bytes:
    """The archive with the unpacked size of its last entry given as 1 byte."""
    at = data.rindex(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<L", 1) + data[at + 28 :]


def _encrypted(data: bytes) -> bytes:
    at = data.rindex(b"PK\x01\x02")
    return data[: at + 8] + b"\x01" + data[at + 9 :]


def _oddly_packed(data: bytes) -> bytes:
    at = data.rindex(b"PK\x01\x02")
    return data[: at + 10] + struct.pack("<H", 9) + data[at + 12 :]


@pytest.mark.parametrize(
    ("change", "message"),
    [(_lying, "damaged"), (_encrypted, "encrypted"), (_oddly_packed, "packed in a way")],
)
def test_entries_that_cannot_be_unpacked(
    tmp_path: Path, change: Callable[[bytes], bytes], message: str
) -> None:
    assert message in _error(tmp_path, change(_zip(_parts()))).message


def test_relationships_that_lead_nowhere_are_passed_over(tmp_path: Path) -> None:
    parts = _parts()
    targets = ("../../../etc/passwd", "gone.xml", "/word/header1.xml", "HEADER2.xml", "")
    parts["word/_rels/document.xml.rels"] = _relations(*(("header", name) for name in targets))
    header = f'<w:hdr xmlns:w="{_W}"><w:p><w:r><w:t>{{}}</w:t></w:r></w:p></w:hdr>'
    parts["word/header1.xml"] = header.format("一")
    parts["word/header2.xml"] = header.format("二")
    assert _read(tmp_path, _zip(parts)) == ["宪法", "一", "二"]


def test_a_document_under_another_name_is_found(tmp_path: Path) -> None:
    parts = _parts(rels=_relations(("officeDocument", "/word/document2.xml")), document=None)
    parts["word/document2.xml"] = _xml()
    assert _read(tmp_path, _zip(parts)) == ["宪法"]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damage_anywhere_is_an_input_error_or_harmless(tmp_path: Path, data: st.DataObject) -> None:
    sound = _zip(_parts())
    at = data.draw(st.integers(0, len(sound) - 1))
    junk = data.draw(st.binary(min_size=1, max_size=3))
    path = tmp_path / "in.docx"
    path.write_bytes(sound[:at] + junk + sound[at + len(junk) :])
    try:
        document = Docx().read(path)
    except InputError as error:
        assert error.remedy
    else:
        translations = {block.id: Translation("རྩ་ཁྲིམས།") for block in document.blocks}
        Docx().write(document, translations, tmp_path / "out.docx")


_NAMES = st.sampled_from(
    "w:p w:r w:t w:tab w:br w:pPr w:rPr w:b w:sz w:hyperlink w:sdt w:sdtPr w:sdtContent w:ins "
    "w:del w:fldChar w:instrText w:fldSimple w:tbl w:tc w:txbxContent "
    "mc:AlternateContent mc:Choice mc:Fallback w:ruby w:rubyBase "
    "w:bookmarkStart w:bookmarkEnd".split()
)
_ATTRIBUTES = st.sampled_from(
    [
        "",
        *(f' w:fldCharType="{kind}"' for kind in ("begin", "separate", "end")),
        ' w:id="1"',
        ' w:instr="HYPERLINK"',
        ' w:val="0"',
    ]
)
_TREES = st.recursive(
    st.sampled_from(["", "宪", " HYPERLINK "]),
    lambda inner: st.builds(
        lambda name, attribute, parts: f"<{name}{attribute}>{''.join(parts)}</{name}>",
        _NAMES,
        _ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(trees=st.lists(_TREES, max_size=4))
def test_any_order_of_elements_is_read_and_written(tmp_path: Path, trees: list[str]) -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = f"<w:body {mc}>{_BODY}<w:p>{''.join(trees)}</w:p></w:body>"
    path = tmp_path / "in.docx"
    path.write_bytes(_zip(_parts(document=_xml(body))))
    document = Docx().read(path)
    translations = {block.id: Translation("ཁྲིམས།") for block in document.blocks}
    Docx().write(document, translations, tmp_path / "out.docx")
    texts = {block.text for block in Docx().read(tmp_path / "out.docx").blocks}
    assert "ཁྲིམས།" in texts
