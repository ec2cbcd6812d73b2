"""The review page shows what was found, safely, in one file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from glossary.term import Match, Status, Target, Term, Use
from translate.checks import CHECKS
from translate.document import (
    Candidate,
    Finding,
    Occurrence,
    Origin,
    Review,
    Segment,
    Severity,
)
from translate.errors import OutputError
from translate.review import page
from translate.review.candidates import difference
from translate.review.embedded import identity
from translate.review.page import write_page

LAW = Term("法律", (Target("བཅའ་ཁྲིམས"), Target("ཁྲིམས་ལུགས", Use.ALLOWED)), Status.ATTESTED)
CAMPUS = Term("校园", (Target("སློབ་ར"),), Status.PROPOSED)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=\"alert('2')\">&amp;{{rows}}"
VOID = {"meta", "input", "br", "img", "link"}


class Page(HTMLParser):
    """A page taken apart; elements must nest."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.source = path.read_bytes().decode("utf-8")
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[int] = []
        self.feed(self.source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(len(self.elements))
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for index in self.open:
            self.texts[index] += data

    def find(self, tag: str, **attributes: str) -> list[str]:
        """The texts of the elements with this name and at least these attributes' values."""
        wanted = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            text
            for (name, found), text in zip(self.elements, self.texts, strict=True)
            if name == tag and all(found.get(key) == value for key, value in wanted.items())
        ]

    def attributes(self, tag: str) -> list[dict[str, str]]:
        return [found for name, found in self.elements if name == tag]


def _reviews() -> list[Review]:
    fine = Review(
        Segment("p1", "法律与校园", ()),
        "བཅའ་ཁྲིམས་དང་སློབ་ར།",
        Origin.MEMORY,
        occurrences=(
            Occurrence(Match(LAW, 0, 2), present=True, drafted=True),
            Occurrence(Match(CAMPUS, 3, 5), present=True, drafted=False),
        ),
        repairs=("The term 校园 was put in as སློབ་ར.",),
    )
    faulty = Review(
        Segment("p2", "法律2025", ()),
        "ཁྲིམས་2024",
        Origin.ENGINE,
        occurrences=(Occurrence(Match(LAW, 0, 2), present=False, drafted=False),),
        findings=(
            Finding("terms", Severity.ERROR, "The term 法律 is not rendered.", (0, 2)),
            Finding("numbers", Severity.WARNING, "2025 became 2024.", (2, 6), (6, 10)),
            Finding("numbers", Severity.NOTE, "A year.", None, (6, 10)),
        ),
    )
    return [fine, faulty, Review(Segment("p3", "2025", ()), "2025", Origin.COPIED)]


def _write(
    tmp_path: Path, reviews: list[Review], name: str = "读本.docx", **summary: object
) -> Page:
    path = tmp_path / "review.html"
    write_page(name, reviews, path, summary)
    return Page(path)


def _data(found: Page) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(found.find("script", id="data")[0])
    return data


def test_counts_are_those_of_the_reviews(tmp_path: Path) -> None:
    found = _write(tmp_path, _reviews())
    counts = {
        name: found.find("dd", data_count=name)[0].split(" ")[0]
        for name in "segments memory terms drafted present repairs error warning note".split(" ")
    }
    assert counts == {
        "segments": "3",
        "memory": "1",
        "terms": "3",
        "drafted": "1",
        "present": "2",
        "repairs": "1",
        "error": "1",
        "warning": "1",
        "note": "1",
    }
    assert found.find("dd", data_count="present")[0] == "2 67%"


def test_the_summary_is_shown(tmp_path: Path) -> None:
    found = _write(
        tmp_path, [], signature={"engine": "bundled", "beam": 5}, seconds=83.42, run_id=7
    )
    facts = [text for text in found.find("dd") if text]
    first = facts.index("engine bundled, beam 5")
    assert facts[first : first + 3] == ["engine bundled, beam 5", "83.4", "7"]
    labels = found.find("dt")
    first = labels.index("Engine 引擎")
    assert labels[first : first + 3] == ["Engine 引擎", "Seconds 用时（秒）", "run id"]


