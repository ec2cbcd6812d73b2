"""Footnotes: smaller type at the foot of a column that begins with a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from translate.formats.pages.lines import Line

_MARK = re.compile(
    r"[\u2460-\u2473\u24f5-\u24fe\u2776-\u277f*＊†‡※]"
    r"|[\[［〔【(（]\d{1,3}[\]］〕】)）]|\d{1,3}(?![\d.．、年月日%])|注\d*[：:]"
)


def begins_note(line: Line) -> bool:
    """Whether the line begins with what marks a footnote: ①, [1], 1, *, 注：."""
    return bool(_MARK.match(line.text)) and "\t" not in line.text


def parted(found: Sequence[Line], largest: float, cut: bool) -> tuple[list[Line], list[Line]]:
    """A column's lines from the top down as those of the text and those of its footnotes.

    Footnotes are at most ``largest`` points in size. With ``cut`` the last note of the page before
    was not at its end, so that lines at the foot need no mark.
    """
    at = len(found)
    while at > 0 and found[at - 1].size <= largest:
        at -= 1
    if not cut:
        while at < len(found) and not begins_note(found[at]):
            at += 1
    return list(found[:at]), list(found[at:])
