"""Each check finds what its cases say, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from glossary.matcher import Matcher
from glossary.term import Target, Term, Use
from glossary.tibetan import occurrences
from translate.checks import CHECKS, run
from translate.document import Finding, Occurrence, Origin, Review, Segment

FOLDER = Path(__file__).parents[1] / "cases" / "checks"


def _cases() -> list[Any]:
    return [
        pytest.param(
            path.stem,
            case,
            id=f"{path.stem}: {case['label']}",
            marks=[pytest.mark.xfail(strict=True)] if case.get("known_failure") else [],
        )
        for path in sorted(FOLDER.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def _term(entry: dict[str, Any]) -> Term:
    allowed = [Target(text, Use.ALLOWED) for text in entry.get("allowed", [])]
    forbidden = [Target(text, Use.FORBIDDEN) for text in entry.get("forbidden", [])]
    return Term(entry["source"], (Target(entry["preferred"]), *allowed, *forbidden))


def review(case: dict[str, Any]) -> Review:
    """The review of a case: its terms matched, and looked for in the target."""
    matches = Matcher([_term(entry) for entry in case.get("terms", [])]).find(case["source"])
    found = []
    for match in matches:
        present = any(occurrences(case["target"], text) for text in match.term.accepted)
        found.append(Occurrence(match, present, drafted=present))
    return Review(
        segment=Segment("1", case["source"], ()),
        target=case["target"],
        origin=Origin(case.get("origin", "engine")),
        occurrences=tuple(found),
    )


def _slice(text: str, span: tuple[int, int] | None) -> str | None:
    return None if span is None else text[span[0] : span[1]]


@pytest.mark.parametrize(("check", "case"), _cases())
def test_finds_what_the_cases_say(check: str, case: dict[str, Any]) -> None:
    found: tuple[Finding, ...] = run(review(case), [check])
    places = [
        (f.severity, _slice(case["source"], f.source_span), _slice(case["target"], f.target_span))
        for f in found
    ]
    expected = case["expected"]
    assert places == [(e["severity"], e.get("source"), e.get("target")) for e in expected]
    for finding, wanted in zip(found, expected, strict=True):
        assert wanted["says"] in finding.message


def test_every_check_has_cases() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(CHECKS)


def test_a_sound_translation_has_no_findings() -> None:
    case = {
        "source": "《中华人民共和国宪法》第二条规定，国家的一切权力属于人民。",
        "target": "《ཀྲུང་ཧྭ་མི་དམངས་སྤྱི་མཐུན་རྒྱལ་ཁབ་ཀྱི་རྩ་ཁྲིམས》ཀྱི་དོན་ཚན་གཉིས་པར་"
        "རྒྱལ་ཁབ་ཀྱི་དབང་ཆ་ཚང་མ་མི་དམངས་ཀྱི་ཡིན་ཞེས་གཏན་ལ་ཕབ་ཡོད།",
        "terms": [
            {"source": "国家", "preferred": "རྒྱལ་ཁབ"},
            {"source": "人民", "preferred": "མི་དམངས"},
        ],
    }
    assert run(review(case)) == ()


def test_a_long_stretch_of_chinese_is_quoted_in_part() -> None:
    case = {"source": "法" * 30, "target": "法" * 30}
    (finding,) = run(review(case), ["chinese"])
    assert f"“{'法' * 20}…”" in finding.message
    assert finding.target_span == (0, 30)
