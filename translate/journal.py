"""What an interrupted run has drafted already, in an SQLite file beside the output.

Work is recorded in the batches it was drafted in, one transaction each: a resumed run drafts the
same batches with the same neighbours, so that its output has the same bytes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from translate.document import Link
from translate.errors import JournalError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS run (identity TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS batch (number INTEGER PRIMARY KEY, drafts TEXT NOT NULL) STRICT;
"""
_FORBIDDEN = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL})


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

        Raises JournalError if the file belongs to a run with another identity (other input,
        engine, glossary, memory or program), or cannot be used.
        """
        self.path = path
        with _opening(path):
            if restart:
                path.unlink(missing_ok=True)
            self._base = sqlite3.connect(path)
        try:
            self._begin(identity)
        except BaseException:
            self._base.close()
            raise

    def _begin(self, identity: str) -> None:
        with _opening(self.path):
            self._base.executescript(_SCHEMA)
            row = self._base.execute("SELECT identity FROM run").fetchone()
            if row is None:
                with self._base:
                    self._base.execute("INSERT INTO run VALUES (?)", (identity,))
        if row is not None and row[0] != identity:
            raise JournalError(
                "an interrupted run left its journal, but the input, engine, glossary, memory or "
                "gyur itself has changed since",
                where=str(self.path),
                remedy="Begin again with --restart",
            )

    def batch(self, number: int) -> list[Drafted] | None:
        """The drafts of a batch, if it was finished. Raises JournalError."""
        query = "SELECT drafts FROM batch WHERE number = ?"
        with _opening(self.path):
            row = self._base.execute(query, (number,)).fetchone()
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
            # Windows refuses where a virus scanner reads it; what is left gives the same drafts.
            with suppress(OSError):
                self.path.unlink(missing_ok=True)


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """Turns what keeps a journal from being opened or read into a JournalError."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code
        if isinstance(error, OSError) or code in _FORBIDDEN:
            what, remedy = "the run's journal cannot be written here", "Choose a folder with --out"
        else:
            what = "the journal of an earlier run cannot be used"
            remedy = "Begin again with --restart"
        raise JournalError(f"{what} ({error})", where=str(path), remedy=remedy) from error


def _read(item: list[object]) -> Drafted:
    segment, target, links, drafted, repairs = item
    assert isinstance(links, list) and isinstance(drafted, list) and isinstance(repairs, list)
    return Drafted(
        str(segment), str(target), tuple(Link(*k) for k in links), tuple(drafted), tuple(repairs)
    )
