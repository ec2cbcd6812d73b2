"""``gyur memory``: translations that a person accepted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.options import Json, MemoryFile, memory_path, open_memory
from translate.errors import InputError

if TYPE_CHECKING:
    from translate.memory import Memory

app = typer.Typer(help="Keep accepted translations, so that they come back verbatim.")


def _open(named: Path | None) -> Memory:
    from translate.memory import Memory

    return Memory(memory_path(named))


def _existing(named: Path | None) -> Memory:
    """The memory named, or the project's, even if that is new. Raises InputError."""
    store = open_memory(named)
    return _open(named) if store is None else store


@app.command()
def add(
    source: Annotated[Path, typer.Argument(help="Chinese document, or its text file.")],
    target: Annotated[Path, typer.Argument(help="Its corrected translation, of the same shape.")],
    memory: MemoryFile = None,
) -> None:
    """Take the paragraphs of a finished translation into the memory."""
    from translate import formats
    from translate.acceptance import from_documents

    documents = [formats.for_path(path).read(path) for path in (source, target)]
    pairs = from_documents(*documents)
    if not pairs:
        raise InputError(
            "no sentence of the two documents could be paired",
            where=f"{source}, {target}",
            remedy="Both need the same paragraphs, each with the same number of sentences",
        )
    with _open(memory) as store:
        count = store.add(pairs, origin=target.name)
    typer.echo(f"{count} segments accepted")


@app.command("import")
def import_units(
    path: Annotated[Path, typer.Argument(help="A .tmx of accepted translations.")],
    memory: MemoryFile = None,
) -> None:
    """Take the units of a TMX file into the memory."""
    from translate.acceptance import from_memory_file

    with _open(memory) as store:
        count = store.add(from_memory_file(path), origin=path.name)
    typer.echo(f"{count} segments accepted")


@app.command("export")
def export_units(
    path: Annotated[Path, typer.Argument(help="The .tmx to write.")],
    memory: MemoryFile = None,
) -> None:
    """Write the memory as a TMX file, which every translation tool reads."""
    from translate.acceptance import to_memory_file

    with _existing(memory) as store:
        count = to_memory_file(store, path)
    typer.echo(f"{count} segments → {path}")


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Chinese or Tibetan text to look for.")],
    memory: MemoryFile = None,
    as_json: Json = False,
) -> None:
    """Find accepted translations: the text itself, part of one, or one like it."""
    with _existing(memory) as store:
        found = store.search(text)
    if as_json:
        rows = [{name: getattr(item, name) for name in item.__slots__} for item in found]
        typer.echo(json.dumps({"units": rows}, ensure_ascii=False))
        return
    for item in found:
        typer.echo(f"{item.score}%\t{item.source}\t{item.target}\t{item.origin} {item.accepted}")
    typer.echo(f"{len(found)} found")


@app.command()
def remove(
    source: Annotated[str, typer.Argument(help="The whole Chinese segment.")],
    memory: MemoryFile = None,
) -> None:
    """Forget what was accepted for a segment."""
    with _existing(memory) as store:
        count = store.remove(source)
    if not count:
        raise InputError(
            "the memory has no such segment",
            where=str(memory_path(memory)),
            remedy="'gyur memory search' shows what it has",
        )
    typer.echo(f"{count} removed")


@app.command()
def stats(memory: MemoryFile = None, as_json: Json = False) -> None:
    """Say what the memory holds, by where it came from."""
    with _existing(memory) as store:
        told = store.stats()
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{told['units']} segments in {memory_path(memory)}")
    origins = told["origins"]
    assert isinstance(origins, dict)
    for origin, count in origins.items():
        typer.echo(f"  {count:>7}  {origin}")
