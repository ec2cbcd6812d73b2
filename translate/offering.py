"""What the memory has for a segment: an accepted translation to take over, or some to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from glossary.matcher import Matcher
from glossary.substitution import substitute
from glossary.term import Match
from translate import constraint
from translate.document import Candidate, Segment
from translate.memory import Memory


@dataclass(frozen=True, slots=True)
class Offer:
    """``taken`` stands as the segment's target; ``others`` are shown beside it, best first."""

    taken: Candidate | None
    others: tuple[Candidate, ...]


def offer(
    segment: Segment,
    before: str,
    after: str,
    matches: Sequence[Match],
    memory: Memory,
    matcher: Matcher,
) -> Offer:
    """What the memory has for a segment between the sources ``before`` and ``after``."""
    exact = memory.exact(segment.source, before, after)
    fuzzy = [
        fitted(candidate, segment.source, matches, matcher)
        for candidate in memory.fuzzy(segment.source, before=before, after=after)
    ]
    if exact is not None:
        return Offer(exact, tuple(fuzzy))
    # All but what was adapted is a person's words for the same words: better than any draft.
    taken = next((candidate for candidate in fuzzy if candidate.adapted), None)
    return Offer(taken, tuple(c for c in fuzzy if c is not taken))


def fitted(
    candidate: Candidate, source: str, matches: Sequence[Match], matcher: Matcher
) -> Candidate:
    """The candidate with one term replaced, where its source differs from ``source`` in that alone.

    The particle after the term is re-agreed. Anything else comes back as it was.
    """
    if candidate.adapted:
        return candidate
    start, tail = _shared(candidate.source, source)
    old_end, new_end = len(candidate.source), len(source)
    old_matches = matcher.find(candidate.source)
    pairs = [
        (old, new)
        for old in old_matches
        for new in matches
        if old.start == new.start <= start and old_end - old.end == new_end - new.end <= tail
    ]
    if len(pairs) != 1:
        return candidate
    old, new = pairs[0]
    place = constraint.verify(old_matches, candidate.target)[old_matches.index(old)]
    if place is None:
        return candidate
    target, _ = substitute(candidate.target, *place, new.written)
    return replace(candidate, target=target, adapted=True)


def _shared(one: str, other: str) -> tuple[int, int]:
    """Length of the common beginning and of the common end, which do not overlap."""
    longest = min(len(one), len(other))
    start = 0
    while start < longest and one[start] == other[start]:
        start += 1
    tail = 0
    while tail < longest - start and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    return start, tail
