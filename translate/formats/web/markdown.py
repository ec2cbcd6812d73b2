"""Markdown (.md, .markdown): text is translated; code, addresses, HTML and front matter are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it.token import Token

from translate.document import Block, Document, Kind, Translations
from translate.errors import InputError
from translate.formats.charset import decode, encode
from translate.formats.files import foreign, read_bytes, replacing
from translate.formats.web.commonmark import Environment, parse, parse_text
from translate.formats.web.emphasis import Form, spelled
from translate.formats.web.flow import Flow, is_new

LARGEST = 10 * 2**20
"""Bytes; some three million Chinese characters."""

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_FRONT = {"---": ("---", "..."), "+++": ("+++",)}
"""What front matter begins with -> what it ends with."""
_PIPE = re.compile(r"(?<!\\)\|")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_CONTEXTS = {"list_item_open": Kind.LIST_ITEM, "note_open": Kind.FOOTNOTE}


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    ending: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The text of a block, in place of ``source[start:end]``."""

    id: str
    start: int
    end: int
    kind: Kind
    form: Form
    flow: Flow
    indent: str
    """What a further line of it has to begin with."""


@dataclass(frozen=True, slots=True)
class _Skeleton:
    path: Path
    data: bytes
    source: str
    stretches: tuple[_Stretch, ...]
    environment: Environment


class Markdown:
    """``.md``, ``.markdown``: one block for each heading, paragraph, list item, table cell, note.

    Ids are ``L`` and the number of the line where the block begins, for cells with their place in
    the row. Front matter, code, HTML blocks, addresses and the text that stands for an image stay
    as they are. Reads the encodings that plain text is read in, writes UTF-8.
    """

    extensions: frozenset[str] = frozenset({".md", ".markdown"})
    written_as = ""

    def read(self, path: Path) -> Document:
        """The blocks in the order of their lines. Raises InputError."""
        data = read_bytes(path, LARGEST)
        source = decode(data, path)
        lines = _lines(source)
        first = _after_front_matter(lines)
        tokens, environment = parse("\n".join(line.text for line in lines[first:]))
        stretches = tuple(_Reader(lines[first:], first, environment).stretches(tokens))
        if not stretches:
            raise InputError(
                "the file has no text outside code and front matter: nothing to translate",
                where=str(path),
                remedy="Check the path.",
            )
        found = tuple(Block(s.id, s.flow.text, s.kind, s.flow.marks) for s in stretches)
        skeleton = _Skeleton(path, data, source, stretches, environment)
        return Document(path.name, path.suffix[1:].lower(), found, skeleton)

    def write(self, document: Document, translations: Translations, path: Path) -> None:
        """The same file with translations in their places. Raises OutputError."""
        skeleton = document.skeleton
        if not isinstance(skeleton, _Skeleton):
            raise foreign(document, path)
        due = [s for s in skeleton.stretches if is_new(s.flow, translations.get(s.id))]
        text = "".join(_written(skeleton, due, translations))
        with replacing(path, skeleton.path) as file:
            file.write(encode(text, skeleton.data) if due else skeleton.data)


def _written(
    skeleton: _Skeleton, due: Sequence[_Stretch], translations: Translations
) -> Iterator[str]:
    ending = _lines(skeleton.source)[0].ending or "\n"
    at = 0
    for stretch in due:
        yield skeleton.source[at : stretch.start]
        text = spelled(stretch.flow, translations[stretch.id], stretch.form, skeleton.environment)
        yield text.replace("\n", ending + stretch.indent)
        at = stretch.end
    yield skeleton.source[at:]


def _lines(source: str) -> list[_Line]:
    return [_Line(match.start(), match[1], match[2]) for match in _LINE.finditer(source)]


def _after_front_matter(lines: Sequence[_Line]) -> int:
    """The index of the first line of text."""
    ends = _FRONT.get(lines[0].text.rstrip(), ())
    if len(lines) > 1 and lines[1].text.strip():
        for number, line in enumerate(lines[1:], 1):
            if line.text.rstrip() in ends:
                return number + 1
    return 0


