"""PDF: what a person reads on the page, and the Word document that its translation becomes."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from lxml import etree

from tests.pdfs import A4, Page, Picture, Rule, Text, column, make
from translate.document import Block, Document, Kind, Translation
from translate.errors import InputError, OutputError
from translate.formats import check_output, for_path, pdf, written_as
from translate.formats.pages import glyphs
from translate.formats.pdf import Pdf
from translate.formats.word.docx import Docx
from translate.formats.word.properties import FONT

TIBETAN = "རྩ་ཁྲིམས་གཞིར་བཟུང་ནས།"
LAW = (
    "未成年人的父母或者其他监护人应当依法履行监护职责。",
    "学校应当关心、爱护每一名学生，不得歧视学习有困难的学生。",
    "任何组织或者个人发现侵犯未成年人合法权益的行为，都有权劝阻、制止，或者向有关部门报告。",
    "国家保障未成年人的生存权、发展权、受保护权、参与权等权利。",
    "检察机关通过行使检察权，对涉及未成年人的诉讼活动等依法进行监督。",
)


def _read(tmp_path: Path, *pages: Page | Sequence[Text | Picture | Rule]) -> Document:
    made = [page if isinstance(page, Page) else Page(page) for page in pages]
    return Pdf().read(make(tmp_path / "in.pdf", made))


def _texts(tmp_path: Path, *pages: Page | Sequence[Text | Picture | Rule]) -> list[str]:
    return [block.text for block in _read(tmp_path, *pages).blocks]


def _kinds(tmp_path: Path, *pages: Sequence[Text | Picture | Rule]) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in _read(tmp_path, *pages).blocks]


def _set(
    texts: Sequence[str], left: float = 90, top: float = 750, width: int = 20, indent: int = 2
) -> list[Text]:
    """Paragraphs one below the other."""
    found: list[Text] = []
    for text in texts:
        found += column(text, left, top, width, indent=indent)
        top = found[-1].y - 18
    return found


def _refusal(tmp_path: Path, *pages: Page | Sequence[Text | Picture | Rule]) -> InputError:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, *pages)
    assert caught.value.where.startswith(str(tmp_path / "in.pdf"))
    assert caught.value.remedy
    return caught.value


class TestParagraphs:
    def test_lines_that_fill_their_column_run_on(self, tmp_path: Path) -> None:
        assert _texts(tmp_path, _set(LAW)) == list(LAW)

    def test_space_parts_paragraphs_that_are_set_flush(self, tmp_path: Path) -> None:
        lines: list[Text] = []
        top = 750.0
        for text in LAW:
            lines += column(text, 90, top, 20, indent=0)
            top = lines[-1].y - 30
        assert _texts(tmp_path, lines) == list(LAW)

    def test_a_sentence_goes_on_over_a_page(self, tmp_path: Path) -> None:
        first, second = column(LAW[2], 90, 100, 20)[:1], column(LAW[2], 90, 100, 20)[1:]
        moved = [Text(line.x, 750 - 18 * at, line.text) for at, line in enumerate(second)]
        blocks = _read(tmp_path, [*_set(LAW[:2]), *first], [*moved, *_set(LAW[3:], top=600)]).blocks
        assert [block.text for block in blocks] == list(LAW)
        assert [block.id for block in blocks] == ["p1.1", "p1.2", "p1.3", "p2.1", "p2.2"]

    def test_a_caption_between_does_not_part_a_sentence(self, tmp_path: Path) -> None:
        lines = column(LAW[2], 90, 750, 20)
        below = [Text(line.x, line.y - 200, line.text) for line in lines[1:]]
        caption = Text(150, 600, "图为检察官走访学校。", 9)
        assert _texts(tmp_path, [*_set(LAW[:1], top=800), lines[0], caption, *below]) == [
            LAW[0],
            LAW[2],
            "图为检察官走访学校。",
        ]

    def test_hyphens_and_spaces_at_line_ends(self, tmp_path: Path) -> None:
        lines = (
            "in a county the pro-",
            "curator reads a Euro-",
            "American book and co-",
            "operates",
        )
        page = [Text(90, 700 - 18 * at, line, font="roman") for at, line in enumerate(lines)]
        assert _texts(tmp_path, page) == [
            "in a county the procurator reads a Euro-American book and cooperates"
        ]

    def test_no_space_comes_between_chinese_and_other_characters(self, tmp_path: Path) -> None:
        lines = (
            "2021年6月1日起施行的未成年人保护",
            "法共132条，其中检察机关的职责见第",
            "105条和第106条。",
        )
        page = [Text(90, 700 - 18 * at, line) for at, line in enumerate(lines)]
        assert _texts(tmp_path, page) == ["".join(lines)]

    def test_a_raised_mark_stays_in_its_line(self, tmp_path: Path) -> None:
        line = [Text(90, 700, "根据宪法"), Text(138, 705, "①", 6), Text(144, 700, "制定本法。")]
        assert _texts(tmp_path, line) == ["根据宪法①制定本法。"]

    def test_lines_are_found_in_whatever_order_they_are_drawn(self, tmp_path: Path) -> None:
        assert _texts(tmp_path, _set(LAW)[::-1]) == list(LAW)

    def test_radicals_become_the_characters_that_they_stand_for(self, tmp_path: Path) -> None:
        assert _texts(tmp_path, [Text(90, 700, "⼀切⺠事，\ufb01", font="any")]) == ["一切民事，fi"]


class TestKinds:
    def test_larger_type_is_a_heading(self, tmp_path: Path) -> None:
        page = [
            Text(200, 780, "第三章　法律保护我们", 18),
            Text(90, 750, "一、什么人是未成年人", 14),
            *_set(LAW[:2], top=720),
            Text(90, 600, "二、故事", 14),
            *_set(LAW[3:], top=570),
        ]
        document = _read(tmp_path, page)
        assert [block.kind for block in document.blocks] == [
            Kind.HEADING,
            Kind.HEADING,
            Kind.PARAGRAPH,
            Kind.PARAGRAPH,
            Kind.HEADING,
            Kind.PARAGRAPH,
            Kind.PARAGRAPH,
        ]
        Pdf().write(document, {}, tmp_path / "out.docx")
        written = docx.Document(str(tmp_path / "out.docx")).paragraphs
        styles = [item.style.name for item in written if item.style is not None]
        assert styles[:3] == ["Heading 1", "Heading 2", "Normal"]

    def test_a_heading_of_two_lines_is_one(self, tmp_path: Path) -> None:
        page = [
            Text(120, 780, "中华人民共和国预防", 20),
            Text(140, 752, "未成年人犯罪法", 20),
            *_set(LAW, top=700),
        ]
        assert _kinds(tmp_path, page)[0] == ("heading", "中华人民共和国预防未成年人犯罪法")

    def test_bold_tells_a_heading_of_the_texts_size(self, tmp_path: Path) -> None:
        page = [Text(90, 780, "三、法律怎么说", font="hei"), *_set(LAW, top=750)]
        assert _kinds(tmp_path, page)[:2] == [
            ("heading", "三、法律怎么说"),
            ("paragraph", LAW[0]),
        ]

    def test_items_of_a_list(self, tmp_path: Path) -> None:
        items = [
            Text(90, 400, "•"),
            Text(114, 400, "尽快告诉父母、老师；"),
            Text(90, 382, "●保留证据。"),
            Text(90, 364, "1. 卓玛为什么不敢告诉父母？"),
        ]
        found = _kinds(tmp_path, [*_set(LAW), *items])[len(LAW) :]
        assert found == [
            ("list item", "尽快告诉父母、老师；"),
            ("list item", "保留证据。"),
            ("list item", "1. 卓玛为什么不敢告诉父母？"),
        ]

    def test_footnotes_follow_the_page_they_stand_on(self, tmp_path: Path) -> None:
        def foot(text: str) -> list[Text]:
            return column(text, 90, 120, 30, size=8, indent=0)

        first = (
            "①参见《中华人民共和国未成年人保护法》第一百零五条的规定，以及最高人民检察院的解释。"
        )
        cut = _set(LAW[:3])
        assert _kinds(
            tmp_path,
            [*cut[:-1], *foot(first)],
            [Text(90, 750, cut[-1].text), *_set(LAW[3:], top=732), *foot("①同上，第八条。")],
        ) == [
            *(("paragraph", text) for text in LAW[:3]),
            ("footnote", first),
            *(("paragraph", text) for text in LAW[3:]),
            ("footnote", "①同上，第八条。"),
        ]

    def test_a_table_of_contents_is_titles_and_page_numbers(self, tmp_path: Path) -> None:
        page = [
            Text(90, 300, "第一章　总则" + "…" * 12 + "1"),
            Text(90, 280, "第二章　家庭保护" + "." * 20 + "12"),
            Text(90, 260, "他想了很久…………"),
        ]
        assert _texts(tmp_path, [*_set(LAW), *page])[len(LAW) :] == [
            "第一章　总则\t1",
            "第二章　家庭保护\t12",
            "他想了很久…………",
        ]


class TestColumns:
    def test_a_heading_over_two_columns(self, tmp_path: Path) -> None:
        left, right = _set(LAW[:3], left=60), _set(LAW[2:], left=325)
        page = [Text(200, 790, "未成年人的监护", 20), *right, *left]
        assert _texts(tmp_path, page) == ["未成年人的监护", *LAW[:3], *LAW[2:]]

    def test_a_sentence_goes_on_in_the_next_column(self, tmp_path: Path) -> None:
        lines = column(LAW[2], 60, 100, 20)
        left = [*_set(LAW[:2], left=60), *_set(LAW[3:], left=60, top=600), lines[0]]
        rest = [Text(325, 750 - 18 * at, line.text) for at, line in enumerate(lines[1:])]
        right = [*rest, *_set(LAW, left=325, top=700)]
        assert _texts(tmp_path, [*left, *right]) == [*LAW[:2], *LAW[3:], LAW[2], *LAW]

    def test_three_columns_out_of_step(self, tmp_path: Path) -> None:
        page = [
            line
            for number, texts in enumerate((LAW, LAW[::-1], LAW))
            for line in _set(texts, left=50 + 175 * number, top=750 - 5 * number, width=13)
        ]
        assert _texts(tmp_path, page) == [*LAW, *LAW[::-1], *LAW]

    def test_columns_of_another_width_below(self, tmp_path: Path) -> None:
        two = [*_set(LAW, left=50, top=780, width=19), *_set(LAW, left=310, top=780, width=19)]
        three = [
            line
            for number in range(3)
            for line in _set(LAW[::-1], left=50 + 175 * number, top=400, width=12)
        ]
        assert _texts(tmp_path, [*two, *three]) == [*LAW * 2, *LAW[::-1] * 3]

    def test_cells_without_rules_are_read_row_by_row(self, tmp_path: Path) -> None:
        cells = [
            ("公安机关", "制止违法行为", "110"),
            ("人民检察院", "法律监督", "12309"),
            ("法律援助机构", "提供法律援助", "12348"),
            ("教育部门", "处理学生欺凌", "12391"),
        ]
        page = [
            Text(90 + 150 * at, 300 - 20 * row, text)
            for row, texts in enumerate(cells)
            for at, text in enumerate(texts)
        ]
        assert _texts(tmp_path, [*_set(LAW), *page])[len(LAW) :] == ["\t".join(c) for c in cells]


class TestTables:
    def _page(self) -> list[Text | Rule]:
        level = [Rule(90, y, 390, y) for y in (500, 470, 430)]
        upright = [Rule(x, 430, x, 500) for x in (90, 190, 390)]
        return [
            *_set(LAW),
            *level,
            *upright,
            Text(95, 480, "机关"),
            Text(195, 480, "能帮什么忙"),
            Text(95, 455, "人民检察院"),
            Text(195, 455, "监督法律的实施，保护未成年人合"),
            Text(195, 438, "法权益。"),
            *_set(LAW[:1], top=400),
        ]

    def test_rules_make_cells(self, tmp_path: Path) -> None:
        assert _kinds(tmp_path, self._page())[len(LAW) :] == [
            ("table cell", "机关"),
            ("table cell", "能帮什么忙"),
            ("table cell", "人民检察院"),
            ("table cell", "监督法律的实施，保护未成年人合法权益。"),
            ("paragraph", LAW[0]),
        ]

    def test_cells_are_written_as_a_table(self, tmp_path: Path) -> None:
        document = _read(tmp_path, self._page())
        Pdf().write(document, {}, tmp_path / "out.docx")
        (table,) = docx.Document(str(tmp_path / "out.docx")).tables
        assert [[cell.text for cell in row.cells] for row in table.rows] == [
            ["机关", "能帮什么忙"],
            ["人民检察院", "监督法律的实施，保护未成年人合法权益。"],
        ]

    def test_a_frame_around_the_page_makes_no_table(self, tmp_path: Path) -> None:
        frame = [
            Rule(40, 40, 555, 40),
            Rule(40, 800, 555, 800),
            Rule(40, 40, 40, 800),
            Rule(555, 40, 555, 800),
        ]
        assert _texts(tmp_path, [*frame, *_set(LAW)]) == list(LAW)


class TestRunningLines:
    def _page(self, number: int) -> list[Text]:
        return [
            Text(90, 800, "法治教育读本"),
            *_set([LAW[(number + at) % len(LAW)] for at in range(3)]),
            Text(290, 40, f"— {number} —"),
        ]

    def test_heads_feet_and_page_numbers_go(self, tmp_path: Path) -> None:
        texts = _texts(tmp_path, *(self._page(number) for number in range(1, 5)))
        assert len(texts) == 12 and set(texts) == set(LAW)

    def test_a_head_that_changes_goes_from_where_the_others_were(self, tmp_path: Path) -> None:
        pages = [self._page(number) for number in range(1, 5)]
        pages[2][0] = Text(90, 800, "第二章　学校保护")
        assert set(_texts(tmp_path, *pages)) == set(LAW)

    @pytest.mark.parametrize("head", ["未成年人保护条例　{}", "{} 法治读本", "第{}页　法治读本"])
    def test_a_head_with_the_number_of_the_page_goes(self, tmp_path: Path, head: str) -> None:
        pages = [self._page(number) for number in range(11, 15)]
        for number, page in enumerate(pages, 11):
            page[0] = Text(90, 800, head.format(number))
        assert set(_texts(tmp_path, *pages)) == set(LAW)

    @pytest.mark.parametrize("heading", ["附件{}", "案例 {}", "第{}讲", "第{}章　总则"])
    def test_numbered_headings_at_the_top_of_pages_stay(self, tmp_path: Path, heading: str) -> None:
        headings = [heading.format(number) for number in "1234"]
        pages = [[Text(90, 750, text), *_set(LAW, top=700)] for text in headings]
        texts = _texts(tmp_path, *pages)
        assert [text for text in texts if text not in LAW] == headings

    @pytest.mark.parametrize("marker", ["{}.", "（{}）", "●", "{}"])
    def test_lists_at_the_top_of_some_pages_stay(self, tmp_path: Path, marker: str) -> None:
        """As Word sets them: the number, a gap, the text."""
        pages = [_set(LAW[at : at + 2]) for at in (0, 2, 1, 3, 0, 2)]
        items = {1: (7, "家庭保护"), 3: (2, "学校保护"), 4: (9, "社会保护")}
        for at, (number, text) in items.items():
            beginning = [Text(90, 750, marker.format(number)), Text(126, 750, text)]
            pages[at] = [*beginning, *_set(LAW, top=714)]
        texts = _texts(tmp_path, *pages)
        assert sum(text.endswith("保护") for text in texts) == 3
        assert [text for text in texts if text in LAW][:2] == list(LAW[:2])

    def test_what_two_of_three_pages_repeat_stays(self, tmp_path: Path) -> None:
        pages = [self._page(number) for number in range(1, 4)]
        pages[1][0] = Text(90, 760 + 55, "附则")
        assert _texts(tmp_path, *pages).count("法治教育读本") == 2

    def test_a_number_in_the_text_stays(self, tmp_path: Path) -> None:
        assert "12309" in _texts(tmp_path, [*_set(LAW), Text(90, 300, "12309")])

    def test_text_at_an_angle_is_left_out(self, tmp_path: Path) -> None:
        mark = "q 0.7 0.7 -0.7 0.7 0 0 cm BT /song 40 Tf 300 300 Td <6837672C> Tj ET Q"
        assert _texts(tmp_path, Page(_set(LAW), raw=mark)) == list(LAW)


class TestPages:
    def test_a_page_on_its_side(self, tmp_path: Path) -> None:
        turned = [Text(A4[0] - line.y, line.x, line.text, turned=1) for line in _set(LAW, top=550)]
        assert _texts(tmp_path, Page(turned, rotate=90)) == list(LAW)

    def test_units_of_another_size(self, tmp_path: Path) -> None:
        lines = [Text(2 * t.x, 2 * t.y, t.text, 24) for t in _set(LAW)]
        assert _texts(tmp_path, Page(lines, raw="0.5 0 0 0.5 0 0 cm")) == list(LAW)

    def test_what_lies_outside_the_page_is_not_read(self, tmp_path: Path) -> None:
        assert _texts(tmp_path, [Text(-300, 400, "裁切线"), *_set(LAW)]) == list(LAW)

    def test_a_page_of_pictures_is_named_where_it_was(self, tmp_path: Path) -> None:
        document = _read(tmp_path, _set(LAW[:2]), [Picture()], _set(LAW[2:]))
        assert [block.text for block in document.blocks] == list(LAW)
        Pdf().write(document, {}, tmp_path / "out.docx")
        written = [block.text for block in Docx().read(tmp_path / "out.docx").blocks]
        assert written == [*LAW[:2], "（原件第 2 页只有图片，没有文字。）", *LAW[2:]]


class TestRefusals:
    def test_a_scan(self, tmp_path: Path) -> None:
        error = _refusal(tmp_path, *[[Picture()]] * 3)
        assert "the pages hold only pictures" in error.message and "OCR" in error.remedy

    def test_a_scan_with_page_numbers_and_a_cover(self, tmp_path: Path) -> None:
        scans = [Page([Picture(), Text(290, 30, f"{number}")]) for number in range(2, 9)]
        error = _refusal(tmp_path, _set(LAW), *scans)
        assert "pages 2-8 hold only pictures" in error.message

    def test_a_password(self, tmp_path: Path) -> None:
        lock = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'00' * 32}> /U <{'11' * 32}> >>"
        path = tmp_path / "in.pdf"
        make(path, [Page(_set(LAW))], trailer=f"/Encrypt {lock} /ID [<00> <00>]")
        with pytest.raises(InputError, match="password"):
            Pdf().read(path)

    def test_fonts_that_say_nothing(self, tmp_path: Path) -> None:
        mute = [Text(line.x, line.y, line.text, font="mute") for line in _set(LAW)]
        error = _refusal(tmp_path, mute)
        assert "100%" in error.message and "OCR" in error.remedy

    def test_some_characters_that_nothing_is_known_of(self, tmp_path: Path) -> None:
        mute = Text(90, 400, "哑字", font="mute")
        assert _texts(tmp_path, [*_set(LAW), mute]) == [*LAW, "\ufffd\ufffd"]

    def test_vertical_text(self, tmp_path: Path) -> None:
        page = [Text(500 - 24 * at, 750, text, font="vertical") for at, text in enumerate(LAW)]
        assert "top to bottom" in _refusal(tmp_path, page).message

    def test_text_from_right_to_left(self, tmp_path: Path) -> None:
        assert (
            "right to left" in _refusal(tmp_path, [Text(90, 700, "שלום עולם", font="any")]).message
        )

    def test_another_file_of_that_name(self, tmp_path: Path) -> None:
        path = tmp_path / "in.pdf"
        path.write_text("第一条", encoding="utf-8")
        with pytest.raises(InputError, match="not a PDF"):
            Pdf().read(path)

    def test_a_file_cut_short(self, tmp_path: Path) -> None:
        path = make(tmp_path / "in.pdf", [Page(_set(LAW))])
        path.write_bytes(path.read_bytes()[:300])
        with pytest.raises(InputError, match="damaged or cut short"):
            Pdf().read(path)

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("MOST_PAGES", "more than 1 pages"),
            ("MOST_CHARACTERS", "more than 1 characters"),
            ("MOST_ON_A_PAGE", "page 1 has more than 1 characters"),
        ],
    )
    def test_limits(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
    ) -> None:
        monkeypatch.setattr(glyphs, name, 1)
        assert message in _refusal(tmp_path, _set(LAW), _set(LAW)).message

    def test_a_file_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "LARGEST", 2**20)
        path = tmp_path / "in.pdf"
        path.write_bytes(b"%PDF-1.7\n" + b"\0" * 2**20)
        with pytest.raises(InputError, match="larger than 1 MB"):
            Pdf().read(path)


class TestWriting:
    def test_the_name_of_the_output(self, tmp_path: Path) -> None:
        source = make(tmp_path / "读本.pdf", [Page(_set(LAW))])
        assert written_as(source) == ".docx"
        check_output(source, tmp_path / "读本.bo.docx")
        with pytest.raises(OutputError) as caught:
            check_output(source, tmp_path / "读本.bo.pdf")
        assert ".docx" in caught.value.remedy

    def test_the_same_document_has_the_same_bytes(self, tmp_path: Path) -> None:
        document = _read(tmp_path, _set(LAW))
        for name in ("one.docx", "two.docx"):
            Pdf().write(document, {}, tmp_path / name)
        assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()

    def test_tibetan_has_its_font_and_language(self, tmp_path: Path) -> None:
        document = _read(tmp_path, _set(LAW))
        out = tmp_path / "out.docx"
        Pdf().write(document, {document.blocks[0].id: Translation(TIBETAN)}, out)
        with zipfile.ZipFile(out) as archive:
            root = etree.fromstring(archive.read("word/document.xml"))
        w = root.nsmap["w"]
        first, second = root.findall(f".//{{{w}}}r")[:2]
        fonts = first.find(f"{{{w}}}rPr/{{{w}}}rFonts")
        assert fonts is not None and fonts.get(f"{{{w}}}cs") == FONT
        language = first.find(f"{{{w}}}rPr/{{{w}}}lang")
        assert language is not None and language.get(f"{{{w}}}bidi") == "bo-CN"
        assert second.find(f"{{{w}}}rPr") is None

    def test_tabs_line_breaks_and_what_xml_cannot_hold(self, tmp_path: Path) -> None:
        document = _read(tmp_path, _set(LAW[:1]))
        out = tmp_path / "out.docx"
        given = {document.blocks[0].id: Translation("a\tb\r\nc\x00d\ud800")}
        Pdf().write(document, given, out)
        assert [block.text for block in Docx().read(out).blocks] == ["a\tb\ncd"]

    def test_a_document_of_another_format_is_refused(self, tmp_path: Path) -> None:
        other = Document("a.txt", "txt", (Block("L1", LAW[0]),))
        with pytest.raises(OutputError, match="another format"):
            for_path(Path("a.pdf")).write(other, {}, tmp_path / "out.docx")
