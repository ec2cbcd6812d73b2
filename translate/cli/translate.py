"""``gyur translate``."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from translate.cli.options import (
    Enforce,
    EngineName,
    GlossaryFiles,
    Json,
    MemoryFile,
    NoBuiltin,
    Strict,
    load_terms,
    open_memory,
    profile,
    project,
)
from translate.errors import InputError, OutputError

if TYPE_CHECKING:
    from translate.document import Review
    from translate.drafting import Settings


def command(
    inputs: Annotated[
        list[Path], typer.Argument(help="Chinese documents; see the formats in the README.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Output file, or a folder for several inputs."),
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
    restart: Annotated[
        bool,
        typer.Option(
            "--restart/--resume", help="Begin again, or go on where a run was interrupted."
        ),
    ] = False,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Translate documents from Chinese into Tibetan.

    Writes NAME.bo.docx beside NAME.docx unless --out says otherwise; the input is never changed.
    """
    from translate import pipeline
    from translate.cli.progress import bar
    from translate.drafting import Settings
    from translate.engines import load

    outputs = plan(inputs, out, review, bilingual)
    terms = load_terms(glossary, no_builtin_glossary)
    settings = Settings(
        load(engine or project().engine), terms, open_memory(memory), enforce, profile()
    )
    reports, findings = [], 0
    for source, output in zip(inputs, outputs, strict=True):
        began = time.monotonic()
        journal = output.with_name(output.name + ".gyur-journal")
        with bar(source.name) as progress:
            reviews = pipeline.translate_file(
                source, output, settings, journal=journal, restart=restart, progress=progress
            )
        page, table = (_for_input(path, source, len(inputs)) for path in (review, bilingual))
        seconds = time.monotonic() - began
        report = finish(source, output, page, table, reviews, settings, seconds)
        reports.append(report)
        findings += sum(len(r.findings) for r in reviews)
        if not as_json:
            summarise(report)
    if as_json:
        typer.echo(json.dumps(reports[0] if len(reports) == 1 else reports, ensure_ascii=False))
    if strict and findings:
        raise typer.Exit(1)


def finish(
    source: Path,
    output: Path,
    page: Path | None,
    table: Path | None,
    reviews: Sequence[Review],
    settings: Settings,
    seconds: float,
) -> dict[str, object]:
    """Writes the review page and the bilingual file, where wanted, and the project's record.

    Returns the run's figures.
    """
    from translate import pipeline
    from translate.formats import bilingual

    figures = pipeline.report(reviews, settings.engine.signature, seconds)
    if page is not None:
        from translate.review.page import write_page

        about = {name: figures[name] for name in ("engine", "seconds")}
        write_page(source.name, reviews, page, about)
    record = project().record(source)
    if record is not None:
        record.parent.mkdir(parents=True, exist_ok=True)
    for path in (table, record):
        if path is not None:
            bilingual.for_path(path).write_units(pipeline.units(reviews), path, source.name)
    shown = {"input": source, "output": output, "review": page, "bilingual": table}
    return {**{name: str(path) for name, path in shown.items() if path}, **figures}


def plan(
    inputs: Sequence[Path], out: Path | None, review: Path | None, bilingual: Path | None = None
) -> list[Path]:
    """Where each input's translation goes. Raises InputError where two would collide,
    OutputError where a folder is missing."""
    from translate.formats import written_as
    from translate.formats.bilingual import for_path

    many = len(inputs) > 1
    if many and out is not None and not out.is_dir():
        raise InputError(
            "several inputs need a folder to write to",
            where=str(out),
            remedy="Make the folder first",
        )
    folder = out if out is not None and out.is_dir() else None
    outputs = []
    for source in inputs:
        default = source.with_name(f"{source.stem}.bo{written_as(source)}")
        outputs.append(folder / default.name if folder else (out or default))
    if bilingual is not None:
        for_path(bilingual)  # an ending that nothing writes is told before the work
    beside = [path for path in (review, bilingual) if path is not None]
    names = [*outputs, *(beside if not many else [])]
    if len({path.resolve() for path in names}) < len(names):
        raise InputError(
            "two results would be written to one file", remedy="Give inputs of different names"
        )
    for path in names:
        if not path.parent.is_dir():
            raise OutputError(
                "there is no such folder", where=str(path.parent), remedy="Make the folder first"
            )
    for source in inputs:
        if source.resolve() in {path.resolve() for path in names}:
            raise InputError(
                "the output is the input", where=str(source), remedy="Name another file with --out"
            )
    return outputs


def _for_input(path: Path | None, source: Path, inputs: int) -> Path | None:
    """One page an input: with several, the input's name goes in front."""
    if path is None or inputs == 1:
        return path
    return path.with_name(f"{source.stem}.{path.name}")


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
        typer.echo(f"  when corrected: gyur accept {report['bilingual']}")
