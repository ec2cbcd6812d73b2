"""The two sentencepiece models and the vocabulary that joins them.

Pieces that the decoder may write come first, so that training computes its softmax over them
alone; ``<pad>`` comes last, where CTranslate2's Marian converter expects it.
"""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path
from typing import Any

from training.corpus import Pair
from translate.engines.codec import (
    CLOSE,
    END,
    INLINE_TARGET,
    OPEN_INLINE,
    PAD,
    SLOT_TOKENS,
    TAGS,
    UNKNOWN,
)

SOURCE_PIECES, TARGET_PIECES = 9000, 5000
REPEAT = {"law": 4, "software": 1, "classical": 1, "dictionary": 1}
"""How often a row of an origin counts when pieces are chosen; other origins count 4 times."""


def build(pairs: list[Pair], data: Path, model: Path, seed: int = 1) -> None:
    """Writes ``source.spm``, ``target.spm`` and ``vocab.json`` into the model directory."""
    model.mkdir(parents=True, exist_ok=True)
    source = [p.zh for p in pairs for _ in range(REPEAT.get(p.origin, 4))]
    target = [
        p.bo for p in pairs for _ in range(REPEAT.get(p.origin, 4)) if p.origin != "classical"
    ]
    with lzma.open(data / "mono" / "modern.txt.xz", "rt", encoding="utf-8") as lines:
        modern = [line.strip() for line in lines]
    target += random.Random(seed).sample(modern, min(40_000, len(modern)))
    # Text after a slot begins with a tsheg and a particle: let such pieces exist.
    target += ["་" + bo.split("་", 1)[1] for bo in target[:20_000] if "་" in bo]
    write_model(source, model / "source.spm", SOURCE_PIECES)
    write_model(target, model / "target.spm", TARGET_PIECES)
    join(model)


def write_model(lines: list[str], path: Path, size: int) -> None:
    """Trains one sentencepiece model; text is taken as it is (the codec has folded it)."""
    import io

    import sentencepiece

    trainer: Any = sentencepiece.SentencePieceTrainer
    buffer = io.BytesIO()
    trainer.train(
        sentence_iterator=iter(lines),
        model_writer=buffer,
        vocab_size=size,
        model_type="unigram",
        character_coverage=0.9997,
        byte_fallback=True,
        split_digits=True,
        split_by_unicode_script=False,
        split_by_whitespace=False,
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        normalization_rule_name="identity",
        max_sentencepiece_length=20,
        bos_id=-1,
        num_threads=2,
        minloglevel=1,
        input_sentence_size=200_000,
        shuffle_input_sentence=True,
    )
    path.write_bytes(buffer.getvalue())


def join(model: Path) -> None:
    """``vocab.json``: specials, slots, target pieces, then what only sources hold, then pad."""
    import sentencepiece

    def pieces(name: str) -> list[str]:
        processor = sentencepiece.SentencePieceProcessor(model_file=str(model / name))
        return [processor.id_to_piece(i) for i in range(processor.get_piece_size())]

    written = dict.fromkeys([END, UNKNOWN, *SLOT_TOKENS, *pieces("target.spm")])
    for token in (PAD, "<s>"):
        written.pop(token, None)
    read = dict.fromkeys([CLOSE, OPEN_INLINE, INLINE_TARGET, *TAGS, *pieces("source.spm")])
    rest = [token for token in read if token not in written and token != PAD]
    vocabulary = {token: i for i, token in enumerate([*written, *rest, PAD])}
    (model / "vocab.json").write_text(
        json.dumps(vocabulary, ensure_ascii=False, indent=0), encoding="utf-8"
    )
    (model / "layout.json").write_text(
        json.dumps({"written": len(written), "size": len(vocabulary)}), encoding="utf-8"
    )
