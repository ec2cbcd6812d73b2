"""A list of candidate terms for a translator to fill in, as .xlsx or .tsv.

It reads as a glossary: rows whose target is still empty are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from glossary.errors import GlossaryError
from glossary.exchange.files import write_bytes
from glossary.exchange.tsv import NATIVE_VERSION

COLUMNS = ("source", "target", "suggested", "count", "context", "note")


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate as the translator sees it; ``known`` is unknown, or the entry's status."""

    source: str
    count: int
    known: str
    suggested: str
    context: str
    target: str = ""
    """Filled in where a translator has written it already."""

    def cells(self) -> tuple[str, ...]:
        """The cells under ``COLUMNS``; an empty target is the translator's to fill in."""
        note = "" if self.known == "unknown" else f"built in as {self.known}"
        return self.source, self.target, self.suggested, str(self.count), self.context, note


def write(lines: Iterable[Line], path: Path) -> None:
    """Write the list; raise GlossaryError for another ending or an unwritable place."""
    rows = [line.cells() for line in lines]
    match path.suffix.lower():
        case ".xlsx":
            from glossary.exchange.spreadsheet import write_sheet

            write_sheet(COLUMNS, rows, path)
        case ".tsv":
            table = [f"# gyur glossary v{NATIVE_VERSION}", "\t".join(COLUMNS)]
            text = "\n".join([*table, *map("\t".join, rows)]) + "\n"
            write_bytes(text.encode("utf-8"), path)
        case ending:
            raise GlossaryError(
                f"a list of terms cannot be written as {ending or 'a file without ending'}",
                where=str(path),
                remedy="Use .xlsx or .tsv.",
            )
