"""The command line: parse, call, print. Nothing else in the program prints or exits.

Exit codes: 0 done; 1 done with findings where ``--strict`` was asked; 2 usage or input error;
130 interrupted.
"""

from __future__ import annotations

import sys

import typer

from translate.cli import (
    accept,
    check,
    engines,
    evaluate,
    glossary,
    memory,
    project,
    terms,
    translate,
)
from translate.errors import GyurError

INTERRUPTED = 130

app = typer.Typer(
    name="gyur",
    help="Chinese to Tibetan drafts with the right terms: འགྱུར.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("init")(project.init)
app.command("translate")(translate.command)
app.command("accept")(accept.command)
app.command("status")(project.status)
app.command("terms")(terms.command)
app.command("check")(check.command)
app.command("evaluate")(evaluate.command)
app.add_typer(engines.app, name="engines")
app.add_typer(glossary.app, name="glossary")
app.add_typer(memory.app, name="memory")


@app.callback(invoke_without_command=True)
def version(
    context: typer.Context,
    show: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    """Chinese to Tibetan drafts with the right terms: འགྱུར."""
    if show:
        from importlib.metadata import version as installed

        typer.echo(f"gyur {installed('gyur')}")
        raise typer.Exit


def main() -> None:
    """The ``gyur`` command."""
    for stream in (sys.stdout, sys.stderr):
        # A Chinese Windows console speaks GBK, which has no Tibetan.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except GyurError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
    except SystemExit as stop:
        if stop.code == INTERRUPTED:  # what typer makes of Ctrl+C
            typer.echo(
                "interrupted. Run the same command again to go on where it stopped", err=True
            )
        raise
    except BrokenPipeError:
        sys.exit(0)
