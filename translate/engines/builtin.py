"""The engine that ships with gyur: a small Marian transformer, int8, run by CTranslate2.

Terms and literals go in as slots (see ``codec``) and are filled in after decoding, with the
particles behind them re-agreed. Alignment comes from cross-attention. No torch.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from glossary import tibetan
from glossary.substitution import fill
from translate.alignment import carried
from translate.document import Draft, Link, Request
from translate.engines import Enforcement
from translate.engines.codec import SLOT_TOKENS, Codec, Encoding, Markup, slot_character
from translate.errors import EngineError

MODEL = Path(__file__).parent / "model"
BEAM = 4
LONGEST = 256
"""Tokens of output, at most: a loop ends here."""
REPETITION = 1.1
"""Score penalty for tokens already written, against loops."""
LENGTH = 1.5
"""Exponent of the length by which a beam's score is divided: beyond 1, longer drafts are preferred.

Both chosen on dev/ (chrF++ of law and FLORES 41.0 and 23.6 at length 1, 41.6 and 24.1 at 1.5)."""
BLOCKED = 3
"""Tokens: where alternatives are asked for, no run of this length comes twice (0: anything may).

A statute repeats whole phrases, so the first draft is free to; alternatives are asked for where the
first draft went wrong, loops among the reasons.
"""
LONGEST_LABEL = 8
LABEL_TAG = "<software>"
"""Interface text taught the model labels; asked as a law, 公安机关 grows into a sentence."""
_SENTENCE_MARK = re.compile("[，。；：？！、,;:?!]")
CONFIDENT = 0.12
"""Attention below this share links nothing."""
UNCLAIMED = 0.1
"""The same, for a source token that no target token attended to most."""


class Builtin:
    """Drafts with a model directory made by ``training``."""

    enforcement = Enforcement.INLINE

    def __init__(
        self,
        directory: Path = MODEL,
        tag: str = "<law>",
        threads: int = 0,
        markup: Markup = "slot",
    ) -> None:
        """Raises EngineError if the directory does not hold a whole model."""
        import ctranslate2

        self.directory, self.tag, self.markup = directory, tag, markup
        try:
            self.codec = Codec(directory)
            self._translator: Any = ctranslate2.Translator(
                str(directory),
                device="cpu",
                compute_type="default",  # as the model was converted
                intra_threads=threads or os.cpu_count() or 1,
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise EngineError(
                f"the embedded model cannot be loaded ({error})",
                where=str(directory),
                remedy="Install gyur again; if you named a directory, check that training wrote it",
            ) from error

    @cached_property
    def signature(self) -> str:
        """Engine, first 12 digits of the model's SHA-256, decoding settings."""
        digest = hashlib.sha256()
        for name in ("model.bin", "vocab.json", "source.spm", "target.spm"):
            digest.update((self.directory / name).read_bytes())
        model = digest.hexdigest()[:12]
        kind = self._translator.compute_type.partition("_")[0]
        return f"builtin {model} {kind} beam={BEAM} lp={LENGTH} {self.tag} {self.markup}"

    def translate(self, requests: Sequence[Request], alternatives: int = 1) -> list[list[Draft]]:
        """Drafts with their word alignment, ``alternatives`` of the beam for each request.

        Of a beam, those that lose fewest slots come first, then the likeliest: keeping a slot costs
        the model little, and the beam holds such a draft more often than its first rank does.
        """
        encodings = [
            self.codec.encode(request, self._tag_of(request.source), self.markup)
            for request in requests
        ]
        results = self._translator.translate_batch(
            [list(e.tokens) for e in encodings],
            beam_size=max(BEAM, alternatives),
            num_hypotheses=max(BEAM, alternatives),
            return_scores=True,
            return_attention=True,
            repetition_penalty=REPETITION,
            length_penalty=LENGTH,
            no_repeat_ngram_size=BLOCKED if alternatives > 1 else 0,
            max_decoding_length=LONGEST,
            max_batch_size=2048,
            batch_type="tokens",
        )
        firsts = self._first_attention(encodings)
        return [
            [
                self._draft(encoding, tokens, score, [first, *attention[1:]])
                for tokens, score, attention in _ranked(encoding, result)[:alternatives]
            ]
            for encoding, result, first in zip(encodings, results, firsts, strict=True)
        ]

    def _first_attention(self, encodings: Sequence[Encoding]) -> list[list[float]]:
        """What the first token of each draft attended to, whichever token it is.

        A beam search over a batch reports for it the attention of another sentence of the batch
        (CTranslate2 4.8.5; the rows after it are right). A greedy step, which costs a fortieth of
        the search, reports its own.
        """
        results = self._translator.translate_batch(
            [list(e.tokens) for e in encodings],
            beam_size=1,
            return_attention=True,
            max_decoding_length=1,
            max_batch_size=2048,
            batch_type="tokens",
        )
        return [result.attention[0][0] if result.attention[0] else [] for result in results]

    def _tag_of(self, source: str) -> str:
        """Labels (table cells, names) are drafted in the register of captions: no verb is added."""
        label = len(source) <= LONGEST_LABEL and not _SENTENCE_MARK.search(source)
        return LABEL_TAG if label else self.tag

    def _draft(
        self,
        encoding: Encoding,
        tokens: Sequence[str],
        score: float,
        attention: Sequence[Sequence[float]],
    ) -> Draft:
        slotted, spans = self.codec.decode(tokens)
        links = _attended(encoding, spans, attention)
        # A draft that begins with the tsheg or shad of nothing is a slip of the first token.
        tidied = tibetan.tidy(slotted.lstrip("་། "))
        keys = {slot_character(i): c for i, c in enumerate(encoding.slots)}
        for key, constraint in keys.items():
            # The model writes the པ of an ordinal itself after what it takes for a bare number.
            if constraint.target.endswith("པ"):
                tidied = re.sub(f"{key}་པ(?=འི|ས?[་།]|ར[་།])", key, tidied)
        links = list(carried(slotted, tidied, links))
        filled, places = fill(
            tidied,
            {key: c.target for key, c in keys.items()},
            [key for key, c in keys.items() if c.literal],
        )
        links = list(carried(tidied, filled, links))
        for key, constraint in keys.items():
            # A slot's own place is known exactly, so what attention said of it goes.
            links = [k for k in links if not _same(k, constraint.start, constraint.end)]
            links += [Link(constraint.start, constraint.end, *place) for place in places[key]]
        target = tibetan.tidy(filled)
        return Draft(target, score, carried(filled, target, sorted(links, key=_order)))


