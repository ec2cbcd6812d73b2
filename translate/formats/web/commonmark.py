"""CommonMark with tables, strikethrough and footnotes: blocks with their places, text as flows.

markdown-it says which lines a block is on, not where in a line its text begins, and forgets how
links, code and images are spelled; rules here note both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline, autolink, backtick, html_inline, image, link
from markdown_it.token import Token

from translate.formats.web.flow import Chain, Flow, Gatherer, Wrapper

Environment = dict[str, Any]
"""What one part of a document needs of another: the definitions of its links."""
EMPHASIS = ("em", "strong", "s")
DEEPEST = 60
"""Blocks and text within each other; text further in is left alone."""

_NOTE = re.compile(r"\[\^[^\s\[\]]+\]:[ \t]*")
_NOTE_REFERENCE = re.compile(r"\[\^[^\s\[\]]+\]")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SPELLED = ("link_open", "link_close", "code_inline", "image", "html_inline", "note_reference")
_InlineRule = Callable[[StateInline, bool], bool]


def parse(source: str) -> tuple[list[Token], Environment]:
    """The blocks of a document whose lines end in line feeds, in markdown-it's terms."""
    environment: Environment = {}
    tokens: list[Token] = []
    parser = _parser()
    parser.block.parse(source, parser, environment, tokens)
    return tokens, environment


def parse_text(content: str, environment: Environment) -> Flow:
    """What the text of a block says: emphasis and links around it, code, images, notes in it."""
    parser = _parser()
    tokens: list[Token] = []
    parser.inline.parse(content, parser, environment, tokens)
    return _TextReader(content, tokens).flow()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST})
    parser.enable(["table", "strikethrough"])
    spelled: dict[str, _InlineRule] = {
        "backticks": backtick,
        "link": link,
        "image": image,
        "autolink": autolink,
        "html_inline": html_inline,
    }
    for name, rule in spelled.items():
        parser.inline.ruler.at(name, _noting_place(rule))
    parser.inline.ruler.before("link", "note_reference", _noting_place(_note_reference))
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.before("reference", "note", _note, {"alt": ["paragraph", "reference"]})
    return parser


def _noting_place(rule: _InlineRule) -> _InlineRule:
    """A rule that notes where in the text the tokens that it adds are spelled."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in () if silent else state.tokens[count:]:
            if token.type in _SPELLED and "span" not in token.meta:
                token.meta["span"] = (start, state.pos)
                if token.type == "link_open" and token.markup != "autolink":
                    end = state.md.helpers.parseLinkLabel(state, start, True)
                    token.meta["label_end"] = end
        return True

    return noting


def _note_reference(state: StateInline, silent: bool) -> bool:
    match = _NOTE_REFERENCE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("note_reference", "", 0)
    state.pos = match.end()
    return True


def _note(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A footnote: its text stands on the line of its label and on lines indented by four."""
    if state.is_code_block(start_line):
        return False
    begin = state.bMarks[start_line] + state.tShift[start_line]
    match = _NOTE.match(state.src, begin, state.eMarks[start_line])
    if match is None or silent:
        return match is not None
    old = state.bMarks[start_line], state.tShift[start_line], state.sCount[start_line]
    token = state.push("note_open", "", 1)
    state.blkIndent += 4
    state.bMarks[start_line], state.tShift[start_line] = match.end(), 0
    state.sCount[start_line] = state.blkIndent
    state.md.block.tokenize(state, start_line, end_line)
    state.blkIndent -= 4
    state.bMarks[start_line], state.tShift[start_line], state.sCount[start_line] = old
    state.line = max(state.line, start_line + 1)
    token.map = [start_line, state.line]
    state.push("note_close", "", -1)
    return True


def _table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A table whose rows say where in their line they begin."""
    count = len(state.tokens)
    if not table(state, start_line, end_line, silent):
        return False
    for token in state.tokens[count:]:
        if token.type == "tr_open" and token.map:
            line = token.map[0]
            begin = state.bMarks[line] + state.tShift[line]
            token.meta["column"] = begin - state.src.rfind("\n", 0, begin) - 1
    return True


class _TextReader:
    def __init__(self, content: str, tokens: Sequence[Token]) -> None:
        self._content = content
        self._tokens = tokens
        self._partners = _partners(tokens)
        self._gatherer = Gatherer()
        self._chain: Chain = ()

    def flow(self) -> Flow:
        """All that the tokens say."""
        at = 0
        while at < len(self._tokens):
            at = self._take(at)
        return self._gatherer.flow()

    def _take(self, at: int) -> int:
        """Read the token at an index; the index of the next."""
        token = self._tokens[at]
        if token.type in ("text", "text_special"):
            self._gatherer.words(token.content, self._chain)
        elif token.type == "softbreak":
            self._gatherer.words("\n", self._chain)
        elif token.type == "hardbreak" or _LINE_BREAK.fullmatch(token.content):
            self._gatherer.line_break(self._chain)
        elif at in self._partners:
            partner = self._partners[at]
            if partner < at:
                self._chain = self._chain[:-1]
            elif token.type == "link_open" and (partner == at + 1 or "label_end" not in token.meta):
                self._object(token)
                return partner + 1
            else:
                self._chain = (*self._chain, self._wrapper(at, token))
        elif token.type in _SPELLED:
            self._object(token)
        return at + 1

    def _object(self, token: Token) -> None:
        self._gatherer.object(self._spelling(*token.meta["span"]), self._chain)

    def _wrapper(self, at: int, token: Token) -> Wrapper:
        if token.type == "link_open":
            (start, end), label_end = token.meta["span"], token.meta["label_end"]
            closing = self._spelling(label_end, end)
            if closing in ("]", "][]"):  # the label names the definition, and will be another
                closing = f"][{self._spelling(start + 1, label_end)}]"
            return Wrapper("a", "[", closing, "[", at + 1, kept=True)
        if token.type == "html_inline":
            name = _tag_name(token)
            closing = self._tokens[self._partners[at]].content
            number = at + 1 if name == "a" else 0
            opening = token.content.replace("\n", " ")
            return Wrapper(name, opening, closing, opening, number, kept=name == "a")
        markup = token.markup.replace("_", "*")  # which also works within a word
        return Wrapper(token.tag, markup, markup, markup)

    def _spelling(self, start: int, end: int) -> str:
        return self._content[start:end].replace("\n", " ")


def _partners(tokens: Sequence[Token]) -> dict[int, int]:
    """Index of an opening token -> that of its closing one, and back; tags too, if they nest."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(tokens):
        is_tag = token.type == "html_inline"
        match = _TAG.match(token.content) if is_tag else None
        if token.nesting == 1:
            opened.append(at)
        elif token.nesting == -1:
            while tokens[opened[-1]].type == "html_inline":
                opened.pop()
            found[at] = opened.pop()
        elif match and match[1]:
            partner = _opened_by(tokens, opened, _tag_name(token))
            if partner is not None:
                del opened[opened.index(partner) :]
                found[at] = partner
        elif match and not token.content.endswith("/>") and len(opened) < DEEPEST:
            opened.append(at)
    return found | {start: end for end, start in found.items()}


def _opened_by(tokens: Sequence[Token], opened: Sequence[int], name: str) -> int | None:
    for at in reversed(opened):
        if tokens[at].type != "html_inline":
            return None
        if _tag_name(tokens[at]) == name:
            return at
    return None


def _tag_name(token: Token) -> str:
    match = _TAG.match(token.content)
    return "" if match is None else match[2].lower()
