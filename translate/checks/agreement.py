"""Particles that do not agree with the word before them."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.tibetan import disagreements
from translate.document import Finding, Review, Severity


class Agreement:
    """Every particle has the form that the last letter before it asks for.

    The rules are those of ``glossary.tibetan.disagreements``.

    Example: ཁྲིམས་གི gives one warning, "A particle does not agree with its word: གི after ས; ཀྱི
    agrees with ཁྲིམས."
    """

    name = "agreement"

    def __call__(self, review: Review) -> Iterator[Finding]:
        for slip in disagreements(review.target):
            reason = slip.message.replace(": ", "; ")
            message = f"A particle does not agree with its word: {reason}."
            span = slip.start, slip.end
            yield Finding(self.name, Severity.WARNING, message, target_span=span)
