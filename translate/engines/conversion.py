"""A seq2seq checkpoint made into a directory for engine ``ctranslate2``: small, fast, no torch.

Needs the ``torch`` extra. Only local directories: what is converted is what lies there, while a hub
name with a revision would pin the weights alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from translate.engines import lock
from translate.engines.checkpoint import digest, first_line, load_errors, quiet
from translate.engines.converted import CARD, Card, vocabulary
from translate.engines.languages import languages
from translate.engines.plain import GUIDED, alignment_layer
from translate.errors import EngineError, OutputError

QUANTIZATIONS = {
    "int8": "int8_float32",
    "int8_float32": "int8_float32",
    "int16": "int16",
    "float32": "float32",
}
"""By name, what CTranslate2 calls it.

Its own int8 leaves the rest in the checkpoint's type, which, if that is bfloat16 or float16, a
laptop's processor does not have: it would be made float32 at every start.
"""
PIECES = {
    "m2m_100": ("sentencepiece.bpe.model",) * 2,
    "t5": ("spiece.model",) * 2,
    "mt5": ("spiece.model",) * 2,
    "umt5": ("spiece.model",) * 2,
    "marian": ("source.spm", "target.spm"),
}
"""By model type, the sentencepiece models of source and target."""
_TEXTS = ("LICENSE*", "NOTICE*", "README*")
"""Go along: a converted model is under its checkpoint's licence."""
_COMMIT = re.compile("[0-9a-f]{40}")


