"""Weights fetched from the hub into a directory: pinned, resumed, checked, and never run.

``plan`` finds out what to fetch, ``fetch`` does it. The commit and every file's digest are written
to ``gyur.lock.json``; a second fetch checks the files against it and needs no network.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from translate.engines import lock as locks
from translate.engines.catalogue import Model
from translate.engines.hub import Hub
from translate.engines.lock import PART, File, Lock
from translate.errors import EngineError, OutputError

NEWEST = "main"
SPARE = 2**26
"""Bytes of the disk that stay free."""
WEIGHTS = (
    ("model.safetensors", ""),
    ("model.safetensors.index.json", "model-*.safetensors"),
    ("pytorch_model.bin", ""),
    ("pytorch_model.bin.index.json", "pytorch_model-*.bin"),
)
"""The forms that weights come in, best first, and the shards that belong to an index. A .bin is a
pickle: transformers reads it with ``weights_only``, and nothing here reads it at all."""
TEXTS = ("*.json", "*.model", "*.txt", "*.jinja", "license*", "notice*", "readme.md")
"""What else is needed: settings, vocabulary, chat template, licence. Matched in lower case."""
OTHER_FRAMEWORKS = ("*.index.json", "flax_*", "tf_*", "rust_*", "onnx*", "training_*")

Moved = Callable[[File, int], object]
"""Told a file and how many of its bytes are there."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a directory is to hold, and what it lacks of that."""

    folder: Path
    lock: Lock
    missing: tuple[File, ...]
    before: Lock | None = None
    """What was fetched into the directory from another commit."""

    @property
    def size(self) -> int:
        """Bytes still to fetch."""
        parts = (self.folder / (file.name + PART) for file in self.missing)
        there = sum(part.stat().st_size for part in parts if part.exists())
        return sum(file.size for file in self.missing) - there


def plan(model: Model, folder: Path, hub: Hub, *, accepted: bool = False) -> Plan:
    """What is to be fetched into ``folder``; the hub is asked only if no lock there tells.

    ``accepted`` says that the user accepts a licence with a restriction. Raises EngineError, and
    OutputError for a folder with other things in it.
    """
    if not model.repository:
        raise EngineError(
            f"there is nothing to fetch for '{model.name}'", remedy=f"Use it as {model.use}"
        )
    if model.restriction and not accepted:
        raise EngineError(
            f"the licence of {model.title} ({model.licence}) restricts its use",
            remedy=f"{model.restriction} {model.restriction_zh} To accept that, add"
            " --accept-licence",
        )
    known = locks.read(folder)
    if known is None:
        _check_empty(folder)
    if known and known.repository == model.repository and model.revision in ("", known.revision):
        wanted = known
    else:
        wanted = _wanted(model, hub)
    with _using(folder):
        missing = tuple(file for file in wanted.files if not file.matches(folder / file.name))
    return Plan(folder, wanted, missing, known if known != wanted else None)


def fetch(plan: Plan, hub: Hub, moved: Moved | None = None) -> Lock:
    """Carry out a plan and return the lock, complete.

    Interrupted at any point, it leaves whole files under their names and at most one ``.part``, and
    the next plan goes on from there. Raises EngineError for content that is not as announced, which
    is deleted, and OutputError where the disk is full or cannot be written.
    """
    with _using(plan.folder):
        plan.folder.mkdir(parents=True, exist_ok=True)
        _check_space(plan)
        _clear(plan)
        if locks.read(plan.folder) != plan.lock:
            locks.write(plan.lock, plan.folder)
        for file in plan.missing:
            _fetch_file(plan, file, hub, moved)
        lock = locks.completed(plan.lock, plan.folder)
        if lock != plan.lock:
            locks.write(lock, plan.folder)
    return lock


