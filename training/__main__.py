"""From data to the shipped model: ``python -m training --data DIR --work DIR``.

Steps: prepare, align, vocabulary, train, export. A step whose output stands in the work directory
is skipped; training continues from its checkpoint. See training/README.md.
"""

from __future__ import annotations

import argparse
import shutil
from functools import partial
from itertools import chain
from pathlib import Path

from training import align, articles, corpus, recipe, vocabulary
from translate.engines.builtin import MODEL

CORPUS = Path(__file__).parent / "corpus"
WEIGHTS = Path(__file__).parent / "weights"
AVERAGED = 3
"""Snapshots, five minutes apart, that the shipped weights are the mean of."""


def main() -> None:
    """Parses the command line and runs the steps that are left."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--work", type=Path, required=True, help="where intermediate files go")
    parser.add_argument("--output", type=Path, default=MODEL, help="where the engine goes")
    parser.add_argument("--start", type=Path, help="weights to fine-tune (training/weights/...)")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--minutes", type=float, default=110, help="training time in all")
    parser.add_argument("--workers", type=int, default=1, help="processes that train together")
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
    from training import team

    team.work(args.workers, work / "team", partial(recipe.train, args))
    ship(args)


def ship(args: argparse.Namespace) -> None:
    """Averages the last snapshots; writes the engine, and the float weights beside the code."""
    from training import export
    from training.train import Size

    model = export.averaged(args.work, Size(), AVERAGED)
    export.keep(model, WEIGHTS / "marian-fp16.safetensors")
    vocabulary = args.work / "model"
    shutil.copy(vocabulary / "layout.json", WEIGHTS / "layout.json")
    export.convert(model, vocabulary, export.layout(vocabulary)["written"], args.output)


if __name__ == "__main__":
    main()
