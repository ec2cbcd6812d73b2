"""``gyur init`` and ``gyur status``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.options import Json, make_folder, open_memory, project
from translate.errors import ProjectError

if TYPE_CHECKING:
    from translate.acceptance import Progress

_WIDTH = 24
"""Columns of a bar."""


def init(
    folder: Annotated[Path, typer.Argument(help="Folder of the book.")] = Path(),
    name: Annotated[
        str, typer.Option(help="What the book is called; default: the folder's name.")
    ] = "",
) -> None:
    """Make a folder a project: gyur.toml settles its glossaries, memory, engine and checks."""
    from translate.project import begin

    make_folder(folder)
    path = begin(folder, name or folder.resolve().name)
    typer.echo(f"{path} written. Commands in this folder and below it now use it.")


def status(as_json: Json = False) -> None:
    """Say how far the book is: segments drafted and accepted, findings open, characters."""
    from translate.acceptance import progress
    from translate.formats.bilingual import for_path

    settled = project()
    if not settled.named:
        raise ProjectError(
            "there is no project here",
            where=str(Path.cwd()),
            remedy="Make one with 'gyur init', or go to the folder that has gyur.toml",
        )
    memory = open_memory(None)
    rows = [
        (str(document), progress(for_path(record).read_units(record), memory))
        for document, record in settled.records()
    ]
    if memory is not None:
        memory.close()
    if as_json:
        told = [{"document": name, **asdict(row)} for name, row in rows]
        typer.echo(json.dumps({"project": settled.name, "documents": told}, ensure_ascii=False))
        return
    typer.echo(settled.name)
    for name, row in rows:
        typer.echo(_line(name, row))
    if len(rows) > 1:
        typer.echo(_line("", _sum([row for _, row in rows])))
    if not rows:
        typer.echo("  nothing drafted yet: gyur translate 读本.docx")


def _sum(rows: list[Progress]) -> Progress:
    from translate.acceptance import Progress

    return Progress(
        *(sum(column) for column in zip(*(asdict(r).values() for r in rows), strict=True))
    )


def _line(name: str, row: Progress) -> str:
    share = row.accepted / max(1, row.segments)
    full = round(share * _WIDTH)
    bar = "█" * full + "░" * (_WIDTH - full)
    return (
        f"  {bar} {share:4.0%}  {row.accepted} of {row.segments} segments accepted, "
        f"{row.findings} findings open, {row.characters:,} characters  {name}"
    )
