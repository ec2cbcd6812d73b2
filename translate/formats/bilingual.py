"""Bilingual files: what a reviewer or another tool reads, corrects and gives back."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol, cast

from translate.document import Unit
from translate.errors import InputError

XliffVersion = Literal["1.2", "2.1"]
REGISTRY: dict[str, str] = {
    ".docx": "translate.formats.word.columns:Columns",
    ".tmx": "translate.formats.interchange.tmx:Tmx",
    ".xlf": "translate.formats.interchange.xliff:Xliff",
    ".xliff": "translate.formats.interchange.xliff:Xliff",
}
"""A file name's extension, in lower case -> the class that reads and writes such files."""


class BilingualFormat(Protocol):
    """One kind of bilingual file; ``read_units`` gives back what ``write_units`` was given."""

    def read_units(self, path: Path) -> list[Unit]:
        """The units in order; at least one.

        Raises InputError where the file is missing, not what its name says or holds no unit, and
        UnsafeInputError where reading on would be dangerous.
        """
        ...

    def write_units(self, units: Sequence[Unit], path: Path, name: str) -> None:
        """Write a new file for the document ``name``; one that stands at ``path`` is replaced at
        the very end. Raises OutputError."""
        ...


def for_path(path: Path, xliff: XliffVersion = "2.1") -> BilingualFormat:
    """The bilingual format that a file's extension stands for; nothing is opened.

    ``xliff`` is the version that XLIFF files are written in. Raises InputError listing the
    extensions there are.
    """
    entry = REGISTRY.get(path.suffix.lower())
    if entry is None:
        raise InputError(
            f"no bilingual format has the extension {path.suffix.lower() or '(none)'}",
            where=str(path),
            remedy=f"Use one of {', '.join(sorted(REGISTRY))}.",
        )
    module, _, name = entry.partition(":")
    form = getattr(import_module(module), name)
    return cast(BilingualFormat, form(xliff) if name == "Xliff" else form())
