"""Figures of quality: chrF++, BLEU over Tibetan syllables, term presence per occurrence.

chrF and BLEU are sacreBLEU's (Post 2018), with its signatures; intervals are its bootstrap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glossary import tibetan
from translate.errors import EngineError


@dataclass(frozen=True, slots=True)
class Score:
    """One metric over a test set: 0 to 100, half the width of its 95% interval, how it was made."""

    name: str
    value: float
    interval: float
    signature: str


def score(targets: Sequence[str], references: Sequence[str], samples: int = 1000) -> list[Score]:
    """chrF2, chrF++ and syllable BLEU of targets against one reference each.

    Raises EngineError where sacreBLEU is not installed.
    """
    try:
        from sacrebleu.metrics import BLEU, CHRF
    except ImportError as error:
        raise EngineError(
            "scoring needs sacrebleu, not installed here",
            remedy="Install with: pip install 'gyur[evaluate]'",
        ) from error
    split = [_spaced(t) for t in targets], [_spaced(r) for r in references]
    plans = (
        ("chrF2", CHRF(), targets, references),
        ("chrF++", CHRF(word_order=2), targets, references),
        ("BLEU (syllables)", BLEU(tokenize="none", force=True), *split),
    )
    scores = []
    for name, metric, hypotheses, golds in plans:
        result = metric.corpus_score(list(hypotheses), [list(golds)], n_bootstrap=samples)
        interval = float(getattr(result, "_ci", 0.0))
        scores.append(Score(name, result.score, interval, str(metric.get_signature())))
    return scores


def _spaced(text: str) -> str:
    """Syllables and marks apart, as BLEU counts them."""
    spans = tibetan.syllables(text)
    parts, at = [], 0
    for start, end in spans:
        parts += [c for c in text[at:start] if not c.isspace() and c not in "་༌"]
        parts.append(text[start:end])
        at = end
    parts += [c for c in text[at:] if not c.isspace() and c not in "་༌"]
    return " ".join(parts)
