"""``gyur check``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.options import GlossaryFiles, Json, NoBuiltin, Strict, load_terms, profile
from translate.errors import InputError

if TYPE_CHECKING:
    from translate.document import Document, Segment, Unit


def command(
    source: Annotated[Path, typer.Argument(help="A bilingual file, or the Chinese document.")],
    target: Annotated[
        Path | None, typer.Argument(help="Its Tibetan translation, of the same shape.")
    ] = None,
    glossary: GlossaryFiles = None,
    no_builtin_glossary: NoBuiltin = False,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Check a translation: terms, numbers, marks, agreement and more.

    Either one bilingual file (.docx of two columns, .xlf, .tmx), or a document and its translation.
    The mark in brackets names a finding: write it under 'silenced' in gyur.toml to hide it.
    """
    from glossary.matcher import Matcher
    from translate import checks, formats
    from translate.formats import bilingual
    from translate.pipeline import check_units

    matcher = Matcher(load_terms(glossary, no_builtin_glossary))
    if target is None:
        reviews = check_units(bilingual.for_path(source).read_units(source), matcher, profile())
    else:
        chinese, tibetan = (formats.for_path(path).read(path) for path in (source, target))
        reviews = check_units(paired(chinese, tibetan), matcher, profile())
    rows = [
        {
            "place": r.segment.id,
            "check": f.check,
            "severity": f.severity.value,
            "message": f.message,
            "mark": checks.mark(r.segment.source, f),
        }
        for r in reviews
        for f in r.findings
    ]
    if as_json:
        typer.echo(json.dumps({"findings": rows}, ensure_ascii=False))
    else:
        for row in rows:
            told = f"{row['place']}: {row['severity']}: {row['check']}: {row['message']}"
            typer.echo(f"{told} [{row['mark']}]")
        typer.echo(f"{len(rows)} findings in {len(reviews)} segments")
    if strict and rows:
        raise typer.Exit(1)


def paired(source: Document, target: Document) -> list[Unit]:
    """Each block of the source with the block of the same id, or with nothing.

    Lines that a sentence runs over are one unit, since its translation may stand in any of them.
    Where the two documents do not have the same blocks, says so on standard error. Raises
    InputError if most of the source's blocks have no counterpart.
    """
    from translate.acceptance import parting, unanswered
    from translate.document import Unit
    from translate.segmentation import segment

    texts = {block.id: block.text for block in target.blocks}
    segments = segment(source)
    alone = unanswered(source, target, segments)
    if alone:
        where, told = f"{source.name}, {target.name}", parting(source, target, alone)
        if sum(name not in texts for name in alone) > len(source.blocks) // 2:
            remedy = "Name the source first and its own translation, of the same shape, second"
            raise InputError(told, where=where, remedy=remedy)
        typer.echo(
            f"warning: {where}: {told}. "
            "One added or lost there or before it makes what is found behind it false.",
            err=True,
        )
    sources = {block.id: block.text for block in source.blocks}
    return [
        Unit(
            names[0],
            "".join(sources[name] for name in names),
            "\n".join(texts[name] for name in names if texts.get(name)),
        )
        for names in _together(sources, segments)
    ]


def _together(names: Iterable[str], segments: Sequence[Segment]) -> list[list[str]]:
    """The names of blocks, those that one sentence runs over as one."""
    groups: dict[str, list[str]] = {}
    for item in segments:
        first, *rest = [piece.block for piece in item.pieces]
        group = groups.setdefault(first, [first])
        for name in rest:
            if name not in groups:
                groups[name] = group
                group.append(name)
    return [group for name in names if (group := groups.get(name, [name]))[0] == name]
