"""The written syllable: its letters, its final letter, and which combinations exist.

A syllable is prefix + superscript + root + subscript + vowel + suffix + second suffix; only the
root is obligatory. The tables follow the traditional grammar (*sum cu pa*, *rtags kyi 'jug pa*);
Sanskrit and transcription stacks of foreign names stand outside it and are let pass.

All texts are expected in the form that ``glossary.tibetan.normalise`` gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

SYLLABIC = "\u0f00\u0f35\u0f37\u0f39\u0f40-\u0f84\u0f86-\u0fbc"
"""Characters that make up syllables, as the inside of a regular expression's character class."""
TSHEG = "\u0f0b\u0f0c"
"""The two characters that end a syllable; U+0F0C forbids a line break."""
SHAD = "\u0f0d-\u0f11\u0f14"
"""Shad and its relatives, as the inside of a character class."""
QUOTES = "》」』〉”’»›"
"""Closing title and quotation marks, as the inside of a character class."""
CLOSERS = QUOTES + "）)］\\]｝}༽༻"
"""The same, and closing brackets."""

_BASE = "\u0f40-\u0f6c"
_MARKS = "\u0f35\u0f37\u0f39\u0f71-\u0f84\u0f86\u0f87\u0f8d-\u0fbc"
_STRESS = re.compile("[\u0f35\u0f37]")
_CLUSTER = re.compile(f"[{_BASE}\u0f00\u0f88-\u0f8c][{_MARKS}]*")
_LAST_SYLLABLE = re.compile(f"([{SYLLABIC}]+)[{TSHEG}{SHAD} {CLOSERS}]*$")
_SUFFIXES = frozenset("གངདནབམའརལས")
# Letters that end only foreign names sound like, and take the particles of, these suffixes.
_FOREIGN_SUFFIXES = dict(zip("ཀཁཏཐཊཋཌཔཕཎཤཥ", "གགདདདདདབབནསས", strict=True))


@dataclass(frozen=True, slots=True)
class Slip:
    """A place, ``text[start:end]``, where the spelling or a mark is wrong.

    ``expected`` is what should stand there instead, where that is known; ``repairable`` says that
    it may be written there without asking a person.
    """

    start: int
    end: int
    message: str
    expected: str | None = None
    repairable: bool = False

    def __str__(self) -> str:
        return self.message


def last_syllable(text: str) -> str:
    """Return the syllable that ends the text, or "" where something else does.

    Tsheg, shad, spaces and closing brackets after it do not count.
    """
    # A syllable is never this long; the cut keeps the search off the whole text.
    found = _LAST_SYLLABLE.search(text, max(0, len(text) - 64))
    return _STRESS.sub("", found[1]) if found else ""


@lru_cache(maxsize=20_000)
def _final(syllable: str) -> str:
    clusters = _CLUSTER.findall(syllable)
    if not clusters:
        return ""
    last = clusters[-1]
    if last.endswith(("\u0f7e", "\u0f82", "\u0f83")):
        return "མ"  # anusvara: ཨོཾ is read *om*
    # A suffix carries neither vowel nor subscript. A prefixed root without a vowel is always
    # followed by a suffix, so the second of two bare letters is a suffix: དག, not a root after ད.
    if len(clusters) == 1 or len(last) > 1:
        return ""
    return last if last in _SUFFIXES else _FOREIGN_SUFFIXES.get(last, "")


def final_letter(text: str) -> str:
    """Return the letter of the last syllable that governs particles, "" for an open vowel.

    One of ག ང ད ན བ མ འ ར ལ ས. The old second suffix ད counts only where it is written. A text
    that does not end in a Tibetan syllable gives "".
    """
    return _final(last_syllable(text))


def has_old_suffix(text: str) -> bool:
    """Tell whether the last syllable is written with the old second suffix ད (after ན ར ལ).

    Not in གནད or མནད, where ན is the root and ད its only suffix.
    """
    clusters = _CLUSTER.findall(last_syllable(text))
    if len(clusters) < 3 or clusters[-1] != "ད" or clusters[-2] not in {"ན", "ར", "ལ"}:
        return False
    return len(clusters) > 3 or clusters[-2] not in _PREFIXED.get(clusters[0], "").split()