def _ranked(encoding: Encoding, result: Any) -> list[tuple[list[str], float, list[list[float]]]]:
    """The (tokens, score, attention) of a beam, fewest lost slots first."""
    wanted = set(SLOT_TOKENS[: len(encoding.slots)])
    beam = zip(result.hypotheses, result.scores, result.attention, strict=True)
    return sorted(beam, key=lambda hypothesis: len(wanted.difference(hypothesis[0])))


def _attended(
    encoding: Encoding, spans: Sequence[tuple[int, int]], attention: Sequence[Sequence[float]]
) -> list[Link]:
    """Each target token linked to the source token it attended to most.

    A source token that none attended to most is linked to the one that attended to it most of all:
    the model writes མི་ཆོག looking at the verb, and 不得 would be lost.
    """
    texts = [i for i, (a, b) in enumerate(encoding.spans) if a < b]
    pairs = zip(spans, attention, strict=False)
    rows = [(span, row) for span, row in pairs if span[0] < span[1] and row]
    if not texts or not rows:
        return []
    best = [max(texts, key=lambda i: row[i]) for _, row in rows]
    chosen = {(i, n) for n, i in enumerate(best) if rows[n][1][i] >= CONFIDENT}
    for i in set(texts).difference(best):
        n = max(range(len(rows)), key=lambda number: rows[number][1][i])
        if rows[n][1][i] >= UNCLAIMED:
            chosen.add((i, n))
    return [Link(*encoding.spans[i], *rows[n][0]) for i, n in sorted(chosen)]


def _same(link: Link, start: int, end: int) -> bool:
    return link.source_start == start and link.source_end == end


def _order(link: Link) -> tuple[int, int]:
    return link.target_start, link.source_start


def load(argument: str) -> Builtin:
    """The shipped model, or the model directory that the argument names."""
    return Builtin(Path(argument)) if argument else Builtin()
