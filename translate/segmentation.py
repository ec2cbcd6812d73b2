"""Blocks to segments and back.

A segment is a sentence: it ends at 。！？；… with the closing quotes that follow, or at a line
break. Where a document's line breaks may cut sentences (text taken from a printed page), lines are
joined first, if the text itself shows the cut. ``rejoin`` puts translations where their sources
stood; given the sources themselves it gives back the block, character for character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from glossary.tibetan import has_tibetan
from translate.document import Block, Document, Piece, Placed, Segment

_CLOSING = "”’」』）)】》〉"
# ? and ; between Latin letters stand inside an address: ?id=3.
_STOP = "(?:[。！？；…]|[!?;](?!(?<=[0-9A-Za-z/=].)[0-9A-Za-z]))"
# What follows says that a quoted stop ended no sentence: “去哪儿？”、“你来了！”，“谁执法？”的原则.
_GOES_ON = "[、，,]|的(?!确)"
_SENTENCE_END = re.compile(rf"(?>(?:{_STOP}+[{_CLOSING}]*)+)(?!{_GOES_ON})|[\n\t]+")
_TERMINAL = re.compile(rf"[。！？；：…!?;:.][{_CLOSING}]*$|[{_CLOSING}]$")
# Not within a number, an hour or an address: 1,200, 10:30, https://.
_CLAUSE_END = re.compile(rf"(?:[，：；;]|[,:](?!(?<=[0-9].)[0-9]|//))[{_CLOSING}]*")
_INNER_MARK = re.compile(r"[，。；！？]")
_CAPTION = re.compile(r"^图[为示：:]|^（?图|[（(][左右前后中][^）)]{0,4}[）)]|摄[）)]?$")
_NEW_START = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]+[）).、]|第[一二三四五六七八九十百\d]+[章节条]|[●•◆■—])"
)
SHORTEST_CUT_LINE = 30
"""A line shorter than this that ends without a full stop is a heading, not a cut sentence."""
LONGEST_CLAUSE = 60
"""Sources beyond this many characters are drafted clause by clause: small models drop clauses."""
LONGEST_WHOLE = 400
"""No clause is drafted whole beyond this many: no engine reads it to its end."""
_ANY_MARK = re.compile(r"[、，,：:；;。）)》”\s]")


def segment(document: Document) -> list[Segment]:
    """The segments of a document in reading order; blocks of white space give none."""
    segments: list[Segment] = []
    numbers: Counter[str] = Counter()
    for flow in _flows(document):
        text = "".join(block.text for block in flow)
        starts = _starts(flow)
        for start, end in sentences(text):
            pieces = tuple(_pieces(flow, starts, start, end))
            block = pieces[0].block
            numbers[block] += 1
            segments.append(
                Segment(f"{block}.{numbers[block]}", text[start:end], pieces, flow[0].kind)
            )
    return segments


def sentences(text: str) -> Iterable[tuple[int, int]]:
    """Spans of the sentences of a text, without the white space around them.

    A stop inside 《》 or inside an open parenthesis does not end a sentence.
    """
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if _inside_brackets(text, start, match.start()):
            continue
        end = match.end()
        if text[end : end + 1] == '"' and _quotation_open(text, end):
            end += 1
        yield from _stripped(text, start, end)
        start = end
    yield from _stripped(text, start, len(text))


def clauses(text: str, longest: int = LONGEST_CLAUSE) -> list[tuple[int, int]]:
    """Spans that cover ``text``, cut after clause marks so that each is at most ``longest`` long.

    Neighbouring clauses stay together while they fit; a clause that is longer by itself stays
    whole, up to ``LONGEST_WHOLE``. Enumerations (、) and brackets are not cut below that.
    """
    cuts = [m.end() for m in _CLAUSE_END.finditer(text) if not _inside_brackets(text, 0, m.start())]
    spans: list[tuple[int, int]] = []
    start = previous = 0
    for cut in [*cuts, len(text)]:
        if cut - start > longest and previous > start:
            spans.append((start, previous))
            start = previous
        previous = cut
    if start < len(text):
        spans.append((start, len(text)))
    return [part for span in spans for part in _bounded(text, *span)]


def _bounded(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    """A span in parts that an engine can read, cut after a mark where there is one."""
    while end - start > LONGEST_WHOLE:
        marks = [m.end() for m in _ANY_MARK.finditer(text, start, start + LONGEST_WHOLE)]
        cut = marks[-1] if marks else start + LONGEST_WHOLE
        yield start, cut
        start = cut
    yield start, end


def rejoin(block: Block, targets: Sequence[tuple[Piece, str]]) -> tuple[str, list[Placed]]:
    """The block's text with each piece replaced, and where each target begins in it.

    White space between pieces stays; between two Tibetan sentences that the Chinese wrote without
    a space, one space is put, as Tibetan press writes it.
    """
    text, placed, at = "", [], 0
    for piece, target in targets:
        gap = block.text[at : piece.start]
        if not gap and text and target and has_tibetan(text[-2:]) and has_tibetan(target[:2]):
            gap = " "
        text += gap
        placed.append(Placed(piece, target, len(text)))
        text += target
        at = piece.end
    return text + block.text[at:], placed


def pieces_by_block(
    segments: Iterable[Segment], targets: Mapping[str, str]
) -> dict[str, list[tuple[Piece, str]]]:
    """For each block its pieces with their targets; a joined segment's target is on the first."""
    blocks: dict[str, list[tuple[Piece, str]]] = {}
    for item in segments:
        if item.id in targets:
            for number, piece in enumerate(item.pieces):
                text = targets[item.id] if number == 0 else ""
                blocks.setdefault(piece.block, []).append((piece, text))
    return blocks


