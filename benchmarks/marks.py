"""Where formatting inside a sentence lands: ``python -m benchmarks.marks [--misses]``; JSON.

The sentences of ``tests/cases/marks.json`` go through the pipeline with the shipped engine, their
bold, links and footnotes as the formats lay them: one mark a run of one look, one an object. Each
is compared with the places that the case accepts. Those were judged on the draft that the case
holds, so a sentence that is drafted otherwise today is counted, and not judged.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.__main__ import ROOT
from glossary import exchange, tibetan
from translate import pipeline
from translate.document import Block, Document, Mark, Translation
from translate.drafting import Settings
from translate.engines import Engine, load
from translate.formats.spans import dominant, styled

CASES = ROOT / "tests" / "cases" / "marks.json"
TERMS = CASES.with_suffix(".tsv")
"""The terms that the sentences were drafted with: another glossary would draft some otherwise."""
FOOTNOTE = "footnote"
SHAD = "།༎"
_OTHER = re.compile(rf"[0-9A-Za-z][0-9A-Za-z./:-]*|[^\s\u0f00-\u0fff]|[{SHAD}]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mark of a case: its span in the source, and where in the draft it may stand."""

    start: int
    end: int
    kind: str
    accepted: tuple[frozenset[int], ...]
    """Units of the draft (see ``units``), of a footnote the one before it; of a span, no shads.

    Empty where the draft does not render the words.
    """


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with marks."""

    label: str
    source: str
    draft: str
    wanted: tuple[Wanted, ...]
    held_out: bool
    """Never looked at while the placement was worked on."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How one mark was placed."""

    case: Case
    wanted: Wanted
    exact: bool
    near: float
    """Of a span the F1 of its units; of a footnote 1.0 if it is at most one unit off."""
    found: str
    """What got the mark, or what stands before the footnote."""


def units(text: str) -> list[tuple[int, int]]:
    """Syllables, numbers, Latin words, brackets and shads: all that a mark may cover or follow."""
    others = [found.span() for found in _OTHER.finditer(text)]
    return sorted([*tibetan.syllables(text), *others])


def read(path: Path = CASES) -> tuple[str, list[Case]]:
    """The signature of the engine that the cases were judged with, and the cases."""
    held = json.loads(path.read_text(encoding="utf-8"))
    return held["engine"], [_case(row) for row in held["cases"]]


def judge(cases: Sequence[Case], engine: Engine) -> tuple[list[Judged], list[Case]]:
    """Every mark of the sentences drafted as they were judged, and the sentences that were not."""
    blocks = tuple(_block(str(i), case) for i, case in enumerate(cases))
    document = Document("marks", "text", blocks)
    reviews = pipeline.review(document, Settings(engine, exchange.load(TERMS)))
    done = pipeline.translations(document, reviews)
    judged, changed = [], []
    for block, case in zip(blocks, cases, strict=True):
        if done[block.id].text != case.draft:
            changed.append(case)
            continue
        judged += [
            _judged(case, number, block, done[block.id])
            for number, wanted in enumerate(case.wanted)
            if wanted.accepted
        ]
    return judged, changed


def figures(judged: Iterable[Judged]) -> dict[str, dict[str, float]]:
    """By kind: how many, the share placed exactly, and how near the rest came."""
    kinds: dict[str, list[Judged]] = {}
    for item in judged:
        kinds.setdefault(item.wanted.kind, []).append(item)
        if item.wanted.kind != FOOTNOTE:
            kinds.setdefault("spans", []).append(item)
    return {
        kind: {
            "marks": len(items),
            "exact": round(sum(item.exact for item in items) / len(items), 3),
            "within_one" if kind == FOOTNOTE else "f1": round(
                sum(item.near for item in items) / len(items), 3
            ),
        }
        for kind, items in sorted(kinds.items())
    }


def _case(row: dict[str, Any]) -> Case:
    wanted = []
    for mark, expected in zip(row["marks"], row["expected"], strict=True):
        start = -1
        for _ in range(mark.get("occurrence", 1)):
            start = row["source"].index(mark["text"], start + 1)
        places = tuple(_place(row["draft"], text, mark["kind"]) for text in expected or ())
        wanted.append(Wanted(start, start + len(mark["text"]), mark["kind"], places))
    held_out = row.get("held_out", False)
    return Case(row["label"], row["source"], row["draft"], tuple(wanted), held_out)


