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
from translate.engines.codec import SLOTS, Codec, Markup, slot_character

Span = tuple[int, int, int, int]

PLAIN, INLINE = 0.40, 0.10
"""Shares of examples without marked terms and with inline ones; the rest has slots."""


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


def read_rows(path: Path) -> list[Row]:
    """Every row of ``aligned.jsonl``."""
    rows = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            row["terms"] = tuple(tuple(s) for s in row["terms"])
            row["literals"] = tuple(tuple(s) for s in row["literals"])
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


def encode(
    row: Row, codec: Codec, draw: random.Random | None
) -> tuple[list[int], list[int]]:
    """Source and target ids of one random marking of a row; without ``draw``, unmarked."""
    if draw is None:
        plain = codec.encode(Request(row.zh), row.tag)
        return codec.ids(plain.tokens), codec.ids(codec.encode_target(row.bo))
    kind = draw.random()
    markup: Markup = "inline" if kind < INLINE else "slot"
    spans = choose(row, draw, draw.choice((0.3, 0.7, 1.0))) if kind < 1 - PLAIN else []
    constraints = tuple(
        Constraint(a, b, row.bo[c:d], literal=(a, b, c, d) in row.literals)
        for a, b, c, d in spans
    )
    target = row.bo
    if markup == "slot":
        for index, (_, _, c, d) in sorted(enumerate(spans), key=lambda s: -s[1][2]):
            target = target[:c] + slot_character(index) + target[d:]
    source = codec.encode(Request(row.zh, constraints), row.tag, markup, draw.random() < 0.5)
    tokens = codec.encode_target(target, draw.random() < 0.2)
    return codec.ids(source.tokens), codec.ids(tokens)


def batches(
    rows: list[Row],
    weights: dict[str, float],
    codec: Codec,
    draw: random.Random,
    tokens: int,
) -> Iterator[list[tuple[list[int], list[int]]]]:
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
            if len(example[0]) <= 200 and len(example[1]) <= 260:
                pool.append(example)
        pool.sort(key=lambda e: (len(e[1]), len(e[0])))
        packed: list[list[tuple[list[int], list[int]]]] = [[]]
        for example in pool:
            if len(packed[-1]) and len(example[1]) * (len(packed[-1]) + 1) > tokens:
                packed.append([])
            packed[-1].append(example)
        draw.shuffle(packed)
        yield from packed


def group_of(origin: str) -> str:
    """law, authored, or the origin itself."""
    if origin in {"software", "classical", "dictionary", "udhr", "law", "law_article"}:
        return origin
    return "statute" if origin == "statute" else "prose"
