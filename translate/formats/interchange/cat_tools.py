"""What translation programs add to XLIFF 1.2: confirmations, locks, who changed what, and when.

Trados Studio keeps them in ``sdl:seg``, memoQ and Phrase in attributes of ``trans-unit``.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml.etree import _Element

from translate.document import State
from translate.formats.interchange.bitext import children, utc

_SDL = "http://sdl.com/FileTypes/SdlXliff/1.0"
_MEMOQ = "{MQXliff}"
_PHRASE = "{http://www.memsource.com/mxlf/2.0}"

# Confirming a segment is a person's act in all three, so it counts as reviewed, not as a draft.
_TRADOS_STATES = {
    "Draft": State.TRANSLATED,
    "Translated": State.REVIEWED,
    "RejectedTranslation": State.TRANSLATED,
    "ApprovedTranslation": State.REVIEWED,
    "RejectedSignOff": State.TRANSLATED,
    "ApprovedSignOff": State.FINAL,
}
"""Sdl.Core.Globalization.ConfirmationLevel -> state."""
_MEMOQ_STATES = {
    "Pretranslated": State.TRANSLATED,
    "AssembledFromFragments": State.TRANSLATED,
    "MachineTranslated": State.TRANSLATED,
    "PartiallyEdited": State.TRANSLATED,
    "Rejected": State.TRANSLATED,
    "ManuallyConfirmed": State.REVIEWED,
    "ConfirmedTranslator": State.REVIEWED,
    "ConfirmedReviewer1": State.REVIEWED,
    "ConfirmedReviewer2": State.FINAL,
    "Proofread": State.FINAL,
}
_LOCKED = frozenset({"1", "true", "yes", "locked"})
_BY_HAND = frozenset({"interactive", "PartiallyEdited", "Rejected"})


@dataclass(frozen=True, slots=True)
class Record:
    """What a program has noted of a segment."""

    state: State | None = None
    by_hand: bool = False
    """Whether a person has worked on the target, finished or not."""
    locked: bool = False
    origin: str = ""
    changed: str = ""


def record(unit: _Element, segment: str) -> Record | None:
    """The record of a ``trans-unit`` or, where it has several, of one of its segments."""
    noted = _trados_segment(unit, segment)
    if noted is not None:
        return _trados(noted)
    if f"{_MEMOQ}status" in unit.attrib:
        return _memoq(unit)
    if f"{_PHRASE}confirmed" in unit.attrib:
        return _phrase(unit)
    return None


def note_draft(unit: _Element, segment: str) -> None:
    """Record that the segment's target is a machine's and waits for a person."""
    noted = _trados_segment(unit, segment)
    if noted is not None:
        for name, value in (("conf", "Draft"), ("origin", "mt"), ("origin-system", "gyur")):
            noted.set(name, value)
    if f"{_PHRASE}trans-origin" in unit.attrib:
        unit.set(f"{_PHRASE}trans-origin", "mt")


def _trados_segment(unit: _Element, segment: str) -> _Element | None:
    """The ``sdl:seg`` of a segment, if there is one."""
    definitions = unit.find(f"{{{_SDL}}}seg-defs")
    found = [item for item in children(definitions, "seg") if item.get("id") == segment]
    return found[0] if found else None


def _trados(noted: _Element) -> Record:
    values = {item.get("key"): item.text or "" for item in children(noted, "value")}
    origin = noted.get("origin", "")
    return Record(
        _TRADOS_STATES.get(noted.get("conf", "")),
        origin in _BY_HAND,
        noted.get("locked", "").lower() in _LOCKED,
        values.get("last_modified_by") or noted.get("origin-system") or origin,
        utc(values.get("modified_on") or values.get("created_on") or ""),
    )


def _memoq(unit: _Element) -> Record:
    status = unit.get(f"{_MEMOQ}status", "")
    return Record(
        _MEMOQ_STATES.get(status),
        status in _BY_HAND,
        unit.get(f"{_MEMOQ}locked", "").lower() in _LOCKED,
        unit.get(f"{_MEMOQ}lastchangeduser", ""),
        utc(unit.get(f"{_MEMOQ}lastchangedtimestamp", "")),
    )


def _phrase(unit: _Element) -> Record:
    confirmed = unit.get(f"{_PHRASE}confirmed", "0") not in ("", "0")
    origin = unit.get(f"{_PHRASE}trans-origin", "")
    return Record(
        State.REVIEWED if confirmed else State.TRANSLATED,
        origin in ("", "null"),
        unit.get(f"{_PHRASE}locked", "").lower() in _LOCKED,
        "" if origin == "null" else origin,
        utc(unit.get(f"{_PHRASE}modified-at", "")),
    )
