"""Seq2seq models that ``gyur engines convert`` made: CTranslate2, int8, no torch.

A directory holds the CTranslate2 model, the checkpoint's sentencepiece models and ``gyur.json``
(``Card``), which tells how to speak to the model and what it was made from.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glossary import tibetan
from translate.document import Draft, Request
from translate.engines import Enforcement, plain
from translate.engines.checkpoint import first_line
from translate.engines.languages import longest_input, longest_output
from translate.engines.pieces import Pieces
from translate.engines.plain import BEAM, Decoded, Span, attended
from translate.engines.protection import Wording
from translate.errors import EngineError

CARD = "gyur.json"
BATCH_TOKENS = 2048
END = "</s>"
"""Ends a source; every family has it."""
_VOCABULARIES = ("shared_vocabulary.json", "source_vocabulary.json")


@dataclass(frozen=True, slots=True)
class Card:
    """What ``gyur.json`` says of a converted model."""

    family: str
    """The model type of the checkpoint: m2m_100, t5, marian, ..."""
    model: str
    """The checkpoint's name."""
    revision: str
    """The hub's commit, or a digest of the directory that was converted."""
    quantization: str
    sha256: str
    """Of model.bin."""
    size: int
    """Bytes of model.bin."""
    positions: int
    """Tokens that the model can read or write; 0 where it names no limit."""
    source_pieces: str
    """File name of the sentencepiece model for the source."""
    target_pieces: str
    before: Sequence[str] = ()
    """Tokens before the source: its language, or a tag for the target's."""
    target: str = ""
    """The token that every target begins with; "" for none."""


class Converted:
    """Drafts with a converted directory; a settled term stands in the source."""

    enforcement = Enforcement.SOURCE

    def __init__(self, directory: Path, threads: int = 0) -> None:
        """Raises EngineError if the directory does not hold a whole converted model."""
        import ctranslate2

        card = read_card(directory)
        try:
            self._pieces = Pieces(
                directory / card.source_pieces,
                directory / card.target_pieces,
                vocabulary(directory),
            )
            self._translator: Any = ctranslate2.Translator(
                str(directory),
                device="auto",
                compute_type="default",  # as the model was converted
                intra_threads=threads or os.cpu_count() or 1,
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise _unusable(directory, first_line(error)) from error
        self._before, self._first = list(card.before), card.target
        self._longest = longest_input(card.positions)
        syllables = len(tibetan.syllables(plain.SAMPLE))
        self._blocked = plain.blocked(syllables, self._pieces.cost(plain.SAMPLE))
        self.signature = (
            f"ctranslate2 {card.model} {card.sha256[:12]} {card.quantization} beam={BEAM}"
        )

    def translate(self, requests: Sequence[Request], alternatives: int = 1) -> list[list[Draft]]:
        """Drafts of one beam; for alternatives no run of three syllables comes twice in any."""
        return plain.drafts(self, requests, alternatives)

    def knows(self, text: str) -> bool:
        """Whether the vocabulary holds all of ``text``."""
        return self._pieces.knows(text)

    def fits(self, text: str) -> bool:
        """Whether the model has positions for ``text`` and for any translation of it."""
        return len(self._encode(text)[0]) <= self._longest

    def decode(self, asked: Sequence[Wording], alternatives: int) -> list[list[Decoded]]:
        """Answers with their log-probability per token. Raises EngineError."""
        encoded = [self._encode(wording.text) for wording in asked]
        try:
            results = self._translator.translate_batch(
                [tokens for tokens, _ in encoded],
                [[self._first]] * len(asked) if self._first else None,
                beam_size=max(BEAM, alternatives),
                num_hypotheses=alternatives,
                no_repeat_ngram_size=self._blocked if alternatives > 1 else 0,
                disable_unk=True,
                max_input_length=0,  # nothing is cut off here: see fits
                max_decoding_length=longest_output(max(len(tokens) for tokens, _ in encoded)),
                max_batch_size=BATCH_TOKENS,
                batch_type="tokens",
                return_scores=True,
                return_attention=True,
            )
        except (RuntimeError, ValueError, MemoryError) as error:
            raise EngineError(
                f"the model failed ({first_line(error)})",
                where=self.signature,
                remedy="Close other programs; if it stays, convert the checkpoint again",
            ) from error
        return [
            [
                self._decoded(spans, *hypothesis)
                for hypothesis in zip(r.hypotheses, r.scores, r.attention, strict=True)
            ]
            for r, (_, spans) in zip(results, encoded, strict=True)
        ]

    def _decoded(
        self,
        sources: Sequence[Span],
        tokens: Sequence[str],
        score: float,
        attention: Sequence[Sequence[float]],
    ) -> Decoded:
        skipped = 1 if self._first and tokens[:1] == [self._first] else 0
        text, targets = self._pieces.decode(tokens[skipped:])
        return Decoded(text, score, attended(sources, targets, attention[skipped:]))

    def _encode(self, text: str) -> tuple[list[str], list[Span]]:
        """The tokens of a text as the model was trained to read it, and their spans in it."""
        tokens, spans = self._pieces.encode(text)
        none = [(0, 0)]
        return [*self._before, *tokens, END], none * len(self._before) + spans + none


def read_card(directory: Path) -> Card:
    """What the directory says of itself. Raises EngineError if it is no converted model."""
    try:
        card = Card(**json.loads((directory / CARD).read_text(encoding="utf-8")))
        size = (directory / "model.bin").stat().st_size
    except (OSError, ValueError, TypeError) as error:
        raise _unusable(directory, first_line(error)) from error
    if size != card.size:
        raise _unusable(directory, f"model.bin has {size} bytes, not {card.size}")
    return card


def vocabulary(directory: Path) -> list[str]:
    """The tokens of a CTranslate2 model's source. Raises OSError or ValueError."""
    for name in _VOCABULARIES:
        if (directory / name).exists():
            tokens: list[str] = json.loads((directory / name).read_text(encoding="utf-8"))
            return tokens
    raise OSError(f"{_VOCABULARIES[0]} is missing")


def _unusable(directory: Path, why: str) -> EngineError:
    return EngineError(
        f"the converted model cannot be loaded ({why})",
        where=str(directory),
        remedy="Name a directory that 'gyur engines convert' has written, whole",
    )


def load(argument: str) -> Converted:
    """The directory that the argument names."""
    if not argument:
        raise EngineError(
            "engine 'ctranslate2' needs a converted model",
            remedy="Write --engine ctranslate2:DIRECTORY, made by 'gyur engines convert'",
        )
    return Converted(Path(argument))
