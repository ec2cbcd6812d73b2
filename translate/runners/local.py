"""The runner that needs nothing: one batch after the other, in this process."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path

from translate.drafting import Batch, Finished, Settings, finish
from translate.errors import EngineError


class Local:
    """Drafts with the engine that the settings hold, which uses every core as it is."""

    def run(self, batches: Iterable[Batch], settings: Settings) -> Generator[Finished, None, None]:
        """In the batches' own order; each is asked for when the one before is done."""
        for batch in batches:
            yield finish(batch, settings)


def load(engine: str, models: Path | None, workers: int | None, address: str) -> Local:
    """The runner. Raises EngineError if more than one worker or an address is wanted."""
    if (workers or 1) != 1 or address:
        raise EngineError(
            "the local runner is one worker in this process",
            remedy="Leave --workers and --address out, or add --runner ray",
        )
    return Local()
