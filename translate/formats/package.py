"""The ZIP package of an Office document: checked before anything is read, copied part by part."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from lxml.etree import _Element

from translate.errors import InputError, UnsafeInputError
from translate.formats.files import read_bytes
from translate.formats.xml import parsed

LARGEST_FILE = 200 * 2**20
LARGEST_TOTAL = 500 * 2**20
LARGEST_XML = 100 * 2**20
"""Bytes of the file, of all parts unpacked, and of one part that is parsed (its tree takes some
eight times as much memory)."""
MOST_ENTRIES = 10_000
STEEPEST = 200
"""An entry may unpack to this many times its packed size; XML reaches 100, a bomb 1,000 …"""
_HARMLESS = 10 * 2**20
"""… unless it is smaller than this, in bytes."""

_SHOWN = 150
"""Characters of a name or an error that a message repeats."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What zipfile raises on bytes that are no ZIP archive, or no longer one."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_VITAL = ("[Content_Types].xml", "_rels/.rels")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MENDERS = {
    ".docx": "Word or LibreOffice",
    ".xlsx": "Excel or LibreOffice",
    ".epub": "Sigil or calibre",
}
"""Extension -> programs that open what others no longer do."""
_PROGRAMS = {".docx": ("Word", ".doc"), ".xlsx": ("Excel", ".xls")}
"""Extension -> the program whose documents have it, and its old kind of document."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package held in memory, so that it can be written again whatever becomes of its file."""

    path: Path
    data: bytes
    names: Mapping[str, str]
    """Lower-case name of a part -> its name; part names ignore case."""

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self.names

    def part(self, name: str) -> bytes:
        """The bytes of a part that ``has`` knows."""
        with _archive(self.data) as archive:
            return archive.read(self.names[name.lower()])

    def parse(self, name: str) -> _Element:
        """The root element of an XML part.

        Raises InputError where it is missing or not well formed, UnsafeInputError where it has a
        document type, which no office program writes and which can name files to be read.
        """
        if not self.has(name):
            raise damaged(self.path, f"the part {name} is missing")
        data = self.part(name)
        if len(data) > LARGEST_XML:
            raise InputError(
                f"the part {name} is larger than {LARGEST_XML // 2**20} MB",
                where=str(self.path),
                remedy="Split the document into parts and translate them one by one.",
            )
        return parsed(data, f"the part {name}", self.path, _save_again(self.path))

    def main_part(self, usual: str) -> str | None:
        """The part that the package is about, by its relationships or ``usual``; None without one.

        Raises InputError where the package is damaged.
        """
        for name in _VITAL:
            if not self.has(name):
                raise damaged(self.path, f"the part {name} is missing")
        targets = (name for kind, name in self.related("") if kind == "officeDocument")
        return self.names.get(next(targets, usual).lower())

    def related(self, name: str) -> list[tuple[str, str]]:
        """The parts that part ``name`` ("" for the package) refers to: last word of type, name."""
        return [(kind, part) for _, kind, part in self.relationships(name)]

    def relationships(self, name: str) -> list[tuple[str, str, str]]:
        """As ``related``, with the id of each relationship in front."""
        folder, base = posixpath.split(name)
        relationships = posixpath.join(folder, "_rels", f"{base}.rels")
        if not self.has(relationships):
            return []
        found = []
        for element in self.parse(relationships).iter(_RELATIONSHIP):
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))[1:]
            if element.get("TargetMode") != "External" and self.has(target):
                kind = element.get("Type", "").rpartition("/")[2]
                found.append((element.get("Id", ""), kind, self.names[target.lower()]))
        return found

    def write(self, file: BinaryIO, changed: Mapping[str, bytes]) -> None:
        """The same parts in the same order, those in ``changed`` with new content."""
        with _archive(self.data) as old, zipfile.ZipFile(file, "w") as new:
            for info in old.infolist():
                copy = zipfile.ZipInfo(info.filename, info.date_time)
                copy.compress_type = info.compress_type
                copy.external_attr = info.external_attr
                copy.create_system = info.create_system
                copy.comment = info.comment
                content = changed.get(info.filename)
                new.writestr(copy, old.read(info) if content is None else content)


def open_package(path: Path) -> Package:
    """The package at ``path``, every part of it readable.

    Raises InputError where it is another kind of file or damaged, and UnsafeInputError for a bomb,
    for names outside the package and for names that occur twice.
    """
    data = read_bytes(path, LARGEST_FILE)
    if not data.startswith(b"PK"):
        raise _not_a_package(data, path)
    try:
        with _archive(data) as archive:
            entries = archive.infolist()
            _check_entries(entries, path)
            for info in entries:
                with archive.open(info) as part:  # checks the sum of each
                    while part.read(2**20):
                        pass
    except _DAMAGE as error:
        raise damaged(path, f"the file is damaged or cut short ({_short(str(error))})") from error
    return Package(path, data, {info.filename.lower(): info.filename for info in entries})


def _archive(data: bytes) -> zipfile.ZipFile:
    """The archive; its names are read as UTF-8 if they are that, flagged so or not.

    Many programs leave out the flag (bit 11 of APPNOTE 4.4.4), and books must be in UTF-8.
    """
    try:
        return zipfile.ZipFile(BytesIO(data), metadata_encoding="utf-8")
    except UnicodeDecodeError:
        return zipfile.ZipFile(BytesIO(data))


def damaged(path: Path, message: str) -> InputError:
    """An error for a document that another program may still be able to mend."""
    return InputError(message, where=str(path), remedy=_save_again(path))


def _save_again(path: Path) -> str:
    extension = path.suffix.lower()
    return f"Open it in {_MENDERS.get(extension, 'a program')} and save it again as {extension}."


def _check_entries(entries: list[zipfile.ZipInfo], path: Path) -> None:
    for info in entries:
        if info.flag_bits & 1:
            raise InputError(
                "the file is encrypted", where=str(path), remedy="Save it without a password."
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(
                path, f"'{_short(info.filename)}' is packed in a way that is not readable"
            )
    danger = next(_dangers(entries), None)
    if danger:
        raise UnsafeInputError(
            danger,
            where=str(path),
            remedy=f"If you trust where it comes from: {_save_again(path)}",
        )


def _dangers(entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    if len(entries) > MOST_ENTRIES:
        yield f"the file holds more than {MOST_ENTRIES:,} parts"
    if sum(info.file_size for info in entries) > LARGEST_TOTAL:
        yield f"the file unpacks to more than {LARGEST_TOTAL // 2**20} MB"
    for info in entries:
        if info.file_size > max(_HARMLESS, STEEPEST * info.compress_size):
            name = _short(info.filename)
            yield f"'{name}' unpacks to over {STEEPEST} times its size, as a ZIP bomb does"
        if _outside(info.filename):
            yield f"the name '{_short(info.filename)}' leads outside the file"
    twice = _repeated(info.filename.lower() for info in entries)
    if twice is not None:
        yield f"the part '{_short(twice)}' is there twice"


def _short(text: str) -> str:
    """What of a text from a damaged file is shown; a name there may have 65,535 characters."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _repeated(names: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _not_a_package(data: bytes, path: Path) -> InputError:
    extension = path.suffix.lower()
    program, old = _PROGRAMS.get(extension, ("Office", "of another kind"))
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            what, remedy = "the document is protected by a password", "Save it without a password."
        else:
            what = f"this is an old {program} document ({old})"
            remedy = f"Save it as {extension} in {program}, WPS or LibreOffice."
    else:
        what = f"this is not a {extension} document"
        remedy = f"Check the path, or save it as {extension} again."
    return InputError(what, where=str(path), remedy=remedy)
