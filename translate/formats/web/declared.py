"""The encoding of a page: what it declares, what it is, and UTF-8 once it is translated."""

from __future__ import annotations

import re
from pathlib import Path

from translate.formats.charset import decode, encode

_DECLARED = re.compile(
    r"""(<\?xml[^<>]*?\bencoding\s*=\s*["']|<meta[^<>]*?\bcharset\s*=\s*["']?\s*)([\w.:-]+)""",
    re.IGNORECASE,
)
_ELSEWHERE = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs"}
"""Declared encodings that do not show from the bytes alone -> Python's name of them."""
_HEAD = 4096
"""Bytes within which a page declares its encoding; browsers look at fewer."""


def read_page(data: bytes, path: Path) -> str:
    """The text of a page in any encoding that plain text is read in, or in Big5 if it says so.

    What the bytes show counts more than what the page says: many pages were converted and still
    declare what they were. Raises InputError as ``charset.decode`` does.
    """
    declared = _DECLARED.search(data[:_HEAD].decode("latin-1"))
    codec = _ELSEWHERE.get(declared[2].lower()) if declared else None
    if codec is not None and not _is_utf8(data):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            pass
    return decode(data, path)


def written_page(source: str, data: bytes) -> bytes:
    """The page in UTF-8 and declaring no other encoding; ``data`` is what it was read from."""
    return encode(_DECLARED.sub(_as_utf8, source), data)


def _as_utf8(match: re.Match[str]) -> str:
    is_utf8 = match[2].lower() in ("utf-8", "utf8")
    return match[0] if is_utf8 else match[1] + "utf-8"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
