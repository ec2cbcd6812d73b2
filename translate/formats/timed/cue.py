"""The text of a subtitle: its lines as one, its tags as marks, and broken into lines again."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from html import unescape
from itertools import groupby, pairwise

from glossary.chinese import has_han
from translate.document import Mark, Translation
from translate.formats.spans import Run, dominant, storable, styled

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z]+)(?:[.\s=][^<>]*+)?>"
    r"|(?P<object><\d[\d:.]*+>|\{\\[^{}\n]*+\})"
)
"""``<i>``, ``<c.loud>``, ``<v Name>``; a time within a cue; ``{\\an8}``, a place on the picture."""
_SPEAKER = re.compile(r"\s*[-–—‐－]")
"""How each line begins where several speak."""
_TIGHT = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff65\U00020000-\U000323af]")
"""Chinese characters and marks, which stand without a space."""
_LATIN = re.compile(r"[A-Za-z][.?!]|[A-Za-z],? [A-Za-z]")
_LOST = re.compile(r"\n(?=\s*\n)|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Empty lines, control characters, other ends of lines, and halves of surrogate pairs."""
DEEPEST = 16
"""Tags within tags; those further in are passed over."""
_TSHEG = "\u0f0b"
_SHADS = "\u0f0d\u0f0e\u0f0f\u0f11\u0f14"


@dataclass(eq=False, slots=True)
class Tag:
    """A tag as it was opened, and whether the source closes it; ``<v Name>`` may stay open."""

    opening: str
    name: str
    closed: bool = False


Stack = tuple[Tag, ...]
"""The tags around a stretch of text, outermost first."""


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """What a subtitle says."""

    text: str
    """One line, unless several speak."""
    runs: tuple[Run, ...]
    stacks: dict[str, Stack]
    """Key of a run -> the tags it stands in."""
    objects: tuple[tuple[int, str, str], ...]
    """Offset, key and spelling of each thing that stands between characters."""
    lines: int

    @property
    def marks(self) -> tuple[Mark, ...]:
        """One mark a run, if there is more than one, and one an object within the text."""
        found = [Mark(*run) for run in self.runs] if len(self.runs) > 1 else []
        found += [Mark(at, at, key) for at, key, _ in self.objects if at]
        return tuple(sorted(found, key=lambda mark: (mark.start, mark.end)))


def read_cue(lines: Sequence[str], *, entities: bool) -> Cue:
    """The cue of these lines, without their ends; ``entities`` where ``&amp;`` means ``&``."""
    characters: list[str] = []
    owners: list[str] = []
    objects: list[tuple[int, str]] = []
    stacks: dict[str, Stack] = {}
    keys: dict[Stack, str] = {}
    for text, stack, item in _tokens("\n".join(lines)):
        if item:
            objects.append((len(characters), item))
        text = unescape(text) if entities else text
        if text:
            key = keys.setdefault(stack, f"s{len(keys) + 1}")
            stacks[key] = stack
            characters += text
            owners += [key] * len(text)
    places = _join_lines(characters)
    text = "".join(characters)
    owners = [owner for owner, character in zip(owners, characters, strict=True) if character]
    return Cue(
        text,
        tuple(_runs(owners)),
        stacks,
        tuple((places[at], f"o{n}", item) for n, (at, item) in enumerate(objects, 1)),
        len(lines),
    )


def written_cue(cue: Cue, translation: Translation, *, entities: bool) -> list[str]:
    """The lines of a translated cue: as many as the source had, if the text can be broken so.

    Tibetan is broken after a tsheg or at a space, never before a shad.
    """
    text, marks = storable(translation, _LOST)
    text = text.replace("\t", " ").replace("-->", "--\u203a")  # an arrow would look like a time
    if "\n" not in cue.text:
        text = text.replace("\n", " ")
    breaks = set() if "\n" in text else _breaks(text, cue.lines)
    runs = styled(text, marks, cue.stacks, dominant(cue.text, cue.runs))
    given = {mark.key: min(mark.start, len(text)) for mark in reversed(marks)}
    objects = sorted(
        (given.get(key, len(text)) if at else 0, number, item)
        for number, (at, key, item) in enumerate(cue.objects)
    )
    places = [(at, item) for at, _, item in objects]
    whole = "".join(_spelled(text, runs, cue.stacks, places, breaks, entities))
    return [line for line in map(str.strip, whole.split("\n")) if line]