def omits_shad(text: str) -> bool:
    """Tell whether the last letter stands in for a shad: ཀ or ག, also with a vowel sign.

    Not with a super- or subscript (སྐུ།, གྲུ།). Source: PRC press practice; law texts of the PRC.
    """
    return re.search("[ཀག][ིེོུ]?$", text) is not None


def keeps_tsheg(text: str) -> bool:
    """Tell whether the tsheg stays before a shad: only after ང (Unicode standard, 13.4)."""
    return text.endswith("ང")


def _below(letters: str) -> list[str]:
    return [chr(ord(letter) + 0x50) for letter in letters]


def _stacks() -> set[str]:
    """Every root letter with what may stand above and below it, without ྭ."""
    stacks = set("ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟའཡརལཤསཧཨ") | {"ལྷ"}
    stacks |= {root + "ྱ" for root in "ཀཁགཔཕབམ"}
    stacks |= {root + "ྲ" for root in "ཀཁགཏཐདནཔཕབམཤསཧ"}
    stacks |= {root + "ླ" for root in "ཀགབཟརས"}
    stacks |= {"ར" + root for root in _below("ཀགངཇཉཏདནབམཙཛ")}
    stacks |= {"ལ" + root for root in _below("ཀགངཅཇཏདཔབཧ")}
    stacks |= {"ས" + root for root in _below("ཀགངཉཏདནཔབམཙ")}
    stacks |= {"ར" + root + "ྱ" for root in _below("ཀགམ")}
    stacks |= {"ས" + root + "ྱ" for root in _below("ཀགཔབམ")}
    stacks |= {"ས" + root + "ྲ" for root in _below("ཀགནཔབམ")}
    return stacks


_PREFIXED = {
    "ག": "ཅ ཉ ཏ ད ན ཙ ཞ ཟ ཡ ཤ ས",
    "ད": "ཀ ག ང པ བ མ ཀྱ གྱ པྱ བྱ མྱ ཀྲ གྲ པྲ བྲ",
    "བ": "ཀ ག ཅ ཏ ད ཙ ཞ ཟ ཤ ས ཀྱ གྱ ཀྲ གྲ ཀླ ཟླ རླ སླ སྲ རྐ རྒ རྔ རྗ རྙ རྟ རྡ རྣ རྩ རྫ ལྟ ལྡ ལྕ "
    "སྐ སྒ སྔ སྙ སྟ སྡ སྣ སྩ རྐྱ རྒྱ སྐྱ སྒྱ སྐྲ སྒྲ",
    "མ": "ཁ ག ང ཆ ཇ ཉ ཐ ད ན ཚ ཛ ཁྱ གྱ ཁྲ གྲ",
    "འ": "ཁ ག ཆ ཇ ཐ ད ཕ བ ཚ ཛ ཁྱ གྱ ཕྱ བྱ ཁྲ གྲ དྲ ཕྲ བྲ",
}
"""Prefix -> the roots and stacks that it stands before."""

_VOWEL = "[ིེོུ]"
_SUFFIX = "(?:[གངབམ]ས?|[ནརལ]ད?|[དས])"
# འ closes a bare prefixed root (མདའ), and carries the vowel of a joined particle or of the second
# half of a diphthong: པའི པའང རེའུ ཀྲའོ ཐའེ, one after the other in བེའུའི.
_JOINED = f"(?:འ{_VOWEL}){{0,2}}(?:འ[ངམསར]|འ{_VOWEL}{_SUFFIX}?|འ)"
_CLOSING = f"(?:{_SUFFIX}|{_JOINED})"


def _any_of(stacks: set[str]) -> str:
    longest_first = sorted(stacks, key=lambda stack: (-len(stack), stack))
    return f"(?:{'|'.join(longest_first)})ྭ?"


@cache
def _native() -> re.Pattern[str]:
    branches = [f"{_any_of(_stacks())}{_VOWEL}?{_CLOSING}?"]
    for prefix, roots in _PREFIXED.items():
        bare = {root for root in roots.split() if len(root) == 1}
        stacked = {root for root in roots.split() if len(root) > 1}
        # A bare root would read as a suffix of the prefix if nothing followed it.
        branches.append(f"{prefix}{_any_of(bare)}(?:{_VOWEL}{_CLOSING}?|{_CLOSING})")
        if stacked:
            branches.append(f"{prefix}{_any_of(stacked)}{_VOWEL}?{_CLOSING}?")
    return re.compile("|".join(branches))


