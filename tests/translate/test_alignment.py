"""Marks follow their words; links follow an edit."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

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


def test_what_stands_beside_a_replaced_word_keeps_to_itself() -> None:
    old, new = "ཕ་མས་\ue000་ལྟར་བྱེད།", "ཕ་མས་དམངས་ཁྲིམས་གཏན་ཁྲིམས་ལྟར་བྱེད།"
    pieces = ["ཕ་མས་", "\ue000", "་", "ལྟར་", "བྱེད།"]
    links, at = [], 0
    for number, piece in enumerate(pieces):
        links.append(Link(number, number + 1, at, at + len(piece)))
        at += len(piece)
    moved = [new[k.target_start : k.target_end] for k in carried(old, new, links)]
    assert moved == ["ཕ་མས་", "དམངས་ཁྲིམས་གཏན་ཁྲིམས", "་", "ལྟར་", "བྱེད།"]


@given(st.text("ཀསི་། \ue000", max_size=20), st.text("ཀསི་། \ue000", max_size=20))
def test_links_over_an_edit_keep_their_order(old: str, new: str) -> None:
    links = carried(old, new, [Link(i, i + 1, i, i + 1) for i in range(len(old))])
    assert all(0 <= k.target_start <= k.target_end <= len(new) for k in links)
    assert all(x.target_end <= y.target_start for x, y in pairwise(links))


def laid(source: str, words: list[tuple[str, str]], found: list[Mark]) -> list[tuple[str, str]]:
    """Marks of a source on a target of words, each with the Chinese it is aligned to ("" none)."""
    target, links = "", []
    for word, chinese in words:
        if chinese:
            at = source.index(chinese)
            bare = len(word.rstrip("་། "))
            links.append(Link(at, at + len(chinese), len(target), len(target) + bare))
        target += word
    block = Block("B", source, marks=tuple(found))
    placed = [Placed(Piece("B", 0, len(source)), target, 0)]
    return [
        (mark.key, target[mark.start : mark.end] if mark.start < mark.end else target[: mark.start])
        for mark in marks(block, placed, [links])
    ]


SCHOOL = "学校应当保护学生。"
SCHOOL_WORDS = [
    ("སློབ་གྲྭས་", "学校"),
    ("སློབ་མར་", "学生"),
    ("སྲུང་སྐྱོང་", "保护"),
    ("བྱེད་", "学生"),  # a stray link
    ("དགོས།", "应当"),
]


def test_a_stray_link_does_not_stretch_a_mark() -> None:
    assert laid(SCHOOL, SCHOOL_WORDS, [Mark(6, 8, "bold")]) == [("bold", "སློབ་མར")]


def test_a_gap_inside_is_covered() -> None:
    words = [("ཁྲིམས་", "法律"), ("ལུགས་", ""), ("རྒྱུས་ལོན་", "知识"), ("སློབ།", "学习")]
    assert laid("学习法律知识", words, [Mark(2, 6, "bold")]) == [("bold", "ཁྲིམས་ལུགས་རྒྱུས་ལོན")]


def test_particles_at_the_edge_stay_outside() -> None:
    words = [("སློབ་ཆེན་", "大学"), ("གི་", "大学"), ("ཁྲིམས་", "法")]
    assert laid("大学的法", words, [Mark(0, 2, "bold")]) == [("bold", "སློབ་ཆེན")]


def test_a_syllable_that_looks_like_a_particle_can_open_a_word() -> None:
    words = [("ན་", "青"), ("གཞོན་", "少年"), ("སྲུང་།", "保护")]
    assert laid("保护青少年", words, [Mark(2, 5, "bold")]) == [("bold", "ན་གཞོན")]


def test_what_belongs_to_no_mark_looks_like_the_text_around() -> None:
    tiles = [Mark(0, 4, "plain"), Mark(4, 6, "bold"), Mark(6, 9, "plain")]
    words = [
        ("སློབ་གྲྭས་", "学校"),
        ("སློབ་མ་", "学生"),
        ("ལ་", ""),
        ("སློབ་སྦྱོང་", "学习"),
        ("རོགས་བྱས།", "帮助"),
    ]
    assert laid("学校帮助学生学习。", words, tiles) == [
        ("plain", "སློབ་གྲྭས་"),
        ("bold", "སློབ་མ"),
        ("plain", "་ལ་སློབ་སྦྱོང་རོགས་བྱས།"),
    ]


def test_brackets_answer_brackets() -> None:
    words = [("《", ""), ("རྩ་ཁྲིམས", "宪法"), ("》", ""), ("ལྟར་", "根据"), ("བཟོས།", "制定")]
    source = "根据《宪法》制定。"
    assert laid(source, words, [Mark(2, 6, "link")]) == [("link", "《རྩ་ཁྲིམས》")]
    assert laid(source, words, [Mark(6, 6, "note")]) == [("note", "《རྩ་ཁྲིམས》")]
    assert laid(source, words, [Mark(5, 5, "note")]) == [("note", "《རྩ་ཁྲིམས")]


def test_an_object_follows_its_word_and_not_what_comes_after_it() -> None:
    assert laid(SCHOOL, SCHOOL_WORDS, [Mark(2, 2, "note")]) == [("note", "སློབ་གྲྭས")]
    assert laid(SCHOOL, SCHOOL_WORDS, [Mark(6, 6, "note")]) == [("note", "སློབ་གྲྭས་སློབ་མར་སྲུང་སྐྱོང")]


def test_an_object_keeps_its_side_of_the_full_stop() -> None:
    whole = "".join(word for word, _ in SCHOOL_WORDS)
    assert laid(SCHOOL, SCHOOL_WORDS, [Mark(8, 8, "note")]) == [("note", whole[:-1])]
    assert laid(SCHOOL, SCHOOL_WORDS, [Mark(9, 9, "note")]) == [("note", whole)]


def test_of_two_renderings_an_object_takes_the_one_in_its_surroundings() -> None:
    words = [("ཟླ་", "月"), ("10", "10"), ("ཚེས་", "日"), ("17", "17"), ("ཉིན་", "日"), ("འོངས།", "来")]
    assert laid("10月17日来了", words, [Mark(6, 6, "note")]) == [("note", "ཟླ་10ཚེས་17ཉིན")]


def test_the_number_of_a_heading_has_its_own_look() -> None:
    words = [("ལེའུ་གཉིས་པ། ", ""), ("ཁྱིམ་ཚང་", "家庭"), ("སྲུང་སྐྱོང", "保护")]
    tiles = [Mark(0, 4, "number"), Mark(4, 8, "title")]
    assert laid("第二章 家庭保护", words, tiles) == [
        ("number", "ལེའུ་གཉིས་པ"),
        ("title", "ཁྱིམ་ཚང་སྲུང་སྐྱོང"),
    ]


SYLLABLES = ["ཁྲིམས", "སློབ", "གི", "ལ", "《", "》", "12", "དང"]


@given(
    st.lists(st.sampled_from(SYLLABLES), max_size=8),
    st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=8),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5),
)
def test_marks_lie_in_the_target_and_none_covers_another(
    words: list[str], pairs: list[tuple[int, ...]], spans: list[tuple[int, int]]
) -> None:
    target = "་".join(words)
    links = [
        Link(min(a, b), max(a, b) + 1, min(c, len(target)), min(c + d, len(target)))
        for a, b, c, d in pairs
    ]
    found = tuple(Mark(min(s), max(s), str(i)) for i, s in enumerate(spans))
    block = Block("B", "根据《宪法》第三条。", marks=found)
    moved = marks(block, [Placed(Piece("B", 0, 10), target, 0)], [links])
    solid = [m for m in moved if m.start < m.end]
    assert all(0 <= m.start <= m.end <= len(target) for m in moved)
    assert all(x.end <= y.start for x, y in pairwise(solid))
    objects = {m.key for m in found if m.start == m.end}
    assert objects <= {m.key for m in moved}