def _tokens(source: str) -> Iterator[tuple[str, Stack, str]]:
    """Stretches of text with the tags they stand in and the object that stands behind them."""
    stack: Stack = ()
    at = 0
    for match in _TAG.finditer(source):
        yield source[at : match.start()], stack, ""
        at = match.end()
        if match["object"]:
            yield "", stack, match["object"]
        elif match["close"]:
            stack = _closed(stack, match["name"])
        elif len(stack) < DEEPEST:
            stack = (*stack, Tag(match[0], match["name"]))
    yield source[at:], stack, ""


def _closed(stack: Stack, name: str) -> Stack:
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].name.lower() == name.lower():
            stack[depth].closed = True
            return stack[:depth]
    return stack


def _join_lines(characters: list[str]) -> list[int]:
    """Empty or replace the line ends among ``characters``, unless several speak.

    One between two languages, as bilingual subtitles have them, stays. Returns where each offset of
    the old text is in the new one.
    """
    lines = "".join(characters).split("\n")
    if not (len(lines) > 1 and all(map(_SPEAKER.match, lines[1:]))):
        ends = [n for n, character in enumerate(characters) if character == "\n"]
        for at, (line, following) in zip(ends, pairwise(lines), strict=True):
            if _is_foreign(line) != _is_foreign(following):
                continue
            beside = "".join(characters[max(0, at - 1) : at + 2])
            tight = _TIGHT.search(beside) or " " in beside or len(beside) < 3
            characters[at] = "" if tight else " "
    places = [0]
    for character in characters:
        places.append(places[-1] + len(character))
    return places


def _is_foreign(line: str) -> bool:
    """Whether this is a sentence in Latin letters, not a name or a word in a Chinese one."""
    return not has_han(line) and _LATIN.search(line) is not None


def _runs(owners: Iterable[str]) -> Iterator[Run]:
    at = 0
    for key, group in groupby(owners):
        size = sum(1 for _ in group)
        yield at, at + size, key
        at += size


def _spelled(
    text: str,
    runs: Sequence[Run],
    stacks: dict[str, Stack],
    objects: Sequence[tuple[int, str]],
    breaks: Set[int],
    entities: bool,
) -> Iterator[str]:
    """The text with its tags, objects and line ends."""
    cuts = {0, len(text), *(at for at, _ in objects), *breaks, *(start for start, _, _ in runs)}
    inside: Stack = ()
    shown = number = 0
    for at, end in pairwise([*sorted(cuts), len(text)]):
        while number < len(runs) and runs[number][1] <= at:
            number += 1
        stack = stacks[runs[number][2]] if number < len(runs) else inside
        shared = _shared(inside, stack)
        yield from (f"</{tag.name}>" for tag in reversed(inside[shared:]))
        if at in breaks:
            yield "\n"
        while shown < len(objects) and objects[shown][0] == at:
            yield objects[shown][1]
            shown += 1
        yield from (tag.opening for tag in stack[shared:])
        inside = stack
        yield _escaped(text[at:end]) if entities else text[at:end]
    yield from (f"</{tag.name}>" for tag in reversed(inside) if tag.closed)


def _shared(inside: Stack, wanted: Stack) -> int:
    """How many tags, from the outermost on, the two have in common."""
    shared = 0
    while shared < min(len(inside), len(wanted)) and inside[shared] is wanted[shared]:
        shared += 1
    return shared


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _breaks(text: str, lines: int) -> set[int]:
    """Where lines after the first begin, so that they are about as long as each other."""
    free = [at for at in range(1, len(text)) if _may_break(text, at)]
    width = len(text) / lines
    found: set[int] = set()
    for number in range(1, lines):
        near = free[
            bisect_left(free, width * (number - 0.5)) : bisect_left(free, width * (number + 0.5))
        ]
        if near:
            # A little off the middle is better where a sentence or a clause ends there.
            off = {at: abs(at - width * number) - width / 4 * (text[at - 1] == " ") for at in near}
            found.add(min(near, key=off.__getitem__))
    return found


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after.isspace() or after in _SHADS or after == _TSHEG:
        return False
    return before in (_TSHEG, " ")
