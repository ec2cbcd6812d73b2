"""Chinese that was left standing in the target."""

from __future__ import annotations

import re
from collections.abc import Iterator

from glossary.chinese import han_spans, has_han
from glossary.tibetan import has_tibetan, occurrences
from translate.document import Finding, Origin, Review, Severity

Span = tuple[int, int]

_SHOWN = 20
"""Characters of the Chinese that a message quotes."""
_ADDRESS = re.compile(r"(?:https?://|www\.|[\w.+-]{1,64}@)[^\s，。；、）》”]+", re.ASCII)


class Chinese:
    """No Chinese character is left in the target, unless it is meant to stay.

    It stays in an address that the source has too, in a term whose accepted target is written with
    it, and in a segment that was taken over as it is.

    Example: མི་དམངས法院ཡིན། gives one error, "The Chinese “法院” was left untranslated in the
    target."
    """

    name = "chinese"

    def __call__(self, review: Review) -> Iterator[Finding]:
        if review.origin is Origin.COPIED:
            return
        kept = list(_kept(review))
        for start, end in _stretches(review.target, kept):
            text = " ".join(review.target[start:end].split())
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            message = f"The Chinese “{shown}” was left untranslated in the target."
            yield Finding(self.name, Severity.ERROR, message, target_span=(start, end))


def _stretches(target: str, kept: list[Span]) -> Iterator[Span]:
    """Chinese characters with nothing but marks, digits and spaces between them count as one."""
    stretch: Span | None = None
    for start, end in han_spans(target):
        if any(first <= start and end <= last for first, last in kept):
            continue
        if stretch and not has_tibetan(target[stretch[1] : start]):
            stretch = stretch[0], end
            continue
        if stretch:
            yield stretch
        stretch = start, end
    if stretch:
        yield stretch


def _kept(review: Review) -> Iterator[Span]:
    for found in _ADDRESS.finditer(review.target):
        if found[0] in review.segment.source:
            yield found.span()
    accepted = {text for found in review.occurrences for text in found.match.term.accepted}
    for text in accepted:
        if has_han(text):
            yield from occurrences(review.target, text)
