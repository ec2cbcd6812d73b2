"""What the memory offers a segment: taken over, adapted, or shown beside the draft."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.matcher import Matcher
from glossary.term import Target, Term
from translate.document import Candidate, Origin, Piece, Segment
from translate.drafting import Settings
from translate.engines.scripted import Scripted
from translate.formats import for_path
from translate.memory import Accepted, Memory
from translate.offering import Offer, fitted, offer
from translate.pipeline import review

TERMS = [
    Term("学校", (Target("སློབ་གྲྭ"),)),
    Term("法院", (Target("ཁྲིམས་ཁང"),)),
    Term("公安机关", (Target("སྤྱི་བདེ་ལས་ཁུངས"),)),
]
MATCHER = Matcher(TERMS)
SOURCE = "学校应当保护未成年人的合法权益，依照规定办理。"
TARGET = "སློབ་གྲྭས་ལོ་ན་མ་སོན་པའི་ཁྲིམས་མཐུན་ཁེ་དབང་སྲུང་སྐྱོང་བྱས་ནས་གཏན་འབེབས་ལྟར་བསྒྲུབ་དགོས།"


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory(tmp_path / "memory.db") as store:
        store.add([Accepted(SOURCE, TARGET, "甲。", "乙。")], "first book")
        yield store


def _offer(memory: Memory, source: str, before: str = "", after: str = "") -> Offer:
    segment = Segment("1", source, (Piece("1", 0, len(source)),))
    return offer(segment, before, after, MATCHER.find(source), memory, MATCHER)


def test_an_accepted_translation_is_taken_over_verbatim(memory: Memory) -> None:
    taken = _offer(memory, SOURCE, "甲。", "乙。").taken
    assert taken is not None
    assert (taken.target, taken.score, taken.adapted) == (TARGET, 101, False)
    assert taken.origin == "first book"


def test_a_source_that_differs_in_one_term_gets_that_term_and_its_particle(memory: Memory) -> None:
    taken = _offer(memory, SOURCE.replace("学校", "法院")).taken
    assert taken is not None and taken.adapted
    assert taken.target == TARGET.replace("སློབ་གྲྭས", "ཁྲིམས་ཁང་གིས")
    assert taken.source == SOURCE


def test_a_term_of_another_length_too(memory: Memory) -> None:
    taken = _offer(memory, SOURCE.replace("学校", "公安机关")).taken
    assert taken is not None
    assert taken.target == TARGET.replace("སློབ་གྲྭས", "སྤྱི་བདེ་ལས་ཁུངས་ཀྱིས")


def test_another_difference_is_only_shown(memory: Memory) -> None:
    found = _offer(memory, SOURCE.replace("办理", "处理"))
    assert found.taken is None
    (shown,) = found.others
    assert shown.target == TARGET and shown.source == SOURCE and 70 <= shown.score < 100


def test_nothing_like_it_offers_nothing(memory: Memory) -> None:
    assert _offer(memory, "今天天气很好。") == Offer(None, ())


@pytest.mark.parametrize(
    ("stored", "source"),
    [
        ("学校和学校", "学校和法院和学校"),
        ("学校应当。", "法院可以。"),
        ("学校应当。", "学校应当。"),
        ("甲应当。", "法院应当。"),
    ],
)
def test_a_term_is_replaced_only_where_it_alone_differs(stored: str, source: str) -> None:
    candidate = Candidate(stored, "སློབ་གྲྭས་བྱ་དགོས།", 90)
    assert fitted(candidate, source, MATCHER.find(source), MATCHER) is candidate


def test_a_term_that_the_accepted_text_lacks_is_not_replaced() -> None:
    candidate = Candidate("学校应当。", "ཁོས་བྱ་དགོས།", 90)
    assert fitted(candidate, "法院应当。", MATCHER.find("法院应当。"), MATCHER) is candidate


def test_a_document_takes_adapts_and_shows(memory: Memory, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = [SOURCE, SOURCE.replace("学校", "法院"), SOURCE.replace("办理", "处理"), "今天放学。"]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = review(for_path(path).read(path), Settings(Scripted(), TERMS, memory))
    origins = [r.origin for r in found]
    assert origins == [Origin.MEMORY, Origin.ADAPTED, Origin.ENGINE, Origin.ENGINE]
    assert found[0].target == TARGET
    told = [f.message for f in found[1].findings if f.check == "adapted"]
    assert told == [f"Adapted from the accepted translation of {SOURCE}."]
    assert [len(r.candidates) for r in found] == [0, 0, 1, 0]
