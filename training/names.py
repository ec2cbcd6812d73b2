"""Names set into carrier sentences, so that the model learns to spell a name by its syllables.

In a carrier, Chinese and Tibetan, A stands for the name of a person and B for that of a place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from glossary.substitution import fill
from glossary.tibetan import tidy

TIMES = 3
"""Sentences in which each name stands, about."""


Pair = tuple[str, str]
"""Chinese and Tibetan."""


def sentences(names: Sequence[Pair], carriers: Sequence[Pair], seed: int = 1) -> Iterator[Pair]:
    """Every name by itself, then names drawn at random into carriers, particles made to agree."""
    yield from names
    draw = random.Random(seed)
    deck = iter([pair for _ in range(TIMES) for pair in draw.sample(names, len(names))])
    while True:
        zh, bo = draw.choice(carriers)
        slots = re.findall("[AB]", zh)
        drawn = list(islice(deck, len(slots)))
        if len(drawn) < len(slots):
            return
        for slot, (name, _) in zip(slots, drawn, strict=True):
            zh = zh.replace(slot, name)
        written, _ = fill(bo, {slot: name for slot, (_, name) in zip(slots, drawn, strict=True)})
        yield zh, tidy(written)
