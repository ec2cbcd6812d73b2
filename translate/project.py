"""A project: the folder of one book, and what ``gyur.toml`` in it settles.

    name = "法治教育读本"
    engine = "builtin"
    glossaries = ["terms.tsv"]      # later ones win; all are read, none is written
    builtin-glossary = true
    glossary = "glossary.db"        # what 'gyur glossary add' writes
    memory = "memory.db"

    [checks]
    off = ["syllables"]             # checks that are not run
    silenced = ["1f3a9c07"]         # single findings, by the mark that 'gyur check' prints

Paths are relative to the folder. Every key may be left out.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.errors import ProjectError

FILE = "gyur.toml"
RECORDS = ".gyur"
"""Folder of what gyur keeps about the documents of a project."""
_KEYS: dict[str, type] = {
    "name": str,
    "engine": str,
    "glossaries": list,
    "builtin-glossary": bool,
    "glossary": str,
    "memory": str,
    "checks": dict,
}
_CHECK_KEYS: dict[str, type] = {"off": list, "silenced": list}
_NAMES = {str: "text in quotes", list: "a list of texts", bool: "true or false", dict: "a table"}


@dataclass(frozen=True, slots=True)
class Project:
    """What every command takes as settled, unless its options say otherwise."""

    folder: Path
    """Where ``gyur.toml`` is; the user's own folder where there is no project."""
    named: bool = False
    """False for the user's own folder, which keeps no records of documents."""
    name: str = ""
    engine: str = "builtin"
    glossaries: tuple[Path, ...] = ()
    builtin_glossary: bool = True
    glossary: Path = Path("glossary.db")
    memory: Path = Path("memory.db")
    checks_off: tuple[str, ...] = ()
    silenced: frozenset[str] = frozenset()

    def record(self, document: Path) -> Path | None:
        """Where the record of a document is kept; None for a document outside the project."""
        if not self.named:
            return None
        try:
            inside = document.resolve().relative_to(self.folder.resolve())
        except ValueError:
            return None
        return self.folder / RECORDS / inside.with_name(f"{inside.name}.xlf")

    def records(self) -> list[tuple[Path, Path]]:
        """Every (document, record), by name; a document that is gone would be counted twice,
        under its old name and its new one, so its record is left out."""
        kept = self.folder / RECORDS
        found = sorted(kept.rglob("*.xlf")) if self.named else []
        pairs = [(path.relative_to(kept).with_suffix(""), path) for path in found]
        return [pair for pair in pairs if (self.folder / pair[0]).exists()]


def find(start: Path, home: Path) -> Project:
    """The project of a folder: that of the nearest ``gyur.toml`` above it, else the user's own.

    Raises ProjectError where that file cannot be read.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE).is_file():
            return read(folder / FILE)
    return Project(home, glossary=home / "glossary.db", memory=home / "memory.db")


def read(path: Path) -> Project:
    """The project that a ``gyur.toml`` describes. Raises ProjectError naming key and remedy."""
    try:
        values = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ProjectError(
            f"the project file cannot be read ({error})",
            where=str(path),
            remedy="Save it as UTF-8 TOML, with / for \\ in paths; 'gyur init' in an empty folder "
            "shows a good one",
        ) from error
    _check(values, _KEYS, path)
    checks = values.get("checks", {})
    _check(checks, _CHECK_KEYS, path)
    folder = path.parent
    return Project(
        folder,
        named=True,
        name=values.get("name", folder.resolve().name),
        engine=_placed(values.get("engine", "builtin"), folder),
        glossaries=tuple(folder / name for name in values.get("glossaries", ())),
        builtin_glossary=values.get("builtin-glossary", True),
        glossary=folder / values.get("glossary", "glossary.db"),
        memory=folder / values.get("memory", "memory.db"),
        checks_off=tuple(checks.get("off", ())),
        silenced=frozenset(checks.get("silenced", ())),
    )


def begin(folder: Path, name: str) -> Path:
    """Write a ``gyur.toml`` with every key explained; return its path.

    Raises ProjectError where there is one already or it cannot be written.
    """
    path = folder / FILE
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_TEMPLATE.format(name=json.dumps(name, ensure_ascii=False)))
    except FileExistsError as error:
        raise ProjectError(
            "this folder is a project already", where=str(path), remedy="Edit that file"
        ) from error
    except OSError as error:
        raise ProjectError(
            f"the project file cannot be written ({error})",
            where=str(path),
            remedy="Choose a folder that you may write to",
        ) from error
    return path


def _placed(engine: str, folder: Path) -> str:
    """``engine`` with the folder of its model, if it names one, as a path from ``folder``."""
    kind, _, argument = engine.partition(":")
    inside = bool(argument) and (folder / argument).is_dir()
    return f"{kind}:{folder / argument}" if inside else engine


def _check(values: Mapping[str, Any], keys: Mapping[str, type], path: Path) -> None:
    for key, value in values.items():
        wanted = keys.get(key)
        if wanted is None:
            raise ProjectError(
                f"there is no setting '{key}'",
                where=str(path),
                remedy=f"Use {', '.join(keys)}",
            )
        fits = isinstance(value, wanted)
        if fits and wanted is list:
            fits = all(isinstance(item, str) for item in value)
        if not fits:
            raise ProjectError(
                f"'{key}' must be {_NAMES[wanted]}", where=str(path), remedy="Correct it"
            )


_TEMPLATE = """\
# 这本书的设置 · settings of this book. Every line may be left out.
# 路径从这里算起，用 / · paths start here and are written with /.
name = {name}

# 引擎 · the engine that drafts; 'gyur engines' lists them.
engine = "builtin"

# 术语表 · glossaries that are read, the later ones win: ["terms.tsv", "court.xlsx"]
glossaries = []
# 内置术语表 · whether the built-in glossary is used too.
builtin-glossary = true
# 'gyur glossary add' and 'import' write this one; it wins over all others.
glossary = "glossary.db"

# 翻译记忆 · accepted translations; 'gyur accept' writes it.
memory = "memory.db"

[checks]
# 不做的检查 · checks that are not run; docs/checks.md describes each: ["syllables"]
off = []
# 已看过的问题 · single findings not to show again, by the mark that 'gyur check' prints.
silenced = []
"""
