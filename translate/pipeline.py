"""The only place that joins the parts: a document in, reviewed segments and a document out.

read -> segment -> match terms -> accepted memory -> draft under constraints -> verify every
occurrence -> repair -> check -> write
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    Translation,
)
from translate.drafting import Settings, draft
from translate.journal import Drafted, Journal
from translate.memory import Memory
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
    reviews: dict[str, Review] = {}
    for item in segments:
        done = _without_engine(item, settings.memory)
        if done is not None:
            reviews[item.id] = _reviewed(item, matched[item.id], *done)
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
        )
        if progress is not None:
            progress(len(reviews), len(segments))
    return _compared([reviews[item.id] for item in segments])


def check_pair(segment: Segment, target: str, matcher: Matcher) -> Review:
    """A finished translation of a segment with its findings, as ``gyur check`` needs it."""
    return _reviewed(segment, matcher.find(segment.source), target, Origin.MEMORY)


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


def _compared(reviews: Sequence[Review]) -> list[Review]:
    """Reviews with what only the whole document shows."""
    found = consistency.findings(reviews)
    return [replace(r, findings=(*r.findings, *found.get(r.segment.id, ()))) for r in reviews]


def _faulty(review: Review) -> bool:
    """Whether an engine's draft loops, is empty or has lost half of its source."""
    if review.origin is not Origin.ENGINE:
        return False
    loops = any(finding.check == "repetition" for finding in review.findings)
    return loops or under_half(review.segment.source, review.target)


def _without_engine(item: Segment, memory: Memory | None) -> tuple[str, Origin] | None:
    if not has_han(item.source):
        return item.source, Origin.COPIED
    accepted = memory.lookup(item.source) if memory is not None else None
    return None if accepted is None else (accepted, Origin.MEMORY)


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
    notes = list(checks.run(plain))
    if len(item.pieces) > 1:
        notes.append(
            Finding("joined", Severity.NOTE, "A line break cut this sentence; it was joined.")
        )
    return replace(plain, findings=tuple(notes))


def _links_of(placed: Placed, links: Mapping[Piece, tuple[Link, ...]]) -> tuple[Link, ...]:
    return links.get(placed.piece, ())


def accepted_pairs(source: Document, target: Document) -> list[tuple[str, str]]:
    """Segments of a finished translation: paired where a block has as many on both sides.

    Tibetan sentences end at a shad as clauses do, so a block of several Chinese sentences whose
    Tibetan cannot be cut the same way is left out rather than paired at a guess.
    """
    texts = {block.id: block.text.strip() for block in target.blocks}
    by_block: dict[str, list[Segment]] = {}
    for item in segment(replace(source, joins_lines=False)):
        by_block.setdefault(item.pieces[0].block, []).append(item)
    return [
        (items[0].source, texts[block])
        for block, items in by_block.items()
        if len(items) == 1 and has_han(items[0].source) and texts.get(block)
    ]
