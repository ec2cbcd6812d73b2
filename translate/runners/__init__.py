"""Runners: where batches are drafted. One registry, one module a runner."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from translate.drafting import Batch, Finished, Settings
from translate.errors import EngineError


class Runner(Protocol):
    """What every runner offers."""

    def run(self, batches: Iterable[Batch], settings: Settings) -> Generator[Finished, None, None]:
        """The drafts of every batch, each batch once, in the order in which they get done.

        Batches are asked for only as there is use for them, on the caller's thread. The drafts
        are those that ``drafting.finish`` gives, wherever they are made. Closing the generator
        stops the work. Raises EngineError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A runner as the registry knows it, without loading anything."""

    factory: str
    """``module:callable``; called with the last four arguments of ``load``."""
    needs: tuple[str, ...] = ()
    """Importable modules that must be installed."""
    remedy: str = ""
    """What to do where a need is not met."""


REGISTRY: dict[str, Entry] = {
    "local": Entry("translate.runners.local:load"),
    "ray": Entry(
        "translate.runners.cluster:load",
        ("ray", "pandas", "pyarrow"),
        "Install with: pip install 'gyur[ray]'",
    ),
}


def load(
    name: str,
    engine: str,
    models: Path | None = None,
    workers: int | None = None,
    address: str = "",
) -> Runner:
    """The runner of that name.

    Workers load their engine as ``engines.load(engine, models)`` does; ``workers`` None leaves
    their number to the runner. Raises EngineError where the runner is unknown, not installed here,
    or cannot have so many workers or an address.
    """
    entry = REGISTRY.get(name)
    if entry is None:
        raise EngineError(f"unknown runner '{name}'", remedy=f"Available: {', '.join(REGISTRY)}")
    if lacking := [need for need in entry.needs if find_spec(need) is None]:
        raise EngineError(
            f"the runner '{name}' needs {', '.join(lacking)}, not installed here",
            remedy=entry.remedy,
        )
    module, _, factory = entry.factory.partition(":")
    runner: Runner = getattr(import_module(module), factory)(engine, models, workers, address)
    return runner
