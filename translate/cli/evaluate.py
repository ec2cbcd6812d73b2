"""``gyur evaluate``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from translate.cli.options import (
    Enforce,
    GlossaryFiles,
    Json,
    NoBuiltin,
    load_terms,
    models_folder,
)

if TYPE_CHECKING:
    from translate.evaluation import Result
    from translate.scoring import Difference


def command(
    testset: Annotated[Path, typer.Argument(help="TSV: Chinese, Tibetan reference, more ignored.")],
    engine: Annotated[
        list[str] | None,
        typer.Option("--engine", "-e", help="Engine to measure; repeat it to compare. [builtin]"),
    ] = None,
    glossary: GlossaryFiles = None,
    no_builtin_glossary: NoBuiltin = False,
    enforce: Enforce = True,
    drafts: Annotated[
        Path | None,
        typer.Option("--drafts", help="Also write the first engine's drafts, one a line."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Also write a page with tables and plots.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure engines on a test set: chrF2, chrF++, BLEU, terms per occurrence, speed, memory.

    With several engines the first is the baseline of a paired bootstrap test.
    """
    from translate import evaluation
    from translate.formats.files import check_place, replacing

    for path in filter(None, (drafts, report)):
        check_place(path, testset)  # told before the work, not after
    known = evaluation.read(testset)
    names = list(dict.fromkeys(engine or ["builtin"]))
    terms = load_terms(glossary, no_builtin_glossary)
    results = evaluation.evaluate(known, names, terms, enforce=enforce, models=models_folder())
    differences = evaluation.compare(known, results)
    if drafts is not None:
        text = "".join(f"{target}\n" for target in results[0].targets)
        with replacing(drafts, testset) as file:
            file.write(text.encode("utf-8"))
    if report is not None:
        from translate.review.report import write_report

        write_report(
            f"{known.name} {known.sha256}",
            [evaluation.record(known, r, differences, enforce=enforce) for r in results],
            report,
        )
    if as_json:
        records = [evaluation.record(known, r, differences, enforce=enforce) for r in results]
        typer.echo(json.dumps(records[0] if len(records) == 1 else records, ensure_ascii=False))
        return
    typer.echo(f"{known.name} {known.sha256}: {len(known.sources)} rows")
    for result in results:
        _show(result)
    _compare(differences)


def _show(result: Result) -> None:
    figures = result.report
    typer.echo(f"{result.engine}  {figures['engine']}")
    for s in result.scores:
        typer.echo(f"  {s.name:<17} {s.value:6.2f} ± {s.interval:.2f}  {s.signature}")
    typer.echo(
        f"  terms present     {figures['terms_present']} of {figures['terms_matched']} occurrences"
        f" ({figures['terms_present_before_repair']} before repair)"
    )
    same, rendered = cast(list[int], figures["terms_consistent"])
    typer.echo(f"  terms consistent  {same} of {rendered} have their term's commonest rendering")
    typer.echo(
        f"  faulty drafts     {figures['faulty_drafts']} of {figures['segments']} segments"
        " loop, are empty or under half the expected length"
    )
    memory = f", peak {result.peak_megabytes:.0f} MB" if result.peak_megabytes else ""
    typer.echo(
        f"  speed             {result.characters_per_second:.0f} characters of Chinese a second, "
        f"{figures['seconds']} s{memory}"
    )


def _compare(differences: Sequence[Difference]) -> None:
    for d in differences:
        verdict = "significant" if d.p_value < 0.05 else "may be chance"
        lead = f"{d.name} {d.lead:+.2f}, p = {d.p_value:.3f}"
        typer.echo(f"{d.system} against {d.baseline}: {lead} ({verdict})")
