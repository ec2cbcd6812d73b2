"""Options that several commands share, and what they stand for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.errors import InputError, OutputError, ProjectError

if TYPE_CHECKING:
    from glossary.term import Term
    from translate.checks import Profile
    from translate.memory import Memory
    from translate.project import Project

EngineName = Annotated[
    str | None,
    typer.Option(
        "--engine", "-e", help="Engine to draft with; see 'gyur engines'. Default: builtin."
    ),
]
GlossaryFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--glossary",
        "-g",
        help="Glossary file (.tsv, .csv, .xlsx, .tbx, .db); later ones win. Repeatable.",
    ),
]
NoBuiltin = Annotated[
    bool, typer.Option("--no-builtin-glossary", help="Leave the built-in glossary out.")
]
MemoryFile = Annotated[
    Path | None,
    typer.Option("--memory", "-m", help="Memory of accepted translations; default: the project's."),
]
Enforce = Annotated[
    bool, typer.Option("--enforce/--no-enforce", help="Ask for the terms, or only count them.")
]
RunnerName = Annotated[
    str, typer.Option("--runner", help="Where to draft: local, or ray for several processes.")
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, help="Processes that draft, with --runner ray. Default: 2."),
]
Address = Annotated[
    str,
    typer.Option(
        "--address",
        metavar="HOST:PORT",
        help="Head of a Ray cluster to join; without it Ray starts on this machine.",
    ),
]
Tracked = Annotated[
    str,
    typer.Option(
        "--tracked",
        metavar="accept|refuse",
        help="Tracked changes in Word: carry them out in what is translated, or stop.",
    ),
]
XliffVersion = Annotated[
    str,
    typer.Option(
        "--xliff", metavar="2.1|1.2", help="Version of an XLIFF --bilingual file; OmegaT reads 1.2."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if there are findings.")]


def one_of(option: str, value: str, *values: str) -> str:
    """``value`` if it is one of ``values``. Raises InputError naming them."""
    if value not in values:
        raise InputError(
            f"{option} cannot be '{value}'", remedy=f"Choose one of {', '.join(values)}"
        )
    return value


def home() -> Path:
    """The folder of the user's own glossary and memory: ``$GYUR_HOME`` or the system's place."""
    named = os.environ.get("GYUR_HOME")
    return Path(named) if named else Path(typer.get_app_dir("gyur"))


def models_folder() -> Path:
    """Where 'gyur engines fetch' puts weights: ``models`` in the user's own folder."""
    return home() / "models"


def project() -> Project:
    """The project that the working folder is in, or the user's own settings."""
    from translate.project import find

    return find(Path.cwd(), home())


def load_terms(files: list[Path] | None, no_builtin: bool) -> list[Term]:
    """The built-in terms, overridden by the project's glossaries, then by the files in order."""
    from glossary import builtin
    from glossary.collection import merge
    from glossary.exchange import load

    settled = project()
    built_in = settled.builtin_glossary and not no_builtin
    own = [settled.glossary] if settled.glossary.exists() else []
    named = [*settled.glossaries, *own, *(files or [])]
    return merge(*([builtin.terms()] if built_in else []), *map(load, named))


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, unless it is there. Raises OutputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"the folder cannot be made ({error})",
            where=str(folder),
            remedy="Name another folder, in one that you may write to",
        ) from error


def shown(path: object) -> str:
    """A path within a command that is printed to be typed: in quotes where it has spaces."""
    text = str(path)
    return f'"{text}"' if " " in text else text


def memory_path(named: Path | None) -> Path:
    """The memory named, or the project's; its folder is made. Raises OutputError."""
    path = named or project().memory
    make_folder(path.parent)
    return path


def open_memory(named: Path | None) -> Memory | None:
    """The memory named, or the project's if there is one yet.

    Raises InputError where the one named is missing: a new one in its place would look empty.
    """
    path = named or project().memory
    if not path.exists():
        if named is None:
            return None
        raise InputError(
            "there is no such memory",
            where=str(path),
            remedy="Check the path; 'gyur accept' and 'gyur memory import' make a new one",
        )
    from translate.memory import Memory

    return Memory(path)


def profile() -> Profile:
    """The checks that the project wants. Raises ProjectError where it names one there is not."""
    from translate.checks import CHECKS, ELSEWHERE, Profile
    from translate.project import FILE

    settled = project()
    known = sorted({*CHECKS, *ELSEWHERE})
    for name in settled.checks_off:
        if name not in known:
            raise ProjectError(
                f"'off' names '{name}', and there is no such check",
                where=str(settled.folder / FILE),
                remedy=f"Use {', '.join(known)}",
            )
    return Profile(settled.checks_off, settled.silenced)
