"""Causal models that take prompts, through transformers: Hy-MT2, HY-MT1.5 and their like.

Needs the ``torch`` extra. Nothing is downloaded unless the user names a hub model; then
``NAME@REVISION`` pins it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from translate.document import Draft, Request
from translate.engines import Enforcement, prompts
from translate.engines.checkpoint import digest, first_line
from translate.engines.prompts import Question
from translate.errors import EngineError

BATCH = 16
"""Prompts decoded together, at most."""
SAMPLE = "ལོ་ན་མ་སོན་པའི་འཚོ་གནས་ཀྱི་དབང་ཆ་དང་འཕེལ་རྒྱས་ཀྱི་དབང་ཆ་འགན་སྲུང་བྱེད་དགོས།"
"""Tibetan that tells how many tokens a vocabulary spends on a character: 0.4 to 3."""


class Causal:
    """Drafts with a checkpoint directory or hub model; terms are named in the prompt."""

    enforcement = Enforcement.PROMPT

    def __init__(self, name: str, revision: str | None = None) -> None:
        """Raises EngineError if the checkpoint is no causal model with a chat template, or too big.

        bfloat16 on CUDA, float32 on the CPU.
        """
        import torch
        from safetensors import SafetensorError
        from transformers import AutoModelForCausalLM, AutoTokenizer

        unreadable = (SafetensorError, OSError, ValueError, KeyError, ImportError)
        self._torch = torch
        device, dtype = ("cuda", "bfloat16") if torch.cuda.is_available() else ("cpu", "float32")
        pinned = {"revision": revision} if revision else {}
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(
                name, padding_side="left", **pinned
            )
            model = AutoModelForCausalLM.from_pretrained(
                name, dtype=getattr(torch, dtype), **pinned
            )
            self._model: Any = model.to(device).eval()
        except (*unreadable, RuntimeError, MemoryError) as error:
            raise EngineError(
                f"cannot load a causal model ({first_line(error)})",
                where=name,
                remedy="Name a directory made by save_pretrained, or a hub model with network",
            ) from error
        if not self._tokenizer.chat_template:
            raise EngineError(
                "the model has no chat template, so it takes no prompts",
                where=name,
                remedy="Name an instruction-tuned model, as tencent/Hy-MT2-1.8B",
            )
        if self._tokenizer.pad_token_id is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token
        self._tokens_per_character = len(self._tokenizer(SAMPLE)["input_ids"]) / len(SAMPLE)
        self.signature = (
            f"hymt {Path(name).name} {self._version(name)} {dtype} greedy"
            f" sampled={prompts.SAMPLING}/{prompts.TOP_K}/{prompts.REPETITION}"
        )

    def _version(self, name: str) -> str:
        """The hub's commit, or a digest of the directory."""
        if Path(name).is_dir():
            return digest(Path(name))
        return getattr(self._model.config, "_commit_hash", None) or "unknown"

    def translate(self, requests: Sequence[Request], alternatives: int = 1) -> list[list[Draft]]:
        """Greedy, or for alternatives sampled with fixed seeds. Raises EngineError."""
        return prompts.drafts(requests, alternatives, self._answers)

    def _answers(self, questions: Sequence[Question]) -> list[str]:
        answers = [""] * len(questions)
        for batch in _batches(questions):
            for i, text in zip(batch, self._generate([questions[i] for i in batch]), strict=True):
                answers[i] = text
        return answers

    def _generate(self, questions: Sequence[Question]) -> list[str]:
        """Answers to questions of one seed."""
        inputs = self._tokenizer.apply_chat_template(
            [[{"role": "user", "content": question.prompt}] for question in questions],
            add_generation_prompt=True,
            return_dict=True,
            return_tensors="pt",
            padding=True,
        ).to(self._model.device)
        longest = max(q.most_tokens(self._tokens_per_character) for q in questions)
        try:
            with self._torch.inference_mode(), self._seeded(questions[0].seed):
                output = self._model.generate(
                    input_ids=inputs["input_ids"],
                    attention_mask=inputs["attention_mask"],
                    max_new_tokens=longest,
                    pad_token_id=self._tokenizer.pad_token_id,
                    **_decoding(questions[0].seed),
                )
        except (self._torch.OutOfMemoryError, MemoryError) as error:
            raise EngineError(
                "the memory does not suffice for this model",
                where=self.signature,
                remedy="Close other programs, or take a smaller model",
            ) from error
        written = output[:, inputs["input_ids"].shape[1] :]
        return list(self._tokenizer.batch_decode(written, skip_special_tokens=True))

    @contextmanager
    def _seeded(self, seed: int) -> Iterator[None]:
        """Random numbers from ``seed``; the caller's own sequence is left as it was."""
        devices = [self._model.device] if self._model.device.type == "cuda" else []
        with self._torch.random.fork_rng(devices=devices):
            self._torch.manual_seed(seed)
            yield


def _batches(questions: Sequence[Question]) -> Iterator[list[int]]:
    """Indices of questions of one seed and like length, longest first."""

    def seed(i: int) -> int:
        return questions[i].seed

    by_length = sorted(range(len(questions)), key=lambda i: -len(questions[i].prompt))
    for _, group in groupby(sorted(by_length, key=seed), key=seed):
        same = list(group)
        for start in range(0, len(same), BATCH):
            yield same[start : start + BATCH]


def _decoding(seed: int) -> dict[str, Any]:
    """Every setting told, so that the checkpoint's own generation_config decides none."""
    if not seed:
        return {"do_sample": False, "num_beams": 1, "repetition_penalty": 1.0}
    return {
        "do_sample": True,
        "num_beams": 1,
        "temperature": prompts.TEMPERATURE,
        "top_p": prompts.TOP_P,
        "top_k": prompts.TOP_K,
        "repetition_penalty": prompts.REPETITION,
    }


def load(argument: str) -> Causal:
    """The checkpoint that the argument names: a directory, or a hub name with its revision."""
    if not argument:
        raise EngineError(
            "engine 'hymt' needs a checkpoint",
            remedy="Write --engine hymt:DIRECTORY or hymt:HUB_NAME@REVISION",
        )
    if Path(argument).exists():
        return Causal(argument)
    name, _, revision = argument.partition("@")
    return Causal(name, revision or None)
