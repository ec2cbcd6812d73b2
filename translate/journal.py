"""What an interrupted run has drafted already, in an SQLite file beside the output.

Work is recorded in the batches it was drafted in, one transaction each: a resumed run drafts the
same batches with the same neighbours, so that its output has the same bytes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from translate.document import Link
from translate.errors import JournalError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS run (identity TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS batch (number INTEGER PRIMARY KEY, drafts TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A segment's target after repair, and how it came to be."""

    segment: str
    target: str
    links: tuple[Link, ...]
    drafted: tuple[bool, ...]
    """For each matched occurrence: was it present before repair."""
    repairs: tuple[str, ...]


class Journal:
    """The batches of one run. ``identity`` names everything the drafts depend on."""

    def __init__(self, path: Path, identity: str, *, restart: bool = False) -> None:
        """Opens or begins the journal.

        Raises JournalError if the file belongs to a run with another identity: other input,
        engine, glossary or memory.
        """
        self.path = path
        if restart:
            path.unlink(missing_ok=True)
        try:
            self._base = sqlite3.connect(path)
            self._base.executescript(_SCHEMA)
            row = self._base.execute("SELECT identity FROM run").fetchone()
            if row is None:
                with self._base:
                    self._base.execute("INSERT INTO run VALUES (?)", (identity,))
        except sqlite3.Error as error:
            raise JournalError(
                f"the journal of an earlier run cannot be used ({error})",
                where=str(path),
                remedy="Begin again with --restart, or write to a folder you may write to",
            ) from error
        if row is not None and row[0] != identity:
            self._base.close()
            raise JournalError(
                "an interrupted run left its journal, but the input, engine, glossary or memory "
                "has changed since",
                where=str(path),
                remedy="Begin again with --restart",
            )

    def batch(self, number: int) -> list[Drafted] | None:
        """The drafts of a batch, if it was finished."""
        row = self._base.execute("SELECT drafts FROM batch WHERE number = ?", (number,)).fetchone()
        return None if row is None else [_read(item) for item in json.loads(row[0])]

    def record(self, number: int, drafts: Sequence[Drafted]) -> None:
        """Stores a finished batch; after this returns it survives a crash."""
        text = json.dumps([astuple(draft) for draft in drafts], ensure_ascii=False)
        try:
            with self._base:
                self._base.execute("INSERT OR REPLACE INTO batch VALUES (?, ?)", (number, text))
        except sqlite3.Error as error:
            raise JournalError(
                f"the journal cannot be written ({error})",
                where=str(self.path),
                remedy="Make room on the disk; what is recorded is kept, run again to go on",
            ) from error

    def close(self, *, finished: bool) -> None:
        """Closes the file; a finished run's journal goes."""
        self._base.close()
        if finished:
            self.path.unlink(missing_ok=True)


def _read(item: list[object]) -> Drafted:
    segment, target, links, drafted, repairs = item
    assert isinstance(links, list) and isinstance(drafted, list) and isinstance(repairs, list)
    return Drafted(
        str(segment), str(target), tuple(Link(*k) for k in links), tuple(drafted), tuple(repairs)
    )
