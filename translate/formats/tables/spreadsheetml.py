"""Names and the spelling of text in SpreadsheetML (ISO/IEC 29500-1, transitional)."""

from __future__ import annotations

import re

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT = "{http://purl.oclc.org/ooxml/"
LONGEST_TEXT = 32_767
"""Characters that a cell can hold; Excel calls a file with more in one damaged."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def s(name: str) -> str:
    """The tag of that name in the main namespace."""
    return _S + name


def unescaped(text: str) -> str:
    """A string as a reader sees it: ``_xHHHH_`` is the character of that number (22.9.2.19).

    Characters that nothing shows, and halves of surrogate pairs, are left out.
    """
    return _ESCAPE.sub(_character, text).replace("\r\n", "\n").replace("\r", "\n")


def escaped(text: str) -> str:
    """``text`` with what would be read as an escape spelled so that it is not."""
    return _LOOKS_ESCAPED.sub("_x005F_", text)


def _character(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    unseen = character < " " and character not in "\t\n\r"
    return "" if unseen or "\ud800" <= character <= "\udfff" or character > "\ufffd" else character


def place(reference: str) -> tuple[int, int] | None:
    """Row and column of a cell reference, both from 1; None where it is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def reference(row: int, column: int) -> str:
    """The name of a cell: ``reference(3, 2)`` is B3."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"
