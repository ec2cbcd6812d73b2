"""A stretch of a page without block elements in it: its text, elements and objects.

Tags whose partner stands elsewhere, or crosses another pair, part a stretch into passages, so that
what is translated always holds whole elements.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from html import unescape
from itertools import accumulate

from translate.formats.web.flow import Chain, Flow, Gatherer, Wrapper
from translate.formats.web.tags import Attribute, Token

DEEPEST = 64
"""Inline elements within each other; those further in part the text."""
_TRANSPARENT = frozenset({"ruby", "rb", "rbc"})
"""Elements that hold a reading beside their text; without the reading they mean nothing."""
_NOTE_MARKS = frozenset({"a", "sup"})
"""Elements that, without a letter in them, refer to a note or are an exponent."""
_UNIQUE = frozenset({"id", "name", "xml:id", "href", "title", "lang", "xml:lang"})
_TARGETS = frozenset({"id", "xml:id", "name"})
_LINE_BREAK = "<br/>"
_INDENT = re.compile(r"(?:\s|&(?:nbsp|e[mn]sp|thinsp|#160|#12288|#x0*(?:a0|3000));)*+", re.I)


class Role(Enum):
    """What an item is to the text around it."""

    TEXT = auto()
    BREAK = auto()
    OBJECT = auto()
    OPEN = auto()
    CLOSE = auto()


@dataclass(frozen=True, slots=True)
class Item:
    """``source[start:end]`` within a stretch; ``token`` of an element's tags."""

    role: Role
    start: int
    end: int
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Text to translate and its markup, in place of ``source[start:end]``."""

    start: int
    end: int
    flow: Flow
    line_break: str
    """How it spells one; "" where it has to stay in one line without markup."""


def passages(items: Sequence[Item], source: str) -> Iterator[Passage]:
    """The passages with text among the items of one stretch, in order."""
    reader = _Reader(items, source)
    cuts = [
        at
        for at, item in enumerate(items)
        if item.role in (Role.OPEN, Role.CLOSE) and at not in reader.partners
    ]
    start = 0
    for cut in [*cuts, len(items)]:
        passage = reader.passage(start, cut)
        if passage is not None:
            yield passage
        start = cut + 1


class _Reader:
    def __init__(self, items: Sequence[Item], source: str) -> None:
        self._items = items
        self._source = source
        self.partners = _partners(items)
        self._texts = [unescape(_slice(source, i)) if i.role is Role.TEXT else "" for i in items]
        inked = [bool(text.strip()) for text in self._texts]
        lettered = [any(map(str.isalpha, text)) for text in self._texts]
        self._ink = [0, *accumulate(inked)]
        self._letters = [0, *accumulate(lettered)]

    def passage(self, low: int, high: int) -> Passage | None:
        """What ``items[low:high]`` hold, without what stands around the text; None for no text."""
        if self._ink[low] == self._ink[high]:
            return None
        low, high = self._trimmed(low, high)
        if low == high:
            return None
        flow = self._flow(low, high)
        if not flow.text:
            return None
        start, end = self._span(low, high)
        return Passage(start, end, flow, self._break(low, high))

    def _flow(self, low: int, high: int) -> Flow:
        gatherer = Gatherer()
        chain: Chain = ()
        at = low
        while at < high:
            item = self._items[at]
            stands_alone = self._alone_until(at)
            if stands_alone > at:
                gatherer.object(self._source[item.start : self._items[stands_alone - 1].end], chain)
                at = stands_alone
                continue
            if item.role is Role.TEXT:
                gatherer.words(self._texts[at], chain)
            elif item.role is Role.BREAK:
                gatherer.line_break(chain)
            elif not self._is_transparent(at):
                chain = (*chain, self._wrapper(at)) if item.role is Role.OPEN else chain[:-1]
            at += 1
        return gatherer.flow()

    def _trimmed(self, low: int, high: int) -> tuple[int, int]:
        """Without objects and space at the ends, and within an element that holds all the rest."""
        while True:
            while low < high and (after := self._silent_until(low)) > low:
                low = after
            while low < high and (before := self._silent_from(high - 1)) < high:
                high = before
            if self.partners.get(low) != high - 1:
                return low, high
            low, high = low + 1, high - 1

    def _silent_until(self, at: int) -> int:
        """Where what stands at ``at`` ends, if it is no text; ``at`` if it is."""
        item = self._items[at]
        if item.role is Role.OPEN:
            return self._alone_until(at)
        silent = item.role is not Role.CLOSE and self._ink[at] == self._ink[at + 1]
        return at + 1 if silent else at

    def _silent_from(self, at: int) -> int:
        """Where what ends with ``at`` begins, if it is no text; ``at + 1`` if it is."""
        start = self.partners[at] if self._items[at].role is Role.CLOSE else at
        return start if self._silent_until(start) == at + 1 else at + 1

    def _alone_until(self, at: int) -> int:
        """Where the object at ``at`` ends: also an element that holds no text to translate."""
        item = self._items[at]
        if item.role is Role.OBJECT:
            return at + 1
        if item.role is not Role.OPEN or item.token is None:
            return at
        end = self.partners[at] + 1
        refers = item.token.name in _NOTE_MARKS or _is_reference(item.token)
        silent = self._ink[at] == self._ink[end]
        wordless = self._letters[at] == self._letters[end]
        return end if silent or (refers and wordless) else at

    def _is_transparent(self, at: int) -> bool:
        """Whether the tags of an element go with its translation."""
        token = self._items[min(at, self.partners[at])].token
        return token is not None and token.name in _TRANSPARENT and token.get("id") is None

    def _wrapper(self, at: int) -> Wrapper:
        item, close = self._items[at], self._items[self.partners[at]]
        opening = _slice(self._source, item)
        token = item.token
        if token is None:
            return Wrapper("", opening, "", opening)
        names = {attribute.name for attribute in token.attributes}
        unique = token.name == "a" or not names.isdisjoint(_UNIQUE)
        return Wrapper(
            token.name,
            opening,
            _slice(self._source, close),
            _without_targets(opening, item.start, token.attributes),
            at + 1 if unique else 0,
            token.name == "a" or not names.isdisjoint(_TARGETS),
        )

    def _span(self, low: int, high: int) -> tuple[int, int]:
        """Where the items stand in the source, without the space around them."""
        first, last = self._items[low], self._items[high - 1]
        start, end = first.start, last.end
        if first.role is Role.TEXT:
            indent = _INDENT.match(self._source, start, first.end)
            start = start if indent is None else indent.end()
        if last.role is Role.TEXT:
            end = last.start + len(_slice(self._source, last).rstrip())
        return start, end

    def _break(self, low: int, high: int) -> str:
        breaks = (item for item in self._items[low:high] if item.role is Role.BREAK)
        first = next(breaks, None)
        return _LINE_BREAK if first is None else _slice(self._source, first)


def _partners(items: Sequence[Item]) -> dict[int, int]:
    """Index of a tag -> index of its other tag, for pairs that no lone tag stands in."""
    found: dict[int, int] = {}
    open_tags: list[int] = []
    counts: Counter[str] = Counter()
    lone: list[int] = []
    for at, item in enumerate(items):
        if item.token is None:
            continue
        name = item.token.name
        if item.role is Role.OPEN and len(open_tags) < DEEPEST:
            open_tags.append(at)
            counts[name] += 1
        elif item.role is Role.CLOSE and counts[name]:
            while True:
                opened = open_tags.pop()
                other = _name(items[opened])
                counts[other] -= 1
                if other == name:
                    break
                lone.append(opened)
            found[opened] = at
        elif item.role in (Role.OPEN, Role.CLOSE):
            lone.append(at)
    lone = sorted([*lone, *open_tags])
    return {
        one: other
        for start, end in found.items()
        if bisect_left(lone, start) == bisect_left(lone, end)
        for one, other in ((start, end), (end, start))
    }


def _name(item: Item) -> str:
    return "" if item.token is None else item.token.name


def _slice(source: str, item: Item) -> str:
    return source[item.start : item.end]


def _is_reference(token: Token) -> bool:
    return "noteref" in (token.get("epub:type") or token.get("role") or "")


def _without_targets(opening: str, start: int, attributes: Sequence[Attribute]) -> str:
    """An opening tag without what may stand in a page only once."""
    for attribute in reversed(attributes):
        if attribute.name in _TARGETS:
            kept = opening[: attribute.start - start].rstrip()
            opening = kept + opening[attribute.end - start :]
    return opening
