"""Files as a whole: read within a limit, replaced only when complete."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from glossary import writing
from translate.document import Document
from translate.errors import InputError, OutputError


def read_bytes(path: Path, largest: int) -> bytes:
    """The file's content. Raises InputError where it is no file or has over ``largest`` bytes."""
    with reading(path, largest) as file:
        return file.read()


@contextmanager
def reading(path: Path, largest: int) -> Iterator[BinaryIO]:
    """The open file, at its beginning. Raises InputError as ``read_bytes`` does."""
    try:
        with _opened(path) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            _check_size(path, size, largest)
            yield file
    except OSError as error:
        raise _unreadable(path, error) from error


def _opened(path: Path) -> BinaryIO:
    try:
        if not path.is_file():
            what = "this is not a file" if path.exists() else "there is no such file"
            raise InputError(what, where=str(path), remedy="Check the path.")
        return path.open("rb")
    except ValueError as error:  # a NUL in the path
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(
        f"the file cannot be read ({error})",
        where=str(path),
        remedy="Check its permissions, and that no other program has locked it.",
    )


def _check_size(path: Path, size: int, largest: int) -> None:
    if size > largest:
        raise InputError(
            f"the file is larger than {largest // 2**20} MB",
            where=str(path),
            remedy="Split it into parts and translate them one by one.",
        )
    if not size:
        raise InputError(
            "the file is empty: nothing to translate", where=str(path), remedy="Check the path."
        )


@contextmanager
def replacing(path: Path, source: Path | None = None) -> Iterator[BinaryIO]:
    """A file to write to that takes ``path``'s place when the block ends without an exception.

    Until then it lies beside ``path``; after an exception nothing is left of it. ``source`` is the
    input, if there is one, which ``path`` must not be, under whatever name. Raises OutputError.
    """
    check_place(path, source)
    try:
        with writing.replacing(path) as file:
            yield file
    except OSError as error:
        raise _unwritable(path, error) from error


def check_place(path: Path, source: Path | None = None) -> None:
    """Raise OutputError where a result cannot go to ``path``, as far as that shows beforehand."""
    if "\0" in str(path):
        raise OutputError("a path cannot hold a NUL", where=repr(str(path)), remedy="Check it.")
    try:
        if path.is_dir():
            raise OutputError(
                "this is a folder", where=str(path), remedy="Give the name of a file in it."
            )
        if not path.parent.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "no folder")
        same = source is not None and _same(path, source)
    except OSError as error:
        raise _unwritable(path, error) from error
    if same:
        raise OutputError(
            "this is the input file, which is never overwritten",
            where=str(path),
            remedy="Choose another name for the translation.",
        )


def _same(path: Path, other: Path) -> bool:
    if path.absolute() == other.absolute():
        return True
    return path.exists() and other.exists() and path.samefile(other)


def foreign(document: Document, path: Path) -> OutputError:
    """The error for a document that another format has read and so must write."""
    return OutputError(
        f"{document.name} cannot be written in another format",
        where=str(path),
        remedy=f"Let the output's name end in .{document.format}, as the input's does.",
    )


def _unwritable(path: Path, error: OSError) -> OutputError:
    number = error.errno
    if number in (errno.ENOENT, errno.ENOTDIR):
        what, remedy = "the folder does not exist", f"Create {path.parent} first."
    elif number in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        what, remedy = "the disk is full", "Free some space, or choose a folder on another disk."
    elif number in (errno.EACCES, errno.EPERM, errno.EROFS):
        what = "writing here is not permitted"
        remedy = "Close the file in other programs such as Word, or choose another folder."
    else:
        what = f"the file cannot be written ({error})"
        remedy = "Check the path, or choose another folder."
    return OutputError(what, where=str(path), remedy=remedy)
