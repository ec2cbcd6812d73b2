"""Characters to stretches of text, and stretches to lines."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from translate.formats.pages.glyphs import Glyph

GAP = 0.75
"""In sizes: a wider gap than this is no space between words; it may part columns."""
_WORD_GAP = 0.15
_CELL_GAP = 2.5
"""In sizes: wider gaps within a line stand between the cells of a table, or in a form."""
_CHINESE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff"
_IS_CHINESE = re.compile(f"[{_CHINESE}]")
_IS_WIDE = re.compile(f"[{_CHINESE}“”‘’…—]")
_LEADER = re.compile(r"[ 　]*(?:[.．·…‥][ 　]?){4,}(?=[ 　]*[（(]?[\divxIVX]{1,6}[）)]?$)")
"""The dots between a title and its page number."""
_HANGING = "，。、；：！？．"
_OPEN, _CLOSED = "（([【〔《", "）)]】〕》"
MARKER = re.compile(
    r"(?:[•●◆■▪➢★]|[（(]?[一二三四五六七八九十百零〇\d]{1,4}[）)、.．]"
    r"|第[一二三四五六七八九十百千零〇\d]{1,6}[编章节条款]|[\u2460-\u24ff\u2776-\u2793])"
)
"""What numbers or marks an item at the start of its line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text or a part of one between two gaps; lengths in points."""

    text: str
    left: float
    right: float
    base: float
    size: float
    """That of most of its characters."""
    bold: bool
    """All of it."""
    alone: bool = False
    """No other stretch makes a line with it."""

    @property
    def set_right(self) -> float:
        """The right edge of its text without a mark at the end, which may hang in the margin."""
        return self.right - (self.size if self.text[-1] in _HANGING else 0.0)

    @property
    def top(self) -> float:
        """Of the letters, roughly: fonts disagree on where theirs ends."""
        return self.base + 0.88 * self.size

    @property
    def bottom(self) -> float:
        """Of the letters, roughly."""
        return self.base - 0.12 * self.size


def is_wide(char: str) -> bool:
    """Whether no space goes between this character and its neighbours."""
    return bool(_IS_WIDE.match(char))


def stretches(glyphs: Iterable[Glyph]) -> list[Line]:
    """Text between gaps, from the top down; a small raised character belongs to its neighbours."""
    runs = sorted(_runs(glyphs), key=lambda run: (-_main(run).base, run[0].left))
    joined: list[list[Glyph]] = []
    for row in _rows(runs):
        joined.extend(_joined(row))
    return [line for line in map(_line, joined) if line is not None]


def lines(parts: Iterable[Line]) -> list[Line]:
    """The lines, from the top down, that stretches side by side make."""
    found: list[list[Line]] = []
    mains: list[Line] = []
    for part in sorted(parts, key=lambda part: -part.base):
        for at in range(len(found) - 1, max(len(found) - 4, -1), -1):
            if not (mains[at].alone or part.alone) and _beside(mains[at], part):
                found[at].append(part)
                mains[at] = max(mains[at], part, key=lambda line: line.size)
                break
        else:
            found.append([part])
            mains.append(part)
    return [_without_leader(_whole(sorted(row, key=lambda part: part.left))) for row in found]


def _runs(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Characters drawn one after the other and side by side."""
    run: list[Glyph] = []
    main: Glyph | None = None
    for glyph in glyphs:
        if main is not None and not _goes_on(main, run[-1], glyph):
            yield run
            run, main = [], None
        run.append(glyph)
        if main is None or glyph.size > main.size:
            main = glyph
    if run:
        yield run


def _goes_on(main: Glyph, last: Glyph, glyph: Glyph) -> bool:
    size = max(main.size, glyph.size)
    if not -0.6 * size < glyph.left - last.right < GAP * size:
        return False
    shift = abs(glyph.base - main.base)
    small = min(main.size, glyph.size) < 0.8 * size
    return shift <= 0.2 * size or (small and shift <= 0.6 * size)


