"""Tables as text: which cells are read, and that every other byte stays."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translate.document import Translation
from translate.errors import InputError
from translate.formats import for_path
from translate.formats.tables import table as module

LAW = "ཁྲིམས།"


def _read(tmp_path: Path, data: bytes, name: str = "in.csv") -> dict[str, str]:
    path = tmp_path / name
    path.write_bytes(data)
    return {block.id: block.text for block in for_path(path).read(path).blocks}


def _written(tmp_path: Path, data: bytes, targets: dict[str, str], name: str = "in.csv") -> bytes:
    path = tmp_path / name
    path.write_bytes(data)
    out = tmp_path / f"out{path.suffix}"
    form = for_path(path)
    form.write(form.read(path), {k: Translation(t) for k, t in targets.items()}, out)
    return out.read_bytes()


def _refused(tmp_path: Path, data: bytes, name: str = "in.csv") -> InputError:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, data, name)
    assert caught.value.where.startswith(str(tmp_path / name))
    assert caught.value.remedy
    return caught.value


def test_blocks_are_named_as_a_spreadsheet_names_cells(tmp_path: Path) -> None:
    data = '序号,名称\n\n1,"宪法, ""根本法"""\n2,English\n3,རྩ་ཁྲིམས།\n'
    assert _read(tmp_path, data.encode()) == {
        "A1": "序号",
        "B1": "名称",
        "B3": '宪法, "根本法"',
        "B5": "རྩ་ཁྲིམས།",
    }


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param("a;法\n1;律, 令\n", "in.csv", {"B1": "法", "B2": "律, 令"}, id="semicolons"),
        pytest.param("a\t法\n1\t律\n", "in.csv", {"B1": "法", "B2": "律"}, id="tabs in .csv"),
        pytest.param("法,律\n", "in.tsv", {"A1": "法,律"}, id="commas in .tsv"),
        pytest.param("法律\n", "in.csv", {"A1": "法律"}, id="one column"),
        pytest.param(
            "标题\na,法;\nb,律\n", "in.csv", {"A1": "标题", "B2": "法;", "B3": "律"}, id="title"
        ),
        pytest.param(
            '"a;b;c;d",法\n"e;f;g;h",律\n', "in.csv", {"B1": "法", "B2": "律"}, id="quoted"
        ),
        pytest.param("sep=|\n甲|乙,丙\n", "in.csv", {"A1": "甲", "B1": "乙,丙"}, id="named"),
        pytest.param(
            "甲\r乙\r\n丙\n丁",
            "in.csv",
            {"A1": "甲", "A2": "乙", "A3": "丙", "A4": "丁"},
            id="ends",
        ),
        pytest.param(
            'a,"甲\n乙"\n丙,', "in.csv", {"B1": "甲\n乙", "A2": "丙"}, id="line in a cell"
        ),
        pytest.param('"甲"乙"丙",x\n', "in.csv", {"A1": '甲乙"丙"'}, id="text behind a quotation"),
        pytest.param('5"甲,x\n', "in.csv", {"A1": '5"甲'}, id="a quotation mark within"),
        pytest.param('=A1&"法",律\n', "in.csv", {"B1": "律"}, id="a formula"),
    ],
)
def test_cells(tmp_path: Path, text: str, name: str, expected: dict[str, str]) -> None:
    assert _read(tmp_path, text.encode(), name) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_bytes_stay_where_nothing_is_translated(tmp_path: Path, encoding: str) -> None:
    data = '"法律", 令 \r\n;\t"",\r'.encode(encoding)
    assert _written(tmp_path, data, {}) == data
    assert _written(tmp_path, data, {"Z9": LAW}) == data


