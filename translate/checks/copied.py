"""Segments that were not translated at all."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.chinese import has_han, key
from translate.document import Finding, Review, Severity


class Copied:
    """The target of a Chinese source is not the source itself.

    Width, case and the choice of traditional or simplified characters make no difference.

    Example: 人民法院 translated as 人民法院 gives one error, "The target is the Chinese source
    itself: nothing was translated."
    """

    name = "copied"

    def __call__(self, review: Review) -> Iterator[Finding]:
        source, target = review.segment.source, review.target
        if has_han(source) and key(source) == key(target):
            message = "The target is the Chinese source itself: nothing was translated."
            whole = (0, len(source)), (0, len(target))
            yield Finding(self.name, Severity.ERROR, message, *whole)
