"""The course of a training: ``python -m training.plot WORK OUTPUT.svg``.

Draws what ``train.jsonl`` in WORK logged: loss in training, loss on each development set (without
marked terms) and the rate, over target tokens.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def main() -> None:
    """Reads the log and writes the picture."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "gyur"  # the same log gives the same bytes
    parser = argparse.ArgumentParser(prog="python -m training.plot", description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("output", type=Path)
    args = parser.parse_args()
    lines = (args.work / "train.jsonl").read_text(encoding="utf-8").splitlines()
    log = [json.loads(line) for line in lines]
    steps = [record for record in log if "loss" in record]
    checks = [record for record in log if "development" in record]
    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    seen = [record["seen"] / 1e6 for record in steps]
    axes.plot(seen, [record["loss"] for record in steps], label="training", color="0.6")
    for name in checks[0]["development"] if checks else ():
        axes.plot(
            [record["seen"] / 1e6 for record in checks],
            [record["development"][name] for record in checks],
            marker=".",
            label=f"dev/{name}.tsv",
        )
    axes.set_xlabel("million target tokens")
    axes.set_ylabel("cross-entropy with label smoothing, a token")
    rates = axes.twinx()
    rates.plot(seen, [record["rate"] for record in steps], ":", color="0.8")
    rates.set_ylabel("learning rate (dotted)")
    axes.legend()
    figure.savefig(args.output, metadata={"Date": None})


if __name__ == "__main__":
    main()
