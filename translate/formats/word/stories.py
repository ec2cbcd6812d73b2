"""The paragraphs of one part of a Word document, in reading order, and what each of them is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element

from translate.document import Kind
from translate.formats.word.fields import find_fields
from translate.formats.word.paragraph import Paragraph, Reader
from translate.formats.word.wordml import ALTERNATE, CHOICE, FALLBACK, value, w

_NOTES = (w("footnote"), w("endnote"))
_PASSED_OVER = (w("pPr"), w("rPr"), w("t"), w("sdtPr"), w("tblPr"))
"""Subtrees without a paragraph."""


@dataclass(eq=False, slots=True)
class Entry:
    """A paragraph, and the same paragraph as it stands for programs that cannot show the first."""

    paragraph: Paragraph
    kind: Kind
    twins: list[Paragraph] = field(default_factory=list)


class StyleSheet:
    """What ``styles.xml`` says that paragraph styles stand for."""

    def __init__(self, styles: _Element | None) -> None:
        found = [] if styles is None else list(styles.iterfind(w("style")))
        self._styles = {style.get(w("styleId"), ""): style for style in found}
        self._default = next(
            (
                style.get(w("styleId"), "")
                for style in found
                if style.get(w("type")) == "paragraph"
                and style.get(w("default")) in ("1", "true", "on")
            ),
            "",
        )

    def kind(self, paragraph: _Element) -> Kind:
        """Heading by outline level or style name, list item by numbering, cell by place."""
        sources = [paragraph, *self._chain(paragraph)]
        names = [value(style, "name") or "" for style in sources[1:]]
        if any(_names_heading(name) for name in names) or _outline_level(sources) < 9:
            return Kind.HEADING
        if _number(sources) not in ("", "0"):
            return Kind.LIST_ITEM
        inside = next(paragraph.iterancestors(w("tc"), w("txbxContent")), None)
        return Kind.CELL if inside is not None and inside.tag == w("tc") else Kind.PARAGRAPH

    def _chain(self, paragraph: _Element) -> Iterator[_Element]:
        """The paragraph's style and those it is based on; each once, though they form a circle."""
        name = value(paragraph.find(w("pPr")), "pStyle") or self._default
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = value(self._styles[name], "basedOn") or ""


def entries(root: _Element, styles: StyleSheet, context: Kind | None) -> list[Entry]:
    """Every paragraph of a part, with ``context`` as its kind where that is given.

    A text box follows the paragraph that it is anchored in.
    """
    notes = root.findall("*")
    stories = [note for note in notes if note.tag in _NOTES] or [root]
    return [
        entry for story in stories for entry in _entries(story, _reader(story), styles, context)
    ]


def _reader(story: _Element) -> Reader:
    return Reader(find_fields(story))


def _entries(
    parent: _Element, reader: Reader, styles: StyleSheet, context: Kind | None
) -> list[Entry]:
    found: list[Entry] = []
    for child in parent:
        if child.tag in _PASSED_OVER or not isinstance(child.tag, str):
            continue
        if child.tag == w("p"):
            found.append(Entry(reader.read(child), context or styles.kind(child)))
        if child.tag == w("txbxContent"):
            found += _entries(child, _reader(child), styles, context)
        elif child.tag == ALTERNATE:
            choices, fallbacks = (
                [
                    entry
                    for branch in child.iterfind(tag)
                    for entry in _entries(branch, reader, styles, context)
                ]
                for tag in (CHOICE, FALLBACK)
            )
            found += _paired(choices, fallbacks)
        else:
            found += _entries(child, reader, styles, context)
    return found


def _paired(choices: Sequence[Entry], fallbacks: Sequence[Entry]) -> list[Entry]:
    """The choices, each with the fallback that says the same; then fallbacks without a choice."""
    left = list(choices)
    alone = []
    for entry in fallbacks:
        for choice in left:
            same = choice.paragraph.text == entry.paragraph.text
            if same and choice.paragraph.marks == entry.paragraph.marks:
                choice.twins += [entry.paragraph, *entry.twins]
                left.remove(choice)
                break
        else:
            alone.append(entry)
    return [*choices, *alone]


def _names_heading(name: str) -> bool:
    name = name.lower()
    return name.startswith(("heading ", "标题")) or name in ("title", "subtitle")


def _outline_level(sources: Sequence[_Element]) -> int:
    levels = (value(source.find(w("pPr")), "outlineLvl") for source in sources)
    level = next((level for level in levels if level is not None), "9")
    return int(level) if level.isdecimal() else 9


def _number(sources: Sequence[_Element]) -> str:
    """The nearest ``w:numId``; "0" takes a paragraph out of its style's list."""
    path = f"{w('pPr')}/{w('numPr')}"
    numbers = (value(source.find(path), "numId") for source in sources)
    return next((number for number in numbers if number is not None), "")
