"""Bytes of a plain text file to text, in the encodings that Chinese text is found in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from translate.errors import InputError

_MARKS = (  # a UTF-32 mark begins like a UTF-16 one, so it is tried first
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ("gb18030", "utf-16-le", "utf-16-be")
_MAGIC = {
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"%PDF-": "a PDF",
    b"{\\rtf": "an RTF document",
}
_SAMPLE = 20_000
"""Characters that are looked at to tell encodings apart."""
_PLAUSIBLE = 0.75
"""Share of ordinary characters. Right guesses reach 0.95 and more, wrong ones stay under 0.6 from
a line or two on (measured on the sentences of bilingual laws)."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x7f-\x84\x86-\x9f]")
_TIBETAN = re.compile(r"[\u0f00-\u0fff]")


def decode(data: bytes, path: Path) -> str:
    """Text in UTF-8, UTF-16, UTF-32 or GB18030; a byte order mark is taken off.

    Unmarked UTF-16 and GB18030 are taken where UTF-8 fails and ordinary Chinese or Tibetan comes
    out: characters of GB 2312, which covers all but rare names, as misread bytes do not. Raises
    InputError for a binary file and for any other encoding, naming the line.
    """
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(
                f"this is {name}, not plain text",
                where=str(path),
                remedy="Give it the extension of what it is, or save its text as .txt.",
            )
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _strictly(data[len(mark) :], encoding, path)
            return _text_or_error(text, path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        guess = _guessed(data)
        if guess is None:
            raise _unknown(data, error.start, path) from error
        return guess
    # Two others can be valid UTF-8: UTF-16, with NULs in it, and a few words in GB18030 (一 is
    # D2 BB, a Cyrillic letter), with none of the characters that are three bytes in UTF-8.
    if "\0" in text or "\x7f" < max(text, default="") < "\u0800":
        text = _guessed(data) or text
    return _text_or_error(text, path)


def encode(text: str, origin: bytes) -> bytes:
    """``text`` in UTF-8, with a byte order mark unless ``origin``, its file, was UTF-8 without one.

    By the mark Excel and players of films know UTF-8 from the encoding of a Chinese Windows.
    """
    try:
        origin.decode("utf-8")
    except UnicodeDecodeError:
        plain = False
    else:
        plain = not origin.startswith(codecs.BOM_UTF8) and b"\0" not in origin
    return (b"" if plain else codecs.BOM_UTF8) + text.encode("utf-8")


def _strictly(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-le").removesuffix("-be").upper()
        raise InputError(
            f"the file says it is {name} but is damaged at byte {error.start}",
            where=str(path),
            remedy="Open it in an editor, check the text and save it as UTF-8.",
        ) from error


def _text_or_error(text: str, path: Path) -> str:
    sample = text[:_SAMPLE]
    if "\0" in text or len(_CONTROL.findall(sample)) > len(sample) / 100:
        raise _binary(path)
    return text


def _guessed(data: bytes) -> str | None:
    readings = [(_plausibility(text), text) for text in _readings(data)]
    best, text = max(readings, key=lambda reading: reading[0], default=(0.0, ""))
    return text if best >= _PLAUSIBLE else None


def _readings(data: bytes) -> Iterator[str]:
    for encoding in _UNMARKED:
        try:
            yield data.decode(encoding)
        except UnicodeDecodeError:
            continue


def _plausibility(text: str) -> float:
    sample = text[:_SAMPLE]
    if not sample or _CONTROL.search(sample):
        return 0.0
    ordinary = len(sample.encode("gb2312", "ignore").decode("gb2312"))
    return (ordinary + len(_TIBETAN.findall(sample))) / len(sample)


def _binary(path: Path) -> InputError:
    return InputError(
        "this is a binary file, not plain text",
        where=str(path),
        remedy="Check the path; a document must have the extension of what it is.",
    )


def _unknown(data: bytes, offset: int, path: Path) -> InputError:
    if _binary_bytes(data):
        return _binary(path)
    line = data.count(b"\n", 0, max(offset, _end_of_gb18030(data))) + 1
    return InputError(
        "the text is not in UTF-8, UTF-16 or GB18030, or it is damaged here",
        where=f"{path}:{line}",
        remedy="Open it in an editor, check the text and save it as UTF-8.",
    )


def _end_of_gb18030(data: bytes) -> int:
    """Where bytes that begin as ordinary text in GB18030 are damaged; 0 for others."""
    try:
        data.decode("gb18030")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("gb18030")
        return error.start if _plausibility(before) >= _PLAUSIBLE else 0
    return 0


def _binary_bytes(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    odd = sum(sample.count(byte) for byte in range(32) if byte not in b"\t\n\x0b\x0c\r\x1a\x1b")
    return b"\0" in sample or odd > len(sample) / 50
