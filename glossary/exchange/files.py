"""Bytes and text of exchange files: read whole, decoded with care, written beside and renamed."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from glossary.errors import GlossaryError
from glossary.writing import replacing

LARGEST = 64 * 1024 * 1024
"""Bytes; some 500,000 entries. What is larger is no glossary and would fill the memory."""

_MARKS = (  # a UTF-32 mark begins like a UTF-16 one, so it is tried first
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TIBETAN_LETTER = re.compile(r"[\u0f40-\u0f6c]")


def read_bytes(path: Path) -> bytes:
    """Return a file's content; raise GlossaryError where it is no file, empty or far too large."""
    try:
        if not path.is_file():
            what = "this is not a file" if path.exists() else "there is no such file"
            raise GlossaryError(what, where=str(path), remedy="Check the path.")
        if path.stat().st_size > LARGEST:
            raise GlossaryError(
                f"the file is larger than {LARGEST // 2**20} MiB",
                where=str(path),
                remedy="Check that it is a glossary, and split it.",
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise GlossaryError(
            f"the file cannot be read ({error})", where=str(path), remedy="Check its permissions."
        ) from error
    if not data.strip():
        raise GlossaryError("the file is empty", where=str(path), remedy="Check the path.")
    return data


def decode(data: bytes, path: Path) -> str:
    """Return text in UTF-8, in UTF-16 or UTF-32 with a byte order mark, or in GB18030.

    GB18030, which Chinese Windows programs write, is taken only where UTF-8 fails and Tibetan
    comes out: its Tibetan is four bytes a letter, which no other encoding yields by chance. Line
    ends become ``\\n``. Raises GlossaryError naming the line for anything else.
    """
    text = _decoded(data, path).removeprefix("\ufeff")
    if not text.strip():
        raise GlossaryError("the file is empty", where=str(path), remedy="Check the path.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_bytes(data: bytes, path: Path) -> None:
    """Write beside ``path``, then rename; raise GlossaryError where that is not possible."""
    try:
        with replacing(path) as file:
            file.write(data)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise GlossaryError(
            f"the file cannot be written ({error})",
            where=str(path),
            remedy="Check the folder and its permissions, or choose another place.",
        ) from error


def _decoded(data: bytes, path: Path) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = _gb18030(data)
        if text is not None:
            return text
        raise _undecodable(data, "UTF-8", error.start, path) from error


def _strictly(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper()
        raise _undecodable(data, name, error.start, path) from error


def _gb18030(data: bytes) -> str | None:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if _TIBETAN_LETTER.search(text) and "\0" not in text else None


def _undecodable(data: bytes, encoding: str, offset: int, path: Path) -> GlossaryError:
    # A tab or line feed beside a zero byte is two-byte text without its byte order mark.
    if encoding == "UTF-8" and re.search(rb"\x00[\t\n]|[\t\n]\x00", data):
        encoding = "UTF-8; it looks like UTF-16 without its mark"
    line = data.count(b"\n", 0, offset) + 1
    return GlossaryError(
        f"the text is not {encoding}",
        where=f"{path}:{line}",
        remedy="Open the file in an editor and save it as UTF-8.",
    )
