"""Folding of Chinese text for comparison, with the way back to the original's offsets.

Folding makes spellings alike that mean the same term: traditional and simplified characters, full
and half width, letter case, composed and decomposed accents. It is for comparing only: folded text
never reaches a document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

# Script=Han of Unicode's Scripts.txt (UAX #24): ideographs, radicals, 々, 〇, Suzhou numerals.
_HAN = re.compile(
    r"[\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufa6d\ufa70-\ufad9"
    r"\U00016ff0-\U00016ff1\U00020000-\U0002fa1f\U00030000-\U000323af]+"
)

# Invisible on the page, so two spellings that differ by them look alike: soft hyphen, grapheme
# joiner, zero-width spaces and joiners, direction marks, invisible operators, BOM, variation
# selectors.
_INVISIBLE_RANGES = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xE0100, 0xE01EF),
)
_INVISIBLE = "".join(f"{chr(first)}-{chr(last)}" for first, last in _INVISIBLE_RANGES)

# Where cased letters of the scripts live that a Chinese reader may quote; Ω, K and Å are signs
# whose normal form is an ordinary letter.
_CASED = (
    *range(0x0041, 0x0530),
    *range(0x1E00, 0x2000),
    *(0x2126, 0x212A, 0x212B),
    *range(0x2C60, 0x2C80),
    *range(0xA720, 0xA800),
)
_RADICALS = (0x2E9F, 0x2EF3, *range(0x2F00, 0x2FD6))

# Text in which folding adds or removes characters; İ is the one letter that lower-cases to two.
_SHIFTING = re.compile(f"[{_INVISIBLE}İ]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and where each of its characters stood.

    ``offsets[i]`` is the code-point offset in the original of folded character ``i``; the last
    item is the original's length, so ``len(offsets) == len(text) + 1``. Offsets never decrease.
    """

    text: str
    offsets: Sequence[int] = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's span for ``text[start:end]``, never cutting what folded as one.

        An invisible character or variation selector belongs to the character before it. An empty
        span stays empty.
        """
        offsets = self.offsets
        first = offsets[start]
        if start == end:
            return first, first
        while end < len(self.text) and offsets[end] == offsets[end - 1]:
            end += 1
        return first, offsets[end]


def fold(text: str) -> Folded:
    """Return ``text`` with variants made alike; folding twice is folding once.

    Full-width ASCII and the ideographic space become half-width, letters lower case, traditional
    characters and Kangxi radicals (which PDF readers emit for 一, 文, 门) the simplified ideograph,
    one for one; invisible characters go; the rest is put in NFC. NFKC is not used: it would make
    ①, ㎡ and ½ several characters and alter Tibetan.
    """
    folded = text.translate(_table())
    if not _SHIFTING.search(text) and unicodedata.is_normalized("NFC", folded):
        return Folded(folded, range(len(folded) + 1))
    return _fold_by_cluster(text)


def key(text: str) -> str:
    """Return what all spellings of a term have in common: folded, without space around it."""
    return fold(text).text.strip()


def has_han(text: str) -> bool:
    """Whether ``text`` holds a Chinese character (Script=Han)."""
    return _HAN.search(text) is not None


def han_spans(text: str) -> list[tuple[int, int]]:
    """Return the longest runs of Chinese characters as code-point spans, in order."""
    return [found.span() for found in _HAN.finditer(text)]


def _fold_by_cluster(text: str) -> Folded:
    parts: list[str] = []
    offsets: list[int] = []
    for start, end in _clusters(text):
        folded, places = _fold_cluster(text[start:end])
        parts.append(folded)
        offsets.extend(start + place for place in places)
    offsets.append(len(text))
    return Folded("".join(parts), offsets)


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> tuple[str, tuple[int, ...]]:
    """Return a cluster folded, and from which of its characters each folded one came."""
    table = _table()
    folded = [char.translate(table) for char in cluster]
    joined = "".join(folded)
    normal = unicodedata.normalize("NFC", joined)
    if normal == joined and all(len(char) < 2 for char in folded):
        return normal, tuple(place for place, char in enumerate(folded) if char)
    normal = normal.translate(table)
    return normal, (0,) * len(normal)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Cut before each character that composes with nothing to its left."""
    start = 0
    for position, char in enumerate(text):
        if position > start and not _leans_left(char):
            yield start, position
            start = position
    if text:
        yield start, len(text)


@lru_cache(maxsize=4096)
def _leans_left(char: str) -> bool:
    code = ord(char)
    return (
        unicodedata.category(char).startswith("M")
        or any(first <= code <= last for first, last in _INVISIBLE_RANGES)
        or 0x1160 <= code <= 0x11FF  # Hangul vowels and finals
        or 0x16D63 <= code <= 0x16D6A  # Kirat Rai vowels: letters that compose (Unicode 16)
    )


@cache
def _table() -> dict[int, str]:
    table = {code: chr(code).lower() for code in _CASED}
    table.update({code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)})
    table[0x3000] = " "
    variants = _variants()
    table.update({ord(char): simplified for char, simplified in variants.items()})
    for code in _RADICALS:
        ideograph = unicodedata.normalize("NFKC", chr(code))
        table[code] = variants.get(ideograph, ideograph)
    for first, last in _INVISIBLE_RANGES:
        table.update(dict.fromkeys(range(first, last + 1), ""))
    return table


def _variants() -> dict[str, str]:
    from importlib import resources  # slow to import, and needed on first use only

    data = resources.files("glossary").joinpath("variants.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in data.splitlines() if not line.startswith("#"))
    return {char: simplified for char, simplified in rows}
