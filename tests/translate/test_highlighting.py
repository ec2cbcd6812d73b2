"""Highlighting marks what it is told to, and loses no character."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.review.highlighting import Region, escape, highlight


class Marks(HTMLParser):
    """Collects the text, and what of it stands in which mark or underline; checks the nesting."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[tuple[str, dict[str, str]]] = []
        self.terms: dict[str, str] = {}
        self.findings: dict[str, str] = {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert [name for name, _ in self.open] in ([], ["mark"])
        self.open.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag, attributes in self.open:
            if tag == "mark":
                for key in attributes["data-t"].split(" "):
                    self.terms[key] = self.terms.get(key, "") + data
            else:
                for title in attributes["title"].split("\n"):
                    self.findings[title] = self.findings.get(title, "") + data


# No combining signs, whose letters a span would take in; no line break, which parts titles.
letters = st.text(alphabet="ཀབང་། 法a<&\"'>", min_size=1, max_size=20)


@st.composite
def regions(draw: st.DrawFn, text: str) -> list[Region]:
    cuts = st.integers(0, len(text) - 1)
    found = []
    for key in range(draw(st.integers(0, 4))):
        start = draw(cuts)
        end = draw(st.integers(start + 1, len(text)))
        found.append(Region(start, end, str(key), "f error", f"finding {key}"))
    return found


@given(st.data())
def test_every_region_holds_its_slice(data: st.DataObject) -> None:
    text = data.draw(letters)
    terms, findings = data.draw(regions(text)), data.draw(regions(text))
    marks = Marks(highlight(text, terms, findings))
    assert marks.text == text
    assert marks.terms == {r.key: text[r.start : r.end] for r in terms}
    assert marks.findings == {r.title: text[r.start : r.end] for r in findings}


def test_a_finding_that_overlaps_a_term_is_cut_at_its_edge() -> None:
    html = highlight("ཀཁགང", [Region(0, 2, "0", "r")], [Region(1, 3, "x", "f error", "Wrong.")])
    assert html == (
        '<mark data-t="0" class="r">ཀ<span class="f error" title="Wrong.">ཁ</span></mark>'
        '<span class="f error" title="Wrong.">ག</span>ང'
    )


def test_a_finding_within_a_term_leaves_the_mark_whole() -> None:
    html = highlight("ཀཁག", [Region(0, 3, "0", "r")], [Region(1, 2, "x", "f note", "Look.")])
    assert html.count("<mark") == 1
    assert Marks(html).findings == {"Look.": "ཁ"}


def test_terms_that_overlap_share_their_letters() -> None:
    marks = Marks(highlight("ཀཁག", [Region(0, 2, "0", "r"), Region(1, 3, "1", "r")], []))
    assert marks.terms == {"0": "ཀཁ", "1": "ཁག"}


def test_the_gravest_class_comes_first() -> None:
    error, note = Region(0, 1, "a", "f error", "One."), Region(0, 1, "b", "f note", "Two.")
    assert '<span class="f error note" title="One.\nTwo.">' in highlight("ཀ", [], [error, note])


@pytest.mark.parametrize("start", range(5))
def test_no_edge_tears_a_stack_apart(start: int) -> None:
    text = "བསྒྲུབས"  # བ ས ྒ ྲ ུ བ ས
    html = highlight(text, [Region(start, start + 1, "0", "r")], [])
    assert set(Marks(html).terms.values()) <= {"བ", "སྒྲུ"}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(1, 1, "ཁ"), (2, 2, "ཁ"), (0, 99, "ཀཁ"), (-5, 1, "ཀ"), (7, 9, "ཁ"), (1, 0, "ཁ")],
)
def test_a_span_that_does_not_fit_is_made_to(start: int, end: int, expected: str) -> None:
    assert Marks(highlight("ཀཁ", [], [Region(start, end, "x", "f", "Here.")])).findings == {
        "Here.": expected
    }


def test_nothing_can_be_marked_in_an_empty_text() -> None:
    assert highlight("", [Region(0, 1, "0", "r")], [Region(0, 0, "x", "f", "Empty.")]) == ""


def test_escaping_keeps_what_html_can_hold() -> None:
    assert escape('<a href="x">&\'') == "&lt;a href=&quot;x&quot;&gt;&amp;&#x27;"
    assert escape("a\x00\ud800\ufffe\x1fb\n\t") == "a\ufffd\ufffd\ufffd\ufffdb\n\t"
