"""``gyur terms``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.options import (
    GlossaryFiles,
    Json,
    MemoryFile,
    NoBuiltin,
    load_terms,
    open_memory,
)
from translate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from glossary.exchange.candidates import Line
    from glossary.mining import Candidate, Suggester

SHOWN = 50
"""Lines printed where all are written to a file."""
NEAR = 8
"""Characters on either side of a term that the screen shows."""
UNCUT = 10_000
"""Columns where there is no screen, so that a file or a pipe has every line whole."""


def command(
    inputs: Annotated[list[Path], typer.Argument(help="Chinese documents.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write the list to a .xlsx or .tsv file to fill in."),
    ] = None,
    glossary: GlossaryFiles = None,
    no_builtin_glossary: NoBuiltin = False,
    known: Annotated[
        bool, typer.Option("--known", help="Also list terms that the glossary has settled.")
    ] = False,
    least: Annotated[int, typer.Option(min=1, help="Fewest occurrences.")] = 2,
    parallel: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="A text and its translation, to suggest renderings from."),
    ] = None,
    memory: MemoryFile = None,
    as_json: Json = False,
) -> None:
    """List what may be terms in documents: unknown ones, and those merely proposed.

    Fill in the target column of the file and take it in with 'gyur glossary import'.
    """
    from glossary.exchange.candidates import write
    from glossary.mining import candidates
    from translate import formats

    documents = [formats.for_path(path).read(path) for path in inputs]
    texts = [block.text for document in documents for block in document.blocks]
    suggester = _suggester(parallel, memory)
    found = candidates(texts, load_terms(glossary, no_builtin_glossary), least)
    lines = [_line(candidate, suggester) for candidate in found]
    lines = [line for line in lines if known or line.known in {"unknown", "proposed"}]
    if out is not None:
        write(lines, out)
    if as_json:
        rows = [{name: getattr(line, name) for name in line.__slots__} for line in lines]
        typer.echo(json.dumps({"terms": rows}, ensure_ascii=False))
        return
    _show(lines[:SHOWN] if out is not None else lines)
    typer.echo(f"{len(lines)} terms" + (f" → {out}" if out is not None else ""))


def _suggester(parallel: tuple[Path, Path] | None, memory: Path | None) -> Suggester | None:
    """What suggests renderings: aligned lines, and the memory's accepted segments."""
    from glossary.mining import Suggester

    pairs = _aligned(*parallel) if parallel is not None else []
    store = open_memory(memory)
    if store is not None:
        with store:
            pairs += store.pairs()
    return Suggester(pairs) if pairs else None


def _aligned(chinese: Path, tibetan: Path) -> list[tuple[str, str]]:
    """The blocks of a document with those of its translation. Raises InputError."""
    from translate import formats
    from translate.acceptance import parting, unanswered
    from translate.segmentation import segment

    source, target = (formats.for_path(path).read(path) for path in (chinese, tibetan))
    alone = unanswered(source, target, segment(source))
    if alone:
        raise InputError(
            parting(source, target, alone),
            where=f"{chinese}, {tibetan}",
            remedy="Give a text and its translation of the same shape",
        )
    texts = {block.id: block.text for block in target.blocks}
    return [(block.text, texts.get(block.id, "")) for block in source.blocks]


def _line(candidate: Candidate, suggester: Suggester | None) -> Line:
    from glossary.exchange.candidates import Line

    term = candidate.term
    suggested = [term.preferred] if term else []
    if suggester is not None:
        best = suggester(candidate.source, 3)
        suggested += [f"{s.target} {s.both}/{s.sources}" for s in best if s.both > 1]
    known = term.status.value if term else "unknown"
    return Line(candidate.source, candidate.count, known, " · ".join(suggested), candidate.context)


def _show(lines: Sequence[Line]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for name in ("term", "count", "known", "suggested", "in context"):
        table.add_column(name, no_wrap=True, justify="right" if name == "count" else "left")
    for line in lines:
        before, _, after = line.context.partition(line.source)
        near = f"{before[-NEAR:]}{line.source}{after[:NEAR]}"
        cells = (line.source, str(line.count), line.known, line.suggested, near)
        table.add_row(*map(Text, cells))  # a book's square brackets are no markup of rich
    watched = sys.stdout.isatty()
    Console(width=None if watched else UNCUT).print(table)
