"""Broken and hostile files of every kind that gyur reads, with the same bytes every time.

``python -m tests.hostile FOLDER`` writes them all. Each must be read and written, or be refused
with one clear error; ``tests/test_hostile.py`` holds gyur to that, ``tests/fuzz.py`` goes on from
these files at random.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.sound import SENTENCE, SOUND, TITLE

HUGE = 10 * 2**20
"""Bytes of the files that are only large."""


@dataclass(frozen=True)
class Case:
    """One file. ``kind`` says what it is given as: document, bilingual or glossary."""

    kind: str
    label: str
    """Unique within its kind and ending."""
    extension: str
    make: Callable[[], bytes] = field(compare=False)
    large: bool = False
    """Takes a while; its text is not translated sentence by sentence."""

    @property
    def name(self) -> str:
        """The file's name, unique among all cases."""
        return f"{self.kind}-{self.label.replace(' ', '-')}{self.extension}"


def cases() -> list[Case]:
    """Every case; names are unique."""
    from tests import hostile_packages, hostile_pdf, hostile_texts, hostile_xml

    found = list(_damaged())
    for module in (hostile_packages, hostile_xml, hostile_texts, hostile_pdf):
        found += module.cases()
    names = [case.name for case in found]
    assert len(set(names)) == len(names), sorted(n for n in names if names.count(n) > 1)
    return found


def build(folder: Path) -> list[Path]:
    """Write every case into ``folder``, which must be there; returns the files."""
    paths = []
    for case in cases():
        path = folder / case.name
        path.write_bytes(case.make())
        paths.append(path)
    return paths


def _damaged() -> Iterator[Case]:
    """What can befall a file of any kind."""
    for (kind, extension), make in SOUND.items():
        for label, content in _DAMAGE.items():
            yield Case(kind, label, extension, lambda c=content, m=make: c(m()))  # type: ignore[misc]
        if (kind, extension) in _ALIKE:
            continue
        for label, data in _OTHERS.items():
            yield Case(kind, label, extension, lambda d=data: d)  # type: ignore[misc]
        yield Case(kind, "one huge line", extension, _huge_line, large=True)


_DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda data: data[: len(data) // 2],
    "cut at the end": lambda data: data[:-7],
    "cut at the start": lambda data: data[3:],
    "a byte changed": lambda data: data[: len(data) // 3] + b"\xff" + data[len(data) // 3 + 1 :],
    "NULs within": lambda data: data[: len(data) // 2] + b"\0" * 64 + data[len(data) // 2 :],
    "NULs behind": lambda data: data + b"\0" * 4096,
    "twice": lambda data: data * 2,
    "a mark in front": lambda data: codecs.BOM_UTF8 + data,
    "as UTF-16 without a mark": lambda data: data.decode("latin-1").encode("utf-16-le"),
    "line ends of a Macintosh": lambda data: data.replace(b"\n", b"\r"),
}
"""What becomes of the bytes of a sound file."""

_PROSE = f"{TITLE}\n{SENTENCE}\n" * 3
_OTHERS: dict[str, bytes] = {
    "empty": b"",
    "only a mark": codecs.BOM_UTF8,
    "only a UTF-16 mark": codecs.BOM_UTF16_LE,
    "only NULs": b"\0" * 1000,
    "only line ends": b"\r\n" * 1000,
    "every byte": bytes(range(256)) * 8,
    "GB18030": _PROSE.encode("gb18030"),
    "mojibake of GBK": _PROSE.encode().decode("gbk", "replace").encode(),
    "UTF-16 without a mark": _PROSE.encode("utf-16-be"),
    "Latin-1": "Ünïcödé, où êtes-vous ? £ §\n".encode("latin-1") * 9,
    "Big5": "臺灣省政府發佈關於學校法律教育課程標準與實驗教材編輯計畫之說明。\n".encode("big5") * 5,
    "surrogates in UTF-8": _PROSE.encode() + b"\xed\xa0\xbd\xed\xb8\x80\n" + b"\xed\xb0\x80",
    "overlong UTF-8": _PROSE.encode() + b"\xc0\xaf\xe0\x80\xaf\n",
    "noncharacters": f"{TITLE}\ufffe\uffff\U0010ffff\ufdd0\u2028\x85\x1c\n".encode() * 4,
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x04\0\x08\x06\0\0\0" + b"\x5a" * 99,
    "an old Office document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2048,
    "protected by a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\0" * 504
    + "EncryptedPackage".encode("utf-16-le"),
    "a start of a ZIP archive": b"PK\x03\x04" + b"\0" * 26,
    "an end of a ZIP archive": b"PK\x05\x06" + b"\0" * 18,
    "a start of a PDF": b"%PDF-1.7\n",
    "RTF": b"{\\rtf1\\ansi\\ansicpg936 \\'d6\\'d0}",
    "a program": b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + b"\xb8\0\0\0" * 99,
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + b"\x4b\x4c" * 50,
}
"""Files that are something else than their name says, or nothing."""


_ALIKE = {("document", ".xliff"), ("bilingual", ".xliff"), ("glossary", ".gyur.tsv")}
"""What the same code reads as a file of another ending."""


def _huge_line() -> bytes:
    return (SENTENCE * (HUGE // len(SENTENCE.encode()))).encode()


if __name__ == "__main__":
    for written in build(Path(sys.argv[1])):
        sys.stdout.write(f"{written}\n")
