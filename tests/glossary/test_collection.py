"""Several glossaries become one, and a glossary has one fingerprint."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glossary.collection import fingerprint, from_json, merge, same_entry, to_json
from glossary.errors import GlossaryError
from glossary.term import Status, Target, Term, Use

LAW = Term("法律", (Target("བཅའ་ཁྲིམས"),), Status.ATTESTED, "law")
LORE = Term("法律", (Target("ཁྲིམས་ལུགས"), Target("བཅའ་ཁྲིམས", Use.ALLOWED)))
SCHOOL = Term("学校", (Target("སློབ་གྲྭ", evidence="constitution2018:3"),), note="不限级别")


def test_a_later_glossary_overrides_an_earlier_one() -> None:
    simplified, traditional = Term("宪法", (Target("རྩ་ཁྲིམས"),)), Term("憲法", (Target("ཁྲིམས"),))
    assert merge([LAW, SCHOOL], [LORE], [simplified]) == [LORE, SCHOOL, simplified]
    assert merge([simplified, LAW], [traditional]) == [traditional, LAW]
    assert merge([traditional], [], [simplified]) == [simplified]


def test_merging_nothing_and_one() -> None:
    assert merge() == merge([], []) == []
    assert merge(iter([SCHOOL, LAW])) == [SCHOOL, LAW]


def test_one_glossary_may_repeat_itself_but_not_contradict() -> None:
    assert merge([LAW, LAW]) == [LAW]
    with pytest.raises(GlossaryError) as caught:
        merge([SCHOOL], [LAW, LORE])
    assert "法律 → བཅའ་ཁྲིམས" in str(caught.value)
    assert "法律 → ཁྲིམས་ལུགས" in str(caught.value)
    assert caught.value.remedy


def test_a_variant_spelling_that_says_the_same_is_no_contradiction() -> None:
    simplified, traditional = (Term(source, (Target("རྩ་ཁྲིམས"),)) for source in ("宪法", "憲法"))
    assert same_entry(simplified, traditional)
    assert merge([simplified, traditional]) == [simplified]
    assert not same_entry(simplified, replace(simplified, note="1982"))
    assert not same_entry(simplified, replace(simplified, source="法律"))


def test_the_fingerprint_depends_on_content_alone() -> None:
    assert fingerprint([LAW, SCHOOL]) == fingerprint(iter([SCHOOL, LAW]))
    assert len(fingerprint([])) == 12
    changed = [
        replace(SCHOOL, source="学堂"),
        replace(SCHOOL, targets=(Target("སློབ་ཁང"),)),
        replace(SCHOOL, targets=(*SCHOOL.targets, Target("སློབ་ཁང", Use.FORBIDDEN))),
        replace(SCHOOL, status=Status.ATTESTED),
        replace(SCHOOL, domain="education"),
        replace(SCHOOL, note=""),
    ]
    assert len({fingerprint([LAW, term]) for term in (SCHOOL, *changed)}) == 7


def test_the_fingerprint_stays_the_same_between_releases() -> None:
    assert fingerprint([LAW, SCHOOL]) == "f2c5169fb0b0"


@pytest.mark.parametrize("term", [LAW, LORE, SCHOOL])
def test_json_leads_back_to_the_term(term: Term) -> None:
    assert from_json(to_json(term)) == term
    assert "\n" not in to_json(term)
