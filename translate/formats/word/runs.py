"""Runs of WordprocessingML: text as a document can hold it, with the look that suits it."""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree
from lxml.etree import _Element

from glossary.tibetan import has_tibetan
from translate.formats.word.properties import tibetan
from translate.formats.word.wordml import SPACE, w

UNSTORABLE = re.compile(r"\r(?=\n)|[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (production 2, Char), and the first half of a Windows line end."""
_CHUNK = re.compile(r"[\t\n]|[^\t\n]+")


def storable(text: str) -> str:
    """``text`` without what a document cannot hold, its line ends as line feeds."""
    return UNSTORABLE.sub("", text).replace("\r", "\n")


def append_run(parent: _Element, text: str, properties: _Element | None = None) -> None:
    """Append a run of ``text`` (storable); Tibetan gets a font that has it.

    ``properties`` (``w:rPr``) are copied.
    """
    run = etree.SubElement(parent, w("r"))
    if has_tibetan(text):
        run.append(tibetan(properties))
    elif properties is not None:
        run.append(deepcopy(properties))
    for chunk in _CHUNK.findall(text):
        if chunk in ("\t", "\n"):
            etree.SubElement(run, w("tab" if chunk == "\t" else "br"))
        else:
            child = etree.SubElement(run, w("t"))
            child.text = chunk
            child.set(SPACE, "preserve")
