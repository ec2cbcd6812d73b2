"""Where one paragraph ends and the next begins.

The rules are those of Chinese print (CLREQ, 3.3): a paragraph begins two characters in and its
lines but the last fill the column. Where a document sets its paragraphs flush, the space between
them or a short last line parts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from translate.formats.pages.lines import MARKER, Line
from translate.formats.pages.rows import Row

BULLETS = "•●◆■▪➢★"
LARGER = 1.12
"""Of the size of the text: that of headings is at least this."""
SMALLER = 0.93
"""Of the size of the text: that of captions and notes is at most this."""
CHAPTER = re.compile(r"第[一二三四五六七八九十百千零〇\d]{1,6}[编章节](?:[\s　].{0,30})?")
_END = re.compile(r"[。！？；：…!?;:.][”’」』）)】》]*$")
_STEP = 0.8
"""In sizes: edges that differ by less are one."""
_SLACK = 1.6
"""In sizes: a line that ends so near to the column's edge is full; a mark that must not begin a
line takes another character with it."""
_SPACED = 1.3
"""Usual distances of baselines: more than this parts paragraphs."""
_ALIKE = 0.08


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set."""

    size: float
    """Of its text, in points."""
    spaced: bool = False
    """Paragraphs stand apart from one another."""

    def continues(self, before: Sequence[Row], row: Row) -> bool:
        """Whether ``row`` goes on with the paragraph that ``before`` is so far."""
        last, line = before[-1], row.line
        if not alike(last.line, line) or "\t" in last.line.text + line.text:
            return False
        if line.size >= LARGER * self.size:
            return _continues_heading(last, row)
        if not fills(last, line) or line.text[0] in BULLETS:
            return False
        ended = ends(last.line)
        # A picture may stand between the lines of a paragraph.
        if row.drop > _SPACED and (ended or self.spaced):
            return False
        if ended and MARKER.match(line.text):
            return False
        return _is_in_line(before, row, ended)

    def resumes(self, last: Row, row: Row) -> bool:
        """Whether ``row`` goes on after a caption or a table where ``last`` was cut."""
        return (
            self.is_text(last.line)
            and self.is_text(row.line)
            and row.indent < _STEP
            and fills(last, row.line)
            and not ends(last.line)
            and not MARKER.match(row.line.text)
        )

    def is_text(self, line: Line) -> bool:
        """Whether the line is of the text's size."""
        return abs(line.size - self.size) <= _ALIKE * self.size and "\t" not in line.text


def setting(size: float, found: Iterable[Row]) -> Setting:
    """How the document is set whose rows these are, in order."""
    plain = Setting(size)
    apart = [
        row.drop > _SPACED
        for last, row in pairwise(found)
        if plain.is_text(last.line) and plain.is_text(row.line)
        if not row.first and not fills(last, row.line)
    ]
    return Setting(size, spaced=2 * sum(apart) > len(apart))


def ends(line: Line) -> bool:
    """Whether the line ends as a sentence does."""
    return bool(_END.search(line.text))


def fills(row: Row, after: Line) -> bool:
    """Whether the row ends where its column does, so that ``after`` did not fit in."""
    return row.shortfall <= reach(after)


def reach(after: Line) -> float:
    """How many sizes from the edge a full line may end before ``after``."""
    word = re.match(r"[!-~]+", after.text)
    return _SLACK + (0.55 * len(word[0]) if word else 0.0)


def alike(one: Line, two: Line) -> bool:
    """Whether two lines are of one size."""
    return abs(one.size - two.size) <= _ALIKE * max(one.size, two.size)


def is_centred(row: Row) -> bool:
    """Whether the row stands in the middle of its column."""
    return min(row.indent, row.shortfall) > 1.5 and abs(row.indent - row.shortfall) < 1.5


def _is_in_line(before: Sequence[Row], row: Row, ended: bool) -> bool:
    """Whether the row begins where the next one of the paragraph must."""
    start = before[0]
    hanging = bool(MARKER.match(start.line.text))
    if len(before) == 1:
        if row.indent > start.indent + _STEP:
            return hanging
        if start.indent < _STEP or row.indent < start.indent - _STEP:
            return True
        return not ended and not _is_first_indent(start.indent)
    edge = before[1].indent
    if row.indent > edge + _STEP:
        return False
    if row.indent < edge - _STEP:
        return not ended and not hanging
    quoted = edge >= _STEP and abs(edge - start.indent) < _STEP
    return not (quoted and ended)


def _is_first_indent(indent: float) -> bool:
    """Two characters: what the first line of a paragraph is set in by."""
    return abs(indent - 2) < 0.6


def _continues_heading(last: Row, row: Row) -> bool:
    """A heading of several lines: the next is close, and the first was long enough to be cut."""
    close = not row.first and (last.line.base - row.line.base) < 1.9 * row.line.size
    if not close or ends(last.line) or CHAPTER.fullmatch(last.line.text):
        return False
    if fills(last, row.line):
        return True
    long = last.width - last.indent - last.shortfall > 0.55 * last.width
    return is_centred(last) and is_centred(row) and long and row.line.text[0] not in "—（("
