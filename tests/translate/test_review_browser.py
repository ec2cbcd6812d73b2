"""The review page in a browser: what a person changes is checked, kept and exported.

Needs a Chromium (Chrome, Edge) on the machine; GYUR_CHROMIUM says where, if it is not found.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright

from glossary.matcher import Matcher
from glossary.term import Match, Status, Target, Term, Use
from glossary.tibetan import occurrences
from translate.checks import run
from translate.constraint import verify
from translate.document import (
    Candidate,
    Finding,
    Occurrence,
    Origin,
    Review,
    Segment,
    Severity,
    State,
)
from translate.formats.bilingual import for_path
from translate.review.embedded import embed
from translate.review.page import write_page

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "chrome",
)
EDGE = "Microsoft/Edge/Application/msedge.exe"
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CASES = Path(__file__).parents[1] / "cases"
XLIFF = {
    "x": "urn:oasis:names:tc:xliff:document:2.0",
    "m": "urn:oasis:names:tc:xliff:matches:2.0",
}

LAW = Term("法律", (Target("བཅའ་ཁྲིམས"), Target("ཁྲིམས་ལུགས", Use.ALLOWED)), Status.ATTESTED)
SCHOOL = Term("学校", (Target("སློབ་གྲྭ"), Target("སློབ་ར", Use.FORBIDDEN)), Status.ATTESTED)
HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">'
Opened = Callable[..., Page]


def _chromium() -> str | None:
    named = os.environ.get("GYUR_CHROMIUM")
    if named:
        return named
    installed = [
        Path(os.environ[folder]) / EDGE
        for folder in ("ProgramFiles", "ProgramFiles(x86)")
        if folder in os.environ
    ]
    found = [shutil.which(name) for name in NAMES] + [str(p) for p in installed if p.exists()]
    return next((path for path in found if path), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = _chromium()
    if path is None:
        pytest.skip("no Chromium, Chrome or Edge was found; GYUR_CHROMIUM can say where one is")
    with sync_playwright() as playwright:
        # Without a sandbox, since root has none; its profile is a new, empty folder.
        started = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield made
    made.close()


@pytest.fixture
def opened(context: BrowserContext, tmp_path: Path) -> Iterator[Opened]:
    """Opens the review page of given reviews, as a file; fails where its script does."""
    errors: list[str] = []

    def open_page(reviews: list[Review], name: str = "读本.docx") -> Page:
        path = tmp_path / "review.html"
        write_page(name, reviews, path, {})
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text))
        page.goto(path.as_uri())
        return page

    yield open_page
    assert errors == []


def _review(name: str, source: str, target: str, *terms: Term, **more: Any) -> Review:
    matches = Matcher(list(terms)).find(source)
    places = verify(matches, target)
    found = tuple(
        Occurrence(match, place is not None, place is not None)
        for match, place in zip(matches, places, strict=True)
    )
    review = Review(
        Segment(name, source, ()),
        target,
        Origin.ENGINE,
        occurrences=found,
        **{"findings": (), **more},
    )
    return replace(review, findings=(*run(review), *review.findings))


def _reviews() -> list[Review]:
    candidate = Candidate("法律和学校", "བཅའ་ཁྲིམས་དང་སློབ་གྲྭ།", 88)
    syllable = Finding("syllables", Severity.WARNING, "Not spelled right.", None, (0, 3))
    return [
        _review("document.1.1", "法律", "བཅའ་ཁྲིམས།", LAW),
        _review("document.2.1", "学校", "སློབ་གྲྭའི།", SCHOOL, findings=(syllable,)),
        _review("Sheet1!B3.1", "2025年", "2024ལོར།"),
        _review("document.3.1", "法律与学校", "ཁྲིམས།", LAW, SCHOOL, candidates=(candidate,)),
        _review("document.4.1", "罚款30元。", "དངུལ་ཆད་སྒོར་30གཅོད་དགོས།"),
    ]


def _type(page: Page, text: str) -> None:
    """Puts ``text`` in place of the segment that the keyboard is at."""
    page.keyboard.press("Enter")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def _row(page: Page, number: int) -> Any:
    return page.locator("tbody tr").nth(number - 1)


def _count(page: Page, name: str) -> Any:
    return page.locator(f"[data-count={name}]")


def _kept(page: Page) -> dict[str, Any]:
    kept = page.evaluate("() => ({...localStorage})")
    return {key.rpartition(".")[2]: json.loads(value) for key, value in kept.items()}


def _exported(page: Page, tmp_path: Path) -> tuple[str, etree._Element]:
    with page.expect_download() as download:
        page.keyboard.press("ControlOrMeta+s")
    path = tmp_path / "exported.xlf"
    download.value.save_as(path)
    return download.value.suggested_filename, etree.fromstring(path.read_bytes())


def test_what_is_typed_is_checked_kept_and_exported(opened: Opened, tmp_path: Path) -> None:
    page = opened(_reviews())
    # 2025 became 2024, and two terms of the fourth segment are missing.
    expect(_count(page, "error")).to_have_text("2")
    expect(_count(page, "warning")).to_have_text("2")
    page.keyboard.press("j")
    _type(page, "ཁྲིམས་ལུགས།")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    _type(page, "༢༠༢༥ལོར།")
    page.keyboard.press("Alt+ArrowDown")
    _type(page, "བཅའ་ཁྲིམས་དང་སློབ་གྲྭ།")
    expect(_count(page, "error")).to_have_text("0")
    expect(_count(page, "warning")).to_have_text("1")
    expect(_count(page, "present")).to_have_text("4 100%")
    expect(page.locator("button[data-check=terms]")).to_be_hidden()
    expect(page.locator("#edited")).to_have_text("3")
    expect(_row(page, 1).locator(".state")).to_have_text("edited 已修改")

    page.reload()
    expect(_row(page, 1).locator(".text")).to_have_text("ཁྲིམས་ལུགས།")
    expect(_row(page, 4).locator(".text mark")).to_have_text(["བཅའ་ཁྲིམས", "སློབ་གྲྭ"])
    expect(_count(page, "error")).to_have_text("0")
    page.keyboard.press("j")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    expect(_row(page, 3)).to_be_focused()
    expect(page.locator("#accepted")).to_have_text("2")
    assert page.locator("#progress").get_attribute("max") == "5"

    name, root = _exported(page, tmp_path)
    assert name == "读本.corrections.xlf"
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == (
        "2.1",
        "zh-CN",
        "bo-CN",
    )
    units = root.findall(".//x:unit", XLIFF)
    assert [unit.get("id") for unit in units] == ["u1", "u2", "u3", "u4", "u5"]
    assert units[2].get("name") == "Sheet1!B3.1"
    assert root.xpath(".//x:segment/@state", namespaces=XLIFF) == [
        "final",
        "final",
        "reviewed",
        "reviewed",
        "translated",
    ]
    assert units[0].findtext("x:segment/x:source", namespaces=XLIFF) == "法律"
    assert units[2].findtext("x:segment/x:target", namespaces=XLIFF) == "༢༠༢༥ལོར།"
    drafts = [unit.findtext(".//m:match/x:target", namespaces=XLIFF) for unit in units]
    assert drafts == ["བཅའ་ཁྲིམས།", None, "2024ལོར།", "ཁྲིམས།", None]
    match = units[0].find(".//m:match", XLIFF)
    assert match is not None
    assert (match.get("ref"), match.get("type")) == ("#s1", "mt")

    path = tmp_path / "exported.xlf"
    read = for_path(path).read_units(path)
    assert [unit.id for unit in read] == [review.segment.id for review in _reviews()]
    assert (read[2].target, read[2].state, read[2].draft) == (
        "༢༠༢༥ལོར།",
        State.REVIEWED,
        "2024ལོར།",
    )


def test_findings_follow_the_text(opened: Opened) -> None:
    page = opened(_reviews())
    page.keyboard.press("j")
    page.keyboard.press("j")
    _type(page, "སློབ་ར法院།")
    messages = _row(page, 2).locator(".findings li:not(.stale)")
    expect(messages).to_have_text(
        [
            "Error 错误 chinese 残留汉字 The Chinese “法院” was left untranslated in the target.",
            "Error 错误 terms 术语 The term 学校 is not rendered as the glossary says: སློབ་གྲྭ.",
            "Error 错误 terms 术语 སློབ་ར must not be used for 学校; the glossary has སློབ་གྲྭ.",
        ]
    )
    stale = _row(page, 2).locator(".findings li.stale")
    expect(stale).to_contain_text("syllables 拼写 Not spelled right. (of the draft)")
    expect(page.locator("button[data-check=syllables]")).to_be_hidden()
    expect(_row(page, 2).locator(".zh mark")).to_have_class("t attested absent")
    expect(_row(page, 2).locator(".text .f")).to_have_text(["སློབ་ར", "法院"])
    page.locator("button[data-check=chinese]").click()
    expect(page.locator("#shown")).to_have_text("1")
    page.locator("#clear").click()
    page.locator("button[data-state=edited]").click()
    expect(page.locator("#shown")).to_have_text("1")

    _row(page, 2).locator(".draft").click()
    expect(_row(page, 2).locator(".text")).to_have_text("སློབ་གྲྭའི།")
    expect(stale).to_have_count(0)
    expect(messages).to_have_text(["Warning 警告 syllables 拼写 Not spelled right."])
    assert _kept(page) == {}


def test_a_term_lights_up_its_rendering_in_edited_text(opened: Opened) -> None:
    page = opened(_reviews())
    page.keyboard.press("j")
    _type(page, "ཁྲིམས་ལུགས་ཀྱི།")
    _row(page, 1).locator(".zh mark").hover()
    expect(_row(page, 1).locator(".text mark")).to_have_class("r attested on")


def test_n_goes_to_the_next_finding(opened: Opened) -> None:
    page = opened(_reviews())
    for number in (2, 3, 4):
        page.keyboard.press("n")
        expect(_row(page, number)).to_be_focused()
    page.keyboard.press("Shift+N")
    expect(_row(page, 3)).to_be_focused()


def test_escape_leaves_a_segment_as_it_was(opened: Opened) -> None:
    page = opened(_reviews())
    page.keyboard.press("j")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("k")
    page.keyboard.press("F2")
    page.keyboard.insert_text("སློབ་གྲྭ")
    expect(_row(page, 1)).to_have_attribute("data-state", "edited")
    page.keyboard.press("Escape")
    expect(_row(page, 1).locator(".text")).to_have_text("བཅའ་ཁྲིམས།")
    expect(_row(page, 1)).to_have_attribute("data-state", "accepted")
    assert _kept(page) == {"0": {"target": "བཅའ་ཁྲིམས།", "accepted": True}}


def test_a_box_accepts_and_takes_back(opened: Opened) -> None:
    page = opened(_reviews())
    box = _row(page, 2).locator(".accept input")
    box.check()
    expect(page.locator("#accepted")).to_have_text("1")
    box.uncheck()
    expect(page.locator("#accepted")).to_have_text("0")
    page.keyboard.press("Control+Enter")
    expect(box).to_be_checked()
    page.keyboard.press("k")
    page.keyboard.press("Control+Shift+Enter")
    expect(box).not_to_be_checked()


def test_an_edit_takes_acceptance_back(opened: Opened) -> None:
    page = opened(_reviews())
    page.keyboard.press("j")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("k")
    _type(page, "ཁྲིམས་ལུགས།")
    expect(_row(page, 1)).to_have_attribute("data-state", "edited")


def test_an_input_method_keeps_its_keys(opened: Opened, context: BrowserContext) -> None:
    page = opened(_reviews())
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    area = page.locator("textarea")
    method = context.new_cdp_session(page)
    method.send("Input.imeSetComposition", {"text": "ཀ", "selectionStart": 1, "selectionEnd": 1})
    assert area.input_value() == "བཅའ་ཁྲིམས།ཀ"
    assert _kept(page) == {}
    for key in ("Enter", "Escape"):
        area.evaluate(
            "(area, key) => area.dispatchEvent(new KeyboardEvent('keydown',"
            " {key, isComposing: true, bubbles: true}))",
            key,
        )
    expect(area).to_be_focused()
    method.send("Input.insertText", {"text": "ཀི"})
    assert area.input_value() == "བཅའ་ཁྲིམས།ཀི"
    assert _kept(page)["0"]["target"] == "བཅའ་ཁྲིམས།ཀི"


def test_letters_are_read_by_their_place_on_a_tibetan_keyboard(opened: Opened) -> None:
    page = opened(_reviews())
    page.evaluate(
        "() => document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'འ', code: 'KeyJ', bubbles: true}))"
    )
    expect(_row(page, 1)).to_be_focused()


def test_a_candidate_goes_into_the_text_and_can_be_undone(opened: Opened) -> None:
    page = opened(_reviews())
    _row(page, 4).locator(".text").click()
    page.keyboard.press("Control+1")
    area = page.locator("textarea")
    expect(area).to_have_value("བཅའ་ཁྲིམས་དང་སློབ་གྲྭ།")
    expect(_row(page, 4).locator(".findings li")).to_have_count(0)
    page.keyboard.press("ControlOrMeta+z")
    expect(area).to_have_value("ཁྲིམས།")
    _row(page, 4).locator("[data-use]").click()
    expect(area).to_have_value("བཅའ་ཁྲིམས་དང་སློབ་གྲྭ།")
    expect(area).to_be_focused()


def test_typed_lines_become_one(opened: Opened) -> None:
    page = opened(_reviews())
    page.keyboard.press("j")
    _type(page, "བཅའ་ཁྲིམས།\n\nརྩ་ཁྲིམས།\r\n")
    assert _row(page, 1).locator(".text").text_content() == "བཅའ་ཁྲིམས། རྩ་ཁྲིམས། "


def test_another_run_has_its_own_changes(opened: Opened) -> None:
    page = opened(_reviews())
    page.keyboard.press("j")
    _type(page, "ཁྲིམས་ལུགས།")
    page.close()
    reviews = _reviews()
    other = opened([*reviews[:4], replace(reviews[4], target="སློབ་གྲྭ།")])
    expect(_row(other, 1).locator(".text")).to_have_text("བཅའ་ཁྲིམས།")
    expect(other.locator("#edited")).to_have_text("0")


def test_two_windows_show_the_same(opened: Opened) -> None:
    one, other = opened(_reviews()), opened(_reviews())
    one.bring_to_front()
    one.keyboard.press("j")
    _type(one, "ཁྲིམས་ལུགས།")
    expect(_row(other, 1).locator(".text")).to_have_text("ཁྲིམས་ལུགས།")


def test_changes_are_discarded_after_a_question(opened: Opened) -> None:
    page = opened(_reviews())
    page.keyboard.press("j")
    _type(page, "ཁྲིམས་ལུགས།")
    page.keyboard.press("Control+Enter")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.locator("#discard").click()
    expect(page.locator("#accepted")).to_have_text("1")
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#discard").click()
    expect(page.locator("#accepted")).to_have_text("0")
    expect(_row(page, 1).locator(".text")).to_have_text("བཅའ་ཁྲིམས།")
    assert _kept(page) == {}


def test_a_browser_that_keeps_nothing_says_so(opened: Opened, context: BrowserContext) -> None:
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        " {get() { throw new DOMException('blocked', 'SecurityError'); }});"
    )
    page = opened(_reviews())
    expect(page.locator("#unkept")).to_be_visible()
    page.keyboard.press("j")
    _type(page, "ཁྲིམས་ལུགས།")
    expect(page.locator("#edited")).to_have_text("1")


def test_help_lists_the_keys(opened: Opened) -> None:
    page = opened(_reviews())
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    expect(page.locator("tr[aria-current]")).to_have_count(0)


def test_hostile_text_is_never_run(opened: Opened, tmp_path: Path) -> None:
    term = Term(HOSTILE, (Target(HOSTILE), Target("ཀ<b>", Use.FORBIDDEN)))
    review = Review(
        Segment(HOSTILE, HOSTILE, ()),
        HOSTILE,
        Origin.ENGINE,
        occurrences=(Occurrence(Match(term, 0, len(HOSTILE)), True, True),),
        findings=(Finding(HOSTILE, Severity.ERROR, HOSTILE, (3, 12), (0, 9)),),
        candidates=(Candidate(HOSTILE, HOSTILE + "!", 90, HOSTILE),),
    )
    page = opened([review], HOSTILE)
    dialogs: list[str] = []

    def told(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", told)
    page.keyboard.press("j")
    page.keyboard.press("Control+1")
    expect(_row(page, 1).locator(".text")).to_have_text(HOSTILE + "!")
    _type(page, HOSTILE + "\u2028ཀ<b>\x0b")
    expect(_row(page, 1).locator(".findings li:not(.stale)")).to_have_count(1)
    page.reload()
    assert page.locator("img").count() == 0
    assert dialogs == []
    _, root = _exported(page, tmp_path)
    target = root.findtext(".//x:segment/x:target", namespaces=XLIFF)
    assert target == HOSTILE + "\u2028ཀ<b>\ufffd"
    assert root.xpath("string(x:file/@original)", namespaces=XLIFF) == HOSTILE


def _parts(*names: str) -> str:
    folder = resources.files("translate.review")
    return "\n".join(folder.joinpath(f"{name}.js").read_text("utf-8") for name in names)


def _case(case: dict[str, Any]) -> Review:
    def term(entry: dict[str, Any]) -> Term:
        allowed = [Target(text, Use.ALLOWED) for text in entry.get("allowed", [])]
        forbidden = [Target(text, Use.FORBIDDEN) for text in entry.get("forbidden", [])]
        return Term(entry["source"], (Target(entry["preferred"]), *allowed, *forbidden))

    return _review("1", case["source"], case["target"], *map(term, case.get("terms", [])))


UNSEEN = {"taken over in the traditional script"}
"""Cases whose findings take a table that the page has not."""
LIVE = ("copied", "chinese", "terms", "numbers", "length")


@pytest.mark.parametrize("check", LIVE)
def test_the_page_checks_as_the_pipeline_does(browser: Browser, check: str) -> None:
    cases = json.loads((CASES / "checks" / f"{check}.json").read_text(encoding="utf-8"))
    reviews = [
        _case(case)
        for case in cases
        if case.get("origin") != "copied" and case["label"] not in UNSEEN
    ]
    page = browser.new_page()
    found = page.evaluate(
        f"""([data, check]) => {{ {_parts("tibetan", "numbers", "checks")}
        return data.rows.map((row) => checks.run(row, row.draft, checks.verify(row, row.draft))
            .filter((finding) => finding.check === check)); }}""",
        [json.loads(embed("", reviews, {})), check],
    )
    page.close()
    for review, seen in zip(reviews, found, strict=True):
        expected = [f for f in review.findings if f.check == check]
        told = [(f["severity"], f["message"], f["source"], f["target"]) for f in seen]
        assert told == [
            (f.severity.value, f.message, _list(f.source_span), _list(f.target_span))
            for f in expected
        ], review.segment.source


def _list(span: tuple[int, int] | None) -> list[int] | None:
    return None if span is None else list(span)


def test_the_page_finds_renderings_where_the_glossary_does(browser: Browser) -> None:
    cases = json.loads((CASES / "tibetan_occurrences.json").read_text(encoding="utf-8"))
    inputs = [case["input"] for case in cases]
    terms = [Term("法", (Target(given["target"]),)) for given in inputs]
    reviews = [
        Review(Segment("1", "法", ()), "", Origin.ENGINE, occurrences=(_matched(term),))
        for term in terms
    ]
    page = browser.new_page()
    found = page.evaluate(
        f"""([data, inputs]) => {{ {_parts("tibetan")}
        return inputs.map(({{text, target}}) => tibetan.occurrences(text, target)); }}""",
        [json.loads(embed("", reviews, {})), inputs],
    )
    page.close()
    assert found == [list(map(list, occurrences(**given))) for given in inputs]


def _matched(term: Term) -> Occurrence:
    return Occurrence(Match(term, 0, 1), False, False)
