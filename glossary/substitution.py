"""Putting a word in another's place, so that what follows still agrees with it.

A new word changes the letter that the particle after it agrees with, and whether a tsheg or a shad
is written after it: བཅའ་ཁྲིམས་ཀྱི, but ཁྲིམས་ཁང་གི; ཕ་མ།, but ཁྲིམས་ཁང་།, and ལས་རིག with a space.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from glossary.agreement import (
    AFTER_QUOTES,
    JOINED,
    REPAIRABLE,
    SEPARATE,
    agree,
    begins_word,
    joined,
    kind_of,
)
from glossary.spelling import (
    CLOSERS,
    SHAD,
    SYLLABIC,
    TSHEG,
    keeps_tsheg,
    last_syllable,
    omits_shad,
)

# Forms of the other kinds that are no word by themselves, or one that begins_word tells apart.
_UNMISTAKABLE = frozenset("འང འམ འོ ཀྱང ཅེས ཞེས སྟེ ཏེ ཅིང ཅིག ཞིག གམ ངམ དམ ནམ བམ མམ རམ སམ ཏམ".split(" "))
# ལམ 'road', ཤིག 'louse' and ཡང 'again' are trusted only where they agree with the word that stood
# there.
_AMBIGUOUS = frozenset({"ལམ", "ཤིག", "ཡང"})
# After ས, where ཤིག agrees, modern text has ཞིག in one case of nine: trusted after any letter.
_LOOSE = "ཞིག"


@cache
def _tail() -> re.Pattern[str]:
    cases = {form for form, kind in kind_of().items() if kind in REPAIRABLE}
    forms = sorted(cases | _UNMISTAKABLE | _AMBIGUOUS, key=lambda form: (-len(form), form))
    return re.compile(
        f"(?P<quotes>{AFTER_QUOTES}?)(?P<gap>[{TSHEG}]?)(?P<form>{'|'.join(forms)})(?![{SYLLABIC}])"
    )


@dataclass(frozen=True, slots=True)
class _Continuation:
    """A word and what follows it: ``tail`` replaces the first ``consumed`` characters after it."""

    word: str
    tail: str
    consumed: int


def _particle(rest: str, previous: str | None) -> re.Match[str] | None:
    """The particle that ``rest`` begins with, if it belongs to the word before it."""
    found = _tail().match(rest)
    if found is None:
        return None
    before = previous or ""
    if begins_word(before + rest, len(before) + found.start("form")):
        return None
    form = found["form"]
    if form in {"ས", "ར"} and (found["gap"] or found["quotes"]):
        return None  # ས་ཆ 'place', ར 'goat'
    kind = kind_of()[form]
    if kind in REPAIRABLE or form in JOINED:
        return found
    if previous is None or form == _LOOSE:
        return found if form in _UNMISTAKABLE else None
    return found if form == agree(kind, previous) else None


def _agreeing(found: re.Match[str], word: str) -> str:
    """The form that the particle takes after the word; a separate ཡི, ཡིས or རུ may stay one."""
    form = agree(kind_of()[found["form"]], word)
    return found["form"] if SEPARATE.get(form) == found["form"] else form


def _continue(word: str, rest: str, previous: str | None) -> _Continuation:
    """Put ``word`` before ``rest``; ``previous`` is what stood there, None if that is unknown."""
    if not last_syllable(word) or not _is_syllabic(word[-1]):
        return _Continuation(word, "", 0)
    found = _particle(rest, previous)
    if found is None:
        tail, consumed = _marks(word, rest, previous)
        return _Continuation(word, tail, consumed)
    form, quotes, gap = _agreeing(found, word), found["quotes"], found["gap"]
    if quotes:
        tail = quotes + gap + SEPARATE.get(form, form)
    elif form in JOINED:
        word, tail = joined(word, form)
    else:
        tail = (gap or "\u0f0b") + form
    marks, more = _marks(tail, rest[found.end() :], found["form"])
    return _Continuation(word, tail + marks, found.end() + more)


def _is_syllabic(character: str) -> bool:
    return re.match(f"[{SYLLABIC}]", character) is not None


_ELIDED = re.compile(f" +(?=[{SYLLABIC}])| +(?=[{SHAD}])")
_STROKE = re.compile(f"[{TSHEG}]* *([{SHAD}])")
_CLOSING = re.compile(f" *(?:$|[\n{CLOSERS}])")


def _marks(now: str, rest: str, previous: str | None) -> tuple[str, int]:
    """What separates ``now`` from ``rest``, and how much of ``rest`` that replaces.

    ``previous`` is the last syllable that stood before ``rest``: after ཀ or ག a space stood for a
    shad, which comes back.
    """
    elided = _ELIDED.match(rest)
    if elided and (omits_shad(previous) if previous else _is_syllabic(rest[elided.end()])):
        if omits_shad(now):
            return "", 0
        return ("\u0f0b།" if keeps_tsheg(now) else "།"), 0
    stroke = _STROKE.match(rest)
    if stroke is None:
        return ("\u0f0b", 0) if rest and _is_syllabic(rest[0]) else ("", 0)
    if stroke[1] != "།" or not omits_shad(now):
        kept = re.match(f"[{TSHEG}]", rest)
        tsheg = (kept[0] if kept else "\u0f0b") if keeps_tsheg(now) else ""
        return tsheg + stroke[1], stroke.end()
    if _CLOSING.match(rest, stroke.end()):
        return "", stroke.end()
    spaces = re.compile(" *").match(rest, stroke.end())
    return " ", spaces.end() if spaces else stroke.end()


_EDGES = f" {TSHEG}།"


def substitute(text: str, start: int, end: int, replacement: str) -> tuple[str, tuple[int, int]]:
    """Return the text with ``text[start:end]`` replaced, and the span of the replacement in it.

    The span replaced is one of whole syllables, as ``occurrences`` gives it. The genitive,
    ergative or la-don particle after it, joined or not, agrees with the replacement; so do the
    other particles where they are unmistakable. Tsheg and shad follow the new last letter. The
    span returned ends before a joined particle.
    """
    done = _continue(replacement.strip(_EDGES), text[end:], text[start:end])
    after = text[end + done.consumed :]
    return text[:start] + done.word + done.tail + after, (start, start + len(done.word))


_DOUBLE_TSHEG = re.compile(f"([{TSHEG}])[{TSHEG}]+")


def fill(
    text: str, targets: Mapping[str, str], literal: Collection[str] = ()
) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    """Return the text with each placeholder replaced by its target, and where the targets stand.

    The keys of ``targets`` are the placeholders, single characters; ``literal`` names those whose
    target (a number, a Latin word) is written as it is. A particle after any other placeholder,
    separate or joined, in whatever form, agrees with the target; a missing tsheg is written, a
    double one never. Placeholders without a target stay.
    """
    text = _DOUBLE_TSHEG.sub(r"\1", text)
    spans: dict[str, list[tuple[int, int]]] = {key: [] for key in targets}
    written, position = "", 0
    for found in re.finditer("|".join(map(re.escape, targets)) or "(?!)", text):
        written += text[position : found.start()]
        done = _filled(targets[found[0]], text[found.end() :], found[0] in literal)
        if found[0] not in literal and _lacks_tsheg(written, done.word):
            written += "\u0f0b"
        spans[found[0]].append((len(written), len(written) + len(done.word)))
        written += done.word + done.tail
        position = found.end() + done.consumed
        if written.endswith(tuple(TSHEG)) and text.startswith(tuple(TSHEG), position):
            position += 1  # an empty target between two
    return written + text[position:], spans


def _filled(target: str, rest: str, literal: bool) -> _Continuation:
    if literal:
        return _Continuation(target, "", 0)
    return _continue(target.strip(_EDGES), rest, None)


def _lacks_tsheg(before: str, word: str) -> bool:
    return bool(before and word) and _is_syllabic(before[-1]) and _is_syllabic(word[0])
