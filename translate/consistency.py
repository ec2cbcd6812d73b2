"""Whether a document says the same thing the same way everywhere.

Several renderings of a term may be accepted one by one; a book still needs one of them throughout.
Terms with hints are left out: they mean different things in different places. The same holds for
whole segments: one source with two targets, and one target for two sources, are worth a look.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glossary.chinese import has_han, key
from glossary.tibetan import syllables
from translate.document import Finding, Occurrence, Review, Severity

NAME = "consistency"
SHORTEST = 3
"""Syllables: shorter targets (names, labels) rightly stand for several sources."""


@dataclass(frozen=True, slots=True)
class _Place:
    review: Review
    occurrence: Occurrence


def share(reviews: Sequence[Review]) -> tuple[int, int]:
    """Occurrences that have their term's commonest rendering, and all rendered occurrences."""
    agreeing = total = 0
    for places in _by_term(reviews).values():
        counts = Counter(place.occurrence.rendering for place in places)
        agreeing += max(counts.values())
        total += len(places)
    return agreeing, total


def findings(reviews: Sequence[Review]) -> dict[str, tuple[Finding, ...]]:
    """By segment id, what differs from the rest of the document; messages name the other place.

    A finding for each occurrence rendered otherwise than most of its term's, for each segment
    whose source has another target elsewhere, and for each whose target has another source.
    """
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for segment, finding in (*_terms(reviews), *_segments(reviews)):
        found[segment].append(finding)
    return {segment: tuple(items) for segment, items in found.items()}


def _terms(reviews: Sequence[Review]) -> Iterator[tuple[str, Finding]]:
    for places in _by_term(reviews).values():
        counts = Counter(place.occurrence.rendering for place in places)
        (common, times), *others = counts.most_common()
        first = next(p for p in places if p.occurrence.rendering == common)
        for place in places if others else ():
            match, rendering = place.occurrence.match, place.occurrence.rendering
            if rendering == common:
                continue
            source = place.review.segment.source[match.start : match.end]
            message = (
                f"The term {source} is {rendering} here and {common} in {times} other "
                f"{'place' if times == 1 else 'places'}, first in {first.review.segment.id}."
            )
            finding = Finding(NAME, Severity.NOTE, message, (match.start, match.end))
            yield place.review.segment.id, finding


def _segments(reviews: Sequence[Review]) -> Iterator[tuple[str, Finding]]:
    """Each segment that differs from the first of its source, or of its target."""
    targets: dict[str, Review] = {}
    sources: dict[str, Review] = {}
    for review in reviews:
        source, target = review.segment.source, review.target.strip()
        if not target or not has_han(source):
            continue
        first = targets.setdefault(key(source), review)
        if first.target.strip() != target:
            message = f"This source has another translation in {first.segment.id}."
            yield review.segment.id, Finding(NAME, Severity.NOTE, message)
        first = sources.setdefault(target, review)
        if _words(first.segment.source) != _words(source) and len(syllables(target)) >= SHORTEST:
            message = f"This translation also stands for another source, in {first.segment.id}."
            yield review.segment.id, Finding(NAME, Severity.NOTE, message)


def _words(source: str) -> str:
    """The source without marks: two that differ in those alone may share a translation."""
    return "".join(character for character in key(source) if character.isalnum())


def _by_term(reviews: Sequence[Review]) -> dict[str, list[_Place]]:
    places: defaultdict[str, list[_Place]] = defaultdict(list)
    for review in reviews:
        for occurrence in review.occurrences:
            if occurrence.rendering and not occurrence.match.term.hinted:
                places[occurrence.match.term.source].append(_Place(review, occurrence))
    return places
