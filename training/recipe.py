"""The recipe: which origins in which shares, in what phases and at what rates."""

from __future__ import annotations

import argparse
from pathlib import Path

from training import corpus
from training.examples import Row, read_rows

SEED = 1

BROAD = {
    "law": 0.10,
    "law_article": 0.03,
    "statute": 0.12,
    "prose": 0.25,
    "back": 0.12,
    "software": 0.18,
    "dictionary": 0.09,
    "classical": 0.07,
    "name": 0.03,
    "udhr": 0.01,
}
DOMAIN = {
    "law": 0.08,
    "law_article": 0.02,
    "statute": 0.19,
    "prose": 0.38,
    "name": 0.05,
    "back": 0.17,
    "software": 0.04,
    "dictionary": 0.05,
    "classical": 0.02,
}
"""Shares of examples by origin in the two phases."""


def development(data: Path) -> dict[str, list[Row]]:
    """The held-out sets, cleaned as training text is."""
    sets = {}
    for name, tag in (("law", "<law>"), ("flores", "<prose>")):
        lines = (data / "dev" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        cells = [line.split("\t") for line in lines]
        sets[name] = [
            Row(corpus.clean_chinese(c[0]), corpus.clean_tibetan(c[1]), name, tag, 1.0, (), ())
            for c in cells
        ]
    return sets


def train(args: argparse.Namespace) -> None:
    """The two phases: every origin first, then the domain with a falling rate."""
    from training.train import Phase, Size, Trainer
    from translate.engines.codec import Codec

    rows = [row for row in read_rows(args.work / "aligned.jsonl") if good(row)]
    phases = [
        Phase("broad", args.minutes * 0.4, 1.0e-3, BROAD, warmup=1000),
        Phase("domain", args.minutes * 0.6, 0.9e-3, DOMAIN, decay=True),
    ]
    if args.start:  # these weights have had the broad phase
        phases = [
            Phase("domain", args.minutes * 0.3, 6e-4, DOMAIN, warmup=500),
            Phase("settling", args.minutes * 0.7, 6e-4, DOMAIN, decay=True),
        ]
    codec = Codec(args.work / "model")
    trainer = Trainer(
        codec, Size(), args.work, SEED, args.device, development(args.data), args.start
    )
    trainer.run(rows, phases, tokens=1600, save_minutes=5)


def good(row: Row) -> bool:
    """Keeps pairs whose words mostly found each other.

    Laws are let in more easily: they are long and rare in their words, and ``articles`` cut them.
    """
    return row.score >= {"law": 0.4, "law_article": 0.4, "software": 0.6}.get(row.origin, 0.5)
