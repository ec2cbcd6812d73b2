"""Numerals are read as they are written, in Tibetan and in Chinese."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import chinese_numerals, tibetan_numerals
from glossary.tibetan_numerals import GREATEST, ordinal, read, scale_before, spellings

numbers = st.integers(min_value=1, max_value=GREATEST)


def test_every_spelling_below_a_thousand_is_read_as_its_number() -> None:
    for number in range(1, 1000):
        for spelled in spellings(number):
            assert [found.value for found in read(f"དོན་ཚན་{spelled}་པའི་")] == [number], spelled


@given(numbers, st.data())
def test_every_spelling_is_read_as_its_number(number: int, data: st.DataObject) -> None:
    spelled = data.draw(st.sampled_from(spellings(number)))
    assert [found.value for found in read(f"{spelled}།")] == [number]


@given(numbers)
def test_spans_slice_to_the_numeral(number: int) -> None:
    spelled = spellings(number)[0]
    text = f"ལོ་{spelled}་ཡི་ནང་"
    (found,) = read(text)
    assert found.value == number
    assert text[found.start : found.end] == spelled


@pytest.mark.parametrize("particle", ["འི", "འང", "འམ", "འོ", "ས", "ར"])
@pytest.mark.parametrize(("word", "number"), [("བཞི", 4), ("ལྔ", 5), ("ཉི་ཤུ", 20), ("བརྒྱ", 100)])
def test_a_joined_particle_does_not_belong_to_the_numeral(
    word: str, number: int, particle: str
) -> None:
    (found,) = read(f"{word}{particle}་དུས")
    assert (found.value, found.end) == (number, len(word))


@given(numbers, numbers)
def test_a_shad_parts_two_numbers(one: int, other: int) -> None:
    text = f"{spellings(one)[0]}། {spellings(other)[0]}།"
    assert [found.value for found in read(text)] == [one, other]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "དང་པོ"),
        (2, "གཉིས་པ"),
        (10, "བཅུ་པ"),
        (15, "བཅོ་ལྔ་པ"),
        (18, "བཅོ་བརྒྱད་པ"),
        (20, "ཉི་ཤུ་པ"),
        (31, "སོ་གཅིག་པ"),
        (45, "ཞེ་ལྔ་པ"),
        (54, "ང་བཞི་པ"),
        (63, "རེ་གསུམ་པ"),
        (76, "དོན་དྲུག་པ"),
        (82, "གྱ་གཉིས་པ"),
        (99, "གོ་དགུ་པ"),
        (100, "བརྒྱ་པ"),
    ],
)
def test_ordinals_as_the_laws_write_them(number: int, expected: str) -> None:
    assert ordinal(number) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("སུམ་བརྒྱ་ཞེ་གསུམ་གྱི་", [343]),
        ("ཆིག་སྟོང་དང་རེ་གསུམ་པའི་", [1063]),
        ("ཉིས་བརྒྱ་བཞི་བཅུ་རེད", [240]),
        ("བཞི་པ་ལྔ་པའི་", [4, 5]),
        ("དང་པོ་དང་གཉིས་པའི་", [1, 2]),
        ("བརྒྱ་དང་ཕྱེད་ཀ", [100]),
        ("གཉིས་དང་གསུམ", [2, 3]),
        ("བཅུ་ཐམ་པ", [10]),
        ("ལྔའི་བཅུ", [5, 10]),
        ("བརྒྱད་པ", [8]),
        ("མི་དམངས", []),
        ("", []),
    ],
)
def test_reads_numbers_in_running_text(text: str, expected: list[int]) -> None:
    assert [found.value for found in read(text)] == expected


def test_a_short_ten_may_be_a_word() -> None:
    (matters,) = read("དོན་གཉིས་")
    assert (matters.value, matters.or_else) == (72, 2)
    (twenty_two,) = read("ཉེར་གཉིས་")
    assert twenty_two.or_else is None


@pytest.mark.parametrize("number", [0, -1, GREATEST + 1])
def test_refuses_other_numbers(number: int) -> None:
    with pytest.raises(ValueError, match="not a number from 1"):
        spellings(number)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("ཁྲི་", 10**4),
        ("སྒོར་ས་ཡ་", 10**6),
        ("སྟོང་ཕྲག་", 1000),
        ("དུང་ཕྱུར་", 10**8),
        ("ལོ་", 1),
        ("འཁྲི་", 1),
        ("", 1),
    ],
)
def test_scales_before_a_number(before: str, expected: int) -> None:
    assert scale_before(f"{before}12", len(before)) == expected


@pytest.mark.parametrize(
    ("numeral", "expected"),
    [
        ("十", 10),
        ("十五", 15),
        ("二十三", 23),
        ("一百零五", 105),
        ("三百四十三", 343),
        ("一千零六十三", 1063),
        ("两千", 2000),
        ("二〇二五", 2025),
        ("三千万", 30_000_000),
        ("一亿二千万", 120_000_000),
        ("一万亿", 10**12),
        ("万", 10_000),
        ("貳拾叁", 23),
    ],
)
def test_chinese_values(numeral: str, expected: int) -> None:
    assert chinese_numerals.value(numeral) == expected


@given(numbers)
def test_plain_chinese_numerals_are_read_back(number: int) -> None:
    assert chinese_numerals.value(_chinese(number)) == number


def _chinese(number: int) -> str:
    text, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if not digit:
            gap = True
            continue
        text += ("零" if text and gap else "") + "零一二三四五六七八九"[digit] + unit
        gap = False
    return text


def test_what_a_chinese_numeral_may_become() -> None:
    ways = [values for _, _, values in chinese_numerals.named("三四万人")]
    assert Decimal(3) in ways[0]
    assert Decimal(4) in ways[0]
    assert list(chinese_numerals.named("法律")) == []


def test_divisions_of_a_law() -> None:
    text = "第二章第三、四条，第三者第一条铁路，第一节数学课，第二课堂"
    found = [(text[o.start : o.end], o.value) for o in chinese_numerals.ordinals(text)]
    assert found == [("第二章", 2), ("三", 3), ("四", 4)]


def test_the_two_modules_agree_on_their_limits() -> None:
    assert tibetan_numerals.GREATEST == 9_999
