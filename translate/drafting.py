"""Segments to drafts that hold their terms, asked for with as little force as it takes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from glossary import tibetan
from glossary.collection import fingerprint
from glossary.term import Match, Term
from translate import alignment, checks, constraint
from translate.document import Draft, Link, Origin, Piece, Request, Review, Segment
from translate.engines import Enforcement, Engine
from translate.journal import Drafted
from translate.memory import Memory
from translate.segmentation import LONGEST_CLAUSE, LONGEST_WHOLE, clauses

ALTERNATIVES = 4
"""Drafts asked for where the first one is wrong."""
GROSS = ("repetition", "length", "copied", "negation")
"""Checks that tell a draft which is not worth repairing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run drafts with."""

    engine: Engine
    terms: Sequence[Term]
    memory: Memory | None = None
    enforce: bool = True
    """False leaves terms to the engine's luck: the baseline that enforcement is measured by."""
    checks: checks.Profile = checks.ALL

    def identity(self, source: bytes) -> str:
        """Equal where a run would give the same drafts."""
        parts = (
            version("gyur"),  # another one may cut segments and mend drafts otherwise
            hashlib.sha256(source).hexdigest(),
            self.engine.signature,
            fingerprint(self.terms),
            self.memory.version() if self.memory else "",
            str(self.enforce),
        )
        return " | ".join(parts)


