"""Pages as files."""

from __future__ import annotations

from pathlib import Path

from glossary.writing import replacing
from translate.errors import OutputError


def store_page(text: str, path: Path) -> None:
    """Write a page, in place of what stands at ``path``. Raises OutputError."""
    try:
        with replacing(path) as file:
            file.write(text.encode("utf-8"))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise OutputError(
            f"the page cannot be written ({error})",
            where=str(path),
            remedy="Check the folder and its permissions, or choose another place.",
        ) from error
