"""The memory as the rest of the program sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from glossary.chinese import has_han, key
from glossary.database import transaction
from translate.document import Candidate
from translate.memory import database, entry, likeness
from translate.memory.adaptation import adapted
from translate.memory.grams import Index
from translate.memory.record import Accepted, Stats
from translate.memory.wording import Wording, wording

IN_CONTEXT, EXACT = 101, 100
LEAST = 70
"""Below this, writing anew is as fast as correcting."""
COMPARED, FITTED = 50, 10
"""Sources whose numbers and punctuation are compared, and whose targets are looked at: the best."""
MOST_FOUND = 50
"""Units that a search shows."""

# A side agrees where it is known here and there and the same, and speaks against a unit where it
# is known here and there and differs.
_IN_CONTEXT = """
SELECT text, target, origin, accepted,
    (before IN ('', :before) OR :before = '') AND (after IN ('', :after) OR :after = '') AS fits,
    (before = :before AND before != '') + (after = :after AND after != '') AS agreeing
FROM unit WHERE source = :source
ORDER BY fits * agreeing DESC, accepted DESC, id DESC LIMIT 1
"""
_NEWEST = """
SELECT text, target, origin, accepted FROM unit WHERE source = ?
ORDER BY accepted DESC, id DESC
"""


@dataclass(frozen=True, slots=True)
class _Source:
    """A stored source beside the one looked up."""

    number: int
    words: Wording
    score: int


class Memory:
    """Accepted segments, looked up by their source: the same one, or those most like it.

    Sources are compared folded: width, script variants and case make no difference. Every method
    raises InputError where the file is locked by another program or damaged.
    """

    def __init__(self, path: Path) -> None:
        """Opens or creates the file; one of an earlier version is brought up to date.

        Raises InputError where it is something else or comes from a newer gyur.
        """
        self._path = path
        self._base = database.connect(path)
        try:
            with database.reported(path):
                self._update()
        except BaseException:
            self._base.close()
            raise

    def _update(self) -> None:
        if database.version(self._base, self._path) == database.VERSION:
            return  # a file that is only read need not be writable
        with transaction(self._base):
            # Asked again: another program may have done it while this one waited.
            if database.version(self._base, self._path) < database.VERSION:
                entry.migrate(self._base)

    def lookup(self, source: str) -> str | None:
        """The accepted translation of exactly this source, the newest."""
        found = self.exact(source)
        return None if found is None else found.target

    def exact(self, source: str, before: str = "", after: str = "") -> Candidate | None:
        """What was accepted for this source; score 101 in this context, 100 in another.

        ``before`` and ``after`` are the sources of the segments around it, "" where there is none
        or it is not known. The context is the same if one of them is and the other is too or is
        not known on one side. Among equals the newest.
        """
        with self._reading():
            number = entry.find(self._base, key(source))
            return None if number is None else self._taken(number, before, after)

    def fuzzy(
        self, source: str, least: int = LEAST, most: int = 3, before: str = "", after: str = ""
    ) -> list[Candidate]:
        """What was accepted for sources like this one, best first, ``least`` per cent like it.

        First come other targets of this very source (score 100) than the one that ``exact`` gives
        for this context. Where numbers alone differ they are written into the target.
        """
        if not 0 < least <= EXACT:
            raise ValueError(f"not a per cent from 1 to {EXACT}: {least}")
        folded = key(source)
        with self._reading():
            number = entry.find(self._base, folded)
            found = [] if number is None else self._others(number, before, after)
            if least <= likeness.BEST and len(found) < most:
                found += self._like(wording(folded), number, least)
        return found[:most]

    def add(self, units: Iterable[Accepted | tuple[str, str]], origin: str) -> int:
        """Stores what a person accepted, all of it or, if anything fails, nothing.

        A unit takes the place of an older one of the same source in the same context. Returns how
        many there were; those without source or target are passed over. Raises InputError for a
        date that is none.
        """
        given = (unit if isinstance(unit, Accepted) else Accepted(*unit) for unit in units)
        with database.reported(self._path), transaction(self._base):
            return entry.enter(self._base, ((unit, origin) for unit in given))

    def remove(self, source: str) -> int:
        """Forgets a source with all its targets; returns how many units that were."""
        with database.reported(self._path), transaction(self._base):
            return entry.remove(self._base, source)

    def search(self, text: str) -> list[Candidate]:
        """Units whose source (or, for Tibetan, target) is this text, is like it or holds it."""
        if not key(text):
            return []
        chinese = has_han(text)
        wanted = key(text) if chinese else text.strip()
        with self._reading():
            found = self._holding(wanted, chinese)
            if chinese:
                words, own = wording(wanted), entry.find(self._base, wanted)
                near = self._nearest(words, own, LEAST)
                found += [self._stored(source.number, source.score) for source in near]
        distinct = {(candidate.source, candidate.target): candidate for candidate in found}
        return sorted(distinct.values(), key=lambda c: -c.score)[:MOST_FOUND]

    def units(self) -> Iterator[tuple[Accepted, str]]:
        """Every unit with its origin, in the order of entry; contexts are folded."""
        query = "SELECT text, target, before, after, accepted, origin FROM unit ORDER BY id"
        with database.reported(self._path):
            for *unit, origin in self._base.execute(query):
                yield Accepted(*unit), origin

    def pairs(self) -> list[tuple[str, str]]:
        """Every accepted (source, target)."""
        with database.reported(self._path):
            return self._base.execute("SELECT text, target FROM unit ORDER BY id").fetchall()

    def stats(self) -> Stats:
        """What the memory holds, by where it came from."""
        with database.reported(self._path):
            origins = self._base.execute(
                "SELECT origin, count(*), min(accepted), max(accepted) FROM unit"
                " GROUP BY origin ORDER BY count(*) DESC, origin"
            ).fetchall()
            (sources,) = self._base.execute("SELECT count(*) FROM source").fetchone()
            (pages,) = self._base.execute("PRAGMA page_count").fetchone()
            (size,) = self._base.execute("PRAGMA page_size").fetchone()
        return Stats(
            units=sum(row[1] for row in origins),
            sources=sources,
            origins={row[0]: row[1] for row in origins},
            oldest=min((row[2] for row in origins), default=""),
            newest=max((row[3] for row in origins), default=""),
            bytes=pages * size,
        )

    def __len__(self) -> int:
        with database.reported(self._path):
            return int(self._base.execute("SELECT count(*) FROM unit").fetchone()[0])

    def version(self) -> str:
        """Changes when the content does: it is part of a run's identity."""
        with database.reported(self._path):
            return str(self._base.execute("SELECT version FROM state").fetchone()[0])

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

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Lets nobody else write between two looks into the file."""
        with database.reported(self._path), database.snapshot(self._base):
            yield

    def _taken(self, number: int, before: str, after: str) -> Candidate:
        """The unit of a source that fits a context best."""
        context = {"source": number, "before": key(before), "after": key(after)}
        row = self._base.execute(_IN_CONTEXT, context).fetchone()
        text, target, origin, accepted, fits, agreeing = row
        score = IN_CONTEXT if fits and agreeing else EXACT
        return Candidate(text, target, score, origin, accepted)

    def _others(self, number: int, before: str, after: str) -> list[Candidate]:
        """The newest unit of each target of a source but the one that fits the context."""
        newest: dict[str, Candidate] = {}
        for text, target, origin, accepted in self._base.execute(_NEWEST, (number,)):
            newest.setdefault(target, Candidate(text, target, EXACT, origin, accepted))
        newest.pop(self._taken(number, before, after).target)
        return list(newest.values())

    def _stored(self, number: int, score: int) -> Candidate:
        """The newest unit of a source."""
        text, target, origin, accepted = self._base.execute(_NEWEST, (number,)).fetchone()
        return Candidate(text, target, score, origin, accepted)

    def _like(self, wanted: Wording, own: int | None, least: int) -> list[Candidate]:
        """The newest unit of each source like this one, its numbers adapted."""
        near = self._nearest(wanted, own, least)[:FITTED]
        found = [self._fitted(source, wanted) for source in near]
        liked = [candidate for candidate in found if candidate.score >= least]
        return sorted(liked, key=lambda c: (c.score, c.accepted), reverse=True)

    def _nearest(self, wanted: Wording, own: int | None, least: int) -> list[_Source]:
        """The sources most like this one, without its own, best first."""
        if not wanted.bare:
            return []
        numbers = [n for n in Index(self._base).like(wanted, least) if n != own]
        on_disk = {number: self._column("bare", number) for number in sorted(numbers)}
        bare = [on_disk[number] for number in numbers]  # among equals the likeliest stays first
        near = likeness.shortlist(wanted.bare, bare, least, COMPARED)
        found = []
        for number in (numbers[position] for position in near):
            words = wording(self._column("folded", number))
            found.append(_Source(number, words, likeness.score(wanted, words)))
        return sorted(found, key=lambda source: -source.score)

    def _fitted(self, source: _Source, wanted: Wording) -> Candidate:
        newest = self._stored(source.number, source.score)
        target = adapted(newest.target, source.words, wanted)
        if target is None:
            return newest
        score = likeness.score(wanted, source.words, adapted=wanted.differing(source.words))
        return replace(newest, target=target, score=score, adapted=True)

    def _column(self, name: str, number: int) -> str:
        query = f"SELECT {name} FROM source WHERE id = ?"
        return str(self._base.execute(query, (number,)).fetchone()[0])

    def _holding(self, wanted: str, chinese: bool) -> list[Candidate]:
        """Units whose folded source, or whose target, holds this text; the shortest first."""
        column = "folded" if chinese else "target"
        query = (
            f"SELECT text, target, origin, accepted, {column} FROM source"
            f" JOIN unit ON unit.source = source.id WHERE instr({column}, ?)"
            f" ORDER BY length({column}) LIMIT {MOST_FOUND}"
        )
        return [
            Candidate(text, target, likeness.of_part(wanted, whole), origin, accepted)
            for text, target, origin, accepted, whole in self._base.execute(query, (wanted,))
        ]
