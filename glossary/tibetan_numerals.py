"""Tibetan numerals as words: how 1 to 9,999 are spelled, and which numbers a text names.

Source of the forms: the traditional numerals as the bilingual law texts of the PRC use them; they
count articles in the short form (དོན་ཚན་ཞེ་ལྔ་པ 'Article 45', དོན་ཚན་སུམ་བརྒྱ་ཞེ་གསུམ 'Article 343').
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product

from glossary.tibetan import syllables

GREATEST = 9_999
"""The greatest number that is read as one word; above it ཁྲི and its like count the parts."""

_UNITS = "གཅིག གཉིས གསུམ བཞི ལྔ དྲུག བདུན བརྒྱད དགུ".split(" ")
_TENS = "བཅུ ཉི་ཤུ སུམ་ཅུ བཞི་བཅུ ལྔ་བཅུ དྲུག་ཅུ བདུན་ཅུ བརྒྱད་ཅུ དགུ་བཅུ".split(" ")
_LOOSE_TENS = {3: ("སུམ་བཅུ", "གསུམ་བཅུ"), 6: ("དྲུག་བཅུ",), 7: ("བདུན་བཅུ",), 8: ("བརྒྱད་བཅུ",)}
_SHORT_TENS = {2: "ཉེར", 3: "སོ", 4: "ཞེ", 5: "ང", 6: "རེ", 7: "དོན", 8: "གྱ", 9: "གོ"}
# Each short ten but ཉེར is also a word of its own: ང 'I', རེ 'each', དོན 'matter'.
_WORDS = frozenset("སོ ཞེ ང རེ དོན གྱ གོ".split(" "))
_TIMES = ("ཆིག", "ཉིས", "སུམ", *_UNITS[3:])
_FIRST = "དང་པོ"
_AND = "དང"

_OPEN = ("བཞི", "ལྔ", "དགུ", "བཅུ", "ཅུ", "ཤུ", "བརྒྱ", "པོ")
_JOINED = ("འི", "འང", "འམ", "འོ", "ས", "ར")
_BARE = {word + particle: word for word, particle in product(_OPEN, _JOINED)}

# What counts the number after it: ཁྲི་12 is 120,000, སྟོང་ཕྲག་གསུམ 3,000.
_SCALES = {
    "ཐེར་འབུམ": 10**9,
    "དུང་ཕྱུར": 10**8,
    "བྱེ་བ": 10**7,
    "ས་ཡ": 10**6,
    "འབུམ": 10**5,
    "ཁྲི": 10**4,
    "སྟོང": 10**3,
    "བརྒྱ": 10**2,
}
_SCALE = re.compile(f"(?:^|[^\u0f40-\u0fbc])({'|'.join(_SCALES)})(?:་ཕྲག)?[་ ]*$")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in words, ``text[start:end]``, without the པ of an ordinal."""

    start: int
    end: int
    value: int
    ordinal: bool = False
    or_else: int | None = None
    """Its value where the first syllable is a word of its own: དོན་གཉིས is 72 or 'two matters'."""


def spellings(number: int) -> tuple[str, ...]:
    """Return how a number from 1 to 9,999 is written in words, the form of law texts first.

    Raises ValueError for any other number.
    """
    if not 1 <= number <= GREATEST:
        raise ValueError(f"not a number from 1 to {GREATEST}: {number}")
    thousands, hundreds, rest = number // 1000, number // 100 % 10, number % 100
    parts = [_multiples(thousands, "སྟོང"), _multiples(hundreds, "བརྒྱ"), _below_hundred(rest)]
    filled = [part for part in parts if part]
    spelled = list(filled[0])
    for part in filled[1:]:
        spelled = [
            first + joint + next_ for first in spelled for joint in ("་དང་", "་") for next_ in part
        ]
    return tuple(spelled)


def ordinal(number: int) -> str:
    """Return the ordinal of a number from 1 to 9,999: དང་པོ, གཉིས་པ, ཉེར་གསུམ་པ."""
    return _FIRST if number == 1 else f"{spellings(number)[0].removesuffix('་ཐམ་པ')}་པ"