@lru_cache(maxsize=20_000)
def is_native(syllable: str) -> bool:
    """Tell whether the grammar knows this syllable; joined particles belong to it."""
    return _native().fullmatch(_STRESS.sub("", syllable)) is not None


_ORPHAN = re.compile(f"[{_MARKS}]")
_TWO_VOWELS = re.compile(f"{_VOWEL}\u0f71?{_VOWEL}|([\u0f71-\u0f84\u0fad-\u0fbc])\\1")
# What only Sanskrit and transcription use: long and nasal vowels, reversed and aspirated letters.
_FOREIGN_SIGN = re.compile(
    "[\u0f00\u0f39\u0f4a-\u0f4e\u0f65\u0f71\u0f76-\u0f79\u0f7b\u0f7d-\u0f84\u0f86-\u0f8f"
    "\u0f9a-\u0f9e\u0fa0\u0fa5\u0fae-\u0fb0\u0fb5-\u0fb7\u0fb9-\u0fbc]"
)
_STACK = re.compile(f"[{_BASE}][\u0f8d-\u0fbc]+")
# ཨོཕ, མུཏ: a final letter that is no suffix. ཀརྨ, སྭསྟི: a stack where a suffix should stand.
_FOREIGN_SHAPE = re.compile(
    f"(?:[{_BASE}][\u0f8d-\u0fbc]*{_VOWEL}|ཨ)[ཀཁཅཆཇཏཐཔཕཙཚཛཤཧ]"
    f"|(?:[{_BASE}]\u0fad?{_VOWEL}?){{1,2}}[རལས][\u0f90-\u0fac]{_VOWEL}?(?:འི|[སར])?"
)


@cache
def _all_stacks() -> frozenset[str]:
    roots = _stacks()
    return frozenset(roots | {root + "ྭ" for root in roots})


def _is_foreign(syllable: str) -> bool:
    if _FOREIGN_SIGN.search(syllable) or _FOREIGN_SHAPE.fullmatch(syllable):
        return True
    return any(stack not in _all_stacks() for stack in _STACK.findall(syllable))


def _parts(syllable: str, cut: int) -> bool:
    """Whether a cut leaves two syllables; a lone letter is one only where it is པ བ མ after it."""
    first, second = syllable[:cut], syllable[cut:]
    if (len(second) == 1 and second not in "པབམ") or second[:2] in {"འི", "འོ", "འུ"}:
        return False
    return is_native(first) and is_native(second)


@lru_cache(maxsize=20_000)
def _fault(syllable: str) -> tuple[str, str | None] | None:
    """What is wrong with a syllable and, where it can be told, how it should be written."""
    bare = _STRESS.sub("", syllable)
    if not bare or is_native(bare):
        return None
    if _ORPHAN.match(bare):
        return "a vowel sign or subscript without a letter to carry it", None
    if _TWO_VOWELS.search(bare):
        return "two vowel signs, or one sign twice, on one letter", None
    if _is_foreign(bare):
        return None
    once = bare.replace("འའ", "འ")
    if once != bare and is_native(once):
        return "the final འ is not written before a joined particle", once
    cuts = [f"{bare[:i]}\u0f0b{bare[i:]}" for i in range(2, len(bare)) if _parts(bare, i)]
    if len(cuts) == 1:
        return "a tsheg is missing", cuts[0]
    return "not a possible syllable", None


_SYLLABLE = re.compile(f"[{SYLLABIC}]+")


def ill_formed(text: str) -> Iterator[Slip]:
    """Yield the syllables that cannot be Tibetan spelling, with the spelling where it is evident.

    Sanskrit and transcription stacks (བྷ, ཧྥ, ཀྵ, སྚེན་ཕོརཌ) are let pass. None is repairable: a
    person has to say what was meant.
    """
    for found in _SYLLABLE.finditer(text):
        fault = _fault(found[0])
        if fault:
            message, expected = fault
            yield Slip(found.start(), found.end(), f"{found[0]}: {message}", expected)
