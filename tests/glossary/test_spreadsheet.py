"""Spreadsheets as people save them: headers, delimiters, encodings, formulas, broken files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from glossary import exchange
from glossary.errors import GlossaryError
from glossary.exchange.candidates import Line, write
from glossary.term import Target, Term, Use

LAW = Term("法律", (Target("བཅའ་ཁྲིམས"),))


def csv(folder: Path, content: str | bytes) -> list[Term]:
    path = folder / "术语.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return exchange.read(path)


def xlsx(folder: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "术语.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    "content",
    [
        "source,target\n法律,བཅའ་ཁྲིམས\n",
        "法律,བཅའ་ཁྲིམས\n",
        "\ufeff汉文,藏文\r\n法律,བཅའ་ཁྲིམས\r\n",
        "术语;藏文;备注\n法律;བཅའ་ཁྲིམས;\n",
        "Source\tTarget\n法律\tབཅའ་ཁྲིམས\n",
        '"法律","བཅའ་ཁྲིམས"\n',
        "法律,བཅའ་ཁྲིམས་\n\n,,\n",
        "target,source\nབཅའ་ཁྲིམས,法律\n",
        "source,target,,\n法律,བཅའ་ཁྲིམས,,\n",
    ],
)
def test_tables_as_people_save_them(tmp_path: Path, content: str) -> None:
    assert csv(tmp_path, content) == [LAW]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert csv(tmp_path, "汉文,藏文\n法律,བཅའ་ཁྲིམས\n".encode(encoding)) == [LAW]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("source,target\n=1+1,བཅའ་ཁྲིམས\n", ":2"),
        ('source,target\n法律,"=HYPERLINK(""http://x"",""y"")"\n', ":2"),
        ("source,target\n法律,\n", ":2"),
        ("source,target\n,བཅའ་ཁྲིམས\n", ":2"),
        ("source,target\nབཅའ་ཁྲིམས,法律\n", ":2"),
        ("source,target\n法律,法律\n", ":2"),
        ("source,target,use\n法律,བཅའ་ཁྲིམས,often\n", ":2"),
        ("source,target\n法律,བཅའ་ཁྲིམས,x,y\n", ":2"),
        ("source,colour\n法律,red\n", ":1"),
        ("source,source\n法律,法\n", ":1"),
        ('source,target\n法律,"བཅའ་ཁྲིམས\n', ":"),
        ("source,target\n法律," + "བཅའ་" * 4000 + "\n", ":2"),
        ("source,target,use\n法律,བཅའ་ཁྲིམས,preferred\n法律,ཁྲིམས,preferred\n", ":3"),
        ("source,target,domain\n法律,བཅའ་ཁྲིམས,a\n法律,ཁྲིམས,b\n", ":3"),
        ("source,target,use\n法律,བཅའ་ཁྲིམས,forbidden\n", ":2"),
        ("", "术语.csv"),
        ("  \n", "术语.csv"),
        (b"\xff\xfe\x00", "术语.csv"),
        ("汉文,藏文\n法律,条文\n".encode("gb18030"), "术语.csv"),
        (b"PK\x03\x04\x00\x00", "术语.csv"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, content: str | bytes, where: str
) -> None:
    with pytest.raises(GlossaryError) as caught:
        csv(tmp_path, content)
    assert where in caught.value.where and caught.value.remedy


def test_unknown_columns_are_quoted_as_they_stand(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="'序号 汉文 藏文'") as caught:
        csv(tmp_path, "序号,汉文,藏文\n1,法律,བཅའ་ཁྲིམས\n")
    assert "术语 汉文 藏文" in caught.value.remedy


@pytest.mark.parametrize(
    "rows",
    [
        [("汉文", "藏文"), ("法律", "བཅའ་ཁྲིམས")],
        [("法律", "བཅའ་ཁྲིམས")],
        [("source", "target", "note"), (None, None, None), ("法律", "བཅའ་ཁྲིམས", None)],
        [("source", "target", "count"), ("法律", "བཅའ་ཁྲིམས", 3), ("学校", None, 2)],
    ],
)
def test_workbooks_as_people_save_them(tmp_path: Path, rows: list[tuple[object, ...]]) -> None:
    assert exchange.read(xlsx(tmp_path, *rows)) == [LAW]


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([("source", "target"), ("=1+1", "བཅའ་ཁྲིམས")], ":2"),
        ([("source", "target"), ("法律", '=HYPERLINK("http://x")')], ":2"),
        ([("source", "target"), ("法律", None)], ":2"),
        ([("source", "target"), ("法律", 5)], ":2"),
        ([("source", "target"), ("法律", "བཅའ་" * 4000)], ":2"),
        ([("a", "b", "c")], ":1"),
        ([("source",), ("法律",)], ":1"),
    ],
)
def test_what_is_wrong_in_a_workbook(
    tmp_path: Path, rows: list[tuple[object, ...]], where: str
) -> None:
    with pytest.raises(GlossaryError) as caught:
        exchange.read(xlsx(tmp_path, *rows))
    assert where in caught.value.where and caught.value.remedy


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("序号", "汉文", "藏文"), (1, "法律", "བཅའ་ཁྲིམས")], "'序号 汉文 藏文'"),
        ([("汉文", "藏文"), ("法律", "བཅའ་ཁྲིམས", None, "条文")], "4 fields under 2 columns"),
    ],
)
def test_empty_cells_at_the_end_of_a_row_are_not_spoken_of(
    tmp_path: Path, rows: list[tuple[object, ...]], said: str
) -> None:
    with pytest.raises(GlossaryError, match=said):
        exchange.read(xlsx(tmp_path, *rows))


def bomb() -> bytes:
    return packed({"xl/workbook.xml": b"0" * (300 * 1024 * 1024)})


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "&b;&b;"><!ENTITY b SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"",
        lambda: b"not a workbook",
        lambda: b"PK\x03\x04" + b"\x00" * 40,
        lambda: packed({}),
        lambda: packed({"[Content_Types].xml": b"<a"}),
        lambda: packed({"[Content_Types].xml": ENTITIES}),
        lambda: packed({"xl/workbook.xml": ENTITIES}),
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        bomb,
    ],
)
def test_files_that_are_no_workbook(tmp_path: Path, make: Callable[[], bytes]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())
    before = path.read_bytes()
    with pytest.raises(GlossaryError) as caught:
        exchange.read(path)
    assert str(path) in caught.value.where and caught.value.remedy
    assert path.read_bytes() == before


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_text_that_looks_like_a_formula_is_written_as_text(tmp_path: Path, ending: str) -> None:
    term = Term("法律", (Target("བཅའ་ཁྲིམས"),), note='=HYPERLINK("http://x")')
    path = tmp_path / f"a{ending}"
    exchange.write([term], path)
    assert exchange.read(path) == [term]
    if ending == ".xlsx":
        kinds = {cell.data_type for row in load_workbook(path).active.rows for cell in row}
        assert "f" not in kinds
    else:
        assert ",'=HYPERLINK" in path.read_text(encoding="utf-8-sig").replace('"', "")


@pytest.mark.parametrize("ending", [".xlsx", ".tsv"])
def test_a_list_of_candidates_is_filled_in_and_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"list{ending}"
    write(
        [Line("法律", 3, "unknown", "ཁྲིམས", "依照法律"), Line("学校", 2, "proposed", "", "")], path
    )
    if ending == ".xlsx":
        book = load_workbook(path)
        book.active["B2"] = "བཅའ་ཁྲིམས"
        book.save(path)
    else:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("法律\t\t", "法律\tབཅའ་ཁྲིམས\t"), encoding="utf-8", newline="\n")
    assert exchange.read(path) == [LAW]


def test_a_list_has_two_forms(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"\.csv"):
        write([], tmp_path / "list.csv")


def tbx(folder: Path, content: str) -> list[Term]:
    path = folder / "a.tbx"
    path.write_text(content, encoding="utf-8", newline="\n")
    return exchange.read(path)


V2 = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="zh"><martifHeader/><text><body>
<termEntry id="1"><descrip type="subjectField">law</descrip>
<langSet xml:lang="zh-CN"><tig><term>法律</term></tig></langSet>
<langSet xml:lang="bo-CN">
<tig><term>བཅའ་ཁྲིམས</term>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
<ntig><termGrp><term>ཁྲིམས</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termGrp></ntig>
</langSet></termEntry>
<termEntry id="2"><langSet xml:lang="en"><tig><term>law</term></tig></langSet></termEntry>
</body></text></martif>"""