def read(text: str) -> list[Numeral]:
    """Return the numbers that a text names in words, left to right, the longest reading of each.

    A word that merely sounds like a number counts too (གཅིག in གཅིག་གྱུར 'united').
    """
    words, beginnings = _words(text), _beginnings()
    found: list[Numeral] = []
    at = 0
    while at < len(words):
        length, value = _numeral(words, at) if words[at].text in beginnings else (0, 0)
        if not length:
            at += 1
            continue
        first, last = words[at], words[at + length - 1]
        next_word = words[at + length].text if last.joins else ""
        doubtful = length == 2 and first.text in _WORDS
        found.append(
            Numeral(
                first.start,
                last.end,
                value,
                ordinal=last.text == "པོ" or (next_word[:1] in {"པ", "བ"} and len(next_word) < 4),
                or_else=value % 10 if doubtful else None,
            )
        )
        at += length
    return found


def scale_before(text: str, position: int) -> int:
    """Return the factor that stands before a number at ``position``: ཁྲི་12, ས་ཡ་1.2; 1 if none."""
    found = _SCALE.search(text, max(0, position - 24), position)
    return _SCALES[found[1]] if found else 1


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    joins: bool
    """Nothing but a tsheg, and no particle, between this syllable and the next."""


def _words(text: str) -> list[_Word]:
    spans = syllables(text)
    words = []
    for index, (start, end) in enumerate(spans):
        syllable = text[start:end]
        bare = _BARE.get(syllable, syllable)
        after = text[end : spans[index + 1][0]] if index + 1 < len(spans) else ""
        joins = bare == syllable and after in {"\u0f0b", "\u0f0c"}
        words.append(_Word(bare, start, start + len(bare), joins))
    return words


def _numeral(words: list[_Word], at: int) -> tuple[int, int]:
    """Length in syllables and value of the longest numeral at ``at``; length 0 if there is none."""
    if _reads(words, at, _FIRST.split("་")):
        return 2, 1
    length, value = 0, 0
    for table in _tables():
        # The "and" belongs to the number only where another part of it follows.
        for skip in (0, 1) if length else (0,):
            start = at + length + skip
            if length and not _joined(words, at, start):
                continue
            if skip and words[start - 1].text != _AND:
                continue
            size, part = _longest(words, start, table)
            if size:
                length, value = length + skip + size, value + part
                break
    return length, value


def _longest(words: list[_Word], at: int, table: dict[tuple[str, ...], int]) -> tuple[int, int]:
    for size in range(min(4, len(words) - at), 0, -1):
        part = tuple(word.text for word in words[at : at + size])
        if part in table and _joined(words, at, at + size - 1):
            return size, table[part]
    return 0, 0


def _reads(words: list[_Word], at: int, expected: list[str]) -> bool:
    end = at + len(expected)
    texts = [word.text for word in words[at:end]]
    return texts == expected and _joined(words, at, end - 1)


def _joined(words: list[_Word], first: int, last: int) -> bool:
    return last < len(words) and all(word.joins for word in words[first:last])


@cache
def _tables() -> tuple[dict[tuple[str, ...], int], ...]:
    """Thousands, hundreds, and what is below: syllables -> value."""
    thousands = {_split(s): n * 1000 for n in range(1, 10) for s in _multiples(n, "སྟོང")}
    hundreds = {_split(s): n * 100 for n in range(1, 10) for s in _multiples(n, "བརྒྱ")}
    below = {_split(s): n for n in range(1, 100) for s in _below_hundred(n)}
    return thousands, hundreds, below


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(part[0] for table in _tables() for part in table) | {_FIRST.split("་")[0]}


def _split(spelled: str) -> tuple[str, ...]:
    return tuple(spelled.split("\u0f0b"))


def _multiples(count: int, unit: str) -> tuple[str, ...]:
    if count == 0:
        return ()
    times = dict.fromkeys((_TIMES[count - 1], _UNITS[count - 1]))
    counted = tuple(f"{time}་{unit}" for time in times)
    return (unit, *counted, f"{unit}་ཐམ་པ") if count == 1 else (*counted, f"{counted[0]}་ཐམ་པ")


def _below_hundred(number: int) -> tuple[str, ...]:
    tens, units = divmod(number, 10)
    if number == 0:
        return ()
    if tens == 0:
        return (_UNITS[units - 1],)
    full = (_TENS[tens - 1], *_LOOSE_TENS.get(tens, ()))
    if units == 0:
        return (*full, *(f"{ten}་ཐམ་པ" for ten in full))
    unit = _UNITS[units - 1]
    if tens == 1:
        regular = f"བཅུ་{unit}"
        return (f"བཅོ་{unit}", regular) if units in {5, 8} else (regular,)
    short = f"{_SHORT_TENS[tens]}་{unit}"
    long = [f"{ten}་{link}{unit}" for ten in full for link in ("རྩ་", "")]
    return (short, *(f"{ten}་{short}" for ten in full), *long)
