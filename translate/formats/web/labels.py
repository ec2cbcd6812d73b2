"""Labels of an EPUB: the title and description in its package document, its table of contents.

A label is the text of one element, without markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from glossary.chinese import has_han
from translate.document import Block, Kind, Translations
from translate.formats.interchange.languages import is_chinese
from translate.formats.web.flow import Gatherer, is_new
from translate.formats.web.hypertext import (
    LANGUAGE,
    in_either_language,
    in_markup,
    safe_tokens,
    spliced,
)
from translate.formats.web.passages import Passage
from translate.formats.web.tags import Sort, Token, tokens

_LABELS = frozenset({"title", "description", "text"})
"""Of Dublin Core in the package document; of labels in toc.ncx."""
_AUTHOR = "docauthor"


@dataclass(frozen=True, slots=True)
class _Leaf:
    """An element with nothing but text, which is ``source[start:end]``."""

    name: str
    start: int
    end: int


def label_blocks(source: str, path: Path, prefix: str) -> list[Block]:
    """The labels in Chinese or Tibetan, as ``b1``, ``b2``, …. Raises UnsafeInputError."""
    return [
        Block(name, passage.flow.text, Kind.HEADING)
        for name, passage in _labels(source, path, prefix)
    ]


def translated_labels(source: str, path: Path, translations: Translations, prefix: str) -> str:
    """The same part with translations in their places."""
    return spliced(
        source,
        (
            (passage.start, passage.end, in_markup(passage, translations[name]))
            for name, passage in _labels(source, path, prefix)
            if is_new(passage.flow, translations.get(name))
        ),
    )


def in_tibetan(source: str) -> str:
    """The same part saying that it, and the book, are Tibetan where it said Chinese.

    What still is Chinese, such as an author's name, goes on saying so.
    """
    leaves = [(leaf, source[leaf.start : leaf.end]) for leaf in _leaves(tokens(source))]
    changes = [
        (leaf.start, leaf.end, LANGUAGE)
        for leaf, text in leaves
        if leaf.name == "language" and is_chinese(text)
    ]
    chinese = {leaf.start for leaf, text in leaves if has_han(text)}
    changes += [
        (item.value_start, item.end, f'"{LANGUAGE}"')
        for token in tokens(source)
        if token.end not in chinese
        for item in token.attributes
        if item.name in ("lang", "xml:lang") and is_chinese(item.value)
    ]
    return spliced(source, changes)


def _labels(source: str, path: Path, prefix: str) -> Iterator[tuple[str, Passage]]:
    number = 0
    for leaf in _leaves(safe_tokens(source, path)):
        number += leaf.name in _LABELS
        text = unescape(source[leaf.start : leaf.end])
        # A description may hold HTML that is escaped: a page within the label.
        if leaf.name in _LABELS and in_either_language(text) and "<" not in text:
            gatherer = Gatherer()
            gatherer.words(text)
            yield f"{prefix}b{number}", Passage(leaf.start, leaf.end, gatherer.flow(), "")


def _leaves(found: Iterator[Token]) -> Iterator[_Leaf]:
    opened: Token | None = None
    by_author = False
    for token in found:
        name = token.name.rpartition(":")[2]
        if name == _AUTHOR:
            by_author = token.sort is Sort.OPEN
        if token.sort is Sort.RAW:
            yield _Leaf(name, *token.inner)
        elif token.sort is Sort.CLOSE and opened is not None and not by_author:
            yield _Leaf(name, opened.end, token.start)
        if token.sort is not Sort.TEXT:
            opened = token if token.sort is Sort.OPEN and not token.empty else None
