"""What every engine promises, shown on each: the real ones on tiny or shipped weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.chat_servers import obedient_server, transformers_server
from tests.tiny_causal import tiny_hunyuan
from tests.tiny_seq2seq import tiny_byt5, tiny_madlad, tiny_marian, tiny_nllb
from translate.document import Constraint, Request
from translate.engines import REGISTRY, Enforcement, Engine, load
from translate.engines.conversion import convert
from translate.errors import EngineError

SOURCES = ["学校应当保护未成年人。", "他在2025年去了青海。", "检察院"]


def _converted(make: Callable[[Path], Path]) -> Callable[[Path], str]:
    """An engine's name: the checkpoint made, and converted to int8."""

    def name(folder: Path) -> str:
        pytest.importorskip("torch")
        convert(make(folder), folder / "int8")
        return f"ctranslate2:{folder / 'int8'}"

    return name


ENGINES: dict[str, Callable[[Path], str]] = {
    "scripted": lambda folder: "scripted",
    "builtin": lambda folder: "builtin",
    "transformers-bytes": lambda folder: f"transformers:{tiny_byt5(folder)}",
    "transformers-nllb": lambda folder: f"transformers:{tiny_nllb(folder)}",
    "transformers-madlad": lambda folder: f"transformers:{tiny_madlad(folder)}",
    "transformers-marian": lambda folder: f"transformers:{tiny_marian(folder)}",
    "ctranslate2-nllb": _converted(tiny_nllb),
    "ctranslate2-madlad": _converted(tiny_madlad),
    "ctranslate2-marian": _converted(tiny_marian),
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
    with pytest.raises(EngineError, match="cannot be loaded"):
        load(f"ctranslate2:{tmp_path}")
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
