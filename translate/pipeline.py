"""The only place that joins the parts: a document in, reviewed segments and a document out.

read -> segment -> match terms -> accepted memory -> draft under constraints -> verify every
occurrence -> repair -> check -> write
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from glossary.chinese import has_han
from glossary.matcher import Matcher
from glossary.term import Match
from translate import alignment, checks, consistency, constraint, formats
from translate.checks.length import under_half
from translate.document import (
    Document,
    Finding,
    Link,
    Occurrence,
    Origin,
    Piece,
    Placed,
    Review,
    Segment,
    Severity,
    State,
    Translation,
    Unit,
)
from translate.drafting import Settings, draft
from translate.journal import Drafted, Journal
from translate.offering import Offer, offer
from translate.segmentation import pieces_by_block, rejoin, segment

BATCH = 32
"""Segments drafted and journalled together."""
Progress = Callable[[int, int], None]
"""Called with segments done and segments in all."""


def translate_file(
    source: Path,
    output: Path,
    settings: Settings,
    *,
    journal: Path | None = None,
    restart: bool = False,
    progress: Progress | None = None,
) -> list[Review]:
    """Translates one file. Raises the errors of ``translate.errors``; then nothing is written.

    With ``journal`` an interrupted run goes on where it was; the journal goes when it is done.
    """
    document = formats.for_path(source).read(source)
    formats.check_output(source, output)  # told before the work, not after
    record = None
    if journal is not None:
        record = Journal(journal, settings.identity(source.read_bytes()), restart=restart)
    finished = False
    try:
        reviews = review(document, settings, record, progress)
        formats.for_path(output).write(document, translations(document, reviews), output)
        finished = True
    finally:
        if record is not None:
            record.close(finished=finished)
    return reviews


def review(
    document: Document,
    settings: Settings,
    journal: Journal | None = None,
    progress: Progress | None = None,
) -> list[Review]:
    """Every segment of the document, translated, verified, repaired and checked."""
    segments = segment(document)
    matcher = Matcher(settings.terms)
    matched = {item.id: matcher.find(item.source) for item in segments}
    offers = dict(_offers(segments, matched, settings, matcher))
    reviews: dict[str, Review] = {}
    for item in segments:
        done = _without_engine(item, offers.get(item.id))
        if done is not None:
            reviews[item.id] = _reviewed(item, matched[item.id], *done, profile=settings.checks)
    waiting = {item.id: item for item in segments if item.id not in reviews}
    for drafted in _draft_all(list(waiting.values()), matched, settings, journal):
        item = waiting[drafted.segment]
        reviews[item.id] = _reviewed(
            item,
            matched[item.id],
            drafted.target,
            Origin.ENGINE,
            drafted.links,
            drafted.drafted,
            drafted.repairs,
            settings.checks,
        )
        if progress is not None:
            progress(len(reviews), len(segments))
    offered = [_with_offer(reviews[item.id], offers.get(item.id)) for item in segments]
    return _compared(offered, settings.checks)


def check_pair(
    segment: Segment, target: str, matcher: Matcher, profile: checks.Profile = checks.ALL
) -> Review:
    """A finished translation of a segment with its findings, as ``gyur check`` needs it."""
    matches = matcher.find(segment.source)
    return _reviewed(segment, matches, target, Origin.MEMORY, profile=profile)


def check_units(
    units: Sequence[Unit], matcher: Matcher, profile: checks.Profile = checks.ALL
) -> list[Review]:
    """The units of a bilingual file with their findings, also those of the whole."""
    pieces = {unit.id: (Piece(unit.id, 0, len(unit.source)),) for unit in units}
    segments = [Segment(unit.id, unit.source, pieces[unit.id]) for unit in units]
    pairs = zip(segments, units, strict=True)
    return _compared([check_pair(s, u.target, matcher, profile) for s, u in pairs], profile)


def units(reviews: Iterable[Review]) -> list[Unit]:
    """Reviews as a bilingual file holds them; what a person accepted before is final."""
    return [
        Unit(
            r.segment.id,
            r.segment.source,
            r.target,
            State.FINAL if r.origin in _SETTLED else State.TRANSLATED,
            draft=r.target,
            notes=tuple(f"{f.severity}: {f.check}: {f.message}" for f in r.findings),
            origin=r.origin.value,
        )
        for r in reviews
    ]


_SETTLED = frozenset({Origin.MEMORY, Origin.COPIED})


def translations(document: Document, reviews: Sequence[Review]) -> Mapping[str, Translation]:
    """What each block becomes; blocks in which nothing was translated are left out."""
    targets = {r.segment.id: r.target for r in reviews}
    links = {r.segment.pieces[0]: r.links for r in reviews}
    changed = {p.block for r in reviews if r.origin is not Origin.COPIED for p in r.segment.pieces}
    pieces = pieces_by_block([r.segment for r in reviews], targets)
    result = {}
    for block in document.blocks:
        if block.id not in changed:
            continue
        text, placed = rejoin(block, pieces[block.id])
        marks = alignment.marks(block, placed, [_links_of(p, links) for p in placed])
        result[block.id] = Translation(text, tuple(marks))
    return result


def report(reviews: Sequence[Review], signature: str, seconds: float) -> dict[str, object]:
    """The figures of a run, ready for JSON."""
    occurrences = [o for r in reviews for o in r.occurrences]
    findings = [f for r in reviews for f in r.findings]
    return {
        "segments": len(reviews),
        "origins": dict(Counter(r.origin.value for r in reviews)),
        "terms_matched": len(occurrences),
        "terms_present_before_repair": sum(o.drafted for o in occurrences),
        "terms_present": sum(o.present for o in occurrences),
        "terms_consistent": list(consistency.share(reviews)),
        "faulty_drafts": sum(map(_faulty, reviews)),
        "repairs": sum(len(r.repairs) for r in reviews),
        "findings": dict(Counter(f.check for f in findings)),
        "severities": dict(Counter(f.severity.value for f in findings)),
        "seconds": round(seconds, 2),
        "engine": signature,
    }


def _compared(reviews: Sequence[Review], profile: checks.Profile) -> list[Review]:
    """Reviews with what only the whole document shows."""
    if "consistency" in profile.off:
        return list(reviews)
    found = consistency.findings(reviews)
    return [
        replace(r, findings=(*r.findings, *profile.wanted(r, found.get(r.segment.id, ()))))
        for r in reviews
    ]


def _faulty(review: Review) -> bool:
    """Whether an engine's draft loops, is empty or has lost half of its source."""
    if review.origin is not Origin.ENGINE:
        return False
    loops = any(finding.check == "repetition" for finding in review.findings)
    return loops or under_half(review.segment.source, review.target)


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


