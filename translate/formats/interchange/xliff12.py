"""XLIFF 1.0 to 1.2: ``trans-unit`` elements, whole or cut into ``mrk`` segments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element

from translate.document import State, Translation, Unit
from translate.formats.interchange import cat_tools
from translate.formats.interchange.bitext import (
    Pair,
    child,
    children,
    is_for_translation,
    unused,
    utc,
)
from translate.formats.interchange.cat_tools import Record
from translate.formats.interchange.inline import content, empty, lay, shell, text_of
from translate.formats.interchange.languages import CHINESE, TIBETAN
from translate.formats.xml import local, named, storable

_STATES = {
    "new": State.INITIAL,
    "needs-translation": State.INITIAL,
    "signed-off": State.FINAL,
    "final": State.FINAL,
    "x-reviewed": State.REVIEWED,
}
"""Values of ``state`` (2.3, state) whose like is not "translated"."""
_MACHINE = re.compile(r"(?<![a-z])n?mt(?![a-z])|machine", re.IGNORECASE)
DRAFT = "needs-review-translation"
"""The ``state`` of what gyur fills in."""
_WRITTEN = {
    State.INITIAL: "new",
    State.TRANSLATED: DRAFT,
    State.REVIEWED: "x-reviewed",
    State.FINAL: "final",
}
_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def languages(file: _Element) -> tuple[str, str]:
    """The tags of a ``file``'s source and target; "" where it has none."""
    return file.get("source-language", ""), file.get("target-language", "")


def pairs(file: _Element) -> Iterator[Pair]:
    """The segments of a ``file`` that are for translation; ids are those within the file."""
    phases = {item.get("phase-name"): item for item in file.iter(named(file, "phase"))}
    for number, unit in enumerate(file.iter(named(file, "trans-unit")), 1):
        if is_for_translation(unit):
            yield from _of_unit(unit, unit.get("id") or str(number), phases)


def put(pair: Pair, translation: Translation) -> None:
    """Write a translation into the pair's target, as a draft for a person to review."""
    unit = pair.segment
    lay(_place(pair), content(pair.source).codes, translation)
    target = child(unit, "target")
    if target is not None:
        target.set("state", DRAFT)
        target.attrib.pop("state-qualifier", "")  # said what the old target was
    if unit.get("approved"):
        unit.set("approved", "no")
    cat_tools.note_draft(unit, pair.source.get("mid", ""))
    file = next(unit.iterancestors(named(unit, "file")))
    if not file.get("target-language"):
        file.set("target-language", TIBETAN)


def document(units: Sequence[Unit], name: str) -> _Element:
    """A new file of units; what it came from and when it changed find no place in it."""
    root = etree.Element(f"{{{_NAMESPACE}}}xliff", nsmap={None: _NAMESPACE}, version="1.2")  # type: ignore[dict-item]
    file = _add(root, "file", original=storable(name), datatype="plaintext")
    file.set("source-language", CHINESE)
    file.set("target-language", TIBETAN)
    body = _add(file, "body")
    seen: set[str] = set()
    for item in units:
        unit = _add(body, "trans-unit", id=unused(storable(item.id), seen))
        unit.set("approved", "yes" if item.state is State.FINAL else "no")
        unit.set(_SPACE, "preserve")
        _add(unit, "source").text = storable(item.source)
        # Without a translation a copy of the source: OmegaT translates what the target holds.
        text = item.target or (item.source if item.state is State.INITIAL else "")
        _add(unit, "target", state=_WRITTEN[item.state]).text = storable(text)
        if item.draft:
            proposal = _add(unit, "alt-trans", origin="gyur mt")
            _add(proposal, "target").text = storable(item.draft)
        for note in item.notes:
            _add(unit, "note").text = storable(note)
    return root


def _add(parent: _Element, tag: str, **attributes: str) -> _Element:
    return etree.SubElement(parent, f"{{{_NAMESPACE}}}{tag}", attributes)