def _place(draft: str, text: str, kind: str) -> frozenset[int]:
    """The units that ``text`` names: itself, or what it has in [] where it is not alone."""
    parts = re.split(r"[\[\]]", text)
    at = draft.index("".join(parts))
    spans = []
    for number, part in enumerate(parts):
        if number % 2 or len(parts) == 1:
            spans.append((at, at + len(part)))
        at += len(part)
    numbered = list(enumerate(units(draft)))
    covered = {i for start, end in spans for i, (a, b) in numbered if a < end and b > start}
    if kind == FOOTNOTE:
        return frozenset({max(covered)})
    return frozenset(i for i in covered if not _is_shad(draft, i))


def _block(name: str, case: Case) -> Block:
    """The sentence with a mark for each run of one look and for each footnote."""
    looks = [
        "+".join(
            str(i)
            for i, wanted in enumerate(case.wanted)
            if wanted.kind != FOOTNOTE and wanted.start <= at < wanted.end
        )
        for at in range(len(case.source))
    ]
    cuts = [at for at in range(1, len(looks)) if looks[at] != looks[at - 1]]
    edges = [0, *cuts, len(looks)] if cuts else []
    marks = [Mark(a, b, looks[a]) for a, b in pairwise(edges)]
    for number, wanted in enumerate(case.wanted):
        if wanted.kind == FOOTNOTE:
            marks.append(Mark(wanted.end, wanted.end, f"note {number}"))
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    return Block(name, case.source, marks=tuple(ordered))


def _judged(case: Case, number: int, block: Block, done: Translation) -> Judged:
    wanted, text = case.wanted[number], done.text
    if wanted.kind == FOOTNOTE:
        at = next(mark.start for mark in done.marks if mark.key == f"note {number}")
        before = max((i for i, (start, _) in enumerate(units(text)) if start < at), default=-1)
        off = min(abs(before - place) for accepted in wanted.accepted for place in accepted)
        return Judged(case, wanted, off == 0, float(off <= 1), text[:at][-30:])
    runs = [(mark.start, mark.end, mark.key) for mark in block.marks if mark.start < mark.end]
    keys = {key for _, _, key in runs}
    laid = [
        (start, end)
        for start, end, key in styled(text, done.marks, keys, dominant(block.text, runs))
        if str(number) in key.split("+") or (not runs and wanted.end - wanted.start == len(text))
    ]
    found = frozenset(
        i
        for i, (a, _) in enumerate(units(text))
        if not _is_shad(text, i) and any(start <= a < end for start, end in laid)
    )
    shown = " … ".join(text[start:end] for start, end in laid)
    return Judged(
        case,
        wanted,
        found in wanted.accepted,
        max(_f1(found, accepted) for accepted in wanted.accepted),
        shown,
    )


def _is_shad(text: str, unit: int) -> bool:
    return text[units(text)[unit][0]] in SHAD


def _f1(found: frozenset[int], accepted: frozenset[int]) -> float:
    return 2 * len(found & accepted) / (len(found) + len(accepted))


def main() -> int:
    """Prints the figures; 1 if the engine is not the one that the cases were judged with."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.marks")
    parser.add_argument("--misses", action="store_true", help="also each mark placed elsewhere")
    chosen = parser.parse_args()
    signature, cases = read()
    engine = load("builtin")
    if engine.signature != signature:
        print(f"The cases were judged with {signature}, this is {engine.signature}: judge anew.")
        return 1
    judged, changed = judge(cases, engine)
    say = {
        "benchmark": "marks",
        "engine": engine.signature,
        "sentences": len(cases),
        "drafted_otherwise": [case.label for case in changed],
        "tuned_on": figures(item for item in judged if not item.case.held_out),
        "held_out": figures(item for item in judged if item.case.held_out),
        "all": figures(judged),
    }
    print(json.dumps(say, ensure_ascii=False, indent=1))
    for item in judged:
        if chosen.misses and not item.exact and not item.case.held_out:
            mark = item.case.source[item.wanted.start : item.wanted.end]
            told = (item.case.label, mark, str(round(item.near, 2)), item.found, item.case.draft)
            print("\t".join(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
