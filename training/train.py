"""The training loop: Marian architecture, bf16 where the machine has it, resumable to the step.

Log: ``train.jsonl`` in the work directory, one object every ``LOG_EVERY`` steps and one for every
evaluation on a development set.
"""

from __future__ import annotations

import json
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.examples import Example, Row, batches, encode
from training.team import Team
from translate.engines.codec import Codec

LOG_EVERY = 50
GUIDANCE = 0.3
"""Weight of the alignment loss."""


@dataclass(frozen=True, slots=True)
class Size:
    """The shape of a model."""

    width: int = 256
    hidden: int = 1024
    heads: int = 4
    encoder_layers: int = 6
    decoder_layers: int = 3
    dropout: float = 0.1


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of training on one mixture of origins."""

    name: str
    minutes: float
    rate: float
    weights: dict[str, float]
    warmup: int = 0
    decay: bool = False
    """Linear decay to a twentieth of ``rate`` over the phase; else constant after warm-up."""


def new_model(size: Size, vocabulary: int) -> Any:
    """A randomly initialised MarianMTModel."""
    from transformers import MarianConfig, MarianMTModel

    config = MarianConfig(
        vocab_size=vocabulary,
        d_model=size.width,
        encoder_layers=size.encoder_layers,
        decoder_layers=size.decoder_layers,
        encoder_attention_heads=size.heads,
        decoder_attention_heads=size.heads,
        encoder_ffn_dim=size.hidden,
        decoder_ffn_dim=size.hidden,
        dropout=0.0,  # see Dropout
        attention_dropout=0.0,
        activation_dropout=0.0,
        activation_function="relu",
        scale_embedding=True,
        max_position_embeddings=512,
        pad_token_id=vocabulary - 1,
        decoder_start_token_id=vocabulary - 1,
        eos_token_id=0,
        forced_eos_token_id=None,
        bos_token_id=None,
        init_std=0.02,
        attn_implementation="eager",  # faster than sdpa for sentences on a CPU (2.9k to 2.1k)
    )
    model = MarianMTModel(config)
    torch.nn.init.normal_(model.model.shared.weight, std=size.width**-0.5)
    start_from_zero(model)
    return model


def start_from_zero(model: Any) -> None:
    """Zeroes the embedding of pad, Marian's start token: CTranslate2 starts from zero."""
    with torch.no_grad():
        model.model.shared.weight[-1].zero_()


def fast_bfloat16(device: str) -> bool:
    """Whether bfloat16 is the device's own; emulated, it is a third of the speed of float32."""
    return device != "cpu" or bool(torch.cpu.get_capabilities().get("avx512_bf16"))


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors: (rows, source), (rows, target) and (rows, target, source)."""

    source: Tensor
    mask: Tensor
    decoder: Tensor
    """Starts with pad, Marian's start token."""
    labels: Tensor
    """-100 where padded."""
    aligned: Tensor
    """True where a target position should look at a source position."""

    @property
    def size(self) -> int:
        """Target tokens."""
        return int((self.labels != -100).sum())


def collate(examples: list[Example], pad: int, device: str) -> Batch:
    """Pads a batch."""
    rows = len(examples)
    width = max(len(e.source) for e in examples)
    height = max(len(e.target) for e in examples)
    source = torch.full((rows, width), pad)
    decoder = torch.full((rows, height), pad)
    labels = torch.full((rows, height), -100)
    aligned = torch.zeros((rows, height, width), dtype=torch.bool)
    for i, e in enumerate(examples):
        source[i, : len(e.source)] = torch.tensor(e.source)
        labels[i, : len(e.target)] = torch.tensor(e.target)
        decoder[i, 1 : len(e.target)] = torch.tensor(e.target[:-1])
        if e.aligned:
            places = torch.tensor(e.aligned)
            aligned[i, places[:, 0], places[:, 1]] = True
    mask = (source != pad).long()
    tensors = (t.to(device) for t in (source, mask, decoder, labels, aligned))
    return Batch(*tensors)


