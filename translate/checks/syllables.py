"""Syllables that cannot be Tibetan spelling."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.tibetan import ill_formed
from translate.document import Finding, Review, Severity


class Syllables:
    """Every syllable is one that Tibetan spelling allows; foreign names are let pass.

    The rules are those of ``glossary.tibetan.ill_formed``.

    Example: བཟངད gives one warning, "“བཟངད” is not spelled right: not a possible syllable."
    """

    name = "syllables"

    def __call__(self, review: Review) -> Iterator[Finding]:
        for slip in ill_formed(review.target):
            syllable = review.target[slip.start : slip.end]
            reason = slip.message.removeprefix(f"{syllable}: ")
            meant = f"; perhaps {slip.expected} is meant" if slip.expected else ""
            message = f"“{syllable}” is not spelled right: {reason}{meant}."
            span = slip.start, slip.end
            yield Finding(self.name, Severity.WARNING, message, target_span=span)
