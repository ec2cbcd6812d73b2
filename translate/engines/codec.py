"""Requests to model tokens and back: the one place that knows the embedded model's mark-up.

A source is written as ``<tag> pieces ... </s>``. A constraint is written in one of two ways:

slot    ``<s3> Chinese pieces <e>``; the model answers ``<s3>`` where the term belongs, and the
        target is filled in afterwards, so that its text is exact by construction. The Chinese
        stays readable to the model, which therefore still knows what it is talking about.
inline  ``<t> Chinese pieces <b> Tibetan pieces <e>``: the model copies the Tibetan itself.

In decoded text a slot stands as one private-use character, ``slot_character(i)``, until
``glossary.tibetan.fill`` puts the target there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from glossary.chinese import fold
from translate.document import Constraint, Request

END, UNKNOWN, PAD = "</s>", "<unk>", "<pad>"
OPEN_INLINE, INLINE_TARGET, CLOSE = "<t>", "<b>", "<e>"
SLOTS = 24
SLOT_TOKENS = tuple(f"<s{i}>" for i in range(SLOTS))
TAGS = ("<law>", "<prose>", "<software>", "<classical>", "<dictionary>", "<synthetic>")
LONGEST_LITERAL = 12
"""Characters of a literal (a URL, a number) that the model is shown; the rest tells it nothing."""

SMOOTHING = 0.3
"""Inverse temperature of the pieces drawn in training; 0 would be uniform."""

Markup = Literal["slot", "inline"]


def slot_character(index: int) -> str:
    """The private-use character that stands for slot ``index`` in decoded text."""
    return chr(0xE000 + index)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A source as the model reads it, and where each token came from.

    ``spans[i]`` is the stretch of the original source that ``tokens[i]`` stands for; mark-up
    tokens have the empty span at their place, a slot token that of its whole constraint.
    """

    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    slots: tuple[Constraint, ...]


