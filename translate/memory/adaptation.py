"""Writing a source's numbers into the translation of one that differs from it in numbers alone.

A number of the target is recognised in Arabic or Tibetan digits and, from 1 to 9,999, in words, as
cardinal or ordinal (དོན་ཚན་ཞེ་ལྔ་པ). Nothing is done at a guess: each number that differs must stand
once in the stored source and once in the target, in whatever form, or the target stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from glossary.agreement import REPAIRABLE, SEPARATE, agree, begins_word, kind_of
from glossary.spelling import SYLLABIC, TSHEG
from glossary.substitution import substitute
from glossary.tibetan_numerals import GREATEST, ordinal, read, scale_before, spellings
from translate.memory.wording import Number, Wording

_ARABIC = "0123456789"
_TIBETAN = "༠༡༢༣༤༥༦༧༨༩"
_TO_ARABIC, _TO_TIBETAN = str.maketrans(_TIBETAN, _ARABIC), str.maketrans(_ARABIC, _TIBETAN)
_DIGITS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_NEXT = re.compile(f"[{TSHEG}]?([{SYLLABIC}]+)")
# What makes an ordinal; པོ after another number than དང་པོ is 'the four'.
_ORDINAL = re.compile("\u0f0b[པབ](?=(?:འི|འང|འམ|འོ|[སར])?(?:[^\u0f40-\u0fbc]|$))")
# What may follow a number that counts. Another word makes one with it: གཅིག་གྱུར 'united'.
_FOLLOWERS = frozenset(
    "གི ཀྱི གྱི ཡི འི གིས ཀྱིས གྱིས ཡིས ས ར ལ ན ནས ལས སུ ཏུ དུ རུ དང ནི ཀྱང ཡང འང གམ ངམ མམ འམ "
    "ཡན མན ཙམ ལྷག ཡོད མེད ཡིན བཅས".split()
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A number of the target, ``target[start:end]``."""

    start: int
    end: int
    values: tuple[Decimal, ...]
    """What it may say, the likelier first."""
    in_digits: bool
    ordinal: bool = False
    scaled: bool = False
    """A ཁྲི or the like counts it."""
    sure: bool = True
    """Whether it is a number by itself, not half of a word."""


def adapted(target: str, stored: Wording, wanted: Wording) -> str | None:
    """The target with the wanted source's numbers, where the two sources differ in nothing else.

    Particles after a number are made to agree. None where any number cannot be placed beyond
    doubt, and where no number differs in value.
    """
    if stored.template != wanted.template:
        return None
    pairs = zip(stored.numbers, wanted.numbers, strict=True)
    changes = [(old, new) for old, new in pairs if old.value != new.value]
    places = list(_places(target))
    edits = []
    for old, new in changes:
        place = _only(places, old, stored.numbers)
        written = None if place is None else _written(target, place, old, new)
        if place is None or written is None:
            return None
        edits.append((place, written))
    for place, written in sorted(edits, key=lambda edit: -edit[0].start):
        target = _replaced(target, place, written)
    return target if edits else None


def _places(target: str) -> Iterator[_Place]:
    """Every number of the target, whether it can be replaced or not."""
    plain = target.translate(_TO_ARABIC)
    for found in _DIGITS.finditer(plain):
        start, end = found.span()
        scaled = scale_before(target, start) != 1
        yield _Place(start, end, (Decimal(found[0].replace(",", "")),), True, scaled=scaled)
    for word in read(target):
        start, end = word.start, word.end
        suffix = _ORDINAL.match(target, end)
        if suffix is not None:
            end = suffix.end()
        values = [Decimal(word.value), *([] if word.or_else is None else [Decimal(word.or_else)])]
        first = target[start:end] == "དང་པོ"
        is_ordinal = first or suffix is not None
        yield _Place(
            start,
            end,
            tuple(values),
            False,
            is_ordinal,
            scale_before(target, start) != 1,
            is_ordinal or _counts(target, start, end, word.value),
        )


def _counts(target: str, start: int, end: int, value: int) -> bool:
    """Whether the numeral is a number by itself.

    གཅིག is so only in brackets, as (གཅིག) for （一）: elsewhere it is 'a', 'the same', 'together'.
    """
    if value == 1:
        return target[start - 1 : start] in {"(", "（"} and target[end : end + 1] in {")", "）"}
    following = _NEXT.match(target, end)
    return following is None or following[1] in _FOLLOWERS


def _only(places: Sequence[_Place], old: Number, numbers: Sequence[Number]) -> _Place | None:
    """Where the target has this number, if both it and the stored source have it once."""
    if sum(number.value == old.value for number in numbers) != 1:
        return None
    found = [place for place in places if old.value in place.values]
    if len(found) != 1 or found[0].values[0] != old.value or not found[0].sure:
        return None
    return found[0] if found[0].scaled == old.scaled else None


def _written(target: str, place: _Place, old: Number, new: Number) -> str | None:
    """The new number in the form in which the target has the old one; None where it has none."""
    if not place.in_digits:
        if place.scaled or new.value % 1 or not 1 <= new.value <= GREATEST:
            return None
        number = int(new.value)
        return (
            ordinal(number) if place.ordinal else _cardinal(number, target[place.start : place.end])
        )
    was = target[place.start : place.end].translate(_TO_ARABIC)
    text = new.text if new.in_digits else f"{new.value:f}"
    if was != old.text:  # the translator has a way of writing numbers other than the source's
        text = f"{new.value:,f}" if "," in was else f"{new.value:f}"
    return text.translate(_TO_TIBETAN) if target[place.start] in _TIBETAN else text


def _cardinal(number: int, was: str) -> str:
    """The number in words, its parts joined as those of the number before: with དང or without."""
    joined = "་དང་" in was
    ways = spellings(number)
    return next((way for way in ways if ("་དང་" in way) == joined), ways[0])


def _replaced(target: str, place: _Place, written: str) -> str:
    if not place.in_digits:
        return substitute(target, place.start, place.end, written)[0]
    after = target[place.end :]
    following = _NEXT.match(after)
    kind = kind_of().get(following[1]) if following else None
    if following and kind in REPAIRABLE and not begins_word(after, following.start(1)):
        form = agree(kind, _spoken(written))
        if following[1] not in {form, SEPARATE.get(form)}:
            after = (
                after[: following.start(1)] + SEPARATE.get(form, form) + after[following.end() :]
            )
    return target[: place.start] + written + after


def _spoken(digits: str) -> str:
    """What is said last where digits are read out: all that a particle agrees with."""
    number = Decimal(digits.translate(_TO_ARABIC).replace(",", ""))
    whole = number % 1 == 0 and 1 <= number <= GREATEST
    return spellings(int(number) if whole else int(digits[-1]) or 10)[0]
