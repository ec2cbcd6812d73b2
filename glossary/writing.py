"""Files that are whole or not there: written beside their place, then renamed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes ``path``'s place when the block ends without an exception.

    Until then it lies beside ``path``; after an exception nothing is left of it, and what stood
    at ``path`` still does. Raises OSError, and ValueError for a NUL in the path.
    """
    # Its own name, not one made from path's: that may already be as long as a name can be.
    beside = path.with_name(f".gyur-{secrets.token_hex(6)}.part")
    try:
        with beside.open("x+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)
