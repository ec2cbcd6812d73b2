"""Brackets and quotation marks without a partner, and lost book titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from translate.document import Finding, Review, Severity

# Opening and closing mark, and the class within which one may stand for another.
_PAIRS = (
    *(("《》", "title"), ("〈〉", "title")),
    *(("“”", "quotation"), ("‘’", "quotation"), ("「」", "quotation"), ("『』", "quotation")),
    *(("（）", "bracket"), ("()", "bracket"), ("༼༽", "bracket"), ("༺༻", "bracket")),
    *(("[]", "bracket"), ("［］", "bracket"), ("【】", "bracket"), ("〔〕", "bracket")),
)
_OPENING = {pair[0]: pair for pair, _ in _PAIRS}
_CLOSING = {pair[1]: pair for pair, _ in _PAIRS}
_CLASS = {pair: name for pair, name in _PAIRS}
# A full-width bracket may close a half-width one.
_ALIKE = {"（）": "()", "［］": "[]"}
_ITEM = re.compile(r"\s*[0-9༠-༩]{1,3}[)）]")
"""Numbers an item, whatever mark the source has there: 1) for 一、."""


class Brackets:
    """Brackets and quotation marks stand in pairs, and every 《title》 of the source is there.

    A mark that lacks its partner in the source too is let pass: a quotation may run over several
    sentences, and a list may count 1) 2) 3).

    Example: 《རྩ་ཁྲིམས for 《宪法》 gives one warning, "The opening 《 in the target has no closing
    》.", and རྩ་ཁྲིམས gives "The source has 1 title in 《》, the target 0."
    """

    name = "brackets"

    def __call__(self, review: Review) -> Iterator[Finding]:
        source, target = review.segment.source, review.target
        if not target.strip():
            return
        allowed = Counter(_kind(source[at]) for at in _alone(source))
        item = _ITEM.match(target)
        for at in _alone(target):
            mark = target[at]
            if allowed[_kind(mark)] > 0:
                allowed[_kind(mark)] -= 1
                continue
            if item is not None and at == item.end() - 1:
                continue
            if mark in _OPENING:
                message = f"The opening {mark} in the target has no closing {_OPENING[mark][1]}."
            else:
                message = f"The closing {mark} in the target has no opening {_CLOSING[mark][0]}."
            yield Finding(self.name, Severity.WARNING, message, target_span=(at, at + 1))
        yield from self._titles(source, target)

    def _titles(self, source: str, target: str) -> Iterator[Finding]:
        expected, written = _titles(source), _titles(target)
        if expected != written:
            titles = "title" if expected == 1 else "titles"
            message = f"The source has {expected} {titles} in 《》, the target {written}."
            yield Finding(self.name, Severity.WARNING, message)


def _titles(text: str) -> int:
    """Titles within titles may be marked 〈〉 or 《》."""
    return text.count("《") + text.count("〈")


def _kind(mark: str) -> tuple[str, bool]:
    pair = _OPENING.get(mark) or _CLOSING[mark]
    return _CLASS[pair], mark in _OPENING


def _alone(text: str) -> list[int]:
    """Offsets of the marks that have no partner."""
    waiting: list[int] = []
    alone: list[int] = []
    for at, mark in enumerate(text):
        if mark in _OPENING:
            waiting.append(at)
        elif mark in _CLOSING and not _is_apostrophe(text, at):
            backwards = range(len(waiting) - 1, -1, -1)
            partner = next((i for i in backwards if _match(text[waiting[i]], mark)), None)
            if partner is None:
                alone.append(at)
                continue
            # What was opened inside and not closed stays without a partner.
            alone += waiting[partner + 1 :]
            del waiting[partner:]
    return sorted(alone + waiting)


def _match(opening: str, closing: str) -> bool:
    one, other = _OPENING[opening], _CLOSING[closing]
    return _ALIKE.get(one, one) == _ALIKE.get(other, other)


def _is_apostrophe(text: str, at: int) -> bool:
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return text[at] == "’" and len(around) == 2 and around.isascii() and around.isalpha()
