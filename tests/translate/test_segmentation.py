"""Splitting into sentences and clauses, joining cut lines, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.document import Block, Document
from translate.segmentation import clauses, pieces_by_block, rejoin, segment, sentences

CASES = json.loads(
    (Path(__file__).parent.parent / "cases" / "segmentation.json").read_text(encoding="utf-8")
)
TEXT = st.text('法治读本的，。！？；：、“”"《》（）\n\t 13aA?/…', max_size=60)


@pytest.mark.parametrize("case", CASES["sentences"], ids=lambda c: c["label"])
def test_sentences(case: dict[str, object]) -> None:
    text = str(case["input"])
    assert [text[a:b] for a, b in sentences(text)] == case["expected"]


@pytest.mark.parametrize("case", CASES["lines"], ids=lambda c: c["label"])
def test_cut_lines_are_joined(case: dict[str, list[str]]) -> None:
    blocks = tuple(Block(f"L{i}", line) for i, line in enumerate(case["input"]))
    found = segment(Document("page.txt", "text", blocks, joins_lines=True))
    assert [s.source for s in found if len(s.pieces) > 1] == case["expected"]


@given(TEXT)
def test_rejoining_the_sources_gives_the_block_back(text: str) -> None:
    block = Block("B", text)
    found = segment(Document("d", "text", (block,)))
    pieces = pieces_by_block(found, {s.id: s.source for s in found})
    assert rejoin(block, pieces.get("B", []))[0] == text


@given(TEXT, TEXT)
def test_joined_lines_lose_nothing(first: str, second: str) -> None:
    blocks = (Block("A", first), Block("B", second))
    found = segment(Document("d", "text", blocks, joins_lines=True))
    for item in found:
        assert item.source == "".join(
            next(b for b in blocks if b.id == p.block).text[p.start : p.end] for p in item.pieces
        )
    covered = "".join(s.source for s in found)
    assert "".join(covered.split()) == "".join((first + second).split())
    assert len({s.id for s in found}) == len(found)


@given(TEXT, st.integers(5, 40))
def test_clauses_cover_the_text(text: str, longest: int) -> None:
    spans = clauses(text, longest)
    assert "".join(text[a:b] for a, b in spans) == text


def test_long_sentence_is_cut_at_clause_marks_only() -> None:
    text = "学校应当建立制度，" * 10 + "并且报告。"
    spans = clauses(text, 60)
    assert len(spans) == 2 and all(text[b - 1] in "，。" for _, b in spans)
    assert max(b - a for a, b in spans) <= 60


@pytest.mark.parametrize("whole", ["1,200,500元", "10:30开始", "https://a.cn"])
def test_no_clause_ends_within_a_number_or_an_address(whole: str) -> None:
    text = "学" * 55 + whole + "，" + "校" * 30 + "。"
    assert f"{whole}，" in "|".join(text[a:b] for a, b in clauses(text, 60))


def test_every_sentence_of_a_long_paragraph_has_its_own_id() -> None:
    found = segment(Document("d", "docx", (Block("B", "甲。" * 500),)))
    assert len({s.id for s in found}) == len(found) == 500
    assert found[-1].id == "B.500"


def test_two_sentences_get_a_space_between_them() -> None:
    block = Block("B", "甲。乙。")
    found = segment(Document("d", "docx", (block,)))
    pieces = pieces_by_block(found, {found[0].id: "ཀ་བ།", found[1].id: "ཁ་བ།"})
    assert rejoin(block, pieces["B"])[0] == "ཀ་བ། ཁ་བ།"