def _flows(document: Document) -> list[list[Block]]:
    """Blocks grouped so that each group's text runs on; order of first blocks kept."""
    blocks = [block for block in document.blocks if block.text.strip()]
    if not document.joins_lines:
        return [[block] for block in blocks]
    flows: list[list[Block]] = []
    taken: set[str] = set()
    for index, block in enumerate(blocks):
        if block.id in taken:
            continue
        flow = [block]
        while (after := _continuation(blocks, index)) is not None:
            index = after
            flow.append(blocks[index])
            taken.add(blocks[index].id)
        flows.append(flow)
    return flows


def _continuation(blocks: Sequence[Block], index: int) -> int | None:
    """The index of the line that goes on where line ``index`` was cut, over one caption at most."""
    text = blocks[index].text
    cut = (
        len(text) >= SHORTEST_CUT_LINE
        and _INNER_MARK.search(text)
        and not _TERMINAL.search(text)
        and not _CAPTION.search(text)
    )
    if not cut:
        return None
    for after in range(index + 1, min(index + 3, len(blocks))):
        candidate = blocks[after].text
        if _CAPTION.search(candidate):
            continue
        runs_on = _INNER_MARK.search(candidate) and not _NEW_START.search(candidate)
        return after if runs_on and candidate[0] not in "“‘「《" else None
    return None


def _starts(flow: Sequence[Block]) -> list[int]:
    starts, at = [], 0
    for block in flow:
        starts.append(at)
        at += len(block.text)
    return starts


def _pieces(flow: Sequence[Block], starts: Sequence[int], start: int, end: int) -> Iterable[Piece]:
    for block, offset in zip(flow, starts, strict=True):
        low, high = max(start, offset), min(end, offset + len(block.text))
        if low < high:
            yield Piece(block.id, low - offset, high - offset)


def _stripped(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _quotation_open(text: str, at: int) -> bool:
    """Whether a straight quotation mark at ``at`` closes: those before it in the line are odd."""
    return text.count('"', text.rfind("\n", 0, at) + 1, at) % 2 == 1


def _inside_brackets(text: str, start: int, at: int) -> bool:
    before = text[start:at]
    return any(
        before.count(opening) > before.count(closing)
        and closing in text[at : at + 40]
        and "\n" not in text[start : at + 1]
        for opening, closing in (("《", "》"), ("（", "）"), ("(", ")"))
    )
