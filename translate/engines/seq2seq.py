"""Any seq2seq checkpoint through transformers: NLLB-200, MADLAD-400 and other T5, Marian.

Needs the ``torch`` extra. Nothing is downloaded unless the user names a hub model.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from glossary import tibetan
from translate.document import Draft, Request
from translate.engines import Enforcement
from translate.errors import EngineError

SOURCE_LANGUAGE, TARGET_LANGUAGE = "zho_Hans", "bod_Tibt"
"""NLLB's codes (FLORES-200)."""
T5_PREFIX = "<2bo> "
"""MADLAD-400's target tag."""
BEAM = 4


class Seq2Seq:
    """Drafts with a checkpoint directory or hub model; terms are verified afterwards."""

    enforcement = Enforcement.NONE

    def __init__(self, name: str) -> None:
        """Raises EngineError if the checkpoint cannot be loaded as a seq2seq model."""
        import torch
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

        self._torch = torch
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(name)
            self._model: Any = AutoModelForSeq2SeqLM.from_pretrained(name).eval()
        except (OSError, ValueError, KeyError, ImportError) as error:
            first = str(error).strip().splitlines()[0]
            raise EngineError(
                f"cannot load a seq2seq model ({first})",
                where=name,
                remedy="Name a directory made by save_pretrained, or a hub model with network",
            ) from error
        self._kind = str(self._model.config.model_type)
        revision = getattr(self._model.config, "_commit_hash", None) or "local"
        self.signature = f"transformers {Path(name).name} {revision} float32 beam={BEAM}"

    def translate(self, requests: Sequence[Request], alternatives: int = 1) -> list[list[Draft]]:
        """Beam search, ``alternatives`` drafts for each request."""
        if not requests:
            return []
        sources = [self._prefix() + request.source for request in requests]
        inputs = self._tokenizer(sources, return_tensors="pt", padding=True, truncation=True)
        beams = max(BEAM, alternatives)
        with self._torch.inference_mode():
            output = self._model.generate(
                **inputs,
                num_beams=beams,
                num_return_sequences=alternatives,
                max_new_tokens=3 * int(inputs["input_ids"].shape[1]) + 16,
                **self._forced(),
            )
        texts = self._tokenizer.batch_decode(output, skip_special_tokens=True)
        drafts = [Draft(tibetan.tidy(text.strip())) for text in texts]
        return [drafts[i : i + alternatives] for i in range(0, len(drafts), alternatives)]

    def _prefix(self) -> str:
        return T5_PREFIX if self._kind in {"t5", "mt5", "umt5"} else ""

    def _forced(self) -> dict[str, int]:
        """NLLB is told the target language by its first token."""
        token = self._tokenizer.convert_tokens_to_ids(TARGET_LANGUAGE)
        if self._kind != "m2m_100" or token in (None, self._tokenizer.unk_token_id):
            return {}
        self._tokenizer.src_lang = SOURCE_LANGUAGE
        return {"forced_bos_token_id": int(token)}


def load(argument: str) -> Seq2Seq:
    """The checkpoint that the argument names."""
    if not argument:
        raise EngineError(
            "engine 'transformers' needs a checkpoint",
            remedy="Write --engine transformers:DIRECTORY or transformers:HUB_NAME",
        )
    return Seq2Seq(argument)
