"""The engine for causal models, on a tiny one: prompts wrapped, batched, decoded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tiny_causal import WORDS, tiny_hunyuan
from translate.document import Constraint, Request
from translate.engines import Enforcement, load
from translate.engines.prompts import Question
from translate.errors import EngineError

pytest.importorskip("torch")
ANSWER = "".join(WORDS)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_hunyuan(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def engine(model: Path) -> Any:
    return load(f"hymt:{model}")


def heard(engine: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, Any]]]:
    """What the model is given, batch by batch: the texts, padding and all, and how to decode."""
    batches: list[tuple[list[str], dict[str, Any]]] = []
    generate = engine._model.generate

    def listen(**given: Any) -> Any:
        batches.append((engine._tokenizer.batch_decode(given["input_ids"]), given))
        return generate(**given)

    monkeypatch.setattr(engine._model, "generate", listen)
    return batches


def test_a_prompt_goes_through_the_chat_template(
    engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = heard(engine, monkeypatch)
    request = Request("学校", (Constraint(0, 2, "སློབ་གྲྭ"),))
    assert engine.translate([request])[0][0].target == ANSWER
    ((texts, given),) = batches
    assert texts == [
        "<bos><user>参考下面的翻译：\n学校 翻译成 སློབ་གྲྭ\n"
        "将以下文本翻译为藏语，注意只需要输出翻译后的结果，不要额外解释：\n学校<assistant>"
    ]
    assert given["do_sample"] is False and given["repetition_penalty"] == 1.0
    assert engine.enforcement is Enforcement.PROMPT


def test_shorter_prompts_are_padded_on_the_left(
    engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = heard(engine, monkeypatch)
    found = engine.translate([Request("学校"), Request("学校应当保护未成年人。")])
    assert [[draft.target for draft in drafts] for drafts in found] == [[ANSWER], [ANSWER]]
    ((texts, _),) = batches
    assert texts[0].startswith("<bos>") and "未成年人" in texts[0]
    assert texts[1].startswith("<pad>") and texts[1].endswith("学校<assistant>")


def test_alternatives_are_sampled_seed_by_seed(
    engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = heard(engine, monkeypatch)
    assert len(engine.translate([Request("学校"), Request("法律")], alternatives=3)) == 2
    assert [len(texts) for texts, _ in batches] == [2, 2, 2]
    settings = [(g["temperature"], g["top_p"], g["top_k"]) for _, g in batches]
    assert settings == [(0.7, 0.6, 20)] * 3


def test_the_callers_random_numbers_are_left_alone(engine: Any) -> None:
    import torch

    torch.manual_seed(5)
    expected = torch.rand(3).tolist()
    torch.manual_seed(5)
    engine.translate([Request("学校")], alternatives=2)
    assert torch.rand(3).tolist() == expected


def test_the_longest_answer_follows_the_vocabulary(engine: Any) -> None:
    assert engine._tokens_per_character == 3.0  # this tokenizer reads bytes
    assert Question("", "学校").most_tokens(3.0) == 106


def test_another_model_has_another_signature(engine: Any, model: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / model.name
    shutil.copytree(model, copy)
    assert load(f"hymt:{copy}").signature == engine.signature
    with (copy / "model.safetensors").open("r+b") as weights:
        weights.seek(-1, 2)
        weights.write(b"\x01")
    assert load(f"hymt:{copy}").signature != engine.signature


def test_a_model_without_a_chat_template_is_refused(model: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(model, tmp_path / "base")
    (tmp_path / "base" / "chat_template.jinja").unlink()
    with pytest.raises(EngineError, match=r"no chat template.*instruction"):
        load(f"hymt:{tmp_path / 'base'}")


def test_weights_cut_short_are_named(model: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(model, tmp_path / "cut")
    weights = tmp_path / "cut" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5000])
    with pytest.raises(EngineError, match="cannot load a causal model"):
        load(f"hymt:{tmp_path / 'cut'}")


def test_the_engine_needs_a_name() -> None:
    with pytest.raises(EngineError, match="hymt:DIRECTORY"):
        load("hymt")
