"""Running heads and feet and page numbers: what a page repeats, which is no part of the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from translate.formats.pages.lines import MARKER, Line

PAGES = 3
"""On so many pages a line must stand to be a running one, or on both of two."""
_MARGIN = 0.15
"""Of the page's height: no running line stands further in."""
_ROWS = 3
"""Lines from the edge of the page among which running ones are looked for."""
_SHIFT = 4.0
"""Points by which a running line may stand higher or lower from page to page."""
_MOST = 2_000
"""Stretches on a page that is looked at."""
_EDGE = 0.12
_APART = 1.5
"""A number alone within so much of the page's height, and so many sizes from the nearest line, is
a page number even in a document of one page."""
_LONGEST = 45
"""Characters of a running line."""
_NOTE = re.compile(r"[\u2460-\u2473\u2776-\u277f*＊†‡※]|[\[［〔【]\d{1,3}[\]］〕】]")
"""Begins a footnote: ①同上，第5页 may stand at the foot of page after page."""
_DIGITS = re.compile(r"[\d０-９〇零一二三四五六七八九十百]|(?<![A-Za-z])[ivxlcIVXLC]+(?![A-Za-z])")
_ARABIC = re.compile(r"\d{1,9}")
_COUNTS = re.compile(r"(?:[附图表]|[附案实][件录例]|专题|单元|活动)\Z")
"""Stands before the number of an annex or a case, which is no page's."""
_LOOSE = re.compile(r"[\s·•.,，。|/／—–_~～()（）-]+")
_FOLIO = re.compile(r"第?页?(?:[共/]第?页?)?|page(?:of)?|P", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The stretches of text of a page; lengths in points."""

    number: int
    bottom: float
    top: float
    parts: tuple[Line, ...]
    """From the top down."""
    aside: tuple[tuple[Line, ...], ...] = ()
    """Those that run in other directions."""
    pictured: bool = False
    """There is a picture on it, or a drawing of many shapes."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    sheet: int
    part: Line
    depth: float
    """Distance from the edge of the page, negative at the foot."""

    @property
    def wording(self) -> str:
        """The text without digits, spaces and ornaments."""
        return _wording(self.part.text)


class _Slots:
    """The places of lines, by their distance from the edge and their size."""

    def __init__(self, items: Iterable[_Candidate]) -> None:
        self._sheets: dict[tuple[int, int], set[int]] = defaultdict(set)
        for item in items:
            self._sheets[round(item.depth), round(item.part.size)].add(item.sheet)

    def sheets(self, item: _Candidate) -> set[int]:
        """Those with a line where this one stands."""
        depth, size = round(item.depth), round(item.part.size)
        near = (self._sheets.get((depth + by, size), set()) for by in (-1, 0, 1))
        return set().union(*near)


def without_running_lines(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets less their running heads, feet and page numbers."""
    found = [item for at, sheet in enumerate(sheets) for item in _candidates(at, sheet)]
    needed = min(PAGES, max(len(sheets), 2))
    repeated = [item for group in _repetitions(found, needed) for item in group]
    running, every = _Slots(repeated), _Slots(found)
    gone = {(item.sheet, id(item.part)) for item in repeated}
    for item in found:
        # A head that changes with the chapter stands where the others do, but where most pages
        # have other lines these are the first or last of the text.
        beside = 2 * len(running.sheets(item)) > len(every.sheets(item))
        if beside or _is_lone_number(item, sheets[item.sheet]):
            gone.add((item.sheet, id(item.part)))
    usual = _usual_aside(sheets)
    return [
        replace(
            sheet,
            parts=tuple(part for part in sheet.parts if (at, id(part)) not in gone),
            aside=tuple(
                tuple(part for part in side if _wording(part.text) not in usual)
                for side in sheet.aside
            ),
        )
        for at, sheet in enumerate(sheets)
    ]


def _candidates(at: int, sheet: Sheet) -> Iterator[_Candidate]:
    reach = _MARGIN * (sheet.top - sheet.bottom)
    if len(sheet.parts) > _MOST:
        return
    heights = sorted({round(part.base) for part in sheet.parts})
    low, high = heights[:_ROWS], heights[-_ROWS:]
    for part in sheet.parts:
        if round(part.base) in high and sheet.top - part.base < reach:
            yield _Candidate(at, part, sheet.top - part.base)
        elif round(part.base) in low and part.base - sheet.bottom < reach:
            yield _Candidate(at, part, sheet.bottom - part.base)


def _repetitions(found: Iterable[_Candidate], needed: int) -> Iterator[list[_Candidate]]:
    """Groups that share a text at one place on so many pages."""
    alike: dict[tuple[str, bool], list[_Candidate]] = defaultdict(list)
    for item in found:
        if len(item.part.text) <= _LONGEST and not _NOTE.match(item.part.text):
            for shared in _shared_texts(item):
                alike[shared, item.depth > 0].append(item)
    for items in alike.values():
        items.sort(key=lambda item: item.depth)
        groups: list[list[_Candidate]] = [[]]
        for item in items:
            if groups[-1] and item.depth - groups[-1][-1].depth > _SHIFT:
                groups.append([])
            groups[-1].append(item)
        yield from (group for group in groups if len({item.sheet for item in group}) >= needed)


def _shared_texts(item: _Candidate) -> Iterator[str]:
    """What the line has in common with its like: all of it, or all but the page's number.

    附件1, 附件2 and 附件3 at the head of three pages are no running head, nor are 1., 3. and 5.
    """
    text = item.part.text
    if MARKER.fullmatch(text) and text[0] != "第":  # the number or bullet of an item of the text
        return
    numbers = list(_ARABIC.finditer(text))
    if item.wording:
        yield _LOOSE.sub("", text)
    elif not numbers and _DIGITS.search(text):
        yield ""  # in Roman or Chinese numerals
    for number in numbers[:1] + numbers[1:][-1:]:
        before = _LOOSE.sub("", text[: number.start()])
        after = _LOOSE.sub("", text[number.end() :])
        if _COUNTS.search(before) or (before.endswith("第") and not after.startswith("页")):
            continue
        for pages in (1, 2):  # on a sheet
            yield f"{before} {int(number[0]) - pages * item.sheet} of {pages} {after}"


def _wording(text: str) -> str:
    wording = _LOOSE.sub("", _DIGITS.sub("", text))
    return "" if _FOLIO.fullmatch(wording) else wording


def _is_lone_number(item: _Candidate, sheet: Sheet) -> bool:
    if item.wording or not _DIGITS.search(item.part.text):
        return False
    near = min(
        (abs(part.base - item.part.base) for part in sheet.parts if part is not item.part),
        default=sheet.top,
    )
    outside = all(
        (part.base < item.part.base) == (item.depth > 0)
        for part in sheet.parts
        if part is not item.part
    )
    within = abs(item.depth) < _EDGE * (sheet.top - sheet.bottom)
    return within and outside and near >= _APART * item.part.size


def _usual_aside(sheets: Iterable[Sheet]) -> set[str]:
    """Wordings beside the text, or across it, that at least ``PAGES`` pages have."""
    on: dict[str, set[int]] = defaultdict(set)
    for sheet in sheets:
        for side in sheet.aside:
            for part in side:
                on[_wording(part.text)].add(sheet.number)
    return {wording for wording, numbers in on.items() if len(numbers) >= PAGES}
