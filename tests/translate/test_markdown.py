"""Markdown: what becomes a block, and translations that are read again as what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translate.document import Block, Kind, Mark, Translation
from translate.errors import InputError
from translate.formats.web.commonmark import parse
from translate.formats.web.markdown import Markdown

TIBETAN = "རྩ་ཁྲིམས་གཞིར་བཟུང་ནས།"
LAW = "བཅའ་ཁྲིམས།"


def _blocks(tmp_path: Path, source: str) -> tuple[Block, ...]:
    path = tmp_path / "in.md"
    path.write_bytes(source.encode())
    return Markdown().read(path).blocks


def _written(tmp_path: Path, source: str, *translations: Translation) -> str:
    """The file after its blocks in order were given these translations."""
    path, out = tmp_path / "in.md", tmp_path / "out.md"
    path.write_bytes(source.encode())
    document = Markdown().read(path)
    ids = [block.id for block in document.blocks]
    Markdown().write(document, dict(zip(ids, translations, strict=False)), out)
    return out.read_bytes().decode()


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        pytest.param("# 宪法 #\n\n法律\n===\n", ["宪法", "法律"], id="headings"),
        pytest.param("宪法\n规定\n\n二", ["宪法规定", "二"], id="paragraphs"),
        pytest.param("宪法\nlaw\n", ["宪法 law"], id="a line that ends before Latin"),
        pytest.param("一  \n二\\\n三<br>四", ["一\n二\n三\n四"], id="line breaks"),
        pytest.param("- 一\n- 二\n  - 三\n1. 四", ["一", "二", "三", "四"], id="lists"),
        pytest.param("- [ ] 一\n- [x] 二", ["一", "二"], id="tasks"),
        pytest.param("> 一\n> 二\n>\n> > 三", ["一二", "三"], id="quotes"),
        pytest.param("|一|二|\n|-|-|\n| a\\|三 |  |\n", ["一", "二", "a|三"], id="a table"),
        pytest.param("一|二\n-|-\n三|四|五\n六", ["一", "二", "三", "四", "六"], id="a bare table"),
        pytest.param("> - |一|\n>   |-|\n>   |二|", ["一", "二"], id="a table within"),
        pytest.param("一[^a]\n\n[^a]: 二\n    三\n\n    四\n", ["一", "二三", "四"], id="notes"),
        pytest.param("```\n码\n```\n\n    码\n\n一`码`", ["一"], id="code"),
        pytest.param("<div>\n块\n</div>\n\n<!-- x -->\n一", ["一"], id="HTML"),
        pytest.param("<div>\n\n一\n\n</div>", ["一"], id="text between HTML"),
        pytest.param("[律]: http://a.cn\n\n[律]和[法][律]", ["律和法"], id="definitions"),
        pytest.param("![图](a.png)\n\n一![图](b.png)", ["一"], id="images"),
        pytest.param("---\ntitle: 宪法\n---\n一", ["一"], id="front matter"),
        pytest.param("+++\ntitle = '宪法'\n+++\n一", ["一"], id="front matter in TOML"),
        pytest.param("---\n\n一\n\n---\n", ["一"], id="rules"),
        pytest.param("&lt;宪法&gt; \\*", ["<宪法> *"], id="escapes"),
        pytest.param("　　一\n\n二　\n", ["一", "二"], id="indents"),
    ],
)
def test_what_is_a_block(tmp_path: Path, source: str, texts: list[str]) -> None:
    assert [block.text for block in _blocks(tmp_path, source)] == texts
    crlf = _blocks(tmp_path, source.replace("\n", "\r\n"))
    assert [block.text for block in crlf] == texts


def test_blocks_are_named_by_their_lines(tmp_path: Path) -> None:
    source = "---\na: b\n---\n# 一\n\n- 二\n\n|三|四|\n|-|-|\n\n[^1]: 五\n"
    found = _blocks(tmp_path, source)
    assert [block.id for block in found] == ["L4", "L6", "L8.1", "L8.2", "L11"]
    kinds = [Kind.HEADING, Kind.LIST_ITEM, Kind.CELL, Kind.CELL, Kind.FOOTNOTE]
    assert [block.kind for block in found] == kinds


def test_marks_are_stretches_and_objects(tmp_path: Path) -> None:
    (block,) = _blocks(tmp_path, "依据**宪*法***`x`和[律](u)![图](i)的")
    assert block.text == "依据宪法和律的"
    assert block.marks == (
        Mark(0, 2, "s1"), Mark(2, 3, "s2"), Mark(3, 4, "s3"), Mark(4, 4, "o1"), Mark(4, 5, "s1"),
        Mark(5, 6, "s4"), Mark(6, 6, "o2"), Mark(6, 7, "s1"),
    )  # fmt: skip


def test_a_link_inside_a_link_text_is_kept(tmp_path: Path) -> None:
    (block,) = _blocks(tmp_path, "[![图](i) 法](u) 律")
    assert block.text == "法 律"
    assert _written(tmp_path, "[![图](i) 法](u) 律", Translation(LAW, (Mark(0, 10, "s2"),))) == (
        f"{LAW} [![图](i)](u)"
    )


@pytest.mark.parametrize(
    ("source", "target", "written"),
    [
        pytest.param("依据**宪法**", (Mark(0, 8, "s2"),), "**རྩ་ཁྲིམས**་གཞིར་བཟུང་ནས།", id="word"),
        pytest.param("依据**宪法**", (Mark(0, 9, "s2"),), "**རྩ་ཁྲིམས**་གཞིར་བཟུང་ནས།", id="tsheg"),
        pytest.param("依据 __宪法__", (Mark(9, 13, "s2"),), "རྩ་ཁྲིམས་**གཞིར**་བཟུང་ནས།", id="within"),
        pytest.param("依据*宪法*", (Mark(3, 5, "s2"),), "རྩ་*ཁྲི*མས་གཞིར་བཟུང་ནས།", id="vowel sign"),
        pytest.param("依据~~宪法~~", (Mark(0, 22, "s2"),), "~~རྩ་ཁྲིམས་གཞིར་བཟུང་ནས།~~", id="all"),
        pytest.param("依据[宪法](<a b> '题')", (Mark(0, 8, "s2"),),
                     "[རྩ་ཁྲིམས](<a b> '题')་གཞིར་བཟུང་ནས།", id="link"),
        pytest.param("依据<u>宪法</u>", (Mark(0, 8, "s2"),), "<u>རྩ་ཁྲིམས</u>་གཞིར་བཟུང་ནས།", id="tags"),
    ],
)  # fmt: skip
def test_formatting_moves_with_its_mark(
    tmp_path: Path, source: str, target: tuple[Mark, ...], written: str
) -> None:
    assert _written(tmp_path, source, Translation(TIBETAN, target)) == written


def test_where_asterisks_fail_there_are_tags(tmp_path: Path) -> None:
    target = Translation("ཁྲིམས", (Mark(0, 3, "s2"), Mark(3, 5, "s4")))
    out = _written(tmp_path, "~~甲~~乙**丙~~丁~~**", target)
    assert out == "ཁྲི<strong><s>མས</s></strong>"


def test_links_and_objects_are_never_lost(tmp_path: Path) -> None:
    source = "依据[法](u)和[律][d]的`x`[^1]。\n\n[d]: v\n"
    out = _written(tmp_path, source, Translation(LAW, (Mark(0, 11, "s1"),)))
    assert out == f"{LAW}`x`[^1][](u)[][d]\n\n[d]: v\n"
    out = _written(tmp_path, source, Translation(LAW))
    assert out == f"[{LAW}](u)`x`[^1][][d]\n\n[d]: v\n"


@pytest.mark.parametrize(
    ("source", "written"),
    [
        pytest.param("`a` `b` 法", f"`a` `b` {LAW}", id="before the text"),
        pytest.param("法 `a` `b`", f"{LAW} `a` `b`", id="behind it"),
        pytest.param("[![](a)](b) [![](c)](d) 法", f"[![](a)](b) [![](c)](d) {LAW}", id="links"),
        pytest.param("`a`\n法", f"`a`{LAW}", id="a line end before Chinese"),
    ],
)  # fmt: skip
def test_objects_at_the_ends_keep_their_space(tmp_path: Path, source: str, written: str) -> None:
    (block,) = _blocks(tmp_path, source)
    length = len(LAW)
    marks = tuple(Mark(at := min(m.start, 1) * length, at, m.key) for m in block.marks)
    assert _written(tmp_path, source, Translation(LAW, marks)) == written


def test_an_object_that_leaves_the_end_takes_no_space_along(tmp_path: Path) -> None:
    target = Translation(LAW, (Mark(0, 3, "s1"), Mark(4, 4, "o1")))
    out = _written(tmp_path, "- **依据**该法律 `x`\n  - 二\n", target)
    assert out == "- **བཅའ**་`x`ཁྲིམས།\n  - 二\n"


def test_code_never_runs_into_code(tmp_path: Path) -> None:
    marks = (Mark(4, 4, "o1"), Mark(4, 4, "o2"))
    out = _written(tmp_path, "依据 `x` `y` 的", Translation(LAW, marks))
    assert "`x` `y`" in out


def test_a_shortcut_still_finds_its_definition(tmp_path: Path) -> None:
    out = _written(tmp_path, "见[律]。\n\n[律]: u\n", Translation(LAW, (Mark(0, 9, "s2"),)))
    assert out == "[བཅའ་ཁྲིམས][律]།\n\n[律]: u\n"


@pytest.mark.parametrize(
    ("source", "written"),
    [
        pytest.param("> - 一\n>   二\n", f"> - {LAW}\\\n>   {LAW}\n", id="in a quoted list"),
        pytest.param("1. 一\r\n\r\n二\r\n", f"1. {LAW}\\\r\n   {LAW}\r\n\r\n二\r\n", id="Windows"),
        pytest.param("# 一", f"# {LAW}<br>{LAW}", id="in a heading"),
        pytest.param("|一|\n|-|\n", f"|{LAW}<br>{LAW}|\n|-|\n", id="in a cell"),
        pytest.param("一\n===\n", f"{LAW}\\\n{LAW}\n===\n", id="in an underlined heading"),
    ],
)
def test_line_breaks_keep_what_lines_begin_with(tmp_path: Path, source: str, written: str) -> None:
    assert _written(tmp_path, source, Translation(f" {LAW} \n\n {LAW}\n")) == written


@pytest.mark.parametrize(
    "text",
    ["# a", "> a", "- a", "+ a", "1. a", "2) a", "---", "===", "```a", "~~~", "    a", "<div>",
     "|a|", "*a*", "_a_", "`a`", "[a](b)", "![a](b)", "[a]: b", "[^1]: a", "<http://a>", "&lt;",
     "\\", "a\\*", "a #", "~~a~~", "a|b\n-|-", "a\n===", "a\n- b", "[ ] a", "a\\", "!", "1.", ":-"],
)  # fmt: skip
@pytest.mark.parametrize(
    "source",
    ["一\n", "# 一\n", "一\n===\n", "- 一\n", "- [ ] 一\n", "|一|\n|-|\n", "一|x\n-|-\n", "> 一\n"],
)
def test_no_text_becomes_markup(tmp_path: Path, text: str, source: str) -> None:
    out = _written(tmp_path, source, Translation(text))
    (tmp_path / "out.md").write_bytes(out.encode())
    assert Markdown().read(tmp_path / "out.md").blocks[0].text == text.strip()
    assert [t.type for t in parse(out)[0]] == [t.type for t in parse(source)[0]]


def test_what_is_not_translated_keeps_every_byte(tmp_path: Path) -> None:
    source = "宪法\t\r\n* 一 *x*\r\n\r\n__二__\r\n\r\n#  三  ##\n| 四|\n|--|\n"
    assert _written(tmp_path, source) == source
    same = [Translation(block.text, block.marks) for block in _blocks(tmp_path, source)]
    assert _written(tmp_path, source, *same) == source
    assert _written(tmp_path, source, same[0], Translation(LAW)) == source.replace("一 *x*", LAW)


@pytest.mark.parametrize(
    "source", ["```\n宪法\n```\n", "---\ntitle: 宪法\n---\n", "<!-- 宪法 -->\n"]
)
def test_a_file_without_text_has_nothing_to_translate(tmp_path: Path, source: str) -> None:
    with pytest.raises(InputError, match="nothing to translate") as caught:
        _blocks(tmp_path, source)
    assert caught.value.where == str(tmp_path / "in.md")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("法\n\n" + ">" * 20_000 + "法", id="quotes"),
        pytest.param("法\n\n" + "- " * 5_000 + "法", id="lists"),
        pytest.param("法" + "[" * 3_000, id="brackets"),
        pytest.param("法" + "[法](" * 3_000, id="links without end"),
        pytest.param("*法 " * 3_000, id="asterisks"),
        pytest.param("法" + "<u>" * 3_000, id="tags"),
        pytest.param("法\n\n" + "[^1]: " * 3_000, id="notes"),
        pytest.param("|法" * 1_000 + "\n" + "|-" * 1_000 + "\n", id="columns"),
    ],
)
def test_files_made_to_be_slow(tmp_path: Path, source: str) -> None:
    found = _blocks(tmp_path, source)
    assert "法" in found[0].text
    assert LAW in _written(tmp_path, source, Translation(LAW))


_PIECES = (
    "法", "宪法\n第二行", "**重**法", "*a*法*b*", '[链](u "t")文', "![i](u)文", "`c`法",
    "- 项\n- 目", "> 引\n> 用", "1. 甲\n2. 乙", "| a法 | b |\n|---|---|\n| c法 | `d` |", "# 题 #",
    "题\n===",
    "[^1]: 注\n", "文[^1]", "<b>法</b>律<br>x", "<div>\n法\n</div>", "- a\n\n  法\n  > 引",
    "法  \n律", "    代码", "***", "[r]: u", "[r]文", "&amp;法", "<!-- 法 -->", "- [ ] 法",
    "_法_ __律__", "<u>法", "~~法~~律", "a|b\n-|-\n法|x", "http://a.cn 法 <http://b.cn>",
)  # fmt: skip
_MARKS = st.lists(
    st.builds(
        Mark,
        st.integers(-2, 14),
        st.integers(-2, 14),
        st.sampled_from(["s1", "s2", "s3", "o1", "o2", "x"]),
    ),
    max_size=6,
)
_TARGETS = st.builds(
    lambda text, marks: Translation(text + LAW, tuple(marks)),
    st.text(max_size=12) | st.text('ཁྲིམས་། <&"\n*_`[]()#-+>|1.=~!\\:', max_size=14),
    _MARKS,
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_OFTEN = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _shown(text: str) -> str:
    """What of a translation shows: no control characters, no space beside space or line ends."""
    kept = _CONTROL.sub("", text.replace("\t", " ")).strip()
    return re.sub(" +", " ", re.sub(r"\s*\n\s*", "\n", kept))


@_OFTEN
@given(
    pieces=st.lists(st.sampled_from(_PIECES), min_size=1, max_size=5),
    targets=st.lists(_TARGETS, min_size=1, max_size=4),
)
def test_any_translation_is_read_again_as_it_is(
    tmp_path: Path, pieces: list[str], targets: Sequence[Translation]
) -> None:
    source = "\n\n".join(["宪法", *pieces]) + "\n"
    given_targets = [t for t, _ in zip(cycle(targets), _blocks(tmp_path, source), strict=False)]
    out = _written(tmp_path, source, *given_targets)
    assert [t.type for t in parse(out)[0]] == [t.type for t in parse(source)[0]]
    texts = [block.text for block in _blocks(tmp_path, out)]
    assert texts == [_shown(target.text) for target in given_targets]
    for kept in ("](u", "`c`", "`d`", "[^1]", "http://b.cn"):
        assert source.count(kept) <= out.count(kept)


@_OFTEN
@given(source=st.text("*_`[]()<>!\\\n -#1.|~^:&;法a\t", max_size=60))
def test_any_source_is_read_and_written(tmp_path: Path, source: str) -> None:
    source = "宪法\n\n" + source
    found = _blocks(tmp_path, source)
    assert _written(tmp_path, source) == source
    out = _written(tmp_path, source, *(Translation(LAW, block.marks) for block in found))
    assert [block.text for block in _blocks(tmp_path, out)] == [LAW] * len(found)
