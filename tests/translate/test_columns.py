"""The table for reviewers: what is written, and what comes of what people do to it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from translate.document import State, Unit
from translate.errors import InputError, OutputError
from translate.formats import bilingual
from translate.formats.word.columns import Columns

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIRST = "ཀྲུང་ཧྭ་མི་དམངས་སྤྱི་མཐུན་རྒྱལ་ཁབ་ཀྱི་རྩ་ཁྲིམས།"
SECOND = "རྩ་ཁྲིམས་དང་བཅའ་ཁྲིམས་ལས་འགལ་བའི་བྱ་སྤྱོད་ཚང་མར་ངེས་པར་རྩད་གཅོད་བྱེད་དགོས།"
THIRD = "(གཅིག)རྩ་ཁྲིམས་ལ་བཟོ་བཅོས་བྱ་རྒྱུ།"
OTHER = "རྩ་ཁྲིམས་གཞིར་བཟུང་ནས།"
SOURCES = ("中华人民共和国宪法", "一切违反宪法和法律的行为，必须予以追究。", "（一）修改宪法；")
UNITS = [
    Unit(f"document.{number}.1", source, target, State.TRANSLATED, target)
    for number, (source, target) in enumerate(zip(SOURCES, (FIRST, SECOND, THIRD), strict=True), 1)
]
TIBETAN, TICK = 2, 3


def _write(tmp_path: Path, *units: Unit) -> Path:
    path = tmp_path / "review.docx"
    Columns().write_units(units or UNITS, path, "法治教育读本.docx")
    return path


def _read(path: Path) -> list[Unit]:
    return Columns().read_units(path)


def _edited(tmp_path: Path, edit: Callable[[Table], object], *units: Unit) -> list[Unit]:
    """The units that come back after ``edit`` was done to the table."""
    path = _write(tmp_path, *units)
    document = docx.Document(str(path))
    edit(document.tables[0])
    document.save(str(path))
    return _read(path)


def _insert_column(table: Table, at: int, texts: list[str]) -> None:
    for row, text in zip(table._tbl.tr_lst, texts, strict=True):
        cell = deepcopy(row.tc_lst[TICK])
        for old in cell.iter(qn("w:t")):
            old.text = ""
        row.tc_lst[at].addprevious(cell)
        cell.p_lst[0].add_r().text = text
    table._tbl.tblGrid.insert(at, deepcopy(table._tbl.tblGrid[TICK]))


def _document(path: Path) -> _Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def _targets(units: list[Unit]) -> list[str]:
    return [unit.target for unit in units]


class TestWritten:
    def test_it_is_the_bilingual_format_of_docx(self) -> None:
        assert isinstance(bilingual.for_path(Path("A.DOCX")), Columns)

    def test_what_is_written_is_read_again(self, tmp_path: Path) -> None:
        units = [
            UNITS[0],
            Unit("a", "甲", OTHER, State.REVIEWED, FIRST, ("numbers: 3 is missing", "乙\n丙")),
            Unit("b", "丁", FIRST, State.FINAL, FIRST, ("术语",)),
            Unit("c", "戊"),
            Unit('d "\\{}', "一\n二\t三", f"{THIRD}\n  {OTHER}\t།", State.TRANSLATED,
                 f"{THIRD}\n  {OTHER}\t།"),
        ]  # fmt: skip
        assert _read(_write(tmp_path, *units)) == units

    def test_a_target_of_unknown_draft_counts_as_the_draft(self, tmp_path: Path) -> None:
        (unit,) = _read(_write(tmp_path, Unit("a", "甲", FIRST, State.TRANSLATED)))
        assert (unit.draft, unit.state) == (FIRST, State.TRANSLATED)

    def test_the_same_units_give_the_same_bytes(self, tmp_path: Path) -> None:
        first = _write(tmp_path).read_bytes()
        assert _write(tmp_path).read_bytes() == first

    def test_a_person_sees_four_columns_and_neither_id_nor_draft(self, tmp_path: Path) -> None:
        path = _write(tmp_path)
        root = _document(path)
        rows = [
            [
                "".join(
                    text.text or ""
                    for run in cell.iter(f"{W}r")
                    if run.find(f"{W}rPr/{W}vanish") is None
                    for text in run.iter(f"{W}t")
                )
                for cell in row.iter(f"{W}tc")
            ]
            for row in root.iter(f"{W}tr")
        ]
        assert rows[0] == ["№", "中文", "བོད་ཡིག", "✓"]
        assert rows[1:] == [
            [str(n), unit.source, unit.target, ""] for n, unit in enumerate(UNITS, 1)
        ]

    def test_the_page_suits_reading(self, tmp_path: Path) -> None:
        document: WordDocument = docx.Document(str(_write(tmp_path)))
        section, table = document.sections[0], document.tables[0]
        assert section.page_width is not None and section.page_height is not None
        assert section.page_width > section.page_height
        assert document.paragraphs[0].text == "法治教育读本.docx"
        assert "修改译文" in document.paragraphs[1].text
        assert "Edit the Tibetan column" in document.paragraphs[2].text
        properties = [row._tr.trPr for row in table.rows]
        assert all(item is not None and item.find(qn("w:cantSplit")) is not None
                   for item in properties)  # fmt: skip
        heads = [item is not None and item.find(qn("w:tblHeader")) is not None
                 for item in properties]  # fmt: skip
        assert heads == [True, False, False, False]
        run = table.cell(1, TIBETAN).paragraphs[0].runs[0]
        assert run._r.rPr is not None
        fonts, size = run._r.rPr.find(qn("w:rFonts")), run._r.rPr.find(qn("w:szCs"))
        assert fonts is not None and fonts.get(qn("w:cs")) == "Microsoft Himalaya"
        assert size is not None and int(size.get(qn("w:val")) or 0) >= 32

    def test_notes_are_comments_by_gyur_on_the_tibetan(self, tmp_path: Path) -> None:
        path = _write(tmp_path, Unit("a", "甲", FIRST, State.TRANSLATED, FIRST, ("一", "二")))
        document = docx.Document(str(path))
        assert [(c.author, c.text) for c in document.comments] == [("gyur", "一"), ("gyur", "二")]
        assert len(_document(path).findall(f".//{W}tr[2]/{W}tc[3]/{W}p/{W}commentRangeStart")) == 2

    def test_what_a_document_cannot_hold_is_left_out(self, tmp_path: Path) -> None:
        unit = Unit("a", "甲\x00\ud800", f"{FIRST}\x0b", State.TRANSLATED, "x", ("\x01注",))
        (read,) = _read(_write(tmp_path, unit))
        assert (read.source, read.target, read.notes) == ("甲", FIRST, ("注",))

    def test_a_missing_folder_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match="folder"):
            Columns().write_units(UNITS, tmp_path / "none" / "a.docx", "a")

    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(text=st.text("ཀྲིམས་། a{}\"\\法<&'", max_size=12).map(str.strip))
    def test_any_text_survives(self, tmp_path: Path, text: str) -> None:
        unit = Unit(f"i{text}", f"甲{text}", text, State.TRANSLATED, text)
        if not text:
            unit = Unit("i", "甲")
        assert _read(_write(tmp_path, unit)) == [unit]


class TestStates:
    def test_a_changed_target_is_reviewed(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            table.cell(2, TIBETAN).text = OTHER

        units = _edited(tmp_path, edit)
        assert [unit.state for unit in units] == [
            State.TRANSLATED, State.REVIEWED, State.TRANSLATED,
        ]  # fmt: skip
        assert (units[1].target, units[1].draft) == (OTHER, SECOND)

    @pytest.mark.parametrize("sign", ["✓", "好", "x", " √ "])
    def test_anything_in_the_last_column_accepts(self, tmp_path: Path, sign: str) -> None:
        def edit(table: Table) -> None:
            table.cell(1, TICK).text = sign
            table.cell(2, TICK).text = " \u3000"

        states = [unit.state for unit in _edited(tmp_path, edit)]
        assert states == [State.FINAL, State.TRANSLATED, State.TRANSLATED]

    @pytest.mark.parametrize("sign", ["sym", "drawing"])
    def test_a_symbol_or_a_picture_accepts_too(self, tmp_path: Path, sign: str) -> None:
        def edit(table: Table) -> None:
            run = table.cell(1, TICK).paragraphs[0].add_run()._r
            etree.SubElement(run, qn(f"w:{sign}")).set(qn("w:char"), "F0FC")

        states = [unit.state for unit in _edited(tmp_path, edit)]
        assert states == [State.FINAL, State.TRANSLATED, State.TRANSLATED]

    def test_an_emptied_target_is_nothing_to_accept(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            table.cell(1, TIBETAN).text = ""
            table.cell(1, TICK).text = "✓"

        unit = _edited(tmp_path, edit)[0]
        assert (unit.target, unit.state) == ("", State.INITIAL)


class TestEdited:
    def test_rows_taken_out_and_moved(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            rows = [row._tr for row in table.rows]
            table._tbl.remove(rows[1])
            rows[2].addprevious(rows[3])

        assert _edited(tmp_path, edit) == [UNITS[2], UNITS[1]]

    def test_the_heading_taken_out(self, tmp_path: Path) -> None:
        assert _edited(tmp_path, lambda table: table._tbl.remove(table.rows[0]._tr)) == UNITS

    def test_paragraphs_and_line_breaks_become_spaces(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            table.cell(1, TIBETAN).text = f"{OTHER}\n{FIRST}"
            table.cell(2, TIBETAN).add_paragraph(OTHER)
            table.cell(3, TIBETAN).text = "རྩ་ཁྲིམས་"
            table.cell(3, TIBETAN).add_paragraph("གཞིར་བཟུང་ནས།")

        assert _targets(_edited(tmp_path, edit)) == [
            f"{OTHER} {FIRST}", f"{SECOND} {OTHER}", OTHER,
        ]  # fmt: skip

    def test_a_line_break_that_the_draft_has_is_kept(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            table.cell(1, TIBETAN).text = f"{OTHER}\n{FIRST}"

        draft = f"{FIRST}\n{SECOND}"
        unit = Unit("a", "甲\n乙", draft, State.TRANSLATED, draft)
        assert _targets(_edited(tmp_path, edit, unit)) == [f"{OTHER}\n{FIRST}"]

    def test_a_column_added_at_the_end_is_a_note(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            table.add_column(Cm(2))
            table.cell(2, 4).text = "这里不通顺"

        units = _edited(tmp_path, edit)
        assert _targets(units) == [FIRST, SECOND, THIRD]
        assert [unit.notes for unit in units] == [(), ("这里不通顺",), ()]
        assert {unit.state for unit in units} == {State.TRANSLATED}

    def test_a_column_added_in_the_middle_is_a_note(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            _insert_column(table, TIBETAN, ["备注", "", "这里不通顺", ""])
            table.cell(3, TICK + 1).text = "✓"

        units = _edited(tmp_path, edit)
        assert _targets(units) == [FIRST, SECOND, THIRD]
        assert [unit.notes for unit in units] == [(), ("这里不通顺",), ()]
        assert [unit.state for unit in units] == [
            State.TRANSLATED, State.TRANSLATED, State.FINAL,
        ]  # fmt: skip

    def test_columns_that_changed_places(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            for row in table._tbl.tr_lst:
                row.tc_lst[TIBETAN].addnext(row.tc_lst[1])

        assert _edited(tmp_path, edit) == UNITS

    @pytest.mark.parametrize("lost", [(1,), (TIBETAN,), (TIBETAN, TICK), (1, TIBETAN, TICK)])
    def test_a_lost_column_is_told(self, tmp_path: Path, lost: tuple[int, ...]) -> None:
        def edit(table: Table) -> None:
            for row in table._tbl.tr_lst:
                for cell in [row.tc_lst[column] for column in lost]:
                    row.remove(cell)

        with pytest.raises(InputError, match="lost its column"):
            _edited(tmp_path, edit)

    def test_the_column_of_ticks_taken_out(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            for row in table._tbl.tr_lst:
                row.remove(row.tc_lst[TICK])

        assert _edited(tmp_path, edit) == UNITS

    def test_neither_a_column_of_ticks_nor_the_old_order(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            for row in table._tbl.tr_lst:
                row.remove(row.tc_lst[TICK])
                row.tc_lst[TIBETAN].addnext(row.tc_lst[1])

        assert _edited(tmp_path, edit) == UNITS

    def test_a_new_row_of_tibetan_alone_is_told(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            table._tbl.append(deepcopy(table._tbl.tr_lst[3]))
            for column in range(TICK):
                table.cell(4, column).text = OTHER if column == TIBETAN else ""

        with pytest.raises(InputError, match="no Chinese") as caught:
            _edited(tmp_path, edit)
        assert caught.value.where.endswith("row 5 of the table")

    def test_a_word_replaced_throughout_leaves_the_drafts(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            for text in table._tbl.iter(qn("w:t")):
                text.text = (text.text or "").replace("རྩ་ཁྲིམས", "ཁྲིམས")

        units = _edited(tmp_path, edit)
        assert [unit.draft for unit in units] == [FIRST, SECOND, THIRD]
        assert {unit.state for unit in units} == {State.REVIEWED}

    def test_a_split_cell(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            for number, row in enumerate(table.rows):
                cell = row._tr.tc_lst[TIBETAN]
                if number == 2:
                    half = deepcopy(cell)
                    cell.addnext(half)
                    half.p_lst[0].r_lst[0].text = OTHER
                else:
                    cell.grid_span = 2

        units = _edited(tmp_path, edit)
        assert _targets(units) == [FIRST, f"{SECOND} {OTHER}", THIRD]
        assert units[1].state is State.REVIEWED

    def test_a_cell_split_into_rows(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            row = table._tbl.tr_lst[2]
            below = deepcopy(row)
            row.addnext(below)
            for column in (0, 1, TICK):
                table.cell(3, column).text = ""
                row.tc_lst[column].vMerge, below.tc_lst[column].vMerge = "restart", "continue"
            below.tc_lst[TIBETAN].p_lst[0].r_lst[0].text = OTHER

        units = _edited(tmp_path, edit)
        assert _targets(units) == [FIRST, f"{SECOND} {OTHER}", THIRD]
        assert (units[1].source, units[1].state) == (SOURCES[1], State.REVIEWED)

    def test_cells_merged_across(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            table.cell(1, 3).text = "✓"
            table.cell(1, 1).merge(table.cell(1, 3))
            table.cell(2, 0).merge(table.cell(2, 3))

        units = _edited(tmp_path, edit)
        assert units[1:] == UNITS[1:]
        assert (units[0].source, units[0].target, units[0].state) == (
            SOURCES[0], FIRST, State.FINAL,
        )  # fmt: skip

    def test_cells_merged_downwards(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            for column in range(3):
                table.cell(1, column).merge(table.cell(2, column))
            table.cell(1, TICK).text = "✓"
            table.cell(1, TICK).merge(table.cell(3, TICK))

        units = _edited(tmp_path, edit)
        assert [(u.id, u.source, u.target) for u in units] == [
            (u.id, u.source, u.target) for u in UNITS
        ]
        assert {unit.state for unit in units} == {State.FINAL}

    def test_merged_text_that_cannot_be_told_apart_is_refused(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            table.cell(2, TIBETAN).merge(table.cell(3, TIBETAN))
            table.cell(2, TIBETAN).add_paragraph(OTHER)

        with pytest.raises(InputError, match="merged") as caught:
            _edited(tmp_path, edit)
        assert caught.value.where.endswith("row 3 of the table")
        assert "Split" in caught.value.remedy

    def test_a_row_pasted_twice(self, tmp_path: Path) -> None:
        def paste(table: Table) -> None:
            table.rows[1]._tr.addnext(deepcopy(table.rows[1]._tr))

        def edit(table: Table) -> None:
            paste(table)
            table.cell(2, TIBETAN).text = OTHER

        def quarrel(table: Table) -> None:
            edit(table)
            table.cell(1, TIBETAN).text = SECOND

        assert _edited(tmp_path, paste) == UNITS
        assert _targets(_edited(tmp_path, edit)) == [OTHER, SECOND, THIRD]
        with pytest.raises(InputError, match="differ"):
            _edited(tmp_path, quarrel)

    def test_a_row_that_lost_its_number_is_known_by_its_place(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            table.cell(2, 0).text = ""
            table.cell(2, TICK).text = "✓"

        unit = _edited(tmp_path, edit)[1]
        assert unit == Unit("3", SOURCES[1], SECOND, State.FINAL)

    def test_ticks_count_where_a_program_dropped_all_hidden_text(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            for row in table._tbl.tr_lst[1:]:
                paragraph = row.tc_lst[0].p_lst[0]
                paragraph.remove(paragraph.r_lst[1])
            table.cell(2, TICK).text = "✓"

        units = _edited(tmp_path, edit)
        assert [(u.source, u.target) for u in units] == [(u.source, u.target) for u in UNITS]
        assert [u.state for u in units] == [State.TRANSLATED, State.FINAL, State.TRANSLATED]

    def test_damaged_hidden_text_is_told(self, tmp_path: Path) -> None:
        path = _write(tmp_path)
        document = docx.Document(str(path))
        for text in document.tables[0]._tbl.iter(qn("w:t")):
            text.text = (text.text or "").replace('"draft"', '"draft')
        document.save(str(path))
        with pytest.raises(InputError, match="damaged") as caught:
            _read(path)
        assert caught.value.where.endswith("row 2 of the table")

    def test_hidden_text_that_a_program_cut_into_runs(self, tmp_path: Path) -> None:
        path = _write(tmp_path)
        document = docx.Document(str(path))
        for row in document.tables[0].rows:
            for run in row.cells[0].paragraphs[0].runs[1:]:
                for at in (20, 9):
                    rest = deepcopy(run._r)
                    run._r.addnext(rest)
                    text = run.text
                    run.text = text[:at]
                    next(iter(rest.iter(qn("w:t")))).text = text[at:]
        document.save(str(path))
        assert _read(path) == UNITS

    def test_a_table_in_front_and_the_table_cut_in_two(self, tmp_path: Path) -> None:
        def edit(table: Table) -> None:
            second = deepcopy(table._tbl)
            for row in second.tr_lst[:3]:
                second.remove(row)
            table._tbl.remove(table.rows[3]._tr)
            table._tbl.getnext().addnext(second)  # type: ignore[union-attr]
            front = deepcopy(table._tbl)
            for row in front.tr_lst[1:]:
                front.remove(row)
            table._tbl.addprevious(front)

        assert _edited(tmp_path, edit) == UNITS


class TestTracked:
    def _edited(self, tmp_path: Path, old: str, new: str) -> list[Unit]:
        """The units after ``old`` was replaced by ``new`` in the document's XML."""
        path = _write(tmp_path)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        xml = parts["word/document.xml"].decode()
        assert old in xml
        parts["word/document.xml"] = xml.replace(old, new, 1).encode()
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return _read(path)

    def test_insertions_count_and_deletions_do_not(self, tmp_path: Path) -> None:
        old = f'<w:t xml:space="preserve">{SECOND}</w:t></w:r>'
        new = (
            f'<w:t xml:space="preserve">{OTHER}</w:t></w:r>'
            f'<w:del w:id="9" w:author="A"><w:r><w:delText>{FIRST}</w:delText></w:r></w:del>'
            f'<w:ins w:id="8" w:author="A"><w:r><w:t>{THIRD}</w:t></w:r></w:ins>'
        )
        units = self._edited(tmp_path, old, new)
        assert (units[1].target, units[1].state) == (f"{OTHER}{THIRD}", State.REVIEWED)

    def test_a_row_deleted_so_is_gone(self, tmp_path: Path) -> None:
        deleted = '<w:cantSplit/><w:del w:id="9" w:author="A"/></w:trPr>'
        assert self._edited(tmp_path, "<w:cantSplit/></w:trPr>", deleted) == UNITS[1:]


