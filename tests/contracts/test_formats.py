"""What every document format promises, checked on a small file of each."""

from __future__ import annotations

import builtins
import errno
import os
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import pdfs
from translate.document import Document, Mark, Translation
from translate.errors import InputError, OutputError
from translate.formats import REGISTRY, Format, check_output, for_path, written_as
from translate.formats.interchange.xliff import Xliff

SOURCES = ("中华人民共和国宪法", "一切违反宪法和法律的行为，必须予以追究。", "（一）修改宪法；")
TARGETS = (
    "ཀྲུང་ཧྭ་མི་དམངས་སྤྱི་མཐུན་རྒྱལ་ཁབ་ཀྱི་རྩ་ཁྲིམས།",
    "རྩ་ཁྲིམས་དང་བཅའ་ཁྲིམས་ལས་འགལ་བའི་བྱ་སྤྱོད་ཚང་མར་ངེས་པར་རྩད་གཅོད་བྱེད་དགོས།",
    "(གཅིག)རྩ་ཁྲིམས་ལ་བཟོ་བཅོས་བྱ་རྒྱུ།",
)


def _make_text(path: Path, lines: tuple[str, ...]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def _make_docx(path: Path, lines: tuple[str, ...]) -> None:
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def _make_xlsx(path: Path, lines: tuple[str, ...]) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    for row, line in enumerate(lines, 1):
        workbook.worksheets[0].cell(row, 1, line)
    workbook.save(str(path))


def _make_subrip(path: Path, lines: tuple[str, ...]) -> None:
    cues = (f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n" for n, line in enumerate(lines, 1))
    path.write_text("\n".join(cues), encoding="utf-8", newline="\n")


def _make_webvtt(path: Path, lines: tuple[str, ...]) -> None:
    cues = (f"\n00:0{n}.000 --> 00:0{n}.900\n{line}\n" for n, line in enumerate(lines, 1))
    path.write_text("WEBVTT\n" + "".join(cues), encoding="utf-8", newline="\n")


def _make_xliff(path: Path, lines: tuple[str, ...]) -> None:
    units = "".join(
        f'<trans-unit id="u{number}"><source>{line}</source></trans-unit>'
        for number, line in enumerate(lines, 1)
    )
    path.write_text(
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
        '<file original="a" datatype="plaintext" source-language="zh-CN">'
        f"<body>{units}</body></file></xliff>",
        encoding="utf-8",
    )


def _make_markdown(path: Path, lines: tuple[str, ...]) -> None:
    path.write_text("\n".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def _page(lines: tuple[str, ...]) -> str:
    body = "".join(f"<p>{line}</p>\n" for line in lines)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" lang="zh-CN" xml:lang="zh-CN">'
        f"<head><title>Law</title></head><body>\n{body}</body></html>\n"
    )


def _make_page(path: Path, lines: tuple[str, ...]) -> None:
    path.write_text(_page(lines), encoding="utf-8", newline="\n")


def _make_epub(path: Path, lines: tuple[str, ...]) -> None:
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="book/law.opf" '
        'media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    metadata = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Law</dc:title>'
        "<dc:language>zh-CN</dc:language></metadata>"
        '<manifest><item id="a" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("book/law.opf", metadata)
        archive.writestr("book/one.xhtml", _page(lines))


def _make_pdf(path: Path, lines: tuple[str, ...]) -> None:
    text = [pdfs.Text(90, 770 - 24 * at, line) for at, line in enumerate(lines) if line]
    pdfs.make(path, [pdfs.Page(text)])


def _text_content(path: Path) -> object:
    return path.read_bytes()


def _docx_content(path: Path) -> object:
    with zipfile.ZipFile(path) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


SAMPLES: dict[str, tuple[Callable[[Path, tuple[str, ...]], None], Callable[[Path], object]]] = {
    ".txt": (_make_text, _text_content),
    ".docx": (_make_docx, _docx_content),
    ".pdf": (_make_pdf, _text_content),
    ".md": (_make_markdown, _text_content),
    ".markdown": (_make_markdown, _text_content),
    ".html": (_make_page, _text_content),
    ".htm": (_make_page, _text_content),
    ".xhtml": (_make_page, _text_content),
    ".epub": (_make_epub, _docx_content),
    ".csv": (_make_text, _text_content),
    ".tsv": (_make_text, _text_content),
    ".xlsx": (_make_xlsx, _docx_content),
    ".srt": (_make_subrip, _text_content),
    ".vtt": (_make_webvtt, _text_content),
    ".xlf": (_make_xliff, _text_content),
    ".xliff": (_make_xliff, _text_content),
    ".sdlxliff": (_make_xliff, _text_content),
    ".mqxliff": (_make_xliff, _text_content),
    ".mxliff": (_make_xliff, _text_content),
}
"""Extension -> what makes a small file of it, and what must be equal in two equal files."""


@pytest.fixture(params=sorted(REGISTRY))
def extension(request: pytest.FixtureRequest) -> str:
    assert request.param in SAMPLES, f"add a sample of {request.param}"
    return str(request.param)


@pytest.fixture
def source(extension: str, tmp_path: Path) -> Path:
    path = tmp_path / f"宪法{extension}"
    SAMPLES[extension][0](path, SOURCES)
    return path


def _read(path: Path) -> tuple[Format, Document]:
    form = for_path(path)
    return form, form.read(path)


def _written(form: Format, path: Path) -> list[tuple[str, str]]:
    """Block ids with what stands there: in a bilingual file the target, if there is one."""
    if isinstance(form, Xliff):
        return [(unit.id, unit.target or unit.source) for unit in form.read_units(path)]
    return [(block.id, block.text) for block in for_path(path).read(path).blocks]


def _holds(path: Path, document: Document) -> bool:
    """Whether the file has the document's blocks; of one that was written anew, their texts."""
    blocks = for_path(path).read(path).blocks
    if path.suffix == Path(document.name).suffix:
        return blocks == document.blocks
    return [block.text for block in blocks] == [block.text for block in document.blocks]


def test_every_class_claims_the_extensions_it_is_registered_for() -> None:
    claimed: dict[str, str] = {}
    for entry in sorted(set(REGISTRY.values())):
        module, _, name = entry.partition(":")
        for extension in getattr(import_module(module), name).extensions:
            assert extension not in claimed, f"{extension} twice"
            claimed[extension] = entry
    assert claimed == REGISTRY


def test_an_extension_counts_in_any_case(extension: str) -> None:
    assert extension in for_path(Path(f"A{extension.upper()}")).extensions


@pytest.mark.parametrize("name", ["law.odt", "law", "law.doc", ".docx.bak"])
def test_an_unknown_extension_is_answered_with_the_known_ones(name: str) -> None:
    with pytest.raises(InputError) as caught:
        for_path(Path(name))
    assert all(extension in caught.value.remedy for extension in REGISTRY)
    assert caught.value.where == name


def test_blocks_hold_the_text_in_reading_order(source: Path) -> None:
    _, document = _read(source)
    assert tuple(block.text for block in document.blocks) == SOURCES
    assert document.name == source.name
    assert len({block.id for block in document.blocks}) == len(document.blocks)


def test_marks_lie_within_their_text(source: Path) -> None:
    for block in _read(source)[1].blocks:
        for mark in block.marks:
            assert 0 <= mark.start <= mark.end <= len(block.text)


def test_reading_twice_gives_the_same(source: Path) -> None:
    assert _read(source)[1] == _read(source)[1]


def test_writing_without_translations_is_lossless(
    source: Path, extension: str, tmp_path: Path
) -> None:
    form, document = _read(source)
    out = tmp_path / f"out{written_as(source)}"
    form.write(document, {}, out)
    assert _holds(out, document)
    if not form.written_as:
        content = SAMPLES[extension][1]
        assert content(out) == content(source)


def test_translations_stand_where_their_blocks_stood(source: Path, tmp_path: Path) -> None:
    form, document = _read(source)
    ids = [block.id for block in document.blocks]
    out = tmp_path / f"out{written_as(source)}"
    translations = dict(zip(ids, map(Translation, TARGETS), strict=True))
    form.write(document, translations, out)
    written = _written(form, out)
    assert [text for _, text in written] == list(TARGETS)
    if not form.written_as:
        assert [key for key, _ in written] == ids


def test_a_block_without_translation_is_left_as_it_was(source: Path, tmp_path: Path) -> None:
    form, document = _read(source)
    out = tmp_path / f"out{written_as(source)}"
    given = {document.blocks[1].id: Translation(TARGETS[1]), "nowhere": Translation(TARGETS[0])}
    form.write(document, given, out)
    texts = [text for _, text in _written(form, out)]
    assert texts == [SOURCES[0], TARGETS[1], SOURCES[2]]


def test_the_document_can_be_written_although_its_file_is_gone(
    source: Path, tmp_path: Path
) -> None:
    form, document = _read(source)
    source.unlink()
    out = tmp_path / f"out{written_as(source)}"
    form.write(document, {}, out)
    assert _holds(out, document)


def test_the_input_is_never_written_to(source: Path, tmp_path: Path) -> None:
    form, document = _read(source)
    before = source.read_bytes()
    (tmp_path / "folder").mkdir()
    detour = tmp_path / "folder" / ".." / source.name
    link = tmp_path / f"link{source.suffix}"
    try:
        os.link(source, link)
    except OSError:  # a file system without links
        link = source
    for path in (source, detour, link):
        with pytest.raises(OutputError, match="input"):
            form.write(document, {}, path)
    assert source.read_bytes() == before


def test_another_format_is_refused_before_and_at_writing(source: Path, tmp_path: Path) -> None:
    _, document = _read(source)
    own = {REGISTRY[source.suffix], REGISTRY[written_as(source)]}
    for other in (name for name in REGISTRY if REGISTRY[name] not in own):
        out = tmp_path / f"out{other}"
        with pytest.raises(OutputError) as caught:
            check_output(source, out)
        assert written_as(source) in caught.value.remedy
        with pytest.raises(OutputError) as caught:
            for_path(out).write(document, {}, out)
        assert source.suffix in caught.value.remedy
        assert not out.exists()


def test_what_writing_would_end_in_is_told_before(source: Path, tmp_path: Path) -> None:
    check_output(source, tmp_path / f"out{written_as(source).upper()}")
    for out in (source, tmp_path / "nowhere" / f"out{written_as(source)}"):
        with pytest.raises(OutputError):
            check_output(source, out)
    with pytest.raises(InputError):
        check_output(source, tmp_path / "out.xyz")
    assert list(tmp_path.iterdir()) == [source]


def test_an_older_output_is_replaced(source: Path, tmp_path: Path) -> None:
    form, document = _read(source)
    out = tmp_path / f"out{written_as(source)}"
    out.write_bytes(b"old")
    form.write(document, {}, out)
    assert _holds(out, document)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([source.name, out.name])


def test_a_missing_folder_is_named(source: Path, tmp_path: Path) -> None:
    form, document = _read(source)
    out = tmp_path / "nowhere" / f"out{written_as(source)}"
    with pytest.raises(OutputError, match="folder") as caught:
        form.write(document, {}, out)
    assert caught.value.where == str(out)
    assert str(out.parent) in caught.value.remedy


def test_a_folder_is_no_output(source: Path, tmp_path: Path) -> None:
    form, document = _read(source)
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="folder"):
        form.write(document, {}, tmp_path / "folder")


@pytest.mark.parametrize(
    ("number", "message"), [(errno.ENOSPC, "disk is full"), (errno.EACCES, "not permitted")]
)
def test_a_failed_write_leaves_what_was_there(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, message: str
) -> None:
    form, document = _read(source)
    out = tmp_path / f"out{written_as(source)}"
    out.write_bytes(b"old")

    def fail(descriptor: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match=message) as caught:
        form.write(document, {}, out)
    assert caught.value.remedy
    assert out.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2


def test_an_interrupted_write_leaves_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, document = _read(source)

    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        form.write(document, {}, tmp_path / f"out{written_as(source)}")
    assert list(tmp_path.iterdir()) == [source]


def test_a_file_that_is_not_there_is_an_input_error(extension: str, tmp_path: Path) -> None:
    for path in (tmp_path / f"none{extension}", tmp_path):
        with pytest.raises(InputError) as caught:
            for_path(Path(f"a{extension}")).read(path)
        assert caught.value.where == str(path)
        assert caught.value.remedy


def test_a_locked_file_is_an_input_error(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "locked")

    monkeypatch.setattr(Path, "open", fail)
    monkeypatch.setattr(builtins, "open", fail)
    with pytest.raises(InputError, match="cannot be read"):
        for_path(source).read(source)


@pytest.mark.parametrize("lines", [(), ("", " \t", "　")])
def test_a_file_without_text_has_nothing_to_translate(
    extension: str, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    path = tmp_path / f"blank{extension}"
    SAMPLES[extension][0](path, lines)
    with pytest.raises(InputError, match="nothing to translate"):
        for_path(path).read(path)


def test_an_empty_file_has_nothing_to_translate(extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"empty{extension}"
    path.touch()
    with pytest.raises(InputError, match="nothing to translate"):
        for_path(path).read(path)


_QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_QUICK
@given(at=st.floats(0, 1), junk=st.binary(min_size=1, max_size=8))
def test_damage_is_an_input_error_or_harmless(
    source: Path, tmp_path: Path, at: float, junk: bytes
) -> None:
    data = source.read_bytes()
    offset = int(at * len(data))
    path = tmp_path / f"damaged{source.suffix}"
    path.write_bytes(data[:offset] + junk + data[offset + len(junk) :])
    form = for_path(path)
    try:
        document = form.read(path)
    except InputError as error:
        assert error.where.startswith(str(path)) and error.remedy
    else:
        form.write(document, {}, tmp_path / f"out{written_as(source)}")


_MARKS = st.lists(
    st.builds(Mark, st.integers(-2, 40), st.integers(-2, 40), st.sampled_from(["s1", "o1", "x"]))
)


@_QUICK
@given(text=st.text(max_size=30), marks=_MARKS)
def test_whatever_an_engine_returns_can_be_written(
    source: Path, tmp_path: Path, text: str, marks: list[Mark]
) -> None:
    form, document = _read(source)
    out = tmp_path / f"out{written_as(source)}"
    form.write(document, {document.blocks[0].id: Translation(text, tuple(marks))}, out)
    texts = [text for _, text in _written(form, out)]
    assert texts[-2:] == list(SOURCES[1:])
