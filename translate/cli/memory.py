"""``gyur memory``: translations that a person accepted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from translate.cli.options import MemoryFile, home
from translate.errors import InputError

app = typer.Typer(help="Keep accepted translations, so that they come back verbatim.")


def _path(named: Path | None) -> Path:
    path = named or home() / "memory.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@app.command()
def add(
    source: Annotated[Path, typer.Argument(help="Chinese document, or its text file.")],
    target: Annotated[Path, typer.Argument(help="Its corrected translation, of the same shape.")],
    memory: MemoryFile = None,
) -> None:
    """Take the paragraphs of a finished translation into the memory."""
    from translate import formats
    from translate.memory import Memory
    from translate.pipeline import accepted_pairs

    documents = [formats.for_path(path).read(path) for path in (source, target)]
    pairs = accepted_pairs(*documents)
    if not pairs:
        raise InputError(
            "no sentence of the two documents could be paired",
            where=f"{source}, {target}",
            remedy="Both need the same paragraphs, each with the same number of sentences",
        )
    with Memory(_path(memory)) as store:
        count = store.add(pairs, origin=target.name)
    typer.echo(f"{count} segments accepted")


@app.command()
def stats(memory: MemoryFile = None) -> None:
    """Say how many segments the memory holds."""
    from translate.memory import Memory

    with Memory(_path(memory)) as store:
        typer.echo(f"{len(store)} segments in {_path(memory)}")
