"""TMX in and out: memories of other programs, and gyur's own for them."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import GeneratorType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from translate.document import State, Unit
from translate.errors import InputError, OutputError, UnsafeInputError
from translate.formats.bilingual import for_path
from translate.formats.interchange.languages import is_chinese, is_tibetan, is_traditional
from translate.formats.interchange.tmx import Tmx

CASES = Path(__file__).parent.parent / "cases" / "interchange"
DTD = Path(__file__).parent.parent / "schemas" / "tmx14.dtd"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

RIGHTS = "国家尊重和保障人权。"
LAND = "城市的土地属于国家所有。"
EQUAL = "中华人民共和国各民族一律平等。"
TARGET = {
    RIGHTS: "རྒྱལ་ཁབ་ཀྱིས་འགྲོ་བ་མིའི་ཐོབ་ཐང་ལ་བརྩི་འཇོག་དང་འགན་སྲུང་བྱ་རྒྱུ།",
    LAND: "གྲོང་ཁྱེར་གྱི་ས་ཞིང་རྣམས་རྒྱལ་ཁབ་ལ་དབང་བ་ཡིན།",
    EQUAL: "ཀྲུང་ཧྭ་མི་དམངས་སྤྱི་མཐུན་རྒྱལ་ཁབ་ཀྱི་མི་རིགས་ཚང་མ་འདྲ་མཉམ་ཡིན།",
}
MARKET = "རྒྱལ་ཁབ་ཀྱིས་སྤྱི་ཚོགས་རིང་ལུགས་ཀྱི་ཚོང་རའི་དཔལ་འབྱོར་ལག་ལེན་དུ་བསྟར་རྒྱུ།"


def _final(id: str, source: str, **more: Any) -> Unit:
    return Unit(id, source, TARGET[source], State.FINAL, **more)


SAMPLES = {
    "omegat1.tmx": [_final("tu1", RIGHTS, origin="drolma", changed="2025-03-14T08:30:00Z")],
    "omegat2.tmx": [
        _final(
            "tu1",
            RIGHTS,
            notes=("与宪法译本一致",),
            origin="tsering",
            changed="2025-01-01T00:00:00Z",
        ),
        _final("tu2", LAND),
    ],
    "codes.tmx": [_final("ut", RIGHTS), _final("sub", LAND), _final("hi", EQUAL)],
    "languages.tmx": [
        _final("variants", RIGHTS),
        _final("upper", LAND),
        _final("reversed", EQUAL),
        Unit("traditional", "國家實行社會主義市場經濟。", MARKET, State.FINAL),
    ],
}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_units_of_other_programs(name: str) -> None:
    assert Tmx().read_units(CASES / name) == SAMPLES[name]
    assert isinstance(for_path(CASES / name), Tmx)


def _file(tmp_path: Path, body: str, before: str = "", encoding: str = "utf-8") -> Path:
    path = tmp_path / "in.tmx"
    text = f'{before}<tmx version="1.4"><header/><body>{body}</body></tmx>'
    path.write_bytes(text.encode(encoding))
    return path


def _tu(*texts: tuple[str, str]) -> str:
    variants = (f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in texts)
    return f"<tu>{''.join(variants)}</tu>"


PAIR = _tu(("zh", "宪法"), ("bo", "རྩ་ཁྲིམས"))


def test_units_come_one_by_one(tmp_path: Path) -> None:
    path = _file(tmp_path, PAIR * 3)
    units = Tmx().iter_units(path)
    assert isinstance(units, GeneratorType)
    assert next(units) == Unit("tu1", "宪法", "རྩ་ཁྲིམས", State.FINAL)
    assert [unit.id for unit in units] == ["tu2", "tu3"]


def test_units_before_damage_are_not_lost(tmp_path: Path) -> None:
    path = _file(tmp_path, PAIR * 2000)
    path.write_bytes(path.read_bytes()[:-300])
    seen = []
    with pytest.raises(InputError, match="broken") as caught:
        for unit in Tmx().iter_units(path):
            seen.append(unit)
    assert len(seen) > 1900
    assert caught.value.where == str(path) and caught.value.remedy


def test_a_unit_without_both_languages_is_left_out(tmp_path: Path) -> None:
    body = _tu(("zh", "宪法")) + _tu(("bo", "ཀ")) + PAIR + _tu(("zh", ""), ("bo", "ཀ"))
    assert [unit.id for unit in Tmx().read_units(_file(tmp_path, body))] == ["tu3"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param("", "no translation unit", id="empty"),
        pytest.param(_tu(("zh", "宪法"), ("en", "x")), "languages are zh, en", id="no Tibetan"),
        pytest.param(_tu(("de", "x"), ("", "y")), r"languages are de, \(none\)", id="neither"),
        pytest.param(
            _tu(("zh", "宪法")) + _tu(("bo", "ཀ")), "both Chinese and Tibetan", id="never together"
        ),
        pytest.param(
            "".join(_tu((f"x-{n}", "a")) for n in range(12)), "x-9, …", id="many languages"
        ),
    ],
)
def test_a_file_without_pairs_says_what_it_has(tmp_path: Path, body: str, message: str) -> None:
    path = _file(tmp_path, body)
    with pytest.raises(InputError, match=message) as caught:
        Tmx().read_units(path)
    assert caught.value.where == str(path) and caught.value.remedy


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"<xliff/>", "not a TMX"),
        (b"\xe5\xae\xaa", "broken"),
        (b"<tmx><body><tu>", "broken"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "in.tmx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        Tmx().read_units(path)


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.tmx", tmp_path):
        with pytest.raises(InputError) as caught:
            Tmx().read_units(path)
        assert caught.value.where == str(path)


_NAMES_A_FILE = [
    '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
    '<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE tmx SYSTEM "http://localhost:9/tmx14.dtd">',
    '<!DOCTYPE tmx PUBLIC "-//LISA OSCAR:1998//DTD for Translation Memory eXchange//EN" "t.dtd">',
]
_DECLARES = [
    '<!DOCTYPE tmx [<!ENTITY e "x">]>',
    '<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE tmx [<!ENTITY % p SYSTEM "http://localhost:9/p.dtd"> %p;]>',
    '<!DOCTYPE tmx [<!ATTLIST tuv xml:lang CDATA "zh">]>',
    "<!DOCTYPE tmx []>",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("before", _NAMES_A_FILE)
def test_a_named_document_type_is_passed_over(tmp_path: Path, before: str, encoding: str) -> None:
    (tmp_path / "tmx14.dtd").write_text('<!ENTITY e "from the file">', encoding="utf-8")
    path = _file(tmp_path, PAIR + _tu(("zh", "宪&e;法"), ("bo", "ཀ")), before, encoding)
    assert [unit.source for unit in Tmx().read_units(path)] == ["宪法", "宪法"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("before", _DECLARES)
def test_declarations_are_dangerous(tmp_path: Path, before: str, encoding: str) -> None:
    path = _file(tmp_path, PAIR, before, encoding)
    with pytest.raises(UnsafeInputError, match="document type"):
        Tmx().read_units(path)


def test_declarations_far_down_are_dangerous(tmp_path: Path) -> None:
    before = f"<!--{'x' * 2**20}-->{_DECLARES[0]}"
    with pytest.raises(UnsafeInputError):
        Tmx().read_units(_file(tmp_path, PAIR, before))


# --- what is written -----------------------------------------------------------------------------


UNITS = [
    _final("L1.1", RIGHTS, origin="reader.docx", changed="2025-03-14T08:30:00Z", notes=("看",)),
    Unit("L1.2", LAND, TARGET[LAND], State.TRANSLATED, draft="ཀ", origin="engine"),
    Unit("L1.3", EQUAL),
]


def test_the_written_file(tmp_path: Path) -> None:
    path = tmp_path / "out.tmx"
    Tmx().write_units(UNITS, path, "reader.docx")
    tree = etree.parse(str(path))
    etree.DTD(str(DTD)).assertValid(tree)
    assert 'DOCTYPE tmx SYSTEM "tmx14.dtd"' in path.read_text(encoding="utf-8")
    header = tree.getroot()[0]
    assert [header.get(name) for name in ("creationtool", "segtype", "srclang")] == [
        "gyur",
        "sentence",
        "zh-CN",
    ]
    units = list(tree.getroot().iter("tu"))
    assert [unit.get("tuid") for unit in units] == ["L1.1", "L1.2"]  # the third has no target
    source, target = units[0].findall("tuv")
    assert dict(source.attrib) == {_LANGUAGE: "zh-CN"}
    assert dict(target.attrib) == {
        _LANGUAGE: "bo-CN",
        "creationid": "reader.docx",
        "creationdate": "20250314T083000Z",
        "changedate": "20250314T083000Z",
    }


def test_units_come_back(tmp_path: Path) -> None:
    path = tmp_path / "out.tmx"
    Tmx().write_units(UNITS, path, "reader.docx")
    first, second = Tmx().read_units(path)
    assert first == UNITS[0]
    assert second.state is State.TRANSLATED  # a draft stays one


def test_samples_can_be_written_again(tmp_path: Path) -> None:
    for name, units in SAMPLES.items():
        Tmx().write_units(units, tmp_path / name, name)
        etree.DTD(str(DTD)).assertValid(etree.parse(str(tmp_path / name)))
        assert Tmx().read_units(tmp_path / name) == units


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(source=_TEXT, target=_TEXT)
def test_any_text_comes_back(tmp_path: Path, source: str, target: str) -> None:
    path = tmp_path / "out.tmx"
    unit = Unit("1", f"宪{source}", f"ཀ{target}", State.FINAL)
    Tmx().write_units([unit], path, "a")
    (back,) = Tmx().read_units(path)

    def held(text: str) -> str:
        return text.replace("\ufffe", "").replace("\uffff", "")

    assert (back.source, back.target) == (held(unit.source), held(unit.target))


def test_control_characters_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "out.tmx"
    Tmx().write_units([Unit("\x001", "宪\x00法\r\n", "ཀ\x1f", State.FINAL)], path, "\x07")
    assert Tmx().read_units(path) == [Unit("1", "宪法\n", "ཀ", State.FINAL)]


def test_no_units_give_a_valid_file(tmp_path: Path) -> None:
    Tmx().write_units([], tmp_path / "out.tmx", "a")
    etree.DTD(str(DTD)).assertValid(etree.parse(str(tmp_path / "out.tmx")))


def test_a_failed_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.tmx"
    path.write_bytes(b"old")

    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match="disk is full"):
        Tmx().write_units(UNITS, path, "a")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("tag", "chinese", "tibetan", "traditional"),
    [
        ("zh-CN", True, False, False),
        ("ZH", True, False, False),
        ("zh_Hans", True, False, False),
        ("zh-Hant-TW", True, False, True),
        ("zh-HK", True, False, True),
        ("cmn", True, False, False),
        ("bo", False, True, False),
        ("BO-CN", False, True, False),
        ("bod", False, True, False),
        ("zha", False, False, False),
        ("bos", False, False, False),
        ("", False, False, False),
    ],
)
def test_language_tags(tag: str, chinese: bool, tibetan: bool, traditional: bool) -> None:
    assert (is_chinese(tag), is_tibetan(tag), is_traditional(tag)) == (
        chinese,
        tibetan,
        traditional,
    )
