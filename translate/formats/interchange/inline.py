"""Inline codes of XLIFF and TMX: a segment's text without them, and them around a translation.

A code is a tag of the original document. Some hold the text they apply to (``g``, ``pc``, ``mrk``,
``hi``), some stand at both its ends (``bpt`` and ``ept``, ``bx`` and ``ex``, ``sc`` and ``ec``,
``sm`` and ``em``), the rest stand alone (``x``, ``ph``, ``it``, ``ut``, ``cp``, and what other
programs have added). What a code's own element holds is the tag's text, never the segment's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from enum import Enum, auto

from lxml import etree
from lxml.etree import _Element

from translate.document import Mark, Translation
from translate.formats.xml import local, storable_translation

_HOLDERS = frozenset({"g", "pc", "mrk", "hi"})
_STARTS = {"bpt": "pt", "bx": "x", "sc": "c", "sm": "m"}
_ENDS = {"ept": "pt", "ex": "x", "ec": "c", "em": "m"}
_LINKS = ("startRef", "rid", "i", "id")
"""What an end shares with its start: XLIFF 2, XLIFF 1.2, TMX, and XLIFF 1.2 where it has no rid."""


@dataclass(eq=False, slots=True)
class Code:
    """A code in ``text[start:end]``; a lone one, or one around nothing, has an empty span."""

    number: int
    """Counted from 0 in the order of the text."""
    key: str
    """What its mark has; unique in its segment."""
    element: _Element
    start: int
    end: int
    parent: Code | None
    """The innermost pair around it."""
    paired: bool = False
    """Whether it can be laid around text."""
    closing: _Element | None = None
    """The element at its end, where that is one of its own."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a ``source``, ``target``, ``seg`` or segment marker holds."""

    text: str
    codes: tuple[Code, ...]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """One a code; of two around the same text the inner one first, as the more precise."""
        ordered = sorted(self.codes, key=lambda code: (code.start, code.end, -code.number))
        return tuple(Mark(code.start, code.end, code.key) for code in ordered)


class _Event(Enum):
    TEXT = auto()
    START = auto()
    END = auto()
    LONE = auto()


def content(element: _Element) -> Content:
    """The text and the codes within ``element``, which is not changed."""
    reader = _Reader()
    for event, node, text in _events(element):
        if event is _Event.TEXT:
            reader.text(text)
        elif event is _Event.END:
            reader.end(node)
        elif event is _Event.START or local(node) in _STARTS:
            reader.open(node)
        elif local(node) not in _ENDS or not reader.closes(node):
            reader.lone(node)
    return reader.content()


def text_of(element: _Element | None) -> str:
    """The text within ``element`` without its codes; "" for None."""
    return "" if element is None else "".join(text for _, _, text in _events(element))


def lay(element: _Element, codes: Sequence[Code], translation: Translation) -> None:
    """Replace what ``element`` holds by a translation with ``codes`` at its marks.

    Every code comes out once, with its attributes. Pairs stay nested as they were and are laid
    around all text that has their mark; where two would cross, the first ends as the second
    begins. A code without a mark stands at the end of what it stood in.
    """
    translation = storable_translation(translation)
    root = _laid(codes, translation)
    empty(element)
    writer = _Writer(element)
    at, pending = 0, [(root, iter(root.children))]
    while pending:
        node, inner = pending[-1]
        following = next(inner, None)
        until = node.end if following is None else following.start
        writer.text(translation.text[at:until])
        at = max(at, until)
        if following is not None:
            writer.open(following.code)
            pending.append((following, iter(following.children)))
        else:
            writer.close(node.code)
            pending.pop()


def empty(element: _Element) -> None:
    """Take out all that ``element`` holds."""
    for child in list(element):
        element.remove(child)
    element.text = None


def shell(parent: _Element, element: _Element) -> _Element:
    """A new last child of ``parent`` like ``element``, without what that holds."""
    copy = etree.SubElement(parent, element.tag)
    for name, value in element.items():
        copy.set(name, value)
    return copy


def _events(element: _Element) -> Iterator[tuple[_Event, _Element, str]]:
    """What stands in ``element``, in order, however deep it is nested."""
    pending = [(element, iter(element))]
    yield _Event.TEXT, element, element.text or ""
    while pending:
        parent, children = pending[-1]
        child = next(children, None)
        if child is None:
            pending.pop()
            if pending:
                yield _Event.END, parent, ""
                yield _Event.TEXT, parent, parent.tail or ""
        elif local(child) in _HOLDERS:
            yield _Event.START, child, ""
            yield _Event.TEXT, child, child.text or ""
            pending.append((child, iter(child)))
        else:
            if local(child):
                yield _Event.LONE, child, ""
            yield _Event.TEXT, child, child.tail or ""


