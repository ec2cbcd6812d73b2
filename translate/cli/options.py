"""Options that several commands share, and what they stand for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from glossary.term import Term
    from translate.memory import Memory

EngineName = Annotated[
    str, typer.Option("--engine", "-e", help="Engine to draft with; see 'gyur engines'.")
]
GlossaryFiles = Annotated[
    list[Path] | None,
    typer.Option("--glossary", "-g", help="Glossary file (.tsv, .db); later ones win. Repeatable."),
]
NoBuiltin = Annotated[
    bool, typer.Option("--no-builtin-glossary", help="Leave the built-in glossary out.")
]
MemoryFile = Annotated[
    Path | None,
    typer.Option("--memory", "-m", help="Memory of accepted translations; default: your own."),
]
Enforce = Annotated[
    bool, typer.Option("--enforce/--no-enforce", help="Ask for the terms, or only count them.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if there are findings.")]


def home() -> Path:
    """The folder of the user's own glossary and memory: ``$GYUR_HOME`` or the system's place."""
    named = os.environ.get("GYUR_HOME")
    return Path(named) if named else Path(typer.get_app_dir("gyur"))


def own_glossary() -> Path:
    """The glossary that ``gyur glossary add`` writes and every translation uses."""
    return home() / "glossary.db"


def load_terms(files: list[Path] | None, no_builtin: bool) -> list[Term]:
    """The built-in terms, overridden by the user's own glossary, then by the files in order."""
    from glossary import builtin
    from glossary.collection import merge
    from glossary.exchange import load

    lists = [] if no_builtin else [builtin.terms()]
    named = [own_glossary()] if own_glossary().exists() else []
    return merge(*lists, *(load(path) for path in [*named, *(files or [])]))


def open_memory(named: Path | None) -> Memory | None:
    """The memory named, or the user's own if there is one yet."""
    from translate.memory import Memory

    path = named or home() / "memory.db"
    return Memory(path) if named is not None or path.exists() else None