class Codec:
    """The vocabularies of a model directory: ``source.spm``, ``target.spm``, ``vocab.json``."""

    def __init__(self, directory: Path) -> None:
        import sentencepiece

        self.source: Any = sentencepiece.SentencePieceProcessor(
            model_file=str(directory / "source.spm")
        )
        self.target: Any = sentencepiece.SentencePieceProcessor(
            model_file=str(directory / "target.spm")
        )
        self.vocabulary: dict[str, int] = json.loads(
            (directory / "vocab.json").read_text(encoding="utf-8")
        )

    def encode(
        self, request: Request, tag: str, markup: Markup = "slot", sampling: bool = False
    ) -> Encoding:
        """The tokens of a request.

        ``sampling`` draws the pieces at random (subword regularisation, training only).
        Constraints beyond ``SLOTS`` are left unmarked; verification after drafting covers them.
        """
        folded = fold(request.source)
        writer = _Writer(self, folded.text, folded.offsets, sampling)
        writer.mark(tag, 0)
        position = 0
        slots: list[Constraint] = []
        for constraint in request.constraints[:SLOTS]:
            start, end = _folded_span(folded.offsets, constraint)
            writer.text(position, start)
            if markup == "slot":
                writer.slot(SLOT_TOKENS[len(slots)], constraint, start, end)
                slots.append(constraint)
            else:
                writer.inline(constraint, start, end, self._target_pieces(constraint.target, False))
            position = end
        writer.text(position, len(folded.text))
        writer.mark(END, len(folded.text))
        return Encoding(tuple(writer.tokens), tuple(writer.spans), tuple(slots))

    def encode_target(self, text: str, sampling: bool = False) -> list[str]:
        """The pieces of a target that holds slot characters, ending with ``</s>``."""
        tokens: list[str] = []
        stretch = ""
        for character in text:
            index = ord(character) - 0xE000
            if 0 <= index < SLOTS:
                tokens += self._target_pieces(stretch, sampling)
                tokens.append(SLOT_TOKENS[index])
                stretch = ""
            else:
                stretch += character
        tokens += self._target_pieces(stretch, sampling)
        tokens.append(END)
        return tokens

    def decode(self, tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
        """Text with slot characters, and each token's span in it (empty for mark-up)."""
        text = ""
        spans: list[tuple[int, int]] = []
        pending: list[int] = []
        for token in [*tokens, END]:
            byte = _byte(token)
            if byte is not None:
                pending.append(byte)
                spans.append((len(text), len(text)))
                continue
            if pending:
                text += bytes(pending).decode("utf-8", errors="ignore")
                pending = []
            start = len(text)
            if token in SLOT_TOKENS:
                text += slot_character(SLOT_TOKENS.index(token))
            elif token not in _SILENT:
                text += token.replace("▁", " ")
            spans.append((start, len(text)))
        return text, spans[:-1]

    def ids(self, tokens: Iterable[str]) -> list[int]:
        """Vocabulary indices; a piece outside it becomes ``<unk>``."""
        unknown = self.vocabulary[UNKNOWN]
        return [self.vocabulary.get(token, unknown) for token in tokens]

    def _target_pieces(self, text: str, sampling: bool) -> list[str]:
        return _pieces(self.target, text, sampling)


_SILENT = frozenset({END, UNKNOWN, PAD, OPEN_INLINE, INLINE_TARGET, CLOSE, *TAGS})


class _Writer:
    """Collects tokens with the original span of each."""

    def __init__(self, codec: Codec, text: str, offsets: Sequence[int], sampling: bool) -> None:
        self.codec, self.folded, self.offsets, self.sampling = codec, text, offsets, sampling
        self.tokens: list[str] = []
        self.spans: list[tuple[int, int]] = []

    def mark(self, token: str, at: int, end: int | None = None) -> None:
        self.tokens.append(token)
        self.spans.append((self.offsets[at], self.offsets[at if end is None else end]))

    def text(self, start: int, end: int) -> None:
        at = start
        for piece in _pieces(self.codec.source, self.folded[start:end], self.sampling):
            # A byte-fallback piece stands for a fraction of one character: it advances nothing
            # until the last byte of that character.
            byte = _byte(piece)
            length = len(piece) if byte is None else 0
            if byte is not None and _ends_character(piece, self.folded, at, self.tokens):
                length = 1
            self.mark(piece, at, min(at + length, end))
            at = min(at + length, end)

    def slot(self, token: str, constraint: Constraint, start: int, end: int) -> None:
        self.mark(token, start, end)
        shown = min(end, start + LONGEST_LITERAL) if constraint.literal else end
        self.text(start, shown)
        self.mark(CLOSE, end)

    def inline(self, constraint: Constraint, start: int, end: int, pieces: list[str]) -> None:
        self.mark(OPEN_INLINE, start)
        self.text(start, end)
        self.mark(INLINE_TARGET, end)
        for piece in pieces:
            self.mark(piece, start, end)
        self.mark(CLOSE, end)


def _pieces(model: Any, text: str, sampling: bool) -> list[str]:
    if not text:
        return []
    if sampling:
        pieces: list[str] = model.encode(
            text, out_type=str, enable_sampling=True, alpha=SMOOTHING, nbest_size=-1
        )
    else:
        pieces = model.encode(text, out_type=str)
    return pieces


def _byte(piece: str) -> int | None:
    return int(piece[3:5], 16) if len(piece) == 6 and piece.startswith("<0x") else None


def _ends_character(piece: str, text: str, at: int, before: Sequence[str]) -> bool:
    """Whether this byte piece completes the character ``text[at]``."""
    if at >= len(text):
        return False
    width = len(text[at].encode("utf-8", errors="replace"))
    run = 1
    for token in reversed(before):
        if run >= width or _byte(token) is None:
            break
        run += 1
    return run == width


def _folded_span(offsets: Sequence[int], constraint: Constraint) -> tuple[int, int]:
    from bisect import bisect_left

    return bisect_left(offsets, constraint.start), bisect_left(offsets, constraint.end)
