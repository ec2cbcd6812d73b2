"""Directories of weights: what tells one from another, and what went wrong with one."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HEAD = 2**20
"""Bytes of each file that ``digest`` reads."""


def digest(directory: Path) -> str:
    """12 digits over the names and lengths of the files and the head of each.

    Whole weights would take minutes to read; any that were trained on differ in their head.
    """
    found = hashlib.sha256()
    for path in sorted(directory.iterdir()):
        if path.is_file():
            found.update(f"{path.name} {path.stat().st_size}\n".encode())
            with path.open("rb") as file:
                found.update(file.read(HEAD))
    return found.hexdigest()[:12]


@contextmanager
def quiet() -> Iterator[None]:
    """Without Marian's advice to install a normaliser for European punctuation."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Recommended: pip install sacremoses")
        yield


def load_errors() -> tuple[type[Exception], ...]:
    """What loading raises for a checkpoint that is not as it should be."""
    from safetensors import SafetensorError

    usual = (OSError, ValueError, LookupError, AttributeError, ImportError)
    return (*usual, RuntimeError, MemoryError, SafetensorError)


def first_line(error: BaseException) -> str:
    """What an error of a library says, without its advice."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