class _Reader:
    """Finds the text of blocks in their lines."""

    def __init__(self, lines: Sequence[_Line], before: int, environment: Environment) -> None:
        self._lines = lines
        self._before = before
        self._environment = environment
        self._contexts: list[Kind] = []
        self._row: list[tuple[int, int]] = []
        self._column = 0

    def stretches(self, tokens: Sequence[Token]) -> Iterator[_Stretch]:
        """The stretches with text, in order."""
        previous = Token("", "", 0)
        for token in tokens:
            if token.type in _CONTEXTS:
                self._contexts.append(_CONTEXTS[token.type])
            elif token.type in ("list_item_close", "note_close"):
                self._contexts.pop()
            elif token.type == "tr_open":
                self._row = self._cells(token)
            elif token.type == "inline" and token.content and token.map:
                found = self._stretch(token, previous, token.map[0])
                if found is not None and found.flow.text:
                    yield found
            if token.type in ("th_open", "td_open"):
                self._column = self._column + 1 if previous.type != "tr_open" else 1
            previous = token

    def _stretch(self, token: Token, parent: Token, number: int) -> _Stretch | None:
        line, content = self._lines[number], token.content
        name = f"L{number + self._before + 1}"
        kind, form = self._contexts[-1] if self._contexts else Kind.PARAGRAPH, Form.LINES
        if parent.type in ("th_open", "td_open"):
            kind, form, name = Kind.CELL, Form.CELL, f"{name}.{self._column}"
            span = self._row[self._column - 1] if self._column <= len(self._row) else None
            if span is not None and not _PIPE.search(line.text, 0, span[0] - line.start):
                form = Form.FIRST_CELL
        elif parent.markup.startswith("#"):
            kind, form = Kind.HEADING, Form.HEADING
            span = _heading(line, content)
        else:
            kind = Kind.HEADING if parent.type == "heading_open" else kind
            span = self._span(number, content)
        if span is None:
            return None
        start, end = span
        task = _TASK.match(content) if kind is Kind.LIST_ITEM else None
        if task:
            start, content = start + task.end(), content[task.end() :]
        before = line.text[: start - line.start] if form is Form.LINES else ""
        flow = parse_text(content, self._environment)
        return _Stretch(name, start, end, kind, form, flow, re.sub(r"[^>\s]", " ", before))

    def _span(self, number: int, content: str) -> tuple[int, int] | None:
        """Where text that goes over whole lines, but for what they begin with, stands."""
        places = []
        for line, part in zip(self._lines[number:], content.split("\n"), strict=False):
            end = len(line.text.rstrip())
            start = end - len(part.strip())
            if line.text[start:end] != part.strip():
                return None
            places.append((line.start + start, line.start + end))
        return places[0][0], places[-1][1]

    def _cells(self, token: Token) -> list[tuple[int, int]]:
        """Where the texts of a row's cells stand."""
        line = self._lines[token.map[0] if token.map else 0]
        begin, end = token.meta["column"], len(line.text.rstrip())
        pipes = [match.start() for match in _PIPE.finditer(line.text, begin, end)]
        pieces = list(pairwise([begin - 1, *pipes, end]))
        if pipes and pipes[0] == begin:
            pieces.pop(0)
        if pipes and pipes[-1] == end - 1:
            pieces.pop()
        found = []
        for before, after in pieces:
            text = line.text[before + 1 : after]
            start = before + 1 + len(text) - len(text.lstrip())
            found.append((line.start + start, line.start + start + len(text.strip())))
        return found


def _heading(line: _Line, content: str) -> tuple[int, int] | None:
    """Where the text of a heading that begins with ``#`` stands."""
    found = re.search(rf"({re.escape(content.strip())})\s*(?:(?<=\s)#+)?\s*\Z", line.text)
    return None if found is None else (line.start + found.start(1), line.start + found.end(1))
