"""What a vocabulary cannot hold, carried past it: 《 》, rare characters, settled Tibetan.

Where its vocabulary lacks a character, a seq2seq model reads ``<unk>`` and the character vanishes:
NLLB-200 has no 《 》 and not every Hanzi. So each is given to the model as something it knows, and
put back into the draft.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from glossary.chinese import fold
from translate.alignment import carried
from translate.document import Link, Request

Knows = Callable[[str], bool]
"""Whether a vocabulary holds all of a text, not only as bytes."""
BYTE = re.compile("<0x[0-9A-F]{2}>")
"""How some vocabularies spell what they do not hold; a model knows no word by such tokens."""

PAIRS = ("《》", "〈〉", "「」", "『』", "【】", "〔〕")
STAND_INS = ("“”", '""', "[]", "()", "‘’", "{}")
"""For pairs that are unknown, the first of these that is known and not in the source already."""
_QUOTES = frozenset('“”"')
"""A model may write one of these for another, so they count as one pair."""
ALIKE = {"、": ",", "—": "-", "…": "...", "·": " ", "～": "-", "〇": "零"}
"""For marks that are unknown; these are not put back, since Tibetan does not write them."""
LETTERS = "XYZWVUTSRQPONMLKJIHGFEDCBA"
"""For unknown characters, in the order in which they are given out."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A request's source as a model is given it."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """For each character of ``text``, the stretch of the source that it stands for."""
    pairs: tuple[tuple[str, str], ...] = ()
    """(Pair of the source, what stands for it)."""
    carried: tuple[tuple[str, str], ...] = ()
    """(Letter, the unknown characters that it stands for), one for each place; no letter where
    none was left, and the model will not see them."""
    terms: tuple[str, ...] = ()
    """The Tibetan that the draft should hold, one for each occurrence, in ``text`` or not."""


def wording(request: Request, knows: Knows, *, switched: bool = True) -> Wording:
    """The source with all that is unknown replaced and, if ``switched``, its terms in Tibetan.

    A term whose Tibetan the vocabulary lacks stays Chinese; so does every literal.
    """
    folded = unicodedata.normalize("NFKC", request.source)
    pairs = tuple(_stand_ins(folded, request.source, knows))
    for_mark = {m: s for pair, chosen in pairs for m, s in zip(pair, chosen, strict=True)}
    letters = _Letters(folded, knows)
    text, spans = "", list[tuple[int, int]]()
    for start, end, target in _stretches(request, knows, switched):
        piece = target or for_mark.get(request.source[start])
        if piece is None:
            piece = _known(request.source[start:end], knows) or letters.next(request.source, start)
            if not piece:  # the letter before it stands for this character too
                spans[-1] = spans[-1][0], end
                continue
        text += piece
        spans += [(start, end)] * len(piece)
    terms = tuple(c.target for c in request.constraints if c.target and not c.literal)
    return Wording(text, tuple(spans), pairs, tuple(letters.carried), terms)


def restored(asked: Wording, target: str, links: Sequence[Link]) -> tuple[str, tuple[Link, ...]]:
    """A draft with what was replaced put back, and its links.

    Characters whose letter the model has dropped are written at the end in brackets: left out they
    would be missed by nobody, there the check for Chinese in the target shows them.
    """
    for pair, chosen in asked.pairs:
        target = _paired(target, pair, chosen)  # as long as before
    names = {letter: characters for letter, characters in asked.carried if letter}
    text = _letter(names).sub(lambda found: names[found[0].upper()], target) if names else target
    gone = "".join(dict.fromkeys(lost(asked, target)))
    return (f"{text} ({gone})" if gone else text), carried(target, text, links)


def lost(asked: Wording, target: str) -> list[str]:
    """The carried characters whose letter a draft, as the model wrote it, lacks: one a place."""
    letters = [letter for letter, _ in asked.carried if letter]
    left = [found[0].upper() for found in _letter(letters).finditer(target)] if letters else []
    gone = []
    for letter, characters in asked.carried:
        if letter in left:
            left.remove(letter)
        else:
            gone.append(characters)
    return gone


def _letter(letters: Iterable[str]) -> re.Pattern[str]:
    """Any of the letters, standing by itself."""
    return re.compile(f"(?<![A-Za-z])[{''.join(letters)}](?![A-Za-z])", re.IGNORECASE)


def _stretches(request: Request, knows: Knows, switched: bool) -> Iterator[tuple[int, int, str]]:
    """The source in order: terms with their Tibetan, all else a character at a time with ""."""
    at = 0
    for term in request.constraints if switched else ():
        if term.literal or not term.target or not knows(term.target):
            continue
        yield from ((i, i + 1, "") for i in range(at, term.start))
        yield term.start, term.end, term.target
        at = term.end
    yield from ((i, i + 1, "") for i in range(at, len(request.source)))


def _stand_ins(folded: str, source: str, knows: Knows) -> Iterator[tuple[str, str]]:
    """What stands for each pair of the source that is not known whole."""
    taken = set(folded) | set(source)
    for pair in PAIRS:
        if not taken.intersection(pair) or all(map(knows, pair)):
            continue
        for chosen in STAND_INS:
            own = _QUOTES if _QUOTES.issuperset(chosen) else set(chosen)
            if not taken & own and all(map(knows, chosen)):
                taken |= own
                yield pair, chosen
                break


def _known(character: str, knows: Knows) -> str:
    """The character, or one like it that is known; "" if a letter has to stand for it."""
    for like in (character, fold(character).text, ALIKE.get(character, "")):
        if like and (like.isspace() or knows(like)):
            return like
    return "" if unicodedata.category(character)[0] in "LN" else character


class _Letters:
    """Hands out Latin capitals, which models copy, for characters that a vocabulary lacks."""

    def __init__(self, folded: str, knows: Knows) -> None:
        used = folded.upper()
        self._free = [c for c in LETTERS if c not in used and knows(c)]
        self._letter: dict[str, str] = {}
        self._until = 0
        self.carried: list[tuple[str, str]] = []
        self._knows = knows

    def next(self, source: str, start: int) -> str:
        """The letter for the unknown stretch at ``start``; "" inside one; as it is if none left."""
        if start < self._until:
            return ""
        end = start + 1
        while end < len(source) and not _known(source[end], self._knows):
            end += 1
        unknown = source[start:end]
        if unknown not in self._letter:
            if not self._free:
                self.carried.append(("", source[start]))
                return source[start]
            self._letter[unknown] = self._free.pop(0)
        self._until = end
        self.carried.append((self._letter[unknown], unknown))
        return self._letter[unknown]


def _paired(target: str, pair: str, chosen: str) -> str:
    """Stand-ins turned back; straight quotation marks open and close by turns."""
    if _QUOTES.issuperset(chosen):
        if target.count('"') % 2 == 0:
            turns = iter(pair * (target.count('"') // 2))
            target = "".join(next(turns) if c == '"' else c for c in target)
        chosen = "“”"
    return target.translate(str.maketrans(chosen, pair))
