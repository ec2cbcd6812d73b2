"""Formatting inside sentences lands where a reader looks for it: the shipped engine, judged cases.

The floors lie just below what ``python -m benchmarks.marks`` gives; docs/evaluation.md has that.
"""

from __future__ import annotations

import pytest

from benchmarks.marks import FOOTNOTE, Case, Judged, figures, judge, read
from translate.constraint import request
from translate.engines import Engine, load

SIGNATURE, CASES = read()
FLOORS = {"exact": 0.82, "f1": 0.94}
"""Reached: 0.89 and 0.97 where the rules were tuned, 0.86 and 0.98 on what was held out."""
FOOTNOTE_FLOORS = {"exact": 0.92, "within_one": 0.96}
"""Reached: 0.96 and 1.0."""


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load("builtin")


@pytest.fixture(scope="module")
def judged(engine: Engine) -> tuple[list[Judged], list[Case]]:
    assert engine.signature == SIGNATURE, "another engine: its drafts have to be judged"
    return judge(CASES, engine)


def test_there_are_enough_cases() -> None:
    assert len({case.label for case in CASES}) == len(CASES) >= 100
    assert sum(case.held_out for case in CASES) >= len(CASES) * 0.3
    kinds = [wanted.kind for case in CASES for wanted in case.wanted]
    assert {"bold", "link", FOOTNOTE} == set(kinds) and kinds.count(FOOTNOTE) >= 25


def test_the_sentences_are_drafted_as_they_were_judged(
    judged: tuple[list[Judged], list[Case]],
) -> None:
    """Another processor may round otherwise, and a few sentences then come out otherwise."""
    _, changed = judged
    assert len(changed) <= len(CASES) / 10, [case.label for case in changed]


@pytest.mark.parametrize("held_out", [False, True])
def test_marks_land_on_their_words(judged: tuple[list[Judged], list[Case]], held_out: bool) -> None:
    found = figures(item for item in judged[0] if item.case.held_out is held_out)
    assert all(found["spans"][name] >= floor for name, floor in FLOORS.items()), found


def test_footnotes_land_after_their_words(judged: tuple[list[Judged], list[Case]]) -> None:
    found = figures(judged[0])
    assert all(found[FOOTNOTE][name] >= floor for name, floor in FOOTNOTE_FLOORS.items()), found


def test_a_sentence_is_aligned_alike_alone_and_in_a_batch(engine: Engine) -> None:
    """A beam search over a batch tells the first token's attention of another sentence."""
    requests = [request(case.source, (), enforce=False) for case in CASES[:12]]
    together = engine.translate(requests)
    alone = [engine.translate([one])[0] for one in requests]
    same = [
        (a[0], b[0]) for a, b in zip(together, alone, strict=True) if a[0].target == b[0].target
    ]
    assert len(same) >= 10
    assert [a.links for a, _ in same] == [b.links for _, b in same]
