"""A glossary that lasts: one SQLite file, with its history."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Self

from glossary.chinese import key
from glossary.collection import contradiction, fingerprint, from_json, same_entry, to_json
from glossary.database import connect, reported, transaction
from glossary.errors import GlossaryError
from glossary.exchange import FORMATS, STORED
from glossary.term import Status, Target, Term, Use
from glossary.validation import checked, clean_target

_TERMS = """
    SELECT term.id, term.source, term.status, term.domain, term.note,
           target.text, target.use, target.evidence, target.hint
    FROM term JOIN target ON target.term = term.id
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One step in a glossary's history; ``time`` is UTC in ISO 8601."""

    time: str
    action: str
    """``add``, ``replace`` or ``remove``."""
    source: str
    before: Term | None
    after: Term | None


class Glossary:
    """A stored glossary: one entry a folded source. Every method may raise GlossaryError."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._name = name

    @classmethod
    def open(cls, path: str | Path, create: bool = True) -> Glossary:
        """Open the glossary at ``path``, or ``:memory:``, bringing an older schema up to date.

        With ``create`` a missing file is made, unless its name is that of an exchange file, as
        which it would be read later. Raises GlossaryError for a file that is no glossary, comes
        from a newer gyur, or cannot be opened.
        """
        name = str(path)
        if create and not _has_content(Path(path)) and name.lower().endswith(tuple(FORMATS)):
            raise GlossaryError(
                "a glossary is not kept in a table",
                where=name,
                remedy=f"Give a name that ends in {' or '.join(STORED)}.",
            )
        if not create and name != ":memory:" and not _has_content(Path(path)):
            raise GlossaryError("there is no glossary here", where=name, remedy="Check the path.")
        return cls(connect(name), name)

    def close(self) -> None:
        """Close the file; the glossary cannot be used after."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._rows("SELECT count(*) FROM term")[0][0])

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that are equal where all entries are, for draft signatures."""
        return fingerprint(self.terms())

    def add(self, term: Term, replace: bool = False) -> bool:
        """Store ``term``, normalised; return whether anything changed.

        An entry that says the same already stands. One that says something else is replaced with
        ``replace`` and raises GlossaryError without, as does a term that is not well formed.
        """
        return self.add_all((term,), replace) == 1

    def add_all(self, terms: Iterable[Term], replace: bool = False) -> int:
        """Store all ``terms`` or, where one raises GlossaryError, none; return how many changed."""
        ready = [checked(term, self._name) for term in terms]
        with self._transaction():
            return sum(self._put(term, replace) for term in ready)

    def conflicts(self, terms: Iterable[Term]) -> list[tuple[Term, Term]]:
        """Return (stored, given) for each of ``terms`` that would change a stored entry."""
        pairs = ((self.get(term.source), checked(term, self._name)) for term in terms)
        return [(old, new) for old, new in pairs if old is not None and not same_entry(old, new)]

    def remove(self, source: str) -> bool:
        """Remove the entry that matches ``source``; return whether there was one."""
        with self._transaction():
            before = self.get(source)
            if before is None:
                return False
            self._delete(before)
            self._log("remove", before.source, before, None)
        return True

    def get(self, source: str) -> Term | None:
        """Return the entry that matches ``source`` after folding, if there is one."""
        found = self._select("WHERE term.folded = ?", key(source))
        return found[0] if found else None

    def search(self, text: str) -> list[Term]:
        """Return the entries with ``text`` in source, target or note, sorted by source.

        Source and note are compared folded, targets without the tsheg or shad after ``text``.
        """
        folded, tibetan = key(text), clean_target(text)
        return self._select(
            """WHERE instr(term.folded, ?) OR instr(folded(term.note), ?) OR term.id IN
               (SELECT target.term FROM target WHERE ? <> '' AND instr(target.text, ?))""",
            *(folded, folded, tibetan, tibetan),
        )

    def terms(self) -> list[Term]:
        """Return all entries, sorted by source."""
        return self._select("")

    def history(self, source: str | None = None) -> list[Change]:
        """Return what was done, oldest first, to the entry for ``source`` or to all."""
        rows = self._rows(
            """SELECT time, action, source, before, after FROM history
               WHERE ?1 IS NULL OR folded = ?1 ORDER BY id""",
            None if source is None else key(source),
        )
        with self._sound():
            return [
                Change(time, action, origin, _entry(before), _entry(after))
                for time, action, origin, before, after in rows
            ]

    def _put(self, term: Term, replace: bool) -> bool:
        before = self.get(term.source)
        if before is not None:
            if before == term or (not replace and same_entry(before, term)):
                return False
            if not replace:
                raise GlossaryError(
                    contradiction(before, term),
                    where=self._name,
                    remedy="Replace the stored entry, remove it, or make the two one entry.",
                )
            self._delete(before)
        self._insert(term)
        self._log("replace" if before else "add", term.source, before, term)
        return True

    def _insert(self, term: Term) -> None:
        cursor = self._connection.execute(
            "INSERT INTO term (source, folded, status, domain, note) VALUES (?, ?, ?, ?, ?)",
            (term.source, key(term.source), term.status.value, term.domain, term.note),
        )
        self._connection.executemany(
            """INSERT INTO target (term, position, text, use, evidence, hint)
               VALUES (?, ?, ?, ?, ?, ?)""",
            [
                (cursor.lastrowid, position, t.text, t.use.value, t.evidence, t.hint)
                for position, t in enumerate(term.targets)
            ],
        )

    def _delete(self, term: Term) -> None:
        self._connection.execute("DELETE FROM term WHERE folded = ?", (key(term.source),))

    def _log(self, action: str, source: str, before: Term | None, after: Term | None) -> None:
        self._connection.execute(
            """INSERT INTO history (time, action, source, folded, before, after)
               VALUES (?, ?, ?, ?, ?, ?)""",
            (
                datetime.now(UTC).isoformat(timespec="seconds"),
                action,
                source,
                key(source),
                before and to_json(before),
                after and to_json(after),
            ),
        )

    def _select(self, condition: str, *values: str) -> list[Term]:
        rows = self._rows(f"{_TERMS} {condition} ORDER BY term.source, target.position", *values)
        with self._sound():
            return list(_terms(rows))

    def _rows(self, sql: str, *values: str | None) -> list[tuple[str, ...]]:
        with reported(self._name):
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with reported(self._name), transaction(self._connection):
            yield

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """Report entries that no gyur can have written."""
        try:
            yield
        except (ValueError, KeyError, TypeError) as error:
            raise GlossaryError(
                f"the glossary is damaged ({error})",
                where=self._name,
                remedy="Restore it from a copy or from an exported table.",
            ) from error


def _terms(rows: Iterable[tuple[str, ...]]) -> Iterator[Term]:
    """Join the rows of each term, which stand together, one a target."""
    for _, grouped in groupby(rows, key=itemgetter(0)):
        group = list(grouped)
        cells = (row[-4:] for row in group)
        targets = tuple(Target(text, Use(use), *rest) for text, use, *rest in cells)
        _, source, status, domain, note, *_ = group[0]
        if [target.use for target in targets].count(Use.PREFERRED) != 1:
            raise ValueError(f"{source}: not one preferred target")
        yield Term(source, targets, Status(status), domain, note)


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _entry(text: str | None) -> Term | None:
    return None if text is None else from_json(text)
