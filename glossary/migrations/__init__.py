"""The glossary's database schema: one SQL file a version, applied in order and never edited."""

from __future__ import annotations

import sqlite3
from importlib import resources


def scripts() -> list[list[str]]:
    """Return the statements of each migration; the list's length is the schema's version."""
    files = (item for item in resources.files(__package__).iterdir() if item.name.endswith(".sql"))
    ordered = sorted(files, key=lambda item: item.name)
    return [_statements(item.read_text(encoding="utf-8")) for item in ordered]


def _statements(sql: str) -> list[str]:
    """Split a script, since ``executescript`` would commit a transaction that is under way."""
    statements: list[str] = []
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    return statements
