"""Terms are found where they stand, and nowhere else."""

from __future__ import annotations

import json
import time
from itertools import islice, pairwise, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese import fold, key
from glossary.errors import GlossaryError
from glossary.matcher import Matcher
from glossary.term import Target, Term, Use

CASES = json.loads(
    (Path(__file__).parents[1] / "cases" / "chinese_matching.json").read_text(encoding="utf-8")
)
sources = st.lists(st.text(alphabet="法律A1國\u0301", min_size=1, max_size=3), max_size=6)
texts = st.text(alphabet="法律國国AaＡ1\u200b\u0301，", max_size=14)


def term(source: str) -> Term:
    return Term(source, (Target("བཅའ་ཁྲིམས"),))


def found(sources: list[str], text: str) -> list[str]:
    return [text[match.start : match.end] for match in Matcher(map(term, sources)).find(text)]


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
def test_finds_what_the_cases_say(case: dict[str, Any]) -> None:
    assert found(case["terms"], case["input"]) == case["expected"]


@settings(deadline=None)
@given(sources, texts)
def test_every_span_slices_to_its_term(sources: list[str], text: str) -> None:
    matcher = Matcher(map(term, sources))
    for match in (*matcher.find(text), *matcher.find_all(text)):
        assert key(text[match.start : match.end]) == key(match.term.source)


@settings(deadline=None)
@given(sources, texts)
def test_matches_are_disjoint_and_in_order(sources: list[str], text: str) -> None:
    matches = Matcher(map(term, sources)).find(text)
    assert all(a.end <= b.start for a, b in pairwise(matches))


@settings(deadline=None)
@given(sources, texts)
def test_agrees_with_a_naive_search(sources: list[str], text: str) -> None:
    matcher = Matcher(map(term, sources))
    every = naive(set(map(key, sources)), fold(text).text)
    folded = fold(text)
    spans = [folded.span(start, end) for start, end in every]
    assert [(match.start, match.end) for match in matcher.find_all(text)] == spans
    chosen: list[tuple[int, int]] = []
    for start, end in every:
        if not chosen or start >= chosen[-1][1]:
            chosen.append((start, end))
    assert [(match.start, match.end) for match in matcher.find(text)] == [
        folded.span(start, end) for start, end in chosen
    ]


def naive(sources: set[str], text: str) -> list[tuple[int, int]]:
    spans = [
        (start, start + length)
        for start in range(len(text))
        for length in (4, 3, 2, 1)
        if start + length <= len(text) and text[start : start + length] in sources
    ]
    return [(start, end) for start, end in spans if edge(text, start) and edge(text, end)]


def edge(text: str, cut: int) -> bool:
    return not 0 < cut < len(text) or not {text[cut - 1], text[cut]} <= set("a1á\u0301")


def test_reports_terms_hidden_by_longer_ones() -> None:
    matcher = Matcher(map(term, ["义务教育法", "义务教育", "教育法", "教育"]))
    text = "义务教育法"
    assert [text[match.start : match.end] for match in matcher.find_all(text)] == [
        "义务教育法",
        "义务教育",
        "教育法",
        "教育",
    ]


def test_the_last_of_two_entries_for_one_text_counts() -> None:
    first, last = Term("憲法", (Target("ཁྲིམས"),)), Term("宪法", (Target("རྩ་ཁྲིམས"),))
    assert [match.term for match in Matcher([first, last]).find("憲法宪法")] == [last, last]


@pytest.mark.parametrize("source", ["", "\u200b", "　"])
def test_refuses_a_term_without_a_visible_character(source: str) -> None:
    with pytest.raises(GlossaryError, match="empty source"):
        Matcher([term(source)])


def test_fifty_thousand_terms_build_and_match_in_time() -> None:
    alphabet = [chr(code) for code in range(0x4E00, 0x4E00 + 40)]
    terms = [term("".join(chars)) for chars in islice(product(alphabet, repeat=3), 50_000)]
    started = time.process_time()
    matcher = Matcher(terms)
    assert time.process_time() - started < 2
    text = "".join(alphabet) * 9_000  # about 1 MB
    started = time.process_time()
    matches = matcher.find(text)
    assert time.process_time() - started < 2
    assert len(matches) > 90_000


ORGANISE = Term(
    "组织",
    (
        Target("རྩ་འཛུགས"),
        Target("སྒྲིག་འཛུགས", Use.ALLOWED, hint="…开展 …学生 负责… …"),
        Target("ཚོགས་པ", Use.ALLOWED),
    ),
)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("有关组织和个人", "རྩ་འཛུགས"),
        ("组织开展检查", "སྒྲིག་འཛུགས"),
        ("學校組織學生參觀", "སྒྲིག་འཛུགས"),
        ("学生组织", "རྩ་འཛུགས"),
        ("负责组织", "སྒྲིག་འཛུགས"),
        ("组织应当依法开展", "རྩ་འཛུགས"),
    ],
)
def test_a_hint_beside_a_term_picks_its_target(text: str, target: str) -> None:
    (match,) = Matcher([ORGANISE]).find(text)
    assert match.written == target
