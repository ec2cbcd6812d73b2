"""Text with markup in it, for the formats that spell markup as characters: HTML, EPUB, Markdown.

A translation is laid into the markup of its source: what stood around a stretch stands around the
stretch that its mark has moved to, what stood between characters stands where its mark is.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from translate.document import Mark, Translation
from translate.formats.spans import Run, dominant, storable, styled

UNSTORABLE = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of surrogate pairs, and what XML 1.0 cannot hold."""
OUTER_SPACE = re.compile(r"\A\s+|(?<!\s)\s+\Z")
_SPACE = " \t\r\n\f"
_PARTS = re.compile(rf"[{_SPACE}]+|[^{_SPACE}]+")
_BOTH_WAYS = "“”‘’…—·"
"""Marks of Chinese and of other text alike."""


@dataclass(frozen=True, slots=True)
class Wrapper:
    """Markup around a stretch of text: a pair of tags, emphasis, a link."""

    name: str
    """What it is: ``strong``, ``a``."""
    opening: str
    closing: str
    again: str
    """What opens it where it already stood before: ``opening`` without what may stand once only."""
    number: int = 0
    """Not 0 where it cannot stand for another that is spelled alike."""
    kept: bool = False
    """Whether it may never be lost: links, and what links lead to."""


Chain = tuple[Wrapper, ...]
"""What something stands in, outermost first."""


@dataclass(frozen=True, slots=True)
class Object:
    """Markup that stands before ``text[at]``."""

    key: str
    at: int
    markup: str
    chain: Chain = ()
    spaced: bool = False
    """White space parts it from the text, or the next object, where it begins or ends the flow."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Text, what its stretches stand in, and what stands between its characters."""

    text: str
    runs: tuple[Run, ...]
    """Cover the text, in order; neighbours differ."""
    chains: Mapping[str, Chain]
    """Key of a run -> what it stands in."""
    objects: tuple[Object, ...] = ()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """One mark a run, if there is more than one, and one an object."""
        found = [Mark(*run) for run in self.runs] if len(self.runs) > 1 else []
        found += [Mark(item.at, item.at, item.key) for item in self.objects]
        return tuple(sorted(found, key=lambda mark: (mark.start, mark.end)))


def plain(text: str) -> Flow:
    """Text without markup."""
    return Flow(text, ((0, len(text), "s1"),) if text else (), {"s1": ()})


