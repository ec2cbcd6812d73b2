"""Tables as text (.csv, .tsv): the cells with Chinese text, every other byte as it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from glossary.chinese import has_han
from glossary.tibetan import has_tibetan
from translate.document import Block, Document, Kind, Translations
from translate.errors import InputError
from translate.formats.charset import decode, encode
from translate.formats.files import foreign, read_bytes, replacing
from translate.formats.tables.spreadsheetml import reference

LARGEST = 50 * 1024 * 1024
"""Bytes."""
MOST_COLUMNS = 16_384
"""As many as Excel and LibreOffice show."""

_DELIMITERS = ",;\t"
_SAMPLE = 50
"""Lines that are looked at to tell delimiters apart."""
_NAMED = re.compile(r"sep=([,;|\t])(?:\r\n|\r|\n)", re.IGNORECASE)
"""A first line that names the delimiter to Excel and is no row."""
_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"(.*)', re.DOTALL)
_BREAK = re.compile(r"\r\n|\r|\n")
_LOST = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of surrogate pairs, which UTF-8 cannot hold."""
_FORMULA = re.compile(r"\s*([=+\-@＝＋－＠])")
"""What a spreadsheet takes for the beginning of a formula, and its full-width forms."""


@dataclass(frozen=True, slots=True)
class _Field:
    """A cell as it stands in the file: ``text[start:end]``, with its quotation marks."""

    start: int
    end: int
    row: int
    column: int

    @property
    def id(self) -> str:
        return reference(self.row, self.column)


@dataclass(frozen=True, slots=True)
class _Skeleton:
    path: Path
    data: bytes
    text: str
    delimiter: str
    fields: tuple[_Field, ...]
    """Those that are blocks."""


class _Table:
    extensions: frozenset[str]
    written_as = ""
    _format: str
    _delimiter: str | None = None
    """None where the file itself must tell."""

    def read(self, path: Path) -> Document:
        """One block a cell, row after row. Raises InputError, also for an unclosed quotation."""
        data = read_bytes(path, LARGEST)
        text = decode(data, path)
        delimiter = self._delimiter or _delimiter(text)
        blocks, fields = [], []
        for field in _fields(text, delimiter, path):
            value = _value(text[field.start : field.end])
            if not value.startswith("=") and (has_han(value) or has_tibetan(value)):
                blocks.append(Block(field.id, value, Kind.CELL))
                fields.append(field)
        if not blocks:
            raise InputError(
                "no cell of the table holds Chinese text: nothing to translate",
                where=str(path),
                remedy="Check the path.",
            )
        skeleton = _Skeleton(path, data, text, delimiter, tuple(fields))
        return Document(path.name, self._format, tuple(blocks), skeleton)

    def write(self, document: Document, translations: Translations, path: Path) -> None:
        """The same table with translations in their cells. Raises OutputError."""
        skeleton = document.skeleton
        if not isinstance(skeleton, _Skeleton) or document.format != self._format:
            raise foreign(document, path)
        due = [field for field in skeleton.fields if field.id in translations]
        text = "".join(_written(skeleton, due, translations))
        with replacing(path, skeleton.path) as file:
            file.write(encode(text, skeleton.data) if due else skeleton.data)


class Csv(_Table):
    """``.csv``: blocks B3, C3, … as a spreadsheet would name the cells.

    Commas, semicolons or tabs may separate cells. Blocks are the cells with Chinese text, those
    of the first row too, or with Tibetan, so that a translation reads as its source does; a cell
    that begins with = is a formula and stays. Reads what ``charset`` reads; writes UTF-8, with a
    byte order mark unless the file was UTF-8 without one. No translation becomes a formula: ``'``
    is put before one that looks like it, unless its source did so too.
    """

    extensions = frozenset({".csv"})
    _format = "csv"


class Tsv(_Table):
    """``.tsv``: as ``.csv``, with tabs between cells whatever else is in them."""

    extensions = frozenset({".tsv"})
    _format = "tsv"
    _delimiter = "\t"


def _delimiter(text: str) -> str:
    """The one that a line of the sample has as often as most other lines have it."""
    named = _NAMED.match(text)
    if named is not None:
        return named[1]
    lines = [_unquoted(line) for line in _BREAK.split(text[:100_000])[:_SAMPLE]]

    def agreeing(delimiter: str) -> tuple[int, int]:
        counts = Counter(n for line in lines if (n := line.count(delimiter)))
        often, lines_so = max(counts.items(), key=lambda item: item[1], default=(0, 0))
        return lines_so, often

    return max(_DELIMITERS, key=agreeing)


def _unquoted(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _fields(text: str, delimiter: str, path: Path) -> Iterator[_Field]:
    """Every cell (RFC 4180; what follows a closing quotation mark belongs to its cell)."""
    stop = rf"[^{re.escape(delimiter)}\r\n]*+"
    pattern = re.compile(rf'(?:"(?:[^"]++|"")*+"{stop}|(?!"){stop})(\r\n|\r|\n|.|\Z)')
    row = column = 1
    named = _NAMED.match(text)
    at = named.end() if named is not None and named[1] == delimiter else 0
    while at < len(text):
        match = pattern.match(text, at)
        if match is None:
            line = len(_BREAK.findall(text, 0, at)) + 1
            raise InputError(
                "a quotation mark is not closed",
                where=f"{path}:{line}",
                remedy='Close it, or write "" for one that is part of the text.',
            )
        yield _Field(at, match.start(1), row, column)
        at = match.end()
        if match[1] == delimiter:
            column += 1
        else:
            row, column = row + 1, 1
        if column > MOST_COLUMNS:
            raise InputError(
                f"row {row} has more than {MOST_COLUMNS:,} columns",
                where=str(path),
                remedy="Check that this is a table, and that line ends are not missing.",
            )


def _value(raw: str) -> str:
    """What a cell says."""
    quoted = _QUOTED.fullmatch(raw)
    return raw if quoted is None else quoted[1].replace('""', '"') + quoted[2]


def _written(skeleton: _Skeleton, due: list[_Field], translations: Translations) -> Iterator[str]:
    at = 0
    for field in due:
        yield skeleton.text[at : field.start]
        raw = skeleton.text[field.start : field.end]
        yield _cell(raw, translations[field.id].text, skeleton.delimiter)
        at = field.end
    yield skeleton.text[at:]


def _cell(raw: str, target: str, delimiter: str) -> str:
    """A cell as ``raw`` was written that says ``target``."""
    source = _value(raw)
    target = _LOST.sub("", target)
    for mark in ("\r\n", "\r", "\n", "\t"):  # a cell of one line stays so, whatever an engine wrote
        if mark not in source:
            target = target.replace(mark, " ")
    formula, before = _FORMULA.match(target), _FORMULA.match(source)
    if formula is not None and (before is None or before[1] != formula[1]):
        target = "'" + target
    if raw.startswith('"') or any(mark in target for mark in (delimiter, '"', "\r", "\n")):
        return '"' + target.replace('"', '""') + '"'
    return target
