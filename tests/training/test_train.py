"""The parts of the training loop that a mistake would spoil silently."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.train import Dropout, Size, fast_bfloat16, new_model  # noqa: E402

SMALL = Size(width=16, hidden=32, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.5)


def hidden(model: object) -> object:
    ids = torch.tensor([[1, 2, 3, 0]])
    return model.model(input_ids=ids, decoder_input_ids=ids).last_hidden_state  # type: ignore[attr-defined]


def test_dropout_acts_in_training_alone() -> None:
    torch.manual_seed(1)
    model = new_model(SMALL, 20)
    plain = hidden(model.eval())
    Dropout(model, SMALL.dropout, seed=1)
    assert torch.equal(hidden(model.eval()), plain)
    model.train()
    assert not torch.equal(hidden(model), hidden(model))


def test_the_pool_keeps_what_the_rate_says_and_the_mean() -> None:
    dropout = Dropout(new_model(SMALL, 20), 0.1, seed=1)
    part = dropout.pool[:1_000_000]
    assert abs(float((part == 0).float().mean()) - 0.1) < 0.005
    assert abs(float(part.mean()) - 1) < 0.005


def test_a_gpu_has_bfloat16() -> None:
    assert fast_bfloat16("cuda")
