"""What the memory offers for a segment, each with how its source differs from the segment's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from translate.document import Candidate, Review
from translate.review.highlighting import escape

_KEYS = 9
"""Candidates that a key can choose: Ctrl+1 to Ctrl+9."""


def candidates(review: Review) -> str:
    """The candidates of a review as an HTML list; "" where there are none."""
    source = review.segment.source
    items = [_item(number, item, source) for number, item in enumerate(review.candidates)]
    return f"<ol>{''.join(items)}</ol>" if items else ""


def _item(number: int, candidate: Candidate, source: str) -> str:
    key = f" <kbd>Ctrl+{number + 1}</kbd>" if number < _KEYS else ""
    use = f'Use <span lang="zh-CN">采用</span>{key}'
    adapted = '<span> adapted <span lang="zh-CN">已替换</span></span>' if candidate.adapted else ""
    # ISO 8601; the day is enough.
    known = [text for text in (candidate.origin, candidate.accepted[:10]) if text]
    return (
        f"<li><p><b>{min(candidate.score, 100)}%</b>{adapted} "
        f"<small>{escape(' · '.join(known))}</small></p>"
        f'<p lang="zh-CN">{"".join(difference(candidate.source, source))}</p>'
        f'<p lang="bo-CN">{escape(candidate.target)}</p>'
        f'<button type="button" data-use="{number}">{use}</button>'
        "</li>"
    )


def difference(accepted: str, source: str) -> Iterator[str]:
    """Yield ``accepted`` as HTML: ``<del>`` what ``source`` lacks, ``<ins>`` what it adds."""
    for edit in Levenshtein.opcodes(accepted, source):
        old = accepted[edit.src_start : edit.src_end]
        new = source[edit.dest_start : edit.dest_end]
        if edit.tag == "equal":
            yield escape(old)
            continue
        yield from _marked("del", old)
        yield from _marked("ins", new)


def _marked(tag: str, text: str) -> Sequence[str]:
    return (f"<{tag}>{escape(text)}</{tag}>",) if text else ()
