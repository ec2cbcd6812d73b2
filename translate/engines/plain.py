"""Engines that take a source and nothing beside it: requests worded for them, drafts made whole.

Engines supply a ``Model``: wordings in, decoded texts out. Terms can go in as Tibetan words of the
source (``protection.wording``); a source too long for the model goes in parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from glossary import tibetan
from translate.alignment import carried
from translate.document import Constraint, Draft, Link, Request
from translate.engines.protection import Wording, lost, restored, wording
from translate.errors import EngineError

BEAM = 4
BLOCKED = 3
"""Syllables: where alternatives are asked for, no run of this length comes twice, as in builtin."""
SAMPLE = "ལོ་ན་མ་སོན་པའི་འཚོ་གནས་ཀྱི་དབང་ཆ་དང་འཕེལ་རྒྱས་ཀྱི་དབང་ཆ་འགན་སྲུང་བྱེད་དགོས།"
"""Tibetan that tells how many tokens a vocabulary spends on a syllable."""
CONFIDENT = 0.12
"""Attention below this share links nothing."""
GUIDED = frozenset({"marian"})
"""Model types trained with guided alignment, as most of OPUS-MT: the last layer's first head is
taught the alignment. In others it is read off the mean of the heads of ``alignment_layer``."""
_CUTS = "，。；：、！？,;:!? "
_BETWEEN = " "

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a model wrote for a text, with links from that text."""

    text: str
    score: float = 0.0
    links: tuple[Link, ...] = ()


class Model(Protocol):
    """A seq2seq model with its vocabulary."""

    def knows(self, text: str) -> bool:
        """Whether the vocabulary holds all of ``text``."""
        ...

    def fits(self, text: str) -> bool:
        """Whether the model reads all of ``text`` and can write a translation as long as any."""
        ...

    def decode(self, asked: Sequence[Wording], alternatives: int) -> list[list[Decoded]]:
        """Up to ``alternatives`` for each source, likeliest first. Raises EngineError."""
        ...


def drafts(
    model: Model, requests: Sequence[Request], alternatives: int, *, switched: bool = True
) -> list[list[Draft]]:
    """Drafts for each request, those first that lost fewest of the characters carried along.

    ``switched`` puts the Tibetan of the terms into the source. Raises EngineError for a source that
    does not fit and cannot be cut.
    """
    parts = [_parts(model, request, 0, switched) for request in requests]
    flat = [asked for own in parts for _, asked in own]
    answers = iter(model.decode(flat, alternatives) if flat else [])
    return [_drafts([(start, asked, next(answers)) for start, asked in own]) for own in parts]


def blocked(syllables: int, tokens: int) -> int:
    """``BLOCKED`` in tokens, for a vocabulary that spends so many on so many syllables."""
    return max(BLOCKED, round(BLOCKED * tokens / syllables))


def alignment_layer(layers: int) -> int:
    """The layer whose cross-attention comes nearest to word alignment: the last but one.

    Garg et al. 2019, "Jointly Learning to Align and Translate with Transformer Models".
    """
    return max(0, layers - 2)


def attended(
    sources: Sequence[Span], targets: Sequence[Span], attention: Sequence[Sequence[float]]
) -> tuple[Link, ...]:
    """Each target token linked to the source token it attended to most.

    ``attention`` has a row a target token; tokens without text have empty spans.
    """
    places = [i for i, (start, end) in enumerate(sources) if start < end]
    links = []
    for (start, end), row in zip(targets, attention, strict=False):
        if start == end or not places:
            continue
        best = max(places, key=lambda i: row[i])
        if row[best] >= CONFIDENT:
            links.append(Link(*sources[best], start, end))
    return tuple(links)


def _parts(model: Model, request: Request, start: int, switched: bool) -> list[tuple[int, Wording]]:
    """The request worded, in as many parts as it takes, each with its place in the source."""
    for tibetan_in_it in (True, False) if switched else (False,):  # rather without it than cut
        asked = wording(request, model.knows, switched=tibetan_in_it)
        if model.fits(asked.text):
            return [(start, asked)]
    cut = _cut(request)
    if cut is None:
        raise EngineError(
            "a stretch without a place to cut is too long for the model",
            where=f"{request.source[:20]}…",
            remedy="Shorten the term or the word that it consists of",
        )
    before, after = _halves(request, cut)
    return _parts(model, before, start, switched) + _parts(model, after, start + cut, switched)


def _cut(request: Request) -> int | None:
    """Where to cut a source: after a mark near its middle, or in the middle; never in a term."""
    size = len(request.source)
    inside = {i for c in request.constraints for i in range(c.start + 1, c.end)}
    free = [i for i in range(1, size) if i not in inside]
    marks = [i for i in free if request.source[i - 1] in _CUTS and size <= 4 * i <= 3 * size]
    return min(marks or free, key=lambda i: abs(2 * i - size), default=None)


def _halves(request: Request, cut: int) -> tuple[Request, Request]:
    first = tuple(c for c in request.constraints if c.end <= cut)
    second = tuple(
        Constraint(c.start - cut, c.end - cut, c.target, c.literal)
        for c in request.constraints
        if c.start >= cut
    )
    return Request(request.source[:cut], first), Request(request.source[cut:], second)


def _drafts(parts: Sequence[tuple[int, Wording, Sequence[Decoded]]]) -> list[Draft]:
    """The parts' first answers as one draft, their second as another, and so on."""
    ranked = []
    for start, asked, answers in parts:
        losses = [len(lost(asked, answer.text)) for answer in answers]
        order = sorted(range(len(answers)), key=losses.__getitem__)
        ranked.append([_draft(start, asked, answers[i]) for i in order])
    return [_joined(own) for own in zip(*ranked, strict=False)]


def _draft(start: int, asked: Wording, answer: Decoded) -> Draft:
    """An answer as the press writes Tibetan, its links in offsets of the whole source."""
    links = [
        Link(
            start + asked.spans[link.source_start][0],
            start + asked.spans[link.source_end - 1][1],
            link.target_start,
            link.target_end,
        )
        for link in answer.links
    ]
    text, kept = restored(asked, answer.text, links)
    target = tibetan.tidy(tibetan.normalise(text.strip()))
    return Draft(target, answer.score, carried(text, target, kept))


def _joined(parts: Sequence[Draft]) -> Draft:
    """Drafts of the parts of one source, in order."""
    if len(parts) == 1:
        return parts[0]
    text, links = "", list[Link]()
    for part in parts:
        text += _BETWEEN if text else ""
        links += [
            Link(k.source_start, k.source_end, k.target_start + len(text), k.target_end + len(text))
            for k in part.links
        ]
        text += part.target
    target = tibetan.tidy(text)
    score = sum(part.score for part in parts) / len(parts)
    return Draft(target, score, carried(text, target, links))
