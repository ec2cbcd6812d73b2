"""Tracked changes in Word documents: read and written as accepted, or refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree
from lxml.etree import _Element

from translate.document import Block, Mark, Translation
from translate.errors import InputError
from translate.formats.word.docx import Docx
from translate.formats.word.revisions import accept, first_change

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
AUTHOR = 'w:author="卓玛" w:date="2025-03-01T08:00:00Z"'
TRACES = (
    "ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveFromRangeEnd",
    "moveToRangeStart", "moveToRangeEnd", "cellIns", "cellDel", "rPrChange", "pPrChange",
    "tblPrChange", "delText",
)  # fmt: skip


def _save(path: Path, body: str) -> Path:
    relation = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    document = f'<w:document xmlns:w="{W}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        archive.writestr("_rels/.rels", relation)
        archive.writestr("word/document.xml", document)
    return path


def _blocks(tmp_path: Path, body: str) -> list[Block]:
    return list(Docx().read(_save(tmp_path / "in.docx", body)).blocks)


def _written(tmp_path: Path, body: str, **translations: Translation) -> _Element:
    """The document's part after its blocks in order were given these translations."""
    document = Docx().read(_save(tmp_path / "in.docx", body))
    targets = translations or {b.id: Translation("ཁྲིམས།", b.marks) for b in document.blocks}
    Docx().write(document, targets, tmp_path / "out.docx")
    with zipfile.ZipFile(tmp_path / "out.docx") as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def _traces(root: _Element) -> list[str]:
    return [name for name in TRACES if root.find(f".//{{{W}}}{name}") is not None]


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def _gone(text: str) -> str:
    return f"<w:r><w:delText>{text}</w:delText></w:r>"


def _p(*content: str, mark: str = "") -> str:
    properties = f"<w:pPr><w:rPr>{mark}</w:rPr></w:pPr>" if mark else ""
    return f"<w:p>{properties}{''.join(content)}</w:p>"


INSERTED, DELETED = f'<w:ins w:id="1" {AUTHOR}/>', f'<w:del w:id="2" {AUTHOR}/>'
CHANGED = _p(
    _run("甲"),
    f'<w:ins w:id="1" {AUTHOR}>{_run("乙")}</w:ins>',
    f'<w:del w:id="2" {AUTHOR}>{_gone("丙")}</w:del>',
    f'<w:moveFromRangeStart w:id="5" w:name="m" {AUTHOR}/>',
    f'<w:moveFrom w:id="3" {AUTHOR}>{_run("丁")}</w:moveFrom><w:moveFromRangeEnd w:id="5"/>',
    f'<w:moveToRangeStart w:id="6" w:name="m" {AUTHOR}/>',
    f'<w:moveTo w:id="4" {AUTHOR}>{_run("戊")}</w:moveTo><w:moveToRangeEnd w:id="6"/>',
    f'<w:r><w:rPr><w:b/><w:rPrChange w:id="7" {AUTHOR}><w:rPr/></w:rPrChange></w:rPr></w:r>',
    mark=INSERTED,
)


