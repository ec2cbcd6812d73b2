"""What a vocabulary cannot hold comes back in the draft, and is missed where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.document import Constraint, Link, Request
from translate.engines.protection import lost, restored, wording

TIBETAN = "ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟའཡརལཤསཧཨིེོུྱྲླྭྒྐྟྡྣྤྦྨྩྫྷྔྙྗྕྖྥྠཱ་།"
HOLDS = frozenset('学校应当保护未成年人的权利《宪法在青海书，。“”"[]()XYZ,->A零 ' + TIBETAN) - set(
    "《》"
)


def knows(text: str) -> bool:
    return HOLDS.issuperset(text)


def test_what_is_known_stays_as_it_is() -> None:
    asked = wording(Request("学校应当保护未成年人。"), knows)
    assert asked.text == "学校应当保护未成年人。" and not asked.pairs and not asked.carried
    assert asked.spans[0] == (0, 1) and asked.spans[-1] == (10, 11)


def test_titles_go_as_quotes_and_come_back_as_titles() -> None:
    asked = wording(Request("《宪法》保护人的权利"), knows)
    assert asked.text == "“宪法”保护人的权利"
    assert restored(asked, "“རྩ་ཁྲིམས”ལས།", ())[0] == "《རྩ་ཁྲིམས》ལས།"


def test_straight_quotes_that_the_model_wrote_open_and_close_by_turns() -> None:
    asked = wording(Request("《宪法》《法》"), knows)
    assert restored(asked, '"རྩ་ཁྲིམས""ཁྲིམས"', ())[0] == "《རྩ་ཁྲིམས》《ཁྲིམས》"


def test_quotes_of_the_source_are_not_taken_for_titles() -> None:
    asked = wording(Request("“权利”《宪法》"), knows)
    assert asked.text == "“权利”[宪法]"
    assert restored(asked, "“དབང་ཆ”[རྩ་ཁྲིམས]", ())[0] == "“དབང་ཆ”《རྩ་ཁྲིམས》"


def test_full_width_brackets_count_as_brackets() -> None:
    asked = wording(Request("“权利”[法]（书）《宪法》"), HOLDS.union("（）").issuperset)
    assert "《宪法》" in asked.text, "no pair is free, so the title is left alone"


def test_unknown_characters_travel_as_a_letter() -> None:
    asked = wording(Request("囹圄在青海"), knows)
    assert asked.text == "X在青海" and asked.spans[0] == (0, 2)
    text, links = restored(asked, "X་ཀུན་", (Link(0, 2, 0, 1), Link(2, 3, 2, 5)))
    assert text == "囹圄་ཀུན་"
    assert links == (Link(0, 2, 0, 2), Link(2, 3, 3, 6))


def test_the_letter_is_none_of_the_source() -> None:
    assert wording(Request("x囹y在Z"), HOLDS.union("xy").issuperset).text == "xAy在Z"


def test_a_lost_character_is_shown_at_the_end() -> None:
    asked = wording(Request("囹圄在青海，屏在学校"), knows)
    assert len(asked.carried) == 2
    assert lost(asked, "X་ཀུན།") == ["屏"]
    assert restored(asked, "X་ཀུན།", ())[0] == "囹圄་ཀུན། (屏)"


def test_without_a_letter_for_it_a_character_counts_as_lost() -> None:
    asked = wording(Request("囹圄在"), lambda text: "在" in text)
    assert asked.text == "囹圄在"
    assert restored(asked, "ཀུན།", ())[0] == "ཀུན། (囹圄)"


def test_twice_the_same_character_is_missed_once() -> None:
    asked = wording(Request("囹在，囹在"), knows)
    assert asked.text == "X在，X在"
    assert lost(asked, "x་ཀུན།") == ["囹"]


def test_traditional_characters_and_marks_become_like_ones() -> None:
    assert wording(Request("學校、書—"), knows).text == "学校,书-"


def test_a_term_stands_in_tibetan() -> None:
    request = Request(
        "学校保护人", (Constraint(0, 2, "སློབ་གྲྭ"), Constraint(4, 5, "人", literal=True))
    )
    asked = wording(request, knows)
    assert asked.text == "སློབ་གྲྭ保护人"
    assert asked.spans[:9] == ((0, 2),) * 8 + ((2, 3),)


def test_a_term_that_the_vocabulary_lacks_stays_chinese() -> None:
    asked = wording(Request("学校", (Constraint(0, 2, "སློབ་གྲྭ"),)), lambda text: "ས" not in text)
    assert asked.text == "学校"


@given(st.text(alphabet="学校《》〈〉囹圄屏、，A1x“”（） "), st.integers(0, 3))
def test_every_character_is_accounted_for(source: str, size: int) -> None:
    terms = (Constraint(0, size, "སློབ་གྲྭ"),) if 0 < size <= len(source) else ()
    asked = wording(Request(source, terms), knows)
    assert len(asked.spans) == len(asked.text)
    assert {i for start, end in asked.spans for i in range(start, end)} == set(range(len(source)))
    assert list(asked.spans) == sorted(asked.spans)
    text, _ = restored(asked, asked.text, ())
    for pair, _ in asked.pairs:
        assert [c for c in text if c in pair] == [
            c for i, c in enumerate(source) if c in pair and not (terms and i < size)
        ]


@pytest.mark.parametrize("letter", ["X", "x"])
def test_a_letter_inside_a_latin_word_is_no_placeholder(letter: str) -> None:
    asked = wording(Request("囹在"), knows)
    assert restored(asked, f"A{letter}A", ())[0] == f"A{letter}A (囹)"
