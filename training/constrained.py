"""Does lexically constrained decoding pay? ``python -m training.constrained --data DIR``.

The embedded engine's own weights, in single precision through transformers, on the first rows of
dev/law.tsv. Terms are those that the reference renders as the glossary does. For each arm chrF++
(sacreBLEU) and the share of term occurrences present before any repair, as JSON lines:

none         the source alone
boosted A B  beam search that prefers wanted words: A on a first token, B on one that goes on
source       a source that holds the Tibetan in the Chinese's place; boosted too
slot         the embedded engine's own way, for comparison
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from glossary import builtin as shipped
from glossary import tibetan
from glossary.matcher import Matcher
from training.compare import Set, read_set, say
from training.export import checkpoint, kept, layout
from training.train import Size
from translate import constraint
from translate.engines.boosting import BEGIN, GO_ON, PATIENCE, Boost, Writing
from translate.engines.builtin import BEAM, LENGTH, LONGEST, MODEL, REPETITION, Builtin
from translate.engines.codec import CLOSE, END, INLINE_TARGET, OPEN_INLINE, PAD, Encoding

WEIGHTS = Path(__file__).parent / "weights" / "marian-fp16.safetensors"
ROWS = 60
STRENGTHS = ((0.5, 3.0), (1.0, 4.0), (2.0, 6.0))
"""Nats added to the first token of a missing term and to one that goes on with it."""
BATCH = 20


class Floating(Builtin):
    """The embedded engine with its weights in single precision, decoded by transformers."""

    def __init__(self, weights: Path) -> None:
        super().__init__(MODEL)
        from transformers import MarianMTModel

        with tempfile.TemporaryDirectory() as folder:
            model = kept(weights, Size())
            checkpoint(model, MODEL, layout(weights.parent)["written"], Path(folder))
            self._marian: Any = MarianMTModel.from_pretrained(folder).eval()
        self._pieces = list(self.codec.vocabulary)
        texts = ["" if piece[0] == "<" else piece for piece in self._pieces]
        self._writing = Writing(texts, self.codec.vocabulary[END])

    def decode(
        self, encodings: Sequence[Encoding], wanted: Sequence[Sequence[str]], strength: Any
    ) -> list[str]:
        """The best draft of each source; ``strength`` (begin, go on) or None for no boost."""
        targets: list[str] = []
        for start in range(0, len(encodings), BATCH):
            part = slice(start, start + BATCH)
            least = [PATIENCE * len(e.tokens) for e in encodings[part]]
            boost = [Boost(self._writing, wanted[part], least, *strength)] if strength else []
            targets += self._batch(encodings[part], boost)
        return targets

    def _batch(self, encodings: Sequence[Encoding], boost: list[Boost]) -> list[str]:
        pad = self.codec.vocabulary[PAD]
        rows = [torch.tensor(self.codec.ids(e.tokens)) for e in encodings]
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=pad)
        with torch.inference_mode():
            output = self._marian.generate(
                input_ids=ids,
                attention_mask=(ids != pad).long(),
                num_beams=BEAM,
                length_penalty=LENGTH,
                repetition_penalty=REPETITION,
                max_new_tokens=LONGEST,
                logits_processor=boost,
            )
        tokens = [[self._pieces[i] for i in row if i != pad] for row in output.tolist()]
        return [
            self._draft(e, [t for t in row if t != END], 0.0, ()).target
            for e, row in zip(encodings, tokens, strict=True)
        ]


def switched(encoding: Encoding) -> Encoding:
    """Inline annotation (``<t> Chinese <b> Tibetan <e>``) with the Tibetan alone left of it."""
    tokens: list[str] = []
    spans: list[tuple[int, int]] = []
    skipping = False
    for token, span in zip(encoding.tokens, encoding.spans, strict=True):
        skipping = token == OPEN_INLINE or (skipping and token != INLINE_TARGET)
        if not skipping and token not in (INLINE_TARGET, CLOSE):
            tokens.append(token)
            spans.append(span)
    return Encoding(tuple(tokens), tuple(spans), ())


def arms(engine: Floating, one: Set) -> None:
    """Prints a line for each arm."""
    plain = [
        constraint.request(source, found, enforce=False)
        for (source, _), found in zip(one.pairs, one.matches, strict=True)
    ]
    wanted = [[tibetan.normalise(m.written) for m in found] for found in one.matches]
    free = [engine.codec.encode(request, "<law>") for request in plain]
    say("law", "<law>", "none", one, engine.decode(free, wanted, None))
    for strength in STRENGTHS:
        arm = "boosted {:g} {:g}".format(*strength)
        say("law", "<law>", arm, one, engine.decode(free, wanted, strength))
    asked = [
        constraint.request(request.source, found)
        for request, found in zip(plain, one.matches, strict=True)
    ]
    mixed = [switched(engine.codec.encode(request, "<law>", "inline")) for request in asked]
    say("law", "<law>", "source", one, engine.decode(mixed, wanted, None))
    say("law", "<law>", "source boosted", one, engine.decode(mixed, wanted, (BEGIN, GO_ON)))
    slots = [engine.codec.encode(request, "<law>") for request in asked]
    say("law", "<law>", "slot", one, engine.decode(slots, wanted, None))


def main() -> None:
    """Runs every arm on the first rows."""
    parser = argparse.ArgumentParser(prog="python -m training.constrained", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--rows", type=int, default=ROWS)
    given = parser.parse_args()
    one = read_set(given.data / "dev" / "law.tsv", Matcher(shipped.terms()), given.rows)
    arms(Floating(given.weights), one)


if __name__ == "__main__":
    main()
