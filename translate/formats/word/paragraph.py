"""A paragraph of a Word document as text, the styles of its stretches, and what stands in it.

Text is what a reader sees; tracked changes have been accepted before. A style is the look of a
stretch and what it stands in (a hyperlink, a content control). Everything else is an object: it has
no text of its own to translate and keeps its place, or, if that is gone, goes to the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from translate.document import Mark
from translate.formats.word.fields import CONTAINERS, TRANSPARENT, Field, is_link
from translate.formats.word.wordml import CHECKBOX, SPACE, is_on, w

_DROPPED = {w("pPr"), w("proofErr"), w("lastRenderedPageBreak"), w("smartTagPr"), w("customXmlPr")}
"""No content: what a spelling checker or a page layout left behind, and properties."""
_OPAQUE_CONTROLS = (CHECKBOX, w("picture"), w("equation"), w("citation"), w("bibliography"))
_LOOKLESS = {w(name) for name in ("rFonts", "lang", "noProof", "bCs", "iCs", "szCs", "rtl", "cs")}
"""Properties that Tibetan text does not keep or show; Word splits Chinese from Latin by them."""
_XML_SPACE = " \t\r\n"


@dataclass(eq=False, slots=True)
class Wrapper:
    """What text can stand in: an element, or a hyperlink field with what opens and closes it."""

    element: _Element | None = None
    opening: list[Piece] = field(default_factory=list)
    closing: list[Piece] = field(default_factory=list)

    @property
    def links(self) -> bool:
        """Whether it is a hyperlink."""
        return self.element is None or self.element.tag in (w("hyperlink"), w("fldSimple"))


Chain = tuple[Wrapper, ...]
"""What something stands in, outermost first."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """An element of an object; ``run`` is the run it is in, None if it stands beside runs."""

    node: _Element
    run: _Element | None
    chain: Chain


@dataclass(eq=False, slots=True)
class Object:
    """Something without text of its own that stands before ``text[at]``."""

    key: str
    at: int
    pieces: list[Piece]


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """The look of a stretch of text: run properties (``w:rPr``) and what it stands in."""

    key: str
    properties: _Element | None
    chain: Chain


@dataclass(eq=False, slots=True)
class Paragraph:
    """What a ``w:p`` holds."""

    element: _Element
    text: str = ""
    spans: list[tuple[int, int, Style]] = field(default_factory=list)
    """Disjoint, in order, covering the text."""
    objects: list[Object] = field(default_factory=list)

    @property
    def styles(self) -> list[Style]:
        """The different styles in order of appearance."""
        return list({style.key: style for _, _, style in self.spans}.values())

    @property
    def marks(self) -> tuple[Mark, ...]:
        """One mark a stretch, if there is more than one style, and one an object."""
        spans = self.spans if len(self.spans) > 1 else []
        found = [Mark(start, end, style.key) for start, end, style in spans]
        found += [Mark(item.at, item.at, item.key) for item in self.objects]
        return tuple(sorted(found, key=lambda mark: (mark.start, mark.end)))


@dataclass(eq=False, slots=True)
class _Open:
    field: Field
    wrapper: Wrapper | None
    in_result: bool = False

    @property
    def hides(self) -> bool:
        return not (self.in_result and self.field.shows_text)


class Reader:
    """Reads the paragraphs of one story in order; fields may run on from one to the next."""

    def __init__(self, fields: Mapping[_Element, Field]) -> None:
        self._fields = fields
        self._open: list[_Open] = []
        self._start(Paragraph(etree.Element(w("p"))))

    def read(self, element: _Element) -> Paragraph:
        """What the next ``w:p`` of the story holds; the element is not changed."""
        self._start(Paragraph(element))
        self._content(element, ())
        self._paragraph.text = "".join(self._texts)
        return self._paragraph

    def _start(self, paragraph: Paragraph) -> None:
        self._paragraph = paragraph
        self._texts: list[str] = []
        self._length = 0
        self._styles: dict[tuple[object, ...], Style] = {}
        self._hidden: Object | None = None

    def _content(self, parent: _Element, chain: Chain) -> None:
        for child in parent:
            if not isinstance(child.tag, str) or child.tag in _DROPPED:
                continue
            if child.tag == w("r"):
                self._run(child, chain)
            elif child.tag in TRANSPARENT:
                self._content(child, chain)
            elif child.tag in CONTAINERS and not _is_opaque(child):
                inner = child.find(w("sdtContent")) if child.tag == w("sdt") else child
                if inner is not None:
                    self._content(inner, (*chain, Wrapper(child)))
            else:
                self._add(Piece(child, None, self._within(chain)))

    def _run(self, run: _Element, chain: Chain) -> None:
        properties = run.find(w("rPr"))
        vanishes = is_on(properties, "vanish")
        for child in run:
            if child is properties or not isinstance(child.tag, str) or child.tag in _DROPPED:
                continue
            piece = Piece(child, run, self._within(chain))
            if child.tag == w("fldChar") and child in self._fields:
                self._field(piece, self._fields[child])
            elif vanishes or self._hiding() is not None:
                self._hide(piece)
            elif (text := _text(child)) is not None:
                self._text(text, properties, piece.chain)
            else:
                self._object(piece)

    def _within(self, chain: Chain) -> Chain:
        links = (item.wrapper for item in self._open if item.wrapper and item.in_result)
        return (*chain, *links)

    def _text(self, text: str, properties: _Element | None, chain: Chain) -> None:
        if not text:
            return
        look = (_look(properties, text), *chain)
        style = self._styles.get(look)
        if style is None:
            style = Style(f"s{len(self._styles) + 1}", properties, chain)
            self._styles[look] = style
        spans, end = self._paragraph.spans, self._length + len(text)
        if spans and spans[-1][2] is style:
            spans[-1] = (spans[-1][0], end, style)
        else:
            spans.append((self._length, end, style))
        self._texts.append(text)
        self._length = end
        self._hidden = None

    def _add(self, piece: Piece) -> None:
        if self._hiding() is not None:
            self._hide(piece)
        else:
            self._object(piece)

    def _hiding(self) -> _Open | None:
        return next((item for item in self._open if item.hides), None)

    def _object(self, piece: Piece) -> Object:
        found = self._paragraph.objects
        found.append(Object(f"o{len(found) + 1}", self._length, [piece]))
        self._hidden = None
        return found[-1]

    def _hide(self, piece: Piece) -> None:
        """Add to the object that what is hidden here makes up together."""
        hiding = self._hiding()
        if hiding is not None and hiding.wrapper is not None:
            hiding.wrapper.opening.append(piece)
        elif self._hidden is not None:
            self._hidden.pieces.append(piece)
        else:
            self._hidden = self._object(piece)

    def _field(self, piece: Piece, found: Field) -> None:
        if piece.node is found.begin:
            wraps = found.shows_text and found.within and self._hiding() is None
            self._open.append(_Open(found, Wrapper() if wraps else None))
            self._hide(piece)
        elif piece.node is found.separate:
            self._hide(piece)
            for item in self._open:
                item.in_result = item.in_result or item.field is found
        else:
            self._end(piece, found)

    def _end(self, piece: Piece, found: Field) -> None:
        ended = next((item for item in self._open if item.field is found), None)
        if ended is not None and ended.wrapper is not None:
            ended.wrapper.closing.append(piece)
            self._open.remove(ended)
            return
        self._hide(piece)
        if ended is not None:
            self._open.remove(ended)
        if self._hiding() is None:
            self._hidden = None


def _text(child: _Element) -> str | None:
    """The text that a child of a run stands for; None for an object."""
    if child.tag == w("t"):
        return _spaced(child)
    if child.tag == w("tab"):
        return "\t"
    if child.tag == w("cr"):
        return "\n"
    if child.tag == w("br"):
        plain = child.get(w("type"), "textWrapping") == "textWrapping"
        return "\n" if plain and child.get(w("clear")) is None else None
    if child.tag == w("noBreakHyphen"):
        return "\u2011"
    if child.tag == w("ruby"):
        # The reading above a Chinese character says nothing about its Tibetan translation.
        base = child.find(w("rubyBase"))
        return _joined(() if base is None else base.iter(w("t")))
    return None


def _joined(elements: Iterable[_Element]) -> str:
    return "".join(_spaced(element) for element in elements)


def _spaced(element: _Element) -> str:
    """The text of ``w:t`` as Word shows it: its outer white space counts only where preserved."""
    text = element.text or ""
    if text.strip(_XML_SPACE) != text:
        line = (element, *element.iterancestors())
        kept = next((value for item in line if (value := item.get(SPACE))), "default")
        if kept != "preserve":
            text = text.strip(_XML_SPACE)
    return text.replace("\n", " ").replace("\t", " ").replace("\r", " ")


def _is_opaque(element: _Element) -> bool:
    if element.tag == w("fldSimple"):
        return not is_link(element.get(w("instr"), ""))
    controls = element.find(w("sdtPr"))
    return controls is not None and any(controls.find(tag) is not None for tag in _OPAQUE_CONTROLS)


def _look(properties: _Element | None, text: str) -> tuple[bytes, ...]:
    """What makes two runs look different in Tibetan."""
    if properties is None:
        return ()
    # Characters for private use are pictures of one font, such as Wingdings.
    private = any("\ue000" <= char <= "\uf8ff" for char in text)
    kept = (
        child
        for child in properties
        if child.tag not in _LOOKLESS or (private and child.tag == w("rFonts"))
    )
    return tuple(sorted(etree.tostring(child, with_tail=False) for child in kept))
