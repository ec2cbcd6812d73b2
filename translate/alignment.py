"""Carries source spans to the target along the word alignment, and spans over an edit."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rapidfuzz.distance import Levenshtein

from glossary import tibetan
from glossary.spelling import SYLLABIC, TSHEG
from translate.document import Block, Link, Mark, Placed

BRACKETS = frozenset("《》「」『』〈〉“”‘’（）()［］[]【】")
_STOPS = frozenset("。！？；…，、：,.!?;: \u3000")
_SIGN = re.compile(r"[0-9A-Za-z]+|[^\s0-9A-Za-z\u0f00-\u0fff]")
_TOKEN = re.compile(f"[{SYLLABIC}]+[{TSHEG}]?|.", re.DOTALL)
PARTICLES = frozenset("གི ཀྱི གྱི ཡི འི གིས ཀྱིས གྱིས ཡིས ལ ན ནས སུ ཏུ དུ རུ ར དང ནི ཀྱང ཡང ཏེ སྟེ ཅིང བཅས".split())
"""Syllables that join a word to what follows it. Attention says little of where they belong."""
_BAR = 0.6
"""The share of a syllable's alignment from which it speaks for a mark rather than against it.

Above a half, so that a stray link does not stretch a mark over what lies between."""
_CONTEXT = 4
"""Characters before a word that tell which of its renderings an object belongs to."""

MOST_MARKS = 300
"""No sentence has so many looks; a file made to be slow has."""

Span = tuple[int, int]
"""Offsets: start and end."""
Run = tuple[int, int]
"""Numbers of the first and the last unit."""


def marks(block: Block, placed: Sequence[Placed], links: Sequence[Sequence[Link]]) -> list[Mark]:
    """The block's marks, moved onto its translation; no two cover the same text.

    ``links[i]`` aligns the text of ``placed[i]``: offsets from the piece's start and from the
    target's start. A mark over a whole piece covers its whole target. A part goes to the run of
    syllables that most of its links lead to, the particles at its edges left out. An object (an
    empty mark) lands after the rendering of the word before it, on the same side of a bracket or
    a final stop as in the source. Of a piece with more marks than ``MOST_MARKS`` only the objects
    are carried.
    """
    if not block.marks:
        return []
    solid = [mark for mark in block.marks if mark.start < mark.end]
    objects = sorted((m for m in block.marks if m.start >= m.end), key=lambda mark: mark.start)
    rest = _background(solid, len(block.text))
    moved = []
    for item, alignment in zip(placed, links, strict=True):
        piece, offset = item.piece, item.target_start
        pair = _Pair(block.text[piece.start : piece.end], item.text, alignment)
        inside = [
            Mark(max(m.start - piece.start, 0), min(m.end, piece.end) - piece.start, m.key)
            for m in solid
            if m.start < piece.end and m.end > piece.start
        ]
        if len(inside) > MOST_MARKS:
            inside = []
        moved += [Mark(offset + m.start, offset + m.end, m.key) for m in pair.laid(inside, rest)]
        here = [m for m in objects if m.start <= piece.end or item is placed[-1]]
        objects = objects[len(here) :]
        for mark in here:
            at = offset + pair.point(mark.start - piece.start)
            moved.append(Mark(at, at, mark.key))
    return sorted(moved, key=lambda mark: (mark.start, mark.end))


def _background(solid: Sequence[Mark], size: int) -> str | None:
    """The look that what belongs to no mark takes, where every character of the source has one.

    It is the look of several stretches, as plain text is between bold words; None where there is
    none such, for then only the format knows.
    """
    if sum(mark.end - mark.start for mark in solid) != size:
        return None
    ((key, number),) = Counter(mark.key for mark in solid).most_common(1) or [("", 0)]
    return key if number > 1 else None


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a mark would cover of the target, and how much of each unit's alignment is its."""

    mark: Mark
    start: int
    end: int
    shares: Sequence[float]


