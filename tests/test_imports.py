"""Arrows point down, from the command line to the glossary, and help stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = (
    "engines",
    "formats",
    "checks",
    "memory",
    "journal",
    "constraint",
    "consistency",
    "segmentation",
    "scoring",
    "review",
    "project",
)
BASE = ("document", "errors", "alignment")
LAYER = {
    "cli": 7,
    "evaluation": 6,
    "pipeline": 5,
    "runners": 4,
    "manuscript": 4,
    "drafting": 3,
    "offering": 3,
    "acceptance": 3,
    **dict.fromkeys(PARTS, 2),
    **dict.fromkeys(BASE, 1),
}
ADAPTER = {
    "torch": {"translate/engines/seq2seq.py", "translate/engines/causal.py"},
    "transformers": {
        "translate/engines/seq2seq.py",
        "translate/engines/causal.py",
        "translate/engines/conversion.py",
    },
    "ctranslate2": {
        "translate/engines/builtin.py",
        "translate/engines/converted.py",
        "translate/engines/conversion.py",
    },
    "sentencepiece": {"translate/engines/codec.py", "translate/engines/pieces.py"},
    "sacrebleu": {"translate/scoring.py"},
    "ray": {"translate/runners/cluster.py"},
}


def modules() -> list[Path]:
    return sorted([*(ROOT / "translate").rglob("*.py"), *(ROOT / "glossary").rglob("*.py")])


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def part_of(dotted: str) -> str | None:
    pieces = dotted.split(".")
    return pieces[1] if pieces[0] == "translate" and len(pieces) > 1 else None


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_point_down(path: Path) -> None:
    relative = path.relative_to(ROOT)
    names = imported(path)
    if relative.parts[0] == "glossary":
        assert not {n for n in names if n.split(".")[0] in {"translate", "training"}}
        return
    own = relative.parts[1].removesuffix(".py")
    for name in names:
        other = part_of(name)
        if other is None or other == own or other not in LAYER:
            continue
        assert LAYER[own] > LAYER[other] or (LAYER[own] == LAYER[other] == 1), (
            f"{relative} ({own}) imports {name}"
        )


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_heavy_libraries_stay_in_their_adapters(path: Path) -> None:
    relative = path.relative_to(ROOT).as_posix()
    for name in imported(path):
        allowed = ADAPTER.get(name.split(".")[0])
        assert allowed is None or relative in allowed, f"{relative} imports {name}"


def test_every_module_is_in_a_layer() -> None:
    found = {
        p.relative_to(ROOT / "translate").parts[0].removesuffix(".py")
        for p in (ROOT / "translate").rglob("*.py")
    }
    assert found - {"__init__"} <= set(LAYER)


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from translate.cli import app\n"
        "assert CliRunner().invoke(app, ['translate', '--help']).exit_code == 0\n"
        "heavy = {'torch', 'transformers', 'ctranslate2', 'sentencepiece', 'lxml', 'numpy',"
        " 'ahocorasick_rs', 'sqlite3'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"
