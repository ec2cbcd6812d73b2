"""``gyur check``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.options import GlossaryFiles, Json, NoBuiltin, Strict, load_terms
from translate.errors import InputError

if TYPE_CHECKING:
    from glossary.matcher import Matcher
    from translate.document import Document, Review


def command(
    source: Annotated[Path, typer.Argument(help="The Chinese document.")],
    target: Annotated[Path, typer.Argument(help="Its Tibetan translation, of the same shape.")],
    glossary: GlossaryFiles = None,
    no_builtin_glossary: NoBuiltin = False,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Check a translation against its source: terms, numbers, marks, agreement and more."""
    from glossary.matcher import Matcher
    from translate import formats

    matcher = Matcher(load_terms(glossary, no_builtin_glossary))
    chinese, tibetan = (formats.for_path(path).read(path) for path in (source, target))
    reviews = compare(chinese, tibetan, matcher)
    rows = [
        {
            "place": r.segment.id,
            "check": f.check,
            "severity": f.severity.value,
            "message": f.message,
        }
        for r in reviews
        for f in r.findings
    ]
    if as_json:
        typer.echo(json.dumps({"findings": rows}, ensure_ascii=False))
    else:
        for row in rows:
            typer.echo(f"{row['place']}: {row['severity']}: {row['check']}: {row['message']}")
        typer.echo(f"{len(rows)} findings in {len(reviews)} blocks")
    if strict and rows:
        raise typer.Exit(1)


def compare(source: Document, target: Document, matcher: Matcher) -> list[Review]:
    """Each block of the source checked against the block of the same id.

    Raises InputError if the two documents do not have the same blocks.
    """
    from translate.document import Piece, Segment
    from translate.pipeline import check_pair

    texts = {block.id: block.text for block in target.blocks}
    lacking = [block.id for block in source.blocks if block.id not in texts]
    if lacking and len(lacking) > len(source.blocks) // 2:
        raise InputError(
            f"{target.name} has not the shape of {source.name}: {len(lacking)} of "
            f"{len(source.blocks)} blocks have no counterpart",
            remedy="Name the source first and its own translation second",
        )
    return [
        check_pair(
            Segment(block.id, block.text, (Piece(block.id, 0, len(block.text)),), block.kind),
            texts.get(block.id, ""),
            matcher,
        )
        for block in source.blocks
    ]
