"""Runs of WordprocessingML: text as a document can hold it, with the look that suits it."""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree
from lxml.etree import _Element

from glossary.tibetan import has_tibetan
from translate.formats.word.properties import tibetan
from translate.formats.word.wordml import SPACE, w

_CHUNK = re.compile(r"[\t\n]|[^\t\n]+")


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
