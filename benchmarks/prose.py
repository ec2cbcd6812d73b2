"""Chinese prose for a made-up law-education reader: the same for the same number of a lesson.

The sentences of the example chapter, and patterns that terms of the built-in glossary fill.
``**words**`` are bold, as in ``examples/make_reader.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from glossary import builtin
from glossary.chinese import has_han
from translate import formats
from translate.document import Kind
from translate.segmentation import segment

EXAMPLE = Path(__file__).parent.parent / "examples" / "法治教育读本.docx"
_DOMAINS = ("law", "procedure", "court", "constitution", "civil", "juvenile", "procuratorate")
_PATTERNS = (
    "**{a}**是法律课上经常出现的词，它和每个公民的生活都有关系。",
    "老师请大家说一说什么是**{a}**，同学们先讨论，再看课本。",
    "在处理案件的时候，**{a}**和**{b}**不能混为一谈。",
    "村里的干部用汉语和藏语向牧民讲解**{a}**，大家听得很认真。",
    "如果遇到有关**{a}**的问题，可以拨打12348，向法律援助机构咨询。",
    "{year}年，县里开展了以**{a}**为主题的宣传活动，共有{count}名学生参加。",
    "扎西回家以后，把今天学到的**{a}**讲给爷爷奶奶听。",
    "法律对**{a}**作了明确规定，任何组织和个人都应当遵守。",
    "了解**{a}**，才能更好地行使权利、履行义务。",
    "检察官走进校园，通过真实的故事说明**{a}**的意义。",
    "有人认为**{a}**离自己很远，其实它就在我们身边。",
    "依法保护**{a}**，需要家庭、学校、社会和国家共同努力。",
)
_TITLES = (
    "认识{a}", "{a}和我们的生活", "什么是{a}", "从一个故事看{a}", "{a}的基本知识",
    "草原上的法治课：{a}",
)  # fmt: skip
_NOTES = (
    "“{a}”一词的解释，见本书最后的词语表。",
    "本段根据{year}年的普法资料编写，人物都是虚构的。",
    "关于{a}的规定，请同学们在老师的帮助下查阅法律原文。",
)
_QUESTIONS = (
    "什么是{a}？请举一个身边的例子。",
    "{a}和{b}有什么不同？和同桌讨论以后写下来。",
    "判断：{a}只和大人有关，和学生没有关系。（　　）",
)
_BOXES = ("小知识：**{a}**是什么意思？请在课文里找一找。", "提示：遇到危险，首先拨打110。")
_CAPTIONS = ("图{number}　同学们在学习{a}", "图{number}　{a}宣传活动")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a lesson says; the book decides how it looks."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]
    questions: tuple[str, ...]
    note: str
    box: str
    caption: str
    rows: tuple[tuple[str, str], ...]
    """Term and what is said of it, for a table."""


class Writer:
    """Writes lessons; each depends on its number alone."""

    def __init__(self) -> None:
        book = formats.for_path(EXAMPLE).read(EXAMPLE)
        segments = segment(book)
        self._sentences = [item.source for item in segments if item.kind is Kind.PARAGRAPH]
        self._points = [
            item.source
            for item in segments
            if item.kind is Kind.LIST_ITEM and has_han(item.source) and "？" not in item.source
        ]
        self._terms = [
            term.source
            for term in builtin.terms()
            if term.domain in _DOMAINS and 2 <= len(term.source) <= 6 and has_han(term.source)
        ]

    def lesson(self, number: int) -> Lesson:
        """The lesson of that number, from 1."""
        draw = Random(number)
        return Lesson(
            number,
            self._filled(draw.choice(_TITLES), draw),
            tuple(self._paragraph(draw) for _ in range(6)),
            tuple(draw.sample(self._points, 3)),
            tuple(self._filled(pattern, draw) for pattern in _QUESTIONS),
            self._filled(draw.choice(_NOTES), draw),
            self._filled(draw.choice(_BOXES), draw),
            self._filled(draw.choice(_CAPTIONS), draw, number),
            tuple((draw.choice(self._terms), draw.choice(self._sentences)) for _ in range(3)),
        )

    def _paragraph(self, draw: Random) -> str:
        own = [self._filled(pattern, draw) for pattern in draw.sample(_PATTERNS, 2)]
        sentences = [*own, draw.choice(self._sentences)]
        draw.shuffle(sentences)
        return "".join(sentences)

    def _filled(self, pattern: str, draw: Random, number: int = 0) -> str:
        first, second = draw.sample(self._terms, 2)
        year, count = draw.randint(2001, 2024), draw.randint(20, 900)
        return pattern.format(a=first, b=second, year=year, count=count, number=number)
