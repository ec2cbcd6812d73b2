"""Entries as table rows, one a target, and back: what every table format shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from glossary.chinese import has_han, key
from glossary.collection import merge
from glossary.errors import GlossaryError
from glossary.term import Status, Target, Term, Use
from glossary.validation import (
    Fault,
    checked,
    clean_remark,
    clean_source,
    clean_target,
    quoted,
    remark_faults,
    source_faults,
    target_faults,
)

_Name = TypeVar("_Name", bound=StrEnum)

COLUMNS = ("source", "target", "use", "status", "domain", "evidence", "note", "hint")
"""The columns of a full table, in the order in which they are written."""

NAMES = {
    "术语": "source",
    "汉文": "source",
    "藏文": "target",
    "用法": "use",
    "状态": "status",
    "领域": "domain",
    "出处": "evidence",
    "备注": "note",
    "提示": "hint",
    "次数": "count",
    "语境": "context",
    "建议": "suggested",
}
"""What a Chinese spreadsheet may call the columns."""

WORK = ("count", "context", "suggested")
"""Columns of a list of candidates, which ``gyur terms`` writes: they are for the eye alone."""

SHOWN = 10
"""How many faults of a file one error lists."""


@dataclass(frozen=True, slots=True)
class Row:
    """One target of one source, as a file gives it; None and "" where the file says nothing."""

    line: int
    source: str
    target: str
    use: Use | None = None
    status: Status | None = None
    domain: str = ""
    evidence: str = ""
    note: str = ""
    hint: str = ""


class Faults:
    """What is wrong with a file, gathered so that a person can mend it in one go."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: list[tuple[int, Fault]] = []

    def add(self, line: int, message: str, remedy: str) -> None:
        """Note what is wrong in ``line``, counted from 1."""
        self._found.append((line, Fault(message, remedy)))

    def settle(self) -> None:
        """Raise one GlossaryError with the first faults by line, if there is any."""
        found = sorted(dict.fromkeys(self._found), key=lambda item: item[0])
        if not found:
            return
        if len(found) == 1:
            line, fault = found[0]
            raise GlossaryError(fault.message, where=f"{self._path}:{line}", remedy=fault.remedy)
        lines = [f"{self._path}:{line}: {fault.message}. {fault.remedy}" for line, fault in found]
        more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        raise GlossaryError(
            "\n  ".join((f"{len(found)} lines or entries are wrong", *lines[:SHOWN], *more)),
            where=str(self._path),
            remedy="Correct them and try again; nothing was read.",
        )


def assemble(rows: Iterable[Row], faults: Faults) -> list[Term]:
    """Join the rows of each source to a term, in order of first appearance.

    Rows whose sources fold alike are one term, spelt as the first of them. Where no row is marked
    as preferred, the first that has no mark is; the others without a mark are allowed. The term's
    status is the preferred row's, else the first given; its note joins the rows' notes. What is
    wrong goes to ``faults``, and then the result is incomplete.
    """
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    spoilt: set[str] = set()
    for row in map(_cleaned, rows):
        source = key(row.source)
        groups[source].append(row)
        for fault in _row_faults(row):
            faults.add(row.line, *fault)
            spoilt.add(source)
    whole = (group for source, group in groups.items() if source not in spoilt)
    return [term for group in whole if (term := _term(group, faults)) is not None]


def named_rows(content: Iterator[tuple[int, list[str]]], faults: Faults) -> Iterator[Row]:
    """Yield the rows below a row of column names, each with its line.

    Names may be Chinese, case does not matter. A table with a ``count`` column is a list of
    candidates: its rows without a target wait for one, and are left out.
    """
    number, cells = next(content, (1, []))
    header = column_names(cells)
    known = {*COLUMNS, *WORK}
    if not {"source", "target"} <= set(header) <= known or len(set(header)) != len(header):
        faults.add(
            number,
            f"the column names are {quoted(' '.join(filter(None, cells)))}",
            f"Put a row with the names {' '.join(COLUMNS)}, or {' '.join(NAMES)}, above the terms; "
            "other columns are not read, remove them.",
        )
        return
    for number, fields in content:
        filled = max((i for i, field in enumerate(fields, 1) if field), default=0)
        if filled > len(header):
            faults.add(
                number,
                f"the line has {filled} fields under {len(header)} columns",
                "Remove what stands to the right of the last named column.",
            )
            continue
        row = dict(zip(header, fields, strict=False))
        if "count" not in header or row.get("target"):
            yield row_of(number, row, faults)