class _Pair:
    """A source and its translation, word by word.

    A unit of the target is a syllable, a number, a Latin word or a bracket.
    """

    def __init__(self, source: str, target: str, links: Sequence[Link]) -> None:
        self.source, self.target = source, target
        self.anchors = _anchors(source, target, links)
        self.links = [*links, *self.anchors]
        signs = (found.span() for found in _SIGN.finditer(target))
        self.units = sorted([*tibetan.syllables(target), *signs])
        self.aligned = _aligned(self.links, self.units)
        self.particles = [self._is_particle(number) for number in range(len(self.units))]

    def laid(self, marks: Sequence[Mark], rest: str | None) -> list[Mark]:
        """Marks of the source (disjoint or nested) on the target; ``rest`` takes what is left.

        What two marks claim goes to the inner one, or else to the one with more of its alignment.
        """
        claims = [claim for mark in marks if (claim := self._claim(mark)) is not None]
        claims.sort(key=lambda claim: claim.mark.end - claim.mark.start)
        cells = self._cells()
        owners = [_owner(claims, *cell) for cell in cells]
        keys = [rest if owner is None else owner.key for owner in owners]
        if rest is not None:
            _bridge(owners, keys, rest)
        laid = []
        for key, run in groupby(zip(keys, cells, strict=True), key=lambda pair: pair[0]):
            covered = [cell for _, cell in run]
            if key is not None:
                laid.append(Mark(covered[0][0], covered[-1][1], key))
        return laid

    def point(self, at: int) -> int:
        """Where an object that stands before ``source[at]`` belongs."""
        if at <= 0:
            return 0
        if self.source[at - 1 : at] in BRACKETS:
            # “…。” becomes “…”ཞེས་བཤད།: what follows the bracket there follows it here.
            answers = [k.target_end for k in self.anchors if k.source_end == at]
            if answers:
                return answers[0]
        if at >= len(self.source):
            return len(self.target)
        if not set(self.source[at:]) - _STOPS and self.units:
            return self.units[-1][1]
        for start in range(at - 1, -1, -1):
            # A token may hold the comma after the word.
            ending = [k for k in self.links if k.source_start <= start < k.source_end <= at + 1]
            if ending:
                word = min(k.source_start for k in ending)
                unit = self._last_unit(word, min(at, max(k.source_end for k in ending)))
                if unit is not None:
                    return self.units[unit][1]
        guess = round(len(self.target) * at / len(self.source))
        return next((end for start, end in self.units if start < guess <= end), guess)

    def _last_unit(self, start: int, end: int) -> int | None:
        """The unit that ends the rendering of a word.

        Where the word has several renderings, the one that follows a rendering of what stands
        before the word.
        """
        term = self._term(start, end)
        if term is not None:
            return term[1]
        shares = self._shares(start, end)
        before = self._shares(max(0, start - _CONTEXT), end)
        top = max((share or 0.0 for share in shares), default=0.0)
        best, greatest = None, 0.0
        number = 0
        while top and number < len(shares):
            first = number
            while number < len(shares) and (shares[number] or 0.0) >= top / 2:
                number += 1
            if first < number:
                run = self._trimmed(first, number - 1)
                total = float(run[1] + 1 - run[0])
                total += (before[first - 1] or 0.0) if first else 0.0
                if best is None or total > greatest:
                    best, greatest = run[1], total
            number += 1
        return best

    def _cells(self) -> list[tuple[int, int, int | None]]:
        """The target cut into units, with their numbers, and what stands between them."""
        cells: list[tuple[int, int, int | None]] = []
        at = 0
        for number, (start, end) in enumerate(self.units):
            if at < start:
                cells.append((at, start, None))
            cells.append((start, end, number))
            at = end
        if at < len(self.target):
            cells.append((at, len(self.target), None))
        return cells

    def _claim(self, mark: Mark) -> _Claim | None:
        span = self._span(mark.start, mark.end)
        if span is None:
            return None
        shares = [share or 0.0 for share in self._shares(mark.start, mark.end)]
        return _Claim(mark, *span, shares)

    def _span(self, start: int, end: int) -> Span | None:
        """Where ``source[start:end]`` stands in the target; None where nothing is aligned to it."""
        if not _words(self.source[:start]) and not _words(self.source[end:]):
            return (0, len(self.target)) if self.target else None
        run = self._term(start, end) or self._run(self._shares(start, end))
        return (self.units[run[0]][0], self.units[run[1]][1]) if run is not None else None

    def _term(self, start: int, end: int) -> Run | None:
        """The longest rendering that is aligned to exactly this source.

        One unit alone may be a piece of a word, and so may what a tsheg begins or ends.
        """
        best: Run | None = None
        for link in self.links:
            if (link.source_start, link.source_end) != (start, end):
                continue
            low, high = link.target_start, link.target_end
            covered = [n for n, (a, b) in enumerate(self.units) if low < b and high > a]
            if len(covered) < 2 or self.units[covered[0]][0] != low:
                continue
            longer = best is None or covered[-1] - covered[0] >= best[1] - best[0]
            if longer and high <= self.units[covered[-1]][1]:
                best = covered[0], covered[-1]
        return best

    def _shares(self, start: int, end: int) -> list[float | None]:
        """Of each unit, how much of its alignment lies in ``source[start:end]``; None: no links."""
        return [self._share(links, start, end) for links in self.aligned]

    def _share(self, links: Sequence[Link], start: int, end: int) -> float | None:
        shares = []
        for link in links:
            size = _words(self.source[link.source_start : link.source_end])
            low, high = max(start, link.source_start), min(end, link.source_end)
            if size:
                shares.append(_words(self.source[low:high]) / size if low < high else 0.0)
            else:
                shares.append(float(low < high))
        return sum(shares) / len(shares) if shares else None

    def _run(self, shares: Sequence[float | None]) -> Run | None:
        """The run that speaks for a mark most, a few syllables against it let pass."""
        top = max((share for share in shares if share is not None), default=0.0)
        if top <= 0:
            return None
        bar = _BAR if top > _BAR else top / 2
        best, first, total, greatest = (0, -1), 0, 0.0, 0.0
        for number, share in enumerate(shares):
            if total <= 0:
                first, total = number, 0.0
            if share is not None and not self.particles[number]:
                total += share - bar
            if total > greatest:
                best, greatest = (first, number), total
        if greatest <= 0:  # particles alone
            number = next(n for n, share in enumerate(shares) if share == top)
            return number, number
        return self._trimmed(*best)

    def _trimmed(self, first: int, last: int) -> Run:
        while first < last and self.particles[last]:
            last -= 1
        while first < last and self.particles[first]:
            first += 1
        return first, last

    def _is_particle(self, number: int) -> bool:
        """Whether the unit is a particle; one is no part of a word, nor does it open a clause."""
        start, end = self.units[number]
        if self.target[start:end] not in PARTICLES or not number:
            return False
        beside = self.target[self.units[number - 1][1] : start].strip(TSHEG) == ""
        following = self.units[number + 1][0] if number + 1 < len(self.units) else len(self.target)
        return beside and all(k.target_end <= following for k in self.aligned[number])