class Gatherer:
    """Puts a flow together from what a parser meets, in order.

    White space counts as one space, as in every browser. A line end between two Chinese characters
    counts as nothing: it breaks a line of the file, not of the text.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._length = 0
        self._runs: list[Run] = []
        self._keys: dict[Chain, str] = {}
        self._objects: list[Object] = []
        self._last = ""
        self._space: tuple[str, Chain] | None = None

    def words(self, text: str, chain: Chain = ()) -> None:
        """Append text; space before the first goes."""
        if not self._length:
            inner = text.lstrip()
            if self._objects and inner != text:  # it stays between them and the text
                inner = ("\n" if "\n" in text[: -len(inner) or None] else " ") + inner
            text = inner
        for part in _PARTS.findall(text):
            if part[0] in _SPACE:
                self._space = (part, chain) if self._space is None else self._space
                if "\n" in part:
                    self._space = ("\n", self._space[1])
            else:
                self._settle_space(part[0])
                self._append(part, chain)

    def line_break(self, chain: Chain = ()) -> None:
        """Append a line break that is meant as one."""
        self._space = None
        if self._length:
            self._append("\n", chain)

    def object(self, markup: str, chain: Chain = ()) -> None:
        """Append something without text of its own."""
        self._settle_space("")
        self._objects.append(Object(f"o{len(self._objects) + 1}", self._length, markup, chain))
        self._last = ""

    def flow(self) -> Flow:
        """What was appended, without white space at its end."""
        text = "".join(self._texts).rstrip()
        runs = [(start, min(end, len(text)), key) for start, end, key in self._runs]
        objects = []
        at = len(text)
        for item in self._objects:  # the space stays between the text and what comes behind it
            objects.append(replace(item, spaced=item.spaced or item.at > at))
            at = max(at, item.at)
        return Flow(
            text,
            tuple(run for run in runs if run[0] < run[1]),
            {key: chain for chain, key in self._keys.items()} or {"s1": ()},
            tuple(replace(item, at=min(item.at, len(text))) for item in objects),
        )

    def _settle_space(self, following: str) -> None:
        if self._space is None:
            return
        kind, chain = self._space
        self._space = None
        if kind == "\n" and _runs_on(self._last, following):
            return
        if not self._length:
            self._objects[-1] = replace(self._objects[-1], spaced=True)
        elif self._last != "\n":
            self._append(" ", chain)

    def _append(self, text: str, chain: Chain) -> None:
        key = self._keys.setdefault(chain, f"s{len(self._keys) + 1}")
        end = self._length + len(text)
        if self._runs and self._runs[-1][2] == key:
            self._runs[-1] = (self._runs[-1][0], end, key)
        else:
            self._runs.append((self._length, end, key))
        self._texts.append(text)
        self._length = end
        self._last = text[-1]


def _runs_on(before: str, after: str) -> bool:
    """Whether no space is due between two characters on two lines; "" is an object."""
    found = [char for char in (before, after) if char]
    wide = [unicodedata.east_asian_width(char) in "WF" for char in found]
    both = [char in _BOTH_WAYS for char in found]
    return any(wide) and all(a or b for a, b in zip(wide, both, strict=True))


def is_new(flow: Flow, translation: Translation | None) -> bool:
    """Whether there is a translation and it says anything else than its source."""
    return translation is not None and translation.text != flow.text


def laid(flow: Flow, translation: Translation, *lost: re.Pattern[str]) -> Flow:
    """The translation in the markup of ``flow``.

    It loses what cannot be stored, then what each of ``lost`` finds, then the space around it.

    Marks with a run's key put their text into what that run stood in, the shorter mark where two
    overlap; other text stands in what most of the source does. An object stands where its mark is,
    but behind a link that it would cut in two, and at the end if it has none. A link without a
    mark holds the text that no mark covers, or stands empty at the end, rather than vanish.
    """
    text, marks = storable(translation, UNSTORABLE)
    for pattern in (*lost, OUTER_SPACE):
        text, marks = storable(Translation(text, tuple(marks)), pattern)
    runs = styled(text, marks, flow.chains, "")
    given = {mark.key: mark.start for mark in reversed(marks)}
    placed = [replace(item, at=given.get(item.key, len(text))) for item in flow.objects]
    placed = [_clear_of_links(item, runs, flow.chains) for item in placed]
    placed.sort(key=lambda item: item.at)
    rest = flow.chains.get(dominant(flow.text, flow.runs), ())
    used = {wrapper for _, _, key in runs for wrapper in (flow.chains[key] if key else rest)}
    used.update(*(item.chain for item in placed))
    gone = _gone(flow.chains.values(), used)
    uncovered = any(key == "" and text[start:end].strip() for start, end, key in runs)
    link = next((chain for chain in gone if any(w.name == "a" for w in chain)), None)
    if link is not None and uncovered and not rest:
        rest = link
        gone.remove(link)
    ends = [Object("", len(text), c[-1].opening + c[-1].closing, c[:-1]) for c in gone]
    return Flow(text, tuple(runs), {**flow.chains, "": rest}, (*placed, *ends))


def _clear_of_links(item: Object, runs: Sequence[Run], chains: Mapping[str, Chain]) -> Object:
    number = bisect_left(runs, (item.at,)) - 1
    if number < 0:
        return item
    _, end, key = runs[number]
    cuts = any(wrapper.kept and wrapper not in item.chain for wrapper in chains.get(key, ()))
    return replace(item, at=end) if cuts and item.at < end else item


def _gone(chains: Iterable[Chain], used: set[Wrapper]) -> list[Chain]:
    """The chains, up to a wrapper to be kept, that no text and no object is in any more."""
    found: list[Chain] = []
    seen = set(used)
    for chain in chains:
        due = [at for at, wrapper in enumerate(chain) if wrapper.kept and wrapper not in seen]
        if due:
            found.append(chain[: due[-1] + 1])
            seen.update(found[-1])
    return found


def written(flow: Flow, escape: Callable[[str], str], line_break: str) -> str:
    """The flow with its markup; text passes through ``escape``, line breaks become as given."""
    writer = _Writer()
    objects = list(reversed(flow.objects))
    for start, end, key in flow.runs:
        at = start
        while objects and objects[-1].at < end:
            item = objects.pop()
            writer.text(flow.text[at : item.at], flow.chains[key], escape, line_break)
            writer.object(item, len(flow.text))
            at = item.at
        writer.text(flow.text[at:end], flow.chains[key], escape, line_break)
    while objects:
        writer.object(objects.pop(), len(flow.text))
    return writer.close()


class _Writer:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._inside: list[Wrapper] = []
        self._opened: set[Wrapper] = set()
        self._space = ""

    def text(self, text: str, chain: Chain, escape: Callable[[str], str], line_break: str) -> None:
        if text:
            self.append(line_break.join(map(escape, text.split("\n"))), chain)

    def object(self, item: Object, length: int) -> None:
        """Append an object of a flow of that length, with its space if it begins or ends it."""
        if item.spaced and 0 < item.at == length:
            self._space = " "
        self.append(item.markup, item.chain)
        if item.spaced and not item.at:
            self._space = " "

    def append(self, markup: str, chain: Chain) -> None:
        """Append to what stands in ``chain``, closing and opening until that is so."""
        shared = 0
        while shared < min(len(chain), len(self._inside)):
            if chain[shared] != self._inside[shared]:
                break
            shared += 1
        self._close(shared)
        self._parts.append(self._space)
        self._space = ""
        for wrapper in chain[shared:]:
            self._parts.append(wrapper.again if wrapper in self._opened else wrapper.opening)
            self._opened.add(wrapper)
            self._inside.append(wrapper)
        self._parts.append(markup)

    def close(self) -> str:
        self._close(0)
        return "".join(self._parts)

    def _close(self, depth: int) -> None:
        while len(self._inside) > depth:
            self._parts.append(self._inside.pop().closing)
