"""The reference of the command line, as docs/cli.md has it.

``python -m translate.cli.reference > docs/cli.md`` writes it anew; a test holds the two together.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from translate.cli import app


def lines() -> Iterator[str]:
    """The reference in Markdown, line by line."""
    yield "# The commands"
    yield ""
    yield "Written by `python -m translate.cli.reference`; `--help` after a command says the same."
    root: Any = get_command(app)
    with typer.Context(root, info_name="gyur") as context:
        yield from _command(root, context)


def _command(command: Any, context: Any) -> Iterator[str]:
    if isinstance(command, TyperGroup):
        if command.invoke_without_command and context.parent:
            yield from _section(command, context)
        for name in command.list_commands(context):
            child: Any = command.get_command(context, name)
            with typer.Context(child, info_name=name, parent=context) as inner:
                yield from _command(child, inner)
    else:
        yield from _section(command, context)


def _section(command: Any, context: Any) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield ""
    yield f"## {context.command_path}"
    yield ""
    yield f"`{context.command_path} {usage}`"
    yield ""
    yield " ".join((command.help or "").split())
    rows = [record for p in command.get_params(context) if (record := p.get_help_record(context))]
    if rows:
        yield ""
        yield "| | |"
        yield "|---|---|"
        for names, told in rows:
            if "--help" in names:
                continue
            yield f"| `{names.replace('|', chr(92) + '|')}` | {' '.join(told.split())} |"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print("\n".join(lines()))
