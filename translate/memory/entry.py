"""Entering accepted units into the tables, and taking them out. Transactions are the caller's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from itertools import islice

from glossary.chinese import key
from translate.errors import InputError
from translate.memory import database
from translate.memory.grams import BLOCK, Index
from translate.memory.record import Accepted
from translate.memory.wording import wording

# A unit of the same source in the same context gives way to a newer one, never to an older.
_UPSERT = """
INSERT INTO unit (source, text, target, origin, accepted, before, after, context)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source, context) DO UPDATE SET
    text = excluded.text, target = excluded.target,
    origin = excluded.origin, accepted = excluded.accepted
WHERE excluded.accepted >= accepted
"""
# A segment is folded three times: for itself and as either neighbour's neighbour.
_key = lru_cache(maxsize=1024)(key)


def enter(base: sqlite3.Connection, units: Iterable[tuple[Accepted, str]]) -> int:
    """Stores units with their origins; returns how many. Units without a text are passed over.

    Raises InputError for a date that is none.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    folded = ((_key(unit.source), unit, origin) for unit, origin in units)
    filled = ((text, unit, origin) for text, unit, origin in folded if text and unit.target.strip())
    count = 0
    while chunk := list(islice(filled, BLOCK)):
        known = _entered(base, dict.fromkeys(text for text, _, _ in chunk))
        base.executemany(_UPSERT, (_row(unit, o, now, known[text]) for text, unit, o in chunk))
        count += len(chunk)
    base.execute("UPDATE state SET version = lower(hex(randomblob(8)))")
    return count


def remove(base: sqlite3.Connection, source: str) -> int:
    """Takes out every unit of a source; returns how many there were."""
    folded = key(source)
    number = find(base, folded)
    if number is None:
        return 0
    count = base.execute("DELETE FROM unit WHERE source = ?", (number,)).rowcount
    base.execute("DELETE FROM source WHERE id = ?", (number,))
    Index(base).remove(number, wording(folded))
    base.execute("UPDATE state SET version = lower(hex(randomblob(8)))")
    return count


def find(base: sqlite3.Connection, folded: str) -> int | None:
    """The number of a folded source."""
    row = base.execute(
        "SELECT id FROM source WHERE hash = ? AND folded = ?", (_hash(folded), folded)
    ).fetchone()
    return None if row is None else int(row[0])


def migrate(base: sqlite3.Connection) -> None:
    """Brings an empty file or one of version 1 up to date.

    Version 1 had one target a source and knew no contexts.
    """
    earlier = base.execute("PRAGMA user_version").fetchone()[0]
    if earlier:
        base.execute("ALTER TABLE unit RENAME TO earlier")
    for statement in database.SCHEMA:
        base.execute(statement)
    if earlier:
        rows = base.execute(
            "SELECT source, target, accepted, origin FROM earlier ORDER BY accepted"
        )
        enter(base, ((Accepted(s, t, accepted=when), origin) for s, t, when, origin in rows))
        base.execute("DROP TABLE earlier")


def _entered(base: sqlite3.Connection, folded: Iterable[str]) -> dict[str, int]:
    """Distinct folded sources -> their numbers; those that are new are entered."""
    known: dict[str, int] = {}
    new: list[str] = []
    for text in folded:
        number = find(base, text)
        if number is None:
            new.append(text)
        else:
            known[text] = number
    (first,) = base.execute("SELECT coalesce(max(id) + 1, 0) FROM source").fetchone()
    numbered = {text: number for number, text in enumerate(new, first)}
    words = [wording(text) for text in new]
    bare = (source.bare for source in words)
    rows = zip(range(first, first + len(new)), new, bare, map(_hash, new), strict=True)
    base.executemany("INSERT INTO source VALUES (?, ?, ?, ?)", rows)
    Index(base).add(first, words)
    return known | numbered


def _row(unit: Accepted, origin: str, now: str, source: int) -> tuple[str | int, ...]:
    before, after = _key(unit.before), _key(unit.after)
    context = _hash(f"{before}\n{after}") if before or after else 0
    accepted = _moment(unit) if unit.accepted else now
    return source, unit.source, unit.target, origin, accepted, before, after, context


def _moment(unit: Accepted) -> str:
    try:
        when = datetime.fromisoformat(unit.accepted)
        when = when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"{unit.accepted} is no date of ISO 8601",
            where=unit.source,
            remedy="Write it as 2025-03-01T12:00:00Z, or leave it out",
        ) from error
    return when.isoformat(timespec="seconds")


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
