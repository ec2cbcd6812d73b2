"""``gyur.lock.json``: which commit a directory of weights was fetched from, and its every byte."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from translate.errors import EngineError

FILE = "gyur.lock.json"
PART = ".part"
"""What the name of a file ends in until it is whole."""
LONGEST_NAME = 200
_COMMIT = re.compile("[0-9a-f]{40}")
_SHA256 = re.compile("[0-9a-f]{64}")
_DEVICES = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
"""Names that Windows keeps for devices, with any extension."""
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')


@dataclass(frozen=True, slots=True)
class File:
    """One file of a repository."""

    name: str
    size: int
    sha256: str = ""
    """"" while only ``blob`` is known."""
    blob: str = ""
    """SHA-1 that git gives the content; "" for a file that git keeps elsewhere."""

    def matches(self, path: Path) -> bool:
        """Whether ``path`` has this content. A file without any digest matches nothing."""
        if not path.is_file() or path.stat().st_size != self.size:
            return False
        if self.sha256:
            return sha256(path) == self.sha256
        return bool(self.blob) and _blob(path) == self.blob


@dataclass(frozen=True, slots=True)
class Lock:
    """What a directory of weights holds, or is to hold."""

    repository: str
    revision: str
    """The commit: 40 hexadecimal digits."""
    files: tuple[File, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def whole(folder: Path) -> bool:
    """Whether a fetch into ``folder`` was carried to its end, by the names and sizes there."""
    try:
        lock = read(folder)
        return lock is not None and all(
            file.sha256 and (folder / file.name).stat().st_size == file.size for file in lock.files
        )
    except (OSError, EngineError):
        return False


def read(folder: Path) -> Lock | None:
    """The lock of a directory; None where it has none. Raises EngineError for one that is bad."""
    path = folder / FILE
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(File(name, **about) for name, about in told["files"].items())
        lock = Lock(str(told["repository"]), str(told["revision"]), files)
        check(lock)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except EngineError as error:
        raise _unreadable(path, error.message) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable(path, str(error)) from error
    return lock


def _unreadable(path: Path, why: str) -> EngineError:
    return EngineError(
        f"the record of the fetched files cannot be read ({why})",
        where=str(path),
        remedy="Remove the folder and fetch the model again",
    )


def write(lock: Lock, folder: Path) -> None:
    """Write the lock beside and rename it. Raises OSError."""
    rows = {
        file.name: {"size": file.size, "sha256": file.sha256, "blob": file.blob}
        for file in lock.files
    }
    told = {"repository": lock.repository, "revision": lock.revision, "files": rows}
    beside = folder / (FILE + PART)
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(folder / FILE)


def completed(lock: Lock, folder: Path) -> Lock:
    """The lock with the SHA-256 of every file, those that git told only by ``blob`` included."""
    files = (f if f.sha256 else replace(f, sha256=sha256(folder / f.name)) for f in lock.files)
    return replace(lock, files=tuple(files))


def check(lock: Lock) -> None:
    """Raise EngineError where a lock, or what a server says, has no place in a directory of ours.

    Names are checked for every system: a folder is copied from one to another.
    """
    if not _COMMIT.fullmatch(lock.revision):
        raise EngineError("no commit is named", where=lock.repository, remedy=_REMEDY)
    for file in lock.files:
        check_name(file.name, lock.repository)
        sound = isinstance(file.size, int) and file.size >= 0
        digests = all(isinstance(d, str) for d in (file.sha256, file.blob))
        if not sound or not digests or not _digests(file):
            raise EngineError(
                "the size or checksum of a file makes no sense",
                where=f"{lock.repository}: {file.name}",
                remedy=_REMEDY,
            )
    _check_distinct((file.name for file in lock.files), lock.repository)


def check_name(name: object, repository: str) -> None:
    """Raise EngineError for a name that leaves its directory, or that some system has not."""
    parts = PurePosixPath(name).parts if isinstance(name, str) else ()
    if (
        not isinstance(name, str)
        or not parts
        or "/".join(parts) != name
        or len(name) > LONGEST_NAME
        or not name.isprintable()
        or _FORBIDDEN.search(name)
        or any(p in {"..", "/"} or p.endswith((".", " ")) or _DEVICES.fullmatch(p) for p in parts)
        or name.casefold().endswith((PART, FILE))
    ):
        raise EngineError(
            f"an unsafe file name: {str(name)[:LONGEST_NAME]!r}", where=repository, remedy=_REMEDY
        )


_REMEDY = "Nothing was written. Check HF_ENDPOINT: this is not what the hub says"


def _digests(file: File) -> bool:
    return (not file.sha256 or bool(_SHA256.fullmatch(file.sha256))) and (
        not file.blob or bool(_COMMIT.fullmatch(file.blob))
    )


def _check_distinct(names: Iterable[str], repository: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise EngineError(f"two files are named {name!r}", where=repository, remedy=_REMEDY)
        seen.add(name.casefold())


def sha256(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _blob(path: Path) -> str:
    """What git calls a file's content: SHA-1 over a header with the length, and the content."""
    found = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(2**20):
            found.update(chunk)
    return found.hexdigest()
