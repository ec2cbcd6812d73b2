"""Numbers that got lost, changed or invented."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from glossary.chinese_numerals import enclosed, named, ordinals, scale
from glossary.tibetan import occurrences
from glossary.tibetan_numerals import GREATEST, Numeral, ordinal, read, scale_before
from translate.document import Finding, Review, Severity

Span = tuple[int, int]

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．༠༡༢༣༤༥༦༧༨༩", "0123456789.0123456789")
# A date or version (2025.10.22) is several numbers; a comma counts where it parts thousands.
_NUMBER = re.compile(
    r"[0-9]+(?=(?:\.[0-9]+){2})|(?<=[0-9]\.)[0-9]+(?=\.[0-9])"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
)
_MORE_OR_LESS = re.compile(r"\A\s*[多余几来]?")
"""Before a 万 or the like: 10余万."""
_ZERO = ("ཀླད་ཀོར", "ཐིག་ལེ")


@dataclass(frozen=True, slots=True)
class _Number:
    """A number in digits, ``text[start:end]``, and the values that it may stand for."""

    start: int
    end: int
    text: str
    value: Decimal
    scaled: frozenset[Decimal]

    @property
    def span(self) -> Span:
        return self.start, self.end


class Numbers:
    """Every number of the source stands in the target, and no other.

    Digits may be Arabic, full-width or Tibetan, and 1 to 9,999 may be spelled out: 15年 is
    ལོ་15, ལོ་༡༥ or ལོ་བཅོ་ལྔ, 120万 also ས་ཡ་1.2. Chinese numerals are usually spelled in Tibetan,
    where no check can follow them; only 第二十三条 and its like must be found, as ཉེར་གསུམ་པ or 23.
    Numbers within a matched term belong to the term.

    Example: 2025年 translated as 2024ལོ gives one warning, "The number 2025 of the source became
    2024 in the target."
    """

    name = "numbers"

    def __call__(self, review: Review) -> Iterator[Finding]:
        if not review.target.strip():
            return
        source = review.segment.source
        sources, targets = _spans_of_terms(review)
        words = read(review.target)
        expected = [n for n in _in_source(source) if not _within(n.span, sources)]
        written = list(_in_target(review.target))
        missing, extra = _unpaired(expected, written)
        spelled = _spelled(review.target, words)
        missing = [n for n in missing if not n.scaled & spelled]
        named_too = _named(source)
        extra = [
            n
            for n in extra
            if not _within(n.span, targets)
            and not _explained(n, expected, named_too, review.target)
        ]
        yield from self._differences(missing, extra)
        yield from self._ordinals(source, sources, words, written)

    def _differences(self, missing: list[_Number], extra: list[_Number]) -> Iterator[Finding]:
        if len(missing) == len(extra) == 1:
            was, now = missing[0], extra[0]
            message = f"The number {was.text} of the source became {now.text} in the target."
            yield Finding(self.name, Severity.WARNING, message, was.span, now.span)
            return
        for number in missing:
            message = f"The number {number.text} of the source is not in the target."
            yield Finding(self.name, Severity.WARNING, message, source_span=number.span)
        for number in extra:
            message = f"The target has the number {number.text}, which the source does not have."
            yield Finding(self.name, Severity.WARNING, message, target_span=number.span)

    def _ordinals(
        self, source: str, terms: list[Span], words: list[Numeral], written: list[_Number]
    ) -> Iterator[Finding]:
        digits = {number.value for number in written}
        in_words = {word.value for word in words if word.value > 1 or word.ordinal}
        for found in ordinals(source):
            span = found.start, found.end
            if _within(span, terms) or found.value in in_words or found.value in digits:
                continue
            text = source[found.start : found.end]
            form = f"{ordinal(found.value)} or " if 1 <= found.value <= GREATEST else ""
            message = f"{text} of the source should stand in the target as {form}{found.value}."
            yield Finding(self.name, Severity.WARNING, message, source_span=span)


def _numbers(text: str) -> Iterator[re.Match[str]]:
    return _NUMBER.finditer(text.translate(_HALF_WIDTH))


def _in_source(text: str) -> Iterator[_Number]:
    for found in _numbers(text):
        value = Decimal(found[0].replace(",", ""))
        scaled = [value]
        for char in _MORE_OR_LESS.sub("", text[found.end() :]):
            if scale(char) == 1:
                break
            scaled.append(scaled[-1] * scale(char))
        start, end = found.span()
        yield _Number(start, end, text[start:end], value, frozenset(scaled))


def _in_target(text: str) -> Iterator[_Number]:
    for found in _numbers(text):
        value = Decimal(found[0].replace(",", ""))
        start, end = found.span()
        scaled = frozenset({value, value * scale_before(text, start)})
        yield _Number(start, end, text[start:end], value, scaled)


def _unpaired(
    expected: list[_Number], written: list[_Number]
) -> tuple[list[_Number], list[_Number]]:
    """What is left on either side when equals are paired, plain values before scaled ones."""
    missing, extra = list(expected), list(written)
    for alike in (_same, _equivalent):
        for number in tuple(missing):
            partner = next((other for other in extra if alike(number, other)), None)
            if partner:
                missing.remove(number)
                extra.remove(partner)
    return missing, extra


def _same(one: _Number, other: _Number) -> bool:
    return one.value == other.value


def _equivalent(one: _Number, other: _Number) -> bool:
    return not one.scaled.isdisjoint(other.scaled)


def _spelled(target: str, words: Iterable[Numeral]) -> set[Decimal]:
    values: set[Decimal] = set()
    for word in words:
        factor = scale_before(target, word.start)
        values |= {Decimal(word.value), Decimal(word.value * factor)}
        if word.or_else is not None:
            values.add(Decimal(word.or_else))
    if any(occurrences(target, zero) for zero in _ZERO):
        values.add(Decimal(0))
    return values


def _named(source: str) -> set[Decimal]:
    values = enclosed(source)
    for _, _, ways in named(source):
        values |= ways
    return values


def _explained(
    number: _Number, expected: Iterable[_Number], named_too: set[Decimal], target: str
) -> bool:
    """Whether the source names an unpaired number of the target in another way."""
    if number.value == 0 and target[: number.start].endswith((":", "：")):
        return True  # 11点 as 11:00
    if number.scaled & named_too or any(_equivalent(number, other) for other in expected):
        return True
    whole, point, fraction = number.text.translate(_HALF_WIDTH).replace(",", "").partition(".")
    # 一米八 is སྨི་1.8.
    return bool(point) and {Decimal(whole), Decimal(fraction)} <= named_too


def _spans_of_terms(review: Review) -> tuple[list[Span], list[Span]]:
    """Where matched terms stand in the source, and their renderings in the target."""
    present = [occurrence.match for occurrence in review.occurrences if occurrence.present]
    texts = {text for match in present for text in match.term.accepted}
    targets = [span for text in texts for span in occurrences(review.target, text)]
    return [(match.start, match.end) for match in present], targets


def _within(span: Span, spans: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)
