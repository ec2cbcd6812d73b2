"""``gyur evaluate``: sacreBLEU's own figures, several engines beside each other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from translate.cli import app

ROWS = (
    ("学校应当保护未成年人。", "སློབ་གྲྭས་ལོ་ན་མ་སོན་པ་སྲུང་སྐྱོང་བྱ་དགོས།"),
    ("国家保障公民的权利。", "རྒྱལ་ཁབ་ཀྱིས་སྤྱི་དམངས་ཀྱི་ཁེ་དབང་འགན་སྲུང་བྱེད།"),
    ("法律面前人人平等。", "བཅའ་ཁྲིམས་ཀྱི་མདུན་དུ་མི་ཚང་མ་འདྲ་མཉམ་ཡིན།"),
)


@pytest.fixture
def testset(tmp_path: Path) -> Path:
    path = tmp_path / "test.tsv"
    path.write_text("".join(f"{zh}\t{bo}\n" for zh, bo in ROWS), encoding="utf-8")
    return path


def _run(*arguments: object) -> Any:
    done = CliRunner().invoke(app, ["evaluate", *map(str, arguments), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def _sacrebleu(references: Path, drafts: Path, *options: str) -> float:
    """The score by sacreBLEU's own command."""
    command = [
        sys.executable,
        "-m",
        "sacrebleu",
        str(references),
        "-i",
        str(drafts),
        "-b",
        "-w",
        "4",
    ]
    done = subprocess.run([*command, *options], capture_output=True, encoding="utf-8", check=True)
    return float(done.stdout)


def test_figures_are_those_of_sacrebleu_itself(testset: Path, tmp_path: Path) -> None:
    pytest.importorskip("sacrebleu")
    drafts, references = tmp_path / "drafts.txt", tmp_path / "references.txt"
    scores = _run(testset, "-e", "builtin", "--drafts", drafts)["scores"]
    references.write_text("".join(f"{bo}\n" for _, bo in ROWS), encoding="utf-8")
    chrf2 = _sacrebleu(references, drafts, "-m", "chrf")
    assert scores["chrF2"]["value"] == pytest.approx(chrf2, abs=0.005)
    plus = _sacrebleu(references, drafts, "-m", "chrf", "--chrf-word-order", "2")
    assert scores["chrF++"]["value"] == pytest.approx(plus, abs=0.005)
    from translate.scoring import spaced

    for path in (drafts, references):
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("".join(f"{spaced(line)}\n" for line in lines), encoding="utf-8")
    bleu = _sacrebleu(references, drafts, "-m", "bleu", "--tokenize", "none", "--force")
    assert scores["BLEU (syllables)"]["value"] == pytest.approx(bleu, abs=0.005)


def test_engines_are_compared_with_the_first(testset: Path, tmp_path: Path) -> None:
    pytest.importorskip("sacrebleu")
    page = tmp_path / "报告.html"
    first, second = _run(testset, "-e", "builtin", "-e", "scripted", "--report", page)
    assert (first["name"], second["name"]) == ("builtin", "scripted")
    assert first["differences"] == []
    leads = {d["name"]: d for d in second["differences"]}
    assert set(leads) == set(first["scores"])
    lead = second["scores"]["chrF++"]["value"] - first["scores"]["chrF++"]["value"]
    assert leads["chrF++"]["lead"] == pytest.approx(lead, abs=0.02)
    assert 0 <= leads["chrF++"]["p_value"] <= 1
    for record in (first, second):
        assert record["characters_per_second"] > 0
        assert record["terms_present"] <= record["terms_matched"]
        assert "nw:2" in record["scores"]["chrF++"]["signature"]
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") == len(first["scores"]) and "<script" not in text
    assert "scripted" in text and testset.name in text


def test_a_table_without_references_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text("甲\tཀ\n乙\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["evaluate", str(path)])
    assert "no reference in this row" in str(done.exception) and f"{path}:2" in str(done.exception)
