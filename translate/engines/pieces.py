"""A converted model's vocabulary: text to the tokens that CTranslate2 takes, and back.

Reads the sentencepiece models that come with the checkpoint, so that neither transformers nor torch
is needed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from translate.engines.protection import BYTE

Span = tuple[int, int]
_SILENT = re.compile(r"<(?!0x)[^<>]+>|>>\w+<<|[a-z]{3}_[A-Z][a-z]{3}|madeupword\d+")
"""Tokens that are no text: </s>, tags, names of languages, rows that no token uses."""


class Pieces:
    """A source and a target sentencepiece model over one list of tokens."""

    def __init__(self, source: Path, target: Path, tokens: Collection[str]) -> None:
        """``tokens`` is what the translation model knows. Raises OSError or RuntimeError."""
        import sentencepiece

        self._source: Any = sentencepiece.SentencePieceProcessor(model_file=str(source))
        self._target: Any = sentencepiece.SentencePieceProcessor(model_file=str(target))
        self._tokens = frozenset(tokens)
        self._unknown = self._source.unk_id()
        self.knows = lru_cache(maxsize=65536)(self._knows)

    def encode(self, text: str) -> tuple[list[str], list[Span]]:
        """The pieces of a text, and the stretch of it that each stands for."""
        found = self._source.encode(text, return_type="offset_mapping")
        return found["pieces"], found["offsets"]

    def cost(self, text: str) -> int:
        """How many tokens the model writes for a target text."""
        return len(self._target.encode(text))

    def decode(self, tokens: Sequence[str]) -> tuple[str, list[Span]]:
        """The text of tokens, and each one's span in it; tokens that are no text give none."""
        found = self._target.decode(
            [token for token in tokens if not _SILENT.fullmatch(token)],
            return_type="offset_mapping",
        )
        offsets = iter(found["offsets"])
        spans: list[Span] = []
        end = 0
        for token in tokens:
            start, end = (end, end) if _SILENT.fullmatch(token) else next(offsets)
            spans.append((start, end))
        return found["text"], spans

    def _knows(self, text: str) -> bool:
        found = self._source.encode(text, return_type="offset_mapping")
        if self._unknown in found["ids"] or any(map(BYTE.fullmatch, found["pieces"])):
            return False
        return self._tokens.issuperset(found["pieces"])
