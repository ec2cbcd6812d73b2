"""Tables that spreadsheet programs write: CSV and XLSX, one row a target.

The first row names the columns (``rows.COLUMNS``, in English or Chinese); a table without such a
row is source, target and note. Formulas are neither written nor read: text that a spreadsheet would
take for one is written as text, and a cell that holds one is a fault.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from glossary.errors import GlossaryError
from glossary.exchange.files import decode, read_bytes, write_bytes
from glossary.exchange.rows import (
    COLUMNS,
    NAMES,
    Faults,
    Row,
    assemble,
    column_names,
    named_rows,
    row_of,
    rows_of,
)
from glossary.term import Term

LARGEST_UNPACKED = 256 * 1024 * 1024
"""Bytes; a workbook that unpacks to more is no glossary."""
MOST_ROWS = 500_000
LONGEST_CELL = 10_000
"""Characters. A longer cell is no term but a text."""

_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""
_DELIMITERS = ",;\t"


class Csv:
    """Comma-separated values in UTF-8 with a byte order mark, as Excel reads them."""

    def read(self, path: Path) -> list[Term]:
        """Return the entries of a table; commas, semicolons or tabs may separate its cells."""
        text = decode(read_bytes(path), path)
        first = text.split("\n", 1)[0]
        delimiter = max(_DELIMITERS, key=first.count)
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        faults = Faults(path)
        try:
            lines = ((reader.line_num, cells) for cells in reader if any(cells))
            content = list(_unescaped(lines, faults))
        except csv.Error as error:
            raise GlossaryError(
                f"the table is broken ({error})",
                where=f"{path}:{reader.line_num}",
                remedy="Look for a quotation mark that is not closed.",
            ) from error
        return _terms(content, faults)

    def write(self, terms: Iterable[Term], path: Path) -> None:
        """Write ``terms`` so that reading gives the same; ``'`` keeps text from being a formula."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for cells in _cells(terms):
            writer.writerow(["'" + c if c.startswith((*_FORMULA, "'")) else c for c in cells])
        write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode("utf-8"), path)


class Xlsx:
    """The first sheet of an Excel workbook."""

    def read(self, path: Path) -> list[Term]:
        """Return the entries of the first sheet."""
        faults = Faults(path)
        return _terms(_sheet(path, faults), faults)

    def write(self, terms: Iterable[Term], path: Path) -> None:
        """Write ``terms`` with named columns, every cell as text."""
        write_sheet(COLUMNS, _cells(terms), path)


def write_sheet(header: Sequence[str], rows: Iterable[Sequence[str]], path: Path) -> None:
    """Write a workbook of one sheet: a header that stays in sight, cells of text, Tibetan font."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "terms"
    tibetan, bold = Font(name="Microsoft Himalaya", size=16), Font(bold=True)
    for number, cells in enumerate((header, *rows), 1):
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(number, column)
            cell.value, cell.data_type = text, "s"
            cell.quotePrefix = text.startswith(_FORMULA)
            if number == 1:
                cell.font = bold
            elif header[column - 1] in {"target", "suggested"}:
                cell.font = tibetan
    for column, name in enumerate(header, 1):
        width = {"source": 18, "target": 34, "suggested": 34, "evidence": 30, "context": 60}
        sheet.column_dimensions[get_column_letter(column)].width = width.get(name, 14)
    sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    workbook.save(buffer)
    write_bytes(buffer.getvalue(), path)


def _cells(terms: Iterable[Term]) -> Iterator[list[str]]:
    for _, rows in rows_of(terms):
        for row in rows:
            yield [getattr(row, name) or "" for name in COLUMNS]


def _terms(content: Iterable[tuple[int, list[str]]], faults: Faults) -> list[Term]:
    rows = []
    for line, cells in content:
        longest = max(map(len, cells), default=0)
        if longest > LONGEST_CELL:
            faults.add(line, f"a cell has {longest:,} characters", "Check that this is a glossary.")
        else:
            rows.append((line, [cell.strip() for cell in cells]))
    named = bool(rows) and bool({*COLUMNS, *NAMES} & set(column_names(rows[0][1])))
    found = named_rows(iter(rows), faults) if named else _unnamed(rows, faults)
    terms = assemble(found, faults)
    faults.settle()
    return terms


def _unnamed(content: Iterable[tuple[int, list[str]]], faults: Faults) -> Iterator[Row]:
    for line, cells in content:
        source, target, *notes = [*cells, "", ""]
        fields = {"source": source, "target": target, "note": "; ".join(filter(None, notes))}
        yield row_of(line, fields, faults)


def _unescaped(
    content: Iterable[tuple[int, list[str]]], faults: Faults
) -> Iterator[tuple[int, list[str]]]:
    """Yield CSV rows without the ``'`` that keeps text from being a formula."""
    escaped = (*(f"'{mark}" for mark in _FORMULA), "''")
    for line, cells in content:
        if any(cell.lstrip().startswith("=") for cell in cells):
            faults.add(line, "a cell holds a formula", "Paste it as a value.")
        else:
            yield line, [cell[1:] if cell.startswith(escaped) else cell for cell in cells]


def _sheet(path: Path, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the first sheet that hold anything, as text."""
    from openpyxl import load_workbook

    data = read_bytes(path)
    _unpackable(data, path)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheet: Any = workbook.worksheets[0]
        sheet.reset_dimensions()  # a file may claim a million columns
        for number, cells in enumerate(sheet.iter_rows(max_col=len(COLUMNS) + 8), 1):
            if number > MOST_ROWS:
                faults.add(number, f"there are more than {MOST_ROWS:,} rows", "Split the table.")
                return
            if any(cell.data_type == "f" for cell in cells):
                faults.add(number, "a cell holds a formula", "Paste it as a value.")
                continue
            texts = ["" if cell.value is None else str(cell.value) for cell in cells]
            if any(text.strip() for text in texts):
                yield number, texts
    except GlossaryError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise _broken(path, error) from error


_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises on bytes that are no ZIP archive, or no longer one."""


def _unpackable(data: bytes, path: Path) -> None:
    """Refuse what is no workbook, unpacks to far too much, or declares XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(item.file_size for item in package.infolist()) > LARGEST_UNPACKED:
                raise GlossaryError(
                    f"the workbook unpacks to more than {LARGEST_UNPACKED // 2**20} MiB",
                    where=str(path),
                    remedy="Check that it is a glossary, and split it.",
                )
            for item in package.infolist():
                if item.filename.endswith((".xml", ".rels")):
                    with package.open(item) as part:
                        head = part.read(4096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise GlossaryError(
                            "the workbook declares XML entities, which no spreadsheet writes",
                            where=f"{path}: {item.filename}",
                            remedy="Open it in a spreadsheet program and save it again.",
                        )
    except _DAMAGE as error:
        raise _broken(path, error) from error


def _broken(path: Path, error: Exception) -> GlossaryError:
    return GlossaryError(
        f"this is no Excel workbook, or it is damaged ({error})",
        where=str(path),
        remedy="Save it as .xlsx in a spreadsheet program; the old .xls is not read.",
    )
