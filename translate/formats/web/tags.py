"""HTML and XHTML as tokens with their places in the source, whatever state the source is in.

A token is found in time proportional to its length, so that no file takes long. Errors are
understood as browsers do, except that a quote that is never closed ends with its tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from html import unescape

VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source "
    "track wbr".split()
)
"""Elements without content."""
_RAW = frozenset("iframe noembed noframes script style textarea title xmp".split())
"""Elements whose content holds no tags."""

_NAME = re.compile(r"[A-Za-z][^\s/>]*+")
_ATTRIBUTE = re.compile(
    r"""[\s/=]*+(?P<name>[^\s/>=][^\s/>=]*+)"""
    r"""(?:\s*+=\s*+(?P<value>"[^"]*+"|'[^']*+'|(?!["'])[^\s>]++))?+"""
)
_END = re.compile(r"[\s/=]*+>")
_SUBSET = re.compile(r"<!doctype[^>\[]*+\[", re.IGNORECASE)


class Sort(Enum):
    """What a token is."""

    TEXT = auto()
    OPEN = auto()
    CLOSE = auto()
    RAW = auto()
    """An element whose content holds no tags, as a whole."""
    OTHER = auto()
    """A comment, a declaration, a processing instruction, CDATA, a tag that is cut short."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """``start`` is where its name begins, ``value_start`` to ``end`` its value with its quotes."""

    name: str
    value: str
    start: int
    value_start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """``source[start:end]``; names in lower case."""

    sort: Sort
    start: int
    end: int
    name: str = ""
    attributes: tuple[Attribute, ...] = ()
    empty: bool = False
    """An element without content: ``<br>``, ``<a id="1"/>``."""
    inner: tuple[int, int] = (0, 0)
    """Where the content of a RAW one is."""

    def get(self, name: str) -> str | None:
        """The value of an attribute."""
        return next((item.value for item in self.attributes if item.name == name), None)


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a page, in order, without gaps."""
    at = text = 0
    while (at := source.find("<", at)) >= 0:
        token = _markup(source, at)
        if token is None:
            at += 1
            continue
        if text < at:
            yield Token(Sort.TEXT, text, at)
        yield token
        at = text = token.end
    if text < len(source):
        yield Token(Sort.TEXT, text, len(source))


def declares(source: str, token: Token) -> bool:
    """Whether the token is a document type with declarations of its own."""
    return _SUBSET.match(source, token.start, token.end) is not None


def _markup(source: str, at: int) -> Token | None:
    """The token that begins with this ``<``; None where that is text."""
    following = source[at + 1 : at + 2]
    if following == "!":
        if source.startswith("<!--", at):
            return _until(source, at, "-->", 4)
        if source.startswith("<![CDATA[", at):
            return _until(source, at, "]]>", 9)
        return _until(source, at, ">", 2)
    if following == "?":
        return _until(source, at, ">", 2)
    closes = following == "/"
    name = _NAME.match(source, at + 1 + closes)
    if name is None:
        return _until(source, at, ">", 2) if closes else None
    return _tag(source, at, name, closes)


def _until(source: str, at: int, end: str, skipped: int) -> Token:
    found = source.find(end, at + skipped)
    return Token(Sort.OTHER, at, len(source) if found < 0 else found + len(end))


def _tag(source: str, start: int, found: re.Match[str], closes: bool) -> Token:
    name, at = found[0].lower(), found.end()
    attributes: list[Attribute] = []
    while (ends := _END.match(source, at)) is None:
        match = _ATTRIBUTE.match(source, at)
        if match is None:  # the file ends within the tag
            return Token(Sort.OTHER, start, len(source))
        at = match.end()
        if match["value"] is not None and not closes:
            attributes.append(_attribute(match))
    end = ends.end()
    if closes:
        return Token(Sort.CLOSE, start, end, name)
    empty = name in VOID or source[end - 2] == "/"
    if name not in _RAW or empty:
        return Token(Sort.OPEN, start, end, name, tuple(attributes), empty)
    close = re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.IGNORECASE).search(source, end)
    inner = end, len(source) if close is None else close.start()
    last = len(source) if close is None else close.end()
    return Token(Sort.RAW, start, last, name, tuple(attributes), inner=inner)


def _attribute(match: re.Match[str]) -> Attribute:
    value = match["value"]
    text = value[1:-1] if value[0] in "\"'" else value
    start = match.start("value")
    return Attribute(match["name"].lower(), unescape(text), match.start("name"), start, match.end())