@dataclass(frozen=True, slots=True)
class Batch:
    """Segments of one document that are drafted and journalled together."""

    document: int
    """The document's place in its run."""
    number: int
    """The batch's place in its document, as the journal counts: from 0."""
    segments: tuple[Segment, ...]
    matched: Mapping[str, list[Match]]
    """The terms found in each, by segment id."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A batch's drafts; ``document`` and ``number`` are the batch's."""

    document: int
    number: int
    drafts: list[Drafted]


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of a segment that is drafted by itself."""

    start: int
    source: str
    matches: list[Match]
    context: str = ""
    """The segment before it in its batch."""


def finish(batch: Batch, settings: Settings) -> Finished:
    """The batch drafted; ``settings.engine`` and ``settings.enforce`` decide, nothing else."""
    drafts = draft(batch.segments, batch.matched, settings)
    return Finished(batch.document, batch.number, drafts)


def draft(
    segments: Sequence[Segment], matched: Mapping[str, list[Match]], settings: Settings
) -> list[Drafted]:
    """Each segment drafted clause by clause, verified and repaired; ``matched`` is by id."""
    # A language model reads whole sentences, and does better for knowing what stands before.
    longest = LONGEST_WHOLE if _prompted(settings) else LONGEST_CLAUSE
    before = ["", *(item.source for item in segments)]
    parts = [
        _clauses(item, matched[item.id], context, longest)
        for item, context in zip(segments, before, strict=False)
    ]
    flat = [clause for clauses_of in parts for clause in clauses_of]
    drafts = _drafts(flat, settings)
    finished = [constraint.Repaired(draft, ()) for draft in drafts]
    if settings.enforce:
        pairs = zip(flat, drafts, strict=True)
        finished = [_repaired(draft, clause.matches) for clause, draft in pairs]
    result, at = [], 0
    for item, own in zip(segments, parts, strict=True):
        span = slice(at, at + len(own))
        at += len(own)
        _, number = constraint.enumerator(item.source)
        target, links = _joined(number, own, [r.draft for r in finished[span]])
        unrepaired, _ = _joined(number, own, drafts[span])
        found = constraint.verify(matched[item.id], unrepaired)
        repairs = tuple(repair for r in finished[span] for repair in r.repairs)
        drafted = tuple(place is not None for place in found)
        links += _exact(matched[item.id], target)
        result.append(Drafted(item.id, target, links, drafted, repairs))
    return result


def _repaired(draft: Draft, matches: Sequence[Match]) -> constraint.Repaired:
    """Missing terms written in where they belong, then one rendering for each term."""
    mended = constraint.repair(draft, matches)
    settled = constraint.settle(mended.draft, matches)
    return constraint.Repaired(settled.draft, (*mended.repairs, *settled.repairs))


def _exact(matches: Sequence[Match], target: str) -> tuple[Link, ...]:
    """Links for the terms: where one stands is verified, so attention need not be asked."""
    places = constraint.verify(matches, target)
    return tuple(
        Link(match.start, match.end, *place)
        for match, place in zip(matches, places, strict=True)
        if place is not None
    )


def _prompted(settings: Settings) -> bool:
    return settings.engine.enforcement is Enforcement.PROMPT


def _clauses(item: Segment, matches: list[Match], context: str, longest: int) -> list[_Clause]:
    offset, _ = constraint.enumerator(item.source)
    rest = item.source[offset:]
    return [
        _Clause(
            offset + start,
            rest[start:end],
            constraint.within(matches, offset + start, offset + end),
            context,
        )
        for start, end in clauses(rest, longest)
    ]


def _drafts(parts: Sequence[_Clause], settings: Settings) -> list[Draft]:
    """The best draft of each clause, asked for with as little force as it takes.

    First free of terms, since an engine left alone writes best; then with the terms that draft
    lacks; then, where terms are still missing or the draft loops or drops text, with all of them
    and several alternatives. On dev/law.tsv this scores above marking every term at once. An engine
    that takes prompts is told all terms at once: that costs it nothing, and each question much.
    """
    engine, enforce = settings.engine, settings.enforce
    best: dict[int, tuple[tuple[int, int], Draft]] = {}
    for i, part in enumerate(parts):
        if enforce and (term := _whole_term(part)) is not None:
            best[i] = ((0, 0), term)
    waiting = [i for i in range(len(parts)) if i not in best]

    def ask(chosen: Sequence[int], requests: Sequence[Request], alternatives: int = 1) -> None:
        """Keeps the least bad draft of each; among equals the one asked for with least force."""
        for i, drafts in zip(chosen, engine.translate(requests, alternatives), strict=True):
            for draft in drafts:
                badness = _badness(parts[i], draft, enforce)
                if i not in best or badness < best[i][0]:
                    best[i] = badness, draft

    def faulty() -> list[int]:
        return [i for i in waiting if any(best[i][0])]

    def request(i: int, matches: Sequence[Match]) -> Request:
        return constraint.request(parts[i].source, matches, parts[i].context, enforce=enforce)

    at_once = enforce and _prompted(settings)
    ask(waiting, [request(i, parts[i].matches if at_once else ()) for i in waiting])
    if enforce and engine.enforcement is not Enforcement.NONE:
        wrong = faulty()
        ask(wrong, [request(i, _lacking(parts[i], best[i][1])) for i in wrong])
    wrong = faulty()
    ask(wrong, [request(i, parts[i].matches) for i in wrong], ALTERNATIVES)
    return [best[i][1] for i in range(len(parts))]


def _whole_term(part: _Clause) -> Draft | None:
    """A source that is a term and nothing else needs no engine."""
    match part.matches:
        case [only] if (only.start, only.end) == (0, len(part.source)):
            target = only.written
            return Draft(target, links=(Link(0, len(part.source), 0, len(target)),))
    return None


def _lacking(part: _Clause, draft: Draft) -> list[Match]:
    places = constraint.verify(part.matches, draft.target)
    return [m for m, place in zip(part.matches, places, strict=True) if place is None]


def _badness(part: _Clause, draft: Draft, enforce: bool) -> tuple[int, int]:
    """Gross faults of a draft (a loop, most of it dropped), then terms that it lacks."""
    piece = Piece("", 0, len(part.source))
    whole = Review(Segment("", part.source, (piece,)), draft.target, Origin.ENGINE)
    gross = len(checks.run(whole, GROSS))
    return gross, constraint.missing(part.matches, draft.target) if enforce else 0


def _joined(
    number: str, parts: Sequence[_Clause], drafts: Sequence[Draft]
) -> tuple[str, tuple[Link, ...]]:
    """The enumerator and the clauses' drafts as one target, links shifted to match."""
    text = number
    links: list[Link] = []
    for part, draft in zip(parts, drafts, strict=True):
        if text != number and draft.target and tibetan.has_tibetan(text[-2:]):
            text += " " if text[-1] in "།ཀག" else "། "
        for k in draft.links:
            links.append(
                Link(
                    k.source_start + part.start,
                    k.source_end + part.start,
                    k.target_start + len(text),
                    k.target_end + len(text),
                )
            )
        text += draft.target
    target = tibetan.tidy(text)
    return target, alignment.carried(text, target, links)
