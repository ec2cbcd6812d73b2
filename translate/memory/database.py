"""The memory's SQLite file: opening it, its schema, transactions, and errors in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from translate.errors import InputError
from translate.memory import grams

APPLICATION_ID = 0x6779756D
"""``gyum`` in ASCII: no other program's database is taken for a memory."""
VERSION = 2
"""Of the schema. Text is stored folded, so a change of folding, or of what ``wording`` leaves of a
text, needs a new version too, whose migration enters every unit anew."""
WAIT = 5.0
"""Seconds to wait for another program that is writing to the same file."""
_CACHE = 65_536
"""Kilobytes of the file that SQLite may keep in memory."""

SCHEMA = (
    """CREATE TABLE source (
    id INTEGER PRIMARY KEY,     -- its number in the index of pairs, from 0
    folded TEXT NOT NULL,       -- glossary.chinese.key
    bare TEXT NOT NULL,         -- its words alone, as wording makes them: what likeness compares
    hash INTEGER NOT NULL       -- of folded; an index of the text itself would double the file
) STRICT""",
    "CREATE INDEX source_hash ON source (hash)",
    """CREATE TABLE unit (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source (id),
    text TEXT NOT NULL,         -- the source as it was written
    target TEXT NOT NULL,
    origin TEXT NOT NULL,
    accepted TEXT NOT NULL,     -- UTC, ISO 8601
    before TEXT NOT NULL,       -- the previous segment's source, folded; '' for unknown or none
    after TEXT NOT NULL,        -- the next one's
    context INTEGER NOT NULL,   -- hash of the two, 0 where both are empty
    UNIQUE (source, context)
) STRICT""",
    *grams.SCHEMA,
    """CREATE TABLE state (
    version TEXT NOT NULL       -- random, new with every change of the content
) STRICT""",
    "INSERT INTO state VALUES (lower(hex(randomblob(8))))",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)

_BUSY = (
    "another program is writing to the translation memory",
    "Let it finish or close it, and try again",
)
# SQLite's result codes that a person can do something about: what happened, what to do.
_REASONS = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CANTOPEN: (
        "the translation memory cannot be opened",
        "Check that the folder exists and that you may write there",
    ),
    sqlite3.SQLITE_READONLY: (
        "the translation memory cannot be written",
        "Check the permissions of the file and its folder, or work on a copy",
    ),
    sqlite3.SQLITE_FULL: ("the disk is full", "Free some space and try again"),
    sqlite3.SQLITE_NOTADB: (
        "this is not a translation memory",
        "Name a memory made with 'gyur memory add', or a new file",
    ),
}
_DAMAGED = (
    "the translation memory is damaged",
    "Restore it from a copy or from an exported TMX file",
)


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, made if it is not there, in autocommit. Raises InputError.

    Its schema may be an earlier one: see ``version``.
    """
    with reported(path):
        base = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    try:
        with reported(path):
            base.execute(f"PRAGMA cache_size = -{_CACHE}")
            version(base, path)
    except BaseException:
        base.close()
        raise
    return base


def version(base: sqlite3.Connection, path: Path) -> int:
    """The file's schema, 0 for an empty file. Raises InputError for what is no memory we know."""
    (application,) = base.execute("PRAGMA application_id").fetchone()
    (found,) = base.execute("PRAGMA user_version").fetchone()
    tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master")}
    empty = not (application or found or tables)
    first = application == 0 and found == 1 and "unit" in tables  # had no application_id yet
    if not (empty or first or application == APPLICATION_ID):
        raise InputError(
            "this is a database of another program",
            where=str(path),
            remedy="Name a memory made with 'gyur memory add', or a new file",
        )
    if found > VERSION:
        raise InputError(
            f"translation memory of version {found}, this program knows {VERSION}",
            where=str(path),
            remedy="Update gyur",
        )
    return int(found)


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into InputErrors that name the file and the way out."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # our mistake, not the user's
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code
        message, remedy = _REASONS.get(code, _DAMAGED)
        raise InputError(f"{message} ({error})", where=str(path), remedy=remedy) from error


@contextmanager
def snapshot(base: sqlite3.Connection) -> Iterator[None]:
    """Keep what is read inside the same throughout, whatever other programs write."""
    base.execute("BEGIN")
    try:
        yield
    finally:
        if base.in_transaction:
            base.execute("COMMIT")
