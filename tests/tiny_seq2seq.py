"""Seq2seq checkpoints with random weights, small enough to be made in a test."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from translate.engines.builtin import MODEL

LINES = (
    "学校应当保护未成年人。他在2025年去了青海。检察院、法律，",
    "སློབ་གྲྭས་ལོ་ན་མ་སོན་པ་སྲུང་སྐྱོབ་བྱེད་དགོས།",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ “”()[]",
)
"""Every character that the tiny vocabularies hold: no 《 》, no 囹圄, no 屏."""


def _torch_and_transformers() -> Any:
    pytest.importorskip("torch").manual_seed(3)
    return pytest.importorskip("transformers")


def _characters(path: Path, **settings: Any) -> list[str]:
    """A sentencepiece model that knows single characters; returns its pieces."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LINES),
        model_writer=model,
        model_type="char",
        vocab_size=200,
        hard_vocab_limit=False,
        character_coverage=1.0,
        minloglevel=2,
        **settings,
    )
    path.write_bytes(model.getvalue())
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]


def tiny_nllb(folder: Path) -> Path:
    """NLLB-200's architecture and tokenizer."""
    transformers = _torch_and_transformers()
    pieces = _characters(
        folder / "sentencepiece.bpe.model", unk_id=0, bos_id=1, eos_id=2, pad_id=-1
    )
    tokens = ["<s>", "<pad>", "</s>", "<unk>", *pieces[3:]]
    tokenizer: Any = transformers.NllbTokenizer(vocab={t: i for i, t in enumerate(tokens)})
    config = transformers.M2M100Config(
        vocab_size=len(tokenizer) + 2,  # NLLB-200 has two rows that no token uses
        d_model=16,
        encoder_layers=2,
        decoder_layers=3,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_position_embeddings=1024,
        init_std=0.3,
    )
    transformers.M2M100ForConditionalGeneration(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def tiny_madlad(folder: Path) -> Path:
    """MADLAD-400's architecture: a T5 that is told the target by a tag."""
    transformers = _torch_and_transformers()
    pieces = _characters(
        folder / "spiece.model",
        **{"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1},
        user_defined_symbols=["<2bo>"],
    )
    vocabulary = [(piece, -float(i > 2)) for i, piece in enumerate(pieces)]
    tokenizer: Any = transformers.T5Tokenizer(vocab=vocabulary, extra_ids=0)
    tokenizer.add_tokens(["<2bo>"])
    config = transformers.T5Config(
        vocab_size=len(tokenizer) + 3,
        d_model=16,
        d_kv=8,
        d_ff=32,
        num_layers=2,
        num_heads=2,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        decoder_start_token_id=0,
        initializer_factor=3.0,
    )
    transformers.T5ForConditionalGeneration(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def tiny_byt5(folder: Path) -> Path:
    """A T5 that reads bytes: no vocabulary file is needed."""
    transformers = _torch_and_transformers()
    tokenizer: Any = transformers.ByT5Tokenizer()
    config = transformers.T5Config(
        vocab_size=len(tokenizer),
        d_model=16,
        d_kv=8,
        d_ff=32,
        num_layers=1,
        num_heads=2,
        decoder_start_token_id=0,
        eos_token_id=1,
        pad_token_id=0,
    )
    transformers.T5ForConditionalGeneration(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def tiny_marian(folder: Path) -> Path:
    """A Marian over the shipped vocabularies."""
    transformers = _torch_and_transformers()
    for name in ("source.spm", "target.spm", "vocab.json"):
        shutil.copy(MODEL / name, folder / name)
    size = len(json.loads((folder / "vocab.json").read_text(encoding="utf-8")))
    config = transformers.MarianConfig(
        vocab_size=size,
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=16,
        decoder_ffn_dim=16,
        pad_token_id=size - 1,
        decoder_start_token_id=size - 1,
        eos_token_id=0,
        forced_eos_token_id=None,
        max_position_embeddings=512,
        init_std=0.3,
    )
    model = transformers.MarianMTModel(config)
    model.model.shared.weight.data[-1] = 0  # CTranslate2 starts from zero
    model.save_pretrained(folder)
    settings = {"tokenizer_class": "MarianTokenizer", "eos_token": "</s>", "unk_token": "<unk>"}
    (folder / "tokenizer_config.json").write_text(
        json.dumps({**settings, "pad_token": "<pad>", "source_lang": "zho", "target_lang": "bod"}),
        encoding="utf-8",
    )
    return folder
