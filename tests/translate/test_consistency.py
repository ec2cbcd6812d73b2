"""One term, two renderings; one source, two targets: both places are named."""

from __future__ import annotations

from glossary.matcher import Matcher
from glossary.term import Target, Term, Use
from translate import consistency, constraint
from translate.document import Occurrence, Origin, Piece, Review, Segment, Severity

LAW = Term("法律", (Target("བཅའ་ཁྲིམས"), Target("ཁྲིམས་ལུགས", Use.ALLOWED)))
SCHOOL = Term("学校", (Target("སློབ་གྲྭ"),))
MATCHER = Matcher([LAW, SCHOOL])


def review(name: str, source: str, target: str) -> Review:
    matches = MATCHER.find(source)
    places = constraint.verify(matches, target)
    occurrences = tuple(
        Occurrence(m, p is not None, True, constraint.rendering(m, target, p) if p else "")
        for m, p in zip(matches, places, strict=True)
    )
    segment = Segment(name, source, (Piece(name, 0, len(source)),))
    return Review(segment, target, Origin.ENGINE, occurrences=occurrences)


ONE = review("1", "法律", "བཅའ་ཁྲིམས།")
TWO = review("2", "学校的法律", "སློབ་གྲྭའི་ཁྲིམས་ལུགས།")
THREE = review("3", "法律规定", "བཅའ་ཁྲིམས་ཀྱིས།")


def test_the_rarer_rendering_is_found_with_the_place_of_the_commoner() -> None:
    found = consistency.findings([ONE, TWO, THREE])
    assert list(found) == ["2"]
    (finding,) = found["2"]
    assert finding.severity is Severity.NOTE and finding.source_span == (3, 5)
    assert finding.message == (
        "The term 法律 is ཁྲིམས་ལུགས here and བཅའ་ཁྲིམས in 2 other places, first in 1."
    )


def test_the_share_counts_every_rendered_occurrence() -> None:
    assert consistency.share([ONE, TWO, THREE]) == (3, 4)
    assert consistency.share([]) == (0, 0)


def test_missing_terms_are_the_term_checks_business() -> None:
    lacking = review("4", "法律规定", "དེ་རིང་།")
    assert consistency.findings([ONE, lacking]) == {}
    assert consistency.share([ONE, lacking]) == (1, 1)


def test_within_one_segment_too() -> None:
    both = review("5", "法律和法律", "བཅའ་ཁྲིམས་དང་ཁྲིམས་ལུགས།")
    assert consistency.share([both]) == (1, 2)
    assert len(consistency.findings([both])["5"]) == 1


def test_one_source_with_two_targets_names_the_first() -> None:
    other = review("6", "法 律", "ཁྲིམས།")
    again = review("7", "法律", "བཅའ་ཁྲིམས།")
    assert consistency.findings([ONE, other, again]) == {}, "another source, the same target"
    third = review("8", "法律", "བཅའ་ཁྲིམས་ནི།")
    (finding,) = consistency.findings([ONE, third, again])["8"]
    assert finding.message == "This source has another translation in 1."
    assert finding.severity is Severity.NOTE


def test_one_target_for_two_sources_names_the_first() -> None:
    one = review("1", "上学。", "སློབ་གྲྭར་འགྲོ།")
    same = review("2", "上学！", "སློབ་གྲྭར་འགྲོ།")
    other = review("3", "放学。", "སློབ་གྲྭར་འགྲོ།")
    found = consistency.findings([one, same, other])
    assert list(found) == ["3"]
    assert found["3"][0].message == "This translation also stands for another source, in 1."


def test_short_targets_may_stand_for_several_sources() -> None:
    assert consistency.findings([review("1", "书", "དཔེ་ཆ"), review("2", "书本", "དཔེ་ཆ")]) == {}
