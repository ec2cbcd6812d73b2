"""Beams are led through missing terms, piece by piece, whatever the pieces are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from translate.engines.boosting import BEGIN, GO_ON, NEVER, Boost, Writing, begun, missing

torch: Any = pytest.importorskip("torch")
PIECES = ["", "▁", "སློབ", "་གྲྭ", "་གྲྭ་", "སློབ་གྲྭའི་", "ང", "་", "ཁྲིམས", "་སློབ", "སློབ་གྲོགས"]
END = 0


def boosted(wanted: Sequence[Sequence[str]], *rows: Sequence[int], least: int = 9) -> Any:
    boost = Boost(Writing(PIECES, END), wanted, [least] * len(wanted))
    scores = boost(torch.tensor(rows), torch.zeros(len(rows), len(PIECES)))
    return [{PIECES[i] or "end": v for i, v in enumerate(row) if v} for row in scores.tolist()]


def test_a_missing_term_is_begun_and_gone_on_with() -> None:
    first, begun_with = boosted([["སློབ་གྲྭ"]], [1, 7], [7, 2])
    assert first == {"end": NEVER, "སློབ": BEGIN, "སློབ་གྲྭའི་": BEGIN}
    assert begun_with == {"end": NEVER, "་གྲྭ": GO_ON, "་གྲྭ་": GO_ON}


def test_inside_a_word_a_term_begins_with_a_tsheg() -> None:
    assert boosted([["སློབ་གྲྭ"]], [7, 8]) == [{"end": NEVER, "་སློབ": BEGIN}]


def test_a_term_that_stands_is_let_be() -> None:
    assert boosted([["སློབ་གྲྭ"]], [2, 3]) == [{}]
    assert boosted([["སློབ་གྲྭ"] * 2], [2, 4]) == [{"end": NEVER, "སློབ": BEGIN, "སློབ་གྲྭའི་": BEGIN}]


def test_each_source_has_its_own_terms() -> None:
    one, other = boosted([["ཁྲིམས"], []], [7, 7], [7, 7])
    assert one == {"end": NEVER, "ཁྲིམས": BEGIN} and other == {}


def test_no_beam_waits_for_ever() -> None:
    assert "end" not in boosted([["ཁྲིམས"]], [7] * 9)[0]
    assert boosted([["དགེ་རྒན"]], [7, 7]) == [{}], "no piece can write it"


def test_what_counts_as_written() -> None:
    assert missing(["སློབ་གྲྭ", "སློབ་གྲྭ", "ཁྲིམས"], "སློབ་གྲྭའི་ཁྲིམས") == ["སློབ་གྲྭ"]
    assert begun("དེའི་སློབ་", "སློབ་གྲྭ") == len("སློབ་")
    assert begun("དེའིསློབ་", "སློབ་གྲྭ") == 0
    assert begun("", "སློབ་གྲྭ") == 0
