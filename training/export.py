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

VOCABULARY = ("source.spm", "target.spm", "vocab.json")
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


def averaged(work: Path, size: Size, last: int) -> Any:
    """The model with the mean of its last snapshots as weights."""
    model = new_model(size, layout(work / "model")["size"])
    model.load_state_dict(average(sorted((work / "snapshots").glob("*.pt"))[-last:]))
    return model


def kept(path: Path, size: Size) -> Any:
    """The model whose weights ``keep`` wrote, in single precision."""
    from safetensors.torch import load_file

    model = new_model(size, layout(path.parent)["size"])
    state = {name: weight.float() for name, weight in load_file(path).items()}
    model.load_state_dict(state, strict=False)
    return model


def layout(folder: Path) -> dict[str, int]:
    """How many pieces the decoder may write, and how many there are in all."""
    found: dict[str, int] = json.loads((folder / "layout.json").read_text(encoding="utf-8"))
    return found


def checkpoint(model: Any, vocabulary: Path, written: int, folder: Path) -> None:
    """Writes a Marian checkpoint that ``transformers`` and CTranslate2's converter load."""
    pieces = json.loads((vocabulary / "vocab.json").read_text(encoding="utf-8"))
    for piece, index in pieces.items():
        if index >= written or not WRITABLE.fullmatch(piece):
            model.final_logits_bias[:, index] = FORBIDDEN
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    for name in VOCABULARY:
        shutil.copy(vocabulary / name, folder / name)
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


def keep(model: Any, path: Path) -> None:
    """Writes the weights in half precision: what fine-tuning starts from."""
    from safetensors.torch import save_file

    state = {name: p.detach().half().contiguous() for name, p in model.named_parameters()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(state, path)


def convert(
    model: Any, vocabulary: Path, written: int, output: Path, quantisation: str = "int8"
) -> None:
    """Writes the CTranslate2 model and the vocabularies; other files in ``output`` stay."""
    from ctranslate2.converters import TransformersConverter

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "marian"
        checkpoint(model, vocabulary, written, folder)
        converted = Path(temporary) / "ct2"
        TransformersConverter(str(folder)).convert(str(converted), quantization=quantisation)
        output.mkdir(parents=True, exist_ok=True)
        for path in converted.iterdir():
            shutil.copy(path, output / path.name)
        for name in VOCABULARY:
            shutil.copy(folder / name, output / name)
    print(f"{output}: {sum(p.stat().st_size for p in output.iterdir()) / 1e6:.1f} MB")
