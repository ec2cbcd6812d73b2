"""``gyur engines``: what there is to draft with, and how to get it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.options import Json, models_folder, shown

if TYPE_CHECKING:
    from translate.engines.catalogue import Model

app = typer.Typer(invoke_without_command=True)


@app.callback()
def listing(context: typer.Context, as_json: Json = False) -> None:
    """List the models to draft with: licence, size, how terms are enforced, whether ready here."""
    if context.invoked_subcommand:
        return
    from translate.cli import catalogue
    from translate.engines.catalogue import models

    if as_json:
        rows = [catalogue.record(model, models_folder()) for model in models()]
        told = {"engines": catalogue.adapters(), "models": rows}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in catalogue.table(models_folder()):
        typer.echo(line)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="MODEL", help="Its name in 'gyur engines'.")],
    as_json: Json = False,
) -> None:
    """Say all that is known of one model: published quality, licence, memory, how to get it."""
    from translate.cli import catalogue
    from translate.engines.catalogue import find

    model = find(name)
    if as_json:
        typer.echo(json.dumps(catalogue.record(model, models_folder()), ensure_ascii=False))
        return
    for line in catalogue.whole(model, models_folder()):
        typer.echo(line)


@app.command()
def fetch(
    name: Annotated[str, typer.Argument(metavar="MODEL", help="Its name in 'gyur engines'.")],
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder for the weights; default: gyur's own.")
    ] = None,
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Accept a licence that restricts use.")
    ] = False,
) -> None:
    """Download a model's weights, once; goes on where it was interrupted.

    HF_ENDPOINT names a mirror of the hub. Every file is checked against its published checksum.
    """
    from translate.cli.progress import downloads
    from translate.engines import fetching
    from translate.engines.catalogue import find
    from translate.engines.hub import Hub, endpoint

    model = find(name)
    folder = to or models_folder() / model.name
    hub = Hub(endpoint(), _offline(model, folder))
    accepted = accept_licence or _accepts(model)
    plan = fetching.plan(model, folder, hub, accepted=accepted)
    lock = plan.lock
    pinned = "pinned" if model.revision else "the newest when first fetched"
    typer.echo(f"{model.title}, {model.licence}: {lock.repository}", err=True)
    typer.echo(f"commit {lock.revision} ({pinned}), {hub.endpoint}", err=True)
    if plan.missing:
        count = f"{len(plan.missing)} of {len(lock.files)} files"
        typer.echo(f"{count}, {plan.size / 1e6:,.1f} MB to fetch", err=True)
    with downloads() as moved:
        fetching.fetch(plan, hub, lambda file, there: moved(file.name, file.size, there))
    done = "fetched" if plan.missing else "nothing to fetch: all files are here and whole"
    typer.echo(f"{done} → {folder}")
    typer.echo(f"use it: --engine {model.use if to is None else shown(f'{model.engine}:{folder}')}")


@app.command()
def convert(
    source: Annotated[str, typer.Argument(help="Folder of a seq2seq model, or a fetched MODEL.")],
    output: Annotated[Path, typer.Argument(help="New folder to write.")],
    quantization: Annotated[
        str, typer.Option("--quantization", help="int8, int8_float32, int16 or float32.")
    ] = "int8",
) -> None:
    """Convert a seq2seq model for engine ctranslate2: a quarter of the memory, no torch to run."""
    from translate.engines.catalogue import resolve
    from translate.engines.conversion import convert as convert_model

    folder = Path(resolve("transformers", source, models_folder()))
    convert_model(folder, output, quantization)
    typer.echo(f"{folder} → {output}")
    typer.echo(f"use it: --engine {shown(f'ctranslate2:{output}')}")


def _accepts(model: Model) -> bool:
    """Whether the user accepts a licence that restricts use, asked where somebody can answer."""
    if not model.restriction or not model.repository or not sys.stdin.isatty():
        return False
    typer.echo(f"{model.title}: {model.licence}. {model.restriction}", err=True)
    typer.echo(model.restriction_zh, err=True)
    return typer.confirm("Do you accept this licence? 接受此许可吗？", err=True)


def _offline(model: Model, folder: Path) -> str:
    return (
        "If the hub is blocked where you are, set HF_ENDPOINT to a mirror. Or on a machine with"
        f" network: gyur engines fetch {model.name} --to FOLDER, and copy FOLDER to {folder}"
    )