def test_filters_have_counts_and_start_released(tmp_path: Path) -> None:
    found = _write(tmp_path, _reviews())
    assert found.find("button", data_check="numbers") == ["numbers 数字 2"]
    assert found.find("button", data_check="terms") == ["terms 术语 1"]
    assert found.find("button", data_severity="error") == ["Error 错误 1"]
    filters = [b for b in found.attributes("button") if "aria-pressed" in b]
    assert {b["aria-pressed"] for b in filters} == {"false"}
    # Editing may bring findings of any check, so every filter is there, if hidden.
    shown = {b.get("data-check") for b in filters if "hidden" not in b} - {None}
    assert shown == {"numbers", "terms"}
    assert {b.get("data-check") for b in filters} >= set(page.CHECKS)


def test_the_chart_has_a_bar_for_each_check_and_severity(tmp_path: Path) -> None:
    found = _write(tmp_path, _reviews())
    bars = [(bar["class"], bar["width"]) for bar in found.attributes("rect")]
    assert bars == [("warning", "28.00%"), ("note", "28.00%"), ("error", "28.00%")]
    assert found.attributes("svg")[0]["aria-label"] == "numbers: 2; terms: 1"
    assert "hidden" not in found.attributes("figure")[0]
    assert "hidden" in _write(tmp_path, []).attributes("figure")[0]


def test_terms_are_marked_on_both_sides_by_one_number(tmp_path: Path) -> None:
    found = _write(tmp_path, _reviews()[:1])
    assert found.find("mark", data_t="0") == ["法律", "བཅའ་ཁྲིམས"]
    assert found.find("mark", data_t="1") == ["校园", "སློབ་ར"]
    law, campus = (m for m in found.attributes("mark") if m.get("tabindex") == "0")
    assert law["title"] == "法律 → བཅའ་ཁྲིམས / ཁྲིམས་ལུགས · attested 有据 · present 已用"
    assert campus["class"].split() == ["t", "proposed", "repaired"]


def test_findings_are_underlined_and_listed(tmp_path: Path) -> None:
    found = _write(tmp_path, _reviews()[1:2])
    assert found.find("span", class_="f warning") == ["警告", "2025"]
    both = found.find("span", class_="f warning note", title="2025 became 2024.\nA year.")
    assert both == ["2024"]
    assert found.find("span", class_="f error", title="The term 法律 is not rendered.") == ["法律"]
    assert found.find("li", class_="error") == [
        "Error 错误 terms 术语 The term 法律 is not rendered."
    ]


def test_languages_are_declared(tmp_path: Path) -> None:
    found = _write(tmp_path, _reviews())
    assert found.find("td", lang="zh-CN") == ["法律与校园", "法律2025", "2025"]
    assert found.find("td", lang="bo-CN") == ["བཅའ་ཁྲིམས་དང་སློབ་ར།", "ཁྲིམས་2024", "2025"]
    assert found.find("span", lang="bo-CN") == ["སློབ་ར"]  # the Tibetan of a repair
    assert '"Noto Serif Tibetan", "Jomolhari", "Microsoft Himalaya"' in found.source


def test_the_script_gets_the_segments_with_spans_in_its_own_units(tmp_path: Path) -> None:
    review = Review(
        Segment("s", "𠮷法律2025年第二条", ()),
        "𠮷ཁྲིམས་2024",
        Origin.ENGINE,
        occurrences=(Occurrence(Match(LAW, 1, 3), present=False, drafted=False),),
        findings=(Finding("numbers", Severity.WARNING, "!", (3, 7), (7, 11)),),
    )
    data = _data(_write(tmp_path, [review]))
    row = data["rows"][0]
    assert row["places"] == [{"start": 2, "end": 4, "term": 0, "present": False, "drafted": False}]
    assert (row["findings"][0]["source"], row["findings"][0]["target"]) == ([4, 8], [8, 12])
    assert row["ordinals"] == [{"start": 9, "end": 12, "value": "2"}]
    assert data["ordinals"]["2"] == "གཉིས་པ"
    assert "ཉིས་སྟོང་དང་ཉེར་ལྔ" in data["spellings"]["2025"]
    assert data["file"] == "读本.corrections.xlf"
    # ཁྲིམས ends in ས and takes no joined particle, ར་བ does.
    assert "བཅའ་ཁྲིམས" not in data["endings"]


def test_pages_of_other_drafts_have_other_identities() -> None:
    reviews = _reviews()
    assert identity("a", reviews) == identity("a", _reviews())
    changed = [replace(reviews[0], target="སློབ་ར།"), *reviews[1:]]
    others = {identity("b", reviews), identity("a", changed), identity("a", reviews[:2])}
    assert len(others | {identity("a", reviews)}) == 4