def needed(files: Iterable[File], repository: str) -> tuple[File, ...]:
    """The files that an engine reads: one form of the weights, vocabulary, settings, licence.

    Raises EngineError where there are no weights in a form that is known.
    """
    files = tuple(files)
    names = {file.name for file in files}
    found = next(((first, shards) for first, shards in WEIGHTS if first in names), None)
    if found is None:
        raise EngineError(
            "no weights in a form that is known",
            where=repository,
            remedy=f"Known are {', '.join(first for first, _ in WEIGHTS)}",
        )
    first, shards = found
    return tuple(
        file
        for file in files
        if "/" not in file.name
        and (file.name == first or fnmatchcase(file.name, shards) or _is_text(file.name.lower()))
    )


def _is_text(name: str) -> bool:
    wanted = any(fnmatchcase(name, pattern) for pattern in TEXTS)
    return wanted and not any(fnmatchcase(name, pattern) for pattern in OTHER_FRAMEWORKS)


def _wanted(model: Model, hub: Hub) -> Lock:
    found = hub.contents(model.repository, model.revision or NEWEST)
    if model.revision not in ("", found.revision):
        raise EngineError(
            f"asked for commit {model.revision}, the server gives {found.revision}",
            where=hub.endpoint,
            remedy="Check HF_ENDPOINT",
        )
    files = needed(found.files, model.repository)
    for file in files:
        if not file.sha256 and not file.blob:
            raise EngineError(
                f"the server gives no checksum for {file.name}",
                where=hub.endpoint,
                remedy="Check HF_ENDPOINT: a mirror must pass the hub's answers on whole",
            )
    files = tuple(_pinned(file, model.sha256, hub.endpoint) for file in files)
    return replace(found, files=files)


def _pinned(file: File, sha256: Mapping[str, str], place: str) -> File:
    """The file with the checksum that it must have, where the catalogue knows that."""
    known = sha256.get(file.name, file.sha256)
    if file.sha256 not in ("", known):
        raise EngineError(
            f"{file.name} is announced with another checksum than gyur knows",
            where=place,
            remedy="Check HF_ENDPOINT; do not use files from there",
        )
    return replace(file, sha256=known)


def _fetch_file(plan: Plan, file: File, hub: Hub, moved: Moved | None) -> None:
    part = plan.folder / (file.name + PART)
    if moved:
        moved(file, 0)
    hub.download(plan.lock, file, part, lambda there: moved(file, there) if moved else None)
    if not file.matches(part):
        part.unlink()
        raise EngineError(
            "the content is not what the hub announced; it was deleted",
            where=f"{hub.endpoint}: {plan.lock.repository}: {file.name}",
            remedy="Fetch again; if it stays so, the mirror or a proxy alters files",
        )
    part.replace(plan.folder / file.name)


def _check_empty(folder: Path) -> None:
    """Raise OutputError for a folder with things that a fetch has not put there."""
    try:
        others = [p.name for p in folder.iterdir() if not p.name.startswith(locks.FILE)]
    except FileNotFoundError:  # as yet
        return
    except OSError as error:
        raise _unusable(folder, error) from error
    if others:
        raise OutputError(
            f"the folder holds other things ({sorted(others)[0]})",
            where=str(folder),
            remedy="Name a new folder",
        )


def _clear(plan: Plan) -> None:
    """Remove what another commit has left: parts, and files that the new one has not."""
    kept = {file.name for file in plan.lock.files}
    for file in plan.before.files if plan.before else ():
        (plan.folder / (file.name + PART)).unlink(missing_ok=True)
        if file.name not in kept:
            (plan.folder / file.name).unlink(missing_ok=True)


def _check_space(plan: Plan) -> None:
    free = shutil.disk_usage(plan.folder).free
    if plan.missing and free < plan.size + SPARE:
        raise OutputError(
            f"the disk has {free / 1e9:.1f} GB free, and {plan.size / 1e9:.1f} GB are to come",
            where=str(plan.folder),
            remedy="Free some space, or name a folder on another disk with --to",
        )


@contextmanager
def _using(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: OSError) -> OutputError:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        what = "the disk is full"
        remedy = "Free some space and run this again: it goes on where it stopped"
    else:
        what, remedy = f"the folder cannot be used ({error})", "Name another with --to"
    return OutputError(what, where=str(folder), remedy=remedy)