def _with_offer(review: Review, offered: Offer | None) -> Review:
    if offered is None:
        return review
    findings = review.findings
    if review.origin is Origin.ADAPTED and offered.taken is not None:
        message = f"Adapted from the accepted translation of {offered.taken.source}."
        findings = (*findings, Finding("adapted", Severity.NOTE, message))
    return replace(review, candidates=offered.others, findings=findings)


def _draft_all(
    waiting: Sequence[Segment],
    matched: Mapping[str, list[Match]],
    settings: Settings,
    journal: Journal | None,
) -> Iterator[Drafted]:
    for number, start in enumerate(range(0, len(waiting), BATCH)):
        drafts = journal.batch(number) if journal is not None else None
        if drafts is None:
            drafts = draft(waiting[start : start + BATCH], matched, settings)
            if journal is not None:
                journal.record(number, drafts)
        yield from drafts


def _reviewed(
    item: Segment,
    matches: Sequence[Match],
    target: str,
    origin: Origin,
    links: tuple[Link, ...] = (),
    drafted: tuple[bool, ...] | None = None,
    repairs: tuple[str, ...] = (),
    profile: checks.Profile = checks.ALL,
) -> Review:
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
    notes = list(profile.run(plain))
    if len(item.pieces) > 1:
        notes.append(
            Finding("joined", Severity.NOTE, "A line break cut this sentence; it was joined.")
        )
    return replace(plain, findings=tuple(notes))


def _links_of(placed: Placed, links: Mapping[Piece, tuple[Link, ...]]) -> tuple[Link, ...]:
    return links.get(placed.piece, ())
