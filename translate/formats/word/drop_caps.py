"""Drop caps (首字下沉): a first letter that Word keeps in a paragraph of its own, in a frame."""

from __future__ import annotations

from copy import deepcopy

from lxml.etree import _Element

from translate.formats.word.revisions import run_on
from translate.formats.word.wordml import w


def join(root: _Element) -> None:
    """Put every drop cap of a part back where its sentence goes on, in place.

    Read by itself it would cut a word in two (法, 律面前人人平等), and a Tibetan sentence does not
    begin with the letter that stands for it.
    """
    for frame in list(root.iter(w("framePr"))):
        paragraph = next(frame.iterancestors(w("p")), None)
        following = None if paragraph is None else paragraph.getnext()
        if paragraph is None or following is None or following.tag != w("p"):
            continue
        if frame.get(w("dropCap"), "none") != "none":
            _level(paragraph, following)
            run_on(paragraph)


def _level(paragraph: _Element, following: _Element) -> None:
    """Let a paragraph's runs look as the next one begins, rather than fill several lines."""
    first = following.find(w("r"))
    properties = None if first is None else first.find(w("rPr"))
    for run in paragraph.iter(w("r")):
        old = run.find(w("rPr"))
        if old is not None:
            run.remove(old)
        if properties is not None:
            run.insert(0, deepcopy(properties))
