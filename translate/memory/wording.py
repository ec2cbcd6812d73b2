"""A folded source taken apart: its words, its numbers, its punctuation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from glossary.chinese_numerals import value

SIGN = "\ue000"
"""Stands for a number in a template: a private character, which no document has."""

_MARKS = re.compile(rf"[^\w{SIGN}]+")
_SPACE = re.compile(r"\s+")
# 百, 千, 万 begin no numeral here: 百姓 'the people', 千万 'by all means'; after digits they scale.
_BEGIN, _CHINESE = "零〇一二两三四五六七八九十", "零〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(
    rf"[0-9{_BEGIN}](?:(?<=[0-9])(?:[0-9]{{0,2}}(?:,[0-9]{{3}})+(?![0-9])|[0-9]*)(?:\.[0-9]+)?"
    rf"|(?<=[{_BEGIN}])[{_CHINESE}]{{0,31}})"
)
_COUNTED = frozenset(
    "条款项章节编课册卷页届期级类种件倍成年月日天周岁时点分秒号元角人名个位次户口所亩里米斤吨多余"
)
_SCALES = frozenset("十百千万亿")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a source as it is written there."""

    text: str
    value: Decimal
    scaled: bool = False
    """A 万 or the like follows: 120万."""

    @property
    def in_digits(self) -> bool:
        """Whether it is written in digits rather than Chinese numerals."""
        return self.text[0].isascii()


@dataclass(frozen=True, slots=True)
class Wording:
    """A folded source taken apart; two that differ in numbers alone have one template."""

    template: str
    """The text, with ``SIGN`` for each number."""
    bare: str
    """The template without punctuation and space: what likeness is measured on."""
    numbers: tuple[Number, ...]

    @property
    def marks(self) -> str:
        """The punctuation, in order."""
        return _SPACE.sub("", "".join(_MARKS.findall(self.template)))

    def differing(self, other: Wording) -> int:
        """How many numbers one of the two has and the other has not."""
        mine, its = (Counter(n.value for n in w.numbers) for w in (self, other))
        return max((mine - its).total(), (its - mine).total())


def wording(folded: str) -> Wording:
    """Take a folded source apart (``glossary.chinese.key``)."""
    numbers: list[Number] = []

    def sign(found: re.Match[str]) -> str:
        if not _is_number(found):
            return found[0]
        numbers.append(_number(found))
        return SIGN

    template = _NUMBER.sub(sign, folded)
    return Wording(template, _MARKS.sub("", template), tuple(numbers))


def _is_number(found: re.Match[str]) -> bool:
    """Whether it is one in digits, or something is counted by the Chinese numeral.

    Elsewhere it is part of a word: 统一, 十分, 万一. A word that slips through (统一年度) does no
    harm: only numbers in which two sources differ matter.
    """
    text, start, end = found.string, found.start(), found.end()
    if text[start].isascii():
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == "第" or text.endswith("百分之", 0, start):
        return True
    if after in {")", "〕"}:
        return before in {"(", "〔"}
    return after in _COUNTED or (after == "、" and not before)


def _number(found: re.Match[str]) -> Number:
    text = found[0]
    after = found.string[found.end() : found.end() + 1]
    if text[0].isascii():
        return Number(text, Decimal(text.replace(",", "")), after in _SCALES)
    return Number(text, Decimal(value(text)))
