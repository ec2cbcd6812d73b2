"""``gyur evaluate``."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Annotated

import typer

from translate.cli.options import Enforce, EngineName, GlossaryFiles, Json, NoBuiltin, load_terms
from translate.errors import InputError


def command(
    testset: Annotated[Path, typer.Argument(help="TSV: Chinese, Tibetan reference, more ignored.")],
    engine: EngineName = "builtin",
    glossary: GlossaryFiles = None,
    no_builtin_glossary: NoBuiltin = False,
    enforce: Enforce = True,
    drafts: Annotated[
        Path | None, typer.Option("--drafts", help="Also write the drafts, one a line.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Score an engine on a test set: chrF++, BLEU, and terms present per occurrence."""
    from translate import consistency, pipeline, scoring
    from translate.document import Block, Document
    from translate.drafting import Settings
    from translate.engines import load

    sources, references = read(testset)
    settings = Settings(load(engine), load_terms(glossary, no_builtin_glossary), enforce=enforce)
    blocks = tuple(Block(str(i), text) for i, text in enumerate(sources))
    document = Document(testset.name, "tsv", blocks)
    began = time.monotonic()
    reviews = pipeline.review(document, settings)
    seconds = time.monotonic() - began
    made = pipeline.translations(document, reviews)
    targets = [made[b.id].text if b.id in made else b.text for b in blocks]
    if drafts is not None:
        drafts.write_text("\n".join(targets) + "\n", encoding="utf-8", newline="\n")
    scores = scoring.score(targets, references)
    figures = {
        **pipeline.report(reviews, settings.engine.signature, seconds),
        "testset": testset.name,
        "testset_sha256": hashlib.sha256(testset.read_bytes()).hexdigest()[:12],
        "enforced": enforce,
        "scores": {
            s.name: {
                "value": round(s.value, 2),
                "interval": round(s.interval, 2),
                "signature": s.signature,
            }
            for s in scores
        },
    }
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
        return
    typer.echo(f"{testset.name} {figures['testset_sha256']}: {len(sources)} rows, {seconds:.1f} s")
    for s in scores:
        typer.echo(f"  {s.name:<17} {s.value:6.2f} ± {s.interval:.2f}  {s.signature}")
    typer.echo(
        f"  terms present     {figures['terms_present']} of {figures['terms_matched']} occurrences"
        f" ({figures['terms_present_before_repair']} before repair)"
    )
    same, rendered = consistency.share(reviews)
    typer.echo(f"  terms consistent  {same} of {rendered} have their term's commonest rendering")
    typer.echo(
        f"  faulty drafts     {figures['faulty_drafts']} of {figures['segments']} segments"
        " loop, are empty or under half the expected length"
    )
    typer.echo(f"  engine            {settings.engine.signature}")


def read(path: Path) -> tuple[list[str], list[str]]:
    """Sources and references. Raises InputError for a file that is no such table."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot be read ({error})", where=str(path), remedy="Give a UTF-8 TSV file"
        ) from error
    rows = [line.split("\t") for line in lines if line.strip()]
    for number, row in enumerate(rows, 1):
        if len(row) < 2:
            raise InputError(
                "no reference in this row",
                where=f"{path}:{number}",
                remedy="Write Chinese, a tab, and the Tibetan reference",
            )
    if not rows:
        raise InputError("nothing to score", where=str(path), remedy="Give a test set with rows")
    return [row[0] for row in rows], [row[1] for row in rows]