class _Reader:
    def __init__(self) -> None:
        self._texts: list[str] = []
        self._at = 0
        self._codes: list[Code] = []
        self._open: list[Code] = []

    def text(self, text: str) -> None:
        self._texts.append(text)
        self._at += len(text)

    def lone(self, element: _Element) -> Code:
        number = len(self._codes)
        parent = self._open[-1] if self._open else None
        code = Code(number, f"{local(element)}{number}", element, self._at, self._at, parent)
        self._codes.append(code)
        return code

    def open(self, element: _Element) -> None:
        self._open.append(self.lone(element))

    def closes(self, element: _Element) -> bool:
        """Whether ``element`` ends a code that is open within the innermost holder."""
        for code in reversed(self._open):
            if local(code.element) in _HOLDERS:
                return False
            if _link(code.element, _STARTS) == _link(element, _ENDS):
                self._close(code).closing = element
                return True
        return False

    def end(self, element: _Element) -> None:
        """End the holder ``element``."""
        self._close(next(code for code in reversed(self._open) if code.element is element))

    def content(self) -> Content:
        for code in self._codes:  # a start whose end is missing holds nothing
            while code.parent is not None and not code.parent.paired:
                code.parent = code.parent.parent
        return Content("".join(self._texts), tuple(self._codes))

    def _close(self, code: Code) -> Code:
        while self._open.pop() is not code:
            pass  # its end stands beyond: it stays a lone code
        code.end, code.paired = self._at, True
        return code


def _link(element: _Element, families: dict[str, str]) -> tuple[str, str]:
    values = (element.get(name) for name in _LINKS)
    return families[local(element)], next((value for value in values if value), "")


@dataclass(eq=False, slots=True)
class _Node:
    """A code with its place in the translation; the translation itself has none."""

    code: Code | None
    start: int
    end: int
    children: list[_Node] = field(default_factory=list)
    lost: bool = False

    def sort(self) -> None:
        self.children.sort(key=lambda n: (n.start, n.end, n.code.number if n.code else -1))


def _laid(codes: Sequence[Code], translation: Translation) -> _Node:
    """The tree of the codes over the translation."""
    marks: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in translation.marks:
        marks[mark.key].append(mark)
    end = len(translation.text)
    root = _Node(None, 0, end)
    nodes: dict[Code | None, _Node] = {None: root}
    spans = _spans(codes, marks)
    for code in codes:
        if code.paired:
            start, stop = spans.get(code, (0, 0))
            nodes[code] = _Node(code, start, stop, lost=code not in spans)
            nodes[code.parent].children.append(nodes[code])
    pending = [root]
    for node in pending:
        _part(node)
        pending += node.children
    for code in codes:
        if not code.paired:
            at = marks[code.key][0].start if marks[code.key] else end
            _home(nodes[code.parent], root, at).children.append(_Node(code, at, at))
    for node in nodes.values():
        node.sort()
    return root


def _spans(
    codes: Sequence[Code], marks: dict[str, list[Mark]]
) -> dict[Code | None, tuple[int, int]]:
    """What each pair reaches over: its own marks and the pairs within it."""
    spans: dict[Code | None, tuple[int, int]] = {}
    for code in reversed([code for code in codes if code.paired]):
        found = [(mark.start, max(mark.start, mark.end)) for mark in marks[code.key]]
        found = [span for span in found if span[0] < span[1]] or found[:1]
        if code in spans:
            found.append(spans[code])
        if found:
            start, end = min(a for a, _ in found), max(b for _, b in found)
            spans[code] = start, end
            if code.parent is not None:
                a, b = spans.get(code.parent, (start, end))
                spans[code.parent] = min(a, start), max(b, end)
    return spans


def _part(node: _Node) -> None:
    """Bring a node's children, all pairs, within it and apart from each other."""
    for child in node.children:
        if child.lost:
            child.start = child.end = node.end
        child.start = min(max(child.start, node.start), node.end)
        child.end = min(max(child.end, child.start), node.end)
    node.sort()
    following = node.end
    for at in reversed(range(len(node.children))):
        child = node.children[at]
        if at + 1 < len(node.children) and node.children[at + 1].start > child.start:
            following = node.children[at + 1].start
        child.end = min(child.end, following)
    reached = node.start
    for child in node.children:
        child.start = max(child.start, reached)
        child.end = reached = max(child.end, child.start)


def _home(parent: _Node, root: _Node, at: int) -> _Node:
    """The innermost pair that ``at`` lies in; at its very edges only its own codes do."""
    node: _Node | None = parent if parent.start <= at <= parent.end else root
    while node is not None:
        home = node
        node = next((n for n in home.children if n.start < at < n.end), None)
    return home


class _Writer:
    def __init__(self, element: _Element) -> None:
        self._inside = [element]

    def text(self, text: str) -> None:
        parent = self._inside[-1]
        if not text:
            return
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text

    def open(self, code: Code | None) -> None:
        if code is None:
            return
        if code.paired and code.closing is None:
            self._inside.append(shell(self._inside[-1], code.element))
        else:
            self._copy(code.element)

    def close(self, code: Code | None) -> None:
        if code is None or not code.paired:
            return
        if code.closing is None:
            self._inside.pop()
        else:
            self._copy(code.closing)

    def _copy(self, element: _Element) -> None:
        copy = deepcopy(element)
        copy.tail = None
        self._inside[-1].append(copy)
