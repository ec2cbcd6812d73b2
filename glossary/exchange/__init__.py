"""Glossaries as files that other programs and people read: one module a format, one registry."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from glossary.errors import GlossaryError
from glossary.term import Term

FORMATS: dict[str, str] = {
    ".tsv": "glossary.exchange.tsv:OmegaT",
    ".txt": "glossary.exchange.tsv:OmegaT",
    ".utf8": "glossary.exchange.tsv:OmegaT",
    ".tab": "glossary.exchange.tsv:OmegaT",
    ".gyur.tsv": "glossary.exchange.tsv:Native",
    ".csv": "glossary.exchange.spreadsheet:Csv",
    ".xlsx": "glossary.exchange.spreadsheet:Xlsx",
    ".tbx": "glossary.exchange.tbx:Tbx",
}
"""How a file's name ends -> the class that reads and writes it; the longest ending counts."""

STORED: tuple[str, ...] = (".gyur", ".db", ".sqlite")
"""How the name of a stored glossary (``glossary.store``) ends."""


class Exchange(Protocol):
    """One format; both methods raise GlossaryError with the file, the line and a remedy."""

    def read(self, path: Path) -> list[Term]:
        """Return the file's entries, normalised, one a folded source, in its order."""
        ...

    def write(self, terms: Iterable[Term], path: Path) -> None:
        """Replace ``path`` by a file from which ``read`` returns ``terms``."""
        ...


def read(path: str | Path) -> list[Term]:
    """Return the entries of an exchange file; its name's ending says which format it is in.

    Raises GlossaryError for an unknown ending and for a file that is not well formed.
    """
    path = Path(path)
    return _format(path, ()).read(path)


def write(terms: Iterable[Term], path: str | Path) -> None:
    """Write ``terms`` to an exchange file; a file that stands there is replaced at the end.

    Raises GlossaryError for an unknown ending, contradicting terms or an unwritable place.
    """
    path = Path(path)
    _format(path, ()).write(terms, path)


def load(path: str | Path) -> list[Term]:
    """Return the entries of a stored glossary or an exchange file, whichever ``path`` names."""
    path = Path(path)
    if path.name.lower().endswith(STORED):
        from glossary.store import Glossary

        with Glossary.open(path, create=False) as glossary:
            return glossary.terms()
    return _format(path, STORED).read(path)


def _format(path: Path, also: tuple[str, ...]) -> Exchange:
    name = path.name.lower()
    fitting = [ending for ending in FORMATS if name.endswith(ending)]
    if not fitting:
        raise GlossaryError(
            f"no glossary format has the ending {path.suffix or '(none)'}",
            where=str(path),
            remedy=f"Use one of {', '.join(sorted((*FORMATS, *also)))}.",
        )
    module, _, name = FORMATS[max(fitting, key=len)].partition(":")
    return cast(Exchange, getattr(import_module(module), name)())
