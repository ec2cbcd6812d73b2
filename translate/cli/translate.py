"""``gyur translate``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from translate.cli.options import (
    Address,
    Enforce,
    EngineName,
    GlossaryFiles,
    Json,
    MemoryFile,
    NoBuiltin,
    RunnerName,
    Strict,
    Tracked,
    Workers,
    XliffVersion,
    load_terms,
    make_folder,
    models_folder,
    one_of,
    open_memory,
    profile,
    project,
    shown,
)
from translate.errors import GyurError

if TYPE_CHECKING:
    from translate.cli.plan import Task
    from translate.document import Review
    from translate.drafting import Settings
    from translate.formats import Tracked as FormatTracked
    from translate.formats.bilingual import XliffVersion as BilingualVersion
    from translate.pipeline import Job, Outcome
    from translate.runners import Runner


def command(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            help="Chinese documents, see the formats in the README, or folders of them."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Output file, or a folder for several inputs; a folder's tree is mirrored there.",
        ),
    ] = None,
    engine: EngineName = None,
    glossary: GlossaryFiles = None,
    no_builtin_glossary: NoBuiltin = False,
    memory: MemoryFile = None,
    enforce: Enforce = True,
    review: Annotated[
        Path | None,
        typer.Option("--review", "-r", help="Also write a review page (HTML)."),
    ] = None,
    bilingual: Annotated[
        Path | None,
        typer.Option(
            "--bilingual", "-b", help="Also write source and draft side by side: .docx, .xlf, .tmx."
        ),
    ] = None,
    xliff: XliffVersion = "2.1",
    tracked: Tracked = "accept",
    restart: Annotated[
        bool,
        typer.Option(
            "--restart/--resume", help="Begin again, or go on where a run was interrupted."
        ),
    ] = False,
    runner: RunnerName = "local",
    workers: Workers = None,
    address: Address = "",
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Translate documents from Chinese into Tibetan.

    Writes NAME.bo.docx beside NAME.docx unless --out says otherwise; the input is never changed.
    Of a folder, every document below it is translated, but for NAME.bo.EXT and hidden ones. With
    --review PAGE.html or --bilingual, each of several inputs has its own NAME.PAGE.html; for
    documents of a folder it is NAME.PAGE.bo.html and stands beside the translation.
    """
    from translate import runners
    from translate.cli.plan import plan
    from translate.drafting import Settings
    from translate.engines import load

    settled = project()
    one_of("--tracked", tracked, "accept", "refuse")
    one_of("--xliff", xliff, "2.1", "1.2")
    used = [*settled.glossaries, settled.glossary, *(glossary or [])]
    planned = plan(inputs, out, review, bilingual, used)
    tasks = [replace(task, tracked=tracked, xliff=xliff) for task in planned]
    name = engine or settled.engine
    place = runners.load(runner, name, models_folder(), workers, address)
    terms = load_terms(glossary, no_builtin_glossary)
    loaded = load(name, models_folder())
    settings = Settings(loaded, terms, open_memory(memory), enforce, profile())
    rows = _run(tasks, settings, place, restart, told=not as_json)
    one = len(inputs) == 1 and not inputs[0].is_dir()
    if as_json and not (one and "error" in rows[0]):
        typer.echo(json.dumps(rows[0] if one else rows, ensure_ascii=False))
    if _tell_errors(rows):
        raise typer.Exit(2)
    if strict and any(row["findings"] for row in rows):
        raise typer.Exit(1)


def _run(
    tasks: Sequence[Task], settings: Settings, runner: Runner, restart: bool, told: bool
) -> list[dict[str, object]]:
    """The figures of each document, or its error, in the order of the tasks.

    If ``told``, the user reads them too when the bar is gone, also those of a run that is stopped.
    """
    from translate import pipeline
    from translate.cli.progress import bar

    jobs = {_job(task): task for task in tasks}
    rows: dict[Path, dict[str, object]] = {}
    name = tasks[0].source.name if len(tasks) == 1 else f"{len(tasks)} documents"
    try:
        with bar(name) as progress:
            outcomes = pipeline.translate_files(
                jobs, settings, runner=runner, restart=restart, progress=progress
            )
            for outcome in outcomes:
                task = jobs[outcome.job]
                rows[task.output] = _row(task, outcome, settings)
    finally:
        done = [rows[task.output] for task in tasks if task.output in rows]
        if told:
            for row in done:
                if "error" not in row:
                    summarise(row)
    return done


def _job(task: Task) -> Job:
    from translate.pipeline import Job

    return Job(task.source, task.output, task.journal, cast("FormatTracked", task.tracked))


def _row(task: Task, outcome: Outcome, settings: Settings) -> dict[str, object]:
    """The figures of a document once all its results are written, or what went wrong."""
    error = outcome.error
    if error is None:
        try:
            return finish(task, outcome.reviews, settings, outcome.seconds)
        except GyurError as failure:
            error = failure
    return {"input": str(task.source), "output": str(task.output), "error": str(error)}


def _tell_errors(rows: Sequence[dict[str, object]]) -> int:
    """Says what went wrong where, on standard error; how often something did."""
    errors = [row["error"] for row in rows if "error" in row]
    for error in errors:
        typer.echo(f"error: {error}", err=True)
    if errors and len(rows) > 1:
        typer.echo(f"{len(errors)} of {len(rows)} documents were not translated", err=True)
    return len(errors)


def finish(
    task: Task, reviews: Sequence[Review], settings: Settings, seconds: float
) -> dict[str, object]:
    """Writes the review page and the bilingual file, where wanted, and the project's record.

    Returns the run's figures.
    """
    from translate import pipeline
    from translate.formats import bilingual

    figures = pipeline.report(reviews, settings.engine.signature, seconds)
    if task.page is not None:
        from translate.review.page import write_page

        about = {name: figures[name] for name in ("engine", "seconds")}
        write_page(task.source.name, reviews, task.page, about)
    record = project().record(task.source)
    if record is not None:
        make_folder(record.parent)
    wanted = [(p, v) for p, v in ((task.table, task.xliff), (record, "2.1")) if p is not None]
    units = pipeline.units(reviews) if wanted else []
    for path, version in wanted:
        form = bilingual.for_path(path, cast("BilingualVersion", version))
        form.write_units(units, path, task.source.name)
    written = {
        "input": task.source,
        "output": task.output,
        "review": task.page,
        "bilingual": task.table,
    }
    return {**{name: str(path) for name, path in written.items() if path}, **figures}


def summarise(report: dict[str, object]) -> None:
    """A few lines on what was done and where to look."""
    typer.echo(f"{report['input']} → {report['output']}")
    typer.echo(
        f"  {report['segments']} segments, terms {report['terms_present']} of "
        f"{report['terms_matched']} present ({report['terms_present_before_repair']} before repair)"
        f", {report['repairs']} repairs, {report['seconds']} s"
    )
    same, rendered = cast(list[int], report["terms_consistent"])
    if same < rendered:
        typer.echo(
            f"  {rendered - same} terms are rendered otherwise than elsewhere; see their notes"
        )
    severities = report["severities"]
    assert isinstance(severities, dict)
    if severities:
        counts = ", ".join(f"{n} {name}" for name, n in sorted(severities.items()))
        typer.echo(f"  findings: {counts}")
    if "review" in report:
        typer.echo(f"  look at them in {report['review']}")
    if "bilingual" in report:
        typer.echo(f"  when corrected: gyur accept {shown(report['bilingual'])}")
