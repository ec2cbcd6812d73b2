"""How much a stored source is like the one looked up, in per cent."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from translate.memory.wording import Wording

BEST = 99
"""The most that a source can score that is not the same."""
NUMBER = 3
"""What a differing number costs that the translator has to replace."""
ADAPTED = 1
"""What one costs that was replaced already."""
MARKS = 1
"""What differing punctuation costs."""
COUNTED = 3
"""Differing numbers beyond these cost no more: a table row is no worse than a sentence."""


def shortlist(query: str, stored: Sequence[str], least: int, most: int) -> list[int]:
    """Positions in ``stored`` of the texts most like ``query``, best first; both bare wordings."""
    found = process.extract(
        query,
        stored,
        scorer=Levenshtein.normalized_similarity,
        processor=None,
        limit=most,
        score_cutoff=least / 100 - 1e-9,
    )
    return [position for _, _, position in found]


def of_part(part: str, whole: str) -> int:
    """Per cent of a text that a part of it makes up; 100 for all of it."""
    return int(100 * Levenshtein.normalized_similarity(part, whole) + 1e-9)


def score(query: Wording, stored: Wording, adapted: int = 0) -> int:
    """Per cent of likeness, at most ``BEST``; ``adapted`` numbers were replaced in the target.

    It is the Levenshtein distance of the bare wordings over the longer one's length: the share of
    the longer text that the other has too, and so of the work that is done. The Indel distance, as
    in ``difflib``, would give 80 to a text that lacks a third. Numbers and punctuation are left out
    of it, since a year or a comma is no word to translate; they cost a little where they differ.
    A difference in length needs no penalty of its own: each character of it is an edit.
    """
    similarity = Levenshtein.normalized_similarity(query.bare, stored.bare)
    left = max(0, query.differing(stored) - adapted)
    points = int(100 * similarity + 1e-9)
    points -= NUMBER * min(left, COUNTED) + ADAPTED * min(adapted, COUNTED)
    if query.marks != stored.marks:
        points -= MARKS
    return max(0, min(points, BEST))