def column_names(cells: Iterable[str]) -> list[str]:
    """Return the names in a header row, in English, without the empty cells that pad its end."""
    names = [NAMES.get(cell.strip(), cell.strip().lower()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def row_of(line: int, fields: Mapping[str, str], faults: Faults) -> Row:
    """Return a row from its named fields; an unknown use or status goes to ``faults``."""
    return Row(
        line,
        fields["source"],
        fields.get("target", ""),
        _member(Use, "use", fields, line, faults),
        _member(Status, "status", fields, line, faults),
        *(fields.get(name, "") for name in ("domain", "evidence", "note", "hint")),
    )


def rows_of(terms: Iterable[Term]) -> Iterator[tuple[Term, list[Row]]]:
    """Yield each term, normalised, with its rows; ``line`` counts the term's rows from 0.

    The domain stands on every row, the status on the preferred one, the note on the first. Raises
    GlossaryError for a term that is not well formed or contradicts another.
    """
    for term in merge([checked(term) for term in terms]):
        yield (
            term,
            [
                Row(
                    line=number,
                    source=term.source,
                    target=target.text,
                    use=target.use,
                    status=term.status if target.use is Use.PREFERRED else None,
                    domain=term.domain,
                    evidence=target.evidence,
                    note="" if number else term.note,
                    hint=target.hint,
                )
                for number, target in enumerate(term.targets)
            ],
        )


def _member(
    kind: type[_Name], column: str, fields: Mapping[str, str], line: int, faults: Faults
) -> _Name | None:
    value = fields.get(column, "").strip().lower()
    if not value:
        return None
    members = {member.value: member for member in kind}
    if value not in members:
        faults.add(line, f"the {column} {quoted(value)} is unknown", f"Use {', '.join(members)}.")
    return members.get(value)


def _cleaned(row: Row) -> Row:
    return Row(
        row.line,
        clean_source(row.source),
        clean_target(row.target),
        row.use,
        row.status,
        *map(clean_remark, (row.domain, row.evidence, row.note, row.hint)),
    )


def _row_faults(row: Row) -> Iterator[Fault]:
    if has_han(row.target) and any("\u0f00" <= char <= "\u0fff" for char in row.source):
        yield Fault(
            f"the columns look swapped: {quoted(row.source)} before {quoted(row.target)}",
            "Put Chinese into the first column and Tibetan into the second.",
        )
        return
    yield from source_faults(row.source)
    yield from target_faults(row.target)
    for name in ("domain", "evidence", "note", "hint"):
        yield from remark_faults(name, getattr(row, name))


def _term(rows: list[Row], faults: Faults) -> Term | None:
    targets = _targets(_distinct(rows, faults), faults)
    domain = _domain(rows, faults)
    if targets is None:
        return None
    preferred = next(target.text for target in targets if target.use is Use.PREFERRED)
    statuses = [row.status for row in rows if row.status and row.target == preferred]
    statuses += [row.status for row in rows if row.status]
    notes = dict.fromkeys(row.note for row in rows if row.note)
    return Term(
        rows[0].source,
        targets,
        statuses[0] if statuses else Status.PROPOSED,
        domain,
        "; ".join(notes),
    )


def _distinct(rows: list[Row], faults: Faults) -> list[Row]:
    """Keep one row a target; a second one may repeat the first but not contradict it."""
    by_target: dict[str, Row] = {}
    for row in rows:
        first = by_target.setdefault(row.target, row)
        if row.use not in (None, first.use) or row.evidence not in ("", first.evidence):
            faults.add(
                row.line,
                f"the target {quoted(row.target)} of {quoted(row.source)} contradicts "
                f"line {first.line}: {_said(row)}, there {_said(first)}",
                "Keep one of the two lines.",
            )
    return list(by_target.values())


def _said(row: Row) -> str:
    return " ".join(filter(None, (row.use or "no use", row.evidence)))


def _targets(rows: list[Row], faults: Faults) -> tuple[Target, ...] | None:
    preferred = [row for row in rows if row.use is Use.PREFERRED]
    if not preferred:
        preferred = [row for row in rows if row.use is None][:1]
    if len(preferred) == 1:
        return tuple(
            Target(
                row.target,
                Use.PREFERRED if row in preferred else row.use or Use.ALLOWED,
                row.evidence,
                row.hint,
            )
            for row in rows
        )
    if preferred:
        line, other = preferred[1].line, preferred[0].line
        message = f"{quoted(rows[0].source)} has a second preferred target, after line {other}"
    else:
        line = rows[0].line
        message = f"{quoted(rows[0].source)} has no preferred target"
    faults.add(line, message, "Mark exactly one target of a term as preferred.")
    return None


def _domain(rows: list[Row], faults: Faults) -> str:
    """Return the one domain that the rows give, "" where none gives any."""
    given = [row for row in rows if row.domain]
    for row in given:
        if row.domain != given[0].domain:
            faults.add(
                row.line,
                f"the domain {quoted(row.domain)} contradicts line {given[0].line}, "
                f"which says {quoted(given[0].domain)}",
                "Give all lines of a term the same domain.",
            )
    return given[0].domain if given else ""
