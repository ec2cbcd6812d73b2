"""Complex fields: where they begin and end, and whether a reader's text stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from translate.formats.word.wordml import w

TRANSPARENT = frozenset({w("smartTag"), w("customXml"), w("sdtContent")})
"""Elements within a paragraph whose content counts as the paragraph's own."""
CONTAINERS = frozenset({w("hyperlink"), w("sdt"), w("fldSimple"), w("dir"), w("bdo")})
"""Elements within a paragraph that mean something for the text in them."""
_IN_PARAGRAPH = TRANSPARENT | CONTAINERS | {w("r")}


@dataclass(eq=False, slots=True)
class Field:
    """From ``begin`` to ``separate`` runs the instruction, from there to ``end`` the result."""

    begin: _Element
    instruction: str = ""
    separate: _Element | None = None
    end: _Element | None = None
    within: bool = False
    """Whether it ends in the paragraph in which it begins."""

    @property
    def shows_text(self) -> bool:
        """Whether the result is the author's text, not something that Word works out."""
        return self.separate is not None and is_link(self.instruction)


def is_link(instruction: str) -> bool:
    """Whether a field instruction makes a hyperlink."""
    return instruction.strip().upper().startswith("HYPERLINK")


def find_fields(story: _Element) -> Mapping[_Element, Field]:
    """Begin, separator and end of every complete field of a story -> that field.

    What is left open or never began is not in it: it would swallow the rest of the story.
    """
    found: dict[_Element, Field] = {}
    stack: list[Field] = []
    for element, paragraph in _marks(story):
        if element.tag == w("instrText"):
            if stack and stack[-1].separate is None:
                stack[-1].instruction += element.text or ""
            continue
        kind = element.get(w("fldCharType"))
        if kind == "begin":
            stack.append(Field(element))
        elif kind == "separate" and stack and stack[-1].separate is None:
            stack[-1].separate = element
        elif kind == "end" and stack:
            field = stack.pop()
            field.end = element
            field.within = _place(field.begin, story) is paragraph
            for part in (field.begin, field.separate, element):
                if part is not None:
                    found[part] = field
    return found


def mark_contents_stale(story: _Element) -> None:
    """Have Word rebuild tables of contents from the headings as they are now (``w:dirty``)."""
    for field in set(find_fields(story).values()):
        if field.instruction.split()[:1] == ["TOC"]:
            field.begin.set(w("dirty"), "1")
    for simple in story.iter(w("fldSimple")):
        if simple.get(w("instr"), "").split()[:1] == ["TOC"]:
            simple.set(w("dirty"), "1")


def _marks(story: _Element) -> Iterator[tuple[_Element, _Element]]:
    """Field characters and instructions with their paragraphs, of this story alone."""
    for element in story.iter(w("fldChar"), w("instrText")):
        paragraph = _place(element, story)
        if paragraph is not None:
            yield element, paragraph


def _place(element: _Element, story: _Element) -> _Element | None:
    """The paragraph that an element runs in; None in drawings and other stories."""
    parent = element.getparent()
    while parent is not None and parent.tag in _IN_PARAGRAPH:
        parent = parent.getparent()
    if parent is None or parent.tag != w("p"):
        return None
    above = parent.getparent()
    while above is not None and above is not story and above.tag != w("txbxContent"):
        above = above.getparent()
    return parent if above is story else None