DCA = """<tbx type="TBX-Basic" style="dca" xml:lang="zh" xmlns="urn:iso:std:iso:30042:ed-2">
<text><body><conceptEntry id="c1"><langSec xml:lang="bod"><termSec><term>བཅའ་ཁྲིམས</term></termSec>
</langSec><langSec xml:lang="zho-Hans"><termSec><term>法律</term></termSec>
<termSec><term>法令</term></termSec></langSec></conceptEntry></body></text></tbx>"""


def test_reads_tbx_of_version_2(tmp_path: Path) -> None:
    targets = (Target("བཅའ་ཁྲིམས"), Target("ཁྲིམས", Use.FORBIDDEN))
    assert tbx(tmp_path, V2) == [Term("法律", targets, domain="law")]


def test_reads_dca_style_and_synonyms_in_chinese(tmp_path: Path) -> None:
    assert tbx(tmp_path, DCA) == [LAW, Term("法令", (Target("བཅའ་ཁྲིམས"),))]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<tbx",
        "<tbx/>",
        "plain text",
        '<!DOCTYPE t [<!ENTITY a "བཅའ">]><martif><termEntry/></martif>',
        '<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]><martif><termEntry/></martif>',
        DCA.replace("བཅའ་ཁྲིམས", "law"),
        DCA.replace("法律", ""),
    ],
)
def test_broken_and_hostile_tbx(tmp_path: Path, content: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        tbx(tmp_path, content)
    assert "a.tbx" in caught.value.where and caught.value.remedy
