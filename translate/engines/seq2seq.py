"""Any seq2seq checkpoint through transformers: NLLB-200, MADLAD-400 and other T5, Marian.

Needs the ``torch`` extra. Nothing is downloaded unless the user names a hub model; then
``NAME@REVISION`` pins it. ``converted`` runs the same models faster, in a quarter of the memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from glossary import tibetan
from translate.document import Draft, Request
from translate.engines import Enforcement, plain
from translate.engines.boosting import PATIENCE, Boost, Writing
from translate.engines.checkpoint import digest, first_line, load_errors, quiet
from translate.engines.languages import languages, longest_input, longest_output
from translate.engines.plain import BEAM, Decoded, Span, attended
from translate.engines.protection import BYTE, Wording
from translate.errors import EngineError

BATCH = 16
"""Sources decoded together, at most."""


class Seq2Seq:
    """Drafts with a checkpoint directory or hub model.

    Beams are led through settled terms (``boosting``). Where alternatives are asked for, which is
    where that did not help, the terms stand in Tibetan in the source too; on the embedded engine's
    weights, which know no Tibetan sources, that alone put fewer terms in than nothing did
    (``training.constrained``).
    """

    enforcement = Enforcement.SOURCE

    def __init__(self, name: str, revision: str | None = None) -> None:
        """Raises EngineError if the checkpoint is no seq2seq model or knows no Tibetan.

        bfloat16 on CUDA, float32 on the CPU.
        """
        import torch
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

        self._torch = torch
        device, dtype = ("cuda", "bfloat16") if torch.cuda.is_available() else ("cpu", "float32")
        pinned = {"revision": revision} if revision else {}
        try:
            with quiet():
                self._tokenizer: Any = AutoTokenizer.from_pretrained(name, **pinned)
            model = AutoModelForSeq2SeqLM.from_pretrained(
                name,
                dtype=getattr(torch, dtype),
                attn_implementation="eager",  # the others give no attention to link by
                **pinned,
            )
            self._model: Any = model.to(device).eval()
        except load_errors() as error:
            raise EngineError(
                f"cannot load a seq2seq model ({first_line(error)})",
                where=name,
                remedy="Name a directory made by save_pretrained, or a hub model with network",
            ) from error
        config = self._model.config
        self._languages = languages(str(config.model_type), self._holds)
        if self._languages.source:
            self._tokenizer.src_lang = self._languages.source
        self._longest = longest_input(getattr(config, "max_position_embeddings", None))
        syllables = len(tibetan.syllables(plain.SAMPLE))
        sample = self._tokenizer(text_target=plain.SAMPLE)["input_ids"]
        self._blocked = plain.blocked(syllables, len(sample))
        self.knows = lru_cache(maxsize=65536)(self._knows)
        local = Path(name).is_dir()
        version = digest(Path(name)) if local else getattr(config, "_commit_hash", None)
        self.signature = f"transformers {Path(name).name} {version} {dtype} beam={BEAM}"

    def translate(self, requests: Sequence[Request], alternatives: int = 1) -> list[list[Draft]]:
        """Drafts of one beam; for alternatives no run of three syllables comes twice in any."""
        return plain.drafts(self, requests, alternatives, switched=alternatives > 1)

    def fits(self, text: str) -> bool:
        """Whether the model has positions for ``text`` and for any translation of it."""
        return len(self._encode([text])[0]) <= self._longest

    def decode(self, asked: Sequence[Wording], alternatives: int) -> list[list[Decoded]]:
        """In batches of like length. Raises EngineError where the memory does not suffice."""
        answers: list[list[Decoded]] = [[] for _ in asked]
        for batch in _batches([wording.text for wording in asked]):
            try:
                found = self._decode([asked[i] for i in batch], alternatives)
            except (self._torch.OutOfMemoryError, MemoryError) as error:
                raise EngineError(
                    "the memory does not suffice for this model",
                    where=self.signature,
                    remedy="Close other programs, take a smaller model, or convert this one:"
                    " gyur engines convert",
                ) from error
            for i, drafts in zip(batch, found, strict=True):
                answers[i] = drafts
        return answers

    def _decode(self, asked: Sequence[Wording], alternatives: int) -> list[list[Decoded]]:
        encoded = self._encode([wording.text for wording in asked])
        inputs = self._tokenizer.pad({"input_ids": encoded}, return_tensors="pt")
        inputs = {name: inputs[name].to(self._model.device) for name in _INPUTS}
        with self._torch.inference_mode():
            output = self._model.generate(
                **inputs,
                **self._settings(alternatives),
                max_new_tokens=longest_output(int(inputs["input_ids"].shape[1])),
                logits_processor=self._boosts(asked, encoded),
            )
            attention = self._attention(inputs, output, alternatives)
        answers: list[list[Decoded]] = []
        for i, wording in enumerate(asked):
            sources = self._spans(wording.text)
            rows = range(i * alternatives, (i + 1) * alternatives)
            answers.append([self._decoded(sources, output[k], attention[k]) for k in rows])
        return answers

    def _settings(self, alternatives: int) -> dict[str, Any]:
        """Every setting told, so that the checkpoint's own generation_config decides none."""
        settings: dict[str, Any] = {
            "do_sample": False,
            "num_beams": max(BEAM, alternatives),
            "num_return_sequences": alternatives,
            "length_penalty": 1.0,
            "repetition_penalty": 1.0,
            "early_stopping": False,
            "no_repeat_ngram_size": self._blocked if alternatives > 1 else 0,
        }
        if self._tokenizer.unk_token_id is not None:
            settings["suppress_tokens"] = [self._tokenizer.unk_token_id]
        if self._languages.target:
            token = self._tokenizer.convert_tokens_to_ids(self._languages.target)
            settings["forced_bos_token_id"] = token
        return settings

    def _boosts(self, asked: Sequence[Wording], encoded: Sequence[Sequence[int]]) -> list[Boost]:
        """What leads the beams through the terms, if any were asked for."""
        if not any(wording.terms for wording in asked):
            return []
        least = [PATIENCE * len(ids) for ids in encoded]
        return [Boost(self._writing, [wording.terms for wording in asked], least)]

    @cached_property
    def _writing(self) -> Writing:
        pieces = self._tokenizer.convert_ids_to_tokens(range(len(self._tokenizer)))
        for token in {*self._tokenizer.all_special_ids, *self._tokenizer.added_tokens_decoder}:
            pieces[token] = ""
        unused = [""] * (self._model.config.vocab_size - len(pieces))
        return Writing(pieces + unused, self._tokenizer.eos_token_id)

    def _attention(self, inputs: dict[str, Any], output: Any, alternatives: int) -> Any:
        """Of each draft: (target tokens, source tokens); row t is what decided token t + 1.

        Asked for afterwards, in one pass: a beam search would keep every step's.
        """
        encoded = self._model.get_encoder()(**inputs).last_hidden_state
        found = self._model.get_decoder()(
            input_ids=output[:, :-1],
            encoder_hidden_states=encoded.repeat_interleave(alternatives, 0),
            encoder_attention_mask=inputs["attention_mask"].repeat_interleave(alternatives, 0),
            output_attentions=True,
            use_cache=False,
        ).cross_attentions
        if self._model.config.model_type in plain.GUIDED:
            return found[-1][:, 0].float()
        return found[plain.alignment_layer(len(found))].float().mean(1)

    def _decoded(self, sources: Sequence[Span], output: Any, attention: Any) -> Decoded:
        ids = output.tolist()[1:]
        ends = [len(self._text(ids[: i + 1])) for i in range(len(ids))]
        targets = [(start, max(start, end)) for start, end in zip([0, *ends], ends, strict=False)]
        return Decoded(self._text(ids), links=attended(sources, targets, attention.tolist()))

    def _text(self, ids: Sequence[int]) -> str:
        text: str = self._tokenizer.decode(ids, skip_special_tokens=True)
        return text

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        prefix = self._languages.prefix
        ids: list[list[int]] = self._tokenizer(
            [prefix + text for text in texts], truncation=False, verbose=False
        )["input_ids"]
        return ids

    def _spans(self, text: str) -> list[Span]:
        """The stretch of ``text`` that each token stands for; none where the tokenizer tells not.

        Fast tokenizers tell; Marian's, which is Python over sentencepiece, is asked below itself.
        """
        prefix = self._languages.prefix
        if self._tokenizer.is_fast:
            found = self._tokenizer(prefix + text, return_offsets_mapping=True, verbose=False)
            pairs = zip(found.tokens(), found["offset_mapping"], strict=True)
            # The mark of a beginning is no text, but is told the first character's span.
            spans = [(a, a) if token == "▁" else (a, b) for token, (a, b) in pairs]
        elif hasattr(self._tokenizer, "spm_source"):
            code = [(0, 0)] if prefix else []
            found = self._tokenizer.spm_source.encode(text, return_type="offset_mapping")
            spans = code + [(a + len(prefix), b + len(prefix)) for a, b in found["offsets"]]
        else:
            spans = []
        return [(max(0, a - len(prefix)), max(0, b - len(prefix))) for a, b in spans]

    def _holds(self, token: str) -> bool:
        found = self._tokenizer.convert_tokens_to_ids(token)
        return found not in (None, self._tokenizer.unk_token_id)

    def _knows(self, text: str) -> bool:
        ids = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        tokens = self._tokenizer.convert_ids_to_tokens(ids)
        return self._tokenizer.unk_token_id not in ids and not any(map(BYTE.fullmatch, tokens))


_INPUTS = ("input_ids", "attention_mask")


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Indices of texts of like length, longest first."""
    by_length = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    for start in range(0, len(by_length), BATCH):
        yield by_length[start : start + BATCH]


def load(argument: str) -> Seq2Seq:
    """The checkpoint that the argument names: a directory, or a hub name with its revision."""
    if not argument:
        raise EngineError(
            "engine 'transformers' needs a checkpoint",
            remedy="Write --engine transformers:DIRECTORY or transformers:HUB_NAME@REVISION",
        )
    if Path(argument).exists():
        return Seq2Seq(argument)
    name, _, revision = argument.partition("@")
    return Seq2Seq(name, revision or None)
