"""Plain text: one block a line, and as many lines out as came in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.document import Block, Document, Kind, Translations
from translate.errors import InputError
from translate.formats.charset import decode
from translate.formats.files import foreign, read_bytes, replacing

LARGEST = 50 * 1024 * 1024
"""Bytes; some 17 million Chinese characters."""

# Not str.splitlines: U+2028, vertical tab and form feed stand within a line of text.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# str.isspace, and the byte order mark, which joining two files leaves within a file.
_SPACE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_BREAK = re.compile(r"\r\n|\r|\n")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of surrogate pairs, which UTF-8 cannot hold."""


@dataclass(frozen=True, slots=True)
class _Skeleton:
    path: Path
    lines: tuple[str, ...]
    """With their line ends."""


class Text:
    """``.txt``: blocks L1, L2, … by line number; white space around a line stays outside them.

    Reads UTF-8, UTF-16, UTF-32 and GB18030; writes UTF-8 without a byte order mark, every line
    with the line end it had.
    """

    extensions: frozenset[str] = frozenset({".txt"})
    written_as = ""

    def read(self, path: Path) -> Document:
        """One block for each line that is not blank. Raises InputError."""
        text = decode(read_bytes(path, LARGEST), path)
        lines = tuple(_LINE.findall(text))
        blocks = tuple(_blocks(lines))
        if not blocks:
            raise InputError(
                "the file holds only white space: nothing to translate",
                where=str(path),
                remedy="Check the path.",
            )
        return Document(path.name, "txt", blocks, _Skeleton(path, lines), joins_lines=True)

    def write(self, document: Document, translations: Translations, path: Path) -> None:
        """The same lines with translations in their places. Raises OutputError."""
        skeleton = document.skeleton
        if not isinstance(skeleton, _Skeleton):
            raise foreign(document, path)
        text = "".join(_written(skeleton.lines, translations))
        with replacing(path, skeleton.path) as file:
            file.write(text.encode("utf-8"))


def _blocks(lines: tuple[str, ...]) -> Iterator[Block]:
    for number, line in enumerate(lines, 1):
        start, end = _core(line)
        if start < end:
            yield Block(f"L{number}", line[start:end], Kind.LINE)


def _written(lines: tuple[str, ...], translations: Translations) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        start, end = _core(line)
        translation = translations.get(f"L{number}")
        if translation is None or start == end:
            yield line
        else:
            # A line stays one line, whatever an engine wrote.
            target = _NO_TEXT.sub("", _BREAK.sub(" ", translation.text))
            yield line[:start] + target + line[end:]


def _core(line: str) -> tuple[int, int]:
    """Where the text within a line starts and ends; equal for a blank line."""
    end = len(line.rstrip(_SPACE))
    return min(len(line) - len(line.lstrip(_SPACE)), end), end
