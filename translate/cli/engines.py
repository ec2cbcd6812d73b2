"""``gyur engines``."""

from __future__ import annotations

import json

import typer

from translate.cli.options import Json


def command(as_json: Json = False) -> None:
    """List the engines: what each enforces, and whether it is ready here."""
    from translate.engines import REGISTRY, unmet

    if as_json:
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
        typer.echo(json.dumps({"engines": rows}, ensure_ascii=False))
        return
    for name, entry in REGISTRY.items():
        lacking = unmet(entry)
        state = f"lacks {', '.join(lacking)}" if lacking else "ready"
        typer.echo(f"{name:<13} {state}; terms: {entry.enforcement.value}; {entry.summary}")
        if lacking:
            typer.echo(f"{'':<13} {entry.remedy}")