class TestAccepted:
    def test_insertions_are_text_and_deletions_are_none(self, tmp_path: Path) -> None:
        assert _blocks(tmp_path, CHANGED) == [Block("document.1", "甲乙戊")]

    def test_nothing_of_them_is_left_in_what_is_written(self, tmp_path: Path) -> None:
        root = _written(tmp_path, CHANGED)
        assert [item.text for item in root.iter(f"{{{W}}}t")] == ["ཁྲིམས།"]
        assert _traces(root) == []

    def test_nor_in_other_paragraphs_of_the_part(self, tmp_path: Path) -> None:
        root = _written(tmp_path, _p(_run("甲")) + CHANGED, **{"document.1": Translation("ཀ")})
        assert [item.text for item in root.iter(f"{{{W}}}t")] == ["ཀ", "甲", "乙", "戊"]
        assert _traces(root) == []

    def test_a_document_without_translations_keeps_them(self, tmp_path: Path) -> None:
        document = Docx().read(_save(tmp_path / "in.docx", CHANGED))
        Docx().write(document, {}, tmp_path / "out.docx")
        with zipfile.ZipFile(tmp_path / "out.docx") as archive:
            assert set(_traces(etree.fromstring(archive.read("word/document.xml")))) >= {
                "ins", "del", "moveFrom", "moveTo",
            }  # fmt: skip

    def test_a_deletion_within_an_insertion(self, tmp_path: Path) -> None:
        inner = f'<w:del w:id="2" {AUTHOR}>{_gone("丙")}</w:del>'
        body = _p(f'<w:ins w:id="1" {AUTHOR}>{_run("乙")}{inner}{_run("丁")}</w:ins>')
        assert [b.text for b in _blocks(tmp_path, body)] == ["乙丁"]
        assert _traces(_written(tmp_path, body)) == []

    def test_a_paragraph_whose_mark_was_deleted_runs_on(self, tmp_path: Path) -> None:
        last = "<w:p><w:pPr><w:jc w:val='right'/></w:pPr>" + _run("制定本法。") + "</w:p>"
        body = _p(_run("根据"), mark=DELETED) + _p(_run("宪法，"), mark=DELETED) + last
        assert [b.text for b in _blocks(tmp_path, body)] == ["根据宪法，制定本法。"]
        root = _written(tmp_path, body)
        assert len(list(root.iter(f"{{{W}}}p"))) == len(list(root.iter(f"{{{W}}}jc"))) == 1

    def test_a_paragraph_moved_away_is_gone(self, tmp_path: Path) -> None:
        moved = _p(
            f'<w:moveFrom w:id="1" {AUTHOR}>{_run("甲")}</w:moveFrom>',
            mark=f'<w:moveFrom w:id="2" {AUTHOR}/>',
        )
        body = moved + _p(_run("乙")) + moved.replace("moveFrom", "moveTo")
        assert [b.text for b in _blocks(tmp_path, body)] == ["乙", "甲"]
        root = _written(tmp_path, body)
        assert (len(list(root.iter(f"{{{W}}}p"))), _traces(root)) == (2, [])

    def test_a_cell_always_keeps_a_paragraph(self, tmp_path: Path) -> None:
        empty = _p(f'<w:del w:id="1" {AUTHOR}>{_gone("甲")}</w:del>', mark=DELETED)
        cells = f"<w:tc>{empty}</w:tc><w:tc>{_p(_run('乙'))}{empty}</w:tc>"
        root = _written(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
        assert [len(cell.findall(f"{{{W}}}p")) for cell in root.iter(f"{{{W}}}tc")] == [1, 1]
        assert _traces(root) == []

    def test_a_section_never_takes_another_ones_page(self, tmp_path: Path) -> None:
        ends = f"<w:p><w:pPr><w:rPr>{DELETED}</w:rPr><w:sectPr/></w:pPr>{_run('甲')}</w:p>"
        assert [b.text for b in _blocks(tmp_path, ends + _p(_run("乙")))] == ["甲", "乙"]
        root = _written(tmp_path, ends + _p(_run("乙")))
        assert len(list(root.iter(f"{{{W}}}sectPr"))) == 2

    def test_rows_and_cells(self, tmp_path: Path) -> None:
        def cell(text: str, properties: str = "") -> str:
            return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_p(_run(text))}</w:tc>"

        removed = f'<w:cellDel w:id="1" {AUTHOR}/>'
        added = f'<w:cellIns w:id="1" {AUTHOR}/>'
        body = (
            f"<w:tbl><w:tr>{cell('甲')}{cell('乙', removed)}{cell('丙', added)}</w:tr>"
            f"<w:tr><w:trPr>{DELETED}</w:trPr>{cell('丁')}</w:tr>"
            f"<w:tr>{cell('戊', removed)}</w:tr>"
            f"<w:tr><w:trPr>{INSERTED}</w:trPr>{cell('己')}</w:tr></w:tbl>"
            f"<w:tbl><w:tr><w:trPr>{DELETED}</w:trPr>{cell('庚')}</w:tr></w:tbl>"
        )
        assert [b.text for b in _blocks(tmp_path, body)] == ["甲", "丙", "己"]
        root = _written(tmp_path, body)
        counts = [len(list(root.iter(f"{{{W}}}{name}"))) for name in ("tbl", "tr", "tc")]
        assert (counts, _traces(root)) == ([1, 2, 3], [])

    def test_what_reaches_beyond_a_deletion_survives_it(self, tmp_path: Path) -> None:
        deleted = f'{_gone("丙")}<w:bookmarkEnd w:id="9"/>'
        body = _p(
            '<w:bookmarkStart w:id="9" w:name="b"/>',
            _run("甲"),
            f'<w:del w:id="2" {AUTHOR}>{deleted}</w:del>',
        )
        block = _blocks(tmp_path, body)[0]
        assert block.marks == (Mark(0, 0, "o1"), Mark(1, 1, "o2"))

    def test_accepting_twice_is_accepting_once(self) -> None:
        root = etree.fromstring(f'<w:body xmlns:w="{W}">{CHANGED}{CHANGED}</w:body>')
        accept(root)
        once = etree.tostring(root)
        accept(root)
        assert etree.tostring(root) == once
        assert first_change(root) is None


class TestRefused:
    def test_the_first_is_named(self, tmp_path: Path) -> None:
        path = _save(tmp_path / "in.docx", _p(_run("第一条")) + CHANGED)
        with pytest.raises(InputError, match="卓玛") as caught:
            Docx(tracked="refuse").read(path)
        assert caught.value.where == f"{path}, document, in '甲乙丙丁戊'"
        assert "Accept or reject" in caught.value.remedy

    def test_a_deleted_row_counts(self, tmp_path: Path) -> None:
        row = f"<w:tr><w:trPr>{DELETED}</w:trPr><w:tc>{_p(_run('丁'))}</w:tc></w:tr>"
        path = _save(tmp_path / "in.docx", _p(_run("甲")) + f"<w:tbl>{row}</w:tbl>")
        with pytest.raises(InputError) as caught:
            Docx(tracked="refuse").read(path)
        assert caught.value.where.endswith("in '丁'")

    def test_formatting_does_not_count(self, tmp_path: Path) -> None:
        change = f'<w:rPrChange w:id="1" {AUTHOR}><w:rPr/></w:rPrChange>'
        path = _save(tmp_path / "in.docx", _p(_run("甲", change)))
        assert [b.text for b in Docx(tracked="refuse").read(path).blocks] == ["甲"]

    def test_there_is_no_third_way(self) -> None:
        with pytest.raises(ValueError, match="ignore"):
            Docx(tracked="ignore")
