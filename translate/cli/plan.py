"""What ``gyur translate`` will read and write, settled and checked before any work."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.cli.options import make_folder
from translate.errors import InputError, OutputError

OWN = ".bo"
"""Ends the name, before the extension, of everything that gyur writes beside a document."""


@dataclass(frozen=True, slots=True)
class Task:
    """A document and the places of its results; None where one is not wanted."""

    source: Path
    output: Path
    page: Path | None = None
    """The review page."""
    table: Path | None = None
    """The bilingual file."""
    tracked: str = "accept"
    """What becomes of tracked changes."""
    xliff: str = "2.1"
    """The version of an XLIFF table."""

    @property
    def journal(self) -> Path:
        """Where the run is recorded until it is done."""
        return self.output.with_name(self.output.name + ".gyur-journal")

    @property
    def results(self) -> list[Path]:
        """Every file that is written."""
        return [path for path in (self.output, self.page, self.table) if path is not None]


def plan(
    inputs: Sequence[Path],
    out: Path | None,
    page: Path | None,
    table: Path | None,
    used: Collection[Path] = (),
) -> list[Task]:
    """A task for each document among ``inputs`` and in the folders among them.

    ``used`` are files of the run itself (glossaries): they are no documents of a folder. Folders
    for results are made only where a folder is translated. Raises InputError where an input is
    missing, two results would collide or a folder has no document, OutputError where a folder is
    missing.
    """
    if table is not None:
        from translate.formats.bilingual import for_path

        for_path(table)  # an ending that nothing writes is told before the work
    _check_out(inputs, out)
    many = len(inputs) > 1
    inside = out is not None and any(path.is_dir() for path in (out, *inputs))
    tasks: list[Task] = []
    mirrored: list[Task] = []
    for source in inputs:
        if source.is_dir():
            mirrored += _folder_tasks(source, out, page, table, used)
        elif not source.exists():
            raise InputError(
                "there is no such file or folder", where=str(source), remedy="Check the path"
            )
        else:
            output = _beside(source) if out is None else out
            output = output / _beside(source).name if inside else output
            names = [_named(path, source, many) for path in (page, table)]
            tasks.append(Task(source, output, names[0], names[1]))
    _check_distinct([*tasks, *mirrored])
    _make_folders(mirrored)
    _check_places(tasks)
    return [*tasks, *mirrored]


def documents(folder: Path, used: Collection[Path] = ()) -> list[Path]:
    """Every document below a folder, by path.

    Left out are hidden files and folders, what gyur has written (NAME.bo.EXT), what Word keeps
    beside an open document (~$NAME) and the files in ``used``. Raises InputError.
    """
    apart = {path.resolve() for path in used}
    try:
        return sorted(path for path in _below(folder, set()) if path.resolve() not in apart)
    except OSError as error:
        raise InputError(
            f"the folder cannot be read ({error})",
            where=str(folder),
            remedy="Check its permissions.",
        ) from error


def _below(folder: Path, seen: set[Path]) -> Iterator[Path]:
    """``seen`` holds the folders that were entered, by their real paths: links may go in rings."""
    from translate.formats import REGISTRY

    real = folder.resolve()
    if real in seen:
        return
    seen.add(real)
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir():
            yield from _below(path, seen)
        elif path.suffix.lower() in REGISTRY and not path.stem.endswith(OWN) and path.is_file():
            yield path


def _folder_tasks(
    folder: Path,
    out: Path | None,
    page: Path | None,
    table: Path | None,
    used: Collection[Path],
) -> list[Task]:
    """The folder's tree again below ``out``, or each result beside its document."""
    found = documents(folder, used)
    if not found:
        from translate.formats import REGISTRY

        raise InputError(
            "there is no document in this folder",
            where=str(folder),
            remedy=f"Readable are {', '.join(sorted(REGISTRY))}.",
        )
    tasks = []
    for source in found:
        default = _beside(source)
        output = default if out is None else out / default.relative_to(folder)
        names = [
            path and output.with_name(f"{source.stem}.{path.stem}{OWN}{path.suffix}")
            for path in (page, table)
        ]
        tasks.append(Task(source, output, names[0], names[1]))
    return tasks


def _beside(source: Path) -> Path:
    from translate.formats import written_as

    return source.with_name(f"{source.stem}{OWN}{written_as(source)}")


def _named(path: Path | None, source: Path, many: bool) -> Path | None:
    """With several inputs, the input's name goes in front."""
    return path.with_name(f"{source.stem}.{path.name}") if path is not None and many else path


def _check_out(inputs: Sequence[Path], out: Path | None) -> None:
    if out is None or out.is_dir():
        return
    if any(source.is_dir() for source in inputs):
        if out.exists():
            raise OutputError(
                "a folder is translated into a folder, and this is a file",
                where=str(out),
                remedy="Name another folder with --out",
            )
    elif len(inputs) > 1:
        raise InputError(
            "several inputs need a folder to write to",
            where=str(out),
            remedy="Make the folder first",
        )


def _check_distinct(tasks: Sequence[Task]) -> None:
    """No result is written twice, and none over an input."""
    taken: dict[Path, Path] = {}
    for task in tasks:
        for path in map(Path.resolve, task.results):
            if path in taken:
                raise InputError(
                    f"two results would be written to one file, of {taken[path]} and {task.source}",
                    where=str(path),
                    remedy="Give inputs of different names",
                )
            taken[path] = task.source
    for task in tasks:
        if task.source.resolve() in taken:
            raise InputError(
                "the output is the input",
                where=str(task.source),
                remedy="Name another file with --out",
            )


def _make_folders(tasks: Sequence[Task]) -> None:
    for folder in {task.output.parent for task in tasks}:
        make_folder(folder)


def _check_places(tasks: Sequence[Task]) -> None:
    """What writing would end in, as far as that shows before the work."""
    from translate.formats.files import check_place

    for task in tasks:
        for path in task.results:
            check_place(path)