def _rows(runs: Sequence[list[Glyph]]) -> Iterator[list[list[Glyph]]]:
    """Runs on one baseline; ``runs`` are sorted by theirs."""
    row: list[list[Glyph]] = []
    for run in runs:
        if row and _main(row[0]).base - _main(run).base > 0.2 * _main(run).size:
            yield row
            row = []
        row.append(run)
    if row:
        yield row


def _joined(row: Iterable[list[Glyph]]) -> list[list[Glyph]]:
    """Runs of a row that touch made one, in whatever order they were drawn."""
    found: list[list[Glyph]] = []
    main: Glyph | None = None
    for run in sorted(row, key=lambda run: run[0].left):
        if main is not None and _touches(main, found[-1][-1], run[0]):
            found[-1].extend(run)
            main = _main([main, *run])
        else:
            found.append(list(run))
            main = _main(run)
    return found


def _touches(main: Glyph, last: Glyph, glyph: Glyph) -> bool:
    # A mark that hangs in the gutter comes near to the next column.
    limit = 0.1 if last.text in _HANGING else 2 * _WORD_GAP
    return glyph.left - last.right < limit * last.size and _goes_on(main, last, glyph)


def _main(run: Iterable[Glyph]) -> Glyph:
    return max(run, key=lambda glyph: glyph.size)


def _line(run: Sequence[Glyph]) -> Line | None:
    inked = [at for at, glyph in enumerate(run) if glyph.text.strip()]
    if not inked:
        return None
    kept = run[inked[0] : inked[-1] + 1]
    text = kept[0].text
    for last, glyph in pairwise(kept):
        text += _space(last, glyph) + glyph.text
    solid = [glyph for glyph in kept if glyph.text.strip()]
    sizes = Counter(round(glyph.size, 1) for glyph in solid)
    size = max(sizes, key=lambda size: (sizes[size], size))
    base = statistics.median_low([g.base for g in solid if round(g.size, 1) == size])
    bold = all(glyph.bold for glyph in solid)
    right = max(glyph.right for glyph in solid)
    return Line(text, kept[0].left, right, base, size, bold)


def _space(last: Glyph, glyph: Glyph) -> str:
    """A space that the page shows but the file does not hold."""
    if last.text.isspace() or glyph.text.isspace():
        return ""
    gap = glyph.left - last.right
    latin = not _IS_CHINESE.match(last.text) and not _IS_CHINESE.match(glyph.text)
    return " " if latin and gap > _WORD_GAP * min(last.size, glyph.size) else ""


def _beside(one: Line, two: Line) -> bool:
    shared = min(one.top, two.top) - max(one.bottom, two.bottom)
    return shared >= 0.5 * min(one.size, two.size)


def _whole(parts: Sequence[Line]) -> Line:
    if len(parts) == 1:
        return parts[0]
    text = parts[0].text
    for last, part in pairwise(parts):
        text += _between(text, part.text, (part.left - last.right) / part.size) + part.text
    main = max(parts, key=lambda part: len(part.text))
    right = max(part.right for part in parts)
    bold = all(part.bold for part in parts)
    return Line(text, parts[0].left, right, main.base, main.size, bold)


def _without_leader(line: Line) -> Line:
    """A title and its page number as the cells of a row."""
    text = _LEADER.sub("\t", line.text)
    return line if text == line.text else replace(line, text=text)


def _between(before: str, after: str, gap: float) -> str:
    """What stands for a gap of so many sizes."""
    if gap <= 0.2:
        return ""
    if MARKER.fullmatch(before):
        return "　" if before[0] == "第" else " "
    if before[-1] in _OPEN or after[0] in _CLOSED:
        return "　" * max(round(gap), 1)
    if (before[-1] + after[0]).isascii() and (before[-1] + after[0]).isalpha():
        return " "  # a line of few long words, filled to the edge
    if gap > _CELL_GAP:
        return "\t"
    wide = is_wide(before[-1]) and is_wide(after[0])
    return "　" * max(round(gap), 1) if wide else " "
