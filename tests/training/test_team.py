"""Processes that train together: what they agree on."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from training.team import MEAN_EVERY, Team, work  # noqa: E402


def meet(folder: Path) -> None:
    team = Team()
    weights = [torch.full((2, 3), float(team.rank)), torch.full((4,), 10.0 * team.rank)]
    clock = team.mean(lambda: weights, clock=5.0 + team.rank)
    told = [team.size, clock, [weight.flatten().tolist() for weight in weights]]
    (folder / f"{team.rank}.json").write_text(json.dumps(told), encoding="utf-8")


def test_two_take_the_mean_and_the_clock_of_the_first(tmp_path: Path) -> None:
    work(2, tmp_path / "meeting", partial(meet, tmp_path))
    told = [json.loads((tmp_path / f"{rank}.json").read_text()) for rank in range(2)]
    assert told == [[2, 5.0, [[0.5] * 6, [5.0] * 4]]] * 2
    assert not (tmp_path / "meeting").exists()


def test_alone_nothing_changes(tmp_path: Path) -> None:
    work(1, tmp_path / "meeting", partial(meet, tmp_path))
    assert json.loads((tmp_path / "0.json").read_text()) == [1, 5.0, [[0.0] * 6, [0.0] * 4]]


def test_a_team_meets_every_few_steps_and_one_alone_at_each() -> None:
    assert Team().meets(1)
    team = Team()
    team.size = 2
    assert [step for step in range(1, 3 * MEAN_EVERY) if team.meets(step)] == [
        MEAN_EVERY,
        2 * MEAN_EVERY,
    ]
