"""Snapshots to the shipped model: average, Marian checkpoint, CTranslate2 int8."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch

from training.train import Size, new_model
from translate.engines.codec import END, PAD, UNKNOWN

FORBIDDEN = -1e4
"""Bias on pieces that no draft should hold."""
WRITABLE = re.compile(r"[\u0f00-\u0fff0-9▁ .,:;%/?!+()《》〈〉“”‘’…—-]+|</s>|<s\d+>")
"""Tibetan, digits and the marks that PRC press writes; Latin comes back through slots."""


def average(snapshots: list[Path]) -> dict[str, torch.Tensor]:
    """The mean of the weights of several moments of one training."""
    states = [torch.load(path, map_location="cpu", weights_only=True) for path in snapshots]
    return {
        name: torch.stack([s[name].float() for s in states]).mean(0)
        if states[0][name].is_floating_point()
        else states[0][name]
        for name in states[0]
    }


def checkpoint(work: Path, size: Size, last: int, folder: Path) -> Any:
    """A Marian checkpoint that ``transformers`` loads, averaged over the last snapshots."""
    layout = json.loads((work / "model" / "layout.json").read_text(encoding="utf-8"))
    model = new_model(size, layout["size"])
    model.load_state_dict(average(sorted((work / "snapshots").glob("*.pt"))[-last:]))
    vocabulary = json.loads((work / "model" / "vocab.json").read_text(encoding="utf-8"))
    for piece, index in vocabulary.items():
        if index >= layout["written"] or not WRITABLE.fullmatch(piece):
            model.final_logits_bias[:, index] = FORBIDDEN
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    for name in ("source.spm", "target.spm", "vocab.json"):
        shutil.copy(work / "model" / name, folder / name)
    tokenizer = {
        "tokenizer_class": "MarianTokenizer",
        "eos_token": END,
        "unk_token": UNKNOWN,
        "pad_token": PAD,
        "source_lang": "zho",
        "target_lang": "bod",
        "model_max_length": 512,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    return model


def keep(work: Path, size: Size, last: int, path: Path) -> None:
    """Writes the averaged weights in half precision: what fine-tuning starts from."""
    from safetensors.torch import save_file

    layout = json.loads((work / "model" / "layout.json").read_text(encoding="utf-8"))
    model = new_model(size, layout["size"])
    model.load_state_dict(average(sorted((work / "snapshots").glob("*.pt"))[-last:]))
    state = {name: p.detach().half().contiguous() for name, p in model.named_parameters()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(state, path)


def export(work: Path, size: Size, output: Path, last: int = 4, quantisation: str = "int8") -> None:
    """Writes the CTranslate2 model and the vocabularies; other files in ``output`` stay."""
    from ctranslate2.converters import TransformersConverter

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "marian"
        checkpoint(work, size, last, folder)
        converted = Path(temporary) / "ct2"
        TransformersConverter(str(folder)).convert(str(converted), quantization=quantisation)
        output.mkdir(parents=True, exist_ok=True)
        for path in converted.iterdir():
            shutil.copy(path, output / path.name)
        for name in ("source.spm", "target.spm", "vocab.json"):
            shutil.copy(folder / name, output / name)
    print(f"{output}: {sum(p.stat().st_size for p in output.iterdir()) / 1e6:.1f} MB")
