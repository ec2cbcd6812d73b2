"""Word alignment and the phrase pairs that follow from it.

IBM model 1 with a diagonal prior (the idea of fast_align, Dyer et al. 2013) in both directions
over Chinese words and Tibetan syllables, joined by grow-diag, then phrase extraction (Koehn 2003)
restricted to phrases that can stand as terms. Adds ``spans`` and ``score`` to each pair.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.corpus import Pair

Span = tuple[int, int, int, int]
"""zh start, zh end, bo start, bo end: code points."""

TENSION = 4.0
ITERATIONS = 5
NULL = 0.08
"""Probability that a word is aligned to nothing."""

_PARTICLES = frozenset(
    "གི ཀྱི གྱི ཡི གིས ཀྱིས གྱིས ཡིས ལ ན ནས ལས སུ ཏུ དུ རུ དང ནི ཀྱང ཡང འང ཏེ སྟེ དེ འདི ཅིང ཞིང ཤིང "
    "ཅེས ཞེས བཅས སོགས རྣམས དག ཚོ ཅིག ཞིག ཤིག དགོས ཆོག མི མ ཡིན ཡོད རེད བྱ བྱེད བྱས པ བ པའི བའི པར བར "
    "འམ གམ ངམ དམ ནམ བམ མམ རམ ལམ སམ ཁག".split()
)
_SYLLABLE = re.compile(r"[\u0f40-\u0fbc]+|\d+(?:\.\d+)?|[A-Za-z]+")
_WORD = re.compile(r"[\u3400-\u9fff]+|\d+(?:\.\d+)?|[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token spans of both sides of a pair."""

    zh: list[tuple[int, int]]
    bo: list[tuple[int, int]]


