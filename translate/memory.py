"""Translation memory: text that a person accepted, in an SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from glossary.chinese import fold
from translate.errors import InputError

_SCHEMA = """
CREATE TABLE unit (
    source TEXT NOT NULL,
    folded TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    origin TEXT NOT NULL,
    accepted TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
_VERSION = 1


class Memory:
    """Accepted segments, looked up by their exact source (width and script variants folded)."""

    def __init__(self, path: Path) -> None:
        """Opens or creates the file. Raises InputError if it is something else."""
        try:
            self._base = sqlite3.connect(path)
            version = self._base.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                self._base.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version={_VERSION};COMMIT")
            elif version != _VERSION:
                raise InputError(
                    f"translation memory of version {version}, this program knows {_VERSION}",
                    where=str(path),
                    remedy="Update gyur",
                )
        except sqlite3.Error as error:
            raise InputError(
                f"not a translation memory ({error})",
                where=str(path),
                remedy="Name a memory made with 'gyur memory add', or a new file",
            ) from error

    def lookup(self, source: str) -> str | None:
        """The accepted translation of exactly this source."""
        with closing(self._base.cursor()) as cursor:
            row = cursor.execute(
                "SELECT target FROM unit WHERE folded = ?", (fold(source).text,)
            ).fetchone()
        return None if row is None else str(row[0])

    def add(self, units: Iterable[tuple[str, str]], origin: str) -> int:
        """Stores accepted (source, target) pairs, newer ones over older; returns how many."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        rows = [(s, fold(s).text, t, origin, now) for s, t in units]
        with self._base:
            self._base.executemany("INSERT OR REPLACE INTO unit VALUES (?, ?, ?, ?, ?)", rows)
        return len(rows)

    def pairs(self) -> list[tuple[str, str]]:
        """Every accepted (source, target)."""
        return self._base.execute("SELECT source, target FROM unit ORDER BY folded").fetchall()

    def __len__(self) -> int:
        return int(self._base.execute("SELECT count(*) FROM unit").fetchone()[0])

    def version(self) -> str:
        """Changes when the content does: it is part of a run's identity."""
        count, last = self._base.execute("SELECT count(*), max(accepted) FROM unit").fetchone()
        return f"{count}@{last}"

    def close(self) -> None:
        """Closes the file."""
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
