"""Progress on standard error: a bar, where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import TaskID


@contextmanager
def bar(name: str) -> Iterator[Callable[[int, int], None] | None]:
    """Gives the callback that moves the bar; None, and no output, where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def downloads() -> Iterator[Callable[[str, int, int], None]]:
    """Gives the callback that is told a file's name, its size and how many bytes have come.

    Where nobody watches, each file is one line when it begins.
    """
    if not sys.stderr.isatty():
        begun: set[str] = set()

        def line(name: str, size: int, there: int) -> None:
            if name not in begun:
                begun.add(name)
                print(f"{name}  {size / 1e6:,.1f} MB", file=sys.stderr, flush=True)

        yield line
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    rates = (TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, *rates, console=Console(stderr=True)) as progress:
        tasks: dict[str, TaskID] = {}

        def move(name: str, size: int, there: int) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=size)
            progress.update(tasks[name], completed=there)

        yield move
