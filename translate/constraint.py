"""What a translation must contain: constraints for the engine, verification, and repair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from glossary import chinese_numerals, tibetan, tibetan_numerals
from glossary.substitution import substitute
from glossary.term import Match
from translate.alignment import PARTICLES
from translate.document import Constraint, Draft, Link, Request

_LITERAL = re.compile(
    r"https?://[^\s\u4e00-\u9fff，。；：、！？）》”]+"
    r"|[\w.+-]+@[\w-]+\.[\w.-]*\w"
    r"|(?<![\d])\d+(?:[.,:/-]\d+)*"
    r"|[A-Za-z][A-Za-z0-9.+&'_-]*[A-Za-z0-9](?: [A-Za-z][A-Za-z0-9.+&'_-]*[A-Za-z0-9])*"
    r"|[A-Z](?![A-Za-z])",
    re.ASCII,
)
LONGEST_SUBSTITUTED = 10
"""Syllables: a longer aligned stretch is no rendering of a term, so it is not cut out."""


_FULL_WIDTH = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0E)
_HALF_WIDTH = {code: code - 0xFEE0 for code in _FULL_WIDTH}
"""Digits, letters and the full stop; the other marks of full width are Chinese punctuation."""


def literals(source: str) -> Iterable[Constraint]:
    """Numbers, addresses and Latin text: they are carried over as they stand, in half width."""
    for match in _LITERAL.finditer(source.translate(_HALF_WIDTH)):
        yield Constraint(match.start(), match.end(), match[0], literal=True)


_DIVISIONS = {
    "条": "དོན་ཚན",
    "款": "ནང་གསེས་དོན་ཚན",
    "章": "ལེའུ",
    "节": "ས་བཅད",
    "课": "སློབ་ཚན",
}
"""How the bilingual laws name their divisions: 第四十五条第二款 is དོན་ཚན་ཞེ་ལྔ་པའི་ནང་གསེས་དོན་ཚན་གཉིས་པ
in the Religious Affairs Regulations; and textbooks their lessons."""


def divisions(source: str) -> Iterable[Constraint]:
    """第…条, 第…款, 第…章 and 第…节, whose Tibetan follows from the number."""
    for found in chinese_numerals.ordinals(source):
        name = _DIVISIONS.get(source[found.end - 1])
        if name is not None and 0 < found.value <= tibetan_numerals.GREATEST:
            target = f"{name}་{tibetan_numerals.ordinal(found.value)}"
            yield Constraint(found.start, found.end, target)


_NUMERAL = "[一二三四五六七八九十百]+"
_LEADING = re.compile(_NUMERAL)
_ENUMERATOR = re.compile(
    f"^(?:[（(]({_NUMERAL})[）)]|({_NUMERAL})、"
    f"|第({_NUMERAL}|[0-9０-９]{{1,3}})([章节课])[ \u3000：:]+)"
)


def enumerator(source: str) -> tuple[int, str]:
    """How many characters number a heading or an item, and their Tibetan; (0, "") for none.

    （一） is (གཅིག), as the bilingual regulations write it; 一、 is དང་པོ།; 第一章 is ལེའུ་དང་པོ།.
    """
    found = _ENUMERATOR.match(source)
    if found is None or found.end() == len(source):
        return 0, ""
    number = chinese_numerals.value(found[1] or found[2] or found[3])
    after = _LEADING.match(source, found.end()) if found[2] else None
    if after and chinese_numerals.value(after[0]) == number + 1:
        return 0, ""  # 一、二年级: the first and second form
    if not 0 < number <= tibetan_numerals.GREATEST:
        return 0, ""
    if found[1]:
        return found.end(), f"({tibetan_numerals.spellings(number)[0]})"
    name = f"{_DIVISIONS[found[4]]}་" if found[4] else ""
    return found.end(), f"{name}{tibetan_numerals.ordinal(number)}། "


def constraints(source: str, matches: Sequence[Match]) -> tuple[Constraint, ...]:
    """What a draft of ``source`` must hold: matched terms; outside them what is settled by rule."""
    chosen = [Constraint(m.start, m.end, m.written) for m in matches]
    for more in (divisions(source), literals(source)):
        chosen += [c for c in more if all(c.end <= t.start or c.start >= t.end for t in chosen)]
    return tuple(sorted(chosen, key=lambda c: c.start))


def verify(matches: Sequence[Match], target: str) -> list[tuple[int, int] | None]:
    """Where each matched occurrence's rendering stands in the target; None where it is missing.

    Every accepted target counts. One place serves one occurrence, so a term that stands twice in
    the source must stand twice in the target; longer renderings choose first, since a shorter
    one may lie inside them.
    """
    places: list[tuple[int, int] | None] = [None] * len(matches)
    taken = bytearray(len(target))
    free: dict[str, Iterator[tuple[int, int]]] = {}
    wanted = [
        (len(text), number, text)
        for number, match in enumerate(matches)
        for text in match.term.accepted
    ]
    for _, number, text in sorted(wanted, key=lambda w: (-w[0], w[1])):
        if places[number] is not None:
            continue
        if text not in free:
            free[text] = iter(tibetan.occurrences(target, text))
        for start, end in free[text]:  # what was taken once is never free again
            if not any(taken[start:end]):
                places[number] = (start, end)
                taken[start:end] = b"\1" * (end - start)
                break
    return places


_AROUND = 8
"""Characters beside a word that decide whether it is one: its tsheg, a joined particle."""


def rendering(match: Match, target: str, place: tuple[int, int]) -> str:
    """Which accepted target ``verify`` found at ``place``."""
    low = max(0, place[0] - _AROUND)  # only its neighbourhood: a target may be long
    near = target[low : place[1] + _AROUND]
    here = place[0] - low, place[1] - low
    fitting = (t for t in match.term.accepted if here in tibetan.occurrences(near, t))
    return max(fitting, key=len, default="")


def missing(matches: Sequence[Match], target: str) -> int:
    """How many matched occurrences the target lacks."""
    return sum(place is None for place in verify(matches, target))


@dataclass(frozen=True, slots=True)
class Repaired:
    """A draft after substitution, and what was done, in words."""

    draft: Draft
    repairs: tuple[str, ...]


def repair(draft: Draft, matches: Sequence[Match]) -> Repaired:
    """Writes each missing term over the words aligned to it, particles re-agreed.

    A term with no aligned words, or whose words another term holds, stays missing: it is
    reported, not forced in at a guess.
    """
    done: list[str] = []
    places = verify(matches, draft.target)
    for number, match in enumerate(matches):
        if places[number] is not None:
            continue
        held = [place for place in places if place is not None]
        span = _aligned(draft, match, held)
        if span is None:
            continue
        replaced = draft.target[slice(*span)]
        candidate = _substituted(draft, span, match.written)
        now = verify(matches, candidate.target)
        if now.count(None) < places.count(None):
            draft, places = candidate, now
            done.append(f"{match.term.source}: {replaced} → {match.written}")
    return Repaired(draft, tuple(done))


def settle(draft: Draft, matches: Sequence[Match]) -> Repaired:
    """Writes the preferred target where a draft chose another that the glossary accepts.

    One rendering throughout the book is what a glossary is for; on dev/law.tsv it also scores
    higher. Where writing it would cost another term its place, the draft's own stays; so it does
    where the term means different things in different places and no hint decides.
    """
    done: list[str] = []
    places = verify(matches, draft.target)
    for number, match in enumerate(matches):
        place = places[number]
        if place is None or rendering(match, draft.target, place) == match.written:
            continue
        if match.term.hinted and not match.target:
            continue
        candidate = _substituted(draft, place, match.written)
        now = verify(matches, candidate.target)
        if now.count(None) <= places.count(None):
            replaced = draft.target[slice(*place)]
            draft, places = candidate, now
            done.append(f"{match.term.source}: {replaced} → {match.written}")
    return Repaired(draft, tuple(done))


def within(matches: Iterable[Match], start: int, end: int) -> list[Match]:
    """The matches inside ``[start, end)``, with offsets from ``start``."""
    return [
        replace(m, start=m.start - start, end=m.end - start)
        for m in matches
        if start <= m.start and m.end <= end
    ]


def request(
    source: str, matches: Sequence[Match], context: str = "", *, enforce: bool = True
) -> Request:
    """The request for a source; without ``enforce`` only literals are asked for."""
    return Request(source, constraints(source, matches if enforce else ()), context)


def _aligned(draft: Draft, match: Match, held: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The stretch of whole syllables aligned to the term, clear of other terms' renderings."""
    points = sorted(
        {
            (link.target_start, link.target_end)
            for link in draft.links
            if link.source_start < match.end and link.source_end > match.start
        }
    )
    syllables = tibetan.syllables(draft.target)
    chosen = [
        number
        for number, (start, end) in enumerate(syllables)
        if any(a < end and b > start for a, b in points)
        and all(end <= a or start >= b for a, b in held)
    ]
    if not chosen:
        return None
    run = max(_runs(chosen), key=len)
    # A particle at the edge belongs to the sentence, not to the term.
    while len(run) > 1 and draft.target[slice(*syllables[run[-1]])] in PARTICLES:
        run.pop()
    if len(run) > LONGEST_SUBSTITUTED:
        return None
    return syllables[run[0]][0], syllables[run[-1]][1]


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    runs = [[numbers[0]]]
    for number in numbers[1:]:
        if number - runs[-1][-1] <= 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _substituted(draft: Draft, span: tuple[int, int], replacement: str) -> Draft:
    text, (start, end) = substitute(draft.target, *span, replacement)
    grown = len(text) - len(draft.target)

    def moved(link: Link) -> Link:
        if link.target_end <= span[0]:
            return link
        if link.target_start >= span[1]:
            return replace(
                link,
                target_start=link.target_start + grown,
                target_end=link.target_end + grown,
            )
        return replace(link, target_start=start, target_end=end)

    return replace(draft, target=text, links=tuple(map(moved, draft.links)))
