"""``gyur engines`` as a person types it, with a hub on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fake_hub import COMMIT, NEEDED, FakeHub, cut, fake_hub
from translate.engines import REGISTRY

Run = Callable[..., subprocess.CompletedProcess[str]]
NAME = "nllb-200-distilled-600m"


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with fake_hub() as server:
        yield server


@pytest.fixture
def gyur(tmp_path: Path, hub: FakeHub) -> Run:
    environment = {"GYUR_HOME": str(tmp_path / "home"), "HF_ENDPOINT": hub.address}

    def run(*words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from translate.cli import main; main()", *words],
            cwd=tmp_path,
            env={**os.environ, **environment, "no_proxy": "*", **changes},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )

    return run


def test_the_list_says_what_there_is(gyur: Run) -> None:
    done = gyur("engines")
    assert done.returncode == 0 and not done.stderr
    for part in ("builtin", NAME, "CC-BY-NC-4.0 !", "not fetched", "XCOMET-XXL 58.3", "混元"):
        assert part in done.stdout


def test_the_list_as_json_has_engines_and_models(gyur: Run) -> None:
    told = json.loads(gyur("engines", "--json").stdout)
    assert [row["engine"] for row in told["engines"]] == list(REGISTRY)
    models = {row["model"]: row for row in told["models"]}
    assert models["builtin"]["ready"] and models["builtin"]["memory"]["measured"]
    assert models[NAME]["quality"] == "chrF++ 24.0" and not models[NAME]["ready"]


def test_one_model_is_shown_at_length(gyur: Run) -> None:
    done = gyur("engines", "show", "hy-mt1.5-7b")
    assert "South Korea" in done.stdout and "韩国" in done.stdout and "61.7" in done.stdout
    assert json.loads(gyur("engines", "show", NAME, "--json").stdout)["model"] == NAME
    assert gyur("engines", "show", "nobody").returncode == 2


def test_a_model_is_fetched_and_then_ready(gyur: Run, hub: FakeHub, tmp_path: Path) -> None:
    hub.script["/cdn/model.safetensors"] = [cut(5000)]
    done = gyur("engines", "fetch", NAME, "--accept-licence")
    assert done.returncode == 0, done.stderr
    place = tmp_path / "home" / "models" / NAME
    assert {path.name for path in place.iterdir()} == NEEDED | {"gyur.lock.json"}
    assert COMMIT in done.stderr and hub.address in done.stderr
    assert "model.safetensors  1.0 MB" in done.stderr
    assert f"--engine transformers:{NAME}" in done.stdout and str(place) in done.stdout
    rows = json.loads(gyur("engines", "--json").stdout)["models"]
    assert next(row for row in rows if row["model"] == NAME)["state"] != "not fetched"
    calls = len(hub.calls)
    again = gyur("engines", "fetch", NAME, "--accept-licence", HF_ENDPOINT="http://127.0.0.1:9")
    assert again.returncode == 0 and "nothing to fetch" in again.stdout
    assert len(hub.calls) == calls


def test_a_folder_may_be_named(gyur: Run, tmp_path: Path) -> None:
    done = gyur("engines", "fetch", NAME, "--accept-licence", "--to", "权重")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "权重" / "model.safetensors").exists()
    assert "--engine transformers:权重" in done.stdout


def test_a_restricted_licence_is_not_accepted_silently(gyur: Run, hub: FakeHub) -> None:
    done = gyur("engines", "fetch", NAME)
    assert done.returncode == 2 and not hub.calls
    assert "--accept-licence" in done.stderr and "非商业" in done.stderr


def test_without_network_the_way_round_is_told(gyur: Run, tmp_path: Path) -> None:
    done = gyur("engines", "fetch", "hy-mt2-1.8b", HF_ENDPOINT="http://127.0.0.1:9")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    for part in ("no network", "HF_ENDPOINT", "--to FOLDER", "hy-mt2-1.8b"):
        assert part in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.skipif(find_spec("torch") is None, reason="needs the torch extra")
def test_a_name_that_is_not_fetched_is_told_by_translate(gyur: Run, tmp_path: Path) -> None:
    (tmp_path / "读本.txt").write_text("学校应当保护未成年人。\n", encoding="utf-8")
    done = gyur("translate", "读本.txt", "-e", "hymt:hy-mt2-1.8b")
    assert done.returncode == 2 and "gyur engines fetch hy-mt2-1.8b" in done.stderr


def test_converting_names_what_is_not_fetched(gyur: Run, tmp_path: Path) -> None:
    done = gyur("engines", "convert", NAME, "out")
    assert done.returncode == 2 and f"gyur engines fetch {NAME}" in done.stderr
    assert not (tmp_path / "out").exists()
