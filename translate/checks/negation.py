"""Negations that were lost or put in: fluent text that says the opposite."""

from __future__ import annotations

import re
from collections.abc import Iterator

from glossary.tibetan import syllables
from translate.document import Finding, Review, Severity

_DENIES = re.compile(
    "不[得准许可能应要予受服再会是愿让敢依按符履执交知具适构低超存承负追]|禁止|严禁"
    "|没有|并非|切勿|请勿|未(?!成年|来|央|名|婚|必)|无(?:正当|权|效|罪|人|须|民事|刑事)"
)
"""Chinese that a Tibetan translation renders with a negation. 不 within a word whose rendering has
none (不断 རྒྱུན་མི་ཆད, but also 不动产, 不仅, 不同) says nothing and is not here."""
_ALTERNATIVE = re.compile("[是能会要可愿][不否没]|是不是|能不能|会不会|要不要|不得不|不能不")
"""Questions, and two negations that make none."""
_HINT = re.compile("[不未无没非禁莫勿否免除防止阻拒反违失停严别戒]|只[能有可许准]|仅[能限可]|必备")
"""Chinese without any of these denies nothing; 只能, 'only may', is often 'may not but'."""
_NEGATIVE = frozenset("མ མི མིན མེད བཀག འགོག དགག སྤང སྤངས སྤོང".split())
_PERSON = frozenset(
    "སྒེར དམངས སྣ རིགས ཚེ གྲངས ཁྱིམ རྣམས ཞིག དང ལ ཡི ཚོ འབོར ཡུལ རབས ལུས གཅིག གཉིས གསུམ སོ ནི ཁ སེར ཆེན".split()
)
"""After these མི is 'person', as before any mark: མི་དམངས, མི་སྣ."""
_NOUN = {"མེད": {"བུད"}, "མ": set("སློབ ཕ བླ ཐ རྩ གོང སྔ གཞི དྲང འབྲིང སྐར ཉི འོ དཔེ ཁྲིམས སྤྱི བྱང དམ".split())}
"""After these the syllable ends a noun: བུད་མེད 'woman', སློབ་མ 'pupil'."""
_NO_MORE = frozenset({"ཟད", "སོན"})
"""Before these མ denies nothing: མ་ཟད 'not only', (ལོ་ན་)མ་སོན་པ 'minor'."""
_JOINED = ("འི", "ས", "ར", "འང", "འོ", "འམ")
_FORBIDS = re.compile("མི་(?:རུང|ཆོག)(?![\u0f40-\u0fbc])")


class Negation:
    """What the source denies or forbids the target denies too, and no other way round.

    Of 1,085 sentences of bilingual laws 5 have a finding, each paired with another's translation
    or with half of its own.

    Example: 不得 rendered as དགོས, 'must', gives one warning, "The source says 不得, but nothing in
    the target is negative."
    """

    name = "negation"

    def __call__(self, review: Review) -> Iterator[Finding]:
        source, target = review.segment.source, review.target
        if not target.strip():
            return
        denied = _DENIES.search(source)
        if denied is not None and not _ALTERNATIVE.search(source) and not _denies(target):
            message = f"The source says {denied[0]}, but nothing in the target is negative."
            yield Finding(self.name, Severity.WARNING, message, source_span=denied.span())
        forbidden = _FORBIDS.search(target)
        if forbidden is not None and not _HINT.search(source):
            message = f"The target says {forbidden[0]}, but nothing in the source forbids."
            yield Finding(self.name, Severity.WARNING, message, target_span=forbidden.span())


def _denies(target: str) -> bool:
    spans = syllables(target)
    words = ["", *(target[start:end] for start, end in spans), ""]
    return any(
        (stem := _stem(word)) in _NEGATIVE
        and words[number - 1] not in _NOUN.get(stem, ())
        and not (stem == "མ" and words[number + 1] in _NO_MORE)
        and not (stem == "མི" and _is_person(target, spans[number - 1][1], words[number + 1]))
        for number, word in enumerate(words[1:-1], 1)
    )


def _is_person(target: str, end: int, after: str) -> bool:
    return after in _PERSON or not target.startswith("\u0f0b", end)


def _stem(syllable: str) -> str:
    """The syllable without a joined particle, unless it is a short word such as མས."""
    stem = next((syllable[: -len(j)] for j in _JOINED if syllable.endswith(j)), syllable)
    return stem if len(stem) > 2 else syllable
