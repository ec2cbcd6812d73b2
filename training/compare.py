"""How terms are best marked, and which tag fits: ``python -m training.compare --data DIR``.

For each development set: chrF++ (sacreBLEU) and the share of term occurrences present before any
repair, with no terms marked, with slots, and with inline annotation, under each tag. The terms are
those built-in ones whose accepted target stands in the reference, so that a mark never asks for
what the reference does not say. Prints one JSON line for each.
"""

from __future__ import annotations

import argparse
import json
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


def settled(matcher: Matcher, source: str, reference: str) -> list[Match]:
    """The matched terms that the reference renders as the glossary does."""
    matches = matcher.find(source)
    places = constraint.verify(matches, reference)
    return [m for m, place in zip(matches, places, strict=True) if place is not None]


def main() -> None:
    """Runs every combination."""
    parser = argparse.ArgumentParser(prog="python -m training.compare", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--rows", type=int, default=None, help="only the first rows of each set")
    args = parser.parse_args()
    matcher = Matcher(shipped.terms())
    arms: list[tuple[str, Markup, bool]] = [
        ("none", "slot", False),
        ("slot", "slot", True),
        ("inline", "inline", True),
    ]
    for name in ("law", "flores"):
        pairs = rows(args.data / "dev" / f"{name}.tsv")[: args.rows]
        matches = [settled(matcher, source, reference) for source, reference in pairs]
        for tag in ("<law>", "<prose>"):
            for label, markup, marked in arms:
                engine = Builtin(args.model, tag, markup=markup)
                requests = [
                    constraint.request(source, found, enforce=marked)
                    for (source, _), found in zip(pairs, matches, strict=True)
                ]
                targets = [drafts[0].target for drafts in engine.translate(requests)]
                metric = CHRF(word_order=2)
                score = metric.corpus_score(targets, [[reference for _, reference in pairs]])
                lacking = sum(map(constraint.missing, matches, targets))
                total = sum(map(len, matches))
                line = {
                    "set": name,
                    "tag": tag,
                    "terms": label,
                    "chrF++": round(score.score, 2),
                    "present": round(1 - lacking / total, 4),
                    "occurrences": total,
                    "signature": str(metric.get_signature()),
                }
                print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
