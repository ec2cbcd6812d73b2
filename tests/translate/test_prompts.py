"""Prompts word for word, answers to translations, and what is asked again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from translate.document import Constraint, Request
from translate.engines.answers import clean, is_tibetan
from translate.engines.prompts import LONGEST_CONTEXT, ROOM, Question, drafts, full, plain, terms

SOURCE = "学校应当保护未成年人。"
TARGET = "སློབ་གྲྭས་ལོ་ན་མ་སོན་པར་སྲུང་སྐྱོང་བྱེད་དགོས།"
SCHOOL = Constraint(0, 2, "སློབ་གྲྭ")
MINOR = Constraint(6, 10, "ལོ་ན་མ་སོན་པ")
CASES = Path(__file__).parents[1] / "cases" / "engine_answers.json"


def _cases() -> list[Any]:
    return [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True)] if case.get("known_failure") else [],
        )
        for case in json.loads(CASES.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", _cases())
def test_of_an_answer_the_translation_is_left(case: dict[str, Any]) -> None:
    text = clean(case["input"], case["source"])
    assert text == case["expected"]
    assert is_tibetan(text, case["source"]) is case["tibetan"]
    assert clean(text, case["source"]) == text


def test_plain() -> None:
    assert (
        full(Request(SOURCE))
        == plain(Request(SOURCE))
        == (
            "将以下文本翻译为藏语，注意只需要输出翻译后的结果，不要额外解释：\n\n"
            "学校应当保护未成年人。"
        )
    )


def test_terms_stand_before_the_task() -> None:
    assert full(Request(SOURCE, (SCHOOL, MINOR))) == (
        "参考下面的翻译：\n学校 翻译成 སློབ་གྲྭ\n未成年人 翻译成 ལོ་ན་མ་སོན་པ\n"
        "将以下文本翻译为藏语，注意只需要输出翻译后的结果，不要额外解释：\n"
        "学校应当保护未成年人。"
    )


def test_context_has_a_form_of_its_own() -> None:
    assert full(Request(SOURCE, context="国家保护儿童。\n")) == (
        "【背景信息】\n国家保护儿童。\n\n请结合背景信息将以下文本翻译为藏语。\n\n"
        "【待翻译文本】\n学校应当保护未成年人。"
    )


def test_terms_come_before_context() -> None:
    assert full(Request(SOURCE, (SCHOOL,), context="国家保护儿童。")) == (
        "参考下面的翻译：\n学校 翻译成 སློབ་གྲྭ\n\n【背景信息】\n国家保护儿童。\n\n"
        "请结合背景信息将以下文本翻译为藏语。\n\n【待翻译文本】\n学校应当保护未成年人。"
    )


def test_of_a_long_context_the_nearest_is_told() -> None:
    prompt = full(Request(SOURCE, context="远" * 1000 + "近"))
    assert prompt.count("远") == LONGEST_CONTEXT - 1 and "近" in prompt


def test_terms_are_told_once_and_literals_not_at_all() -> None:
    request = Request(
        "学校2025学校",
        (SCHOOL, Constraint(2, 6, "2025", literal=True), Constraint(6, 8, "སློབ་གྲྭ")),
    )
    assert terms(request) == [("学校", "སློབ་གྲྭ")]


def test_one_source_with_two_targets_is_told_with_both() -> None:
    request = Request("学校学校", (SCHOOL, Constraint(2, 4, "སློབ་ཁང")))
    assert terms(request) == [("学校", "སློབ་གྲྭ"), ("学校", "སློབ་ཁང")]


def test_the_longest_answer_grows_with_the_source() -> None:
    assert Question("", "法" * 10).most_tokens(1.5) == 105 + ROOM


class Model:
    """Answers in turn, and remembers what it was asked."""

    def __init__(self, *rounds: Sequence[str]) -> None:
        self.rounds = list(rounds)
        self.asked: list[list[Question]] = []

    def __call__(self, questions: Sequence[Question]) -> Sequence[str]:
        self.asked.append(list(questions))
        return self.rounds.pop(0) if questions else []


def test_one_draft_is_asked_for_greedily() -> None:
    model = Model([TARGET, "译文：སློབ་གྲྭ།"])
    found = drafts([Request(SOURCE), Request("学校。")], 1, model)
    assert [[d.target for d in each] for each in found] == [[TARGET], ["སློབ་གྲྭ།"]]
    assert [q.seed for q in model.asked[0]] == [0, 0] and not any(model.asked[1:])


def test_alternatives_are_sampled_with_fixed_seeds_and_differ() -> None:
    model = Model(["སློབ་གྲྭ།", "学校。", "སློབ་གྲྭ", "翻译：སློབ་གྲྭ།"])
    found = drafts([Request("学校。")], 4, model)
    assert [d.target for d in found[0]] == ["སློབ་གྲྭ།", "སློབ་གྲྭ"]
    assert [q.seed for q in model.asked[0]] == [1, 2, 3, 4]


def test_an_answer_in_another_language_is_asked_for_again() -> None:
    request = Request(SOURCE, (SCHOOL,))
    model = Model(["The school.", TARGET], ["学校"], [TARGET])
    found = drafts([request, Request(SOURCE)], 1, model)
    assert [d.target for d in found[0]] == [TARGET]
    again, last = model.asked[1][0], model.asked[2][0]
    assert (again.prompt, again.seed) == (plain(request), 1)
    assert (last.prompt, last.seed) == (full(request), 2)


def test_a_model_that_writes_no_tibetan_ends_no_run() -> None:
    model = Model(["", ""], ["翻译：校", ""], ["The school.", ""])
    found = drafts([Request("学校"), Request("法律")], 1, model)
    assert [[d.target for d in each] for each in found] == [["翻译：校"], [""]]


def test_nothing_asked_nothing_answered() -> None:
    assert drafts([], 3, Model()) == []
