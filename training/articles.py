"""Articles of bilingual laws cut into sentences again, by what their words mean.

The sentences of ``law.tsv`` were paired by length inside each article, and some pairs are shifted.
Here an article's Tibetan clauses are dealt out to its Chinese sentences in order, so that
the words of each clause are likeliest under IBM model 1 given the sentence it goes to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.align import Model, numbered, tokenise
from training.corpus import Pair, Raw, clean_chinese, clean_tibetan, own_rows, rows

_SENTENCE = re.compile(r"[^。;；\n]+[。;；\n]*")
_CLAUSE = re.compile(r"\S+(?:(?<![།ག])\s+\S+)*\s*")
"""A space after a shad, or after ག where no shad is written, ends a Tibetan clause."""
LEGAL = ("statute", "administration", "legal_prose", "reader")
"""Kinds of this project's own rows that speak as laws do."""
UNSEEN = 1e-5
"""Probability of a syllable that no word of the sentence was seen with."""


class Lexicon:
    """t(syllable | word), from pairs that are right for the most part."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        rows = list(pairs)
        tokens = tokenise(rows)
        sources, self.zh = numbered((p.zh, t.zh) for p, t in zip(rows, tokens, strict=True))
        targets, self.bo = numbered((p.bo, t.bo) for p, t in zip(rows, tokens, strict=True))
        model = Model(sources, targets)
        self.table = dict(zip(model.keys.tolist(), model.table.tolist(), strict=True))
        self.width = model.width

    def likelihood(self, zh: str, bo: str) -> float:
        """Log-probability of the syllables of ``bo`` given the words of ``zh``."""
        (tokens,) = tokenise([Pair(zh, bo, "", "")])
        words = [self.zh.get(zh[a:b], -1) for a, b in tokens.zh]
        total = 0.0
        for a, b in tokens.bo:
            syllable = self.bo.get(bo[a:b], -1)
            seen = sum(self.table.get(word * self.width + syllable, 0.0) for word in words)
            total += float(np.log(seen / max(1, len(words)) + UNSEEN))
        return total


def recut(article: Pair, lexicon: Lexicon) -> Iterator[Pair]:
    """The sentences of one article, each with its Tibetan clauses; order and text are kept.

    An article with fewer clauses than sentences is one pair.
    """
    sentences = [m[0] for m in _SENTENCE.finditer(article.zh) if m[0].strip("。;； \n")]
    clauses = [m[0] for m in _CLAUSE.finditer(article.bo)]
    if not 1 < len(sentences) <= len(clauses):
        yield article
        return
    fits = np.array([[lexicon.likelihood(s, c) for c in clauses] for s in sentences])
    for sentence, (start, end) in zip(sentences, _dealt(fits), strict=True):
        bo = "".join(clauses[start:end]).strip()
        yield Pair(sentence.strip(), bo, article.origin, article.tag)


def _dealt(fits: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Runs of columns, one a row and none empty, that make the sum of their cells greatest."""
    rows, columns = fits.shape
    best = np.full((rows, columns), -np.inf)
    stays = np.zeros((rows, columns), dtype=bool)
    best[0] = np.cumsum(fits[0])
    stays[0, 1:] = True
    for row in range(1, rows):
        for column in range(row, columns):
            here, above = best[row, column - 1], best[row - 1, column - 1]
            stays[row, column] = here > above
            best[row, column] = max(here, above) + fits[row, column]
    cuts = [columns]
    row = rows - 1
    for column in range(columns - 1, 0, -1):
        if row and not stays[row, column]:
            cuts.append(column)
            row -= 1
    cuts.append(0)
    return list(zip(cuts[:0:-1], cuts[-2::-1], strict=True))


def law(data: Path, corpus: Path) -> Iterator[Raw]:
    """Every sentence of the bilingual laws, cut anew; the lexicon learns from legal text alone."""
    raw = [(row[0], row[1]) for row in rows(data / "parallel" / "law.tsv")]
    raw += [(zh, bo) for zh, bo, kind in own_rows(data, corpus) if kind in LEGAL]
    lexicon = Lexicon([Pair(clean_chinese(zh), clean_tibetan(bo), "", "") for zh, bo in raw])
    for row in rows(data / "parallel" / "law_articles.tsv"):
        article = Pair(clean_chinese(row[0]), clean_tibetan(row[1]), "law", "<law>")
        for pair in recut(article, lexicon):
            yield pair.zh, pair.bo, pair.origin
