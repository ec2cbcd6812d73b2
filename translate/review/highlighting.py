"""Text with marked spans as HTML: terms outside, findings inside, however they overlap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape as html_escape
from itertools import groupby, pairwise

# What HTML cannot hold: lone surrogates, control characters, noncharacters. One for one, so that
# spans stay where they are.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Region:
    """A span to mark and what its element says; regions of one layer may overlap."""

    start: int
    end: int
    key: str
    """Regions with the same key belong together; of a term, its number in the row."""
    classes: str = ""
    title: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def escape(text: str) -> str:
    """Return the text safe inside an element or a quoted attribute, as valid as HTML allows."""
    return html_escape(writable(text), quote=True)


def writable(text: str) -> str:
    """Return the text with U+FFFD for each character that neither HTML nor XML can hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def highlight(text: str, terms: Sequence[Region], findings: Sequence[Region]) -> str:
    """Return the text as HTML, with ``<mark>`` around terms and ``<span>`` around findings.

    Overlapping regions are cut at each other's edges, so elements always nest. No edge falls
    within a letter and its signs, which would tear a Tibetan stack apart; a span outside the text
    is clipped, an empty one widened to the letter at its place.
    """
    outer = [_fitted(region, text) for region in terms]
    inner = [_fitted(region, text) for region in findings]
    edges = {0, len(text)}
    for region in (*outer, *inner):
        edges |= {region.start, region.end}
    atoms = _atoms(sorted(edges), outer, inner)
    parts: list[str] = []
    for above, group in groupby(atoms, key=lambda atom: atom.terms):
        marked = "".join(_inner(text, atom) for atom in group)
        parts.append(_mark(above, marked) if above else marked)
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Atom:
    """A stretch that no edge divides, and the regions that cover it."""

    start: int
    end: int
    terms: tuple[Region, ...]
    findings: tuple[Region, ...]


def _atoms(edges: list[int], outer: list[Region], inner: list[Region]) -> list[_Atom]:
    atoms = []
    for start, end in pairwise(edges):
        above = tuple(region for region in outer if region.start <= start and end <= region.end)
        below = tuple(region for region in inner if region.start <= start and end <= region.end)
        atoms.append(_Atom(start, end, above, below))
    return atoms


def _inner(text: str, atom: _Atom) -> str:
    content = escape(text[atom.start : atom.end])
    if not atom.findings:
        return content
    return f"<span{_attributes(atom.findings)}>{content}</span>"


def _mark(regions: Sequence[Region], content: str) -> str:
    keys = " ".join(dict.fromkeys(region.key for region in regions))
    return f'<mark data-t="{escape(keys)}"{_attributes(regions)}>{content}</mark>'


def _attributes(regions: Sequence[Region]) -> str:
    """Classes of all regions, their titles a line each, and the first one's own attributes."""
    classes = " ".join(dict.fromkeys(name for r in regions for name in r.classes.split()))
    title = "\n".join(dict.fromkeys(region.title for region in regions if region.title))
    attributes = {"class": classes, "title": title, **regions[0].attributes}
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)


def _fitted(region: Region, text: str) -> Region:
    start = min(max(region.start, 0), len(text))
    end = min(max(region.end, start), len(text))
    if start == end:
        start, end = (start, end + 1) if end < len(text) else (max(0, start - 1), end)
    while 0 < start < len(text) and _leans(text[start]):
        start -= 1
    while end < len(text) and _leans(text[end]):
        end += 1
    return Region(start, end, region.key, region.classes, region.title, region.attributes)


def _leans(char: str) -> bool:
    """Whether a character is drawn as part of the one before it."""
    return unicodedata.category(char).startswith("M") or char in "\u200c\u200d"
