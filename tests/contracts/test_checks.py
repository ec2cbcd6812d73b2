"""What every check keeps to, whatever it is given."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import GyurError
from glossary.matcher import Matcher
from glossary.term import Target, Term, Use
from glossary.tibetan import occurrences
from translate import checks
from translate.checks import CHECKS, Profile, load, register, run
from translate.document import Finding, Occurrence, Origin, Review, Segment, Severity

TERMS = (
    Term("法律", (Target("བཅའ་ཁྲིམས"), Target("ཁྲིམས", Use.FORBIDDEN))),
    Term("国家", (Target("རྒྱལ་ཁབ"), Target("རྒྱལ་ཁམས", Use.ALLOWED))),
)
MATCHER = Matcher(TERMS)

pieces = st.sampled_from(
    "法律 国家 第三条 第二十三、四条 一亿二千万 《 》 “ ” （ ) 2025 1,000 3.5 ２ ༥ 5万 ： 。 \n "
    "བཅའ་ཁྲིམས རྒྱལ་ཁབ ཁྲིམས་གི་ དང་པོ་ ཉེར་གསུམ་པ བརྒྱ་དང་ ། །། ་ ༎ ང ག ཀྱིི ྲ ི \u0f0c http://例.中国 "
    "\u3000 བཅའ་བཅའ་བཅའ་བཅའ་ ’ a \U00020000 \u200b".split(" ")
)
texts = st.lists(pieces, max_size=12).map("".join)
reviews = st.builds(
    lambda source, target, origin: _review(source, target, origin),
    texts,
    texts,
    st.sampled_from(Origin),
)
every_check = pytest.mark.parametrize("name", sorted(CHECKS))


def _review(source: str, target: str, origin: Origin = Origin.ENGINE) -> Review:
    found = []
    for match in MATCHER.find(source):
        present = any(occurrences(target, text) for text in match.term.accepted)
        found.append(Occurrence(match, present, present))
    return Review(Segment("1", source, ()), target, origin, occurrences=tuple(found))


def _sound(span: tuple[int, int] | None, text: str) -> bool:
    return span is None or 0 <= span[0] < span[1] <= len(text)


@every_check
@settings(max_examples=60, deadline=None)
@given(review=reviews)
def test_findings_are_sound(name: str, review: Review) -> None:
    for finding in load(name)(review):
        assert isinstance(finding, Finding)
        assert finding.check == name
        assert _sound(finding.source_span, review.segment.source)
        assert _sound(finding.target_span, review.target)
        assert isinstance(finding.severity, Severity)


@every_check
@settings(max_examples=60, deadline=None)
@given(review=reviews)
def test_messages_are_one_english_sentence(name: str, review: Review) -> None:
    for finding in load(name)(review):
        assert finding.message.endswith(".")
        assert "\n" not in finding.message
        assert re.search("[a-z]{3}", finding.message)


@every_check
@settings(max_examples=25, deadline=None)
@given(review=reviews)
def test_a_check_keeps_no_state(name: str, review: Review) -> None:
    check = load(name)
    assert list(check(review)) == list(check(review))


@every_check
def test_a_check_says_what_it_is(name: str) -> None:
    check = load(name)
    assert check.name == name
    assert "Example:" in (type(check).__doc__ or "")


@every_check
@pytest.mark.parametrize("text", ["零", "9", "1.", "亿", "（", "）", "a", "法", "བཅུ་", "།", "༥,"])
def test_endless_text_is_no_trouble(name: str, text: str) -> None:
    for source, target in ((text * 6000, "ཡིན།"), ("法律", text * 6000)):
        assert all(finding.message for finding in load(name)(_review(source, target)))


@every_check
def test_nothing_is_found_in_nothing(name: str) -> None:
    assert list(load(name)(_review("", ""))) == []


def test_run_goes_through_all_checks_in_the_order_of_the_registry() -> None:
    review = _review("国家有2部法律，依照第三条。", "法律ཁྲིམས་གི་ཡིན་།")
    found = run(review)
    assert {finding.check for finding in found} >= {"chinese", "terms", "numbers", "agreement"}
    order = list(CHECKS)
    assert [f.check for f in found] == sorted((f.check for f in found), key=order.index)


def test_run_takes_only_the_named_checks_once() -> None:
    review = _review("国家有2部法律。", "法律ཡིན་།")
    found = run(review, ["numbers", "chinese", "numbers"])
    assert [finding.check for finding in found] == ["numbers", "chinese"]
    assert run(review, []) == ()


def test_an_unknown_name_is_answered_with_the_valid_ones() -> None:
    with pytest.raises(GyurError, match="there is no check speling") as raised:
        run(_review("法律", "བཅའ་ཁྲིམས།"), ["speling"])
    assert all(name in raised.value.remedy for name in CHECKS)


def test_a_check_can_be_added_and_no_name_taken_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CHECKS", dict(CHECKS))
    register("again", "translate.checks.copied:Copied")
    assert [f.check for f in run(_review("法律", "法律"), ["again"])] == ["copied"]
    with pytest.raises(GyurError, match="two checks have the name again"):
        register("again", "translate.checks.length:Length")
    load.cache_clear()


def test_the_registry_imports_on_use() -> None:
    code = (
        "import sys, translate.checks as c; before = set(sys.modules); c.load('copied'); "
        "assert not [m for m in before if m.startswith('translate.checks.')]; "
        "assert 'translate.checks.copied' in sys.modules; "
        "assert 'translate.checks.numbers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@every_check
def test_a_check_is_described_to_users(name: str) -> None:
    docs = Path(__file__).parents[2] / "docs" / "checks.md"
    assert f"| `{name}` |" in docs.read_text(encoding="utf-8")


def test_findings_can_be_silenced_one_by_one_and_checks_left_out() -> None:
    review = _review("国家有2部法律。", "法律ཡིན་།")
    found = checks.ALL.run(review)
    assert found == run(review)
    one = checks.mark(review.segment.source, found[0])
    assert re.fullmatch("[0-9a-f]{8}", one)
    assert Profile(silenced=frozenset({one})).run(review) == found[1:]
    left = Profile(off=("numbers", "terms")).run(review)
    assert left == tuple(f for f in found if f.check not in {"numbers", "terms"})


def test_a_check_that_does_not_exist_cannot_be_left_out() -> None:
    with pytest.raises(GyurError, match="there is no check speling"):
        Profile(off=("speling",)).run(_review("法律", "བཅའ་ཁྲིམས།"))
