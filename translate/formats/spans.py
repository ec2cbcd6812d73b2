"""Marks of a translation as runs: each stretch of the target with the one style it has."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Container, Sequence
from itertools import groupby

from translate.document import Mark, Translation

Run = tuple[int, int, str]
"""Start, end and the key of its style."""


def storable(translation: Translation, lost: re.Pattern[str]) -> tuple[str, list[Mark]]:
    """Text without what ``lost`` finds, and marks moved with it.

    No mark begins or ends outside the text or parts a letter from the signs above and below it.
    """
    source = translation.text
    gone = [at for match in lost.finditer(source) for at in range(*match.span())]
    text = lost.sub("", source)

    def moved(at: int) -> int:
        at = min(max(at, 0), len(source))
        at -= bisect_left(gone, at)
        while at < len(text) and unicodedata.category(text[at]).startswith("M"):
            at += 1
        return at

    return text, [Mark(moved(m.start), moved(m.end), m.key) for m in translation.marks]


def styled(text: str, marks: Sequence[Mark], keys: Container[str], rest: str) -> list[Run]:
    """Runs that cover ``text``, in order; where marks overlap the shorter one counts.

    Text that no mark with one of ``keys`` covers has the style ``rest``.
    """
    owners = [rest] * len(text)
    solid = [mark for mark in marks if mark.start < mark.end and mark.key in keys]
    for mark in sorted(solid, key=lambda mark: mark.start - mark.end):
        owners[mark.start : mark.end] = [mark.key] * (mark.end - mark.start)
    runs, at = [], 0
    for key, group in groupby(owners):
        size = sum(1 for _ in group)
        runs.append((at, at + size, key))
        at += size
    return runs


def dominant(text: str, runs: Sequence[Run]) -> str:
    """The key that most of the text has, white space not counted; "" where there is no run."""
    ink: dict[str, int] = {}
    for start, end, key in runs:
        ink[key] = ink.get(key, 0) + len(text[start:end].strip())
    return max(ink, key=lambda key: ink[key], default="")
