"""Tab-separated tables: OmegaT's glossary form and gyur's own, read alike.

OmegaT's form is ``source<TAB>target<TAB>comment`` without a header, one line a target. gyur's own
begins with ``# gyur glossary v1`` and a line of column names. In both ``#`` begins a comment line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from glossary.errors import GlossaryError
from glossary.exchange.files import decode, read_bytes, write_bytes
from glossary.exchange.rows import COLUMNS, Faults, Row, assemble, named_rows, row_of, rows_of
from glossary.term import Status, Term, Use
from glossary.validation import quoted

LONGEST_LINE = 10_000
"""Characters. A longer line is no term but a file of another kind."""

NATIVE_VERSION = 1
_NATIVE_LINE = re.compile(r"#\s*gyur glossary v(\d+)\s*")
# OmegaT decides by the ending; the mode line is what it writes itself, for editors.
_OMEGAT_LINE = "# Glossary in tab-separated format -*- coding: utf-8 -*-"

# ``key=value; key=value`` in OmegaT's comment. Evidence holds ``; `` itself, so only ``; `` before
# a known key separates, and such a text inside a value is written ``; key\=``.
_KEYS = ("use", "status", "domain", "evidence", "note", "hint")
_KEY = rf"(?:{'|'.join(_KEYS)})"
_FIRST_KEY = re.compile(rf"{_KEY}=")
_SEPARATOR = re.compile(rf"; (?={_KEY}=)")
_INNER = re.compile(rf"(; {_KEY}\\*)=")
_ESCAPED = re.compile(rf"(; {_KEY}\\*)\\=")


class OmegaT:
    """OmegaT's form, with what it has no column for in the comment as ``key=value; …``."""

    def read(self, path: Path) -> list[Term]:
        """Return the entries of a table in either form; raise GlossaryError listing its faults."""
        return read_table(path)

    def write(self, terms: Iterable[Term], path: Path) -> None:
        """Write ``terms`` for OmegaT, one line a target, so that reading gives the same terms."""
        lines = [_OMEGAT_LINE]
        for term, rows in rows_of(terms):
            lines += ("\t".join(_omegat_fields(term, row)).rstrip("\t") for row in rows)
        _write_lines(lines, path)


class Native:
    """gyur's own form: named columns, one row a target."""

    def read(self, path: Path) -> list[Term]:
        """Return the entries of a table in either form; raise GlossaryError listing its faults."""
        return read_table(path)

    def write(self, terms: Iterable[Term], path: Path) -> None:
        """Write ``terms`` with named columns so that reading gives the same terms."""
        lines = [f"# gyur glossary v{NATIVE_VERSION}", "\t".join(COLUMNS)]
        for _, rows in rows_of(terms):
            lines += ("\t".join(getattr(row, name) or "" for name in COLUMNS) for row in rows)
        _write_lines(lines, path)


def read_table(path: Path) -> list[Term]:
    """Return the entries of a tab-separated file, in whichever of the two forms it is.

    Raises GlossaryError with the first ten faults, each with its line and remedy.
    """
    lines = decode(read_bytes(path), path).split("\n")
    faults = Faults(path)
    native = _NATIVE_LINE.fullmatch(lines[0])
    if native and int(native[1]) > NATIVE_VERSION:
        raise GlossaryError(
            f"the table has version {native[1]}, and this gyur knows {NATIVE_VERSION}",
            where=f"{path}:1",
            remedy="Update gyur.",
        )
    content = _content(lines, faults)
    rows = named_rows(content, faults) if native else _omegat_rows(content, faults)
    terms = assemble(rows, faults)
    faults.settle()
    return terms


def _content(lines: list[str], faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Yield the fields of each line that is neither empty nor a comment, with its number."""
    for number, line in enumerate(lines, 1):
        if line.startswith("#") or not line.strip():
            continue
        if len(line) > LONGEST_LINE:
            faults.add(
                number,
                f"the line has {len(line):,} characters, more than {LONGEST_LINE:,}",
                "Check that this is a glossary, one term a line.",
            )
        elif "\0" in line:
            faults.add(
                number, "the line holds a NUL character", "Save the file as plain text in UTF-8."
            )
        elif "\t" not in line:
            faults.add(
                number,
                f"there is no tab in {quoted(line)}",
                "Separate source and target by a tab.",
            )
        else:
            yield number, [field.strip() for field in line.split("\t")]


def _omegat_rows(content: Iterable[tuple[int, list[str]]], faults: Faults) -> Iterator[Row]:
    for number, (source, target, *comments) in content:
        comment = "; ".join(filter(None, comments))
        yield row_of(number, {"source": source, "target": target, **_parsed(comment)}, faults)


def _parsed(comment: str) -> dict[str, str]:
    """Return the fields that a comment holds; a comment that begins with none is a note."""
    if not _FIRST_KEY.match(comment):
        return {"note": comment}
    pairs = (item.partition("=") for item in _SEPARATOR.split(comment))
    return {name: _ESCAPED.sub(r"\1=", value) for name, _, value in pairs}


def _omegat_fields(term: Term, row: Row) -> tuple[str, str, str]:
    usual = row.use is (Use.ALLOWED if row.line else Use.PREFERRED)
    first_preferred = term.targets[0].use is Use.PREFERRED
    said = {
        "use": "" if usual and first_preferred else row.use or "",
        "status": "" if row.status is Status.PROPOSED else row.status or "",
        "domain": "" if row.line else term.domain,
        "evidence": row.evidence,
        "note": row.note,
        "hint": row.hint,
    }
    said = {name: value for name, value in said.items() if value}
    if list(said) == ["note"] and not _FIRST_KEY.match(row.note):
        return row.source, row.target, row.note
    escaped = {name: _INNER.sub(r"\1\\=", value) for name, value in said.items()}
    return row.source, row.target, "; ".join(f"{name}={text}" for name, text in escaped.items())


def _write_lines(lines: list[str], path: Path) -> None:
    for line in lines[1:]:
        if line.startswith("#"):
            raise GlossaryError(
                f"the source {quoted(line.partition(chr(9))[0])} would be read as a comment",
                where=str(path),
                remedy="Remove the # from the beginning of the source.",
            )
    write_bytes(("\n".join(lines) + "\n").encode("utf-8"), path)