def test_what_the_memory_offers_shows_how_its_source_differs(tmp_path: Path) -> None:
    candidate = Candidate("法律和校园", "བཅའ་ཁྲིམས།", 87, "第一册.docx", "2025-03-01T10:00:00Z")
    found = _write(tmp_path, [replace(_reviews()[0], candidates=(candidate,))])
    told = found.find("td", class_="candidates")[0]
    assert told == "87% 第一册.docx · 2025-03-01法律和与校园བཅའ་ཁྲིམས།Use 采用 Ctrl+1"
    assert (found.find("del"), found.find("ins")) == (["和"], ["与"])
    assert _data(found)["rows"][0]["candidates"] == ["བཅའ་ཁྲིམས།"]
    assert "".join(difference("<a>", "<a>")) == "&lt;a&gt;"


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    term = Term(HOSTILE, (Target(HOSTILE),), note=HOSTILE)
    review = Review(
        Segment(HOSTILE, HOSTILE, ()),
        HOSTILE,
        Origin.ENGINE,
        occurrences=(Occurrence(Match(term, 0, len(HOSTILE)), True, True),),
        candidates=(Candidate(HOSTILE * 2, HOSTILE, 90, HOSTILE, HOSTILE),),
        repairs=(HOSTILE,),
        findings=(Finding(HOSTILE, Severity.ERROR, HOSTILE, (3, 12), (0, 9)),),
    )
    found = _write(tmp_path, [review], name=HOSTILE, **{HOSTILE: HOSTILE, "signature": [HOSTILE]})
    names = [name for name, _ in found.elements]
    assert names.count("script") == 2
    assert _data(found)["rows"][0]["source"] == HOSTILE
    assert "img" not in names
    attributes = {name for _, attrs in found.elements for name in attrs}
    assert not any(name.startswith("on") for name in attributes)
    assert not attributes & {"src", "href", "style", "action", "srcdoc"}
    assert found.find("td", lang="zh-CN") == [HOSTILE]
    assert found.find("td", lang="bo-CN") == [HOSTILE]
    assert found.find("h1") == found.find("title") == [HOSTILE]
    assert found.find("td", class_="repairs") == [HOSTILE]


def test_characters_that_cannot_be_written_are_replaced(tmp_path: Path) -> None:
    review = replace(_reviews()[2], target="ཀ\ud800\x00\x08ཁ")
    found = _write(tmp_path, [review], name="\udcff.txt")
    assert found.find("td", lang="bo-CN") == ["ཀ\ufffd\ufffd\ufffdཁ"]
    assert found.find("title") == ["\ufffd.txt"]


def test_nothing_is_loaded_from_anywhere(tmp_path: Path) -> None:
    found = _write(tmp_path, _reviews(), signature="bundled", seconds=1.0)
    assert not re.search(r"https?:|//[a-z]|@import|(?<!object)url\(", found.source, re.IGNORECASE)
    assert "link" not in [name for name, _ in found.elements]


def test_the_policy_lets_in_this_style_and_script_alone(tmp_path: Path) -> None:
    found = _write(tmp_path, _reviews())
    policy = next(
        meta["content"]
        for meta in found.attributes("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )
    # The first script element is data, which no browser runs.
    assert found.attributes("script") == [{"type": "application/json", "id": "data"}, {}]
    hashes = [
        base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        for text in (*found.find("style"), found.find("script")[1])
    ]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "\r" not in found.source


def test_every_check_has_a_chinese_name() -> None:
    assert set(page.CHECKS) >= {*CHECKS, "adapted", "consistency"}


def test_a_page_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "review.html"
    path.write_text("old", encoding="utf-8", newline="\n")
    write_page("读本", _reviews(), path, {})
    first = path.read_bytes()
    write_page("读本", _reviews(), path, {})
    assert path.read_bytes() == first
    assert [entry.name for entry in tmp_path.iterdir()] == ["review.html"]


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    taken = tmp_path / "folder"
    taken.mkdir()
    for path in (taken, tmp_path / "none" / "review.html", tmp_path / "a\0b"):
        with pytest.raises(OutputError, match="the page cannot be written") as raised:
            write_page("读本", [], path, {})
        assert raised.value.where == str(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]
