"""``gyur engines``."""

from __future__ import annotations

import json

import typer

from translate.cli.options import Json


def command(as_json: Json = False) -> None:
    """List the engines: what each enforces, and whether it is ready here."""
    from translate.engines import REGISTRY, unmet

    rows = [
        {
            "engine": name,
            "ready": not unmet(entry),
            "enforces": entry.enforcement.value,
            "lacks": unmet(entry),
            "remedy": entry.remedy if unmet(entry) else "",
            "summary": entry.summary,
        }
        for name, entry in REGISTRY.items()
    ]
    if as_json:
        typer.echo(json.dumps({"engines": rows}, ensure_ascii=False))
        return
    for row in rows:
        state = "ready" if row["ready"] else f"lacks {', '.join(map(str, row['lacks']))}"
        typer.echo(f"{row['engine']:<13} {state}; terms: {row['enforces']}; {row['summary']}")
        if row["remedy"]:
            typer.echo(f"{'':<13} {row['remedy']}")
