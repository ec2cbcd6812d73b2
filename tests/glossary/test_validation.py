"""The report that a person asks for, and the form in which entries are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import GlossaryError
from glossary.term import Status, Target, Term, Use
from glossary.validation import Severity, checked, faults, hidden, normalised, problems

SCHOOL = Term("学校", (Target("སློབ་གྲྭ"),))
anything = st.text(alphabet=st.one_of(st.sampled_from("法A ་།ཀི\u3000\u200b\t\n"), st.characters()))
terms = st.builds(
    Term,
    anything,
    st.lists(st.builds(Target, anything, st.sampled_from(Use), anything), max_size=3).map(tuple),
    st.sampled_from(Status),
    anything,
    anything,
)


def test_a_sound_glossary_has_no_problems() -> None:
    hidden = Term("民族学校", (Target("མི་རིགས་སློབ་གྲྭ", evidence="autonomy_law:2"),), Status.ATTESTED)
    assert problems([SCHOOL, hidden]) == []


@pytest.mark.parametrize(
    ("terms", "severity", "source", "part"),
    [
        ([SCHOOL, replace(SCHOOL, source="學校")], "warning", "學校", "same entry as '学校'"),
        (
            [SCHOOL, Term("學校", (Target("སློབ་ཁང"),))],
            "error",
            "學校",
            "contradicts the entry '学校'",
        ),
        (
            [Term("法律", (Target("ཁྲིམས"), Target("ཁྲིམས་", Use.FORBIDDEN)))],
            "error",
            "法律",
            "accepted and forbidden",
        ),
        ([Term("法律", (Target("法律"),))], "error", "法律", "holds Chinese"),
        ([Term("法律", (Target("法律"), Target("ཀ", Use.ALLOWED)))], "error", "法律", "Chinese"),
        ([Term("法律", (Target("law"),))], "error", "法律", "holds no Tibetan"),
        ([Term("法律", ())], "error", "法律", "no target"),
        ([replace(SCHOOL, status=Status.ATTESTED)], "warning", "学校", "no evidence"),
        ([Term("学校", (Target("སློབ་གྲྭཀཀཀཀ"),))], "warning", "学校", "may be misspelt"),
        ([Term("学校", (Target("ིསློབ"),))], "warning", "学校", "may be misspelt"),
    ],
)
def test_reports(terms: list[Term], severity: str, source: str, part: str) -> None:
    found = problems(terms)
    assert [(problem.severity, problem.source) for problem in found] == [
        (Severity(severity), source)
    ]
    assert part in found[0].message


def test_reports_every_entry_in_order() -> None:
    found = problems([Term("甲", ()), SCHOOL, Term("乙", (Target("乙"),)), Term("甲", ())])
    assert [problem.source for problem in found] == ["甲", "乙", "甲", "甲"]


def test_an_error_names_all_faults_and_the_place() -> None:
    with pytest.raises(GlossaryError) as caught:
        checked(Term("ཀ", (Target("法"),)), "terms.csv:7")
    assert caught.value.where == "terms.csv:7"
    assert "holds Tibetan" in caught.value.message
    assert "holds Chinese" in caught.value.message


def test_long_text_is_cut_in_messages() -> None:
    with pytest.raises(GlossaryError) as caught:
        checked(Term("法" * 5000, (Target("ཀ"),)))
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("སློབ་གྲྭ་", "སློབ་གྲྭ"),
        ("སློབ་གྲྭ།", "སློབ་གྲྭ"),
        ("ཁྲིམས་ཁང་།", "ཁྲིམས་ཁང"),
        ("ཁྲིམས་ཁང༌།", "ཁྲིམས་ཁང"),
        (" རྩ་ཁྲིམས། ། ", "རྩ་ཁྲིམས"),
        ("བཀའ་\u0f73", "བཀའ་\u0f71\u0f72"),
        ("《རྩ་ཁྲིམས》", "《རྩ་ཁྲིམས》"),
    ],
)
def test_a_target_is_kept_without_final_marks(given: str, kept: str) -> None:
    assert normalised(Term("法", (Target(given),))).preferred == kept


@settings(deadline=None)
@given(terms)
def test_normalising_twice_is_normalising_once(term: Term) -> None:
    once = normalised(term)
    assert normalised(once) == once


@settings(deadline=None)
@given(terms)
def test_checked_returns_only_what_has_no_fault(term: Term) -> None:
    found = faults(normalised(term))
    if found:
        with pytest.raises(GlossaryError):
            checked(term)
    else:
        assert checked(term) == normalised(term)


LAW = Term("法律", (Target("བཅའ་ཁྲིམས"), Target("ཁྲིམས", Use.FORBIDDEN)))


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (Term("法律责任", (Target("ཁྲིམས"),)), "is forbidden for '法律'"),
        (Term("法", (Target("ཁྲིམས"),)), "is forbidden for '法律'"),
    ],
)
def test_a_target_that_another_term_forbids_is_doubtful(term: Term, said: str) -> None:
    (problem,) = problems([LAW, term])
    assert problem.source == term.source and said in problem.message


def test_a_target_that_begins_a_forbidden_one_is_doubtful() -> None:
    court = Term("法院", (Target("ཁྲིམས་ཁང"), Target("ཁྲིམས་ར", Use.FORBIDDEN)))
    (problem,) = problems([court, Term("人民法院", (Target("ཁྲིམས"),))])
    assert "begins 'ཁྲིམས་ར', which is forbidden for '法院'" in problem.message


def test_terms_that_never_meet_do_not_clash() -> None:
    assert problems([LAW, Term("宪章", (Target("ཁྲིམས"),))]) == []


def test_hidden_terms_stand_only_inside_longer_ones() -> None:
    court, high = Term("法院", (Target("ཁྲིམས་ཁང"),)), Term("人民法院", (Target("མི་དམངས་ཁྲིམས་ཁང"),))
    assert hidden([court, high], ["人民法院审理"]) == [court]
    assert hidden([court, high], ["人民法院审理，法院公告"]) == []
    assert hidden([court, high], ["审理"]) == []
