"""Web pages: what becomes a block, where its translation goes, and what no page can do."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from translate.document import Block, Kind, Mark, Translation
from translate.errors import InputError, UnsafeInputError
from translate.formats.web.html import Html
from translate.formats.web.hypertext import blocks, scan, translated
from translate.formats.web.tags import tokens

TIBETAN = "རྩ་ཁྲིམས་གཞིར་བཟུང་ནས།"
LAW = "བཅའ་ཁྲིམས།"
PAGE = Path("in.html")


def _blocks(source: str) -> list[Block]:
    return blocks(scan(source, PAGE))


def _texts(source: str) -> list[str]:
    return [block.text for block in _blocks(source)]


def _written(source: str, *translations: Translation) -> str:
    """The page after its blocks in order were given these translations."""
    ids = [block.id for block in _blocks(source)]
    return translated(source, PAGE, dict(zip(ids, translations, strict=False)))


def _read(tmp_path: Path, data: bytes) -> list[str]:
    path = tmp_path / "in.html"
    path.write_bytes(data)
    return [block.text for block in Html().read(path).blocks]


def _rewritten(tmp_path: Path, data: bytes, text: str) -> bytes:
    """The file after its first block became ``text``."""
    path, out = tmp_path / "in.html", tmp_path / "out.html"
    path.write_bytes(data)
    document = Html().read(path)
    Html().write(document, {document.blocks[0].id: Translation(text)}, out)
    return out.read_bytes()


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        pytest.param("<p>一<p>二", ["一", "二"], id="paragraphs without end"),
        pytest.param("<ul><li>一<li>二</ul>三", ["一", "二", "三"], id="items without end"),
        pytest.param("<div>一<div>二</div>三</div>", ["一", "二", "三"], id="text beside blocks"),
        pytest.param("<p>宪<b>法</b><!-- x -->律</p>", ["宪法律"], id="elements in lines"),
        pytest.param("<p>宪法\n  规定</p>", ["宪法规定"], id="a line of the file cut in Chinese"),
        pytest.param("<p>宪法 \n law</p>", ["宪法 law"], id="and before Latin"),
        pytest.param("<p>一<br>二<br/>三</p>", ["一\n二\n三"], id="line breaks"),
        pytest.param("<p>一<br class='a'/>二<br id='b'/>三</p>", ["一\n二三"], id="their looks"),
        pytest.param("<p>　　&nbsp;一\u3000二 </p>", ["一\u3000二"], id="indent"),
        pytest.param("<p>&lt;宪法&gt; &amp; &#27861;</p>", ["<宪法> & 法"], id="entities"),
        pytest.param("<p>3 < 5 是对的</p>", ["3 < 5 是对的"], id="a lone <"),
        pytest.param(
            "<ruby>宪<rp>(</rp><rt>xiàn</rt><rp>)</rp>法<rt>fǎ</ruby>", ["宪法"], id="ruby"
        ),
        pytest.param("<p>拨打<code>gyur</code>一</p>", ["拨打一"], id="code"),
        pytest.param("<p>一</p><pre>二</pre><script>'三'</script>", ["一"], id="no text"),
        pytest.param("<p>一<svg><text>四</text></svg></p>", ["一"], id="pictures"),
        pytest.param("<p translate=no>一</p><p class='a notranslate'>二</p><p>三</p>", ["三"],
                     id="not to be translated"),
        pytest.param("<p translate=no>一<p>二", ["二"], id="not to be translated, without end"),
        pytest.param("<p>一</p><p>  </p><p>&nbsp;</p><p><img src=a></p>", ["一"], id="blanks"),
        pytest.param("<p>一<b>二</p><p>三</b>四</p>", ["一", "二", "三", "四"], id="across blocks"),
        pytest.param("<b>一<i>二</b>三</i>", ["一", "二", "三"], id="crossed elements"),
        pytest.param("<p>一<a href=x", ["一"], id="cut short"),
        pytest.param("<textarea><p>一</p></textarea><p>二</p>", ["二"], id="typed by readers"),
        pytest.param("<title>宪法\n宣传</title>一", ["宪法宣传", "一"], id="title"),
        pytest.param("<title>Law</title>一", ["一"], id="a title that is not Chinese"),
        pytest.param("<img alt='图' title=\"Law\"><input placeholder=搜索>", ["图", "搜索"],
                     id="attributes"),
        pytest.param('<meta name="Description" content="普法"><meta name="x" content="一">二',
                     ["普法", "二"], id="description"),
    ],
)  # fmt: skip
def test_what_is_a_block(source: str, texts: list[str]) -> None:
    assert _texts(source) == texts


def test_kinds_are_those_of_the_elements_around() -> None:
    source = (
        "<h2>一</h2><p>二</p><ul><li><p>三</p></li></ul><table><tr><td>四</td></tr></table>"
        '<aside epub:type="footnote"><p>五</p></aside><p>六</p>'
    )
    assert [block.kind for block in _blocks(source)] == [
        Kind.HEADING, Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.CELL, Kind.FOOTNOTE, Kind.PARAGRAPH,
    ]  # fmt: skip


def test_marks_are_stretches_and_objects() -> None:
    (block,) = _blocks("<p>宪<b>法</b>律<img src=a>是<b>法</b></p>")
    assert block.text == "宪法律是法"
    assert block.marks == (
        Mark(0, 1, "s1"), Mark(1, 2, "s2"), Mark(2, 4, "s1"), Mark(3, 3, "o1"), Mark(4, 5, "s2"),
    )  # fmt: skip


def test_text_that_all_looks_the_same_has_no_marks() -> None:
    assert _blocks("<p> <span class=a><b>宪法</b></span> </p>")[0].marks == ()
    assert _written("<p> <b>宪法</b> </p>", Translation(LAW)) == f"<p> <b>{LAW}</b> </p>"


def test_references_to_notes_are_objects() -> None:
    source = '<p>宪法<sup><a href="#n" id="r">[1]</a></sup>规定<a href="x">法律</a>。</p>'
    (block,) = _blocks(source)
    assert block.text == "宪法规定法律。"
    assert _written(source, Translation(TIBETAN, (Mark(10, 10, "o1"), Mark(0, 9, "s2")))) == (
        '<p><a href="x">རྩ་ཁྲིམས་</a>ག<sup><a href="#n" id="r">[1]</a></sup>ཞིར་བཟུང་ནས།</p>'
    )


def test_formatting_moves_with_its_mark() -> None:
    source = "<p>依据<b class=k>宪法</b>。</p>"
    target = Translation(TIBETAN, (Mark(0, 8, "s2"),))
    assert _written(source, target) == "<p><b class=k>རྩ་ཁྲིམས</b>་གཞིར་བཟུང་ནས།</p>"
    assert _written(source, Translation(TIBETAN)) == f"<p>{TIBETAN}</p>"


@pytest.mark.parametrize("marks", [(), (Mark(3, 3, "s2"),), (Mark(50, 90, "s2"),)])
def test_a_link_without_a_mark_holds_the_text(marks: tuple[Mark, ...]) -> None:
    source = '<p>依据<a href="x">法</a>。</p>'
    assert _written(source, Translation(LAW, marks)) == f'<p><a href="x">{LAW}</a></p>'


def test_links_are_never_lost() -> None:
    source = '<p>依据<a href="x">法</a>和<a href="y">法</a><i id="z">律</i>。</p>'
    out = _written(source, Translation(LAW, (Mark(0, 11, "s1"),)))
    assert out == f'<p>{LAW}<a href="x"></a><a href="y"></a><i id="z"></i></p>'


def test_a_link_in_two_places_has_its_anchor_once() -> None:
    source = '<p>依据<a id="q" href="x">法</a>。</p>'
    out = _written(source, Translation(LAW, (Mark(0, 3, "s2"), Mark(4, 9, "s2"))))
    assert out == '<p><a id="q" href="x">བཅའ</a>་<a href="x">ཁྲིམས</a>།</p>'


def test_objects_are_never_lost_and_cut_no_link() -> None:
    source = '<p>依<img src="a">据<code>b</code>法<a href="x">律</a>。</p>'
    out = _written(source, Translation(LAW, (Mark(0, 9, "s2"), Mark(4, 4, "o1"))))
    assert out == '<p><a href="x">བཅའ་ཁྲིམས</a><img src="a">།<code>b</code></p>'


def test_line_breaks_are_spelled_as_the_page_does() -> None:
    two = Translation(f"{LAW}\n{LAW}")
    assert _written("<p>一<BR>二</p>", two) == f"<p>{LAW}<BR>{LAW}</p>"
    assert _written("<p>一</p>", two) == f"<p>{LAW}<br/>{LAW}</p>"
    calibre = '<p>一<br class="calibre1"/>二</p>'
    assert _written(calibre, two) == f'<p>{LAW}<br class="calibre1"/>{LAW}</p>'
    assert _written("<title>一</title>", two) == f"<title>{LAW} {LAW}</title>"
    assert _written("<img alt=一>", two) == f'<img alt="{LAW} {LAW}">'


def test_text_is_escaped() -> None:
    evil = Translation("<b>&\"'\x00\x85\ud800")
    assert _written("<p>一</p>", evil) == "<p>&lt;b&gt;&amp;\"'</p>"
    assert _written("<img alt='一'>", evil) == '<img alt="&lt;b&gt;&amp;&quot;&#x27;">'


def test_what_is_not_translated_keeps_every_byte() -> None:
    source = "<P Class=a>一 &nbsp;<B>二</b><p\n>三<br><!--x--> 四</P\t><IMG alt = '五'>"
    assert _written(source) == source
    same = [Translation(block.text, block.marks) for block in _blocks(source)]
    assert _written(source, *same) == source
    assert _written(source, Translation("")) == source.replace("一 &nbsp;<B>二</b>", "", 1)


def test_a_translated_page_has_the_blocks_of_its_source() -> None:
    source = (
        "<title>宪法宣传</title><meta name=description content=普法><p>一</p>"
        '<img src="a" alt="图"><p>二<a href="x" title="宪法">法</a>的</p>'
    )
    out = _written(source, *[Translation(LAW)] * len(_blocks(source)))
    assert [block.text for block in _blocks(out)] == [LAW] * 6
    # A link's title may come to stand before or after the text that the link is in.
    assert {block.id for block in _blocks(out)} == {block.id for block in _blocks(source)}


def test_attributes_within_translated_text() -> None:
    source = '<p>依据<a href="x" title="宪法">法</a><img alt="图">的</p>'
    targets = Translation(TIBETAN, (Mark(0, 9, "s2"),)), Translation(LAW), Translation("པར")
    assert _written(source, *targets) == (
        f'<p><a href="x" title="{LAW}">རྩ་ཁྲིམས་</a>གཞིར་བཟུང་ནས།<img alt="པར"></p>'
    )


def test_languages_follow_most_of_the_text() -> None:
    source = '<html lang="zh-CN"><p lang=zh>宪法</p><p lang="ZH_cn">法律法</p><p lang=en>一</p>'
    assert _written(source, Translation(LAW)) == source.replace(
        "<p lang=zh>宪法", f'<p lang="bo">{LAW}'
    )
    out = _written(source, Translation(LAW), Translation(LAW))
    assert re.findall("lang=[^> ]+", out) == ['lang="bo"', 'lang="bo"', 'lang="bo"', "lang=en"]


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "big5", "utf-16", "utf-8"])
def test_a_translated_page_is_utf8_and_says_so(tmp_path: Path, charset: str) -> None:
    page = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"><p>憲法的規定</p>'
    )
    data = page.encode("gb18030" if charset == "gb2312" else charset)
    out = _rewritten(tmp_path, data, TIBETAN).decode("utf-8-sig")
    assert f"<p>{TIBETAN}</p>" in out
    assert out.count("charset=utf-8") == 1


def test_a_page_in_utf8_that_says_otherwise_is_corrected(tmp_path: Path) -> None:
    page = '<?xml version="1.0" encoding="GB2312"?><p>宪法</p>'.encode()
    out = _rewritten(tmp_path, page, LAW)
    assert out.decode() == f'<?xml version="1.0" encoding="utf-8"?><p>{LAW}</p>'


def test_an_untranslated_page_keeps_its_encoding(tmp_path: Path) -> None:
    data = "<p>宪法的规定</p>\r\n".encode("gb18030")
    assert _rewritten(tmp_path, data, "宪法的规定") == data


def test_declared_entities_are_dangerous(tmp_path: Path) -> None:
    page = '<!DOCTYPE html [<!ENTITY a "法法"><!ENTITY b "&a;&a;">]><p>宪法&b;</p>'
    with pytest.raises(UnsafeInputError, match="entities") as caught:
        _read(tmp_path, page.encode())
    assert caught.value.where == str(tmp_path / "in.html")


def test_a_page_without_text_has_nothing_to_translate(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to translate"):
        _read(tmp_path, b"<html><head><title>Law</title></head><body><img src='a'></body></html>")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("<div>" * 1_900 + "法", id="blocks"),
        pytest.param("<div>" * 1_900 + "</p>" * 10_000 + "法", id="ends of nothing"),
        pytest.param("<p>法" + "<b>" * 1_900 + "律" + "</b>" * 1_900, id="elements in lines"),
        pytest.param("<a><b>法</a></b>" * 2_000, id="crossed"),
        pytest.param("法" + "<!--" * 50_000, id="comments without end"),
        pytest.param("法" + "<a " * 50_000, id="tags without end"),
        pytest.param("法" + "<a b='" * 50_001, id="quotes without end"),
        pytest.param("法<p>" + "<title>" * 50_000, id="titles without end"),
        pytest.param("法" + "<![CDATA[" * 50_000, id="CDATA without end"),
        pytest.param("法" + "<code>" * 1_900, id="code without end"),
    ],
)
def test_pages_made_to_be_slow(source: str) -> None:
    found = _blocks(source)
    assert found[0].text.startswith("法")
    out = _written(source, Translation(LAW))
    assert LAW in out
    assert len(_blocks(out)) == len(found)


@pytest.mark.parametrize("tag", ["div", "b", "code"])
def test_elements_nested_past_all_use_are_dangerous(tmp_path: Path, tag: str) -> None:
    with pytest.raises(UnsafeInputError, match="2,000 deep") as caught:
        _read(tmp_path, ("<p>法\n" + f"<{tag}>" * 100_000).encode())
    assert caught.value.where == f"{tmp_path / 'in.html'}:2"


def test_elements_that_may_stay_open_do_not_nest(tmp_path: Path) -> None:
    assert len(_blocks("<ul>" + "<li>法" * 3_000 + "<p>律" * 3_000)) == 6_000


_NAMES = st.sampled_from("p div ul li b i span a sup ruby rt code pre svg td em".split())
_ATTRIBUTES = st.sampled_from(
    ["", ' class="c"', ' id="{}"', ' href="x"', ' lang="zh"', ' title="法"', ' translate="no"']
)
_LEAVES = st.sampled_from(
    [
        *(
            "法",
            "宪法律",
            " ",
            "\n",
            "，",
            "1",
            "[2]",
            "&amp;",
            "&lt;",
            "<br/>",
            "<!--c-->",
            "<i/>",
        ),
        *('<img src="x" alt="图"/>', '<img src="y"></img>'),
    ]
)
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.builds(
        lambda name, attribute, parts: f"<{name}{attribute}>{''.join(parts)}</{name}>",
        _NAMES,
        _ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)
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
    lambda text, marks: Translation(text, tuple(marks)),
    st.text(max_size=12) | st.text('ཁྲམས་། <&"\n', max_size=12),
    _MARKS,
)
_OFTEN = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _outside_ruby(root: _Element) -> list[_Element]:
    chains = ((e, *e.iterancestors()) for e in root.iter() if isinstance(e.tag, str))
    return [chain[0] for chain in chains if not any(e.tag in ("ruby", "rt") for e in chain)]


@_OFTEN
@given(trees=st.lists(_TREES, max_size=5), targets=st.lists(_TARGETS, min_size=1, max_size=4))
def test_well_formed_pages_stay_so_and_lose_nothing(
    trees: list[str], targets: Sequence[Translation]
) -> None:
    count = itertools.count()
    body = re.sub(r"\{\}", lambda _: f"i{next(count)}", "".join(trees))
    source = f"<div>{body}</div>"
    out = _written(source, *itertools.islice(itertools.cycle(targets), len(_blocks(source))))
    before, after = _outside_ruby(etree.fromstring(source)), list(etree.fromstring(out).iter())
    ids = [e.get("id") for e in after if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {e.get("id") for e in before if e.get("id")} <= set(ids)
    for tag in ("a", "img", "svg", "code", "pre"):
        assert sum(e.tag == tag for e in before) <= sum(e.tag == tag for e in after)


@_OFTEN
@given(source=st.text("<>/=\"'!-[] abpdiv?&;法\n", max_size=60))
def test_any_source_is_read_and_written(source: str) -> None:
    assert "".join(source[t.start : t.end] for t in tokens(source)) == source
    assert _written(source) == source
    found = _blocks(source)
    out = _written(source, *[Translation(LAW)] * len(found))
    assert [block.text for block in _blocks(out)] == [LAW] * len(found)
