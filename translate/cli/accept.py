"""``gyur accept``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.options import (
    GlossaryFiles,
    Json,
    MemoryFile,
    NoBuiltin,
    load_terms,
    memory_path,
    shown,
)

if TYPE_CHECKING:
    from translate.acceptance import Acceptance, Proposal

SHOWN = 20
"""Changes printed; --json has them all."""


def command(
    inputs: Annotated[
        list[Path],
        typer.Argument(help="Corrected files: bilingual .docx, .xlf, or the page's corrections."),
    ],
    whole: Annotated[
        bool, typer.Option("--whole", help="Accept every segment, also those left as drafted.")
    ] = False,
    terms: Annotated[
        Path | None,
        typer.Option("--terms", help="Write terms learnt from the changes to a .xlsx or .tsv."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be done.")
    ] = False,
    memory: MemoryFile = None,
    glossary: GlossaryFiles = None,
    no_builtin_glossary: NoBuiltin = False,
    as_json: Json = False,
) -> None:
    """Take corrections back: accepted segments come back verbatim in every later translation.

    Accepted is what was corrected, and what was marked as accepted.
    """
    from glossary.matcher import Matcher
    from translate.acceptance import from_units
    from translate.formats.bilingual import for_path
    from translate.memory import Memory

    matcher = Matcher(load_terms(glossary, no_builtin_glossary))
    found = [(p, from_units(for_path(p).read_units(p), matcher, whole=whole)) for p in inputs]
    proposals = [proposal for _, brought in found for proposal in brought.proposals]
    if not dry_run:
        if terms is not None:
            _write(proposals, terms)
        with Memory(memory_path(memory)) as store:
            for path, brought in found:
                store.add(brought.accepted, origin=path.name)
    if as_json:
        told = [_record(path, brought) for path, brought in found]
        typer.echo(json.dumps({"files": told}, ensure_ascii=False))
        return
    for path, brought in found:
        _show(path, brought)
    for one in proposals:
        typer.echo(f"  term? {one.source}: {one.old} → {one.new} ({one.count}×)")
    if terms is not None and not dry_run:
        typer.echo(f"  look through {terms}, then: gyur glossary import {shown(terms)} --replace")


def _show(path: Path, brought: Acceptance) -> None:
    corrected = sum(bool(unit.target.strip()) for unit in brought.changed)
    typer.echo(
        f"{path}: {len(brought.accepted)} segments accepted, {corrected} of them "
        f"corrected; {brought.open} still open"
    )
    for unit in brought.changed[:SHOWN]:
        typer.echo(f"  {unit.id}\t{unit.source}\n  - {unit.draft}\n  + {unit.target}")
    if len(brought.changed) > SHOWN:
        typer.echo(f"  … {len(brought.changed) - SHOWN} more corrections")


def _write(proposals: Sequence[Proposal], path: Path) -> None:
    from glossary.exchange.candidates import Line, write

    lines = [Line(p.source, p.count, "corrected", p.old, "", p.new) for p in proposals]
    write(lines, path)


def _record(path: Path, brought: Acceptance) -> dict[str, object]:
    return {
        "file": str(path),
        "accepted": len(brought.accepted),
        "open": brought.open,
        "changed": [
            {"id": u.id, "source": u.source, "draft": u.draft, "target": u.target}
            for u in brought.changed
        ],
        "proposals": [
            {"source": p.source, "old": p.old, "new": p.new, "count": p.count}
            for p in brought.proposals
        ],
    }
