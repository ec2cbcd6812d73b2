"""A document between reading and writing: what is settled, and what has yet to be drafted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from glossary.chinese import has_han
from glossary.matcher import Matcher
from glossary.term import Match
from translate import checks, consistency, constraint
from translate.document import (
    Document,
    Finding,
    Link,
    Occurrence,
    Origin,
    Review,
    Segment,
    Severity,
)
from translate.drafting import Batch, Finished, Settings
from translate.journal import Drafted, Journal
from translate.offering import Offer, offer
from translate.segmentation import segment

BATCH = 32
"""Segments drafted and journalled together."""


class Manuscript:
    """The segments of a document, and the review of each that has its target.

    Copied and accepted segments have theirs from the start, and so has every batch that the
    journal holds; ``due`` are the batches that wait for drafts, by number.
    """

    def __init__(
        self,
        document: Document,
        settings: Settings,
        matcher: Matcher,
        journal: Journal | None = None,
        place: int = 0,
    ) -> None:
        """``matcher`` finds the settings' terms: one serves all documents of a run.

        ``place`` is the document's in its run: its batches carry it.
        """
        self.segments = segment(document)
        self._settings, self._journal = settings, journal
        self._matched = {item.id: matcher.find(item.source) for item in self.segments}
        self._offers = dict(_offers(self.segments, self._matched, settings, matcher))
        self._reviews: dict[str, Review] = {}
        for item in self.segments:
            done = _without_engine(item, self._offers.get(item.id))
            if done is not None:
                self._reviews[item.id] = reviewed(
                    item, self._matched[item.id], *done, profile=settings.checks
                )
        self._waiting = {s.id: s for s in self.segments if s.id not in self._reviews}
        self.due: dict[int, Batch] = {}
        for batch in self._batches(place):
            drafts = journal.batch(batch.number) if journal is not None else None
            if drafts is None:
                self.due[batch.number] = batch
            else:
                self._review(drafts)

    @property
    def done(self) -> int:
        """How many segments have their review."""
        return len(self._reviews)

    def add(self, finished: Finished) -> None:
        """Records a batch's drafts in the journal and reviews them.

        A batch that comes a second time is left out. Raises JournalError.
        """
        if self.due.pop(finished.number, None) is None:
            return
        if self._journal is not None:
            self._journal.record(finished.number, finished.drafts)
        self._review(finished.drafts)

    def reviews(self) -> list[Review]:
        """Every segment translated, verified, repaired and checked; nothing may be due."""
        profile = self._settings.checks
        pairs = ((self._reviews[s.id], self._offers.get(s.id)) for s in self.segments)
        return compared([_with_offer(*pair, profile) for pair in pairs], profile)

    def _batches(self, place: int) -> Iterator[Batch]:
        """Always the same for the same waiting segments: a resumed run depends on it."""
        waiting = list(self._waiting.values())
        for number, start in enumerate(range(0, len(waiting), BATCH)):
            own = tuple(waiting[start : start + BATCH])
            yield Batch(place, number, own, {item.id: self._matched[item.id] for item in own})

    def _review(self, drafts: Sequence[Drafted]) -> None:
        for drafted in drafts:
            self._reviews[drafted.segment] = reviewed(
                self._waiting[drafted.segment],
                self._matched[drafted.segment],
                drafted.target,
                Origin.ENGINE,
                drafted.links,
                drafted.drafted,
                drafted.repairs,
                self._settings.checks,
            )


def reviewed(
    item: Segment,
    matches: Sequence[Match],
    target: str,
    origin: Origin,
    links: tuple[Link, ...] = (),
    drafted: tuple[bool, ...] | None = None,
    repairs: tuple[str, ...] = (),
    profile: checks.Profile = checks.ALL,
) -> Review:
    """A segment with its target, its terms looked for and the checks run."""
    found = constraint.verify(matches, target)
    before = drafted or tuple(place is not None for place in found)
    occurrences = tuple(
        Occurrence(
            match,
            place is not None,
            was,
            "" if place is None else constraint.rendering(match, target, place),
        )
        for match, place, was in zip(matches, found, before, strict=True)
    )
    plain = Review(item, target, origin, links, occurrences, repairs)
    notes = profile.run(plain)
    if len(item.pieces) > 1:
        told = "A line break cut this sentence; it was joined."
        notes += profile.wanted(plain, [Finding("joined", Severity.NOTE, told)])
    return replace(plain, findings=notes)


def compared(reviews: Sequence[Review], profile: checks.Profile) -> list[Review]:
    """Reviews with what only the whole document shows."""
    if "consistency" in profile.off:
        return list(reviews)
    found = consistency.findings(reviews)
    return [
        replace(r, findings=(*r.findings, *profile.wanted(r, found.get(r.segment.id, ()))))
        for r in reviews
    ]


def _offers(
    segments: Sequence[Segment],
    matched: Mapping[str, list[Match]],
    settings: Settings,
    matcher: Matcher,
) -> Iterator[tuple[str, Offer]]:
    """By segment id, what the memory has for each segment between its neighbours."""
    if settings.memory is None:
        return
    sources = ["", *(item.source for item in segments), ""]
    for number, item in enumerate(segments, 1):
        if has_han(item.source):
            context = sources[number - 1], sources[number + 1]
            matches = matched[item.id]
            yield item.id, offer(item, *context, matches, settings.memory, matcher)


def _without_engine(item: Segment, offered: Offer | None) -> tuple[str, Origin] | None:
    if not has_han(item.source):
        return item.source, Origin.COPIED
    if offered is None or offered.taken is None:
        return None
    return offered.taken.target, Origin.ADAPTED if offered.taken.adapted else Origin.MEMORY


def _with_offer(review: Review, offered: Offer | None, profile: checks.Profile) -> Review:
    if offered is None:
        return review
    findings = review.findings
    if review.origin is Origin.ADAPTED and offered.taken is not None:
        message = f"Adapted from the accepted translation of {offered.taken.source}."
        told = Finding("adapted", Severity.NOTE, message)
        findings = (*findings, *profile.wanted(review, [told]))
    return replace(review, candidates=offered.others, findings=findings)
