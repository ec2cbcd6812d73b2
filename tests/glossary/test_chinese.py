"""Folding never loses the way back to the original."""

from __future__ import annotations

import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese import fold, han_spans, has_han, key

CASES = json.loads(
    (Path(__file__).parents[1] / "cases" / "chinese_folding.json").read_text(encoding="utf-8")
)
# What folding touches, what it must not, and what composes, in short texts.
tricky = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "法律憲國乾⼀⾨ＡＩ１，　aAéE\u0301\u0323İi\u200b\ufeff\ufe00\U000e0100\U00020000"
        ),
        st.sampled_from("ཀཱིྀ\u0f73\u0f43\u0958\u1100\u1161\u11a8가\uf9dd①Ω\u2126\u212a\n "),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True)] if case.get("known_failure") else [],
        )
        for case in CASES
    ],
)
def test_folds_as_the_cases_say(case: dict[str, str]) -> None:
    assert fold(case["input"]).text == case["expected"]


@settings(deadline=None)
@given(tricky)
def test_offsets_lead_back(text: str) -> None:
    folded = fold(text)
    offsets = list(folded.offsets)
    assert len(offsets) == len(folded.text) + 1
    assert offsets[-1] == len(text)
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(text) for offset in offsets)


@settings(deadline=None)
@given(tricky)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once
    assert unicodedata.is_normalized("NFC", once)


@settings(deadline=None)
@given(tricky)
def test_canonically_equal_texts_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)).text == fold(text).text


@settings(deadline=None)
@given(tricky, st.data())
def test_a_span_of_folded_text_slices_to_it(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first <= last <= len(text)
    assert folded.text[start:end] in fold(text[first:last]).text
    assert (first == last) == (start == end)


@settings(deadline=None)
@given(st.text(alphabet="法律國１Ａ《》\U00020000", max_size=20))
def test_plain_chinese_keeps_every_offset(text: str) -> None:
    assert list(fold(text).offsets) == list(range(len(text) + 1))


def test_a_span_keeps_marks_with_their_letter() -> None:
    text = "葛\U000e0100县，cafe\u0301"
    folded = fold(text)
    assert text[slice(*folded.span(0, 1))] == "葛\U000e0100"
    assert text[slice(*folded.span(3, 7))] == "cafe\u0301"
    assert folded.span(2, 2) == (3, 3)


def test_key_ignores_space_around() -> None:
    assert key(" \u200b憲法　") == key("宪法") == "宪法"


def test_finds_chinese_in_mixed_text() -> None:
    text = "བཅའ་ཁྲིམས(法律)abc二〇二五年々𠀀"
    assert [text[start:end] for start, end in han_spans(text)] == ["法律", "二〇二五年々𠀀"]
    assert has_han(text)


@pytest.mark.parametrize("text", ["", "བཅའ་ཁྲིམས་", "abc 123", "，。《》", "かな", "한글", "㎡①"])
def test_finds_no_chinese_elsewhere(text: str) -> None:
    assert not has_han(text)
    assert han_spans(text) == []


@settings(deadline=None)
@given(tricky)
def test_chinese_spans_are_maximal(text: str) -> None:
    spans = han_spans(text)
    inside = {position for start, end in spans for position in range(start, end)}
    assert all(has_han(text[position]) == (position in inside) for position in range(len(text)))
    assert all(left[1] < right[0] for left, right in pairwise(spans))


def test_variants_are_the_first_forms_of_their_source() -> None:
    opencc = pytest.importorskip("opencc")
    table = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    for line in table.read_text(encoding="utf-8").splitlines():
        char, forms = line.split("\t")
        first = forms.split(" ")[0]
        if len(char) == len(first) == 1:
            assert fold(char).text == fold(first).text
