"""How each family of seq2seq models is told to translate Chinese into Tibetan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from translate.errors import EngineError

POSITIONS = 1024
"""Tokens, where a checkpoint names no limit; CTranslate2 cuts longer inputs without a word."""
SPREAD = 4
"""Tokens of output for one of input, at most."""
ROOM = 16
"""Tokens of output on top, for short sources."""


@dataclass(frozen=True, slots=True)
class Languages:
    """What is written around source and target; each may be empty."""

    prefix: str = ""
    """Text before the source."""
    source: str = ""
    """The token before the source."""
    target: str = ""
    """The token that the target begins with."""


def languages(kind: str, holds: Callable[[str], bool]) -> Languages:
    """The mark-up for a model type; ``holds`` tells whether its vocabulary has a token.

    NLLB-200 has the codes of FLORES-200, MADLAD-400 a tag for the target, and Marian models with
    several targets name it too. Any other T5 or Marian is taken to know one pair of languages.
    Raises EngineError for a model with language codes and none for Tibetan.
    """
    if kind == "m2m_100":
        if not (holds("bod_Tibt") and holds("zho_Hans")):
            raise EngineError(
                "the model knows no Tibetan: its vocabulary lacks bod_Tibt or zho_Hans",
                remedy="Name a model with the language codes of NLLB-200",
            )
        return Languages(source="zho_Hans", target="bod_Tibt")
    tag = ">>bod<<" if kind == "marian" else "<2bo>"
    return Languages(prefix=f"{tag} " if holds(tag) else "")


def longest_input(positions: int | None) -> int:
    """Tokens of input such that the longest output still has a position for each token."""
    return (min(positions or POSITIONS, POSITIONS) - ROOM) // (SPREAD + 1)


def longest_output(tokens: int) -> int:
    """Tokens of output, at most, for so many of input: a loop ends here."""
    return SPREAD * tokens + ROOM
