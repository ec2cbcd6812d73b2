"""Names set into carrier sentences, so that the model learns to spell a name by its syllables.

``names/names.tsv`` pairs a name with its Tibetan spelling; ``names/carriers.tsv`` pairs sentences
in which A stands for the name of a person and B for that of a place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from glossary.substitution import fill
from glossary.tibetan import tidy

TIMES = 3
"""Sentences in which each name stands, about."""


def sentences(names: Path, carriers: Path, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Every name by itself, then names drawn at random into carriers, particles made to agree."""
    pairs = _pairs(names)
    yield from pairs
    draw = random.Random(seed)
    deck = iter([pair for _ in range(TIMES) for pair in draw.sample(pairs, len(pairs))])
    frames = _pairs(carriers)
    while True:
        zh, bo = draw.choice(frames)
        slots = re.findall("[AB]", zh)
        drawn = list(islice(deck, len(slots)))
        if len(drawn) < len(slots):
            return
        for slot, (name, _) in zip(slots, drawn, strict=True):
            zh = zh.replace(slot, name)
        written, _ = fill(bo, {slot: name for slot, (_, name) in zip(slots, drawn, strict=True)})
        yield zh, tidy(written)


def _pairs(path: Path) -> list[tuple[str, str]]:
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [(zh, bo) for zh, bo in lines]
