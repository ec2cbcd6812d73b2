"""XLIFF in and out: what other programs write is read, and what is written they can read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from lxml import etree

from translate.document import Mark, State, Translation, Unit
from translate.errors import InputError, UnsafeInputError
from translate.formats.bilingual import for_path
from translate.formats.interchange.bitext import utc
from translate.formats.interchange.xliff import Xliff

CASES = Path(__file__).parent.parent / "cases" / "interchange"
SCHEMAS = Path(__file__).parent.parent / "schemas" / "xliff"
_CORE12 = "urn:oasis:names:tc:xliff:document:1.2"
_CORE = "{urn:oasis:names:tc:xliff:document:2.0}"
_MTC = "{urn:oasis:names:tc:xliff:matches:2.0}"
_MDA = "{urn:oasis:names:tc:xliff:metadata:2.0}"

RIGHTS = "国家尊重和保障人权。"
LAND = "城市的土地属于国家所有。"
EQUAL = "中华人民共和国各民族一律平等。"
MARKET = "国家实行社会主义市场经济。"
TARGET = {
    RIGHTS: "རྒྱལ་ཁབ་ཀྱིས་འགྲོ་བ་མིའི་ཐོབ་ཐང་ལ་བརྩི་འཇོག་དང་འགན་སྲུང་བྱ་རྒྱུ།",
    LAND: "གྲོང་ཁྱེར་གྱི་ས་ཞིང་རྣམས་རྒྱལ་ཁབ་ལ་དབང་བ་ཡིན།",
    EQUAL: "ཀྲུང་ཧྭ་མི་དམངས་སྤྱི་མཐུན་རྒྱལ་ཁབ་ཀྱི་མི་རིགས་ཚང་མ་འདྲ་མཉམ་ཡིན།",
    MARKET: "རྒྱལ་ཁབ་ཀྱིས་སྤྱི་ཚོགས་རིང་ལུགས་ཀྱི་ཚོང་རའི་དཔལ་འབྱོར་ལག་ལེན་དུ་བསྟར་རྒྱུ།",
}
STATE = "རྒྱལ་ཁབ"
PEOPLES = "མི་རིགས"
_NOON = "2025-03-14T08:30:00Z"


class Case(NamedTuple):
    """A file of another program: its units, and the ids of those that are open."""

    units: list[Unit]
    open: list[str]


def _done(id: str, source: str, state: State, **more: Any) -> Unit:
    return Unit(id, source, TARGET[source], state, **more)


SAMPLES = {
    "trados.xlf": Case(
        [
            _done("6bb0a4a1-1/1", RIGHTS, State.REVIEWED, origin="Drolma", changed=_NOON),
            Unit("6bb0a4a1-1/2", LAND),
            Unit("6bb0a4a1-2", EQUAL),
            _done("6bb0a4a1-3", MARKET, State.TRANSLATED, origin="Engine"),
        ],
        ["6bb0a4a1-1/2", "6bb0a4a1-2", "6bb0a4a1-3"],
    ),
    "memoq.xlf": Case(
        [
            Unit("1", RIGHTS),
            _done("2", LAND, State.REVIEWED, origin="drolma", changed=_NOON),
            _done("3", EQUAL, State.TRANSLATED, notes=("与第一章一致",)),
            _done("4", MARKET, State.FINAL),
        ],
        ["1", "3"],
    ),
    "okapi.xlf": Case(
        [
            Unit("NFDBB2FA9-tu1/0", RIGHTS),
            Unit("NFDBB2FA9-tu1/1", LAND),
            _done("NFDBB2FA9-tu2", EQUAL, State.FINAL),
            _done("NFDBB2FA9-tu3", MARKET, State.TRANSLATED, draft=STATE),
        ],
        ["NFDBB2FA9-tu1/0", "NFDBB2FA9-tu1/1", "NFDBB2FA9-tu3"],
    ),
    "virtaal.xlf": Case(
        [
            _done("reader-1", RIGHTS, State.FINAL),
            Unit("reader-2", LAND, notes=("地名另查",)),
            _done("reader-3", EQUAL, State.TRANSLATED),
        ],
        ["reader-2"],
    ),
    "phrase.xlf": Case(
        [
            Unit("job:0", f"{{b>{RIGHTS}<b}}", draft=STATE),
            _done("job:1", LAND, State.REVIEWED, origin="tm", changed=_NOON),
            _done("job:2", EQUAL, State.TRANSLATED, origin="mt"),
            Unit("job:3", MARKET),
        ],
        ["job:0", "job:2"],
    ),
    "weblate.xlf": Case(
        [
            Unit("1/welcome", RIGHTS, notes=("首页标题",)),
            _done("1/land", LAND, State.FINAL),
            _done("1/equal", EQUAL, State.TRANSLATED),
            Unit("2/welcome", MARKET),
        ],
        ["1/welcome", "2/welcome"],
    ),
    "matecat.xlf": Case(
        [
            _done("tu1", RIGHTS, State.FINAL, origin="Tsering", changed=_NOON),
            Unit("tu2", LAND),
        ],
        ["tu2"],
    ),
    "okapi20.xlf": Case(
        [
            Unit("tu1/s1", RIGHTS),
            Unit("tu1/s2", LAND),
            _done("tu3", EQUAL, State.FINAL),
        ],
        ["tu1/s1", "tu1/s2"],
    ),
    "matches21.xliff": Case(
        [
            _done("u1/s1", RIGHTS, State.REVIEWED, draft=STATE, notes=("人权一词已定",)),
            Unit("u1/s2", LAND, draft=PEOPLES),
            _done("u2", EQUAL, State.TRANSLATED),
            _done("u3", MARKET, State.TRANSLATED),
        ],
        ["u1/s2", "u3"],
    ),
}


@pytest.fixture(params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest) -> Path:
    return CASES / str(request.param)


def _shifted(marks: tuple[Mark, ...], by: int) -> tuple[Mark, ...]:
    return tuple(Mark(mark.start + by, mark.end + by, mark.key) for mark in marks)


def _filled(sample: Path, out: Path, before: str = "", after: str = "") -> Path:
    """The sample with the translation of each open segment its source in ``before``, ``after``."""
    form = Xliff()
    document = form.read(sample)
    translations = {
        block.id: Translation(before + block.text + after, _shifted(block.marks, len(before)))
        for block in document.blocks
    }
    form.write(document, translations, out)
    return out


def test_units_of_other_programs(sample: Path) -> None:
    assert Xliff().read_units(sample) == SAMPLES[sample.name].units
    assert isinstance(for_path(sample), Xliff)


def test_what_a_person_has_done_is_no_block(sample: Path) -> None:
    blocks = Xliff().read(sample).blocks
    assert [block.id for block in blocks] == SAMPLES[sample.name].open
    sources = {unit.id: unit.source for unit in SAMPLES[sample.name].units}
    assert all(block.text == sources[block.id] for block in blocks)


def test_open_segments_are_filled_and_others_left(sample: Path, tmp_path: Path) -> None:
    out = _filled(sample, tmp_path / sample.name, "〔", "〕")
    case = SAMPLES[sample.name]
    for before, after in zip(case.units, Xliff().read_units(out), strict=True):
        if before.id in case.open:
            assert (after.target, after.state) == (f"〔{before.source}〕", State.TRANSLATED)
        else:
            assert after == before
    assert [block.id for block in Xliff().read(out).blocks] == case.open  # drafts may be redone


def test_a_segment_translated_as_it_is_has_the_codes_of_its_source(
    sample: Path, tmp_path: Path
) -> None:
    out = _filled(sample, tmp_path / sample.name)
    seen = 0
    root: Any = etree.parse(str(out)).getroot()
    for target in root.iter("{*}target"):
        unit = target.getparent()
        if str(unit.tag).endswith("}alt-trans"):
            continue
        source = next((c for c in unit if str(c.tag).endswith("seg-source")), None)
        source = (
            next(c for c in unit if str(c.tag).endswith("source")) if source is None else source
        )
        if "".join(source.itertext()) == "".join(target.itertext()):
            assert [(e.tag, dict(e.attrib)) for e in target.iter("*")][1:] == [
                (e.tag, dict(e.attrib)) for e in source.iter("*")
            ][1:]
            seen += 1
    assert seen


_TOLD_OF_DRAFTS = (
    "state",
    "subState",
    "state-qualifier",
    "conf",
    "origin",
    "origin-system",
    "{http://www.memsource.com/mxlf/2.0}trans-origin",
)


def test_only_targets_and_states_change(sample: Path, tmp_path: Path) -> None:
    roots: list[Any] = [
        etree.parse(str(path)).getroot()
        for path in (sample, _filled(sample, tmp_path / sample.name, "〔"))
    ]
    for root in roots:
        for element in list(root.iter("*")):
            for name in _TOLD_OF_DRAFTS:
                element.attrib.pop(name, "")
            parent = element.getparent()
            if str(element.tag).endswith("}target") and "alt-trans" not in str(parent.tag):
                parent.remove(element)
    tostring: Any = etree.tostring
    first, second = (tostring(root, method="c14n2", strip_text=True) for root in roots)
    assert first == second


def test_line_ends_and_marks_of_the_file_stay(tmp_path: Path) -> None:
    data = _filled(CASES / "trados.xlf", tmp_path / "out.xlf").read_bytes()
    assert data.startswith(b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\r\n<xliff')
    assert (
        data.count(b"\n")
        == data.count(b"\r\n")
        == (CASES / "trados.xlf").read_bytes().count(b"\n") + 1
    )  # a target of its own line
    assert data.endswith(b"</xliff>\r\n")


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_other_encodings_are_kept(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "in.xlf"
    text = (CASES / "virtaal.xlf").read_text(encoding="utf-8")
    if encoding == "gb18030":
        text = text.replace(TARGET[RIGHTS], "x").replace(TARGET[EQUAL], "y")
    path.write_bytes(text.replace("utf-8", encoding).encode(encoding))
    out = _filled(path, tmp_path / "out.xlf", TARGET[LAND])
    assert Xliff().read_units(out)[1].target == TARGET[LAND] + LAND
    assert str(etree.parse(str(out)).docinfo.encoding).lower() == encoding


# --- what is written -----------------------------------------------------------------------------


UNITS = [
    Unit(
        "document.1/2",
        RIGHTS,
        TARGET[RIGHTS],
        State.REVIEWED,
        draft=STATE,
        notes=("warning: terms: 人权 is not as in the glossary", "看 \u0f0b"),
        origin="adapted",
        changed=_NOON,
    ),
    _done("L2", LAND, State.TRANSLATED, draft=TARGET[LAND], origin="engine"),
    _done("L3.1", EQUAL, State.FINAL),
    Unit("L 3", MARKET),
    Unit("L3.1", '  留白\t与 <标记> & "引号"\n', "ཀ\n", State.TRANSLATED),
]


def test_units_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "review.xlf"
    Xliff().write_units(UNITS, path, "reader.docx")
    back = Xliff().read_units(path)
    assert back[:4] == UNITS[:4]
    assert (back[4].source, back[4].target) == (UNITS[4].source, UNITS[4].target)
    assert len({unit.id for unit in back}) == 5  # the id that came twice


def test_the_written_file(tmp_path: Path) -> None:
    path = tmp_path / "review.xlf"
    Xliff().write_units(UNITS, path, "reader.docx")
    root = etree.parse(str(path)).getroot()
    assert dict(root.attrib) == {"version": "2.1", "srcLang": "zh-CN", "trgLang": "bo-CN"}
    units = list(root.iter(f"{_CORE}unit"))
    assert [unit.get("id") for unit in units] == ["u1", "L2", "L3.1", "u2", "u3"]
    assert units[0].get("name") == "document.1/2"
    match = units[0].find(f"{_MTC}matches/{_MTC}match")
    segment = units[0].find(f"{_CORE}segment")
    assert match is not None and segment is not None
    assert dict(match.attrib) == {"ref": "#s1", "origin": "gyur", "type": "mt"}
    assert [(child.tag, child.text) for child in match] == [
        (f"{_CORE}source", RIGHTS),
        (f"{_CORE}target", STATE),
    ]
    assert dict(segment.attrib) == {"id": "s1", "state": "reviewed"}
    notes = [dict(note.attrib) for note in units[0].iter(f"{_CORE}note")]
    assert notes == [{"category": "warning"}, {"category": "comment"}]
    meta = {e.get("type"): e.text for e in units[0].iter(f"{_MDA}meta")}
    assert meta == {"origin": "adapted", "changed": _NOON}


def test_a_reviewer_s_correction_shows_beside_the_draft(tmp_path: Path) -> None:
    path = tmp_path / "review.xlf"
    Xliff().write_units(UNITS[1:2], path, "reader.docx")
    text = path.read_text(encoding="utf-8")
    before, _, after = text.rpartition(TARGET[LAND])
    path.write_text(f"{before}ས་ཞིང་།{after}", encoding="utf-8")
    (unit,) = Xliff().read_units(path)
    assert (unit.target, unit.draft) == ("ས་ཞིང་།", TARGET[LAND])


def test_a_part_of_a_unit_that_a_program_cut_has_no_draft_of_its_own(tmp_path: Path) -> None:
    draft = f"{TARGET[RIGHTS]} {TARGET[LAND]}"
    unit = Unit("L1", f"{RIGHTS}{LAND}", draft, State.TRANSLATED, draft=draft)
    for version in ("1.2", "2.1"):
        path = tmp_path / f"{version}.xlf"
        Xliff(version).write_units([unit], path, "reader.docx")
        tree = etree.parse(str(path))
        if version == "1.2":
            _cut_in_version_1_2(tree.getroot())
        else:
            _cut_in_version_2_1(tree.getroot())
        tree.write(str(path), encoding="UTF-8")
        back = Xliff().read_units(path)
        assert [(part.source, part.target, part.draft) for part in back] == [
            (RIGHTS, TARGET[RIGHTS], ""), (LAND, TARGET[LAND], ""),
        ]  # fmt: skip


def _cut_in_version_1_2(root: Any) -> None:
    unit = root.find(f".//{{{_CORE12}}}trans-unit")
    source, target = unit.find(f"{{{_CORE12}}}source"), unit.find(f"{{{_CORE12}}}target")
    cut = etree.Element(f"{{{_CORE12}}}seg-source")
    source.addnext(cut)
    target.text = None
    for number, text in enumerate((RIGHTS, LAND), 1):
        for holder, part in ((cut, text), (target, TARGET[text])):
            marker = etree.SubElement(holder, f"{{{_CORE12}}}mrk", mtype="seg", mid=str(number))
            marker.text = part


def _cut_in_version_2_1(root: Any) -> None:
    unit, first = root.find(f".//{_CORE}unit"), root.find(f".//{_CORE}segment")
    second = etree.SubElement(unit, f"{_CORE}segment", id="s1b", state="translated")
    first[0].text, first[1].text = RIGHTS, TARGET[RIGHTS]
    for name, text in (("source", LAND), ("target", TARGET[LAND])):
        etree.SubElement(second, f"{_CORE}{name}").text = text


def test_what_xml_cannot_hold_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "review.xlf"
    unit = Unit("\x01a", "宪\x00法\ufffe", "ཀ\x0b", State.TRANSLATED, "\x1f", ("\x02n",), "\x03o")
    Xliff().write_units([unit], path, "\x04name")
    (back,) = Xliff().read_units(path)
    assert back == Unit("a", "宪法", "ཀ", State.TRANSLATED, "", ("n",), "o")


def test_the_same_units_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlf", "b.xlf"):
        Xliff().write_units(UNITS, tmp_path / name, "reader.docx")
    assert (tmp_path / "a.xlf").read_bytes() == (tmp_path / "b.xlf").read_bytes()


class _Local(etree.Resolver):
    def resolve(self, url: str, identity: str, context: Any) -> Any:  # type: ignore[override]
        resolve: Any = self.resolve_filename  # type: ignore[attr-defined]
        return resolve(str(SCHEMAS / url.rpartition("/")[2]), context)


@cache
def _schema(name: str) -> Any:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name), parser))


def _assert_valid(path: Path) -> None:
    root = etree.parse(str(path)).getroot()
    if root.get("version", "").startswith("2"):
        _schema("xliff_core_2.0.xsd").assertValid(root)
        return
    for element in list(root.iter("*")):  # strict 1.2 wants schemas of its own for extensions
        parent = element.getparent()
        if parent is not None and not str(element.tag).startswith(f"{{{_CORE12}}}"):
            parent.remove(element)
        for name in list(element.attrib):
            if str(name).startswith("{") and "XML/1998" not in str(name):
                del element.attrib[name]
    root.set("version", "1.2")
    for file in root.iter("{*}file"):
        for name in ("source-language", "target-language"):
            file.set(name, file.get(name, "").replace("_", "-"))  # as some programs write it
    _schema("xliff-core-1.2-strict.xsd").assertValid(root)


def test_samples_and_filled_samples_are_valid(sample: Path, tmp_path: Path) -> None:
    _assert_valid(sample)
    _assert_valid(_filled(sample, tmp_path / sample.name, "〔", "〕"))


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_written_units_are_valid(tmp_path: Path, version: Literal["1.2", "2.1"]) -> None:
    Xliff(version).write_units(UNITS, tmp_path / "review.xlf", "reader.docx")
    _assert_valid(tmp_path / "review.xlf")


def test_units_come_back_from_version_1_2_without_origin_and_date(tmp_path: Path) -> None:
    path = tmp_path / "review.xlf"
    Xliff("1.2").write_units(UNITS, path, "reader.docx")
    back = Xliff().read_units(path)
    assert back[:4] == [replace(unit, origin="", changed="") for unit in UNITS[:4]]
    assert back[4].source == UNITS[4].source


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_programs_are_told_to_keep_white_space(
    tmp_path: Path, version: Literal["1.2", "2.1"]
) -> None:
    path = tmp_path / "review.xlf"
    Xliff(version).write_units(UNITS, path, "reader.docx")
    units = list(etree.parse(str(path)).iter("{*}unit", "{*}trans-unit"))
    spaces = [unit.get("{http://www.w3.org/XML/1998/namespace}space") for unit in units]
    assert spaces == ["preserve"] * len(UNITS)


def test_a_draft_is_never_approved(tmp_path: Path) -> None:
    path, out = tmp_path / "in.xlf", tmp_path / "out.xlf"
    unit = f'<trans-unit id="1" approved="yes"><source>{LAND}</source><target/></trans-unit>'
    path.write_text(_file(body=unit), encoding="utf-8")
    document = Xliff().read(path)
    Xliff().write(document, {"1": Translation(TARGET[LAND])}, out)
    assert Xliff().read_units(out) == [_done("1", LAND, State.TRANSLATED)]


def test_the_target_language_is_told_with_the_first_target(tmp_path: Path) -> None:
    for name, attribute in (("matches21.xliff", "trgLang"), ("virtaal.xlf", "target-language")):
        path = tmp_path / name
        text = (CASES / name).read_text(encoding="utf-8")
        path.write_text(text.replace(f' {attribute}="bo"', ""), encoding="utf-8")
        assert attribute not in path.read_text(encoding="utf-8")
        out = _filled(path, tmp_path / f"out-{name}")
        assert f'{attribute}="bo-CN"' in out.read_text(encoding="utf-8")


# --- what is refused -----------------------------------------------------------------------------


def _file(attributes: str = 'source-language="zh"', body: str = "") -> str:
    return (
        f'<xliff version="1.2"><file original="a" datatype="x" {attributes}><body>{body}</body>'
        "</file></xliff>"
    )


_UNIT = '<trans-unit id="1"><source>宪法</source>{}</trans-unit>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(_file(body=""), "no segment", id="nothing"),
        pytest.param(_file(body=_UNIT.format("<target>ཀ</target>")), "every segment", id="done"),
        pytest.param(_file('source-language="en"', _UNIT), "en → ", id="other source"),
        pytest.param(
            _file('source-language="zh" target-language="fr"', _UNIT), "zh → fr", id="other target"
        ),
        pytest.param("<tmx/>", "not an XLIFF", id="another kind"),
        pytest.param("<xliff", "broken", id="cut short"),
        pytest.param("宪法", "broken", id="no XML"),
    ],
)
def test_files_without_work_are_told_apart(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "in.xlf"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        Xliff().read(path)
    assert caught.value.where == str(path) and caught.value.remedy


@pytest.mark.parametrize(
    "before",
    [
        "<!DOCTYPE xliff>",
        '<!DOCTYPE xliff SYSTEM "http://localhost:9/xliff.dtd">',
        '<!-- x --><?pi?><!DOCTYPE xliff [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_dangerous(tmp_path: Path, before: str, encoding: str) -> None:
    path = tmp_path / "in.xlf"
    path.write_bytes((before + _file(body=_UNIT.format(""))).encode(encoding))
    for read in (Xliff().read, Xliff().read_units):
        with pytest.raises(UnsafeInputError, match="document type"):
            read(path)


def test_a_document_type_within_the_text_is_text(tmp_path: Path) -> None:
    path = tmp_path / "in.xlf"
    body = _UNIT.format("<note><![CDATA[<!DOCTYPE html>]]></note>")
    path.write_text(_file(body=body), encoding="utf-8")
    assert Xliff().read_units(path) == [Unit("1", "宪法", notes=("<!DOCTYPE html>",))]


def test_an_embedded_original_may_be_large(tmp_path: Path) -> None:
    path = tmp_path / "in.xlf"
    text = _file(body=_UNIT.format("")).replace(
        "<body>",
        f"<header><skl><internal-file>{'A' * 11_000_000}</internal-file></skl></header><body>",
    )
    path.write_text(text, encoding="utf-8")
    assert [block.text for block in Xliff().read(path).blocks] == ["宪法"]


def test_a_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translate.formats.interchange.xliff.LARGEST", 100)
    with pytest.raises(InputError, match="larger"):
        Xliff().read(CASES / "okapi.xlf")


@pytest.mark.parametrize("read", [Xliff().read, Xliff().read_units])
def test_ids_that_come_twice_are_told_apart(tmp_path: Path, read: Callable[[Path], Any]) -> None:
    path = tmp_path / "in.xlf"
    path.write_text(_file(body=_UNIT.format("") * 2), encoding="utf-8")
    found = read(path)
    items = found if isinstance(found, list) else found.blocks
    assert [item.id for item in items] == ["1", "1~2"]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("20250314T083000Z", _NOON),
        ("2025-03-14T16:30:00+08:00", _NOON),
        ("2025-03-14T08:30:00.123Z", _NOON),
        ("2025-03-14T08:30:00", _NOON),
        ("03/14/2025 08:30:00", _NOON),
        ("1741941000", _NOON),
        ("1741941000000", _NOON),
        ("20250314", "2025-03-14T00:00:00Z"),
        ("yesterday", ""),
        ("", ""),
        ("9" * 30, ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert utc(text) == date
