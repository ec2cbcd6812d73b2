"""Pairs to batches of token ids, with terms marked at random.

Every epoch draws anew which terms of a pair are marked, how, and which pieces spell the text.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.document import Constraint, Request
from translate.engines.codec import (
    SLOT_TOKENS,
    SLOTS,
    Codec,
    Encoding,
    Markup,
    slot_character,
)

Span = tuple[int, int, int, int]

PLAIN, INLINE = 0.40, 0.0
"""Shares of examples without marked terms and with inline ones; the rest has slots.

At an inline share of 0.10 copying was not learnt (30% of terms present, 29% with no mark at all,
87% with slots, after 2.3 M target tokens), so the capacity goes to slots."""


@dataclass(frozen=True, slots=True)
class Row:
    """One aligned pair as ``training.align`` wrote it."""

    zh: str
    bo: str
    origin: str
    tag: str
    score: float
    terms: tuple[Span, ...]
    literals: tuple[Span, ...]
    links: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """Source and target ids, and the (target, source) positions that belong together."""

    source: list[int]
    target: list[int]
    aligned: list[tuple[int, int]]


def read_rows(path: Path) -> list[Row]:
    """Every row of ``aligned.jsonl``."""
    rows = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            for name in ("terms", "literals", "links"):
                row[name] = tuple(tuple(span) for span in row[name])
            rows.append(Row(**row))
    return rows


def choose(row: Row, draw: random.Random, share: float) -> list[Span]:
    """Disjoint spans to mark, in source order: longer ones win more often, each kept at random."""
    pool = [(s[1] - s[0] + draw.random() * 3, s) for s in (*row.terms, *row.literals)]
    taken: list[Span] = []
    for _, span in sorted(pool, reverse=True):
        free = all(
            (span[1] <= t[0] or span[0] >= t[1]) and (span[3] <= t[2] or span[2] >= t[3])
            for t in taken
        )
        if free and draw.random() < share:
            taken.append(span)
    return sorted(taken)[:SLOTS]


def encode(row: Row, codec: Codec, draw: random.Random | None) -> Example:
    """One random marking of a row; without ``draw``, unmarked."""
    if draw is None:
        plain = codec.encode(Request(row.zh), row.tag)
        return Example(codec.ids(plain.tokens), codec.ids(codec.encode_target(row.bo)), [])
    kind = draw.random()
    markup: Markup = "inline" if kind < INLINE else "slot"
    spans = choose(row, draw, draw.choice((0.3, 0.7, 1.0))) if kind < 1 - PLAIN else []
    constraints = tuple(
        Constraint(a, b, row.bo[c:d], literal=(a, b, c, d) in row.literals) for a, b, c, d in spans
    )
    target, places = _slotted(row.bo, spans if markup == "slot" else [])
    source = codec.encode(Request(row.zh, constraints), row.tag, markup, draw.random() < 0.5)
    tokens = codec.encode_target(target, draw.random() < 0.2)
    aligned = _aligned(row.links, source, codec.decode(tokens), target, tokens, places)
    return Example(codec.ids(source.tokens), codec.ids(tokens), aligned)


def _slotted(bo: str, spans: list[Span]) -> tuple[str, list[tuple[int, int]]]:
    """Text with slot characters, and for each of its characters the stretch of ``bo`` it is."""
    text, places, at = "", [], 0
    for index, (_, _, c, d) in sorted(enumerate(spans), key=lambda item: item[1][2]):
        text += bo[at:c] + slot_character(index)
        places += [(i, i + 1) for i in range(at, c)] + [(c, d)]
        at = d
    return text + bo[at:], places + [(i, i + 1) for i in range(at, len(bo))]


def _aligned(
    links: tuple[Span, ...],
    source: Encoding,
    decoded: tuple[str, list[tuple[int, int]]],
    target: str,
    tokens: list[str],
    places: list[tuple[int, int]],
) -> list[tuple[int, int]]:
    """(target token, source token) positions; a slot goes with its own slot token alone."""
    if decoded[0] != target:
        return []  # a character that bytes could not spell: no offsets to trust
    reads: dict[int, int] = {}
    for i, (a, b) in enumerate(source.spans):
        if source.tokens[i] not in SLOT_TOKENS:
            reads.update(dict.fromkeys(range(a, b), i))
    writes: dict[int, int] = {}
    pairs = set()
    for position, (start, end) in enumerate(decoded[1]):
        if tokens[position] in SLOT_TOKENS:
            pairs.add((position, source.tokens.index(tokens[position])))
        elif start < end:
            stretch = range(places[start][0], places[end - 1][1])
            writes.update(dict.fromkeys(stretch, position))
    for a, b, c, d in links:
        ends = {writes[k] for k in range(c, d) if k in writes}
        pairs |= {(t, s) for t in ends for s in {reads[k] for k in range(a, b) if k in reads}}
    return sorted(pairs)


def batches(
    rows: list[Row],
    weights: dict[str, float],
    codec: Codec,
    draw: random.Random,
    tokens: int,
) -> Iterator[list[Example]]:
    """Endless batches of about ``tokens`` padded target tokens.

    ``weights`` gives each origin group its share of the examples. A pool of examples is sorted
    by length so that a batch pads little; batches of a pool come in random order.
    """
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(group_of(row.origin), []).append(row)
    names = [name for name in groups if weights.get(name, 0) > 0]
    decks: dict[str, list[Row]] = {name: [] for name in names}
    shares = [weights[name] for name in names]
    while True:
        pool = []
        for name in draw.choices(names, shares, k=6000):
            if not decks[name]:
                decks[name] = draw.sample(groups[name], len(groups[name]))
            example = encode(decks[name].pop(), codec, draw)
            if len(example.source) <= 200 and len(example.target) <= 260:
                pool.append(example)
        pool.sort(key=lambda e: (len(e.target), len(e.source)))
        packed: list[list[Example]] = [[]]
        for example in pool:
            if len(packed[-1]) and len(example.target) * (len(packed[-1]) + 1) > tokens:
                packed.append([])
            packed[-1].append(example)
        draw.shuffle(packed)
        yield from packed


_GROUPS = frozenset("software classical dictionary udhr law law_article back name statute".split())


def group_of(origin: str) -> str:
    """The origin itself, or prose."""
    return origin if origin in _GROUPS else "prose"
