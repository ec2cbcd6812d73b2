"""Several processes that train one model: each takes its own steps, then all take the mean.

A process with one thread does two thirds of what one with two threads does (1,040 and 1,570 target
tokens a second on an Intel Cascade Lake), and never waits for a thread that another program keeps
from its core. A mean every few steps is as good as one every step (local SGD, Stich 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch import distributed as dist

MEAN_EVERY = 10
"""Steps."""


class Team:
    """This process's place among those that train together; by itself it is the first of one."""

    def __init__(self) -> None:
        together = dist.is_available() and dist.is_initialized()
        self.rank = dist.get_rank() if together else 0
        self.size = dist.get_world_size() if together else 1

    def meets(self, step: int) -> bool:
        """Whether the team takes its mean after this step."""
        return self.size == 1 or step % MEAN_EVERY == 0

    def mean(self, state: Callable[[], Sequence[Tensor]], clock: float) -> float:
        """Gives every tensor of the state the team's mean; returns the first member's clock."""
        if self.size == 1:
            return clock
        tensors = state()
        told = torch.tensor([clock])
        dist.broadcast(told, 0)
        together = torch.cat([tensor.view(-1) for tensor in tensors])
        dist.all_reduce(together)
        together /= self.size
        parts = together.split([tensor.numel() for tensor in tensors])
        for tensor, part in zip(tensors, parts, strict=True):
            tensor.copy_(part.view_as(tensor))
        return float(told)


def work(size: int, meeting: Path, task: Callable[[], None]) -> None:
    """Runs ``task``, which can be pickled, in ``size`` processes that meet over a file."""
    if size == 1:
        task()
        return
    meeting.unlink(missing_ok=True)
    arguments = (size, meeting.absolute().as_uri(), task)
    torch.multiprocessing.spawn(_member, arguments, size)
    meeting.unlink(missing_ok=True)


def _member(rank: int, size: int, meeting: str, task: Callable[[], None]) -> None:
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=meeting, rank=rank, world_size=size)
    try:
        task()
    finally:
        dist.destroy_process_group()
