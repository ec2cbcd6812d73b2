"""Marks follow their words; links follow an edit."""

from __future__ import annotations

from itertools import pairwise

from translate.alignment import carried, marks
from translate.document import Block, Link, Mark, Piece, Placed

TARGET = "ང་ཚོས་ཁྲིམས་ལུགས་སློབ།"
LINKS = (Link(0, 2, 0, 5), Link(2, 4, 12, 16), Link(4, 6, 6, 16))


def project(*found: Mark) -> list[Mark]:
    block = Block("B", "我们学习法律", marks=found)
    return marks(block, [Placed(Piece("B", 0, 6), TARGET, 0)], [LINKS])


def test_a_part_follows_the_alignment_out_to_whole_syllables() -> None:
    moved = project(Mark(4, 6, "bold"))
    assert [(m.key, TARGET[m.start : m.end]) for m in moved] == [("bold", "ཁྲིམས་ལུགས")]


def test_a_mark_over_everything_covers_everything() -> None:
    assert project(Mark(0, 6, "bold")) == [Mark(0, len(TARGET), "bold")]


def test_an_object_at_the_end_stays_at_the_end() -> None:
    assert project(Mark(6, 6, "note")) == [Mark(len(TARGET), len(TARGET), "note")]


def test_no_object_is_lost() -> None:
    moved = project(*(Mark(i, i, f"o{i}") for i in range(7)))
    assert {m.key for m in moved} == {f"o{i}" for i in range(7)}


def test_marks_do_not_overlap() -> None:
    moved = [m for m in project(Mark(0, 6, "a"), Mark(4, 6, "b")) if m.start < m.end]
    assert all(x.end <= y.start for x, y in pairwise(moved))
    assert "".join(TARGET[m.start : m.end] for m in moved) == TARGET


def test_links_follow_an_edit() -> None:
    links = carried("ཀ་ཁ་ག", "ཀ་མི་ཁ་ག", [Link(0, 1, 2, 3)])
    assert "ཀ་མི་ཁ་ག"[links[0].target_start : links[0].target_end] == "ཁ"
