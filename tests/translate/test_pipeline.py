"""The whole way with the scripted engine: memory, repair, resumption, reports."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from glossary.term import Target, Term
from translate import pipeline
from translate.document import Draft, Link, Origin, Request
from translate.drafting import Settings
from translate.engines import Enforcement
from translate.engines.scripted import Scripted
from translate.errors import InputError, JournalError
from translate.memory import Memory
from translate.pipeline import translate_file

TERMS = (
    Term("未成年人", (Target("ལོ་ན་མ་སོན་པ"),)),
    Term("学校", (Target("སློབ་གྲྭ"),)),
    Term("检察院", (Target("ཞིབ་དཔྱོད་ཁང"),)),
)


class Forgetful:
    """Gives the terms only in its second alternative, or never but with an alignment."""

    enforcement = Enforcement.NONE
    signature = "forgetful"

    def translate(self, requests: Sequence[Request], alternatives: int = 1) -> list[list[Draft]]:
        whole = Scripted().translate(requests)
        lost = [[Draft("མི་ཤེས།", links=(Link(0, len(r.source), 0, 6),))] for r in requests]
        if alternatives == 1:
            return lost
        return [
            [*x, *y] if "学校" in r.source else x
            for x, y, r in zip(lost, whole, requests, strict=True)
        ]


class Dying:
    """Stops like a killed process after so many batches."""

    enforcement = Enforcement.INLINE

    def __init__(self, batches: int) -> None:
        self.inner = Scripted()
        self.signature = self.inner.signature
        self.left = batches

    def translate(self, requests: Sequence[Request], alternatives: int = 1) -> list[list[Draft]]:
        terms = [c for r in requests for c in r.constraints if not c.literal]
        if alternatives == 1 and not terms:  # the first call of a batch
            if self.left == 0:
                raise KeyboardInterrupt
            self.left -= 1
        return self.inner.translate(requests, alternatives)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def test_lines_of_the_output_answer_lines_of_the_input(tmp_path: Path) -> None:
    source = write(tmp_path / "书.txt", "学校保护\n\n2025\n检察院帮助未成年人。\n")
    reviews = translate_file(source, tmp_path / "དེབ.txt", Settings(Scripted(), TERMS))
    lines = (tmp_path / "དེབ.txt").read_text(encoding="utf-8").split("\n")
    assert len(lines) == 5 and lines[1] == "" and lines[2] == "2025" and lines[4] == ""
    assert "སློབ་གྲྭ" in lines[0] and "ཞིབ་དཔྱོད་ཁང" in lines[3] and "ལོ་ན་མ་སོན་པ" in lines[3]
    assert [r.origin for r in reviews] == [Origin.ENGINE, Origin.COPIED, Origin.ENGINE]


def test_a_cell_that_is_a_term_is_the_term(tmp_path: Path) -> None:
    source = write(tmp_path / "a.txt", "检察院")
    reviews = translate_file(source, tmp_path / "b.txt", Settings(Scripted(), TERMS))
    assert reviews[0].target == "ཞིབ་དཔྱོད་ཁང"


def test_a_terms_place_in_the_target_is_known_exactly(tmp_path: Path) -> None:
    source = write(tmp_path / "a.txt", "学校保护未成年人。")
    review = translate_file(source, tmp_path / "b.txt", Settings(Scripted(), TERMS))[0]
    for start, end, text in ((0, 2, "སློབ་གྲྭ"), (4, 8, "ལོ་ན་མ་སོན་པ")):
        places = [k for k in review.links if (k.source_start, k.source_end) == (start, end)]
        assert {review.target[k.target_start : k.target_end] for k in places} == {text}


def test_accepted_text_comes_back_verbatim(tmp_path: Path) -> None:
    source = write(tmp_path / "a.txt", "学校保护未成年人。")
    with Memory(tmp_path / "memory.db") as memory:
        memory.add([("学校保护未成年人。", "སློབ་གྲྭས་ལོ་ན་མ་སོན་པ་སྲུང་།")], "test")
        reviews = translate_file(source, tmp_path / "b.txt", Settings(Scripted(), TERMS, memory))
    assert (tmp_path / "b.txt").read_text(encoding="utf-8") == "སློབ་གྲྭས་ལོ་ན་མ་སོན་པ་སྲུང་།"
    assert reviews[0].origin is Origin.MEMORY


def test_repair_takes_an_alternative_then_substitutes(tmp_path: Path) -> None:
    source = write(tmp_path / "a.txt", "学校。\n检察院。\n")
    reviews = translate_file(source, tmp_path / "b.txt", Settings(Forgetful(), TERMS))
    school, office = reviews
    assert school.occurrences[0].present and school.occurrences[0].drafted
    assert school.repairs == () and not office.occurrences[0].drafted
    assert office.target == "ཞིབ་དཔྱོད་ཁང་།" and office.occurrences[0].present
    assert office.repairs == ("检察院: མི་ཤེས → ཞིབ་དཔྱོད་ཁང",)


def test_without_enforcement_a_missing_term_is_reported(tmp_path: Path) -> None:
    source = write(tmp_path / "a.txt", "检察院。")
    settings = Settings(Forgetful(), TERMS, enforce=False)
    reviews = translate_file(source, tmp_path / "b.txt", settings)
    assert not reviews[0].occurrences[0].present
    assert any(f.check == "terms" for f in reviews[0].findings)


def long_text(lines: int) -> str:
    draw = random.Random(7)
    parts = ["学校", "检察院", "未成年人", "保护", "教育", "，", "2025年"]
    return "".join("".join(draw.choices(parts, k=9)) + "。\n" for _ in range(lines))


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_an_interrupted_run_ends_with_the_same_bytes(tmp_path: Path, batches: int) -> None:
    source = write(tmp_path / "a.txt", long_text(3 * pipeline.BATCH))
    whole, resumed, journal = tmp_path / "1.txt", tmp_path / "2.txt", tmp_path / "j"
    translate_file(source, whole, Settings(Scripted(), TERMS))
    with pytest.raises(KeyboardInterrupt):
        translate_file(source, resumed, Settings(Dying(batches), TERMS), journal=journal)
    assert journal.exists() and not resumed.exists()
    again = Dying(3 - batches)
    translate_file(source, resumed, Settings(again, TERMS), journal=journal)
    assert again.left == 0, "finished batches were drafted twice"
    assert resumed.read_bytes() == whole.read_bytes() and not journal.exists()


def test_a_journal_of_other_terms_is_refused_unless_restarted(tmp_path: Path) -> None:
    source = write(tmp_path / "a.txt", "学校。")
    with pytest.raises(KeyboardInterrupt):
        translate_file(
            source, tmp_path / "b.txt", Settings(Dying(0), TERMS), journal=tmp_path / "j"
        )
    other = Settings(Scripted(), TERMS[:1])
    with pytest.raises(JournalError, match="restart"):
        translate_file(source, tmp_path / "b.txt", other, journal=tmp_path / "j")
    translate_file(source, tmp_path / "b.txt", other, journal=tmp_path / "j", restart=True)
    assert (tmp_path / "b.txt").exists()


@pytest.mark.parametrize("restart", [False, True])
def test_a_journal_that_cannot_be_written_is_told(tmp_path: Path, restart: bool) -> None:
    source = write(tmp_path / "a.txt", "学校。")
    (tmp_path / "j").mkdir()
    with pytest.raises(JournalError, match=r"cannot be written here .*--out"):
        translate_file(
            source,
            tmp_path / "b.txt",
            Settings(Scripted(), TERMS),
            journal=tmp_path / "j",
            restart=restart,
        )


def test_a_journal_of_another_gyur_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, journal = write(tmp_path / "a.txt", "学校。"), tmp_path / "j"
    with pytest.raises(KeyboardInterrupt):
        translate_file(source, tmp_path / "b.txt", Settings(Dying(0), TERMS), journal=journal)
    monkeypatch.setattr("translate.drafting.version", lambda name: "0.0")
    with pytest.raises(JournalError, match="gyur itself"):
        translate_file(source, tmp_path / "b.txt", Settings(Dying(0), TERMS), journal=journal)


def test_a_memory_that_is_no_memory(tmp_path: Path) -> None:
    write(tmp_path / "memory.db", "这不是数据库" * 100)
    with pytest.raises(InputError, match=r"memory\.db"):
        Memory(tmp_path / "memory.db")


def test_report_counts_occurrences(tmp_path: Path) -> None:
    source = write(tmp_path / "a.txt", "学校和学校。\n检察院。\n")
    reviews = translate_file(source, tmp_path / "b.txt", Settings(Forgetful(), TERMS))
    figures = pipeline.report(reviews, "forgetful", 1.0)
    assert figures["terms_matched"] == 3 and figures["terms_present"] == 3
    assert figures["terms_present_before_repair"] == 2 and figures["segments"] == 2
