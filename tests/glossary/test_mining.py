"""Candidates that a person would call terms, and renderings that aligned text bears out."""

from __future__ import annotations

import pytest

from glossary.mining import Suggester, candidates
from glossary.term import Target, Term

TEXT = [
    "检察建议是检察机关的监督方式。县检察院向学校发出检察建议。",
    "收到检察建议后，学校修好了围墙。校园欺凌要早发现，校园欺凌要早处理。",
    "民警讲了校园欺凌的危害，还讲了未成年人保护法。未成年人保护法保护每个孩子。",
]
KNOWN = [
    Term("未成年人", (Target("ལོ་ན་མ་སོན་པ"),)),
    Term("保护法", (Target("སྲུང་སྐྱོང་བཅའ་ཁྲིམས"),)),
    Term("学校", (Target("སློབ་གྲྭ"),)),
]


def found(texts: list[str] = TEXT, least: int = 2) -> dict[str, int]:
    return {c.source: c.count for c in candidates(texts, KNOWN, least)}


def test_repeated_strings_that_stand_free_are_candidates() -> None:
    assert found()["检察建议"] == 3 and found()["校园欺凌"] == 3


def test_fragments_are_not() -> None:
    assert not {"察建议", "检察建", "园欺凌", "校园欺", "建议是", "欺凌要"} & found().keys()


def test_no_candidate_cuts_a_known_term() -> None:
    assert found()["未成年人保护法"] == 2
    assert not {"成年人", "人保护", "成年人保护法", "未成年人保护"} & found().keys()


def test_known_terms_come_with_their_entry() -> None:
    entries = {c.source: c.term for c in candidates(TEXT, KNOWN)}
    assert entries["学校"] == KNOWN[2] and entries["检察建议"] is None


def test_rarer_strings_are_left_out() -> None:
    assert "检察建议" not in found(least=4)
    assert {"校园欺凌", "检察建议"} <= found(least=3).keys()


def test_what_longer_candidates_explain_counts_less() -> None:
    texts = ["海西州检察院。", "海西州检察院，", "海西州检察院；", "检察院！"]
    scores = {c.source: c.score for c in candidates(texts, [], 2)}
    assert scores["海西州检察院"] > scores["检察院"]


def test_phrases_and_particles_make_no_term() -> None:
    texts = [
        "学生应当守法，",
        "学生应当守法。",
        "他的书，",
        "他的书。",
        "我们在学习，",
        "我们在学习。",
    ]
    assert not {"学生应当", "应当守法", "他的书", "我们在学习", "在学习"} & found(texts).keys()


def test_the_context_shows_the_first_occurrence() -> None:
    shown = {c.source: c.context for c in candidates(TEXT, KNOWN)}
    assert (
        shown["校园欺凌"].startswith("收到检察建议后") and "校园欺凌要早发现" in shown["校园欺凌"]
    )


@pytest.mark.parametrize("texts", [[], [""], ["。，、"], ["abc 12309"], ["法"]])
def test_text_without_candidates_gives_none(texts: list[str]) -> None:
    assert candidates(texts, KNOWN) == []


def test_width_and_script_variants_are_one_candidate() -> None:
    assert found(["檢察建議。", "检察建议，"])["检察建议"] == 2


PAIRS = [
    ("学校应当保护学生。", "སློབ་གྲྭས་སློབ་མ་སྲུང་སྐྱོང་བྱེད་དགོས།"),
    ("学校有教师。", "སློབ་གྲྭར་དགེ་རྒན་ཡོད།"),
    ("教师爱学生。", "དགེ་རྒན་གྱིས་སློབ་མར་བྱམས།"),
]


def test_renderings_are_ranked_by_how_well_they_co_occur() -> None:
    suggest = Suggester(PAIRS)
    best = suggest("教师")[0]
    assert (best.target, best.both, best.sources) == ("དགེ་རྒན", 2, 2)
    assert suggest("草原") == []
