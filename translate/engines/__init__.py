"""Engines: what turns a source into a draft. One registry, one module an engine.

Engine names are ``NAME`` or ``NAME:ARGUMENT``, as in ``transformers:C:\\models\\my-marian``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Protocol

from translate.document import Draft, Request
from translate.errors import EngineError


class Enforcement(StrEnum):
    """The strongest means an engine has to make terms appear."""

    INLINE = "inline"
    """Terms are marked in its input; it was trained to keep them."""
    PROMPT = "prompt"
    """Terms are named in its prompt."""
    SOURCE = "source"
    """Terms stand in Tibetan in its source, or its beams are led to them; it was not trained to."""
    NONE = "none"
    """It sees plain text; terms are verified and repaired afterwards."""


class Engine(Protocol):
    """What every engine offers."""

    signature: str
    """Engine, model hash, quantisation, decoding: equal signatures give equal drafts."""
    enforcement: Enforcement

    def translate(self, requests: Sequence[Request], alternatives: int = 1) -> list[list[Draft]]:
        """Up to ``alternatives`` drafts for each request, best first, never none.

        Raises EngineError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """An engine as the registry knows it, without loading anything."""

    factory: str
    """``module:callable``; the callable takes the text after the colon of the engine's name."""
    needs: tuple[str, ...]
    """Importable modules that must be installed."""
    enforcement: Enforcement
    summary: str
    remedy: str = ""
    """What to do where a need is not met."""


_TORCH = "Install with: pip install 'gyur[torch]'"
REGISTRY: dict[str, Entry] = {
    "builtin": Entry(
        "translate.engines.builtin:load",
        ("ctranslate2", "sentencepiece"),
        Enforcement.INLINE,
        "the engine that ships with gyur: offline, on any laptop",
    ),
    "transformers": Entry(
        "translate.engines.seq2seq:load",
        ("torch", "transformers", "sentencepiece"),
        Enforcement.SOURCE,
        "NLLB-200, MADLAD-400, Marian: transformers:DIRECTORY or transformers:HUB_NAME@REVISION",
        _TORCH,
    ),
    "ctranslate2": Entry(
        "translate.engines.converted:load",
        ("ctranslate2", "sentencepiece"),
        Enforcement.SOURCE,
        "the same, converted by 'gyur engines convert': ctranslate2:DIRECTORY",
    ),
    "hymt": Entry(
        "translate.engines.causal:load",
        ("torch", "transformers"),
        Enforcement.PROMPT,
        "Hy-MT2 and its like: hymt:DIRECTORY or hymt:HUB_NAME@REVISION",
        _TORCH,
    ),
    "openai": Entry(
        "translate.engines.server:load",
        (),
        Enforcement.PROMPT,
        "an OpenAI-compatible server: openai:MODEL@BASE_URL; a key goes in GYUR_API_KEY",
    ),
    "scripted": Entry(
        "translate.engines.scripted:load",
        (),
        Enforcement.INLINE,
        "no translation: writes the terms and a stand-in for the rest (tests, dry runs)",
    ),
}


def unmet(entry: Entry) -> list[str]:
    """The modules that an engine needs and that are not installed; nothing is imported."""
    from importlib.util import find_spec

    return [name for name in entry.needs if find_spec(name) is None]


def load(name: str, models: Path | None = None) -> Engine:
    """The engine of that name, ready to draft. Raises EngineError naming what is available.

    ``models`` is the folder of fetched weights, which names of the catalogue stand for.
    """
    kind, _, argument = name.partition(":")
    entry = REGISTRY.get(kind)
    if entry is None:
        raise EngineError(
            f"unknown engine '{name}'",
            remedy=f"Available: {', '.join(REGISTRY)}. 'gyur engines' tells about each",
        )
    if lacking := unmet(entry):
        ready = [other for other, e in REGISTRY.items() if not unmet(e)]
        raise EngineError(
            f"engine '{kind}' needs {', '.join(lacking)}, not installed here",
            remedy=f"{entry.remedy}. Ready here: {', '.join(ready)}",
        )
    if models is not None:
        from translate.engines.catalogue import resolve

        argument = resolve(kind, argument, models)
    module, _, factory = entry.factory.partition(":")
    engine: Engine = getattr(import_module(module), factory)(argument)
    return engine
