"""Which stored sources may be like a text: an index of character pairs, on disk.

Every source has a number, from 0; 65,536 of them make a block. For each pair of neighbouring
characters and each block there is one posting: which sources of the block have the pair, two bytes
each. So a new source touches the last block's postings alone, and nothing is ever rebuilt.

Pairs are hashed to 16 bits. Pairs that fall together only add candidates, and those are compared in
full anyway; the pairs themselves would make ten times as many postings, most of a single source.

The value of each number is entered like a pair: of a thousand sources that differ in numbers alone
(第三条) those with the same numbers come first.

The ends of a text count as characters, so that one of a single character has pairs as well. A pair
in a text that differs by d edits is lost at most 2 d times: a text with too few pairs of the query
is out (the count filter of q-gram joins). From 70 per cent on this leaves out none, but for a text
that is one character over and over; far below, a text may be that like without a pair in common.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from translate.memory.wording import Number, Wording

SCHEMA = (
    """CREATE TABLE posting (
    place INTEGER PRIMARY KEY,  -- pair's hash * 65536 + block
    members BLOB NOT NULL       -- numbers within the block, little-endian 16 bits each
) STRICT""",
    """CREATE TABLE block (
    number INTEGER PRIMARY KEY,
    lengths BLOB NOT NULL       -- characters of each of its sources, little-endian 16 bits each
) STRICT""",
)
BLOCK = 65_536
CANDIDATES = 500
"""Sources compared in full."""
MOST_READ = 1_000_000
"""Bytes of postings read for a query, the rarest pairs first; what is left out says little."""

_SHORT = np.dtype("<u2")
Shorts = NDArray[np.uint16]


class Index:
    """The postings and lengths in a database's tables. Transactions are the caller's."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def add(self, first: int, sources: Sequence[Wording]) -> None:
        """Enters sources under the numbers ``first``, ``first + 1`` and so on, all of them new."""
        done = 0
        while done < len(sources):
            block, offset = divmod(first + done, BLOCK)
            part = sources[done : done + BLOCK - offset]
            self._enter(block, offset, part)
            done += len(part)

    def remove(self, number: int, source: Wording) -> None:
        """Takes one source out again; its number may be given to another."""
        block, offset = divmod(number, BLOCK)
        for pair in _distinct(source):
            place = pair * BLOCK + block
            members = self._members(place)
            self._write([(place, members[members != offset].tobytes())])

    def like(self, source: Wording, least: int) -> list[int]:
        """Numbers of the sources that may be ``least`` per cent like this one, likeliest first."""
        chosen = self._affordable(_distinct(source))
        by_block: dict[int, list[Shorts]] = {}
        for pair in chosen:
            for place, members in self._base.execute(
                "SELECT place, members FROM posting WHERE place BETWEEN ? AND ?", _range(pair)
            ):
                by_block.setdefault(place % BLOCK, []).append(np.frombuffer(members, _SHORT))
        own = set(_distinct(replace(source, numbers=())))
        limits = _Limits(len(source.bare), len(own.intersection(chosen)), least)
        best = _Best()
        for block, postings in by_block.items():
            shared = np.bincount(np.concatenate(postings, dtype=np.intp))
            # With fewer, even the shortest text is less like it than the best so far.
            fewest = max(limits.fewest, int(best.worst * (limits.length + limits.shortest)))
            near = np.flatnonzero(shared >= fewest)
            if not len(near):
                continue
            shared = shared[near]
            lengths = self._lengths(block)[near].astype(np.int64)
            kept = limits.allow(shared, lengths)
            best.add(near[kept] + block * BLOCK, shared[kept] / (lengths[kept] + limits.length))
        return best.numbers()

    def _affordable(self, pairs: Sequence[int]) -> list[int]:
        """The rarest pairs, as many as may be read; one at least."""
        query = "SELECT coalesce(sum(length(members)), 0) FROM posting WHERE place BETWEEN ? AND ?"
        sizes = [(self._base.execute(query, _range(pair)).fetchone()[0], pair) for pair in pairs]
        chosen: list[int] = []
        read = 0
        for size, pair in sorted(sizes):
            read += size
            if chosen and read > MOST_READ:
                break
            chosen.append(pair)
        return chosen

    def _enter(self, block: int, offset: int, sources: Sequence[Wording]) -> None:
        pairs, rows = _pairs(sources)
        # Sorted by pair, then by source, each once.
        both = np.sort((pairs << np.uint32(16)) | (rows + offset).astype(np.uint32))
        both = both[_firsts(both)]
        starts = _firsts(both >> 16).tolist()
        places = ((both[starts] >> 16).astype(np.int64) * BLOCK + block).tolist()
        members = (both & 0xFFFF).astype(_SHORT).tobytes()
        ends = [*starts[1:], len(both)]
        new = [members[2 * a : 2 * b] for a, b in zip(starts, ends, strict=True)]
        if offset:
            old = [self._members(place).tobytes() for place in places]
            new = [a + b for a, b in zip(old, new, strict=True)]
        self._write(zip(places, new, strict=True))
        lengths = np.zeros(offset, _SHORT)
        known = self._lengths(block)[:offset]
        lengths[: len(known)] = known
        own = np.array([min(len(source.bare), BLOCK - 1) for source in sources], _SHORT)
        self._base.execute(
            "INSERT OR REPLACE INTO block VALUES (?, ?)",
            (block, np.concatenate([lengths, own]).tobytes()),
        )

    def _write(self, rows: Iterable[tuple[int, bytes]]) -> None:
        self._base.executemany("INSERT OR REPLACE INTO posting VALUES (?, ?)", rows)

    def _members(self, place: int) -> Shorts:
        return self._blob("SELECT members FROM posting WHERE place = ?", place)

    def _lengths(self, block: int) -> Shorts:
        return self._blob("SELECT lengths FROM block WHERE number = ?", block)

    def _blob(self, query: str, key: int) -> Shorts:
        row = self._base.execute(query, (key,)).fetchone()
        return np.frombuffer(row[0] if row else b"", _SHORT)


