"""What every engine promises, shown on each: the real ones on tiny or shipped weights."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.chat_servers import obedient_server, transformers_server
from tests.tiny_causal import tiny_hunyuan
from translate.document import Constraint, Request
from translate.engines import REGISTRY, Enforcement, Engine, load
from translate.engines.builtin import MODEL
from translate.errors import EngineError

SOURCES = ["学校应当保护未成年人。", "他在2025年去了青海。", "检察院"]


def tiny_byt5(folder: Path) -> str:
    """A T5 with random weights that reads bytes: no vocabulary file is needed."""
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("torch").manual_seed(3)
    tokenizer: Any = transformers.ByT5Tokenizer()
    config = transformers.T5Config(
        vocab_size=len(tokenizer),
        d_model=16,
        d_kv=8,
        d_ff=32,
        num_layers=1,
        num_heads=2,
        decoder_start_token_id=0,
        eos_token_id=1,
        pad_token_id=0,
    )
    transformers.T5ForConditionalGeneration(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return f"transformers:{folder}"


def tiny_marian(folder: Path) -> str:
    """A Marian with random weights over the shipped vocabularies."""
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("torch").manual_seed(3)
    import shutil

    for name in ("source.spm", "target.spm", "vocab.json"):
        shutil.copy(MODEL / name, folder / name)
    size = len(json.loads((folder / "vocab.json").read_text(encoding="utf-8")))
    config = transformers.MarianConfig(
        vocab_size=size,
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=16,
        decoder_ffn_dim=16,
        pad_token_id=size - 1,
        decoder_start_token_id=size - 1,
        eos_token_id=0,
        forced_eos_token_id=None,
    )
    transformers.MarianMTModel(config).save_pretrained(folder)
    settings = {"tokenizer_class": "MarianTokenizer", "eos_token": "</s>", "unk_token": "<unk>"}
    (folder / "tokenizer_config.json").write_text(
        json.dumps({**settings, "pad_token": "<pad>", "source_lang": "zho", "target_lang": "bod"}),
        encoding="utf-8",
    )
    return f"transformers:{folder}"


ENGINES: dict[str, Callable[[Path], str]] = {
    "scripted": lambda folder: "scripted",
    "builtin": lambda folder: "builtin",
    "transformers-t5": tiny_byt5,
    "transformers-marian": tiny_marian,
    "hymt": lambda folder: f"hymt:{tiny_hunyuan(folder)}",
}


SERVED: dict[str, Callable[[Path], AbstractContextManager[str]]] = {
    "openai": obedient_server,
    "openai-transformers": transformers_server,
}


@pytest.fixture(scope="module", params=[*ENGINES, *SERVED])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("model")
    if request.param in SERVED:
        with SERVED[request.param](folder) as name:
            yield load(name)
    else:
        yield load(ENGINES[request.param](folder))


def test_one_answer_a_request_in_order(engine: Engine) -> None:
    requests = [Request(source) for source in SOURCES]
    drafts = engine.translate(requests)
    assert [len(d) for d in drafts] == [1, 1, 1]
    one_by_one = [engine.translate([request])[0][0].target for request in requests]
    assert [len(t) > 0 for t in one_by_one] == [len(d[0].target) > 0 for d in drafts]


def test_the_same_question_gets_the_same_answer(engine: Engine) -> None:
    requests = [Request(source) for source in SOURCES]
    assert engine.translate(requests) == engine.translate(requests)


def test_alternatives_are_at_most_as_many_as_asked(engine: Engine) -> None:
    for drafts in engine.translate([Request(source) for source in SOURCES], alternatives=3):
        assert 1 <= len(drafts) <= 3


def test_links_lie_within_source_and_target(engine: Engine) -> None:
    for source, drafts in zip(
        SOURCES, engine.translate([Request(s) for s in SOURCES]), strict=True
    ):
        for link in drafts[0].links:
            assert 0 <= link.source_start <= link.source_end <= len(source)
            assert 0 <= link.target_start <= link.target_end <= len(drafts[0].target)


def test_constraints_are_kept_by_engines_that_say_so(engine: Engine) -> None:
    source = "学校应当保护未成年人。"
    asked = (Constraint(0, 2, "སློབ་གྲྭ"), Constraint(6, 10, "ལོ་ན་མ་སོན་པ"))
    draft = engine.translate([Request(source, asked)])[0][0]
    if engine.enforcement is Enforcement.INLINE:
        assert "སློབ་གྲྭ" in draft.target and "ལོ་ན་མ་སོན་པ" in draft.target
    assert draft.target == draft.target.strip()


def test_no_requests_no_drafts(engine: Engine) -> None:
    assert engine.translate([]) == []


def test_a_signature_says_what_made_the_draft(engine: Engine) -> None:
    assert engine.signature.split()[0] in REGISTRY and len(engine.signature.split()) >= 2


def test_an_unknown_engine_names_the_others() -> None:
    with pytest.raises(EngineError, match="builtin"):
        load("deepl")


def test_a_directory_that_is_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be loaded"):
        load(f"builtin:{tmp_path}")
    pytest.importorskip("torch")
    with pytest.raises(EngineError, match="seq2seq"):
        load(f"transformers:{tmp_path}")
    with pytest.raises(EngineError, match="causal"):
        load(f"hymt:{tmp_path}")


def test_an_engine_that_lacks_a_module_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import translate.engines as engines

    monkeypatch.setattr(engines, "unmet", lambda entry: list(entry.needs))
    with pytest.raises(EngineError, match=r"gyur\[torch\].*Ready here: openai, scripted"):
        load("transformers:anything")
