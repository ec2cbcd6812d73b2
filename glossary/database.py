"""The glossary's SQLite file: opening it, its schema, transactions, and errors in plain words.

The file carries SQLite's ``application_id``, so that no other program's database is taken for a
glossary, and its schema's version as ``user_version``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from glossary import migrations
from glossary.chinese import key
from glossary.errors import GlossaryError

APPLICATION_ID = 0x67797572
"""``gyur`` in ASCII."""

WAIT = 5.0
"""Seconds to wait for another program that is writing to the same file."""

# SQLite's result codes that a person can do something about: what happened, what to do.
_REASONS = {
    sqlite3.SQLITE_BUSY: (
        "another program is writing to the glossary",
        "Let it finish or close it, and try again.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "another program is writing to the glossary",
        "Let it finish or close it, and try again.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "the glossary cannot be opened",
        "Check that the folder exists and that you may write there.",
    ),
    sqlite3.SQLITE_READONLY: (
        "the glossary cannot be written",
        "Check the permissions of the file and its folder, or work on a copy.",
    ),
    sqlite3.SQLITE_FULL: ("the disk is full", "Free some space and try again."),
    sqlite3.SQLITE_NOTADB: (
        "this is not a gyur glossary",
        "Give a glossary file, or import the table into one.",
    ),
}
_DAMAGED = ("the glossary is damaged", "Restore it from a copy or from an exported table.")


def connect(name: str) -> sqlite3.Connection:
    """Open the file ``name`` or ``:memory:`` in autocommit and bring its schema up to date.

    SQL there may call ``folded(text)``. Raises GlossaryError for a file that is no glossary, comes
    from a newer gyur, or cannot be opened.
    """
    with reported(name):
        connection = sqlite3.connect(name, timeout=WAIT, isolation_level=None)
    try:
        with reported(name):
            connection.execute("PRAGMA foreign_keys = ON")
            connection.create_function("folded", 1, key, deterministic=True)
            _migrate(connection, name)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def reported(name: str) -> Iterator[None]:
    """Turn SQLite's errors into GlossaryErrors that name the file and the way out."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # our mistake, not the user's
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code
        message, remedy = _REASONS.get(code, _DAMAGED)
        raise GlossaryError(f"{message} ({error})", where=name, remedy=remedy) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what is done inside, or undo it if it fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _migrate(connection: sqlite3.Connection, name: str) -> None:
    scripts = migrations.scripts()
    if _schema(connection, name, len(scripts)) == len(scripts):
        return  # a file that is only read need not be writable
    with transaction(connection):
        # Asked again: another program may have brought it up to date while this one waited.
        for script in scripts[_schema(connection, name, len(scripts)) :]:
            for statement in script:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(scripts)}")


def _schema(connection: sqlite3.Connection, name: str, newest: int) -> int:
    """Return the file's schema version, 0 for an empty file; raise for what is no glossary."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and (application or version or tables):
        raise GlossaryError(
            "this is a database of another program",
            where=name,
            remedy="Give a gyur glossary, or another name for a new one.",
        )
    if version > newest:
        raise GlossaryError(
            f"the glossary has schema {version}, and this gyur knows up to {newest}",
            where=name,
            remedy="Update gyur, or use a table exported by the newer one.",
        )
    return int(version)
