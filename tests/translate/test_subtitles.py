"""Subtitles: texts of cues, their tags and lines; times and everything else stay."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translate.document import Mark, Translation
from translate.errors import InputError
from translate.formats import for_path
from translate.formats.timed import subtitles as module
from translate.formats.timed.cue import read_cue, written_cue

SRT = """1
00:00:01,000 --> 00:00:04,000 X1:10 X2:90
一切违反宪法和法律的行为，
必须予以追究。

2
00:00:05,000 --> 00:00:06,500
{\\an8}<i>学习宪法</i>

"""
VTT = """WEBVTT - 课程

STYLE
::cue { color: red }

NOTE 译者：
不要翻译

引子
00:01.000 --> 00:04.000 align:start
<v 老师>法律 &amp; <b>宪法</b>

2
01:00:05.000 --> 01:00:06.500
<c.loud>学习宪法</c>
"""
BOTH = "རྩ་ཁྲིམས་དང་བཅའ་ཁྲིམས་ལས་འགལ་བའི་བྱ་སྤྱོད་ཚང་མར་ངེས་པར་རྩད་གཅོད་བྱེད་དགོས།"
LAW = "ཁྲིམས།"
LEARN = "རྩ་ཁྲིམས་སློབ་སྦྱོང་།"


def _read(tmp_path: Path, text: str | bytes, name: str = "in.srt") -> dict[str, str]:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return {block.id: block.text for block in for_path(path).read(path).blocks}


def _written(
    tmp_path: Path, text: str | bytes, targets: dict[str, str | Translation], name: str = "in.srt"
) -> str:
    _read(tmp_path, text, name)
    path = tmp_path / name
    out = tmp_path / f"out{path.suffix}"
    form = for_path(path)
    given = {k: t if isinstance(t, Translation) else Translation(t) for k, t in targets.items()}
    form.write(form.read(path), given, out)
    return out.read_bytes().decode()


def test_lines_of_a_subtitle_are_one_text(tmp_path: Path) -> None:
    assert _read(tmp_path, SRT) == {
        "1": "一切违反宪法和法律的行为，必须予以追究。",
        "2": "学习宪法",
    }


def test_a_translation_has_as_many_lines_and_all_else_stays(tmp_path: Path) -> None:
    out = _written(tmp_path, SRT, {"1": BOTH, "2": LEARN})
    first = "རྩ་ཁྲིམས་དང་བཅའ་ཁྲིམས་ལས་འགལ་བའི་བྱ་"
    assert out == SRT.replace("一切违反宪法和法律的行为，", first).replace(
        "必须予以追究。", BOTH.removeprefix(first)
    ).replace("学习宪法", LEARN)


def test_webvtt(tmp_path: Path) -> None:
    assert _read(tmp_path, VTT, "in.vtt") == {"1": "法律 & 宪法", "2": "学习宪法"}
    target = Translation("ཁྲིམས། & རྩ་ཁྲིམས་<x>", (Mark(9, 18, "s2"),))
    out = _written(tmp_path, VTT, {"1": target, "2": LEARN}, "in.vtt")
    assert out == VTT.replace(
        "<v 老师>法律 &amp; <b>宪法</b>", "<v 老师>ཁྲིམས། &amp; <b>རྩ་ཁྲིམས་</b>&lt;x&gt;"
    ).replace("学习宪法", LEARN)


def test_untranslated_subtitles_keep_their_bytes(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        data = SRT.replace("\n", "\r\n").encode(encoding)
        _read(tmp_path, data)
        form = for_path(tmp_path / "in.srt")
        form.write(form.read(tmp_path / "in.srt"), {}, tmp_path / "out.srt")
        assert (tmp_path / "out.srt").read_bytes() == data


def test_players_get_a_mark_unless_the_file_was_plain_utf8(tmp_path: Path) -> None:
    for encoding, marked in (("utf-8", False), ("utf-8-sig", True), ("gb18030", True)):
        out = _written(tmp_path, SRT.encode(encoding), {"1": BOTH})
        assert out.encode().startswith(codecs.BOM_UTF8) is marked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "0:0:1,0 --> 0:0:2,0\n法\n0:0:3,0 --> 0:0:4,0\n律",
            {"1": "法", "2": "律"},
            id="no numbers",
        ),
        pytest.param("1\n-0:0:1,0-->-0:0:2,0\n法\n", {"1": "法"}, id="times that touch"),
        pytest.param("1\n-00:00:01,0 --> -00:00:02,0\n法\n", {"1": "法"}, id="negative times"),
        pytest.param(
            "1\n0:0:1,0 --> 0:0:2,0\n法\n2\n0:0:3,0 --> 0:0:4,0\n律",
            {"1": "法", "2": "律"},
            id="no empty line",
        ),
        pytest.param(
            "1\n0:0:1,0 --> 0:0:2,0\n法\n\n律\n\n2\n0:0:3,0 --> 0:0:4,0\n令\n",
            {"1": "法", "1.2": "律", "2": "令"},
            id="an empty line within",
        ),
        pytest.param("1\n0:0:1.0 --> 0:0:2.0\n\n法\n", {"1": "法"}, id="an empty line before"),
        pytest.param(
            "导言\n\n1\n0:0:1,0 --> 0:0:2,0\n法\n", {"1": "法"}, id="text before the first"
        ),
        pytest.param("9\n0:0:1,0 --> 0:0:2,0\n2025\n5\n", {"1": "2025 5"}, id="only digits"),
    ],
)
def test_subtitles_of_every_make(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert _read(tmp_path, text) == expected
    targets: dict[str, str | Translation] = dict.fromkeys(expected, LAW)
    _written(tmp_path, text, targets)
    found = for_path(tmp_path / "out.srt").read(tmp_path / "out.srt").blocks
    assert [(block.id, block.text) for block in found] == list(targets.items())


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        pytest.param(["学习", "宪法"], "学习宪法", id="Chinese"),
        pytest.param(["the", "law"], "the law", id="Latin"),
        pytest.param(["the ", "law"], "the law", id="a space is there"),
        pytest.param(["学习law", "and 宪法"], "学习law and 宪法", id="Latin at the end"),
        pytest.param(["- 你好", "- 再见"], "- 你好\n- 再见", id="two speakers"),
        pytest.param(["-你好", "再见"], "-你好再见", id="one speaker"),
        pytest.param(["宪法。", "The law rules."], "宪法。\nThe law rules.", id="bilingual"),
        pytest.param(["Law!", "学习", "宪法"], "Law!\n学习宪法", id="bilingual, Chinese below"),
        pytest.param(["学习", "Law"], "学习Law", id="a Latin word"),
        pytest.param(["<i>学习", "宪法</i>"], "学习宪法", id="a tag over lines"),
        pytest.param(["a < b", "c > d"], "a < b c > d", id="no tags"),
        pytest.param(["<i><b>法", "</u></i>律</b>"], "法律", id="tags that cross"),
    ],
)
def test_joining(lines: list[str], text: str) -> None:
    assert read_cue(lines, entities=False).text == text


@pytest.mark.parametrize(
    ("lines", "target", "expected"),
    [
        pytest.param(["甲", "乙"], "ཀ་ཁ་ག་ང་", ["ཀ་ཁ་", "ག་ང་"], id="after a tsheg"),
        pytest.param(
            ["甲", "乙"], "ཀ་ཁ་ག། ང་ཅ།", ["ཀ་ཁ་ག།", "ང་ཅ།"], id="at a shad, off the middle"
        ),
        pytest.param(["甲", "乙"], "ཁྲིམས་།", ["ཁྲིམས་།"], id="never before a shad"),
        pytest.param(["甲", "乙"], "ཀ༌ཁ", ["ཀ༌ཁ"], id="a tsheg that holds together"),
        pytest.param(["甲", "乙"], "law and order", ["law and", "order"], id="Latin"),
        pytest.param(["甲", "乙", "丙"], "ཀ་ཁ་ག་ང་ཅ་ཆ་", ["ཀ་ཁ་", "ག་ང་", "ཅ་ཆ་"], id="three"),
        pytest.param(["- 甲", "- 乙"], "- ཀ།\n- ཁ།", ["- ཀ།", "- ཁ།"], id="two speakers"),
        pytest.param(["甲"], "ཀ།\n\nཁ།", ["ཀ། ཁ།"], id="an engine's line ends"),
        pytest.param(["- 甲", "- 乙"], "ཀ།\n\n \nཁ།", ["ཀ།", "ཁ།"], id="no empty line"),
        pytest.param(["甲"], "1 --> 2\x00\ud800", ["1 --› 2"], id="no arrow"),
        pytest.param(["{\\an8}甲"], "", ["{\\an8}"], id="empty"),
        pytest.param(["甲"], "", [], id="empty without a place"),
        pytest.param(["<i>甲</i>"], "ཀ", ["<i>ཀ</i>"], id="a tag around all"),
        pytest.param(["<v 老师>甲"], "ཀ", ["<v 老师>ཀ"], id="a tag that stays open"),
        pytest.param(["甲<00:01.000>乙"], "ཀཁ", ["ཀཁ<00:01.000>"], id="a time without a mark"),
    ],
)
def test_breaking(lines: list[str], target: str, expected: list[str]) -> None:
    cue = read_cue(lines, entities=False)
    assert written_cue(cue, Translation(target), entities=False) == expected


def test_tags_follow_their_marks() -> None:
    cue = read_cue(["<i>学习<b>宪法</b></i>，<00:01.000>好"], entities=False)
    assert cue.text == "学习宪法，好"
    assert cue.marks == (
        Mark(0, 2, "s1"),
        Mark(2, 4, "s2"),
        Mark(4, 6, "s3"),
        Mark(5, 5, "o1"),
    )
    marks = (Mark(0, 9, "s2"), Mark(9, 19, "s1"), Mark(9, 9, "o1"), Mark(19, 21, "s3"))
    target = Translation("རྩ་ཁྲིམས་སློབ་སྦྱོང་།", marks)
    (line,) = written_cue(cue, target, entities=False)
    assert line == "<i><b>རྩ་ཁྲིམས་</b><00:01.000>སློབ་སྦྱོང</i>་།"


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        pytest.param("学习宪法\n", "in.srt", "nothing to translate", id="no times"),
        pytest.param("1\n0:0:1,0 --> 0:0:2,0\n\n", "in.srt", "nothing to translate", id="no text"),
        pytest.param(VTT, "in.srt", "begins with WEBVTT", id="WebVTT named .srt"),
        pytest.param(SRT, "in.vtt", "does not begin with WEBVTT", id="SubRip named .vtt"),
        pytest.param(b"PK\x03\x04", "in.srt", "a ZIP archive", id="a ZIP archive"),
    ],
)
def test_what_is_no_subtitle(tmp_path: Path, data: str | bytes, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        _read(tmp_path, data, name)
    assert caught.value.where == str(tmp_path / name)
    assert caught.value.remedy


def test_the_limit_is_five_megabytes() -> None:
    assert module.LARGEST == 5 * 1024 * 1024


_LINES = st.sampled_from(
    [
        "",
        " ",
        "1",
        "12",
        "0:0:1,0 --> 0:0:2,0",
        "法律",
        "- 法",
        "<i>法",
        "</i>",
        "{\\an8}",
        "NOTE x",
    ]
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(_LINES, max_size=14), name=st.sampled_from(["in.srt", "in.vtt"]))
def test_any_order_of_lines_keeps_its_times(tmp_path: Path, lines: list[str], name: str) -> None:
    text = "\n".join(["WEBVTT\n"] * (name == "in.vtt") + lines)
    try:
        found = _read(tmp_path, text, name)
    except InputError:
        return
    assert _written(tmp_path, text, {}, name) == text
    out = _written(tmp_path, text, dict.fromkeys(found, LAW), name)
    assert out.count("-->") == text.count("-->")
    assert out.count(LAW) == len(found)
