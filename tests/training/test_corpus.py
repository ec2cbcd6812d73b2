"""What goes into training, and what is kept out."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from training import corpus

LINE = "བུ་མོ་ཞིག་གིས་དཔེ་ཆ་བཀླགས།"


def test_back_translated_lines_are_found_by_their_digest(tmp_path: Path) -> None:
    texts, chinese = tmp_path / "modern.txt.xz", tmp_path / "modern.tsv"
    with lzma.open(texts, "wt", encoding="utf-8") as out:
        out.write(f"{LINE}\nགཞན།\n")
    chinese.write_text(
        f"{corpus.digest(LINE)}\t一个女孩读了书。\n{'0' * 16}\t别的\n", encoding="utf-8"
    )
    assert list(corpus.back_translated(texts, chinese)) == [("一个女孩读了书。", LINE, "back")]


@pytest.mark.parametrize(
    ("zh", "bo", "reason"),
    [
        ("law", LINE, "no Chinese"),
        ("法律", "law", "no Tibetan"),
        ("法律", "法律 ཁྲིམས", "Chinese in the Tibetan"),
        ("学生应当遵守学校的各项规定", "སློབ་མ།", "length ratio"),
        ("女孩读了书。", LINE, None),
    ],
)
def test_reasons_to_drop(zh: str, bo: str, reason: str | None) -> None:
    assert corpus.reason_to_drop(zh, bo, "general") == reason


def test_nothing_that_shares_eight_syllables_with_a_development_set(tmp_path: Path) -> None:
    held = "བུད་མེད་ཀྱི་ཁྲིམས་མཐུན་ཁེ་དབང་འགན་སྲུང་བྱེད་དགོས།"
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "law.tsv").write_text(f"保障妇女权益。\t{held}\n", encoding="utf-8")
    rows = [
        ("国家保障妇女合法权益", f"རྒྱལ་ཁབ་ཀྱིས་{held}", "general"),
        ("保障妇女权益。", "གཞན་དག་ཅིག་ཡིན།", "general"),
        ("女孩读了书。", LINE, "general"),
    ]
    kept = corpus.prepare(rows, tmp_path, tmp_path)
    assert [pair.zh for pair in kept] == ["女孩读了书。"]
    dropped = (tmp_path / "dropped.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in dropped] == ["overlaps a development set"] * 2
