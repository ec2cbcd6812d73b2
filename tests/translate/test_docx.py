"""Word documents: what becomes a block, and what its translation becomes in Word's own terms."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from translate.document import Block, Document, Kind, Mark, Translation
from translate.formats.word.docx import Docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = {"w": W, "r": R, "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006"}
_DECLARED = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="{NS["mc"]}" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ROOTS = {"document": "document", "header1": "hdr", "footer1": "ftr"}
TIBETAN = "རྩ་ཁྲིམས་གཞིར་བཟུང་ནས།"


def _relationships(items: Mapping[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="r{number}" Type="{R}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(items.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _save(path: Path, body: str, **parts: str) -> Path:
    """A document of that body; parts are named as in ``word/``, given without their root."""
    content = {"document": f"<w:body>{body}<w:sectPr/></w:body>", **parts}
    kinds = {f"{name}.xml": name.rstrip("1") for name in parts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        main = {"word/document.xml": "officeDocument"}
        archive.writestr("_rels/.rels", _relationships(main))
        archive.writestr("word/_rels/document.xml.rels", _relationships(kinds))
        for name, inner in content.items():
            root = _ROOTS.get(name, name)
            xml = f"<w:{root} {_DECLARED}>{inner}</w:{root}>"
            archive.writestr(f"word/{name}.xml", xml)
        archive.writestr("word/media/image1.png", bytes(range(256)))
    return path


def _blocks(tmp_path: Path, body: str, **parts: str) -> list[Block]:
    return list(Docx().read(_save(tmp_path / "in.docx", body, **parts)).blocks)


def _block(tmp_path: Path, body: str) -> Block:
    (block,) = _blocks(tmp_path, body)
    return block


def _translated(
    tmp_path: Path, body: str, *translations: Translation, **parts: str
) -> dict[str, _Element]:
    """Parts of the document after its blocks in order were given these translations."""
    document = Docx().read(_save(tmp_path / "in.docx", body, **parts))
    ids = [block.id for block in document.blocks]
    out = tmp_path / "out.docx"
    Docx().write(document, dict(zip(ids, translations, strict=False)), out)
    with zipfile.ZipFile(out) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml")]
        return {Path(name).stem: etree.fromstring(archive.read(name)) for name in names}


def _paragraph(tmp_path: Path, body: str, text: str, *marks: Mark) -> _Element:
    return _find(_translated(tmp_path, body, Translation(text, marks))["document"], "//w:p")[0]


def _find(root: _Element, path: str) -> list[_Element]:
    found = root.xpath(path, namespaces=NS)
    assert isinstance(found, list)
    return [item for item in found if isinstance(item, _Element)]


def _texts(root: _Element, path: str = ".//w:t") -> list[str]:
    return [item.text or "" for item in _find(root, path)]


def _shape(paragraph: _Element) -> list[str]:
    """Names and texts of what is in a paragraph, run properties aside."""
    found = []
    for item in paragraph.iterdescendants():
        name = etree.QName(item).localname
        if name == "t":
            found.append(item.text or "")
        elif name not in ("r", "pPr") and not any(
            etree.QName(up).localname in ("rPr", "pPr", "sdtPr") for up in (item, *_above(item))
        ):
            found.append(f"<{name}>")
    return found


def _above(item: _Element) -> list[_Element]:
    return list(item.iterancestors())


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def _field(instruction: str, result: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction[:3]}</w:instrText></w:r>"
        f"<w:r><w:instrText>{instruction[3:]}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


LINK = '<w:hyperlink r:id="rId9" w:history="1">{}</w:hyperlink>'
NOTE = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'


class TestBlocks:
    def test_runs_that_look_alike_in_tibetan_are_one(self, tmp_path: Path) -> None:
        body = _p(
            _run("根据", '<w:rFonts w:hint="eastAsia"/><w:lang w:eastAsia="zh-CN"/>'),
            '<w:proofErr w:type="spellStart"/>',
            _run("2018", '<w:rFonts w:ascii="Times New Roman"/><w:noProof/>'),
            "<w:r><w:lastRenderedPageBreak/><w:t>宪法</w:t></w:r>",
        )
        assert _block(tmp_path, body) == Block("document.1", "根据2018宪法")

    def test_mixed_formatting_gives_a_mark_a_stretch(self, tmp_path: Path) -> None:
        block = _block(tmp_path, _p(_run("根据"), _run("宪法", "<w:b/>"), _run("制定")))
        assert block.marks == (Mark(0, 2, "s1"), Mark(2, 4, "s2"), Mark(4, 6, "s1"))

    def test_symbol_fonts_are_told_apart(self, tmp_path: Path) -> None:
        box = _run("\uf0a8", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')
        assert [mark.end for mark in _block(tmp_path, _p(box, _run("男"))).marks] == [1, 2]

    def test_tabs_breaks_and_hyphens_are_text(self, tmp_path: Path) -> None:
        run = "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:noBreakHyphen/><w:cr/></w:r>"
        assert _block(tmp_path, _p(run)) == Block("document.1", "甲\t乙\n\u2011\n")

    def test_white_space_counts_only_where_preserved(self, tmp_path: Path) -> None:
        plain = "<w:r><w:t>\n  甲 </w:t></w:r>"
        kept = '<w:r><w:t xml:space="preserve"> 乙\n丙 </w:t></w:r>'
        assert _block(tmp_path, _p(plain, kept)).text == "甲 乙 丙 "

    def test_objects_are_empty_marks(self, tmp_path: Path) -> None:
        body = _p(
            '<w:bookmarkStart w:id="0" w:name="a"/>',
            _run("甲"),
            NOTE,
            '<w:r><w:br w:type="page"/><w:drawing/></w:r>',
            _run("乙"),
            '<w:bookmarkEnd w:id="0"/><m:oMath/>',
        )
        block = _block(tmp_path, body)
        assert block.text == "甲乙"
        assert [(mark.start, mark.end) for mark in block.marks] == [
            (0, 0), (1, 1), (1, 1), (1, 1), (2, 2), (2, 2),
        ]  # fmt: skip
        assert len({mark.key for mark in block.marks}) == 6

    def test_hidden_text_is_an_object(self, tmp_path: Path) -> None:
        block = _block(tmp_path, _p(_run("甲"), _run("密", "<w:vanish/>"), _run("乙")))
        assert (block.text, block.marks) == ("甲乙", (Mark(1, 1, "o1"),))

    def test_the_reading_above_a_character_is_no_text(self, tmp_path: Path) -> None:
        ruby = (
            "<w:r><w:ruby><w:rt><w:r><w:t>fǎ</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>法</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        )
        assert _block(tmp_path, _p(ruby, _run("律"))) == Block("document.1", "法律")

    def test_content_controls_hold_text_and_checkboxes_none(self, tmp_path: Path) -> None:
        control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
        body = _p(
            control.format("<w:text/>", _run("姓名")), control.format("<w14:checkbox/>", _run("☐"))
        )
        block = _block(tmp_path, body)
        assert (block.text, block.marks) == ("姓名", (Mark(2, 2, "o1"),))

    def test_paragraphs_without_text_are_no_blocks_but_are_counted(self, tmp_path: Path) -> None:
        body = _p() + _p(_run(" ")) + _p(NOTE) + _p(_run("12")) + _p(_run("甲"))
        blocks = _blocks(tmp_path, body)
        assert [(block.id, block.text) for block in blocks] == [
            ("document.2", " "), ("document.4", "12"), ("document.5", "甲"),
        ]  # fmt: skip

    def test_comments_are_left_alone(self, tmp_path: Path) -> None:
        body = _p('<w:commentRangeStart w:id="0"/>', _run("甲"), '<w:commentRangeEnd w:id="0"/>')
        comment = f'<w:comment w:id="0">{_p(_run("批注"))}</w:comment>'
        assert [b.text for b in _blocks(tmp_path, body, comments=comment)] == ["甲"]


class TestFields:
    def test_a_page_number_is_an_object(self, tmp_path: Path) -> None:
        block = _block(tmp_path, _p(_run("第"), _field("PAGE", _run("3")), _run("页")))
        assert (block.text, block.marks) == ("第页", (Mark(1, 1, "o1"),))
        simple = f'<w:fldSimple w:instr=" PAGE ">{_run("3")}</w:fldSimple>'
        assert _block(tmp_path, _p(_run("第"), simple)).text == "第"

    def test_a_field_stays_whole_with_what_is_in_it(self, tmp_path: Path) -> None:
        inner = f'<w:bookmarkStart w:id="1" w:name="b"/>{_run("图")}{_field("SEQ a", _run("1"))}'
        body = _p(_run("见"), _field("REF x", inner), _run("。"))
        block = _block(tmp_path, body)
        assert (block.text, block.marks) == ("见。", (Mark(1, 1, "o1"),))
        shape = _shape(_paragraph(tmp_path, body, "ཀ།", Mark(0, 0, "o1")))
        source = _shape(etree.fromstring(f"<w:x {_DECLARED}>{_field('REF x', inner)}</w:x>"))
        assert shape == [*source, "ཀ།"]

    def test_the_result_of_a_hyperlink_field_is_text(self, tmp_path: Path) -> None:
        body = _p(_run("见"), _field(' HYPERLINK "http://a" ', _run("宪法")), _run("。"))
        block = _block(tmp_path, body)
        assert block.text == "见宪法。"
        assert [(mark.start, mark.end) for mark in block.marks] == [(0, 1), (1, 3), (3, 4)]
        paragraph = _paragraph(tmp_path, body, "ཀ་ཁ་ག", Mark(2, 4, "s2"))
        shape = _shape(paragraph)
        assert shape == [
            "ཀ་", "<fldChar>", "<instrText>", "<instrText>", "<fldChar>", "ཁ་", "<fldChar>", "ག",
        ]  # fmt: skip

    def test_a_table_of_contents_stays_and_is_rebuilt_by_word(self, tmp_path: Path) -> None:
        first, last = _field(' TOC \\o "1-3" ', "|").split("|")
        body = _p(first, _run("第一章 1")) + _p(_run("第二章 2")) + _p(last) + _p(_run("第一章"))
        assert [b.text for b in _blocks(tmp_path, body)] == ["第一章"]
        root = _translated(tmp_path, body, Translation(TIBETAN))["document"]
        assert _texts(root) == ["第一章 1", "第二章 2", TIBETAN]
        assert [c.get(f"{{{W}}}dirty") for c in _find(root, "//w:fldChar")] == ["1", None, None]

    def test_a_field_that_never_ends_hides_nothing(self, tmp_path: Path) -> None:
        body = _p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', _run("甲")) + _p(_run("乙"))
        assert [b.text for b in _blocks(tmp_path, body)] == ["甲", "乙"]


class TestPlaces:
    def test_kinds(self, tmp_path: Path) -> None:
        styles = (
            '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
            '</w:style><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
            '<w:style w:styleId="x"><w:basedOn w:val="y"/></w:style>'
            '<w:style w:styleId="y"><w:basedOn w:val="x"/><w:pPr><w:numPr><w:numId w:val="3"/>'
            "</w:numPr></w:pPr></w:style>"
        )
        properties = {
            '<w:pStyle w:val="1"/>': Kind.HEADING,
            '<w:outlineLvl w:val="0"/>': Kind.HEADING,
            '<w:outlineLvl w:val="9"/>': Kind.PARAGRAPH,
            '<w:numPr><w:numId w:val="1"/></w:numPr>': Kind.LIST_ITEM,
            '<w:pStyle w:val="x"/>': Kind.LIST_ITEM,
            '<w:pStyle w:val="x"/><w:numPr><w:numId w:val="0"/></w:numPr>': Kind.PARAGRAPH,
            '<w:pStyle w:val="unknown"/>': Kind.PARAGRAPH,
            "": Kind.PARAGRAPH,
        }
        body = "".join(_p(f"<w:pPr>{item}</w:pPr>", _run("甲")) for item in properties)
        blocks = _blocks(tmp_path, body, styles=styles)
        assert [block.kind for block in blocks] == list(properties.values())

    def test_a_drop_cap_belongs_to_its_word(self, tmp_path: Path) -> None:
        frame = '<w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr>'
        large = '<w:position w:val="-9"/><w:sz w:val="124"/>'
        body = _p(frame, _run("法", large)) + _p(_run("律面前人人平等。", "<w:b/>"))
        block = _block(tmp_path, body)
        assert (block.text, block.marks) == ("法律面前人人平等。", ())
        (paragraph,) = _find(_translated(tmp_path, body, Translation(TIBETAN))["document"], "//w:p")
        assert (_texts(paragraph), _find(paragraph, "w:pPr")) == ([TIBETAN], [])

    def test_a_drop_cap_before_a_table_stays(self, tmp_path: Path) -> None:
        frame = '<w:pPr><w:framePr w:dropCap="margin"/></w:pPr>'
        table = f"<w:tbl><w:tr><w:tc>{_p(_run('乙'))}</w:tc></w:tr></w:tbl>"
        blocks = _blocks(tmp_path, _p(frame, _run("甲")) + table)
        assert [block.text for block in blocks] == ["甲", "乙"]

    def test_tables_in_tables(self, tmp_path: Path) -> None:
        table = "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"
        inner = table.format(_p(_run("里")))
        body = table.format(_p(_run("外")) + inner + _p(_run("尾")))
        blocks = _blocks(tmp_path, body)
        assert [(b.text, b.kind) for b in blocks] == [(t, Kind.CELL) for t in "外里尾"]
        root = _translated(tmp_path, body, *map(Translation, ("ཀ", "ཁ", "ག")))["document"]
        assert _texts(root) == ["ཀ", "ཁ", "ག"]
        assert _texts(root, "//w:tc//w:tc//w:t") == ["ཁ"]

    def test_headers_footers_and_notes(self, tmp_path: Path) -> None:
        note = '<w:{0} w:id="{1}">{2}</w:{0}>'
        parts = {
            "header1": _p(_run("页眉")),
            "footer1": _p(_run("页脚")),
            "footnotes": note.format("footnote", 0, _p("<w:r><w:separator/></w:r>"))
            + note.format("footnote", 2, _p("<w:r><w:footnoteRef/></w:r>", _run(" 脚注"))),
            "endnotes": note.format("endnote", 2, _p(_run("尾注"))),
        }
        blocks = _blocks(tmp_path, _p(_run("正文"), NOTE), **parts)
        assert [(b.id, b.text, b.kind) for b in blocks] == [
            ("document.1", "正文", Kind.PARAGRAPH),
            ("footnotes.2", " 脚注", Kind.FOOTNOTE),
            ("endnotes.1", "尾注", Kind.FOOTNOTE),
            ("header1.1", "页眉", Kind.HEADER),
            ("footer1.1", "页脚", Kind.HEADER),
        ]
        targets = [Translation(text, b.marks) for text, b in zip("ཀཁགངཅ", blocks, strict=True)]
        roots = _translated(tmp_path, _p(_run("正文"), NOTE), *targets, **parts)
        names = ("document", "footnotes", "endnotes", "header1", "footer1")
        assert [_texts(roots[name]) for name in names] == [["ཀ"], ["ཁ"], ["ག"], ["ང"], ["ཅ"]]
        assert _shape(_find(roots["footnotes"], "//w:p")[1]) == ["<footnoteRef>", "ཁ"]

    def test_text_boxes_and_their_fallback_say_the_same(self, tmp_path: Path) -> None:
        box = f"<w:txbxContent>{_p(_run('框'))}{_p(_run('内', '<w:b/>'))}</w:txbxContent>"
        body = _p(
            _run("前"),
            '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
            f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            _run("后"),
        )
        blocks = _blocks(tmp_path, body)
        assert [b.text for b in blocks] == ["前后", "框", "内"]
        root = _translated(tmp_path, body, *map(Translation, ("ཀ", "ཁ", "ག")))["document"]
        assert _texts(root, "//mc:Choice//w:t") == ["ཁ", "ག"]
        assert _texts(root, "//mc:Fallback//w:t") == ["ཁ", "ག"]
        assert _texts(root, "/w:document/w:body/w:p/w:r/w:t") == ["ཀ"]

    @pytest.mark.parametrize("frame", ["w:drawing", "w:pict", "w:object"])
    def test_a_text_box_of_either_kind_stands_alone_too(self, tmp_path: Path, frame: str) -> None:
        box = f"<w:txbxContent>{_p(_run('框'))}</w:txbxContent>"
        body = _p(_run("前"), f"<w:r><{frame}>{box}</{frame}></w:r>", _run("后"))
        assert [b.text for b in _blocks(tmp_path, body)] == ["前后", "框"]
        targets = Translation("ཀཁ", (Mark(1, 1, "o1"),)), Translation("ག")
        root = _translated(tmp_path, body, *targets)["document"]
        assert _texts(root) == ["ཀ", "ག", "ཁ"]
        assert _texts(root, f"//{frame}//w:t") == ["ག"]

    def test_content_controls_around_paragraphs_rows_and_cells(self, tmp_path: Path) -> None:
        control = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
        cell = f"<w:tc>{_p(_run('格'))}</w:tc>"
        row = f"<w:tr>{control.format(cell)}</w:tr>"
        body = control.format(_p(_run("段"))) + f"<w:tbl>{control.format(row)}{row}</w:tbl>"
        blocks = _blocks(tmp_path, body)
        assert [(b.text, b.kind) for b in blocks] == [
            ("段", Kind.PARAGRAPH), ("格", Kind.CELL), ("格", Kind.CELL),
        ]  # fmt: skip
        root = _translated(tmp_path, body, *map(Translation, "ཀཁག"))["document"]
        assert _texts(root) == ["ཀ", "ཁ", "ག"]
        assert len(_find(root, "//w:sdt")) == 4

    def test_a_fallback_that_says_something_else_is_translated_too(self, tmp_path: Path) -> None:
        box = "<w:txbxContent>{}</w:txbxContent>"
        body = _p(
            "<w:r><mc:AlternateContent>"
            f'<mc:Choice Requires="wps">{box.format(_p(_run("新")))}</mc:Choice>'
            f"<mc:Fallback>{box.format(_p(_run('旧')))}</mc:Fallback></mc:AlternateContent></w:r>"
        )
        assert [b.text for b in _blocks(tmp_path, body)] == ["新", "旧"]


class TestLayout:
    def test_marks_give_the_target_its_formatting(self, tmp_path: Path) -> None:
        body = _p(_run("根据"), _run("宪法", "<w:b/>"), _run("，制定本法。"))
        start = len("རྩ་ཁྲིམས་")
        paragraph = _paragraph(tmp_path, body, TIBETAN, Mark(0, start, "s2"))
        assert _texts(paragraph) == ["རྩ་ཁྲིམས་", TIBETAN[start:]]
        assert [bool(_find(run, "w:rPr/w:b")) for run in _find(paragraph, "w:r")] == [True, False]

    def test_text_without_a_mark_looks_like_most_of_the_source(self, tmp_path: Path) -> None:
        body = _p(_run("注"), _run("宪法和法律", "<w:i/>"))
        paragraph = _paragraph(tmp_path, body, TIBETAN)
        assert len(_find(paragraph, "w:r/w:rPr/w:i")) == len(_find(paragraph, "w:r")) == 1

    def test_a_letter_and_its_signs_stay_in_one_run(self, tmp_path: Path) -> None:
        body = _p(_run("宪"), _run("法律", "<w:b/>"))
        paragraph = _paragraph(tmp_path, body, "ཁྲིམས", Mark(0, 2, "s1"))
        assert _texts(paragraph) == ["ཁྲི", "མས"]

    def test_tabs_and_breaks(self, tmp_path: Path) -> None:
        paragraph = _paragraph(tmp_path, _p(_run("甲")), "ཀ\tཁ\r\nག\x00\x0b\ud800 ")
        assert _shape(paragraph) == ["ཀ", "<tab>", "ཁ", "<br>", "ག "]
        spaces = {item.get(f"{{{NS_XML}}}space") for item in _find(paragraph, ".//w:t")}
        assert spaces == {"preserve"}

    def test_objects_go_where_their_marks_are(self, tmp_path: Path) -> None:
        body = _p(_run("宪法"), NOTE, _run("和"), "<w:r><w:drawing/></w:r>", _run("法"))
        marks = (Mark(1, 1, "o2"), Mark(3, 3, "o1"))
        paragraph = _paragraph(tmp_path, body, "ཀ་ཁ་", *marks)
        assert _shape(paragraph) == ["ཀ", "<drawing>", "་ཁ", "<footnoteReference>", "་"]
        (run,) = _find(paragraph, "w:r[w:footnoteReference]")
        assert _find(run, "w:rPr/w:vertAlign")

    def test_an_object_without_a_mark_goes_to_the_end(self, tmp_path: Path) -> None:
        body = _p(NOTE, _run("宪法"), '<w:bookmarkStart w:id="1" w:name="b"/>')
        shape = _shape(_paragraph(tmp_path, body, "ཀ"))
        assert shape == ["ཀ", "<footnoteReference>", "<bookmarkStart>"]

    def test_a_range_never_ends_before_it_starts(self, tmp_path: Path) -> None:
        body = _p('<w:bookmarkStart w:id="1"/>', _run("宪法"), '<w:bookmarkEnd w:id="1"/>')
        paragraph = _paragraph(tmp_path, body, "ཀཁ", Mark(1, 1, "o1"), Mark(0, 0, "o2"))
        assert _shape(paragraph) == ["ཀ", "<bookmarkStart>", "<bookmarkEnd>", "ཁ"]

    def test_hyperlinks_move_with_their_marks(self, tmp_path: Path) -> None:
        body = _p(_run("见"), LINK.format(_run("宪法", "<w:u/>")), _run("。"))
        assert [m.key for m in _block(tmp_path, body).marks] == ["s1", "s2", "s1"]
        paragraph = _paragraph(tmp_path, body, "ཀཁག", Mark(0, 1, "s2"), Mark(2, 3, "s2"))
        links = _find(paragraph, "w:hyperlink")
        assert [_texts(link) for link in links] == [["ཀ"], ["ག"]]
        assert {link.get(f"{{{R}}}id") for link in links} == {"rId9"}
        assert _texts(paragraph) == ["ཀ", "ཁ", "ག"]

    def test_a_link_without_a_mark_holds_what_no_mark_covers(self, tmp_path: Path) -> None:
        body = _p(_run("本法见"), LINK.format(_run("宪法", "<w:u/>")))
        paragraph = _paragraph(tmp_path, body, "ཀཁ", Mark(0, 1, "s1"))
        assert _texts(paragraph, "w:hyperlink//w:t") == ["ཁ"]
        paragraph = _paragraph(tmp_path, body, "ཀཁ", Mark(0, 2, "s1"))
        assert _shape(paragraph) == ["ཀཁ", "<hyperlink>"]

    def test_a_paragraph_that_is_one_link_stays_one(self, tmp_path: Path) -> None:
        body = _p(LINK.format(_run("宪") + NOTE + _run("法")))
        paragraph = _paragraph(tmp_path, body, "ཀཁ", Mark(1, 1, "o1"))
        assert _shape(paragraph) == ["<hyperlink>", "ཀ", "<footnoteReference>", "ཁ"]

    def test_a_content_control_lets_go_of_the_data_it_showed(self, tmp_path: Path) -> None:
        control = (
            '<w:sdt><w:sdtPr><w:id w:val="7"/><w:dataBinding w:xpath="/a"/><w:text/></w:sdtPr>'
            "<w:sdtContent>{}</w:sdtContent></w:sdt>"
        )
        for body in (_p(control.format(_run("题"))), control.format(_p(_run("题")))):
            root = _translated(tmp_path, body, Translation("ཀ"))["document"]
            assert _texts(root, "//w:sdtContent//w:t") == ["ཀ"]
            assert not _find(root, "//w:dataBinding")
            assert len(_find(root, "//w:sdtPr/w:id")) == 1

    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(text=st.text("ཀྲིམས་། 法a\t\n", max_size=12), data=st.data())
    def test_nothing_is_ever_lost(self, tmp_path: Path, text: str, data: st.DataObject) -> None:
        body = _p(
            "<w:pPr><w:jc/></w:pPr>",
            '<w:bookmarkStart w:id="1"/>',
            _run("甲") + NOTE + LINK.format(_run("乙", "<w:b/>") + "<w:r><w:drawing/></w:r>"),
            _field("PAGE", _run("3")) + _field(" HYPERLINK ", _run("丙", "<w:i/>")),
            '<w:bookmarkEnd w:id="1"/>',
        )
        keys = st.sampled_from(["s1", "s2", "s3", "o1", "o2", "o3", "o4", "o5", "x"])
        place = st.integers(0, len(text))
        marks = data.draw(st.lists(st.builds(Mark, place, place, keys), max_size=8))
        paragraph = _paragraph(tmp_path, body, text, *marks)
        for path, count in {
            "w:pPr/w:jc": 1,
            "w:bookmarkStart": 1,
            "w:bookmarkEnd": 1,
            ".//w:footnoteReference": 1,
            "w:hyperlink/w:r/w:drawing": 1,
            ".//w:instrText[.='PAG']": 1,
        }.items():
            assert len(_find(paragraph, path)) == count, path
        assert _find(paragraph, ".//w:instrText[contains(.,'HY')]")
        kinds = [c.get(f"{{{W}}}fldCharType") for c in _find(paragraph, ".//w:fldChar")]
        assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)
        again = Docx().read(tmp_path / "out.docx") if text.strip() else None
        assert again is None or again.blocks[0].text == text


NS_XML = "http://www.w3.org/XML/1998/namespace"


class TestProperties:
    def _properties(self, tmp_path: Path, properties: str, text: str = TIBETAN) -> list[str]:
        paragraph = _paragraph(tmp_path, _p(_run("甲", properties)), text)
        return [_markup(item) for item in _find(paragraph, "w:r/w:rPr/*")]

    def test_tibetan_is_set_for_either_reading_of_the_standard(self, tmp_path: Path) -> None:
        font = "Microsoft Himalaya"
        assert self._properties(tmp_path, "") == [
            f"rFonts ascii={font} hAnsi={font} cs={font}",
            "lang bidi=bo-CN",
        ]

    def test_twins_are_added_in_the_order_word_insists_on(self, tmp_path: Path) -> None:
        given = (
            '<w:rStyle w:val="a"/><w:rFonts w:eastAsia="黑体" w:asciiTheme="minorHAnsi" '
            'w:cstheme="minorBidi" w:hint="eastAsia"/><w:b/><w:i w:val="0"/>'
            '<w:color w:val="FF0000"/><w:sz w:val="28"/><w:szCs w:val="24"/>'
            '<w:u w:val="single"/><w:em w:val="dot"/>'
            '<w:lang w:eastAsia="zh-CN"/><w14:glow/>'
        )
        font = "Microsoft Himalaya"
        assert self._properties(tmp_path, given) == [
            "rStyle val=a",
            f"rFonts eastAsia=黑体 ascii={font} hAnsi={font} cs={font}",
            "b", "bCs", "i val=0", "iCs val=0", "color val=FF0000", "sz val=28", "szCs val=28",
            "u val=single", "em val=dot", "lang eastAsia=zh-CN bidi=bo-CN", "glow",
        ]  # fmt: skip

    def test_a_size_the_source_did_not_set_is_inherited(self, tmp_path: Path) -> None:
        names = [item.split()[0] for item in self._properties(tmp_path, '<w:szCs w:val="24"/>')]
        assert names == ["rFonts", "lang"]

    def test_tibetan_is_not_squeezed_into_the_width_of_the_chinese(self, tmp_path: Path) -> None:
        given = '<w:fitText w:val="840" w:id="1"/><w:eastAsianLayout w:id="2" w:combine="1"/>'
        names = [item.split()[0] for item in self._properties(tmp_path, given)]
        assert names == ["rFonts", "lang"]

    def test_text_without_tibetan_keeps_its_properties(self, tmp_path: Path) -> None:
        given = '<w:rFonts w:ascii="Courier New"/><w:b/>'
        assert self._properties(tmp_path, given, "2025") == ["rFonts ascii=Courier New", "b"]

    def test_paragraph_properties_stay(self, tmp_path: Path) -> None:
        indent = '<w:pPr><w:ind w:firstLineChars="200" w:firstLine="420"/></w:pPr>'
        paragraph = _paragraph(tmp_path, _p(indent, _run("甲")), TIBETAN)
        assert _markup(_find(paragraph, "w:pPr/w:ind")[0]) == "ind firstLineChars=200 firstLine=420"
        assert etree.QName(paragraph[0]).localname == "pPr"

    def test_styles_get_tibetan_defaults(self, tmp_path: Path) -> None:
        styles = (
            '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:cstheme="minorBidi"/>'
            '<w:szCs w:val="22"/><w:lang w:bidi="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>'
            '<w:style w:styleId="1"><w:rPr><w:rFonts w:eastAsia="黑体" w:cs="Arial"/><w:b/>'
            '<w:sz w:val="44"/></w:rPr></w:style>'
        )
        root = _translated(tmp_path, _p(_run("甲")), Translation("ཀ"), styles=styles)["styles"]
        assert [_markup(item) for item in _find(root, "//w:docDefaults//w:rPr/*")] == [
            "rFonts cs=Microsoft Himalaya", "lang bidi=bo-CN",
        ]  # fmt: skip
        assert [_markup(item) for item in _find(root, "//w:style/w:rPr/*")] == [
            "rFonts eastAsia=黑体 cs=Microsoft Himalaya", "b", "bCs", "sz val=44", "szCs val=44",
        ]  # fmt: skip

    def test_styles_without_defaults_get_some(self, tmp_path: Path) -> None:
        styles = "<w:latentStyles/>"
        root = _translated(tmp_path, _p(_run("甲")), Translation("ཀ"), styles=styles)["styles"]
        assert [etree.QName(item).localname for item in root] == ["docDefaults", "latentStyles"]
        assert _find(root, "w:docDefaults/w:rPrDefault/w:rPr/w:rFonts")


def _markup(item: _Element) -> str:
    attributes = (f"{etree.QName(name).localname}={item.get(name)}" for name in item.keys())
    return " ".join([etree.QName(item).localname, *attributes])


def _document(path: Path) -> _Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


class TestPackage:
    def _changed(self, tmp_path: Path, translations: Mapping[str, Translation]) -> set[str]:
        parts = {"header1": _p(_run("页眉")), "styles": "<w:latentStyles/>"}
        source = _save(tmp_path / "in.docx", _p(_run("甲")) + _p(_run("乙")), **parts)
        document: Document = Docx().read(source)
        Docx().write(document, translations, tmp_path / "out.docx")
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "out.docx") as new:
            assert old.namelist() == new.namelist()
            assert [i.date_time for i in old.infolist()] == [i.date_time for i in new.infolist()]
            return {name for name in old.namelist() if old.read(name) != new.read(name)}

    def test_without_translations_every_part_is_the_same(self, tmp_path: Path) -> None:
        assert self._changed(tmp_path, {}) == set()

    def test_only_parts_with_translations_change(self, tmp_path: Path) -> None:
        given = {"document.2": Translation("ཀ")}
        assert self._changed(tmp_path, given) == {"word/document.xml", "word/styles.xml"}

    def test_comments_keep_their_text_and_their_place(self, tmp_path: Path) -> None:
        body = _p(
            '<w:commentRangeStart w:id="0"/>',
            _run("甲"),
            '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
            _run("乙"),
        )
        comment = f'<w:comment w:id="0" w:author="卓玛">{_p(_run("批注"))}</w:comment>'
        marks = (Mark(0, 0, "o1"), Mark(1, 1, "o2"), Mark(1, 1, "o3"))
        roots = _translated(tmp_path, body, Translation("ཀཁ", marks), comments=comment)
        assert _shape(_find(roots["document"], "//w:p")[0]) == [
            "<commentRangeStart>", "ཀ", "<commentRangeEnd>", "<commentReference>", "ཁ",
        ]  # fmt: skip
        assert _texts(roots["comments"]) == ["批注"]

    def test_an_untouched_paragraph_is_the_same_xml(self, tmp_path: Path) -> None:
        first = _p('<w:proofErr w:type="x"/>', _run("甲", "<w:lang/>"), NOTE)
        source = _save(tmp_path / "in.docx", first + _p(_run("乙")))
        out = tmp_path / "out.docx"
        Docx().write(Docx().read(source), {"document.2": Translation("ཀ")}, out)
        old, new = (_document(path) for path in (source, out))
        before, after = (_find(root, "//w:p")[0] for root in (old, new))
        assert etree.tostring(after, method="c14n") == etree.tostring(before, method="c14n")
        assert (new.attrib, new.nsmap) == (old.attrib, old.nsmap)

    def test_word_processors_open_what_is_written(self, tmp_path: Path) -> None:
        import docx

        source = docx.Document()
        source.add_heading("第一章", 1)
        table = source.add_table(1, 2)
        table.cell(0, 1).text = "权利"
        source.save(str(tmp_path / "in.docx"))
        document = Docx().read(tmp_path / "in.docx")
        translations = {block.id: Translation("ཁེ་དབང་།") for block in document.blocks}
        Docx().write(document, translations, tmp_path / "out.docx")
        result = docx.Document(BytesIO((tmp_path / "out.docx").read_bytes()))
        assert result.paragraphs[0].text == "ཁེ་དབང་།"
        assert result.paragraphs[0].style is not None
        assert result.paragraphs[0].style.name == "Heading 1"
        assert result.tables[0].cell(0, 1).text == "ཁེ་དབང་།"


@pytest.mark.parametrize("size", [2000])
def test_a_long_document_is_read_in_order(tmp_path: Path, size: int) -> None:
    body = "".join(_p(_run(f"第{number}条")) for number in range(size))
    texts = [block.text for block in _blocks(tmp_path, body)]
    assert texts == [f"第{number}条" for number in range(size)]
