"""Corrections are made once: drafted, corrected as a person would, accepted, and there for good."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from translate.document import State, Unit
from translate.formats import for_path
from translate.formats.bilingual import for_path as bilingual
from translate.formats.interchange.xliff import Xliff

LINES = (
    "未成年人享有受教育权。",
    "学校应当保护学生的合法权益。",
    "父母应当依法履行监护职责。",
    "任何人不得虐待未成年人。",
    "国家保障公民的权利。",
)
CORRECTED = {
    "学校应当保护学生的合法权益。": "སློབ་གྲྭས་སློབ་མ་ཚོའི་ཁྲིམས་མཐུན་ཁེ་དབང་སྲུང་སྐྱོང་བྱེད་དགོས།",
    "国家保障公民的权利。": "རྒྱལ་ཁབ་ཀྱིས་སྤྱི་དམངས་ཀྱི་ཁེ་དབང་ལ་འགན་སྲུང་བྱེད།",
}
TICKED = "任何人不得虐待未成年人。"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    import docx

    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    document.save(str(tmp_path / "读本.docx"))
    (tmp_path / "gyur.toml").write_text('name = "读本"\n', encoding="utf-8")
    return tmp_path


def _gyur(folder: Path, *words: str) -> Any:
    """What ``gyur … --json`` says in the folder."""
    done = subprocess.run(
        [sys.executable, "-c", "from translate.cli import main; main()", *words, "--json"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "GYUR_HOME": str(folder / "home"), "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _targets(folder: Path) -> list[str]:
    path = folder / "读本.bo.docx"
    return [block.text for block in for_path(path).read(path).blocks]


def _edit_table(path: Path) -> None:
    """As in Word: other text in the Tibetan column, a tick in the last."""
    import docx

    document = docx.Document(str(path))
    for row in document.tables[0].rows:
        source, target, mark = row.cells[1].text, row.cells[2], row.cells[3]
        if source in CORRECTED:
            target.text = CORRECTED[source]
        elif source == TICKED:
            mark.text = "✓"
    document.save(str(path))


def _edit_units(path: Path) -> None:
    """As a translation program would: other targets, another state."""

    def edited(unit: Unit) -> Unit:
        target = CORRECTED.get(unit.source, unit.target)
        state = State.FINAL if target != unit.target or unit.source == TICKED else unit.state
        return Unit(unit.id, unit.source, target, state, unit.draft)

    units = [edited(unit) for unit in bilingual(path).read_units(path)]
    Xliff().write_units(units, path, "读本.docx")


@pytest.mark.parametrize(("name", "edit"), [("表.docx", _edit_table), ("表.xlf", _edit_units)])
def test_accepted_segments_come_back_and_other_drafts_stay(
    book: Path, name: str, edit: Callable[[Path], None]
) -> None:
    first = _gyur(book, "translate", "读本.docx", "--bilingual", name)
    drafts = _targets(book)
    assert first["origins"] == {"engine": 5}
    edit(book / name)
    (accepted,) = _gyur(book, "accept", name)["files"]
    assert (accepted["accepted"], accepted["open"]) == (3, 2)
    assert {c["source"]: c["target"] for c in accepted["changed"]} == CORRECTED
    assert {c["draft"] for c in accepted["changed"]} == {drafts[1], drafts[4]}
    (progress,) = _gyur(book, "status")["documents"]
    assert (progress["accepted"], progress["segments"]) == (3, 5)
    again = _gyur(book, "translate", "读本.docx")
    assert again["origins"] == {"memory": 3, "engine": 2}
    expected = [CORRECTED.get(line, draft) for line, draft in zip(LINES, drafts, strict=True)]
    assert _targets(book) == expected


def test_nothing_is_accepted_by_a_dry_run_or_without_a_mark(book: Path) -> None:
    _gyur(book, "translate", "读本.docx", "-b", "表.docx", "-e", "scripted")
    (told,) = _gyur(book, "accept", "表.docx")["files"]
    assert (told["accepted"], told["open"]) == (0, 5)
    (told,) = _gyur(book, "accept", "表.docx", "--whole", "--dry-run")["files"]
    assert told["accepted"] == 5
    _gyur(book, "accept", "表.docx", "--whole", "--dry-run", "--terms", "术语.xlsx")
    assert not (book / "术语.xlsx").exists()
    assert _gyur(book, "memory", "stats")["units"] == 0


def test_a_memory_goes_out_as_tmx_and_comes_back(book: Path) -> None:
    _gyur(book, "translate", "读本.docx", "-b", "表.docx")
    _edit_table(book / "表.docx")
    _gyur(book, "accept", "表.docx")
    found = _gyur(book, "memory", "search", "合法权益")["units"]
    assert [unit["target"] for unit in found] == [CORRECTED["学校应当保护学生的合法权益。"]]
    for words in (("export", "记忆.tmx"), ("import", "记忆.tmx", "-m", "other.db")):
        done = subprocess.run(
            [sys.executable, "-c", "from translate.cli import main; main()", "memory", *words],
            cwd=book,
            env={**os.environ, "GYUR_HOME": str(book / "home"), "PYTHONUTF8": "1"},
            check=True,
        )
        assert done.returncode == 0
    assert _gyur(book, "memory", "stats", "-m", "other.db")["units"] == 3
