"""Several terms as one glossary: merging, comparing, and the form that is hashed and logged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TypedDict

from glossary.chinese import key
from glossary.errors import GlossaryError
from glossary.term import Status, Target, Term, Use


class Record(TypedDict):
    """A term as JSON holds it; ``targets`` are text, use, evidence and, if any, hint."""

    source: str
    targets: list[tuple[str, ...]]
    status: str
    domain: str
    note: str


def merge(*glossaries: Iterable[Term]) -> list[Term]:
    """Return all terms, one a folded source, a later glossary's entry replacing an earlier one's.

    Order is that of first appearance. Raises GlossaryError where one glossary contradicts itself.
    """
    merged: dict[str, Term] = {}
    for glossary in glossaries:
        merged.update(_by_source(glossary))
    return list(merged.values())


def same_entry(first: Term, second: Term) -> bool:
    """Whether two terms say the same of sources that match the same text."""
    return replace(second, source=first.source) == first and key(first.source) == key(second.source)


def contradiction(first: Term, second: Term) -> str:
    """Return the words that name two entries which cannot both stand."""
    return (
        f"entry {first.source} → {first.preferred} ({first.status}) and entry "
        f"{second.source} → {second.preferred} ({second.status}) contradict each other"
    )


def fingerprint(terms: Iterable[Term]) -> str:
    """Return 12 hexadecimal digits that are equal where the terms are, in whatever order."""
    records = sorted(to_json(term) for term in terms)
    return hashlib.sha256("\n".join(records).encode("utf-8")).hexdigest()[:12]


def to_json(term: Term) -> str:
    """Return ``term`` on one line of JSON with its keys in order."""
    record = Record(
        source=term.source,
        targets=[
            (target.text, target.use.value, target.evidence, *filter(None, (target.hint,)))
            for target in term.targets
        ],
        status=term.status.value,
        domain=term.domain,
        note=term.note,
    )
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Term:
    """Return the term that ``to_json`` wrote; raise ValueError, KeyError or TypeError otherwise."""
    record: Record = json.loads(text)
    targets = tuple(Target(text, Use(use), *rest) for text, use, *rest in record["targets"])
    return Term(
        record["source"], targets, Status(record["status"]), record["domain"], record["note"]
    )


def _by_source(terms: Iterable[Term]) -> dict[str, Term]:
    by_source: dict[str, Term] = {}
    for term in terms:
        first = by_source.setdefault(key(term.source), term)
        if first is not term and not same_entry(first, term):
            raise GlossaryError(
                contradiction(first, term),
                where=term.source,
                remedy="Make them one entry with several targets, or remove one.",
            )
    return by_source
