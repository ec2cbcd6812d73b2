"""XLIFF 2.0 and later: units of segments; and a new file of the 2.1 kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element

from translate.document import Severity, State, Translation, Unit
from translate.formats.interchange.bitext import Pair, child, children, is_for_translation
from translate.formats.interchange.inline import content, lay, text_of
from translate.formats.interchange.languages import CHINESE, TIBETAN
from translate.formats.xml import named, storable

_CORE = "urn:oasis:names:tc:xliff:document:2.0"
_MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PREFIXES = {None: _CORE, "mtc": _MATCHES, "mda": _METADATA}
_OURS = "gyur"
_DRAFT = "gyur:draft"
"""The ``subState`` of what gyur fills in, which tells it from a person's translation."""
_NAMED = "gyur:named"
"""The ``type`` of a unit whose id could not be its ``id`` and is its ``name``."""
_TOKEN = re.compile(r"[-.:_A-Za-z0-9\u00b7-\u1fff\u3001-\ud7ff]+")
"""Safely within what an id may hold (xs:NMTOKEN)."""


def languages(file: _Element) -> tuple[str, str]:
    """The tags of a ``file``'s source and target; "" where it has none."""
    root = file.getroottree().getroot()
    return root.get("srcLang", ""), root.get("trgLang", "")


def pairs(file: _Element) -> Iterator[Pair]:
    """The segments of a ``file`` that are for translation; ids are those within the file."""
    for number, unit in enumerate(file.iter(named(file, "unit")), 1):
        if not is_for_translation(unit):
            continue
        name = unit.get("name") if unit.get("type") == _NAMED else unit.get("id")
        segments = children(unit, "segment")
        notes = tuple(text_of(note) for note in children(child(unit, "notes"), "note"))
        told = _metadata(unit)
        for place, segment in enumerate(segments, 1):
            own = segment.get("id") or str(place)
            full = name or str(number)
            pair = _pair(segment, full if len(segments) == 1 else f"{full}/{own}")
            if pair is not None:
                yield replace(
                    pair,
                    draft=_draft(unit, segment, alone=len(segments) == 1),
                    notes=notes,
                    origin=told.get("origin", ""),
                    changed=told.get("changed", ""),
                )
                notes = ()


def put(pair: Pair, translation: Translation) -> None:
    """Write a translation into the pair's target, as a draft for a person to review."""
    segment, target = pair.segment, child(pair.segment, "target")
    if target is None:
        target = etree.Element(named(segment, "target"))
        segment.insert(segment.index(pair.source) + 1, target)
        target.tail = pair.source.tail
    lay(target, content(pair.source).codes, translation)
    segment.set("state", State.TRANSLATED)
    segment.set("subState", _DRAFT)
    root = segment.getroottree().getroot()
    if not root.get("trgLang"):  # required as soon as there is a target (4.3.1.36)
        root.set("trgLang", TIBETAN)


def document(units: Sequence[Unit], name: str) -> _Element:
    """The root of a new file: one unit with one segment for each of ``units``.

    The draft of a unit is a match (Translation Candidates module), its origin and date metadata
    (Metadata module), its notes have the category that they begin with, or "comment".
    """
    root = etree.Element(f"{{{_CORE}}}xliff", nsmap=_PREFIXES)  # type: ignore[arg-type]
    for key, value in (("version", "2.1"), ("srcLang", CHINESE), ("trgLang", TIBETAN)):
        root.set(key, value)
    file = _add(root, "file", id="f1", original=storable(name))
    taken = {unit.id for unit in units}
    for number, (item, own) in enumerate(_with_ids(units, taken), 1):
        unit = _add(file, "unit", id=own)
        if own != item.id:
            unit.set("name", storable(item.id))
            unit.set("type", _NAMED)
        unit.set(_SPACE, "preserve")
        _fill(unit, item, f"s{number}")
    return root


def _pair(segment: _Element, name: str) -> Pair | None:
    source, target = child(segment, "source"), child(segment, "target")
    if source is None:
        return None
    pair = Pair(name, segment, source, target, State.INITIAL, settled=False)
    stated = segment.get("state", "")
    if stated in tuple(State):
        state = State(stated)
        vouched = state is State.TRANSLATED and segment.get("subState") != _DRAFT
    else:  # not stated; by the standard initial, but there may be a translation
        vouched = pair.has_target and not pair.copies_source
        state = State.TRANSLATED if vouched else State.INITIAL
    done = state in (State.REVIEWED, State.FINAL) or vouched
    return replace(pair, state=state, settled=pair.has_target and done)


def _draft(unit: _Element, segment: _Element, *, alone: bool) -> str:
    """The target of the match that a machine made for the segment, before it was cut in parts."""
    names = {item.get("id") for item in segment.iter()}
    source = text_of(child(segment, "source"))
    for match in children(child(unit, "matches"), "match"):
        machine = match.get("type") == "mt" or match.get("origin") == _OURS
        refers = match.get("ref", "").removeprefix("#") in names
        if machine and (alone or (refers and text_of(child(match, "source")) == source)):
            return text_of(child(match, "target"))
    return ""


def _metadata(unit: _Element) -> dict[str, str]:
    groups = children(child(unit, "metadata"), "metaGroup")
    ours = [group for group in groups if group.get("category") == _OURS]
    return {item.get("type", ""): item.text or "" for group in ours for item in group}


def _with_ids(units: Iterable[Unit], taken: set[str]) -> Iterator[tuple[Unit, str]]:
    """Each unit with an id that the file may hold, its own where that can be."""
    used: set[str] = set()
    number = 0
    for unit in units:
        own = unit.id
        while own in used or not _TOKEN.fullmatch(own) or (own != unit.id and own in taken):
            number += 1
            own = f"u{number}"
        used.add(own)
        yield unit, own


def _fill(unit: _Element, item: Unit, name: str) -> None:
    source = storable(item.source)
    if item.draft:
        matches = etree.SubElement(unit, f"{{{_MATCHES}}}matches")
        match = etree.SubElement(matches, f"{{{_MATCHES}}}match")
        for key, value in (("ref", f"#{name}"), ("origin", _OURS), ("type", "mt")):
            match.set(key, value)
        _add(match, "source").text = source
        _add(match, "target").text = storable(item.draft)
    told = {"origin": item.origin, "changed": item.changed}
    if any(told.values()):
        metadata = etree.SubElement(unit, f"{{{_METADATA}}}metadata")
        group = etree.SubElement(metadata, f"{{{_METADATA}}}metaGroup")
        group.set("category", _OURS)
        for kind, value in told.items():
            if value:
                meta = etree.SubElement(group, f"{{{_METADATA}}}meta")
                meta.set("type", kind)
                meta.text = storable(value)
    if item.notes:
        notes = _add(unit, "notes")
        for text in item.notes:
            _add(notes, "note", category=_category(text)).text = storable(text)
    segment = _add(unit, "segment", id=name, state=item.state)
    _add(segment, "source").text = source
    if item.target or item.state is not State.INITIAL:
        _add(segment, "target").text = storable(item.target)


def _category(note: str) -> str:
    first = note.partition(":")[0]
    return first if first in tuple(Severity) else "comment"


def _add(parent: _Element, name: str, **attributes: str) -> _Element:
    child = etree.SubElement(parent, f"{{{_CORE}}}{name}")
    for key, value in attributes.items():
        child.set(key, value)
    return child
