"""Tibetan text: normal form, syllables, whole-word search, and the discipline of its marks.

The one door to written Tibetan: the syllable itself is in ``glossary.spelling``, particles in
``glossary.agreement`` and ``glossary.substitution``; what others need of them is named here too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from glossary.agreement import (
    Disagreement,
    Kind,
    Particle,
    agree,
    attach,
    disagreements,
    particle_after,
)
from glossary.spelling import (
    CLOSERS,
    SHAD,
    SYLLABIC,
    TSHEG,
    Slip,
    final_letter,
    ill_formed,
)
from glossary.substitution import fill, substitute

__all__ = [
    "Disagreement",
    "Kind",
    "Particle",
    "Slip",
    "agree",
    "attach",
    "disagreements",
    "fill",
    "final_letter",
    "has_tibetan",
    "ill_formed",
    "misplaced_marks",
    "normalise",
    "occurrences",
    "particle_after",
    "substitute",
    "syllables",
    "tidy",
]

# Deprecated, and left alone by NFC: they only have compatibility decompositions (Unicode 13.4).
_DEPRECATED = {0x0F77: "\u0fb2\u0f71\u0f80", 0x0F79: "\u0fb3\u0f71\u0f80"}


def normalise(text: str) -> str:
    """Return the text in the one order of its signs that the project stores and compares.

    NFC, with the deprecated U+0F77 and U+0F79 decomposed. Never NFKC: it would turn the
    no-break tsheg U+0F0C into U+0F0B. Normalising twice is normalising once.
    """
    return unicodedata.normalize("NFC", text.translate(_DEPRECATED))


@cache
def _syllable() -> re.Pattern[str]:
    return re.compile(f"[{SYLLABIC}]+")


def has_tibetan(text: str) -> bool:
    """Tell whether the text holds at least one Tibetan syllable; marks and digits are none."""
    return _syllable().search(text) is not None


def syllables(text: str) -> list[tuple[int, int]]:
    """Return the span of every Tibetan syllable, without tsheg, shad, spaces and digits."""
    return [found.span() for found in _syllable().finditer(text)]


_JOINED = "(?:འི|འང|འམ|འོ|[སར])"


@lru_cache(maxsize=8192)
def _whole(target: str) -> re.Pattern[str] | None:
    target = target.strip(" \u0f0b\u0f0c\u0f0d")
    if not target:
        return None
    body = f"[{TSHEG}]".join(re.escape(part) for part in re.split(f"[{TSHEG}]", target))
    start, end = _edge(target[0]), _edge(target[-1])
    before = f"(?<!{start})" if start else ""
    after = f"(?!{end})" if end else ""
    final = final_letter(target)
    if not end.startswith(f"[{SYLLABIC}"):
        return re.compile(before + body + after)
    if final == "":
        return re.compile(f"{before}{body}(?={_JOINED}?{after})")
    if final == "འ":
        # འ gives way to the particle: མདའ, མདའི. In a word of one syllable མཁའ + ར would be
        # མཁར 'castle' and གནའ + ས གནས 'place', so there only the unmistakable ones count.
        joined = _JOINED if re.search(f"[{TSHEG}]", target) else "འ[ིངམོ]"
        return re.compile(f"{before}{body[:-1]}(?:འ{after}|(?={joined}{after}))")
    return re.compile(before + body + after)


def _edge(character: str) -> str:
    """What may not stand beside a word that begins or ends with this character."""
    if _syllable().fullmatch(character):
        return f"[{SYLLABIC}]"
    return "[0-9A-Za-z]" if character.isascii() and character.isalnum() else ""


def occurrences(text: str, target: str) -> list[tuple[int, int]]:
    """Return where the target stands as whole syllables, left to right, not overlapping.

    U+0F0B and U+0F0C count alike; a space or line break inside is not crossed. After a vowel or
    འ the last syllable may carry འི ས ར འང འམ འོ; the span ends before the particle (and, where a
    final འ has given way to it, before that). Anything else is exact: no stemming of པ and བོ.
    Both arguments are expected normalised.
    """
    pattern = _whole(target)
    return [found.span() for found in pattern.finditer(text)] if pattern else []


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule of the marks: where it is broken, and what stands there instead."""

    pattern: re.Pattern[str]
    replacement: str
    message: str


