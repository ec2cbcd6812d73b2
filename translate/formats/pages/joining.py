"""The text of lines that follow one another: words that a line end cut made whole."""

from __future__ import annotations

from collections.abc import Iterable

from translate.formats.pages.lines import Line, is_wide

_SOFT = "\u00ad"


def joined(parts: Iterable[Line]) -> str:
    """One text: nothing between Chinese characters, a space between Latin words."""
    text = ""
    for part in parts:
        text = _met(text, part.text) if text else part.text
    return text.replace(_SOFT, "")


def _met(text: str, more: str) -> str:
    if text.endswith(_SOFT):
        return text[:-1] + more
    before, after = text[-1], more[0]
    if before == "-" and text[-2:-1].isascii() and text[-2:-1].isalpha():
        # A word cut at a syllable goes on in small letters; a compound keeps its hyphen.
        return text[:-1] + more if after.islower() else text + more
    return text + more if is_wide(before) or is_wide(after) else f"{text} {more}"