def _owner(claims: Iterable[_Claim], start: int, end: int, unit: int | None) -> Mark | None:
    """The mark that a cell of the target goes to; ``claims`` are in order of their size."""
    winner: _Claim | None = None
    for claim in claims:
        if not claim.start <= start < end <= claim.end:
            continue
        if winner is None:
            winner = claim
        elif unit is not None and not _within(winner.mark, claim.mark):
            winner = max(winner, claim, key=lambda one: one.shares[unit])
    return winner.mark if winner is not None else None


def _bridge(owners: Sequence[Mark | None], keys: list[str | None], rest: str) -> None:
    """Gives a particle between two marks that meet in the source to the longer of them."""
    held = [number for number, owner in enumerate(owners) if owner is not None]
    for low, high in pairwise(held):
        before, after = owners[low], owners[high]
        if before is None or after is None or rest in (before.key, after.key):
            continue
        if before.end == after.start:
            longer = max(before, after, key=lambda mark: mark.end - mark.start)
            keys[low + 1 : high] = [longer.key] * (high - low - 1)


def _aligned(links: Iterable[Link], units: Sequence[Span]) -> list[list[Link]]:
    """For each unit the links that cover most: a term's place is verified, attention's is a piece.

    ``units`` are disjoint and in order.
    """
    starts, ends = [unit[0] for unit in units], [unit[1] for unit in units]
    found: list[list[Link]] = [[] for _ in units]
    for link in links:
        first = bisect_right(ends, link.target_start)
        last = bisect_left(starts, link.target_end)
        for number in range(first, last):
            found[number].append(link)
    return [_longest(own) for own in found]


