"""A causal model of the architecture of Hy-MT2, small enough to be made in a test."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

WORDS = ("སློབ་གྲྭ", "འི་", "དབང་ཆ", "།")
"""All that the tiny causal model writes, and in this order."""
CHAT = (
    "{{ bos_token }}{% for m in messages %}<user>{{ m['content'] }}{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)


def byte_tokenizer() -> Any:
    """Reads bytes; writes a few Tibetan words too. Nothing is trained or fetched."""
    tokenizers = pytest.importorskip("tokenizers")
    transformers = pytest.importorskip("transformers")
    level = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    written = [level.pre_tokenize_str(word)[0][0] for word in WORDS]
    special = ["<pad>", "<bos>", "<eos>", "<user>", "<assistant>"]
    vocabulary = [*special, *written, *sorted(level.alphabet())]
    model = tokenizers.models.BPE({token: i for i, token in enumerate(vocabulary)}, [])
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.pre_tokenizer, tokenizer.decoder = level, tokenizers.decoders.ByteLevel()
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        bos_token="<bos>",
        eos_token="<eos>",
        additional_special_tokens=["<user>", "<assistant>"],
        chat_template=CHAT,
    )


def tiny_hunyuan(folder: Path) -> Path:
    """Hy-MT2's architecture, random but for its last layer, which writes ``WORDS`` and stops.

    What leaves so small a network is nearly the embedding of the last token, so each token's row
    is the embedding of the one before it.
    """
    transformers = pytest.importorskip("transformers")
    torch = pytest.importorskip("torch")
    torch.manual_seed(3)
    tokenizer = byte_tokenizer()
    config = transformers.HunYuanDenseV1Config(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
    )
    model = transformers.HunYuanDenseV1ForCausalLM(config)
    with torch.no_grad():
        model.lm_head.weight.zero_()
        chain = tokenizer.convert_tokens_to_ids(["<assistant>"])
        chain += [*range(5, 5 + len(WORDS)), config.eos_token_id]
        for before, token in pairwise(chain):
            model.lm_head.weight[token] = 50 * model.model.embed_tokens.weight[before]
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
