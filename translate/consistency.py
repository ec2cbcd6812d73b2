"""Whether a document renders each term the same way everywhere.

Several renderings of a term may be accepted one by one; a book still needs one of them throughout.
Terms with hints are left out: they mean different things in different places.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from translate.document import Finding, Occurrence, Review, Severity


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
    """By segment id, a finding for each occurrence rendered otherwise than most of its term's.

    Its message names the place where the commoner rendering stands first.
    """
    found: defaultdict[str, list[Finding]] = defaultdict(list)
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
            finding = Finding("consistency", Severity.NOTE, message, (match.start, match.end))
            found[place.review.segment.id].append(finding)
    return {segment: tuple(items) for segment, items in found.items()}


def _by_term(reviews: Sequence[Review]) -> dict[str, list[_Place]]:
    places: defaultdict[str, list[_Place]] = defaultdict(list)
    for review in reviews:
        for occurrence in review.occurrences:
            if occurrence.rendering and not occurrence.match.term.hinted:
                places[occurrence.match.term.source].append(_Place(review, occurrence))
    return places
