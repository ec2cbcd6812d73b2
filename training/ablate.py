"""What each ingredient gives: ``python -m training.ablate --data DIR --work DIR``.

Every arm trains on from the same weights for the same time with one ingredient left out, and is
scored on both development sets in one pass of whole sentences, without terms and with slots. Runs
in WORK/ablation; WORK must hold the steps up to ``vocabulary``. One JSON line an arm and set.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from glossary import builtin as shipped
from glossary.matcher import Matcher
from training.__main__ import WEIGHTS
from training.compare import drafts, read_set, say
from training.examples import Row, read_rows
from training.export import averaged, convert, layout
from training.recipe import DOMAIN, SEED, good
from training.train import GUIDANCE, Phase, Size, Trainer
from translate.engines.builtin import Builtin
from translate.engines.codec import Codec


@dataclass(frozen=True, slots=True)
class Arm:
    """One training with something left out."""

    without: tuple[str, ...] = ()
    """Origin groups."""
    guidance: float = GUIDANCE
    size: Size = field(default_factory=Size)


ARMS: dict[str, Arm] = {
    "everything": Arm(),
    "no back-translation": Arm(("back",)),
    "no corpus of our own": Arm(("prose", "statute")),
    "no laws": Arm(("law", "law_article")),
    "no software, dictionary, canon": Arm(("software", "dictionary", "classical")),
    "no alignment guidance": Arm(guidance=0.0),
    "no dropout": Arm(size=Size(dropout=0.0)),
}


def main() -> None:
    """Trains and scores the arms that are not there yet."""
    parser = argparse.ArgumentParser(prog="python -m training.ablate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--start", type=Path, default=WEIGHTS / "marian-fp16.safetensors")
    parser.add_argument("--minutes", type=float, default=10, help="training time of each arm")
    parser.add_argument("--arms", nargs="+", default=list(ARMS), choices=list(ARMS))
    args = parser.parse_args()
    matcher = Matcher(shipped.terms())
    sets = {
        name: read_set(args.data / "dev" / f"{name}.tsv", matcher, None)
        for name in ("law", "flores")
    }
    rows = [row for row in read_rows(args.work / "aligned.jsonl") if good(row)]
    for name in args.arms:
        engine = train(ARMS[name], name, rows, args)
        for label, one in sets.items():
            for marked in (False, True):
                what = f"{name}; {'slot' if marked else 'none'}"
                say(label, "<law>", what, one, drafts(engine, one, marked))


def train(arm: Arm, name: str, rows: list[Row], args: argparse.Namespace) -> Builtin:
    """The engine of one arm; trained before, it is only loaded."""
    work: Path = args.work / "ablation" / name.replace(" ", "-").replace(",", "")
    engine = work / "engine"
    if not (engine / "model.bin").exists():
        shutil.copytree(args.work / "model", work / "model", dirs_exist_ok=True)
        weights = {group: share for group, share in DOMAIN.items() if group not in arm.without}
        trainer = Trainer(
            Codec(work / "model"), arm.size, work, SEED, "cpu", {}, args.start, arm.guidance
        )
        phase = Phase("ablation", args.minutes, 4e-4, weights, decay=True)
        trainer.run(rows, [phase], tokens=1600, save_minutes=60)
        model = averaged(work, arm.size, 1)
        convert(model, work / "model", layout(work / "model")["written"], engine)
    return Builtin(engine)


if __name__ == "__main__":
    main()
