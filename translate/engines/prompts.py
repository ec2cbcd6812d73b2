"""Prompts of the Hy-MT family, and how any model that takes prompts is asked with them.

The three forms (plain, terms, context) are those of the model cards of HY-MT1.5 and Hy-MT2. General
chat models understand them too, so there is one style. Engines supply only ``ask``: prompts in,
raw answers out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from translate.document import Draft, Request
from translate.engines.answers import clean, is_tibetan

LANGUAGE = "藏语"
LONGEST_CONTEXT = 400
"""Characters of what stands before the source; its end is the nearest and is kept."""
TEMPERATURE, TOP_P, TOP_K, REPETITION = 0.7, 0.6, 20, 1.05
"""Sampling as the family's model cards recommend; the first draft is greedy."""
SAMPLING = f"{TEMPERATURE:g}/{TOP_P:g}"
LONGEST_TARGET = 7
"""Tibetan characters for one of Chinese, at most: the bilingual laws have 4.3 in the median, 6.4 at
the 99th percentile."""
ROOM = 64
"""Tokens on top, for short sources and a lead-in."""


@dataclass(frozen=True, slots=True)
class Question:
    """One prompt to answer."""

    prompt: str
    source: str
    seed: int = 0
    """What to sample with; 0 asks for greedy decoding."""

    def most_tokens(self, per_character: float) -> int:
        """Tokens that the answer may have, of which a Tibetan character takes ``per_character``."""
        return round(len(self.source) * LONGEST_TARGET * per_character) + ROOM


Ask = Callable[[Sequence[Question]], Sequence[str]]
"""Answers to questions, in their order, as the model gave them. Raises EngineError."""


def terms(request: Request) -> list[tuple[str, str]]:
    """The (Chinese, Tibetan) pairs that are settled, each once, in the source's order.

    Literals are not among them: models carry numbers and Latin text over unasked.
    """
    pairs = (
        (request.source[c.start : c.end], c.target) for c in request.constraints if not c.literal
    )
    return list(dict.fromkeys(pairs))


def plain(request: Request) -> str:
    """The prompt with the source alone."""
    return f"{_instruction()}\n\n{request.source}"


def full(request: Request) -> str:
    """The prompt with all that the request tells: its terms, then what stands before it."""
    pairs = terms(request)
    context = request.context.strip()[-LONGEST_CONTEXT:]
    named = "".join(f"{source} 翻译成 {target}\n" for source, target in pairs)
    reference = f"参考下面的翻译：\n{named}" if pairs else ""
    if context:
        return (
            f"{reference}\n" * bool(reference) + f"【背景信息】\n{context}\n\n"
            f"请结合背景信息将以下文本翻译为{LANGUAGE}。\n\n【待翻译文本】\n{request.source}"
        )
    if reference:
        return f"{reference}{_instruction()}\n{request.source}"
    return plain(request)


def _instruction() -> str:
    return f"将以下文本翻译为{LANGUAGE}，注意只需要输出翻译后的结果，不要额外解释："


def drafts(requests: Sequence[Request], alternatives: int, ask: Ask) -> list[list[Draft]]:
    """Up to ``alternatives`` different drafts for each request, in the order they were asked for.

    One alternative is drafted greedily, more are sampled with the seeds 1, 2, ... A request none of
    whose answers is in Tibetan is asked twice more: the plain prompt, then the full one with
    another seed. If that fails too, its first answer is the draft, as it is: one bad segment stops
    no book, and the checks report it.
    """
    kept: list[list[str]] = [[] for _ in requests]
    first = [""] * len(requests)
    for form, seeds in _attempts(alternatives):
        asked = [(i, seed) for i, texts in enumerate(kept) if not texts for seed in seeds]
        answers = ask([Question(form(requests[i]), requests[i].source, s) for i, s in asked])
        for (i, _), answer in zip(asked, answers, strict=True):
            text = clean(answer, requests[i].source)
            first[i] = first[i] or text
            if is_tibetan(text, requests[i].source) and text not in kept[i]:
                kept[i].append(text)
    return [
        [Draft(text) for text in texts or [spare]] for texts, spare in zip(kept, first, strict=True)
    ]


def _attempts(alternatives: int) -> Iterator[tuple[Callable[[Request], str], list[int]]]:
    """The form of the prompt and the seeds, attempt by attempt."""
    yield full, list(range(1, alternatives + 1)) if alternatives > 1 else [0]
    yield plain, [1]
    yield full, [alternatives + 1]