class Dropout:
    """Drops embeddings and the outputs of attention and feed-forward layers, as Marian does.

    Drawing a mask costs a tenth to a third of a step on a CPU. Here masks are drawn once, into a
    pool, and each call takes a stretch of it that begins at a random place.
    """

    POOL = 1 << 24

    def __init__(self, model: Any, rate: float, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        keep = torch.rand(self.POOL, generator=generator) >= rate
        parameter = next(model.parameters())
        self.pool = (keep / (1 - rate)).to(parameter.device)
        self.draw = random.Random(seed)
        self.model = model
        sides = (model.model.encoder, model.model.decoder)
        modules = [model.model.encoder.embed_tokens]
        if model.model.decoder.embed_tokens is not modules[0]:
            modules.append(model.model.decoder.embed_tokens)
        for layer in (layer for side in sides for layer in side.layers):
            modules += [layer.self_attn, layer.fc2]
            if hasattr(layer, "encoder_attn"):
                modules.append(layer.encoder_attn)
        for module in modules:
            module.register_forward_hook(self._drop)

    def _drop(self, module: Any, inputs: Any, output: Any) -> Any:
        if not self.model.training:
            return output
        if isinstance(output, tuple):
            return (self._masked(output[0]), *output[1:])
        return self._masked(output)

    def _masked(self, value: Tensor) -> Tensor:
        start = self.draw.randrange(self.POOL - value.numel())
        return value * self.pool[start : start + value.numel()].view_as(value)


class Guide:
    """Keeps the attention of the first head of the last decoder layer, to teach it alignment.

    That is the head whose attention CTranslate2 returns (guided alignment, Chen et al. 2016).
    """

    def __init__(self, model: Any) -> None:
        self.attention: Tensor | None = None
        model.model.decoder.layers[-1].encoder_attn.register_forward_hook(self._keep)

    def _keep(self, module: Any, inputs: Any, output: Any) -> None:
        self.attention = output[1]

    def loss(self, aligned: Tensor) -> Tensor:
        """Summed negative log of the attention that falls on aligned source tokens."""
        assert self.attention is not None
        mass = (self.attention[:, 0].float() * aligned).sum(-1)
        return -torch.log(mass[aligned.any(-1)] + 1e-4).sum()


def loss_of(model: Any, batch: Batch, written: int) -> Tensor:
    """Summed label-smoothed cross-entropy over the pieces that the decoder may write."""
    hidden = model.model(
        input_ids=batch.source,
        attention_mask=batch.mask,
        decoder_input_ids=batch.decoder,
        use_cache=False,
    ).last_hidden_state
    keep = batch.labels != -100
    logits = hidden[keep] @ model.model.shared.weight[:written].T
    loss: Tensor = torch.nn.functional.cross_entropy(
        logits, batch.labels[keep], label_smoothing=0.1, reduction="sum"
    )
    return loss


class Trainer:
    """Holds model, optimiser and clock; saves and restores all three."""

    def __init__(
        self,
        codec: Codec,
        size: Size,
        work: Path,
        seed: int,
        device: str,
        development: dict[str, list[Row]],
        start: Path | None = None,
        guidance: float = GUIDANCE,
    ) -> None:
        torch.manual_seed(seed)
        layout = json.loads((work / "model" / "layout.json").read_text(encoding="utf-8"))
        self.codec, self.work, self.device, self.seed = codec, work, device, seed
        self.development, self.guidance = development, guidance
        self.team = Team()
        self.written, self.pad = layout["written"], layout["size"] - 1
        self.model = new_model(size, layout["size"]).to(device)
        self.guide = Guide(self.model)
        if size.dropout:
            Dropout(self.model, size.dropout, seed + self.team.rank)
        decay = [p for p in self.model.parameters() if p.dim() > 1 and p.requires_grad]
        plain = [p for p in self.model.parameters() if p.dim() == 1 and p.requires_grad]
        self.optimiser = torch.optim.AdamW(
            [{"params": decay, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
            betas=(0.9, 0.98),
            eps=1e-8,
            fused=True,
        )
        self.step, self.phase, self.elapsed, self.seen = 0, 0, 0.0, 0
        self.checkpoint = work / "checkpoint.pt"
        if self.checkpoint.exists():
            self.restore()
        elif start is not None:
            from safetensors.torch import load_file

            state = {name: weight.float() for name, weight in load_file(start).items()}
            self.model.load_state_dict(state, strict=False)

    def restore(self) -> None:
        """Continues where the last checkpoint was written."""
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        start_from_zero(self.model)
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.phase = state["step"], state["phase"]
        self.elapsed, self.seen = state["elapsed"], state["seen"]

    def save(self) -> None:
        """Writes the checkpoint beside the old one, then renames."""
        beside = self.checkpoint.with_suffix(".new")
        state = {
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "phase": self.phase,
            "elapsed": self.elapsed,
            "seen": self.seen,
        }
        torch.save(state, beside)
        beside.replace(self.checkpoint)

    def keep_weights(self) -> None:
        """Keeps this moment's weights for averaging; only the last eight stay."""
        folder = self.work / "snapshots"
        folder.mkdir(exist_ok=True)
        torch.save(self.model.state_dict(), folder / f"{self.step:07d}.pt")
        for old in sorted(folder.glob("*.pt"))[:-8]:
            old.unlink()

    def log(self, **record: object) -> None:
        """One JSON line to the log and to the screen."""
        line = json.dumps({"step": self.step, "seen": self.seen, **record})
        with (self.work / "train.jsonl").open("a", encoding="utf-8", newline="\n") as out:
            out.write(line + "\n")
        print(line, flush=True)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def evaluate(self) -> dict[str, float]:
        """Loss per token on each development set, without marked terms."""
        self.model.eval()
        losses = {}
        for name, rows in self.development.items():
            total, size = 0.0, 0
            examples = [encode(row, self.codec, None) for row in rows]
            for i in range(0, len(examples), 32):
                tensors = collate(examples[i : i + 32], self.pad, self.device)
                total += float(loss_of(self.model, tensors, self.written))
                size += tensors.size
            losses[name] = round(total / size, 4)
        self.model.train()
        return losses

    def run(self, rows: list[Row], phases: list[Phase], tokens: int, save_minutes: float) -> None:
        """Trains through the phases that are left; a phase's clock counts training time only."""
        for index, phase in enumerate(phases):
            if index < self.phase:
                continue
            self.phase = index
            self._run_phase(rows, phase, tokens, save_minutes)
            self.phase, self.elapsed = index + 1, 0.0
            if self.team.rank == 0:
                self.save()
                self.keep_weights()

    def _run_phase(self, rows: list[Row], phase: Phase, tokens: int, save_minutes: float) -> None:
        draw = random.Random(f"{self.seed}-{phase.name}-{self.step}-{self.team.rank}")
        stream = batches(rows, phase.weights, self.codec, draw, tokens)
        self.model.train()
        began, saved, logged = time.monotonic() - self.elapsed, time.monotonic(), time.monotonic()
        total, count = 0.0, 0
        while self.elapsed < phase.minutes * 60:
            rate = self._rate(phase, self.elapsed)
            loss, size = self._update(next(stream), rate)
            total, count = total + loss, count + size
            self.step, self.seen = self.step + 1, self.seen + size * self.team.size
            if not self.team.meets(self.step):
                continue
            self.elapsed = self.team.mean(self._state, time.monotonic() - began)
            now = time.monotonic()
            if self.team.rank > 0:
                continue
            if self.step % LOG_EVERY == 0:
                speed = count * self.team.size / (now - logged)
                self.log(
                    phase=phase.name,
                    loss=round(total / count, 4),
                    rate=rate,
                    tokens_per_second=round(speed),
                )
                total, count, logged = 0.0, 0, now
            if now - saved > save_minutes * 60:
                self.save()
                self.keep_weights()
                self.log(phase=phase.name, development=self.evaluate())
                saved = now

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def _state(self) -> list[Tensor]:
        """What the team takes the mean of: weights, and the optimiser's moments of each."""
        weights = [weight.detach() for weight in self.model.parameters() if weight.requires_grad]
        moments = [
            moment
            for weight in self.model.parameters()
            if weight in self.optimiser.state
            for name, moment in self.optimiser.state[weight].items()
            if name.startswith("exp_avg")
        ]
        return weights + moments

    def _rate(self, phase: Phase, spent: float) -> float:
        warm = min(1.0, (self.step + 1) / phase.warmup) if phase.warmup else 1.0
        left = 1 - spent / (phase.minutes * 60)
        return phase.rate * warm * (max(0.05, left) if phase.decay else 1.0)

    def _update(self, examples: list[Example], rate: float) -> tuple[float, int]:
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        batch = collate(examples, self.pad, self.device)
        size = batch.size
        with torch.autocast(
            self.device.split(":")[0], dtype=torch.bfloat16, enabled=fast_bfloat16(self.device)
        ):
            loss = loss_of(self.model, batch, self.written)
            guided = loss + self.guidance * self.guide.loss(batch.aligned)
        (guided / size).backward()
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        if math.isfinite(float(norm)):
            self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return float(loss.detach()), size
