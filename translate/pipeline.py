"""The only place that joins the parts: documents in, reviewed segments and documents out.

read -> segment -> match terms -> accepted memory -> draft under constraints -> verify every
occurrence -> repair -> check -> write
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from glossary.matcher import Matcher
from translate import alignment, checks, consistency, formats
from translate.checks.length import under_half
from translate.document import (
    Document,
    Link,
    Origin,
    Piece,
    Placed,
    Review,
    Segment,
    State,
    Translation,
    Unit,
)
from translate.drafting import Batch, Finished, Settings
from translate.errors import GyurError
from translate.journal import Journal
from translate.manuscript import BATCH as BATCH
from translate.manuscript import Manuscript, compared, reviewed
from translate.runners import Runner
from translate.runners.local import Local
from translate.segmentation import pieces_by_block, rejoin

Progress = Callable[[int, int], None]
"""Called with segments done and segments in all, as far as documents have been read."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to translate; with ``journal`` an interrupted run goes on where it was."""

    source: Path
    output: Path
    journal: Path | None = None
    tracked: formats.Tracked = "accept"
    """What becomes of a Word document's tracked changes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: the reviews of a file that is written, or why there is none."""

    job: Job
    seconds: float
    """From the moment its document was opened."""
    reviews: list[Review] = field(default_factory=list)
    error: GyurError | None = None


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
    job = Job(source, output, journal)
    [outcome] = translate_files([job], settings, restart=restart, progress=progress)
    if outcome.error is not None:
        raise outcome.error
    return outcome.reviews


def translate_files(
    jobs: Iterable[Job],
    settings: Settings,
    *,
    runner: Runner | None = None,
    restart: bool = False,
    progress: Progress | None = None,
) -> Iterator[Outcome]:
    """Translates files, each written as soon as it is done; gives their outcomes in that order.

    Documents are opened as the runner (by default this process) asks for their batches. One that
    cannot be read, journalled or written is an outcome too and stops no other; what the runner
    raises, EngineError, stops all. Journals go when the last document has ended: until then a run
    that is begun again drafts nothing a second time.
    """
    run = _Run(settings, restart, progress)
    try:
        with closing((runner or Local()).run(run.batches(jobs), settings)) as finished:
            for item in finished:
                run.take(item)
                yield from run.ended()
    except GyurError:
        yield from run.ended()
        raise
    finally:
        run.close()
    yield from run.ended()
    run.forget()


def review(
    document: Document,
    settings: Settings,
    journal: Journal | None = None,
    progress: Progress | None = None,
) -> list[Review]:
    """Every segment of the document, translated, verified, repaired and checked."""
    manuscript = Manuscript(document, settings, Matcher(settings.terms), journal)
    for finished in Local().run(list(manuscript.due.values()), settings):
        manuscript.add(finished)
        if progress is not None:
            progress(manuscript.done, len(manuscript.segments))
    return manuscript.reviews()


class _Opened:
    """A job whose document is read."""

    def __init__(
        self, place: int, job: Job, settings: Settings, matcher: Matcher, restart: bool
    ) -> None:
        self.job, self.began = job, time.monotonic()
        self._document = formats.for_path(job.source, job.tracked).read(job.source)
        formats.check_output(job.source, job.output)  # told before the work, not after
        self.journal: Journal | None = None
        if job.journal is not None:
            identity = settings.identity(job.source.read_bytes())
            self.journal = Journal(job.journal, identity, restart=restart)
        try:
            self.manuscript = Manuscript(self._document, settings, matcher, self.journal, place)
        except BaseException:
            self.close()
            raise

    def write(self) -> list[Review]:
        """The reviews of all segments, once the output is written."""
        reviews = self.manuscript.reviews()
        made = translations(self._document, reviews)
        formats.for_path(self.job.source).write(self._document, made, self.job.output)
        return reviews

    def close(self) -> None:
        """Closes the journal, which stays."""
        if self.journal is not None:
            self.journal.close(finished=False)


