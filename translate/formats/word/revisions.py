"""Tracked changes: carried out as if someone had accepted them all, or found and named.

ISO/IEC 29500-1, 17.13.5. An accepted insertion is content like any other, an accepted deletion is
gone, and a paragraph whose mark was deleted runs on into the next.
"""

from __future__ import annotations

from lxml.etree import _Element

from translate.formats.word.wordml import w

_ADDED = frozenset({w("ins"), w("moveTo"), w("cellIns")})
_TAKEN = frozenset({w("del"), w("moveFrom"), w("cellDel")})
_FORMER = frozenset(
    w(name)
    for name in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange",
        "tcPrChange", "tblGridChange", "numberingChange", "cellMerge",
    )
)  # fmt: skip
"""How something looked before; no text of its own."""
_LIMITS = frozenset(
    w(f"{name}Range{end}")
    for name in (
        "moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom",
        "customXmlMoveTo",
    )
    for end in ("Start", "End")
)  # fmt: skip
_PROPERTIES = frozenset(w(name) for name in ("rPr", "trPr", "tcPr", "numPr"))
"""Where a change is a mark on what has the properties, rather than around the content."""
_ANCHORS = frozenset(
    w(f"{name}{end}") for name in ("bookmark", "commentRange", "perm") for end in ("Start", "End")
)
"""What a deletion does not take with it: its other half may stand outside."""


def accept(root: _Element) -> None:
    """Carry out every tracked change of a part, in place, and leave no trace of it."""
    for item in list(root.iter(*_FORMER, *_LIMITS)):
        _drop(item)
    # Content first: only then does it show whether a paragraph without its mark is empty.
    for item in sorted(root.iter(*_TAKEN), key=_marks_paragraph):
        if _attached(item, root):
            _take(item)
    for item in list(root.iter(*_ADDED)):
        if _attached(item, root):
            _keep(item)


def first_change(root: _Element) -> _Element | None:
    """The first insertion, deletion or move of a part; None where there is none.

    Changes of formatting do not count: they alter no text.
    """
    return next(root.iter(*_ADDED, *_TAKEN), None)


def text_around(change: _Element) -> str:
    """What stands in the paragraph or row of a change, deleted text included."""
    around = next(change.iterancestors(w("p"), w("tr")), change)
    return "".join(item.text or "" for item in around.iter(w("t"), w("delText")))


def _attached(item: _Element, root: _Element) -> bool:
    """Whether an element is still in the tree, not within what was dropped."""
    return item is root or any(above is root for above in item.iterancestors())


def _marks_paragraph(item: _Element) -> bool:
    """Whether it is the end of a paragraph that was inserted, deleted or moved."""
    holder = item.getparent()
    owner = None if holder is None else holder.getparent()
    if holder is None or owner is None:
        return False
    return (holder.tag, owner.tag) == (w("rPr"), w("pPr"))


def _take(item: _Element) -> None:
    """Carry out a deletion."""
    holder = item.getparent()
    if holder is None:
        return
    owner = holder.getparent()
    if holder.tag not in _PROPERTIES or owner is None:
        for child in list(item):
            if child.tag in _ANCHORS:
                item.addprevious(child)
        _drop(item)
    elif _marks_paragraph(item):
        _drop(item)
        paragraph = owner.getparent()
        if paragraph is not None:
            run_on(paragraph)
    elif holder.tag == w("trPr"):
        _drop_with_holder(owner, w("tr"))
    elif item.tag == w("cellDel"):
        _drop_with_holder(owner, w("tc"))
    else:
        _drop(item)


def _keep(item: _Element) -> None:
    """Carry out an insertion: what stands in it takes its place."""
    holder = item.getparent()
    if holder is not None and holder.tag not in _PROPERTIES:
        for child in list(item):
            item.addprevious(child)
    _drop(item)


def run_on(paragraph: _Element) -> None:
    """Join a paragraph whose mark is gone to the next, which keeps its own properties."""
    following = paragraph.getnext()
    while following is not None and following.tag in _ANCHORS:
        following = following.getnext()
    content = [child for child in paragraph if child.tag != w("pPr")]
    if following is None or following.tag != w("p"):
        if not content and _dispensable(paragraph):
            _drop(paragraph)
        return
    if paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None:
        return  # its mark also ends a section: joining would give the section another page
    at = 1 if following.find(w("pPr")) is not None else 0
    following[at:at] = content
    _drop(paragraph)


def _dispensable(paragraph: _Element) -> bool:
    """Whether what holds the paragraph, a cell perhaps, has another one to end with."""
    before = paragraph.getprevious()
    return before is not None and before.tag == w("p")


def _drop_with_holder(item: _Element, name: str) -> None:
    """Drop a row or cell, and the row or table that then holds none."""
    if item.tag != name:
        return
    parent = item.getparent()
    _drop(item)
    if parent is None:
        return
    if parent.tag == w("tr") and parent.find(w("tc")) is None:
        _drop_with_holder(parent, w("tr"))
    elif parent.tag == w("tbl") and parent.find(w("tr")) is None:
        _drop(parent)


def _drop(item: _Element) -> None:
    parent = item.getparent()
    if parent is not None:
        parent.remove(item)
