"""From data to the shipped model: ``python -m training --data DIR --work DIR``.

Steps: prepare, align, vocabulary, train, export. A step whose output stands in the work directory
is skipped; training continues from its checkpoint. See training/README.md.
"""

from __future__ import annotations

import argparse
import shutil
from itertools import chain
from pathlib import Path

from training import align, articles, corpus, vocabulary
from training.examples import Row, read_rows
from translate.engines.builtin import MODEL

CORPUS = Path(__file__).parent / "corpus"
WEIGHTS = Path(__file__).parent / "weights"
SEED = 1
AVERAGED = 2
"""Snapshots, five minutes apart, that the shipped weights are the mean of."""

BROAD = {
    "law": 0.10,
    "law_article": 0.03,
    "statute": 0.12,
    "prose": 0.25,
    "back": 0.12,
    "software": 0.18,
    "dictionary": 0.10,
    "classical": 0.09,
    "udhr": 0.01,
}
DOMAIN = {
    "law": 0.08,
    "law_article": 0.02,
    "statute": 0.18,
    "prose": 0.36,
    "back": 0.22,
    "software": 0.05,
    "dictionary": 0.06,
    "classical": 0.03,
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


def main() -> None:
    """Parses the command line and runs the steps that are left."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--work", type=Path, required=True, help="where intermediate files go")
    parser.add_argument("--output", type=Path, default=MODEL, help="where the engine goes")
    parser.add_argument("--start", type=Path, help="weights to fine-tune (training/weights/...)")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--minutes", type=float, default=110, help="training time in all")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    work: Path = args.work
    (work / "model").mkdir(parents=True, exist_ok=True)
    if not (work / "pairs.jsonl").exists():
        raw = (articles.law(args.data, CORPUS), corpus.raw_pairs(args.data, CORPUS))
        corpus.prepare(chain.from_iterable(raw), args.data, work)
    if not (work / "aligned.jsonl").exists():
        align.annotate(corpus.read_pairs(work / "pairs.jsonl"), work)
    if not (work / "model" / "layout.json").exists():
        if args.start:
            from training.export import VOCABULARY

            for name in VOCABULARY:
                shutil.copy(MODEL / name, work / "model" / name)
            shutil.copy(args.start.with_name("layout.json"), work / "model" / "layout.json")
        else:
            vocabulary.build(corpus.read_pairs(work / "pairs.jsonl"), args.data, work / "model")
    train(args)
    ship(args)


def train(args: argparse.Namespace) -> None:
    """The two phases: every origin first, then the domain with a falling rate."""
    import torch

    from training.train import Phase, Size, Trainer
    from translate.engines.codec import Codec

    torch.set_num_threads(args.threads)
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


def ship(args: argparse.Namespace) -> None:
    """Averages the last snapshots; writes the engine, and the float weights beside the code."""
    from training import export
    from training.train import Size

    model = export.averaged(args.work, Size(), AVERAGED)
    export.keep(model, WEIGHTS / "marian-fp16.safetensors")
    vocabulary = args.work / "model"
    shutil.copy(vocabulary / "layout.json", WEIGHTS / "layout.json")
    export.convert(model, vocabulary, export.layout(vocabulary)["written"], args.output)


def good(row: Row) -> bool:
    """Keeps pairs whose words mostly found each other.

    Laws are let in more easily: they are long and rare in their words, and ``articles`` cut them.
    """
    return row.score >= {"law": 0.4, "law_article": 0.4, "software": 0.6}.get(row.origin, 0.5)


if __name__ == "__main__":
    main()