class TestComments:
    def test_a_person_s_comment_has_her_name(self, tmp_path: Path) -> None:
        path = _write(
            tmp_path, Unit("a", "甲", FIRST, State.TRANSLATED, FIRST, ("术语",)), UNITS[1]
        )
        document = docx.Document(str(path))
        table = document.tables[0]
        for column in (1, TIBETAN):
            document.add_comment(table.cell(1, column).paragraphs[0].runs, "不通顺", "卓玛")
        document.save(str(path))
        first, second = _read(path)
        assert sorted(first.notes) == ["卓玛: 不通顺", "卓玛: 不通顺", "术语"]
        assert (second.notes, first.state) == ((), State.TRANSLATED)


class TestForeign:
    def _table(self, tmp_path: Path, *rows: tuple[str, ...]) -> Path:
        document = docx.Document()
        document.add_paragraph("双语对照")
        table = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        document.save(str(tmp_path / "other.docx"))
        return tmp_path / "other.docx"

    def test_two_columns(self, tmp_path: Path) -> None:
        path = self._table(
            tmp_path, ("汉文", "藏文"), (SOURCES[0], FIRST), (SOURCES[1], ""), (SOURCES[2], THIRD)
        )
        assert _read(path) == [
            Unit("2", SOURCES[0], FIRST, State.TRANSLATED),
            Unit("4", SOURCES[2], THIRD, State.TRANSLATED),
        ]

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
    def test_three_columns_in_any_order(self, tmp_path: Path, order: tuple[int, ...]) -> None:
        rows = [("中文", "བོད་ཡིག", "序号"), (SOURCES[0], FIRST, "1"), (SOURCES[1], SECOND, "2")]
        path = self._table(tmp_path, *(tuple(row[i] for i in order) for row in rows))
        assert [(u.id, u.source, u.target) for u in _read(path)] == [
            ("2", SOURCES[0], FIRST), ("3", SOURCES[1], SECOND),
        ]  # fmt: skip

    @pytest.mark.parametrize("rows", [[("甲", "乙")], [(FIRST, SECOND)], [("", "")]])
    def test_without_both_languages_it_is_told_what_is_wanted(
        self, tmp_path: Path, rows: list[tuple[str, str]]
    ) -> None:
        path = self._table(tmp_path, *rows)
        with pytest.raises(InputError, match="Chinese and one of Tibetan") as caught:
            _read(path)
        assert caught.value.where == str(path)
        assert "gyur wrote" in caught.value.remedy

    def test_no_table_and_no_units(self, tmp_path: Path) -> None:
        docx.Document().save(str(tmp_path / "none.docx"))
        Columns().write_units([], tmp_path / "empty.docx", "a.docx")
        for name in ("none.docx", "empty.docx"):
            with pytest.raises(InputError, match="no table"):
                _read(tmp_path / name)

    def test_no_document(self, tmp_path: Path) -> None:
        (tmp_path / "a.docx").write_bytes(b"PK")
        for name in ("a.docx", "b.docx"):
            with pytest.raises(InputError):
                _read(tmp_path / name)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_table_in_any_disorder_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    path = _write(tmp_path)
    document = docx.Document(str(path))
    elements = list(document.element.body.iter(qn("w:tr"), qn("w:tc"), qn("w:p"), qn("w:r")))
    for number in data.draw(st.lists(st.integers(0, len(elements) - 1), max_size=6)):
        element, other = elements[number], data.draw(st.sampled_from(elements))
        if element is not other and element.getparent() is not None:
            if data.draw(st.booleans()):
                other.addnext(deepcopy(element))
            else:
                element.getparent().remove(element)
    document.save(str(path))
    try:
        units = _read(path)
    except InputError as error:
        assert error.where.startswith(str(path)) and error.remedy
    else:
        assert len({unit.id for unit in units}) == len(units)
