"""Articles cut into sentences by what their words mean."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from training.articles import _dealt, recut
from training.corpus import Pair


class Known:
    """A lexicon that knows which clause belongs to which sentence."""

    def __init__(self, belongs: dict[str, str]) -> None:
        self.belongs = belongs

    def likelihood(self, zh: str, bo: str) -> float:
        return 0.0 if self.belongs[bo.strip()] == zh[0] else -5.0


def cut(zh: str, bo: str, belongs: dict[str, str]) -> list[tuple[str, str]]:
    lexicon: Any = Known(belongs)
    return [(p.zh, p.bo) for p in recut(Pair(zh, bo, "law", "<law>"), lexicon)]


def test_clauses_go_to_the_sentence_they_belong_to() -> None:
    bo = "རྒྱལ་ཁབ་ཀྱིས། སློབ་གསོ་སྤེལ། སློབ་མས་སྦྱོང་།"
    belongs = {"རྒྱལ་ཁབ་ཀྱིས།": "国", "སློབ་གསོ་སྤེལ།": "国", "སློབ་མས་སྦྱོང་།": "学"}
    assert cut("国家发展教育。学生学习。", bo, belongs) == [
        ("国家发展教育。", "རྒྱལ་ཁབ་ཀྱིས། སློབ་གསོ་སྤེལ།"),
        ("学生学习。", "སློབ་མས་སྦྱོང་།"),
    ]


def test_a_space_after_ga_ends_a_clause_too() -> None:
    bo = "གཏུག་བཤེར་བྱས་ཆོག སློབ་མས་སྦྱོང་།"
    belongs = {"གཏུག་བཤེར་བྱས་ཆོག": "国", "སློབ་མས་སྦྱོང་།": "学"}
    assert [bo for _, bo in cut("国家。学生。", bo, belongs)] == [
        "གཏུག་བཤེར་བྱས་ཆོག",
        "སློབ་མས་སྦྱོང་།",
    ]


def test_fewer_clauses_than_sentences_stay_one_pair() -> None:
    assert cut("国家。学生。", "རྒྱལ་ཁབ།", {"རྒྱལ་ཁབ།": "国"}) == [("国家。学生。", "རྒྱལ་ཁབ།")]


def test_every_sentence_gets_a_clause_and_order_is_kept() -> None:
    fits = np.array([[0.0, 0, 0, 0], [-9, -9, -9, -9], [-1, -1, -1, 0]])
    spans = _dealt(fits)
    assert spans[0][0] == 0 and spans[-1][1] == 4
    assert all(start < end for start, end in spans)
    assert all(one[1] == two[0] for one, two in pairwise(spans))
