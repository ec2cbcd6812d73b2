"""Seq2seq engines on tiny checkpoints: what goes into the model, and what is made of its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_seq2seq import tiny_madlad, tiny_marian, tiny_nllb
from translate import checks
from translate.document import Constraint, Link, Origin, Piece, Request, Review, Segment
from translate.engines import Enforcement, converted, load, plain, seq2seq
from translate.engines.boosting import Boost
from translate.engines.conversion import convert
from translate.engines.languages import Languages, languages
from translate.engines.plain import Decoded
from translate.engines.protection import Wording
from translate.errors import EngineError

pytest.importorskip("torch")
SOURCES = ["学校应当保护未成年人。", "他在2025年去了青海。", "检察院"]
MAKERS = {"nllb": tiny_nllb, "madlad": tiny_madlad, "marian": tiny_marian}


@pytest.fixture(scope="module", params=MAKERS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same weights, through transformers and converted without rounding."""
    folder = tmp_path_factory.mktemp(request.param)
    MAKERS[request.param](folder)
    convert(folder, folder / "converted", "float32")
    return load(f"transformers:{folder}"), load(f"ctranslate2:{folder / 'converted'}")


@pytest.fixture(scope="module")
def nllb(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return load(f"transformers:{tiny_nllb(tmp_path_factory.mktemp('nllb'))}")


def test_converted_weights_draft_and_align_the_same(
    pair: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seq2seq, "BEAM", 1)  # the two search beams differently
    monkeypatch.setattr(converted, "BEAM", 1)
    for source in SOURCES:
        (one,), (other,) = (e.translate([Request(source)])[0] for e in pair)
        assert one == replace(other, score=0.0)
    assert any(d[0].target and d[0].links for d in pair[0].translate([Request(s) for s in SOURCES]))


def test_both_read_the_same_tokens(pair: Any) -> None:
    ours, theirs = pair
    for source in SOURCES:
        (ids,) = ours._encode([source])
        tokens, spans = theirs._encode(source)
        assert ours._tokenizer.convert_ids_to_tokens(ids) == tokens
        kept = [span for span in ours._spans(source) if span[0] < span[1]]
        assert kept == [span for span in spans if span[0] < span[1]]


def test_nllb_is_told_both_languages(nllb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[str, Any] = {}
    generate = nllb._model.generate

    def listen(**given: Any) -> Any:
        heard.update(given, written=generate(**given))
        return heard["written"]

    monkeypatch.setattr(nllb._model, "generate", listen)
    nllb.translate([Request("学校")])
    tokens = nllb._tokenizer.convert_ids_to_tokens(heard["input_ids"][0])
    assert tokens[0] == "zho_Hans" and tokens[-1] == "</s>"
    assert nllb._tokenizer.convert_ids_to_tokens(heard["written"][0])[1] == "bod_Tibt"
    assert heard["suppress_tokens"] == [nllb._tokenizer.unk_token_id]


def test_families_are_told_the_target_in_their_way() -> None:
    every = {"bod_Tibt", "zho_Hans", "<2bo>", ">>bod<<"}.__contains__
    assert languages("m2m_100", every) == Languages(source="zho_Hans", target="bod_Tibt")
    assert languages("t5", every) == Languages(prefix="<2bo> ")
    assert languages("marian", every) == Languages(prefix=">>bod<< ")
    assert languages("marian", lambda token: False) == languages("mt5", lambda token: False)
    with pytest.raises(EngineError, match="no Tibetan"):
        languages("m2m_100", lambda token: token == "zho_Hans")


def test_alternatives_repeat_no_run_of_three_syllables(
    nllb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, more = nllb._settings(1), nllb._settings(4)
    assert first["no_repeat_ngram_size"] == 0
    assert more["no_repeat_ngram_size"] == nllb._blocked > 3, "its tokens are single letters"
    assert more["num_return_sequences"] == more["num_beams"] == 4
    request = Request("学校应当保护未成年人。")
    (free,), alternatives = nllb.translate([request])[0], nllb.translate([request], 4)[0]
    assert len(alternatives) == 4
    assert free.target not in {draft.target for draft in alternatives}, "it loops"


class Echo:
    """A model that writes what it reads, and takes ten characters."""

    def __init__(self, unknown: str = "") -> None:
        self.unknown, self.heard = unknown, list[str]()

    def knows(self, text: str) -> bool:
        return not set(text) & set(self.unknown)

    def fits(self, text: str) -> bool:
        return len(text) <= 10

    def decode(self, asked: Sequence[Wording], alternatives: int) -> list[list[Decoded]]:
        texts = [wording.text for wording in asked]
        self.heard += texts
        return [
            [Decoded(f"ཀ{i}་{t}", links=(Link(0, 1, 3, 4),)) for i in range(alternatives)]
            for t in texts
        ]


def test_a_source_too_long_goes_in_parts_and_none_is_lost() -> None:
    model = Echo()
    source = "一二三四五，六七八九十甲乙丙，丁"
    ((one, two),) = plain.drafts(model, [Request(source)], 2)
    assert "".join(model.heard) == source and model.heard[0] == "一二三四五，"
    assert one.target.startswith("ཀ0") and two.target.startswith("ཀ1")
    for link in one.links:
        assert one.target[link.target_start] == source[link.source_start]
    assert len(one.links) == len(model.heard)


def test_a_source_is_not_cut_inside_a_term() -> None:
    model = Echo()
    source = "一二三四五六七八九十甲乙"
    plain.drafts(model, [Request(source, (Constraint(4, 9, "ཀ"),))], 1)
    assert model.heard == ["一二三四ཀ十甲乙"], "in Tibetan the term is short"
    plain.drafts(model, [Request(source, (Constraint(4, 9, "ཀ" * 5),))], 1)
    assert model.heard[1:] == ["一二三四", "ཀཀཀཀཀ十甲乙"]
    plain.drafts(model, [Request("一二三", (Constraint(1, 2, "ཀ" * 9),))], 1)
    assert model.heard[3:] == ["一二三"], "rather in Chinese than cut"
    with pytest.raises(EngineError, match="too long for the model") as raised:
        plain.drafts(model, [Request("字" * 12, (Constraint(0, 12, "字" * 12),))], 1)
    assert "字字" in str(raised.value.where)


def test_what_fits_leaves_room_for_the_longest_output(pair: Any) -> None:
    for engine in pair:
        assert engine.fits("学校应当保护未成年人。")
        assert not engine.fits("、学" * 600)
        ((draft,),) = engine.translate([Request("学" * 300)])
        assert draft.target == draft.target.strip()


def test_a_lost_character_is_found_by_the_checks() -> None:
    ((draft,),) = plain.drafts(Echo(unknown="囹"), [Request("囹在")], 1)
    assert "囹" in draft.target

    class Deaf(Echo):
        def decode(self, asked: Sequence[Wording], alternatives: int) -> list[list[Decoded]]:
            return [[Decoded("ཁྲིམས་ཁང་།")] for _ in asked]

    ((draft,),) = plain.drafts(Deaf(unknown="囹"), [Request("囹在")], 1)
    segment = Segment("1", "囹在", (Piece("1", 0, 2),))
    (finding,) = checks.run(Review(segment, draft.target, Origin.ENGINE), ("chinese",))
    assert "囹" in finding.message


def test_the_draft_that_lost_least_comes_first() -> None:
    class Forgetful(Echo):
        def decode(self, asked: Sequence[Wording], alternatives: int) -> list[list[Decoded]]:
            return [[Decoded("ཀ་ཁ།"), Decoded(f"ཁྲིམས་{w.text[0]}")] for w in asked]

    (found,) = plain.drafts(Forgetful(unknown="囹"), [Request("囹在")], 2)
    assert [draft.target for draft in found] == ["ཁྲིམས་囹", "ཀ་ཁ། (囹)"]


def test_terms_lead_the_beams_and_then_stand_in_the_source(
    nllb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Wording] = []
    decode = nllb.decode

    def listen(asked: Sequence[Wording], alternatives: int) -> Any:
        heard.extend(asked)
        return decode(asked, alternatives)

    monkeypatch.setattr(nllb, "decode", listen)
    # Random weights are surer of themselves than trained ones.
    monkeypatch.setattr(seq2seq, "Boost", partial(Boost, begin=1e3, go_on=1e3))
    request = Request("学校应当《保护》", (Constraint(0, 2, "སློབ་གྲྭ"),))
    drafts = [*nllb.translate([request])[0], *nllb.translate([request], 2)[0]]
    assert [w.text for w in heard] == ["学校应当“保护”", "སློབ་གྲྭ应当“保护”"]
    assert {w.terms for w in heard} == {("སློབ་གྲྭ",)}
    assert len(drafts) == 3 and all("སློབ་གྲྭ" in draft.target for draft in drafts)
    assert nllb.enforcement is Enforcement.SOURCE


def test_bytes_are_not_knowledge(pair: Any) -> None:
    for engine in pair:  # Marian's vocabulary spells 囹 in bytes, the others have nothing for it
        assert engine.knows("学校") and not engine.knows("囹")


def test_signatures_tell_weights_apart(tmp_path: Path, nllb: Any) -> None:
    import torch

    other = tiny_nllb(tmp_path)
    assert load(f"transformers:{other}").signature.split()[2] == nllb.signature.split()[2]
    weights = other / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(bytes(content))
    assert load(f"transformers:{other}").signature.split()[2] != nllb.signature.split()[2]
    assert torch.get_default_dtype() is torch.float32
