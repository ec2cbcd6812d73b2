"""Where a glossary's terms occur in Chinese text.

Chinese writes no spaces between words, so a term is found as a string: the leftmost term wins, and
of those that start together the longest, the convention of dictionary segmentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from ahocorasick_rs import AhoCorasick, MatchKind

from glossary.chinese import Folded, fold, key
from glossary.errors import GlossaryError
from glossary.term import Match, Term

# What goes on a word in folded text: Latin letters, digits, and accents that did not compose.
_WORD = re.compile(r"[0-9a-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f]")
_WORD_EXTENDED = re.compile(r"[\u1dc0-\u1eff\u20d0-\u20ff]")

REACH = 4
"""Characters before and after a term in which a target's hint is looked for."""
PLACE = "…"
"""Stands for the term in a hint: …开展 is looked for behind it, 负责… before it, 知识 anywhere."""

Hit = tuple[int, int, int]
"""Index of the term, start and end in folded text."""


class Matcher:
    """Finds terms in text whatever the width, case or script variant either is written in.

    A term that begins or ends with a Latin letter or a digit matches there only at the edge of a
    word: AI does not occur in MAIL, nor 1条 in 11条. A match names the target that a hint beside it
    picks. Of terms whose sources fold alike the last one given is used. Raises GlossaryError for a
    term without a visible character.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        by_source: dict[str, Term] = {}
        for term in terms:
            folded = key(term.source)
            if not folded:
                raise GlossaryError(
                    "a term has an empty source",
                    where=repr(term.source),
                    remedy="Give the Chinese term, or remove the entry.",
                )
            by_source[folded] = term
        self._sources = list(by_source)
        self._terms = list(by_source.values())
        self._edged = frozenset(
            index
            for index, source in enumerate(self._sources)
            if _is_word(source[0]) or _is_word(source[-1])
        )
        self._hints = {
            index: [(t.text, _hint(t.hint)) for t in term.targets if t.hint]
            for index, term in enumerate(self._terms)
            if term.hinted
        }
        self._longest_first = AhoCorasick(self._sources, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[Match]:
        """Return the leftmost-longest occurrences, disjoint and in order."""
        folded = fold(text)
        hits: list[Hit] = self._longest_first.find_matches_as_indexes(folded.text)
        if any(self._cuts_word(folded.text, hit) for hit in hits):
            # A longest hit inside a word may hide a shorter one that stands alone.
            hits = list(_leftmost_longest(self._all_hits(folded.text)))
        return _disjoint(self._matches(folded, hits))

    def find_all(self, text: str) -> list[Match]:
        """Return every occurrence, also those that a longer one hides, by start, longest first."""
        folded = fold(text)
        return self._matches(folded, self._all_hits(folded.text))

    def _matches(self, folded: Folded, hits: Iterable[Hit]) -> list[Match]:
        terms, meant = self._terms, self._meant
        if isinstance(folded.offsets, range):  # nothing moved: spare the lookup
            return [Match(terms[hit[0]], hit[1], hit[2], meant(folded.text, hit)) for hit in hits]
        return [
            Match(terms[hit[0]], *folded.span(hit[1], hit[2]), meant(folded.text, hit))
            for hit in hits
        ]

    def _meant(self, text: str, hit: Hit) -> str:
        """The first target one of whose hints stands beside the hit; "" for none."""
        index, start, end = hit
        if index not in self._hints:
            return ""
        around = f"{text[max(0, start - REACH) : start]}{PLACE}{text[end : end + REACH]}"
        return next((target for target, hint in self._hints[index] if hint.search(around)), "")

    def _all_hits(self, text: str) -> list[Hit]:
        hits: list[Hit] = self._overlapping.find_matches_as_indexes(text, overlapping=True)
        whole = (hit for hit in hits if not self._cuts_word(text, hit))
        return sorted(whole, key=lambda hit: (hit[1], -hit[2]))

    def _cuts_word(self, text: str, hit: Hit) -> bool:
        index, start, end = hit
        return index in self._edged and not _at_edges(text, start, end)

    @cached_property
    def _overlapping(self) -> AhoCorasick:
        """Built when first needed: the leftmost-longest automaton cannot report overlaps."""
        return AhoCorasick(self._sources, matchkind=MatchKind.Standard)


def _hint(words: str) -> re.Pattern[str]:
    """Matches text with ``PLACE`` where the term stands, if one of the words is beside it."""
    sides = []
    for word in words.split():
        bare = re.escape(key(word.strip(PLACE)))
        if not bare:
            continue
        if not word.startswith(PLACE):
            sides.append(f"{bare}.*{PLACE}")
        if not word.endswith(PLACE):
            sides.append(f"{PLACE}.*{bare}")
    return re.compile("|".join(sides or ["(?!)"]), re.DOTALL)


def _at_edges(text: str, start: int, end: int) -> bool:
    cuts_left = start > 0 and _is_word(text[start]) and _is_word(text[start - 1])
    return not cuts_left and not (
        end < len(text) and _is_word(text[end - 1]) and _is_word(text[end])
    )


def _is_word(char: str) -> bool:
    return char < "\u2100" and bool(_WORD.match(char) or _WORD_EXTENDED.match(char))


def _leftmost_longest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Select from hits sorted by start, longest first."""
    reached = 0
    for hit in hits:
        if hit[1] >= reached:
            yield hit
            reached = hit[2]


def _disjoint(matches: Iterable[Match]) -> list[Match]:
    """Leave out a match that shares a character of the original with the one before it.

    Only where one character folds to several (a Sanskrit or Hebrew sign) can that be.
    """
    kept: list[Match] = []
    for match in matches:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept
