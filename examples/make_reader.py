"""Writes 法治教育读本.docx: an original chapter of a law-education reader, CC0.

Run once by whoever edits the text: ``python examples/make_reader.py`` (needs python-docx).
``**words**`` are bold.
"""

from __future__ import annotations

import re
from pathlib import Path

from docx import Document
from docx.document import Document as Book
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

OUTPUT = Path(__file__).parent / "法治教育读本.docx"

STORY = [
    "卓玛家住青海省海西州的一个牧业村，今年十三岁，在县里的寄宿制学校上初中一年级。开学第二个月，"
    "同宿舍的两个高年级女生经常让她洗衣服、打开水，还向她要零花钱。卓玛不给，她们就在走廊里推她、骂她，"
    "并且用手机拍下视频，说要发到**网络**上。",
    "卓玛很害怕，不敢告诉**父母**，成绩一天比一天差。班主任才让老师发现她上课走神，晚上常常哭，"
    "就把她请到办公室，倒了一杯热茶，慢慢地听她说完了事情的经过。",
    "学校当天就向县教育局报告，并且通知了双方家长。因为情节比较严重，**公安机关**也进行了调查。"
    "**人民检察院**的检察官来到学校，一方面请心理老师帮助卓玛，另一方面对两名高年级女生进行批评教育，"
    "要求她们的**监护人**加强管教。最后，两名女生向卓玛道歉，删除了视频，学校给予了处分。",
]


def runs(paragraph: Paragraph, text: str) -> None:
    """Adds text with its bold stretches."""
    for number, part in enumerate(re.split(r"\*\*", text)):
        if part:
            paragraph.add_run(part).bold = number % 2 == 1 or None


def body(book: Book, text: str) -> None:
    """A paragraph with the two-character indent of Chinese print."""
    paragraph = book.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(24)
    runs(paragraph, text)


def items(book: Book, style: str, texts: list[str]) -> None:
    """A list."""
    for text in texts:
        runs(book.add_paragraph(style=style), text)


def table(book: Book, rows: list[tuple[str, str, str]]) -> None:
    """A table with a bold first row."""
    grid = book.add_table(rows=len(rows), cols=3, style="Table Grid")
    for row, cells in zip(grid.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            runs(cell.paragraphs[0], f"**{text}**" if cells is rows[0] else text)


def fonts(book: Book) -> None:
    """Song for Chinese, as a schoolbook has it."""
    style = book.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def first_half(book: Book) -> None:
    """Heading, introduction, law, story."""
    book.add_heading("第三章　法律保护我们健康成长", level=1)
    body(
        book,
        "草原上的小马驹要在马群里长大，**未成年人**要在家庭、学校和社会的**保护**下长大。"
        "我国专门制定了《中华人民共和国未成年人保护法》和《中华人民共和国预防未成年人犯罪法》。"
        "这一章，我们来认识这两部**法律**，学会用法律保护自己。",
    )
    book.add_heading("一、什么人是未成年人", level=2)
    body(
        book,
        "法律规定，未成年人是指未满十八周岁的**公民**。国家保障未成年人的生存权、发展权、"
        "受保护权、参与权等**权利**。不分民族、性别、家庭状况和宗教信仰，每个未成年人都依法平等地享有权利。",
    )
    body(
        book,
        "未成年人的父母或者其他**监护人**应当依法履行监护职责。学校应当关心、爱护每一名学生，"
        "不得歧视学习有困难的学生。任何组织或者个人发现侵犯未成年人合法权益的行为，都有权劝阻、制止，"
        "或者向公安、民政、教育等有关部门报告。",
    )
    book.add_heading("二、故事：卓玛不再害怕", level=2)
    for text in STORY:
        body(book, text)
    book.add_heading("三、法律怎么说", level=2)
    body(
        book,
        "用暴力、语言或者网络等手段，故意欺负、侮辱同学，造成伤害的，就是**学生欺凌**。"
        "学校应当建立学生欺凌防控工作制度，对教职员工、学生等开展防治学生欺凌的教育和培训。"
        "对严重的欺凌行为，学校不得隐瞒，应当及时向公安机关、教育行政部门报告。",
    )
    body(
        book,
        "违反法律的人要承担**法律责任**。已满十六周岁的人犯罪，应当负刑事责任。"
        "对犯罪的未成年人，国家实行教育、感化、挽救的方针，坚持教育为主、惩罚为辅的原则。",
    )


def second_half(book: Book) -> None:
    """Table, list, questions."""
    book.add_heading("四、遇到困难找谁帮忙", level=2)
    table(
        book,
        [
            ("机关", "能帮什么忙", "电话"),
            ("公安机关", "制止违法行为，保护人身安全", "110"),
            ("人民检察院", "法律监督，保护未成年人合法权益", "12309"),
            ("法律援助机构", "为经济困难的公民提供法律援助", "12348"),
            ("教育部门和学校", "处理学生欺凌，帮助学生继续上学", "学校电话"),
        ],
    )
    book.add_heading("五、我们应当这样做", level=2)
    items(
        book,
        "List Bullet",
        [
            "被人欺负时，首先保护自己的**安全**，不要用暴力对付暴力。",
            "尽快告诉父母、老师或者其他可以信任的大人。",
            "保留证据，例如视频、聊天记录和医院的证明。",
            "不在网络上发布别人的照片和个人信息。",
            "看到同学被欺负，不围观、不起哄，及时报告老师。",
        ],
    )
    book.add_heading("六、想一想，做一做", level=2)
    items(
        book,
        "List Number",
        [
            "卓玛为什么一开始不敢告诉父母？如果你是她的好朋友，你会怎么做？",
            "学校、公安机关和人民检察院分别做了什么工作？",
            "请和家长一起读一读《中华人民共和国未成年人保护法》第三十九条，把你的体会写下来。",
            "判断：把同学的隐私视频发到网络上，只是开玩笑，不违法。（　　）",
        ],
    )
    body(book, "法律像草原上的帐篷，为我们挡住风雪。学法、守法、用法，从我做起，从现在做起。")


def main() -> None:
    """Builds and saves the chapter."""
    book = Document()
    fonts(book)
    section = book.sections[0]
    section.header.paragraphs[0].text = "法治教育读本（初中）"
    section.footer.paragraphs[0].text = "青海省青少年法治教育"
    first_half(book)
    second_half(book)
    book.save(str(OUTPUT))


if __name__ == "__main__":
    main()
