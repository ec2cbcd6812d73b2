"""``gyur engines convert``: what is written, and what is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_seq2seq import tiny_byt5, tiny_marian, tiny_nllb
from translate.engines import conversion, load, lock
from translate.engines.conversion import convert
from translate.engines.converted import read_card
from translate.errors import EngineError, OutputError

pytest.importorskip("torch")


@pytest.fixture(scope="module")
def nllb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_nllb(tmp_path_factory.mktemp("nllb"))


@pytest.fixture
def converted(nllb: Path, tmp_path: Path) -> Path:
    convert(nllb, tmp_path / "small")
    return tmp_path / "small"


def edit(path: Path, **changes: Any) -> None:
    settings = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**settings, **changes}), encoding="utf-8")


def test_the_card_says_what_the_model_is(nllb: Path, converted: Path) -> None:
    card = read_card(converted)
    assert (card.family, card.model, card.quantization) == ("m2m_100", nllb.name, "int8")
    assert (list(card.before), card.target) == (["zho_Hans"], "bod_Tibt")
    weights = (converted / "model.bin").read_bytes()
    assert (card.sha256, card.size) == (hashlib.sha256(weights).hexdigest(), len(weights))
    assert card.sha256[:12] in load(f"ctranslate2:{converted}").signature
    assert [path.name for path in converted.parent.iterdir()] == ["small"], "nothing left beside"


def test_int8_is_smaller(nllb: Path, converted: Path, tmp_path: Path) -> None:
    convert(nllb, tmp_path / "whole", "float32")
    sizes = [(tmp_path / name / "model.bin").stat().st_size for name in ("small", "whole")]
    assert sizes[0] < sizes[1]


def test_the_licence_goes_along(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    tiny_nllb(source)
    (source / "LICENSE.md").write_text("CC-BY-NC 4.0", encoding="utf-8")
    convert(source, tmp_path / "small")
    assert (tmp_path / "small" / "LICENSE.md").read_text(encoding="utf-8") == "CC-BY-NC 4.0"


def test_the_revision_is_read_off_a_download(tmp_path: Path) -> None:
    commit = "0123456789abcdef" * 2 + "01234567"
    cached = tmp_path / "models--facebook--nllb-200" / "snapshots" / commit
    cached.mkdir(parents=True)
    tiny_nllb(cached)
    convert(cached, tmp_path / "one")
    assert read_card(tmp_path / "one").model == "facebook/nllb-200"
    assert read_card(tmp_path / "one").revision == commit
    plain = tmp_path / "plain"
    record = plain / ".cache" / "huggingface" / "download" / "config.json.metadata"
    record.parent.mkdir(parents=True)
    record.write_text(f"{commit}\netag\n0.0\n", encoding="utf-8")
    tiny_nllb(plain)
    convert(plain, tmp_path / "two")
    assert read_card(tmp_path / "two").revision == commit
    lock.write(lock.Lock("facebook/nllb", commit[::-1], ()), plain)
    convert(plain, tmp_path / "three")
    assert read_card(tmp_path / "three").model == "facebook/nllb"
    assert read_card(tmp_path / "three").revision == commit[::-1]


def test_what_stands_there_is_not_overwritten(nllb: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="something already"):
        convert(nllb, tmp_path / "mine")
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine"
    with pytest.raises(OutputError, match="folder does not exist"):
        convert(nllb, tmp_path / "no" / "where")


def test_what_is_no_model_is_refused(tmp_path: Path, nllb: Path) -> None:
    with pytest.raises(EngineError, match="not a directory with a model"):
        convert(tmp_path / "nothing", tmp_path / "out")
    (tmp_path / "config.json").write_text('{"model_type": "m2m_100"}', encoding="utf-8")
    with pytest.raises(EngineError, match="no weights in it"):
        convert(tmp_path, tmp_path / "out")
    with pytest.raises(EngineError, match="unknown quantization 'int3'"):
        convert(nllb, tmp_path / "out", "int3")
    assert not (tmp_path / "out").exists()


def test_other_architectures_are_refused(tmp_path: Path) -> None:
    tiny_byt5(tmp_path)
    with pytest.raises(EngineError, match=r"lacks spiece\.model"):
        convert(tmp_path, tmp_path / "out")
    edit(tmp_path / "config.json", model_type="hunyuan_v1_dense")
    with pytest.raises(EngineError, match="'hunyuan_v1_dense' cannot be converted"):
        convert(tmp_path, tmp_path / "out")


def test_a_pad_token_that_is_not_the_last_is_refused(tmp_path: Path) -> None:
    tiny_marian(tmp_path)
    edit(tmp_path / "config.json", pad_token_id=3)
    with pytest.raises(EngineError, match="pad token is not the last"):
        convert(tmp_path, tmp_path / "out")


def test_broken_weights_leave_nothing_behind(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    tiny_marian(source)
    (source / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(EngineError, match="cannot be converted"):
        convert(source, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["source"]
    with pytest.raises(EngineError, match="cannot load a seq2seq model"):
        load(f"transformers:{source}")


def test_a_full_disk_leaves_nothing_behind(
    nllb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(OutputError, match="No space left"):
        convert(nllb, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_without_torch_it_says_how_to_get_it(
    nllb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "find_spec", lambda name: None)
    with pytest.raises(EngineError) as raised:
        convert(nllb, tmp_path / "out")
    assert "gyur[torch]" in str(raised.value.remedy)


def test_half_a_converted_model_is_refused(converted: Path) -> None:
    with (converted / "model.bin").open("ab") as weights:
        weights.write(b"more")
    with pytest.raises(EngineError, match=r"model\.bin has"):
        load(f"ctranslate2:{converted}")
    (converted / "gyur.json").write_text('{"family": "t5"}', encoding="utf-8")
    with pytest.raises(EngineError, match="cannot be loaded"):
        load(f"ctranslate2:{converted}")
    (converted / "sentencepiece.bpe.model").unlink()
    (converted / "gyur.json").unlink()
    with pytest.raises(EngineError, match=r"gyur\.json"):
        load(f"ctranslate2:{converted}")


def test_a_name_without_a_directory_is_refused() -> None:
    with pytest.raises(EngineError, match="needs a converted model"):
        load("ctranslate2")