def tokenise(pairs: list[Pair]) -> list[Tokens]:
    """Chinese words (jieba) and Tibetan syllables, as spans."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokens = []
    for pair in pairs:
        words = [
            (start, end) for word, start, end in jieba.tokenize(pair.zh) if _WORD.fullmatch(word)
        ]
        tokens.append(Tokens(words, [m.span() for m in _SYLLABLE.finditer(pair.bo)]))
    return tokens


class Model:
    """Translation probabilities t(target | source), trained by EM over flattened co-occurrences."""

    def __init__(self, sources: list[list[int]], targets: list[list[int]]) -> None:
        self.sources, self.targets = sources, targets
        sizes = [(len(s), len(t)) for s, t in zip(sources, targets, strict=True)]
        self.starts = np.concatenate([[0], np.cumsum([a * b for a, b in sizes])]).astype(np.int64)
        width = 1 + max((max(t) for t in targets if t), default=0)
        keys = np.empty(self.starts[-1], dtype=np.int64)
        prior = np.empty(self.starts[-1], dtype=np.float32)
        cells = np.empty(self.starts[-1], dtype=np.int64)
        row = 0
        for i, (source, target) in enumerate(zip(sources, targets, strict=True)):
            a, b = sizes[i]
            if not a * b:
                continue
            part = slice(self.starts[i], self.starts[i + 1])
            keys[part] = (np.array(source)[None, :] * width + np.array(target)[:, None]).ravel()
            distance = np.abs((np.arange(a) + 0.5)[None, :] / a - (np.arange(b) + 0.5)[:, None] / b)
            weight = np.exp(-TENSION * distance)
            prior[part] = (weight / weight.sum(1, keepdims=True)).ravel()
            cells[part] = row + np.repeat(np.arange(b), a)
            row += b
        self.keys, self.index = np.unique(keys, return_inverse=True)
        self.width = width
        """``keys`` are source * width + target, in the order of ``table``."""
        self.owner = self.keys // width
        self.prior, self.cells, self.rows = prior * (1 - NULL), cells, row
        self.table = np.full(len(self.keys), 1.0 / 1000, dtype=np.float64)
        self.train()

    def train(self) -> None:
        """EM; a small constant stands for the empty word, as every target may come from it."""
        for _ in range(ITERATIONS):
            share = self.posteriors()
            counts = np.bincount(self.index, weights=share, minlength=len(self.table))
            totals = np.bincount(self.owner, weights=counts)
            self.table = (counts + 1e-6) / (totals[self.owner] + 1e-3)

    def posteriors(self) -> NDArray[np.float64]:
        """P(source position | target position) of every cell."""
        joint = self.prior * self.table[self.index]
        totals = np.bincount(self.cells, weights=joint, minlength=self.rows) + NULL * 1e-4
        share: NDArray[np.float64] = joint / totals[self.cells]
        return share

    def matrices(self) -> list[NDArray[np.float64]]:
        """A (target, source) matrix of posteriors for each pair."""
        share = self.posteriors()
        return [
            share[self.starts[i] : self.starts[i + 1]].reshape(len(t), len(s))
            for i, (s, t) in enumerate(zip(self.sources, self.targets, strict=True))
        ]


def numbered(
    texts: Iterable[tuple[str, list[tuple[int, int]]]],
) -> tuple[list[list[int]], dict[str, int]]:
    """The tokens of each (text, spans) as numbers, and the number of each token."""
    index: dict[str, int] = {}
    rows = [[index.setdefault(text[a:b], len(index)) for a, b in spans] for text, spans in texts]
    return rows, index


def align(pairs: list[Pair], tokens: list[Tokens]) -> list[set[tuple[int, int]]]:
    """Links (zh word, bo syllable) of every pair."""
    zh, _ = numbered((p.zh, t.zh) for p, t in zip(pairs, tokens, strict=True))
    bo, _ = numbered((p.bo, t.bo) for p, t in zip(pairs, tokens, strict=True))
    forward = Model(zh, bo).matrices()
    backward = Model(bo, zh).matrices()
    return [_grow(f, b.T) for f, b in zip(forward, backward, strict=True)]


def _grow(forward: NDArray[np.float64], backward: NDArray[np.float64]) -> set[tuple[int, int]]:
    """grow-diag over (bo, zh) posteriors of the two directions; links are (zh, bo)."""
    if not forward.size:
        return set()
    one = {(int(forward[j].argmax()), j) for j in range(forward.shape[0]) if forward[j].max() > 0.3}
    other = {
        (i, int(backward[:, i].argmax()))
        for i in range(backward.shape[1])
        if backward[:, i].max() > 0.3
    }
    links, union = one & other, one | other
    grown = True
    while grown:
        near = {
            (i, j)
            for i, j in union - links
            if any(
                (i + di, j + dj) in links
                for di in (-1, 0, 1)
                for dj in (-1, 0, 1)
                if (di, dj) != (0, 0)
            )
        }
        grown = bool(near)
        links |= near
    return links


def phrases(pair: Pair, tokens: Tokens, links: set[tuple[int, int]]) -> list[Span]:
    """Consistent phrase pairs of 1 to 4 words and 1 to 8 syllables that can stand as terms."""
    spans = []
    for first in range(len(tokens.zh)):
        for last in range(first, min(first + 4, len(tokens.zh))):
            if last > first and tokens.zh[last - 1][1] != tokens.zh[last][0]:
                break
            columns = [j for i, j in links if first <= i <= last]
            if not columns:
                continue
            low, high = min(columns), max(columns)
            if high - low >= 8 or any(
                low <= j <= high and not first <= i <= last for i, j in links
            ):
                continue
            end = tokens.bo[high][1]
            if end - tokens.bo[high][0] > 3 and pair.bo[:end].endswith("འི"):
                end -= 2  # the joined genitive is grammar, not part of the term
            span = (tokens.zh[first][0], tokens.zh[last][1], tokens.bo[low][0], end)
            if _term_like(pair, tokens, span, low, high):
                spans.append(span)
    return spans


def _term_like(pair: Pair, tokens: Tokens, span: Span, low: int, high: int) -> bool:
    zh, bo = pair.zh[span[0] : span[1]], pair.bo[span[2] : span[3]]
    if len(zh) < 2 or "།" in bo or " " in bo:
        return False
    edges = (pair.bo[slice(*tokens.bo[low])], pair.bo[slice(*tokens.bo[high])])
    return not (edges[0] in _PARTICLES or edges[1] in _PARTICLES)


def literals(pair: Pair) -> list[Span]:
    """Numbers and Latin words that stand once on each side, unchanged."""
    spans = []
    for match in re.finditer(r"\d+(?:[.,:/-]\d+)*|[a-z][a-z0-9.+-]*[a-z0-9]", pair.zh):
        text = match[0]
        places = [
            m.span()
            for m in re.finditer(rf"(?<![\w.]){re.escape(text)}(?![\w])", pair.bo, re.IGNORECASE)
        ]
        if len(places) == 1 and pair.zh.count(text) == 1:
            spans.append((*match.span(), *places[0]))
    return spans


def annotate(pairs: list[Pair], work: Path) -> None:
    """Writes ``aligned.jsonl``: each pair with its term and literal spans and alignment score."""
    tokens = tokenise(pairs)
    links = align(pairs, tokens)
    found = [phrases(p, t, k) for p, t, k in zip(pairs, tokens, links, strict=True)]
    counts: Counter[tuple[str, str]] = Counter()
    heads: Counter[str] = Counter()
    for pair, spans in zip(pairs, found, strict=True):
        for a, b, c, d in spans:
            counts[pair.zh[a:b], pair.bo[c:d]] += 1
            heads[pair.zh[a:b]] += 1
    with (work / "aligned.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        for pair, token, link, spans in zip(pairs, tokens, links, found, strict=True):
            covered = len({i for i, _ in link}) + len({j for _, j in link})
            score = covered / max(1, len(token.zh) + len(token.bo))
            good = [s for s in spans if _reliable(pair, s, counts, heads)]
            row = {
                "zh": pair.zh,
                "bo": pair.bo,
                "origin": pair.origin,
                "tag": pair.tag,
                "score": round(score, 3),
                "terms": good,
                "literals": literals(pair),
                "links": [(*token.zh[i], *token.bo[j]) for i, j in sorted(link)],
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{sum(map(len, found))} phrase pairs, {len(counts)} kinds")


def _reliable(
    pair: Pair, span: Span, counts: Counter[tuple[str, str]], heads: Counter[str]
) -> bool:
    key = (pair.zh[span[0] : span[1]], pair.bo[span[2] : span[3]])
    return counts[key] >= 2 and counts[key] >= 0.15 * heads[key[0]]
