"""``gyur glossary``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.options import Json, NoBuiltin, Strict, load_terms, make_folder, project
from translate.errors import GlossaryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from glossary.store import Glossary
    from glossary.term import Term

app = typer.Typer(help="Search and keep terms. Your own glossary overrides the built-in one.")

File = Annotated[
    Path | None, typer.Option("--file", "-f", help="Glossary to work on; default: your own.")
]


def _open(file: Path | None) -> Glossary:
    from glossary.store import Glossary

    path = file or project().glossary
    make_folder(path.parent)
    return Glossary.open(path)


def _terms(file: Path | None, no_builtin: bool) -> list[Term]:
    from glossary.exchange import load

    return load(file) if file is not None else load_terms(None, no_builtin)


def _show(terms: Sequence[Term], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"terms": [_record(term) for term in terms]}, ensure_ascii=False))
        return
    for term in terms:
        others = f" ({' · '.join(term.accepted[1:])})" if term.accepted[1:] else ""
        evidence = next((t.evidence for t in term.targets if t.evidence), "")
        tail = " ".join(part for part in (str(term.status), term.domain, evidence) if part)
        typer.echo(f"{term.source}\t{term.preferred}{others}\t{tail}")


def _record(term: Term) -> dict[str, object]:
    return {
        "source": term.source,
        "targets": [
            {"text": t.text, "use": t.use.value, "evidence": t.evidence} for t in term.targets
        ],
        "status": term.status.value,
        "domain": term.domain,
        "note": term.note,
    }


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Chinese or Tibetan text to look for.")],
    file: File = None,
    no_builtin_glossary: NoBuiltin = False,
    as_json: Json = False,
) -> None:
    """Find terms by part of their Chinese, Tibetan or note."""
    from glossary.store import Glossary

    with Glossary.open(":memory:") as store:
        store.add_all(_terms(file, no_builtin_glossary))
        _show(store.search(text), as_json)


@app.command("list")
def list_terms(
    file: File = None, no_builtin_glossary: NoBuiltin = False, as_json: Json = False
) -> None:
    """List every term."""
    terms = _terms(file, no_builtin_glossary)
    _show(sorted(terms, key=lambda term: term.source), as_json)


@app.command()
def add(
    source: Annotated[str, typer.Argument(help="The Chinese term.")],
    targets: Annotated[list[str], typer.Argument(help="Tibetan: the preferred one, then others.")],
    file: File = None,
    domain: Annotated[str, typer.Option(help="Field of use.")] = "",
    note: Annotated[str, typer.Option(help="Anything worth knowing.")] = "",
    replace: Annotated[bool, typer.Option(help="Overwrite an entry that says otherwise.")] = False,
) -> None:
    """Add a term to your glossary."""
    from glossary.term import Status, Target, Term, Use

    preferred, *allowed = targets
    term = Term(
        source,
        (Target(preferred), *(Target(text, Use.ALLOWED) for text in allowed)),
        Status.PROPOSED,
        domain,
        note,
    )
    with _open(file) as store:
        changed = store.add(term, replace=replace)
    typer.echo(f"{source} → {preferred}" if changed else f"{source}: already so")


@app.command()
def remove(
    source: Annotated[str, typer.Argument(help="The Chinese term.")], file: File = None
) -> None:
    """Remove a term from your glossary."""
    with _open(file) as store:
        if not store.remove(source):
            raise GlossaryError(
                f"no term '{source}'",
                where=str(file or project().glossary),
                remedy="'gyur glossary search' shows what there is; built-in terms are overridden, "
                "not removed",
            )
    typer.echo(f"{source} removed")


@app.command("import")
def import_terms(
    path: Annotated[Path, typer.Argument(help="Glossary file to take in.")],
    file: File = None,
    replace: Annotated[bool, typer.Option(help="Overwrite entries that say otherwise.")] = False,
    keep: Annotated[bool, typer.Option(help="Leave out terms of which an entry differs.")] = False,
) -> None:
    """Take a glossary file into your glossary; where entries conflict, say so and take nothing.

    Reads .tsv, .csv, .xlsx, .tbx, and lists made by 'gyur terms'.
    """
    from glossary.chinese import key
    from glossary.exchange import load

    terms = load(path)
    with _open(file) as store:
        conflicts = store.conflicts(terms)
        for old, new in conflicts:
            typer.echo(f"{old.source}: yours {_said(old)}, the file's {_said(new)}", err=True)
        if conflicts and not (replace or keep):
            raise GlossaryError(
                f"{len(conflicts)} terms conflict with your glossary; nothing was taken",
                where=str(path),
                remedy="Settle them, or choose --replace or --keep",
            )
        if keep:
            left = {key(old.source) for old, _ in conflicts}
            terms = [term for term in terms if key(term.source) not in left]
        changed = store.add_all(terms, replace=replace)
    typer.echo(f"{changed} terms added or changed, {len(terms) - changed} already there")


def _said(term: Term) -> str:
    return " · ".join([*term.accepted, *(f"not {text}" for text in term.forbidden)])


@app.command("export")
def export_terms(
    path: Annotated[
        Path,
        typer.Argument(help="File to write: .utf8 or .tsv (OmegaT's form), .csv, .xlsx, .tbx."),
    ],
    file: File = None,
    no_builtin_glossary: NoBuiltin = False,
) -> None:
    """Write the glossary to a file that OmegaT, spreadsheets and term bases read."""
    from glossary.exchange import write

    terms = _terms(file, no_builtin_glossary)
    write(terms, path)
    typer.echo(f"{len(terms)} terms → {path}")


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="Glossary file; default: built-in and your own.")
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option(help="A document: also list terms that stand in it only inside longer ones."),
    ] = None,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Look for duplicates, contradictions and ill-formed Tibetan in a glossary."""
    from glossary.validation import Problem, Severity, hidden, problems

    terms = _terms(file, False)
    found = problems(terms)
    if text is not None:
        from translate import formats

        blocks = formats.for_path(text).read(text).blocks
        message = f"stands in {text.name} only inside longer terms, which win"
        never = hidden(terms, (block.text for block in blocks))
        found += [Problem(Severity.WARNING, term.source, message) for term in never]
    if as_json:
        rows = [
            {"source": p.source, "severity": p.severity.value, "message": p.message} for p in found
        ]
        typer.echo(json.dumps({"problems": rows}, ensure_ascii=False))
    else:
        for problem in found:
            typer.echo(f"{problem.source}: {problem.severity.value}: {problem.message}")
        typer.echo(f"{len(found)} problems")
    if strict and found:
        raise typer.Exit(1)