@pytest.mark.parametrize(
    ("encoding", "marked"),
    [("utf-8", False), ("utf-8-sig", True), ("utf-16-le", True), ("gb18030", True)],
)
def test_excel_gets_a_mark_unless_the_file_was_plain_utf8(
    tmp_path: Path, encoding: str, marked: bool
) -> None:
    data = "中华人民共和国宪法,法律\n".encode(encoding)
    out = _written(tmp_path, data, {"B1": LAW})
    assert out.startswith(codecs.BOM_UTF8) is marked
    assert out.decode("utf-8-sig") == f"中华人民共和国宪法,{LAW}\n"


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param("法", LAW, LAW, id="plain"),
        pytest.param('"法"', LAW, f'"{LAW}"', id="quoted stays quoted"),
        pytest.param("法", "ཀ,ཁ", '"ཀ,ཁ"', id="the delimiter"),
        pytest.param("法", 'ཀ"ཁ', '"ཀ""ཁ"', id="a quotation mark"),
        pytest.param("法", "ཀ\r\nཁ\nག", "ཀ ཁ ག", id="a line stays a line"),
        pytest.param('"法\n律"', "ཀ\nཁ", '"ཀ\nཁ"', id="lines stay lines"),
        pytest.param("法", "", "", id="empty"),
        pytest.param("法", "\x00ཀ\ud800", "ཀ", id="what UTF-8 cannot hold"),
        pytest.param("法", "=1+1", "'=1+1", id="a formula"),
        pytest.param("法", " @SUM(A1)", "' @SUM(A1)", id="a formula behind a space"),
        pytest.param("法", "＝1", "'＝1", id="a full-width formula"),
        pytest.param("法", "-ཀ", "'-ཀ", id="a dash"),
        pytest.param("- 法", "- ཀ", "- ཀ", id="a dash where the source had one"),
        pytest.param("- 法", "=ཀ", "'=ཀ", id="a formula where the source had a dash"),
    ],
)
def test_targets(tmp_path: Path, source: str, target: str, expected: str) -> None:
    out = _written(tmp_path, f"x,{source},y\n".encode(), {"B1": target}).decode()
    assert out == f"x,{expected},y\n"


def test_tabs_are_spaces_in_a_table_of_tabs(tmp_path: Path) -> None:
    assert _written(tmp_path, "法\tx".encode(), {"A1": "ཀ\tཁ"}, "in.tsv") == "ཀ ཁ\tx".encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param('法,"律\n令\n'.encode(), "quotation mark is not closed", id="not closed"),
        pytest.param(b"," * 20_000 + "法".encode(), "more than 16,384 columns", id="wide"),
        pytest.param(b"a,b\n1,2\n", "nothing to translate", id="no Chinese"),
        pytest.param(b"PK\x03\x04", "a ZIP archive", id="a workbook"),
        pytest.param(b"\0\1\2\3" * 99, "binary", id="binary"),
    ],
)
def test_what_is_no_table(tmp_path: Path, data: bytes, message: str) -> None:
    assert message in _refused(tmp_path, data).message


def test_an_unclosed_quotation_is_named_by_its_line(tmp_path: Path) -> None:
    error = _refused(tmp_path, '甲\n"乙\n丙"\n"丁\n'.encode())
    assert error.where.endswith(":4")


def test_the_limit_is_fifty_megabytes() -> None:
    assert module.LARGEST == 50 * 1024 * 1024


_CELLS = st.lists(
    st.lists(st.text('法律a ,;"\t\n=1ཀ', max_size=6), min_size=1, max_size=4),
    min_size=1,
    max_size=5,
)
_ONCE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_ONCE
@given(rows=_CELLS, ends=st.sampled_from(["\n", "\r\n"]), quoting=st.sampled_from([0, 1]))
def test_cells_are_those_that_another_reader_finds(
    tmp_path: Path, rows: list[list[str]], ends: str, quoting: int
) -> None:
    rows = [["第一", "第二"], ["法", "律"], *rows]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=ends, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    data = f"sep=,\n{buffer.getvalue()}".encode()
    found = _read(tmp_path, data)
    expected = {
        f"{chr(65 + column)}{row}": cell
        for row, cells in enumerate(rows, 1)
        for column, cell in enumerate(cells)
        if not cell.startswith("=") and any(char in cell for char in "法律第一二ཀ")
    }
    assert found == expected
    targets = {name: f'{LAW},"{name}' for name in found}
    out = _written(tmp_path, data, targets).decode()
    again = list(csv.reader(io.StringIO(out.partition("\n")[2], newline="")))
    assert [cell for row in again for cell in row if cell.startswith(LAW)] == list(targets.values())
    assert [len(row) for row in again] == [
        len(row) for row in csv.reader(io.StringIO(buffer.getvalue(), newline=""))
    ]


@_ONCE
@given(text=st.text('法,;"\t\r\n=ཀ', max_size=40))
def test_any_text_is_a_table_or_refused(tmp_path: Path, text: str) -> None:
    data = text.encode()
    try:
        found = _read(tmp_path, data)
    except InputError:
        return
    assert _written(tmp_path, data, {}) == data
    _written(tmp_path, data, dict.fromkeys(found, LAW))