def _of_unit(unit: _Element, name: str, phases: dict[str | None, _Element]) -> Iterator[Pair]:
    source, target = child(unit, "source"), child(unit, "target")
    notes = tuple(filter(None, (text_of(note).strip() for note in children(unit, "note"))))
    markers = _markers(child(unit, "seg-source"))
    targets = {marker.get("mid"): marker for marker in _markers(target)}
    if not markers or (len(markers) > 1 and not targets and text_of(target).strip()):
        if source is not None:  # in one piece, or translated in one piece
            yield _pair(unit, name, source, target, "", notes, phases)
        return
    for number, marker in enumerate(markers, 1):
        segment = marker.get("mid") or str(number)
        name_here = name if len(markers) == 1 else f"{name}/{segment}"
        ours = targets.get(marker.get("mid"))
        if ours is None and len(markers) == 1 and not targets:
            ours = target  # the whole target is the segment's
        yield _pair(unit, name_here, marker, ours, segment, notes, phases)
        notes = ()


def _pair(
    unit: _Element,
    name: str,
    source: _Element,
    target: _Element | None,
    segment: str,
    notes: tuple[str, ...],
    phases: dict[str | None, _Element],
) -> Pair:
    noted = cat_tools.record(unit, segment) or Record()
    whole = child(unit, "target")
    phase = phases.get(None if whole is None else whole.get("phase-name"))
    pair = Pair(
        name,
        unit,
        source,
        target,
        State.INITIAL,
        settled=noted.locked,
        draft=_draft(unit, segment),
        notes=notes,
        origin=noted.origin or ("" if phase is None else phase.get("contact-name", "")),
        changed=noted.changed or ("" if phase is None else utc(phase.get("date", ""))),
    )
    return _judged(pair, noted, "" if whole is None else whole.get("state", ""))


def _judged(pair: Pair, noted: Record, stated: str) -> Pair:
    """The pair with its state, and whether a person has translated it."""
    if not pair.has_target:
        return pair
    if noted.state is not None:
        state, vouched = noted.state, noted.by_hand
    elif pair.segment.get("approved") == "yes":
        state, vouched = State.FINAL, True
    else:
        state = _STATES.get(stated, State.TRANSLATED)
        vouched = stated == "translated" or not (stated or pair.copies_source)
        if not (stated or vouched):
            state = State.INITIAL  # filled with the source
    done = vouched or state in (State.REVIEWED, State.FINAL)
    return replace(pair, state=state, settled=pair.settled or done)


def _draft(unit: _Element, segment: str) -> str:
    """The proposal of a machine for the segment; one for the whole unit is not a part's."""
    machine = (
        item for item in children(unit, "alt-trans") if _MACHINE.search(item.get("origin", ""))
    )
    for proposal in machine:
        part = proposal.get("mid")
        whole = part is None and (not segment or len(_markers(child(unit, "seg-source"))) == 1)
        if whole or part == segment:
            return text_of(child(proposal, "target"))
    return ""


def _markers(element: _Element | None) -> list[_Element]:
    """The segments that ``seg-source`` or ``target`` is cut into, in order."""
    if element is None:
        return []
    found = element.iter(named(element, "mrk"))
    return [marker for marker in found if marker.get("mtype") == "seg"]


def _place(pair: Pair) -> _Element:
    """The element that the pair's translation goes into; made if need be."""
    unit, cut = pair.segment, child(pair.segment, "seg-source")
    target = child(unit, "target")
    if target is None:
        target = _new_target(unit, child(unit, "source") if cut is None else cut)
    if cut is None or local(pair.source) != "mrk":
        return target
    if not _markers(target):
        _mirror(cut, target)
    name = pair.source.get("mid")
    found = next((item for item in _markers(target) if item.get("mid") == name), None)
    return shell(target, pair.source) if found is None else found


def _new_target(unit: _Element, after: _Element | None) -> _Element:
    target = etree.Element(named(unit, "target"))
    at = 0 if after is None else unit.index(after) + 1
    unit.insert(at, target)
    target.tail = unit.text if after is None else after.tail
    return target


def _mirror(cut: _Element, target: _Element) -> None:
    """Cut a target as its source is cut, into segments without text yet."""
    empty(target)
    copy = deepcopy(cut)
    for marker in _markers(copy):
        empty(marker)
    target.text = copy.text
    target.extend(list(copy))
