"""How terms are best marked, and which tag fits: ``python -m training.compare --data DIR``.

For each development set: chrF++ (sacreBLEU) and the share of term occurrences present before any
repair, with no terms marked, with slots, and with inline annotation, under each tag. The terms are
those built-in ones whose accepted target stands in the reference, so that a mark never asks for
what the reference does not say. With ``--float``, int8 against single precision instead. Prints one
JSON line for each.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sacrebleu.metrics import CHRF

from glossary import builtin as shipped
from glossary.matcher import Matcher
from glossary.term import Match
from translate import constraint
from translate.engines.builtin import MODEL, Builtin
from translate.engines.codec import Markup


def rows(path: Path) -> list[tuple[str, str]]:
    """Source and reference of a test set."""
    cells = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(c[0], c[1].strip()) for c in cells]


@dataclass(frozen=True, slots=True)
class Set:
    """Sentences with their references, and the terms that each reference renders."""

    pairs: list[tuple[str, str]]
    matches: list[list[Match]]


def read_set(path: Path, matcher: Matcher, limit: int | None) -> Set:
    """The first ``limit`` rows of a test set, or all."""
    pairs = rows(path)[:limit]
    return Set(pairs, [settled(matcher, source, reference) for source, reference in pairs])


def settled(matcher: Matcher, source: str, reference: str) -> list[Match]:
    """The matched terms that the reference renders as the glossary does."""
    matches = matcher.find(source)
    places = constraint.verify(matches, reference)
    return [m for m, place in zip(matches, places, strict=True) if place is not None]


def say(name: str, tag: str, arm: str, one: Set, targets: list[str]) -> None:
    """Prints chrF++ and the terms present in the drafts of one set."""
    metric = CHRF(word_order=2)
    score = metric.corpus_score(targets, [[reference for _, reference in one.pairs]])
    lacking = sum(map(constraint.missing, one.matches, targets))
    total = sum(map(len, one.matches))
    line = {
        "set": name,
        "tag": tag,
        "terms": arm,
        "chrF++": round(score.score, 2),
        "present": round(1 - lacking / total, 4),
        "occurrences": total,
        "signature": str(metric.get_signature()),
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)


def drafts(engine: Builtin, one: Set, marked: bool) -> list[str]:
    """The engine's first draft of each sentence, terms marked or not."""
    requests = [
        constraint.request(source, found, enforce=marked)
        for (source, _), found in zip(one.pairs, one.matches, strict=True)
    ]
    return [first.target for first, *_ in engine.translate(requests)]


def main() -> None:
    """Runs every combination."""
    parser = argparse.ArgumentParser(prog="python -m training.compare", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--tags", nargs="+", default=["<law>", "<prose>"])
    parser.add_argument(
        "--float",
        type=Path,
        metavar="WEIGHTS",
        help="compare int8 with these half-precision weights in single precision, nothing else",
    )
    parser.add_argument("--rows", type=int, default=None, help="only the first rows of each set")
    args = parser.parse_args()
    matcher = Matcher(shipped.terms())
    sets = {
        name: read_set(args.data / "dev" / f"{name}.tsv", matcher, args.rows)
        for name in ("law", "flores")
    }
    if args.float:
        with tempfile.TemporaryDirectory() as folder:
            compare_float(sets, args.model, args.float, Path(folder))
        return
    arms: list[tuple[str, Markup, bool]] = [
        ("none", "slot", False),
        ("slot", "slot", True),
        ("inline", "inline", True),
    ]
    for name, one in sets.items():
        for tag in args.tags:
            for label, markup, marked in arms:
                engine = Builtin(args.model, tag, markup=markup)
                say(name, tag, label, one, drafts(engine, one, marked))


def compare_float(sets: dict[str, Set], model: Path, weights: Path, folder: Path) -> None:
    """The shipped int8 model beside the same weights in single precision."""
    from training.export import convert, kept, layout
    from training.train import Size

    convert(kept(weights, Size()), model, layout(weights.parent)["written"], folder, "float32")
    for name, one in sets.items():
        for kind, place in (("int8", model), ("float32", folder)):
            for marked in (False, True):
                arm = f"{kind} {'slot' if marked else 'none'}"
                say(name, "<law>", arm, one, drafts(Builtin(place), one, marked))


if __name__ == "__main__":
    main()