def convert(source: Path, output: Path, quantization: str = "int8") -> None:
    """Write a converted model to ``output``, a new directory, from a checkpoint directory.

    Takes about twice the memory of the checkpoint. Written beside and renamed. Raises EngineError
    for what cannot be converted, OutputError for a place where nothing can be written.
    """
    settings = _checked(source, quantization)
    _check_output(output)
    model = _specification(source, settings["model_type"], quantization)
    beside = output.with_name(f".gyur-{secrets.token_hex(6)}.part")
    try:
        beside.mkdir()
        model.save(str(beside))
        for name in set(PIECES[settings["model_type"]]):
            shutil.copyfile(source / name, beside / name)
        for pattern in _TEXTS:
            for text in source.glob(pattern):
                shutil.copyfile(text, beside / text.name)
        _write_card(source, beside, settings, quantization)
        beside.rename(output)
    except (OSError, RuntimeError) as error:
        raise OutputError(
            f"the converted model cannot be written ({first_line(error)})",
            where=str(output),
            remedy="Check the folder's permissions and the space on the disk",
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _checked(source: Path, quantization: str) -> dict[str, Any]:
    """The checkpoint's settings. Raises EngineError for one that cannot be converted."""
    if quantization not in QUANTIZATIONS:
        raise EngineError(
            f"unknown quantization '{quantization}'", remedy=f"Use {', '.join(QUANTIZATIONS)}"
        )
    if lacking := [name for name in ("torch", "transformers") if find_spec(name) is None]:
        raise EngineError(
            f"converting needs {', '.join(lacking)}, not installed here",
            remedy="Install with: pip install 'gyur[torch]'",
        )
    settings = _settings(source)
    kind = settings.get("model_type")
    if kind not in PIECES:
        raise EngineError(
            f"a model of type '{kind}' cannot be converted",
            where=str(source),
            remedy=f"Convertible types: {', '.join(PIECES)}",
        )
    for name in PIECES[kind]:
        if not (source / name).is_file():
            raise EngineError(
                f"the checkpoint lacks {name}, by which the converted model reads text",
                where=str(source),
                remedy="Copy that file from the model it was trained from",
            )
    if kind == "marian" and settings.get("pad_token_id") != settings.get("vocab_size", 0) - 1:
        # The converter takes the last row of the weights for the pad token's and drops it.
        raise EngineError(
            "the pad token is not the last of the vocabulary, so another token would be lost",
            where=str(source / "config.json"),
            remedy="Use the checkpoint as transformers:DIRECTORY",
        )
    return settings


def _settings(source: Path) -> dict[str, Any]:
    try:
        found = json.loads((source / "config.json").read_text(encoding="utf-8"))
        if any(source.glob("*.safetensors")) or any(source.glob("pytorch_model*.bin")):
            return dict(found)
        why = "no weights in it"
    except (OSError, ValueError, TypeError) as error:
        why = first_line(error)
    raise EngineError(
        f"this is not a directory with a model ({why})",
        where=str(source),
        remedy="Download a snapshot of the model first and name its directory",
    )


def _check_output(output: Path) -> None:
    if output.exists():
        raise OutputError(
            "there is something already", where=str(output), remedy="Name a new directory"
        )
    if not output.absolute().parent.is_dir():
        raise OutputError(
            "the folder does not exist", where=str(output), remedy=f"Create {output.parent} first"
        )


def _specification(source: Path, kind: str, quantization: str) -> Any:
    """The model as CTranslate2 stores it. Raises EngineError."""
    from ctranslate2.converters import TransformersConverter

    try:
        # Not convert(), which writes before the attention to return can be chosen.
        with quiet():
            found = TransformersConverter(str(source), low_cpu_mem_usage=True)._load()
        if kind not in GUIDED:
            _align_by_all_heads(found.decoder)
        found.validate()
        found.optimize(quantization=QUANTIZATIONS[quantization])
    except load_errors() as error:
        raise EngineError(
            f"the model cannot be converted ({first_line(error)})",
            where=str(source),
            remedy="Check that the checkpoint is whole; try it as transformers:DIRECTORY",
        ) from error
    return found


def _align_by_all_heads(decoder: Any) -> None:
    """Has CTranslate2 return the attention that ``seq2seq`` looks at; else it takes one head."""
    kind = type(decoder.alignment_layer)
    decoder.alignment_layer = kind(alignment_layer(len(decoder.layer)))
    decoder.alignment_heads = kind(decoder.num_heads)


def _write_card(source: Path, folder: Path, settings: dict[str, Any], quantization: str) -> None:
    before, target = _addressed(source, settings["model_type"], vocabulary(folder))
    weights = folder / "model.bin"
    with weights.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    name, revision = _origin(source, settings)
    source_pieces, target_pieces = PIECES[settings["model_type"]]
    card = Card(
        family=settings["model_type"],
        model=name,
        revision=revision,
        quantization=quantization,
        sha256=sha256,
        size=weights.stat().st_size,
        positions=int(settings.get("max_position_embeddings") or 0),
        source_pieces=source_pieces,
        target_pieces=target_pieces,
        before=before,
        target=target,
    )
    text = json.dumps(asdict(card), ensure_ascii=False, indent=1) + "\n"
    (folder / CARD).write_text(text, encoding="utf-8", newline="\n")


def _addressed(source: Path, kind: str, tokens: Sequence[str]) -> tuple[list[str], str]:
    """The tokens that stand before a source, and the first of a target."""
    from transformers import AutoTokenizer

    told = languages(kind, frozenset(tokens).__contains__)
    if not told.prefix:
        return [told.source] if told.source else [], told.target
    # A tag is cut into whatever the checkpoint's own tokenizer makes of it.
    with quiet():
        tokenizer: Any = AutoTokenizer.from_pretrained(str(source))
    ids = tokenizer(told.prefix.strip(), add_special_tokens=False)["input_ids"]
    return list(tokenizer.convert_ids_to_tokens(ids)), told.target


def _origin(source: Path, settings: dict[str, Any]) -> tuple[str, str]:
    """Name and revision as the download left them: in gyur's lock, in a cache's path or record."""
    if fetched := lock.read(source):
        return fetched.repository, fetched.revision
    place = source.resolve()
    if _COMMIT.fullmatch(place.name) and place.parent.name == "snapshots":
        repository = place.parent.parent.name.removeprefix("models--").replace("--", "/")
        return repository, place.name
    record = source / ".cache" / "huggingface" / "download" / "config.json.metadata"
    name = str(settings.get("_name_or_path") or place.name)
    if record.is_file():
        commit = record.read_text(encoding="utf-8").split("\n", 1)[0].strip()
        if _COMMIT.fullmatch(commit):
            return name, commit
    return name, digest(source)
