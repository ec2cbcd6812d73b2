"""The embedded engine beside NLLB-200-distilled-600M: ``python -m benchmarks.engines``; JSON lines.

NLLB stands here at full size in CTranslate2 int8, but with random weights, which cost as much time
and memory as its own. So its vocabulary is a stand-in too: sources are random tokens, as many as
the embedded engine reads for the same sentence, and each target has exactly as many tokens as the
embedded engine wrote on average for that kind of sentence. Both search beams of 4 in the same
batches with two threads, one after the other, each in a process of its own.

Needs the ``torch`` extra to make the model: 5 GB of memory and 1 GB of disk, for a minute or two.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.__main__ import ROOT, SENTENCES, resident, say

EACH = 12
"""Sentences of each kind; a kind is a batch."""
THREADS = 2
BEAM = 4
VOCABULARY = 256_206
TARGET = "bod_Tibt"


def batches() -> list[list[str]]:
    """Chinese sentences, those of one kind together."""
    return [[sentence.replace("学生", f"学生{i}") for i in range(EACH)] for sentence in SENTENCES]


def builtin() -> dict[str, Any]:
    """Measure the embedded engine; tells too how many tokens it read and wrote, a kind each."""
    from translate.document import Request
    from translate.engines.builtin import Builtin

    engine = Builtin(threads=THREADS)
    asked = [[Request(sentence) for sentence in batch] for batch in batches()]
    engine.translate(asked[0][:1])
    began = time.perf_counter()
    drafts = [engine.translate(batch) for batch in asked]
    figures = _figures(time.perf_counter() - began)
    codec = engine.codec
    read = [[len(codec.encode(r, engine.tag).tokens) for r in batch] for batch in asked]
    written = [[len(codec.encode_target(d[0].target)) for d in batch] for batch in drafts]
    return {**figures, "read": _means(read), "written": _means(written)}


def nllb(folder: Path, read: Sequence[int], written: Sequence[int]) -> dict[str, Any]:
    """Measure the stand-in in ``folder`` on so many tokens a sentence, a kind each."""
    import ctranslate2

    translator = ctranslate2.Translator(str(folder), device="cpu", intra_threads=THREADS)
    draw = random.Random(1)

    def translate(count: int, length: int, target: int) -> None:
        sources = [[f"t{draw.randrange(200_000)}" for _ in range(length)] for _ in range(count)]
        translator.translate_batch(
            [["zho_Hans", *source, "</s>"] for source in sources],
            [[TARGET]] * count,
            beam_size=BEAM,
            min_decoding_length=target,
            max_decoding_length=target,
        )

    translate(1, read[0], 2)
    began = time.perf_counter()
    for length, target in zip(read, written, strict=True):
        translate(EACH, length, target)
    return _figures(time.perf_counter() - began)


def build(folder: Path) -> None:
    """Write the stand-in: the architecture of NLLB-200-distilled-600M, random, int8."""
    import torch
    from ctranslate2.converters.transformers import M2M100Loader
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    torch.set_default_dtype(torch.bfloat16)
    config = M2M100Config(
        vocab_size=VOCABULARY,
        d_model=1024,
        encoder_layers=12,
        decoder_layers=12,
        encoder_attention_heads=16,
        decoder_attention_heads=16,
        encoder_ffn_dim=4096,
        decoder_ffn_dim=4096,
        max_position_embeddings=1024,
        scale_embedding=True,
    )
    with torch.no_grad():
        model = M2M100ForConditionalGeneration(config)
        specification = M2M100Loader().get_model_spec(model)
    tokens = ["<s>", "<pad>", "</s>", "<unk>", "zho_Hans", TARGET]
    tokens += [f"t{i}" for i in range(VOCABULARY - len(tokens))]
    specification.register_source_vocabulary(tokens)
    specification.register_target_vocabulary(tokens)
    specification.config.decoder_start_token = "</s>"
    specification.validate()
    specification.optimize(quantization="int8_float32")
    folder.mkdir()
    specification.save(str(folder))


def _figures(seconds: float) -> dict[str, Any]:
    characters = sum(len(sentence) for batch in batches() for sentence in batch)
    return {
        "sentences": EACH * len(SENTENCES),
        "characters": characters,
        "seconds": round(seconds, 2),
        "characters_per_second": round(characters / seconds, 1),
        "peak_megabytes": resident(),
    }


def _means(counts: Sequence[Sequence[int]]) -> list[int]:
    return [round(sum(batch) / len(batch)) for batch in counts]


def child(*arguments: str) -> Any:
    """What this module prints in a process of its own, so that peak memory is its own."""
    command = [sys.executable, "-m", "benchmarks.engines", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT, check=True)
    return json.loads(done.stdout or "null")


def compare() -> None:
    """Print both engines' figures and how they compare."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = str(Path(temporary) / "nllb")
        child("--build", folder)
        own = child("--builtin")
        read, written = json.dumps(own["read"]), json.dumps(own["written"])
        other = child("--nllb", folder, read, written)
    say("engines", engine="builtin", threads=THREADS, beam=BEAM, **own)
    say("engines", engine="nllb-200-distilled-600M int8", threads=THREADS, beam=BEAM, **other)
    say(
        "builtin against nllb-200-distilled-600M",
        times_as_fast=round(own["characters_per_second"] / other["characters_per_second"], 1),
        share_of_memory=round(own["peak_megabytes"] / other["peak_megabytes"], 3),
    )


def main() -> None:
    """Everything, or in a child one step of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    step = parser.add_mutually_exclusive_group()
    step.add_argument("--build", type=Path, metavar="FOLDER", help="only write the stand-in")
    step.add_argument("--builtin", action="store_true", help="only measure the embedded engine")
    step.add_argument("--nllb", nargs=3, metavar=("FOLDER", "READ", "WRITTEN"), help="only NLLB")
    given = parser.parse_args()
    if given.build:
        build(given.build)
    elif given.builtin:
        print(json.dumps(builtin()))
    elif given.nllb:
        folder, read, written = given.nllb
        print(json.dumps(nllb(Path(folder), json.loads(read), json.loads(written))))
    else:
        compare()


if __name__ == "__main__":
    main()