class _Run:
    """The documents of a run: those that are open, and what became of the others."""

    def __init__(self, settings: Settings, restart: bool, progress: Progress | None) -> None:
        self._settings, self._restart, self._progress = settings, restart, progress
        self._matcher = Matcher(settings.terms)
        self._open: dict[int, _Opened] = {}
        self._ended: list[Outcome] = []
        self._written: list[Journal] = []
        """Journals of the documents that are written."""
        self._done = self._segments = 0

    def batches(self, jobs: Iterable[Job]) -> Iterator[Batch]:
        """What has to be drafted, document by document; each is opened when its turn comes."""
        for place, job in enumerate(jobs):
            began = time.monotonic()
            try:
                opened = _Opened(place, job, self._settings, self._matcher, self._restart)
            except GyurError as error:
                self._ended.append(Outcome(job, time.monotonic() - began, error=error))
                continue
            self._open[place] = opened
            self._segments += len(opened.manuscript.segments)
            due = list(opened.manuscript.due.values())
            self._advance(opened.manuscript.done)
            if not due:
                self._end(place)
            for batch in due:
                if place in self._open:  # not if its journal could not be written meanwhile
                    yield batch

    def take(self, finished: Finished) -> None:
        """Adds a batch's drafts to its document; the last one ends it."""
        opened = self._open.get(finished.document)
        if opened is None:  # it ended with an error
            return
        before = opened.manuscript.done
        try:
            opened.manuscript.add(finished)
        except GyurError as error:
            self._end(finished.document, error)
            return
        self._advance(opened.manuscript.done - before)
        if not opened.manuscript.due:
            self._end(finished.document)

    def ended(self) -> Iterator[Outcome]:
        """The outcomes that were not given yet."""
        while self._ended:
            yield self._ended.pop(0)

    def close(self) -> None:
        """Closes the documents that are still open; their journals stay."""
        for opened in self._open.values():
            opened.close()
        self._open.clear()

    def forget(self) -> None:
        """Removes the journals of the documents that are written."""
        for journal in self._written:
            journal.close(finished=True)

    def _advance(self, segments: int) -> None:
        self._done += segments
        if self._progress is not None:
            self._progress(self._done, self._segments)

    def _end(self, place: int, error: GyurError | None = None) -> None:
        opened = self._open.pop(place)
        reviews: list[Review] = []
        try:
            if error is None:
                reviews = opened.write()
        except GyurError as failure:
            error = failure
        finally:
            opened.close()
        if error is None and opened.journal is not None:
            self._written.append(opened.journal)
        seconds = time.monotonic() - opened.began
        self._ended.append(Outcome(opened.job, seconds, reviews, error))


def check_pair(
    segment: Segment, target: str, matcher: Matcher, profile: checks.Profile = checks.ALL
) -> Review:
    """A finished translation of a segment with its findings, as ``gyur check`` needs it."""
    matches = matcher.find(segment.source)
    return reviewed(segment, matches, target, Origin.MEMORY, profile=profile)


def check_units(
    units: Sequence[Unit], matcher: Matcher, profile: checks.Profile = checks.ALL
) -> list[Review]:
    """The units of a bilingual file with their findings, also those of the whole."""
    pieces = {unit.id: (Piece(unit.id, 0, len(unit.source)),) for unit in units}
    segments = [Segment(unit.id, unit.source, pieces[unit.id]) for unit in units]
    pairs = zip(segments, units, strict=True)
    return compared([check_pair(s, u.target, matcher, profile) for s, u in pairs], profile)


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


def _faulty(review: Review) -> bool:
    """Whether an engine's draft loops, is empty or has lost half of its source."""
    if review.origin is not Origin.ENGINE:
        return False
    loops = any(finding.check == "repetition" for finding in review.findings)
    return loops or under_half(review.segment.source, review.target)


def _links_of(placed: Placed, links: Mapping[Piece, tuple[Link, ...]]) -> tuple[Link, ...]:
    return links.get(placed.piece, ())
