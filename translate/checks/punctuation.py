"""Tsheg, shad and spaces that stand wrong."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.tibetan import misplaced_marks
from translate.document import Finding, Review, Severity

_CONTEXT = 8
"""Characters before and after the place that a message quotes."""


class Punctuation:
    """Tsheg, shad and spaces stand as the press of the PRC writes them.

    The rules are those of ``glossary.tibetan.tidy``.

    Example: ཡིན་། gives one warning, "The marks at “ཡིན་།” are not as they should be: no tsheg
    before a shad, except after ང."
    """

    name = "punctuation"

    def __call__(self, review: Review) -> Iterator[Finding]:
        target = review.target
        # Two rules may be broken at one place; one finding a place is enough.
        slips = {(slip.start, slip.end): slip for slip in reversed([*misplaced_marks(target)])}
        for slip in sorted(slips.values(), key=lambda slip: (slip.start, slip.end)):
            around = target[max(0, slip.start - _CONTEXT) : slip.end + _CONTEXT]
            place = " ".join(around.split())
            message = f"The marks at “{place}” are not as they should be: {slip.message}."
            span = slip.start, slip.end
            yield Finding(self.name, Severity.WARNING, message, target_span=span)
