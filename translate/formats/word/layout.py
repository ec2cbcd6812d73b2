"""A translation laid into a Word paragraph: text over styles, objects in their new places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import groupby

from lxml import etree
from lxml.etree import _Element

from translate.document import Mark, Translation
from translate.formats.word.paragraph import Chain, Object, Paragraph, Piece, Style, Wrapper
from translate.formats.word.runs import append_run
from translate.formats.word.wordml import BINDINGS, w
from translate.formats.xml import storable_translation

_RANGE = re.compile(r"(\{.*\}.+)(Start|End)")


def lay(paragraph: Paragraph, translation: Translation) -> None:
    """Replace what ``paragraph.element`` holds, in place.

    Marks with a style's key give their text that style, the shorter mark where two overlap; other
    text takes the style that most of the source has. An object stands where its mark is, at the
    end if it has none. A link without a mark holds the text that no mark covers, rather than
    vanish.
    """
    stored = storable_translation(translation)
    text, marks = stored.text, stored.marks
    styles = {style.key: style for style in paragraph.styles}
    owners, lost = _owners(paragraph, text, marks, styles)
    objects = _placed(paragraph.objects, marks, len(text))
    _clear(paragraph.element)
    builder = _Builder(paragraph.element)
    at = 0
    for item_at, item in [*objects, (len(text), None)]:
        for style, part in _runs(text, owners, at, item_at):
            builder.text(part, style)
        if item is not None:
            builder.object(item)
        at = item_at
    for chain in lost:
        builder.enter(chain)
    builder.enter(())
    for control in paragraph.element.iterancestors(w("sdt")):
        _unbind(control)


def _owners(
    paragraph: Paragraph, text: str, marks: Sequence[Mark], styles: dict[str, Style]
) -> tuple[list[Style], list[Chain]]:
    """The style of each character, and the chains that no character is in any more."""
    found: list[Style | None] = [None] * len(text)
    solid = [mark for mark in marks if mark.start < mark.end and mark.key in styles]
    for mark in sorted(solid, key=lambda mark: mark.start - mark.end):
        found[mark.start : mark.end] = [styles[mark.key]] * (mark.end - mark.start)
    rest = _dominant(paragraph)
    used = {wrapper for style in found if style for wrapper in style.chain}
    used.update(rest.chain)
    unused = (style.chain for style in styles.values() if not used.issuperset(style.chain))
    lost = {chain[-1]: chain for chain in unused}
    link = next((wrapper for wrapper in lost if wrapper.links), None)
    uncovered = any(style is None and text[at].isalpha() for at, style in enumerate(found))
    if link is not None and uncovered and not rest.chain:
        rest = Style(rest.key, rest.properties, lost.pop(link))
    return [style or rest for style in found], list(lost.values())


def _dominant(paragraph: Paragraph) -> Style:
    sizes: dict[str, int] = {}
    for start, end, style in paragraph.spans:
        ink = len(paragraph.text[start:end].strip())
        sizes[style.key] = sizes.get(style.key, 0) + ink
    return max(paragraph.styles, key=lambda style: sizes[style.key])


def _placed(
    objects: Sequence[Object], marks: Iterable[Mark], end: int
) -> list[tuple[int, Object | None]]:
    """Objects with their offsets, in order; a range never ends before it starts."""
    given = {mark.key: mark.start for mark in reversed(list(marks))}
    starts: dict[tuple[str, str], int] = {}
    placed = []
    for number, item in enumerate(objects):
        at = given.get(item.key, end)
        for piece in item.pieces:
            match = _RANGE.fullmatch(str(piece.node.tag))
            if match:
                key = (match[1], piece.node.get(w("id"), ""))
                if match[2] == "Start":
                    starts[key] = at
                else:
                    at = max(at, starts.get(key, 0))
        placed.append((at, number, item))
    return [(at, item) for at, _, item in sorted(placed, key=lambda entry: entry[:2])]


def _runs(text: str, owners: Sequence[Style], start: int, end: int) -> Iterator[tuple[Style, str]]:
    at = start
    for style, group in groupby(owners[start:end], key=lambda owner: owner):
        size = sum(1 for _ in group)
        yield style, text[at : at + size]
        at += size


def _clear(element: _Element) -> None:
    for child in list(element):
        if child.tag != w("pPr"):
            element.remove(child)
    element.text = None


class _Builder:
    """Appends to a paragraph, opening and closing what its content stands in."""

    def __init__(self, element: _Element) -> None:
        self._element = element
        self._inside: list[tuple[Wrapper, _Element]] = []
        self._opened: set[Wrapper] = set()

    def text(self, text: str, style: Style) -> None:
        """Append a run."""
        self.enter(style.chain)
        append_run(self._parent, text, style.properties)

    def object(self, item: Object) -> None:
        """Append an object: its own elements, not copies, since text boxes live in them."""
        for chain, pieces in groupby(item.pieces, key=lambda piece: piece.chain):
            self.enter(chain)
            self._append(pieces)

    def enter(self, chain: Chain) -> None:
        """Close and open until what comes next stands in ``chain``."""
        shared = 0
        for wrapper, (inside, _) in zip(chain, self._inside, strict=False):
            if wrapper is not inside:
                break
            shared += 1
        while len(self._inside) > shared:
            wrapper, _ = self._inside.pop()
            self._append(_copies(wrapper.closing))
        for wrapper in chain[shared:]:
            self._open(wrapper)

    @property
    def _parent(self) -> _Element:
        return self._inside[-1][1] if self._inside else self._element

    def _open(self, wrapper: Wrapper) -> None:
        if wrapper.element is None:
            self._append(_copies(wrapper.opening))
            inner = self._parent
        else:
            inner = _shell(self._parent, wrapper.element, again=wrapper in self._opened)
        self._opened.add(wrapper)
        self._inside.append((wrapper, inner))

    def _append(self, pieces: Iterable[Piece]) -> None:
        for source, group in groupby(pieces, key=lambda piece: piece.run):
            parent = self._parent
            if source is not None:
                parent = etree.SubElement(parent, w("r"))
                properties = source.find(w("rPr"))
                if properties is not None:
                    parent.append(deepcopy(properties))
            for piece in group:
                parent.append(piece.node)
                piece.node.tail = None


def _copies(pieces: Iterable[Piece]) -> list[Piece]:
    return [Piece(deepcopy(piece.node), piece.run, piece.chain) for piece in pieces]


def _shell(parent: _Element, element: _Element, again: bool) -> _Element:
    """An element like ``element`` without its text, appended to ``parent``: where text goes."""
    shell = etree.SubElement(parent, element.tag)
    for name, value in element.items():
        shell.set(name, value)
    if element.tag != w("sdt"):
        return shell
    for child in element:
        if child.tag == w("sdtContent"):
            inner = etree.SubElement(shell, w("sdtContent"))
        else:
            shell.append(deepcopy(child))
    _unbind(shell)
    identity = shell.find(f"{w('sdtPr')}/{w('id')}")
    if again and identity is not None:
        identity.getparent().remove(identity)  # type: ignore[union-attr]
    return inner


def _unbind(control: _Element) -> None:
    """Take the data binding off a content control, lest Word put the old text back."""
    properties = control.find(w("sdtPr"))
    for binding in () if properties is None else list(properties):
        if binding.tag in BINDINGS:
            properties.remove(binding)  # type: ignore[union-attr]
