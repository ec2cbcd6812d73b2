"""The catalogue: what it says, where its names lead."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_hub import COMMIT
from translate.cli import catalogue as shown
from translate.engines import REGISTRY, load, lock
from translate.engines.catalogue import FLOAT32, HALF, INT8, find, models, resolve, standing
from translate.engines.lock import File, Lock
from translate.errors import EngineError

ROOT = Path(__file__).parents[2]


def weights(folder: Path, name: str) -> Path:
    """A folder as a finished fetch leaves it."""
    place = folder / name
    place.mkdir(parents=True)
    (place / "config.json").write_bytes(b"{}")
    digest = lock.sha256(place / "config.json")
    lock.write(Lock("a/b", COMMIT, (File("config.json", 2, digest),)), place)
    return place


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_every_entry_is_complete_and_its_name_its_own() -> None:
    names = [model.name for model in models()]
    assert len(set(names)) == len(names) and names[0] == "builtin"
    for model in models():
        assert re.fullmatch(r"[a-z0-9.-]+", model.name)
        assert model.engine in REGISTRY and model.use.partition(":")[0] == model.engine
        assert model.summary.endswith(".") and re.search("[一-鿿]", model.summary_zh)
        assert bool(model.restriction) == bool(model.restriction_zh)
        assert model.revision == "" or re.fullmatch("[0-9a-f]{40}", model.revision)
        if model.repository:
            assert model.use == f"{model.engine}:{model.name}" and model.parameters
        for file, digest in model.sha256.items():
            lock.check_name(file, model.repository)
            assert re.fullmatch("[0-9a-f]{64}", digest)


def test_licences_that_restrict_use_say_whom() -> None:
    restricted = {model.name for model in models() if model.restriction}
    assert restricted == {m.name for m in models() if m.name.startswith(("nllb", "hy-mt1.5"))}
    assert "commercial" in find("nllb-200-3.3b").restriction
    assert all(
        place in find("hy-mt1.5-7b").restriction
        for place in ("European Union", "United Kingdom", "South Korea")
    )


def test_figures_of_our_own_engine_are_those_of_the_evaluation() -> None:
    told = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    model = find("builtin")
    for figure in re.findall(r"\d+\.\d+", model.quality):
        assert figure in told
    assert f"{model.measured_ram // 10**6} MB" in told


def test_sizes_follow_from_the_parameters() -> None:
    model = find("nllb-200-distilled-600m")
    assert [model.bytes(b) for b in (FLOAT32, HALF, INT8)] == [2.4e9, 1.2e9, 0.6e9]
    assert shown.record(model, Path("x"))["memory"] == {
        "cpu_float32": 2_400_000_000,
        "gpu_bfloat16": 1_200_000_000,
        "cpu_int8": 600_000_000,
        "computed": True,
        "measured": None,
    }


def test_unknown_names_are_told_with_the_known_ones() -> None:
    assert find("HY-MT2-1.8B") is find("hymt:hy-mt2-1.8b") is find("hy-mt2-1.8b")
    with pytest.raises(EngineError, match=r"no 'gpt'.*hy-mt2-1.8b"):
        find("gpt")


def test_the_table_fits_a_screen(tmp_path: Path) -> None:
    weights(tmp_path, "hy-mt1.5-1.8b")
    lines = list(shown.table(tmp_path))
    assert max(map(width, lines)) <= 100
    for model in models():
        assert sum(line.split()[:1] == [model.use] for line in lines) == 1
        assert any(model.summary_zh in line for line in lines)


def test_a_model_at_length_leaves_nothing_out(tmp_path: Path) -> None:
    for model in models():
        text = "\n".join(shown.whole(model, tmp_path))
        for part in (model.use, model.licence, model.quality, model.source, model.restriction_zh):
            assert part in text


def test_records_are_json(tmp_path: Path) -> None:
    rows = [shown.record(model, tmp_path) for model in models()]
    assert json.loads(json.dumps(rows)) == rows
    assert len({tuple(row) for row in rows}) == 1


def test_what_is_in_the_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = find("hy-mt2-1.8b")
    here = standing(model, tmp_path)
    assert not here.ready and here.why == "weights not fetched"
    assert here.remedy == "gyur engines fetch hy-mt2-1.8b"
    entry = replace(REGISTRY["hymt"], needs=("torch_that_is_not_there",))
    with monkeypatch.context() as patched:
        patched.setitem(REGISTRY, "hymt", entry)
        both = standing(model, tmp_path)
        assert both.why == "torch_that_is_not_there not installed; weights not fetched"
        assert "gyur[torch]" in both.remedy and "gyur engines fetch" in both.remedy
        weights(tmp_path, model.name)
        assert standing(model, tmp_path).state == "lacks torch_that_is_not_there"
    assert standing(model, tmp_path).ready
    (tmp_path / model.name / "config.json").unlink()
    assert standing(model, tmp_path).why == "fetched in part"
    assert standing(find("server"), tmp_path).state == "if it runs"
    assert standing(find("builtin"), tmp_path).why == "no network needed"


def test_names_lead_to_fetched_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    models_folder = tmp_path / "models"
    with pytest.raises(EngineError, match=r"not here.*gyur engines fetch hy-mt2-1.8b"):
        resolve("hymt", "hy-mt2-1.8b", models_folder)
    place = weights(models_folder, "hy-mt2-1.8b")
    assert resolve("hymt", "Hy-MT2-1.8B", models_folder) == str(place)
    with pytest.raises(EngineError, match=r"no model for engine 'transformers'.*hymt:hy-mt2-1.8b"):
        resolve("transformers", "hy-mt2-1.8b", models_folder)
    for other in ("", "tencent/Hy-MT2-1.8B", "C:\\models\\hy", "hy-mt2-1.8b@main", "server"):
        assert resolve("hymt", other, models_folder) == other
    (tmp_path / "hy-mt2-1.8b").mkdir()
    assert resolve("hymt", "hy-mt2-1.8b", models_folder) == "hy-mt2-1.8b"


def test_engines_are_loaded_by_their_names_in_the_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = weights(tmp_path, "hy-mt2-1.8b")
    told = replace(REGISTRY["hymt"], factory="builtins:str", needs=())  # an engine that only tells
    monkeypatch.setitem(REGISTRY, "hymt", told)
    assert str(load("hymt:hy-mt2-1.8b", tmp_path)) == str(place)
    assert str(load("hymt:hy-mt2-1.8b")) == "hy-mt2-1.8b"
    assert load("scripted", tmp_path).signature


@pytest.mark.parametrize("name", ["engines.md", "引擎.md"])
def test_the_documents_tell_the_figures_of_the_catalogue(name: str) -> None:
    rows = (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines()
    for model in models():
        if model.parameters and not model.name.startswith("madlad"):
            row = next(row for row in rows if row.startswith(f"| {model.name} |"))
            for figure in re.findall(r"\d+\.\d+", model.quality):
                assert figure in row
            if model.repository:
                assert f"{model.bytes(FLOAT32) / 1e9:g} / {model.bytes(HALF) / 1e9:g} /" in row
