"""Loops: an engine that says the same thing over and over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from glossary.chinese import han_spans
from glossary.tibetan import syllables
from translate.document import Finding, Review, Severity

LONGEST = 24
"""Syllables; a loop of longer clauses is not looked for."""
GROSS_TIMES, GROSS_SYLLABLES = 8, 32
"""A loop of so many rounds, or one that fills so many syllables, is an error."""

_SHOWN = 40
_WITHIN = re.compile("[\u0f0b-\u0f11\u0f14\\s]*")
_AGAIN = re.compile(r"(.{1,12}?)\1+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Loop:
    first: int
    period: int
    """Syllables of one round."""
    times: int

    @property
    def last(self) -> int:
        return self.first + self.period * self.times - 1


class Repetition:
    """The same syllables do not come four times in a row; three times where they are five or more.

    Tsheg, shad and spaces may stand between them; digits and brackets break the row. What the
    source repeats as often may be repeated.

    Example: བཅའ་ཁྲིམས་བཅའ་ཁྲིམས་བཅའ་ཁྲིམས་བཅའ་ཁྲིམས gives one warning, "“བཅའ་ཁྲིམས” stands 4 times in
    a row in the target."
    """

    name = "repetition"

    def __call__(self, review: Review) -> Iterator[Finding]:
        spans = syllables(review.target)
        in_source = _most_repeated(review.segment.source)
        for loop in _loops(_row(review.target, spans)):
            if loop.times <= in_source:
                continue
            start, end = spans[loop.first][0], spans[loop.last][1]
            round_end = spans[loop.first + loop.period - 1][1]
            text = " ".join(review.target[start:round_end].split())
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            gross = loop.times >= GROSS_TIMES or loop.period * loop.times >= GROSS_SYLLABLES
            severity = Severity.ERROR if gross else Severity.WARNING
            message = f"“{shown}” stands {loop.times} times in a row in the target."
            yield Finding(self.name, severity, message, target_span=(start, end))


def _row(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, str]]:
    """Syllables, each with the number of its stretch, so that no loop runs across a break."""
    row: list[tuple[int, str]] = []
    stretch, before = 0, 0
    for start, end in spans:
        if not _WITHIN.fullmatch(text, before, start):
            stretch += 1
        row.append((stretch, text[start:end]))
        before = end
    return row


def _loops(row: list[tuple[int, str]]) -> list[_Loop]:
    """The loops in order, disjoint, those of the shortest period first chosen."""
    found: list[_Loop] = []
    taken = [False] * len(row)
    for period in range(1, min(LONGEST, len(row) // 3) + 1):
        enough = 4 if period < 5 else 3
        later = zip(row, row[period:], strict=False)
        equal = [at for at, (one, other) in enumerate(later) if one == other]
        if len(equal) < period * (enough - 1):
            continue
        for first, length in _runs(equal):
            loop = _Loop(first, period, length // period + 1)
            if loop.times < enough or any(taken[loop.first : loop.last + 1]):
                continue
            taken[loop.first : loop.last + 1] = [True] * (period * loop.times)
            found.append(loop)
    return sorted(found, key=lambda loop: loop.first)


def _runs(positions: list[int]) -> Iterator[tuple[int, int]]:
    """The first of each row of consecutive positions, and how many they are."""
    for _, run in groupby(enumerate(positions), key=lambda item: item[1] - item[0]):
        members = [at for _, at in run]
        yield members[0], len(members)


def _most_repeated(source: str) -> int:
    """How often in a row the source says the same, marks left out: 加油，加油！ is 2."""
    chinese = "".join(source[start:end] for start, end in han_spans(source))
    counts = (len(found[0]) // len(found[1]) for found in _AGAIN.finditer(chinese))
    return max(counts, default=1)
