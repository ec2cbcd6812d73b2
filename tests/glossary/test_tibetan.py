"""Written Tibetan: the cases under tests/cases/tibetan_*.json, and the laws that hold for all."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import tibetan
from glossary.tibetan import Kind

CASES = Path(__file__).parents[1] / "cases"

SYLLABLES = "ཁྲིམས ཁང རྩ བཅའ བདག དགེ རྒན ཕ མ རྒྱལ ཁབ མཁའ ཀུན བོད གྲུ ངོ ལོ གཙོ སྐུ ཡིག ཀ".split()
PARTICLES = "གི ཀྱི གྱི འི ཡི གིས ས སུ ཏུ དུ ར རུ འང འམ ཀྱང ཅིག ཞིག ཡི་གེ དུ་མ".split()
MARKS = ["་", "༌", "།", " ", "  ", "\n", "《", "》", "（", ")", "”", "5", "22", "a", "法", "."]
words = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=3).map("་".join)
messy = st.lists(st.sampled_from(SYLLABLES + PARTICLES + MARKS), max_size=14).map("".join)

# No deadline: a busy machine must not turn a law of language into a failure.
law = settings(deadline=None, max_examples=60)


def cases(name: str) -> list[Any]:
    rows = json.loads((CASES / f"tibetan_{name}.json").read_text(encoding="utf-8"))
    failing = pytest.mark.xfail(strict=True, reason="known failure")
    return [
        pytest.param(
            row["input"],
            row["expected"],
            id=row["label"],
            marks=[failing] if row.get("known_failure") else [],
        )
        for row in rows
    ]


@pytest.mark.parametrize(("text", "expected"), cases("final_letter"))
def test_final_letter(text: str, expected: str) -> None:
    assert tibetan.final_letter(text) == expected


@pytest.mark.parametrize(("given_", "expected"), cases("agreement"))
def test_agreement(given_: dict[str, str], expected: dict[str, str]) -> None:
    kind, host = Kind(given_["kind"]), given_["host"]
    assert tibetan.agree(kind, host) == expected["form"]
    assert tibetan.attach(host, kind) == expected["attached"]


@pytest.mark.parametrize(("given_", "expected"), cases("substitution"))
def test_substitution(given_: dict[str, str], expected: str) -> None:
    start, end = tibetan.occurrences(given_["text"], given_["word"])[0]
    text, span = tibetan.substitute(given_["text"], start, end, given_["replacement"])
    assert text == expected
    assert given_["replacement"].startswith(text[slice(*span)])
    assert span in tibetan.occurrences(text, given_["replacement"])


@pytest.mark.parametrize(("given_", "expected"), cases("fill"))
def test_fill(given_: dict[str, Any], expected: str) -> None:
    # The cases write ① for the first placeholder, U+E000, so that they can be read.
    def private(text: str) -> str:
        return re.sub("[①-⑨]", lambda m: chr(ord(m[0]) - ord("①") + 0xE000), text)

    targets = {private(key): target for key, target in given_["targets"].items()}
    text, spans = tibetan.fill(private(given_["text"]), targets, set(private(given_["literal"])))
    assert text == private(expected)
    assert spans.keys() == targets.keys()
    for key, found in spans.items():
        assert len(found) == private(given_["text"]).count(key)
        assert all(targets[key].startswith(text[slice(*span)]) for span in found)


@pytest.mark.parametrize(("given_", "expected"), cases("occurrences"))
def test_occurrences(given_: dict[str, str], expected: str) -> None:
    # The cases mark each occurrence by square brackets.
    marked, position = "", 0
    for start, end in tibetan.occurrences(given_["text"], given_["target"]):
        marked += f"{given_['text'][position:start]}[{given_['text'][start:end]}]"
        position = end
    assert marked + given_["text"][position:] == expected


@pytest.mark.parametrize(("text", "expected"), cases("marks"))
def test_marks(text: str, expected: str) -> None:
    assert tibetan.tidy(text) == expected
    assert bool(list(tibetan.misplaced_marks(text))) == (text != expected)
    assert not list(tibetan.misplaced_marks(expected))


@pytest.mark.parametrize(("text", "expected"), cases("disagreements"))
def test_disagreements(text: str, expected: list[list[Any]]) -> None:
    slips = list(tibetan.disagreements(text))
    found = [[text[s.start : s.end], s.expected, s.repairable] for s in slips]
    assert found == expected
    for slip in slips:
        repaired = text[: slip.start] + (slip.expected or "") + text[slip.end :]
        assert not list(tibetan.disagreements(repaired)), repaired


@pytest.mark.parametrize(("text", "expected"), cases("spelling"))
def test_spelling(text: str, expected: list[list[Any]]) -> None:
    slips = list(tibetan.ill_formed(text))
    assert [[text[s.start : s.end], s.expected] for s in slips] == expected
    assert all(str(s).startswith(text[s.start : s.end]) for s in slips)


def test_a_misplaced_mark_says_what_is_expected_where() -> None:
    (slip,) = tibetan.misplaced_marks("རྩ་ཁྲིམས་》དང་")
    assert (slip.start, slip.end, slip.expected) == (8, 9, "")
    assert "closing bracket" in slip.message


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("ཁྲིམས་ཁང་གིས་", 8, (Kind.ERGATIVE, 9, 12)),
        ("ཕ་མའི་", 3, (Kind.GENITIVE, 3, 5)),
        ("ཕ་མས་", 3, (Kind.ERGATIVE, 3, 4)),
        ("ཕ་མར", 3, (Kind.LADON, 3, 4)),
        ("《ཕ་མ》ཡི་", 4, (Kind.GENITIVE, 5, 7)),
        ("ཕ་མ་ཡི་གེ", 3, None),
        ("ཕ་མ་ས་ཆ", 3, None),
        ("ཕ་མ་དང་", 3, None),
        ("ཕ་མ", 3, None),
    ],
)
def test_particle_after(text: str, end: int, expected: tuple[Kind, int, int] | None) -> None:
    found = tibetan.particle_after(text, end)
    assert (found and (found.kind, found.start, found.end)) == expected


def test_normalise_orders_signs_and_spares_the_no_break_tsheg() -> None:
    assert tibetan.normalise("ཀ\u0f72\u0f71") == "ཀ\u0f71\u0f72"
    assert tibetan.normalise("\u0f42\u0fb7") == tibetan.normalise("\u0f43")
    assert tibetan.normalise("ཀ\u0f77") == "ཀ\u0fb2\u0f71\u0f80"
    assert tibetan.normalise("ཀ\u0f79") == "ཀ\u0fb3\u0f71\u0f80"
    assert tibetan.normalise("ང\u0f0c།") == "ང\u0f0c།"


def test_syllables_leave_marks_and_digits_out() -> None:
    text = "ཟླ་༥ཚེས་22ཉིན། WTO 法"
    assert [text[a:b] for a, b in tibetan.syllables(text)] == ["ཟླ", "ཚེས", "ཉིན"]
    assert tibetan.has_tibetan(text)
    assert not tibetan.has_tibetan("༥། 22 WTO 法")


@law
@given(st.text(alphabet=st.characters(min_codepoint=0x0F00, max_codepoint=0x0FDA)))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = tibetan.normalise(text)
    assert tibetan.normalise(once) == once


@law
@given(messy | st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tibetan.tidy(text)
    assert tibetan.tidy(once) == once
    assert not list(tibetan.misplaced_marks(once))
    assert not re.search("[་༌]{2}", once)
    for untouched in ("[A-Za-z]", "[\u4e00-\u9fff]", "[0-9]", "[ཀ-ྼ]"):
        assert re.findall(untouched, once) == re.findall(untouched, text)


@law
@given(words, st.sampled_from(Kind))
def test_a_word_is_found_under_any_particle_and_agrees(word: str, kind: Kind) -> None:
    text = tibetan.attach(word, kind)
    assert tibetan.occurrences(text, word)
    assert not list(tibetan.disagreements(text))


@law
@given(words, words, st.sampled_from([Kind.GENITIVE, Kind.ERGATIVE, Kind.LADON]))
def test_a_replacement_takes_the_particle_over(word: str, new: str, kind: Kind) -> None:
    text = tibetan.attach(word, kind) + "་ལས"
    start, end = tibetan.occurrences(text, word)[0]
    replaced, span = tibetan.substitute(text, start, end, new)
    assert span in tibetan.occurrences(replaced, new)
    following = tibetan.particle_after(replaced, span[1])
    assert following is not None
    assert following.kind is kind
    assert not list(tibetan.disagreements(replaced[span[0] :]))


@law
@given(messy, words, words, messy)
def test_filling_places_every_target(before: str, first: str, second: str, after: str) -> None:
    text = before + "\ue000" + after + "\ue001"
    filled, spans = tibetan.fill(text, {"\ue000": first, "\ue001": second})
    assert not re.search("[་༌]{2}|[\ue000\ue001]", filled)
    for key, target in (("\ue000", first), ("\ue001", second)):
        (span,) = spans[key]
        assert target.startswith(filled[slice(*span)])
        assert tibetan.occurrences(filled[span[0] :], target)[0] == (0, span[1] - span[0])
        assert span[0] == 0 or not tibetan.has_tibetan(filled[span[0] - 1])


def test_a_megabyte_takes_about_a_second() -> None:
    page = "རྩ་ཁྲིམས་ཀྱི་གཏན་འབེབས་ལྟར་ཁྲིམས་ཁང་གིས་ཐག་གཅོད་བྱེད་དགོས་པ་དང་། ཕ་མའི་འགན་འཁྲི་ཡིན། "
    text = page * (1_000_000 // len(page.encode("utf-8")))
    begin = time.process_time()
    assert tibetan.tidy(text) == text
    assert not list(tibetan.disagreements(text))
    assert time.process_time() - begin < 4
