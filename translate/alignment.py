"""Carries source spans to the target along the word alignment, and spans over an edit."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from glossary import tibetan
from translate.document import Block, Link, Mark, Placed


def marks(block: Block, placed: Sequence[Placed], links: Sequence[Sequence[Link]]) -> list[Mark]:
    """The block's marks, moved onto its translation.

    ``links[i]`` aligns the text of ``placed[i]``: offsets from the piece's start and from the
    target's start. A mark over a whole piece covers its whole target; a part is carried by the
    alignment, out to whole syllables; an object (an empty mark) lands after the words before it.
    """
    moved = []
    for mark in block.marks:
        for item, alignment in zip(placed, links, strict=True):
            piece = item.piece
            if mark.start == mark.end:
                if piece.start <= mark.start <= piece.end or item is placed[-1]:
                    at = _point(mark.start - piece.start, item, alignment)
                    moved.append(Mark(item.target_start + at, item.target_start + at, mark.key))
                    break
                continue
            low, high = max(mark.start, piece.start), min(mark.end, piece.end)
            if low < high:
                span = _span(low - piece.start, high - piece.start, item, alignment)
                if span is not None:
                    start, end = span
                    moved.append(Mark(item.target_start + start, item.target_start + end, mark.key))
    return _disjoint(moved)


def _span(start: int, end: int, item: Placed, links: Sequence[Link]) -> tuple[int, int] | None:
    size = item.piece.end - item.piece.start
    if start <= 0 and end >= size:
        return (0, len(item.text)) if item.text else None
    exact = [k for k in links if k.source_start == start and k.source_end == end]
    points = exact or [k for k in links if k.source_start < end and k.source_end > start]
    if not points:
        return None
    low = min(k.target_start for k in points)
    high = max(k.target_end for k in points)
    for a, b in tibetan.syllables(item.text):
        if a < low < b:
            low = a
        if a < high < b:
            high = b
    return (low, high) if low < high else None


def _point(at: int, item: Placed, links: Sequence[Link]) -> int:
    size = item.piece.end - item.piece.start
    if at <= 0:
        return 0
    if at >= size:
        return len(item.text)
    before = [k.target_end for k in links if k.source_start < at <= k.source_end] or [
        k.target_end for k in links if k.source_end <= at
    ]
    where = max(before, default=round(len(item.text) * at / max(1, size)))
    return next((b for a, b in tibetan.syllables(item.text) if a < where <= b), where)


def _disjoint(found: Sequence[Mark]) -> list[Mark]:
    """Marks in order; where two claim the same text the shorter one (the more precise) keeps it."""
    solid = sorted((m for m in found if m.start < m.end), key=lambda m: m.end - m.start)
    kept: list[Mark] = []
    for mark in solid:
        for start, end in _free(mark, kept):
            kept.append(Mark(start, end, mark.key))
    kept += [m for m in found if m.start == m.end]
    return sorted(kept, key=lambda m: (m.start, m.end))


def _free(mark: Mark, taken: Sequence[Mark]) -> list[tuple[int, int]]:
    spans = [(mark.start, mark.end)]
    for other in taken:
        spans = [
            part
            for a, b in spans
            for part in ((a, min(b, other.start)), (max(a, other.end), b))
            if part[0] < part[1]
        ]
    return spans


def carried(old: str, new: str, links: Sequence[Link]) -> tuple[Link, ...]:
    """Links into ``old`` as links into ``new``, an edited form of it."""
    if old == new:
        return tuple(links)
    at = [0] * (len(old) + 1)
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for i in range(a, b):
            at[i] = min(c + i - a, d)
        at[b] = d
    return tuple(
        Link(k.source_start, k.source_end, at[k.target_start], at[k.target_end]) for k in links
    )