@dataclass(frozen=True, slots=True)
class _Limits:
    """How many of ``pairs`` distinct pairs a text must share to be like one of ``length``."""

    length: int
    pairs: int
    least: int

    @property
    def fewest(self) -> int:
        """For a text of whatever length that still may be like it."""
        longest = self.length * 100 // self.least
        return max(1, self.pairs - 2 * (longest * (100 - self.least) // 100))

    @property
    def shortest(self) -> int:
        """Length of the shortest text that may be like it."""
        return -(-self.length * self.least // 100)

    def allow(self, shared: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which texts of these lengths, sharing so many pairs, may be like it."""
        longer = np.maximum(lengths, self.length)
        shorter = np.minimum(lengths, self.length)
        edits = longer * (100 - self.least) // 100
        return (shared >= self.pairs - 2 * edits) & (shorter * 100 >= longer * self.least)


class _Best:
    """The ``CANDIDATES`` sources that are likeliest so far."""

    def __init__(self) -> None:
        self._numbers = np.empty(0, np.int64)
        self._likeness = np.empty(0)
        self.worst = 0.0
        """What a source must surpass to be one of them."""

    def add(self, numbers: NDArray[np.int64], likeness: NDArray[np.float64]) -> None:
        self._numbers = np.concatenate([self._numbers, numbers])
        self._likeness = np.concatenate([self._likeness, likeness])
        if len(self._numbers) > CANDIDATES:
            top = np.argpartition(-self._likeness, CANDIDATES)[:CANDIDATES]
            self._numbers, self._likeness = self._numbers[top], self._likeness[top]
            self.worst = float(self._likeness.min())

    def numbers(self) -> list[int]:
        """Theirs, the likeliest first."""
        order = np.lexsort((self._numbers, -self._likeness))
        return [int(number) for number in self._numbers[order]]


def _range(pair: int) -> tuple[int, int]:
    return pair * BLOCK, pair * BLOCK + BLOCK - 1


def _firsts(ordered: NDArray[np.integer]) -> NDArray[np.int64]:
    """Where each distinct value begins."""
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def _distinct(source: Wording) -> list[int]:
    return sorted(set(_pairs([source])[0].tolist()))


def _pairs(sources: Sequence[Wording]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The hash, 16 bits, of each pair of neighbouring characters, and which source it is from."""
    joined = "\0".join(["", *(source.bare for source in sources), ""])
    characters = np.frombuffer(joined.encode("utf-32-le"), np.dtype("<u4"))
    mixed = characters[:-1] * np.uint32(0x9E3779B1) ^ characters[1:] * np.uint32(0x85EBCA77)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    rows = np.cumsum(characters[:-1] == 0) - 1
    numbers = [(_value(n), row) for row, source in enumerate(sources) for n in source.numbers]
    values = np.array(numbers, np.int64).reshape(-1, 2)
    return (
        np.concatenate([mixed >> np.uint32(16), values[:, 0].astype(np.uint32)]),
        np.concatenate([rows, values[:, 1]]),
    )


def _value(number: Number) -> int:
    return crc32(f"{number.value.normalize():f}".encode()) & 0xFFFF