_OPENERS = "《「『〈“‘（(［\\[｛{«‹༼༺"
# ཀ and ག stand in for a shad, also with a vowel sign: see spelling.omits_shad.
_LEG, _NO_LEG = "(?:(?<=[ཀག]{0})|(?<=[ཀག][ིེོུ]{0}))", "(?<![ཀག]{0})(?<![ཀག][ིེོུ]{0})"
# A number of its own: not the tail of a Latin word, an address or a version, nor "1." of a list.
_DIGIT = "[0-9༠-༩]"
_REST_OF_NUMBER = f"(?:[.,:/–-]?{_DIGIT})*+%?+(?![A-Za-z])"
_TIBETAN = f"[{SYLLABIC}{TSHEG}{SHAD}]"


def _mark_rules() -> Iterator[tuple[str, str, str]]:
    """Pattern, replacement, message. Each begins with the rare character, which makes it fast."""
    yield f"([{TSHEG}])[{TSHEG}]+", r"\1", "the tsheg is written once"
    yield (
        f"\n(?<={_TIBETAN}\n)([ \n]*)([{SHAD}]+) *",
        r"\2\n\1",
        "a line does not begin with a shad",
    )


def _shad_rules() -> Iterator[tuple[str, str, str]]:
    yield f"[{TSHEG}](?<!ང.) *(?=[{SHAD}])", "", "no tsheg before a shad, except after ང"
    yield f"ང *(?=[{SHAD}])", "ང\u0f0b", "after ང the tsheg stays before a shad"
    yield f"ང([{TSHEG}]) +(?=[{SHAD}])", r"ང\1", "no space before a shad"
    space = f" (?<=[{SYLLABIC}] )"
    yield f"{space}{_NO_LEG.format(' ')} *(?=[{SHAD}])", "", "no space before a shad"
    leg = _LEG.format("།")
    yield f"།{leg}(?= *(?:\\Z|[\n{CLOSERS}]))", "", "no shad after ཀ or ག"
    yield f"།{leg} *", " ", "no shad after ཀ or ག: a space stands in its place"
    yield "།(?=།)", "། ", "a space stands between two shads"
    text = f"{SYLLABIC}{_OPENERS}0-9A-Za-z༠-༩\u4e00-\u9fff"
    yield f"([།༎])(?<=[^\n].)(?=[{text}])", r"\1 ", "a space follows a shad"


def _space_rules() -> Iterator[tuple[str, str, str]]:
    yield f"[{TSHEG}](?<=[{SYLLABIC}].)(?=[{CLOSERS}])", "", "no tsheg before a closing bracket"
    before, message = f"(?=《|{_DIGIT}{_REST_OF_NUMBER})", "no space before a number or 《"
    yield f" (?<=[{TSHEG}] ) *{before}", "", message
    # A space after a bare ཀ or ག is its shad; elsewhere the syllable lacks its tsheg.
    yield f" (?<=[{SYLLABIC}] ){_NO_LEG.format(' ')} *{before}", "\u0f0b", message
    yield f"([《》]) +(?={_TIBETAN})", r"\1", "no space beside 《 or 》"
    yield f" (?<=[{SYLLABIC}{TSHEG}{SHAD}] ) *(?=》)", "", "no space beside 《 or 》"
    alone = f"{_DIGIT}(?<![0-9A-Za-z༠-༩._/:@#&=?+~%-].)"
    # One or two digits that open a line are the number of an item: 3 ཁྲིམས་ལུགས.
    item = f"(?<!(?m:^){_DIGIT})(?<!(?m:^){_DIGIT}{{2}})"
    number = f"{alone}{_REST_OF_NUMBER}{item}"
    yield f"({number}) +(?={_TIBETAN})", r"\1", "no space after a number"


@cache
def _rules() -> tuple[_Rule, ...]:
    rows = [*_mark_rules(), *_shad_rules(), *_space_rules()]
    return tuple(_Rule(re.compile(pattern), new, message) for pattern, new, message in rows)


def tidy(text: str) -> str:
    """Return the text with tsheg, shad and spaces as the press of the PRC writes them.

    No tsheg before a shad except after ང; no shad after ཀ or ག (a space in its place, nothing at
    the end of a line; the second stroke of a double shad stays); no tsheg before a closing
    bracket; a space after a shad and between two; no double tsheg; no space between Tibetan and
    《》 or a number. Latin, Chinese and addresses are left alone. Tidying twice is tidying once.
    """
    while True:
        before = text
        for rule in _rules():
            text = rule.pattern.sub(rule.replacement, text)
        if text == before:
            return text


def misplaced_marks(text: str) -> Iterator[Slip]:
    """Yield what ``tidy`` would change, each with what it expects there, in the text's order."""
    slips = [
        Slip(*found.span(), rule.message, found.expand(rule.replacement), repairable=True)
        for rule in _rules()
        for found in rule.pattern.finditer(text)
    ]
    yield from sorted(slips, key=lambda slip: (slip.start, slip.end))