def _longest(links: Sequence[Link]) -> list[Link]:
    most = max((k.target_end - k.target_start for k in links), default=0)
    return [k for k in links if k.target_end - k.target_start == most]


def _anchors(source: str, target: str, links: Sequence[Link]) -> list[Link]:
    """Links that need no attention: brackets of which both texts have as many, and a number.

    The number of a heading or an item (第二章, （一）) is written by rule and nothing is aligned to
    it: what stands unaligned before the first aligned word on both sides belongs together.
    """
    found = []
    for sign in BRACKETS:
        here = [at for at, char in enumerate(source) if char == sign]
        there = [at for at, char in enumerate(target) if char == sign]
        if len(here) == len(there):
            found += [Link(a, a + 1, b, b + 1) for a, b in zip(here, there, strict=True)]
    head = min((k.source_start for k in links), default=0)
    before = min((k.target_start for k in links), default=0)
    if _words(source[:head]) and tibetan.has_tibetan(target[:before]):
        found.append(Link(0, head, 0, before))
    return found


def _words(text: str) -> int:
    """How many characters of a Chinese text are not marks."""
    return sum(char.isalnum() for char in text)


def _within(inner: Mark, outer: Mark) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def carried(old: str, new: str, links: Sequence[Link]) -> tuple[Link, ...]:
    """Links into ``old`` as links into ``new``, an edited form of it.

    Syllables are compared, not characters: a term written over a slot holds many a tsheg, and
    each would find another in the text around it.
    """
    if old == new:
        return tuple(links)
    starts, ends = [0] * (len(old) + 1), [0] * (len(old) + 1)
    for a, b, c, d in _edits(old, new):
        for i in range(a, b):
            starts[i] = min(c + i - a, d)
            ends[i + 1] = min(c + i + 1 - a, d)
        if a < b:
            ends[b] = d
    return tuple(
        Link(k.source_start, k.source_end, starts[k.target_start], ends[k.target_end])
        for k in links
    )


def _edits(old: str, new: str) -> Iterator[tuple[int, int, int, int]]:
    """Stretches that stayed and stretches that changed: offsets in the old and the new text."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    a = c = 0
    steps = Levenshtein.opcodes(before, after)
    for stayed, run in groupby(steps, key=lambda step: step.tag == "equal"):
        same = list(run)
        b = a + sum(map(len, before[same[0].src_start : same[-1].src_end]))
        d = c + sum(map(len, after[same[0].dest_start : same[-1].dest_end]))
        kept = 0 if stayed else _common_end(old[a:b], new[c:d])
        yield a, b - kept, c, d - kept
        yield b - kept, b, d - kept, d
        a, c = b, d


def _common_end(old: str, new: str) -> int:
    """How many characters two texts end with alike, as a tsheg behind a word that was replaced."""
    pairs = enumerate(zip(reversed(old), reversed(new), strict=False))
    return next((count for count, (x, y) in pairs if x != y), min(len(old), len(new)))
