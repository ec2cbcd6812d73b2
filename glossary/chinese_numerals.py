"""Numbers in Chinese text: numerals as words, and the ordinals that divide a law or a book."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import numeric

_DIGITS = {
    char: str(n)
    for n, chars in enumerate(
        ("零〇○", "一壹", "二两兩贰貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for char in chars
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
# What is longer is no number, and far longer ones int() refuses.
_NUMERAL = f"[{''.join([*_DIGITS, *_SMALL, *_LARGE])}]{{1,32}}"
_ANY = re.compile(_NUMERAL)
_DECIMAL = re.compile(f"({_NUMERAL})点([{''.join(_DIGITS)}]+)")
_ENCLOSED = re.compile("[\u2160-\u216b\u2460-\u249b\u2776-\u2793]")
# Divisions of laws and books. Others (第一时间 'at once', 第三者 'third party') are seldom counted
# in Tibetan. 条 also counts what is long: 第一条铁路 'the first railway'. 节 and 课 are hours too:
# 第一节数学课 'the first hour, mathematics', 第二课堂 'learning outside the classroom'.
_COUNT = f"(?:{_NUMERAL}|[0-9０-９]{{1,4}})"
_COUNTS = re.compile(_COUNT)
_DIVISION = re.compile(
    f"第({_COUNT}(?:[、至到和或]{_COUNT})*)"
    "(?:[条條](?![铁公道航路线河江船鱼龙狗裤])|[款项項章编編册卷]|单元|單元"
    "|[节節](?![\u4e00-\u9fff]{0,4}[课課])|[课課](?![堂时時]))"
)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A 第…条 or the like, ``text[start:end]``; where it lists several, one of the numerals."""

    start: int
    end: int
    value: int


def value(numeral: str) -> int:
    """Return what a numeral says: 二十三 is 23, 二〇二五 2025, 三千万 30,000,000; digits stay."""
    if numeral.isdecimal():
        return int(numeral)
    if not any(char in _SMALL or char in _LARGE for char in numeral):
        return int("".join(_DIGITS[char] for char in numeral))
    total, section, digits = 0, 0, ""
    for char in numeral:
        if char in _DIGITS:
            digits += _DIGITS[char]
            continue
        if char in _SMALL:
            section += int(digits or "1") * _SMALL[char]
        else:
            # 亿 counts all before it, 万 only what follows the last 亿: 一亿二千万.
            counted = section + int(digits or "0")
            if _LARGE[char] == 10**8:
                total, counted = 0, total + counted
            total, section = total + (counted or 1) * _LARGE[char], 0
        digits = ""
    return total + section + int(digits or "0")


def scale(char: str) -> int:
    """Return the factor of 十 百 千 万 亿 and their old forms; 1 for anything else."""
    return _SMALL.get(char) or _LARGE.get(char) or 1


def enclosed(text: str) -> set[Decimal]:
    """Return the numbers that are one character in the text: Ⅱ, ①, ⑴, ⒈."""
    return {Decimal(numeric(sign)) for sign in _ENCLOSED.findall(text)}


def named(text: str) -> Iterator[tuple[int, int, frozenset[Decimal]]]:
    """Yield each Chinese numeral's span and what a translator may write for it in digits.

    That is its value, that of each digit (三四个 'three or four'), and what stands before 万 or 亿
    (三万 as ཁྲི་3). 零点二五 is 0.25, 九成 90 %.
    """
    for found in _DECIMAL.finditer(text):
        whole, fraction = value(found[1]), "".join(_DIGITS[char] for char in found[2])
        yield *found.span(), frozenset({Decimal(f"{whole}.{fraction}")})
    for found in _ANY.finditer(text):
        numeral = found[0]
        values = {Decimal(value(numeral))}
        values |= {Decimal(_DIGITS[char]) for char in numeral if char in _DIGITS}
        if text.startswith("成", found.end()):
            values.add(Decimal(value(numeral) * 10))
        for cut in re.finditer(f"[{''.join([*_SMALL, *_LARGE])}]", numeral):
            if cut.start():
                values.add(Decimal(value(numeral[: cut.start()])))
        yield *found.span(), frozenset(values)


def ordinals(text: str) -> Iterator[Ordinal]:
    """Yield the numerals of articles, clauses, chapters, lessons: both in 第三、四条."""
    for division in _DIVISION.finditer(text):
        numerals = list(_COUNTS.finditer(division[1]))
        if len(numerals) == 1:
            yield Ordinal(*division.span(), value(division[1]))
            continue
        for found in numerals:
            start = division.start(1) + found.start()
            yield Ordinal(start, start + len(found[0]), value(found[0]))
