"""Excel workbooks: which cells are read, and that everything else stays as it was."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from translate.document import Mark, Translation
from translate.errors import InputError, OutputError, UnsafeInputError
from translate.formats import for_path
from translate.formats.tables.sheet import Xlsx
from translate.formats.tables.spreadsheetml import escaped, place, reference, unescaped

_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006/relationships"
LAW = "ཁྲིམས།"
CONSTITUTION = "རྩ་ཁྲིམས།"

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = (
    f'<Types xmlns="{_TYPES}">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{_SHEETS}.{kind}+xml"/>'
        for part, kind in (
            ("workbook", "sheet.main"),
            ("worksheets/sheet1", "worksheet"),
            ("worksheets/sheet2", "worksheet"),
            ("sharedStrings", "sharedStrings"),
            ("styles", "styles"),
            ("tables/table1", "table"),
        )
    )
    + "</Types>"
)
STYLES = (
    f'<styleSheet xmlns="{_S}"><fonts count="2"><font><sz val="11"/><name val="宋体"/>'
    '<family val="2"/><charset val="134"/></font><font><b/><sz val="18"/><name val="黑体"/></font>'
    '</fonts><fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/>'
    '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def _relations(*targets: tuple[str, str]) -> str:
    items = "".join(
        f'<Relationship Id="r{number}" Type="{_R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_P}">{items}</Relationships>'


def _sheet(rows: str, after: str = "") -> str:
    return (
        f'<worksheet xmlns="{_S}" xmlns:r="{_R}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def _parts(rows: str, strings: str = "", hidden: str = "", **changes: str | None) -> dict[str, str]:
    """A sound workbook of the sheet 法律 and, where ``hidden`` gives its rows, a hidden one."""
    more = '<sheet name="内部" sheetId="2" state="hidden" r:id="r2"/>' if hidden else ""
    parts: dict[str, str | None] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets><sheet name="法律" '
        f'sheetId="1" r:id="r1"/>{more}</sheets><definedNames><definedName name="名称">法律!$A$1'
        "</definedName></definedNames><pivotCaches/></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("worksheet", "worksheets/sheet2.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": _sheet(rows),
        "xl/worksheets/sheet2.xml": _sheet(hidden),
        "xl/sharedStrings.xml": f'<sst xmlns="{_S}" uniqueCount="9">{strings}</sst>',
        "xl/styles.xml": STYLES,
    }
    names = {
        "workbook": "xl/workbook.xml",
        "sst": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
    }
    parts.update({names[key]: value for key, value in changes.items()})
    return {name: content for name, content in parts.items() if content is not None}


def _save(path: Path, parts: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _read(tmp_path: Path, parts: Mapping[str, str]) -> dict[str, str]:
    document = Xlsx().read(_save(tmp_path / "in.xlsx", parts))
    return {block.id: block.text for block in document.blocks}


def _written(
    tmp_path: Path, parts: Mapping[str, str], targets: Mapping[str, str | Translation]
) -> dict[str, bytes]:
    """The parts of the translation."""
    document = Xlsx().read(_save(tmp_path / "in.xlsx", parts))
    out = tmp_path / "out.xlsx"
    given = {k: t if isinstance(t, Translation) else Translation(t) for k, t in targets.items()}
    Xlsx().write(document, given, out)
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == list(parts)
        return {name: archive.read(name) for name in archive.namelist()}


def _changed(parts: Mapping[str, str], written: Mapping[str, bytes]) -> set[str]:
    return {name for name in parts if parts[name].encode() != written[name]}


def _cells(written: Mapping[str, bytes], sheet: int = 1) -> dict[str, dict[str, str]]:
    root = etree.fromstring(written[f"xl/worksheets/sheet{sheet}.xml"])
    return {c.get("r", ""): {str(k): str(v) for k, v in c.items()} for c in root.iter(f"{{{_S}}}c")}


def test_which_cells_are_read(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>2025</v></c>'
        '<c r="C1" t="inlineStr"><is><t>民法</t></is></c></row>'
        '<row r="3"><c r="B3" t="s"><v>1</v></c><c r="C3" t="str"><f>A1&amp;"文"</f><v>宪文</v></c>'
        '<c r="D3" t="s"><v>2</v></c><c r="E3" t="b"><v>1</v></c>'
        '<c r="F3" t="e"><v>#N/A</v></c></row>'
    )
    strings = "<si><t>宪法</t></si><si><t>刑法</t></si><si><t>English</t></si>"
    assert _read(tmp_path, _parts(rows, strings)) == {
        "法律!A1": "宪法",
        "法律!C1": "民法",
        "法律!B3": "刑法",
    }


def test_cells_without_names_stand_behind_the_one_before(tmp_path: Path) -> None:
    text = '<c t="inlineStr"><is><t>法</t></is></c>'
    named = text.replace("<c ", '<c r="D1" ')
    rows = f"<row>{named}{text}</row><row>{text}</row>"
    assert list(_read(tmp_path, _parts(rows))) == ["法律!D1", "法律!E1", "法律!A2"]


def test_text_without_a_formula_is_read_unless_an_array_made_it(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><f t="array" ref="A1:A2">B1:B2</f><v>甲</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>乙</v></c><c r="B2" t="str"><v>丙</v></c></row>'
    )
    parts = _parts(rows)
    assert _read(tmp_path, parts) == {"法律!B2": "丙"}
    written = _written(tmp_path, parts, {"法律!B2": LAW})
    assert _cells(written)["B2"]["t"] == "inlineStr"
    assert "乙" in written["xl/worksheets/sheet1.xml"].decode()


def test_a_shared_text_is_one_block_and_translated_in_every_cell(tmp_path: Path) -> None:
    rows = (
        '<row r="1" ht="15"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1" t="s"><v>0</v></c></row>'
        '<row r="2" ht="30" customHeight="1"><c r="A2" t="s"><v>0</v></c></row>'
    )
    parts = _parts(rows, "<si><t>宪法</t></si>")
    assert _read(tmp_path, parts) == {"法律!A1": "宪法"}
    written = _written(tmp_path, parts, {"法律!A1": CONSTITUTION})
    sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert [sheet[name].value for name in ("A1", "B1", "A2")] == [CONSTITUTION] * 3
    looks = [sheet[name].font for name in ("A1", "B1", "A2")]
    assert {font.name for font in looks} == {"Microsoft Himalaya"}
    assert [(font.sz, font.b) for font in looks] == [(11, False), (18, True), (11, False)]
    heights = [row.get("ht") for row in etree.fromstring(written["xl/worksheets/sheet1.xml"])[0]]
    assert heights == [None, "30"]


def test_a_hidden_sheet_keeps_the_text_that_it_shares(tmp_path: Path) -> None:
    cell = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    parts = _parts(cell, "<si><t>宪法</t></si><si><t>x</t></si>", hidden=cell)
    written = _written(tmp_path, parts, {"法律!A1": CONSTITUTION})
    assert _changed(parts, written) == {
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    }
    book = load_workbook(tmp_path / "out.xlsx")
    assert [sheet["A1"].value for sheet in book.worksheets] == [CONSTITUTION, "宪法"]


def test_only_hidden_text_is_nothing_to_translate(tmp_path: Path) -> None:
    hidden = '<row r="1"><c r="A1" t="inlineStr"><is><t>法</t></is></c></row>'
    with pytest.raises(InputError, match="nothing to translate") as caught:
        _read(tmp_path, _parts("", hidden=hidden))
    assert "Unhide" in caught.value.remedy


RICH = (
    "<si><r><t>一切</t></r><r><rPr><b/><sz val='12'/><rFont val='宋体'/><charset val='134'/></rPr>"
    "<t>违反</t></r><r><rPr><rFont val='黑体'/><sz val='12'/><b/></rPr><t>宪法</t></r>"
    "<r><t xml:space='preserve'> 的</t></r><rPh sb='0' eb='2'><t>よみ</t></rPh><phoneticPr/></si>"
)


def test_rich_text_becomes_marks_and_readings_go(tmp_path: Path) -> None:
    parts = _parts('<row><c t="s"><v>0</v></c></row>', RICH)
    (block,) = Xlsx().read(_save(tmp_path / "in.xlsx", parts)).blocks
    assert block.text == "一切违反宪法 的"
    assert block.marks == (Mark(0, 2, "s1"), Mark(2, 6, "s2"), Mark(6, 8, "s1"))
    target = Translation("ཀ་རྩ་ཁྲིམས་གི", (Mark(2, 10, "s2"), Mark(0, 99, "s1"), Mark(1, 4, "x")))
    written = _written(tmp_path, parts, {block.id: target})
    (item,) = etree.fromstring(written["xl/sharedStrings.xml"])
    runs = [(run.find(f"{{{_S}}}rPr"), run.findtext(f"{{{_S}}}t")) for run in item]
    assert [text for _, text in runs] == ["ཀ་", "རྩ་ཁྲིམས", "་གི"]
    assert [look is None for look, _ in runs] == [True, False, True]
    look = runs[1][0]
    assert look is not None
    assert [(etree.QName(e).localname, e.get("val")) for e in look] == [
        ("b", None),
        ("sz", "12"),
        ("rFont", "Microsoft Himalaya"),
    ]


def test_nothing_else_changes(tmp_path: Path) -> None:
    validation = '<dataValidations><dataValidation type="list"><formula1>"是,否"</formula1>'
    text, date = '<c t="inlineStr"><is><t>法</t></is></c>', '<c r="B1" s="1"><v>45000</v></c>'
    rows = f'<row r="1">{text}{date}</row>'
    parts = _parts(rows)
    parts["xl/worksheets/sheet1.xml"] = _sheet(
        rows, f"{validation}</dataValidation></dataValidations>"
    )
    parts["xl/comments1.xml"] = "<comments>批注</comments>"
    written = _written(tmp_path, parts, {"法律!A1": LAW})
    assert _changed(parts, written) == {"xl/worksheets/sheet1.xml", "xl/styles.xml"}
    sheet = written["xl/worksheets/sheet1.xml"].decode()
    assert '<formula1>"是,否"</formula1>' in sheet
    assert date in sheet


def test_formulas_are_worked_out_again(tmp_path: Path) -> None:
    rows = '<row><c t="inlineStr"><is><t>法</t></is></c><c t="str"><f>A1</f><v>法</v></c></row>'
    written = _written(tmp_path, _parts(rows), {"法律!A1": LAW})
    root = etree.fromstring(written["xl/workbook.xml"])
    names = [etree.QName(child).localname for child in root]
    assert names == ["sheets", "definedNames", "calcPr", "pivotCaches"]
    assert root[2].get("fullCalcOnLoad") == "1"
    assert b"<f>A1</f>" in written["xl/worksheets/sheet1.xml"]


def test_a_translation_never_becomes_a_formula(tmp_path: Path) -> None:
    rows = '<row><c t="s"><v>0</v></c></row>'
    _written(tmp_path, _parts(rows, "<si><t>法</t></si>"), {"法律!A1": "=1+1"})
    book = load_workbook(tmp_path / "out.xlsx", data_only=False)
    cell = book.worksheets[0]["A1"]
    assert (cell.value, b"<f>" in _zip_part(tmp_path / "out.xlsx")) == ("=1+1", False)


def _zip_part(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


TABLE = (
    f'<table xmlns="{_S}" id="1" name="T" displayName="T" ref="A1:C3" totalsRowCount="1">'
    '<tableColumns count="3"><tableColumn id="1" name="名称" totalsRowLabel="合计"/>'
    '<tableColumn id="2" name="名字"/><tableColumn id="3" name="课时"/></tableColumns></table>'
)
TABLE_ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s">'
    '<v>2</v></c></row><row r="3"><c r="A3" t="s"><v>3</v></c><c r="B3" t="s"><v>2</v></c>{}</row>'
)
TABLE_STRINGS = "".join(f"<si><t>{text}</t></si>" for text in ("名称", "名字", "课时", "合计"))


def _table_parts(formula: str = "") -> dict[str, str]:
    parts = _parts(TABLE_ROWS.format(formula), TABLE_STRINGS)
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = _relations(("table", "../tables/table1.xml"))
    parts["xl/tables/table1.xml"] = TABLE
    return parts


def test_columns_of_tables_are_named_as_their_headings_and_never_alike(tmp_path: Path) -> None:
    targets = {"法律!A1": "མིང་།", "法律!B1": "མིང་།", "法律!C1": "ཆུ་ཚོད།\nགྲངས།", "法律!A3": "བསྡོམས།"}
    written = _written(tmp_path, _table_parts(), targets)
    columns = etree.fromstring(written["xl/tables/table1.xml"])[0]
    names = [column.get("name") for column in columns]
    assert names == ["མིང་།", "མིང་།2", "ཆུ་ཚོད།_x000a_གྲངས།"]
    assert columns[0].get("totalsRowLabel") == "བསྡོམས།"
    sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert [sheet[name].value for name in ("A1", "B1")] == ["མིང་།", "མིང་།2"]


def test_a_heading_that_a_formula_calls_stays(tmp_path: Path) -> None:
    formula = '<c r="D3"><f>SUM(T[课时])</f><v>0</v></c>'
    parts = _table_parts(formula)
    blocks = _read(tmp_path, parts)
    assert blocks == {"法律!A1": "名称", "法律!B1": "名字", "法律!A3": "合计", "法律!B3": "课时"}
    written = _written(tmp_path, parts, {"法律!B3": "ཆུ་ཚོད།"})
    sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert [sheet[name].value for name in ("C1", "B3")] == ["课时", "ཆུ་ཚོད།"]
    assert 'name="课时"' in written["xl/tables/table1.xml"].decode()


def test_escapes_are_characters_and_stay_what_they_are(tmp_path: Path) -> None:
    rows = '<row><c t="inlineStr"><is><t>法_x000D_\n律_x0007__xD83D_&amp;_x5F8B_</t></is></c></row>'
    assert _read(tmp_path, _parts(rows)) == {"法律!A1": "法\n律&律"}
    _written(tmp_path, _parts(rows), {"法律!A1": "ཁྲིམས _x0041_\ud800"})
    again = Xlsx().read(tmp_path / "out.xlsx")
    assert again.blocks[0].text == "ཁྲིམས _x0041_"


@given(st.text("_x05FAa律\n", max_size=20))
def test_escaping_is_undone_by_reading(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(row=st.integers(1, 1_048_576), column=st.integers(1, 16_384))
def test_references(row: int, column: int) -> None:
    assert place(reference(row, column)) == (row, column)


def test_a_text_that_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    parts = _parts('<row><c t="inlineStr"><is><t>法</t></is></c></row>')
    with pytest.raises(OutputError, match="法律!A1 has 36,000 characters") as caught:
        _written(tmp_path, parts, {"法律!A1": LAW * 6000})
    assert "Split" in caught.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["in.xlsx"]


def test_a_style_that_is_not_there_stays(tmp_path: Path) -> None:
    rows = '<row><c s="77" t="inlineStr"><is><t>法</t></is></c></row>'
    written = _written(tmp_path, _parts(rows), {"法律!A1": LAW})
    assert b's="77"' in written["xl/worksheets/sheet1.xml"]


_STRICT_BOOK = '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'
_ONE = '<row><c r="A1" t="s"><v>{}</v></c></row>'


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        pytest.param(_parts(_ONE.format(7), "<si/>"), "text of cell 法律!A1", id="no such string"),
        pytest.param(_parts(_ONE.format(-1), "<si/>"), "text of cell", id="a negative string"),
        pytest.param(_parts(_ONE.format("x"), sst=None), "text of cell", id="no strings"),
        pytest.param(_parts(_ONE.format(0) * 2, "<si/>"), "A1 is there twice", id="a cell twice"),
        pytest.param(
            _parts('<row><c r="12A" t="s"/></row>'), "no cell is '12A'", id="an impossible name"
        ),
        pytest.param(_parts("", workbook=None), "workbook.xml is missing", id="no workbook"),
        pytest.param(_parts("", workbook="<a/>"), "not an Excel workbook", id="another root"),
        pytest.param(_parts("", workbook=_STRICT_BOOK), "Strict", id="Strict Open XML"),
    ],
)
def test_damaged_workbooks(tmp_path: Path, parts: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, parts)
    assert message in caught.value.message
    assert caught.value.where == str(tmp_path / "in.xlsx")
    assert ".doc" not in caught.value.remedy


def test_sheets_must_be_there_and_differ(tmp_path: Path) -> None:
    parts = _parts("", hidden="<row/>")
    twice = parts["xl/workbook.xml"].replace('r:id="r2"', 'r:id="r1"')
    with pytest.raises(InputError, match="内部' is there twice"):
        _read(tmp_path, {**parts, "xl/workbook.xml": twice})
    gone = parts["xl/workbook.xml"].replace('r:id="r2"', 'r:id="r9"')
    with pytest.raises(InputError, match="part of sheet '内部' is missing"):
        _read(tmp_path, {**parts, "xl/workbook.xml": gone})


def test_entities_are_dangerous_in_any_part(tmp_path: Path) -> None:
    strings = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><sst xmlns="{_S}">&b;</sst>'
    with pytest.raises(UnsafeInputError, match="document type"):
        _read(tmp_path, _parts(_ONE.format(0), sst=strings))


@pytest.mark.parametrize("extension", [".xls", ".et", ".ods"])
def test_other_kinds_of_workbook_are_to_be_saved_as_xlsx(extension: str) -> None:
    with pytest.raises(InputError) as caught:
        for_path(Path("a" + extension))
    assert caught.value.remedy.startswith("Save it as .xlsx in ")


def test_old_and_protected_workbooks_are_named(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for data, message in (
        (ole, "old Excel document (.xls)"),
        (ole + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x05\x06" + b"\0" * 18, "missing"),
        ("宪法".encode(), "not a .xlsx document"),
    ):
        path.write_bytes(data)
        with pytest.raises(InputError) as caught:
            Xlsx().read(path)
        assert message in caught.value.message


_TREES = st.recursive(
    st.sampled_from(["", "宪", "0", "<v>0</v>", "<f>A1</f>"]),
    lambda inner: st.builds(
        lambda name, attribute, parts: f"<{name}{attribute}>{''.join(parts)}</{name}>",
        st.sampled_from("row c is t r rPr rFont f v rPh sheetData".split()),
        st.sampled_from(["", ' t="s"', ' t="inlineStr"', ' t="str"', ' r="B2"', ' s="1"']),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(_TREES, max_size=4), strings=st.lists(_TREES, max_size=3))
def test_any_order_of_elements_is_read_or_refused(
    tmp_path: Path, rows: list[str], strings: list[str]
) -> None:
    first = '<row><c t="inlineStr"><is><t>法</t></is></c></row>'
    parts = _parts(first + "".join(rows), "".join(f"<si>{item}</si>" for item in strings))
    path, out = _save(tmp_path / "in.xlsx", parts), tmp_path / "out.xlsx"
    try:
        document = Xlsx().read(path)
    except InputError as error:
        assert error.remedy
    else:
        Xlsx().write(document, {b.id: Translation(LAW) for b in document.blocks}, out)
        assert {block.text for block in Xlsx().read(out).blocks} == {LAW}


def test_bytes_of_the_package_are_the_same_every_time(tmp_path: Path) -> None:
    parts = _parts('<row><c t="inlineStr"><is><t>法</t></is></c></row>')
    first = _written(tmp_path, parts, {"法律!A1": LAW})
    data = BytesIO((tmp_path / "out.xlsx").read_bytes()).getvalue()
    assert _written(tmp_path, parts, {"法律!A1": LAW}) == first
    assert (tmp_path / "out.xlsx").read_bytes() == data
