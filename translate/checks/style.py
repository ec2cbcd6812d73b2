"""Marks and digits that the press of the PRC does not write in Tibetan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.document import Finding, Review, Severity

_TIBETAN = "\u0f00-\u0fff"
_MARKS = re.compile(f"(?<=[{_TIBETAN}])[，。；、：,.;:](?![0-9A-Za-z/])")
"""Chinese and Western marks after Tibetan. ! and ? are left: schoolbooks write them."""
_GUILLEMETS = re.compile("[«»]")
_FIXED_RA = re.compile("\u0f6a")
_TIBETAN_DIGITS = re.compile("[༠-༩]+")
_ARABIC_DIGITS = re.compile("[0-9０-９]+")


class Style:
    """Marks and digits are those of the press of the PRC.

    In 967 sentences of its laws no Chinese or Western comma, stop or colon follows Tibetan, titles
    stand in 《》 (« once), and no sentence has both Arabic and Tibetan digits.

    Example: བཅའ་ཁྲིམས，gives one note, "“，” follows Tibetan; the press writes a shad."
    """

    name = "style"

    def __call__(self, review: Review) -> Iterator[Finding]:
        target = review.target
        for found in _MARKS.finditer(target):
            yield self._note(found, f"“{found[0]}” follows Tibetan; the press writes a shad.")
        for found in _GUILLEMETS.finditer(target):
            yield self._note(found, f"“{found[0]}” marks a title; the press writes 《 and 》.")
        for found in _FIXED_RA.finditer(target):
            yield self._note(found, "This RA has a code point of its own; ར (U+0F62) is usual.")
        tibetan, arabic = _TIBETAN_DIGITS.search(target), _ARABIC_DIGITS.search(target)
        if tibetan is not None and arabic is not None and not _both(review.segment.source):
            later = max(tibetan, arabic, key=lambda found: found.start())
            yield self._note(later, "Tibetan and Arabic digits stand in one segment.")

    def _note(self, found: re.Match[str], message: str) -> Finding:
        return Finding(self.name, Severity.NOTE, message, target_span=found.span())


def _both(source: str) -> bool:
    return _TIBETAN_DIGITS.search(source) is not None
