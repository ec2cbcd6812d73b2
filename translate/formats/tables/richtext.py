"""The text of a string of a workbook (``si`` or ``is``) with its runs, read and written."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

from glossary.tibetan import has_tibetan
from translate.document import Mark, Translation
from translate.formats.spans import Run, dominant, storable, styled
from translate.formats.tables.spreadsheetml import SPACE, escaped, s, unescaped

FONT = "Microsoft Himalaya"
"""On every Windows since Vista. Excel has no font of its own for complex scripts, as Word has."""
LOOKLESS = {s(name) for name in ("rFont", "name", "family", "charset", "scheme")}
"""What says which font, and so what Tibetan text does not keep."""

_LOST = re.compile(r"\r(?=\n)|[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (production 2, Char), and the first half of a Windows line end."""
_XML_SPACE = " \t\r\n"


@dataclass(frozen=True, slots=True, eq=False)
class RichText:
    """What a string says: readings above characters (phonetic runs) are no part of it."""

    text: str
    runs: tuple[Run, ...]
    looks: dict[str, _Element | None]
    """Key of a style -> its run properties; None for the cell's own look."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """One mark a run, if there is more than one."""
        return tuple(Mark(*run) for run in self.runs) if len(self.runs) > 1 else ()


def rich_text(item: _Element) -> RichText:
    """What ``item`` says; neighbouring runs that look the same in Tibetan are one."""
    keys: dict[tuple[bytes, ...], str] = {}
    looks: dict[str, _Element | None] = {}
    runs: list[Run] = []
    texts: list[str] = []
    at = 0
    for child in item.iterchildren(s("t"), s("r")):
        properties = child.find(s("rPr")) if child.tag == s("r") else None
        text = _text(child if child.tag == s("t") else child.find(s("t")))
        if not text:
            continue
        key = keys.setdefault(_look(properties), f"s{len(keys) + 1}")
        looks.setdefault(key, properties)
        if runs and runs[-1][2] == key:
            runs[-1] = (runs[-1][0], at + len(text), key)
        else:
            runs.append((at, at + len(text), key))
        at += len(text)
        texts.append(text)
    return RichText("".join(texts), tuple(runs), looks)


def lay(item: _Element, translation: Translation) -> str:
    """Replace what ``item`` says, in place, and return the text that it now holds."""
    old = rich_text(item)
    text, marks = storable(translation, _LOST)
    text = text.replace("\r", "\n")
    runs = styled(text, marks, old.looks, dominant(old.text, old.runs))
    for child in list(item):
        item.remove(child)
    item.text = None
    if not runs or all(old.looks[key] is None for _, _, key in runs):
        _append(item, text)
        return text
    for start, end, key in runs:
        run = etree.SubElement(item, s("r"))
        properties = old.looks[key]
        if properties is not None:
            run.append(_properties(properties, text[start:end]))
        _append(run, text[start:end])
    return text


def _append(parent: _Element, text: str) -> None:
    element = etree.SubElement(parent, s("t"))
    element.text = escaped(text)
    element.set(SPACE, "preserve")


def _properties(properties: _Element, text: str) -> _Element:
    copy = deepcopy(properties)
    copy.tail = None
    if has_tibetan(text):
        for child in [child for child in copy if child.tag in LOOKLESS]:
            copy.remove(child)
        etree.SubElement(copy, s("rFont")).set("val", FONT)
    return copy


def _text(element: _Element | None) -> str:
    """The text of ``t`` as Excel shows it: its outer white space counts only where preserved."""
    if element is None:
        return ""
    text = element.text or ""
    if element.get(SPACE) != "preserve":
        text = text.strip(_XML_SPACE)
    return unescaped(text)


def _look(properties: _Element | None) -> tuple[bytes, ...]:
    if properties is None:
        return ()
    kept = (child for child in properties if child.tag not in LOOKLESS)
    return (b"run", *sorted(etree.tostring(child, with_tail=False) for child in kept))
