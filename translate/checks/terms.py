"""Terms of the glossary that the target does not use, or renders as it must not."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.term import Match
from glossary.tibetan import occurrences
from translate.document import Finding, Review, Severity

Span = tuple[int, int]


class Terms:
    """Every matched term is rendered by an accepted target, and by no forbidden one.

    A forbidden target within an accepted one does no harm: ཁྲིམས within བཅའ་ཁྲིམས.

    Example: 公民 without སྤྱི་དམངས gives one error, "The term 公民 is not rendered as the glossary
    says: སྤྱི་དམངས."
    """

    name = "terms"

    def __call__(self, review: Review) -> Iterator[Finding]:
        for occurrence in review.occurrences:
            if not occurrence.present:
                yield self._absent(review, occurrence.match)
        yield from self._forbidden(review)

    def _absent(self, review: Review, match: Match) -> Finding:
        source = review.segment.source[match.start : match.end]
        accepted = " or ".join(match.term.accepted)
        message = f"The term {source} is not rendered as the glossary says: {accepted}."
        return Finding(self.name, Severity.ERROR, message, source_span=(match.start, match.end))

    def _forbidden(self, review: Review) -> Iterator[Finding]:
        matches = [occurrence.match for occurrence in review.occurrences]
        accepted = [
            span
            for text in {text for match in matches for text in match.term.accepted}
            for span in occurrences(review.target, text)
        ]
        reported: set[Span] = set()
        for match in matches:
            for text in match.term.forbidden:
                for span in occurrences(review.target, text):
                    if span in reported or _within(span, accepted):
                        continue
                    reported.add(span)
                    source = review.segment.source[match.start : match.end]
                    message = (
                        f"{text} must not be used for {source}; "
                        f"the glossary has {' or '.join(match.term.accepted)}."
                    )
                    place = match.start, match.end
                    yield Finding(self.name, Severity.ERROR, message, place, span)


def _within(span: Span, spans: list[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)
