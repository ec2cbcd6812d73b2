"""The legal-education glossary that ships with gyur."""

from __future__ import annotations

from pathlib import Path

from glossary.exchange import read
from glossary.term import Term

PATH = Path(__file__).parent / "legal_education.tsv"


def terms() -> list[Term]:
    """Every entry, each with the evidence for its renderings."""
    return read(PATH)
