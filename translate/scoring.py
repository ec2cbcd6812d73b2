"""Figures of quality: chrF++, BLEU over Tibetan syllables, term presence per occurrence.

chrF and BLEU are sacreBLEU's (Post 2018), with its signatures; intervals are its bootstrap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from glossary import tibetan
from translate.errors import EngineError


@dataclass(frozen=True, slots=True)
class Score:
    """One metric over a test set: 0 to 100, half the width of its 95% interval, how it was made."""

    name: str
    value: float
    interval: float
    signature: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric of two systems: the second's lead, and how likely chance alone gives as much."""

    name: str
    baseline: str
    system: str
    lead: float
    p_value: float


def score(targets: Sequence[str], references: Sequence[str], samples: int = 1000) -> list[Score]:
    """chrF2, chrF++ and syllable BLEU of targets against one reference each; spBLEU where the
    FLORES-200 tokeniser lies in sacreBLEU's folder.

    Raises EngineError where sacreBLEU is not installed.
    """
    scores = []
    for name, (metric, prepared) in _metrics().items():
        result = metric.corpus_score(
            list(map(prepared, targets)), [list(map(prepared, references))], n_bootstrap=samples
        )
        interval = float(getattr(result, "_ci", 0.0))
        scores.append(Score(name, result.score, interval, str(metric.get_signature())))
    return scores


def compare(
    systems: Sequence[tuple[str, Sequence[str]]], references: Sequence[str], samples: int = 1000
) -> list[Difference]:
    """The first system against each other one, by paired bootstrap (Koehn 2004), in every metric.

    Raises EngineError where sacreBLEU is not installed.
    """
    found = []
    for name, (metric, prepared) in _metrics().items():
        from sacrebleu.significance import PairedTest

        named = [(system, list(map(prepared, targets))) for system, targets in systems]
        golds = [list(map(prepared, references))]
        test = PairedTest(named, {name: metric}, golds, test_type="bs", n_samples=samples)
        first, *others = next(rows for key, rows in test()[1].items() if key != "System")
        for (system, _), result in zip(systems[1:], others, strict=True):
            lead = result.score - first.score
            found.append(Difference(name, systems[0][0], system, lead, float(result.p_value)))
    return found


def _metrics() -> dict[str, tuple[Any, Callable[[str], str]]]:
    """By name, sacreBLEU's metric and what text must become before it counts."""
    try:
        from sacrebleu.metrics import BLEU, CHRF
        from sacrebleu.tokenizers.tokenizer_spm import SACREBLEU_DIR, SPM_MODELS
    except ImportError as error:
        raise EngineError(
            "scoring needs sacrebleu, not installed here",
            remedy="Install with: pip install 'gyur[evaluate]'",
        ) from error
    metrics: dict[str, tuple[Any, Callable[[str], str]]] = {
        "chrF2": (CHRF(), str),
        "chrF++": (CHRF(word_order=2), str),
        "BLEU (syllables)": (BLEU(tokenize="none", force=True), spaced),
    }
    model = PurePosixPath(SPM_MODELS["flores200"]["url"]).name
    if (Path(SACREBLEU_DIR) / "models" / model).exists():  # else sacreBLEU would download it
        metrics["spBLEU"] = (BLEU(tokenize="flores200", force=True), str)
    return metrics


def spaced(text: str) -> str:
    """Syllables and marks apart, as BLEU counts them."""
    spans = tibetan.syllables(text)
    parts, at = [], 0
    for start, end in spans:
        parts += [c for c in text[at:start] if not c.isspace() and c not in "་༌"]
        parts.append(text[start:end])
        at = end
    parts += [c for c in text[at:] if not c.isspace() and c not in "་༌"]
    return " ".join(parts)
