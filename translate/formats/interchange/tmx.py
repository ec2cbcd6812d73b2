"""TMX 1.1 to 1.4b: the translation memories that all translation programs exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.etree import _Element

from translate.document import State, Unit
from translate.errors import InputError
from translate.formats.files import reading, replacing
from translate.formats.interchange.bitext import child, children, utc
from translate.formats.interchange.inline import text_of
from translate.formats.interchange.languages import (
    CHINESE,
    TIBETAN,
    is_chinese,
    is_tibetan,
    is_traditional,
)
from translate.formats.xml import broken, check_beginning, check_declarations, local, storable

LARGEST = 2**31
"""Bytes. Units are read one by one, so this takes time rather than memory."""
_BEGINNING = 2**20
"""Bytes that are looked through for declarations before anything is parsed."""
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_STATE = "x-gyur-state"
_EXPORT_AGAIN = "Export it again from the program that it comes from."
_TOLD = 10
"""Languages named in an error."""


class Tmx:
    """``.tmx``: a unit for each translation unit that has both languages.

    Inline codes are left out of the text, and so are sub-flows (``sub``), which are texts of
    their own within a code. Of several Chinese variants the one in simplified characters counts.
    """

    def read_units(self, path: Path) -> list[Unit]:
        """All units at once. Raises InputError, UnsafeInputError."""
        return list(self.iter_units(path))

    def iter_units(self, path: Path) -> Iterator[Unit]:
        """The units one by one, as they are read; at least one.

        They are final, being a memory's, unless gyur has written them as drafts. The id is the
        ``tuid`` or else ``tu`` and the number in the file. Raises InputError and UnsafeInputError,
        perhaps after some units: damage shows only where it is met.
        """
        languages: dict[str, None] = {}
        found = False
        for number, element in enumerate(_elements(path), 1):
            texts = _variants(element)
            languages.update(dict.fromkeys(texts))
            unit = _unit(element, texts, number)
            if unit is not None:
                found = True
                yield unit
        if not found:
            raise _no_pair(path, list(languages))

    def write_units(self, units: Sequence[Unit], path: Path, name: str) -> None:
        """A new file, TMX 1.4b, of the units that have a target. Raises OutputError."""
        with replacing(path) as file, etree.xmlfile(file, encoding="UTF-8") as xml:
            xml.write_declaration()
            xml.write_doctype('<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
            with xml.element("tmx", {"version": "1.4"}):
                xml.write("\n", _header(name), "\n")
                with xml.element("body"):
                    for unit in units:
                        if unit.target.strip():
                            xml.write("\n", _element(unit))
                    xml.write("\n")
                xml.write("\n")


def _elements(path: Path) -> Iterator[_Element]:
    """The ``tu`` elements in order; each is gone when the next is asked for."""
    with reading(path, LARGEST) as file:
        check_beginning(file.read(_BEGINNING), "the file", path, _EXPORT_AGAIN)
        file.seek(0)
        context: Any = etree.iterparse(
            file,
            events=("start", "end"),
            tag=("{*}tmx", "{*}tu"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        try:
            for event, element in context:
                if event == "start" and local(element) == "tmx":
                    document = element.getroottree().docinfo
                    check_declarations(document, "the file", path, _EXPORT_AGAIN)
                elif event == "end" and local(element) == "tu":
                    yield element
                    _forget(element)
        except etree.XMLSyntaxError as error:
            raise broken("the file", path, _EXPORT_AGAIN, error) from error
        if context.root is None or local(context.root) != "tmx":
            raise InputError("this is not a TMX file", where=str(path), remedy="Check the path.")


def _forget(element: _Element) -> None:
    """Free a unit and what stood before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and parent[0] is not element:
        del parent[0]


def _variants(element: _Element) -> dict[str, _Element]:
    """Language tag -> ``tuv``; the first where a language comes twice."""
    found: dict[str, _Element] = {}
    for variant in children(element, "tuv"):
        tag = variant.get(_LANGUAGE) or variant.get("lang") or ""  # lang: until TMX 1.3
        found.setdefault(tag, variant)
    return found


def _unit(element: _Element, texts: dict[str, _Element], number: int) -> Unit | None:
    source = _of(texts, is_chinese)
    target = _of(texts, is_tibetan)
    if source is None or target is None:
        return None
    pair = text_of(child(source, "seg")), text_of(child(target, "seg"))
    if not (pair[0].strip() and pair[1].strip()):
        return None
    return Unit(
        element.get("tuid") or f"tu{number}",
        *pair,
        _state(element),
        notes=_notes(element) + _notes(target),
        origin=_told((target, element), ("changeid", "creationid")),
        changed=utc(_told((target, element), ("changedate", "creationdate"))),
    )


def _of(texts: dict[str, _Element], wanted: Callable[[str], bool]) -> _Element | None:
    tags = sorted(filter(wanted, texts), key=is_traditional)
    return texts[tags[0]] if tags else None


def _state(element: _Element) -> State:
    said = [item.text for item in children(element, "prop") if item.get("type") == _STATE]
    return State(said[0]) if said and said[0] in tuple(State) else State.FINAL


def _notes(element: _Element) -> tuple[str, ...]:
    return tuple(filter(None, (text_of(note).strip() for note in children(element, "note"))))


def _told(elements: Sequence[_Element], names: Sequence[str]) -> str:
    values = (element.get(name) for element in elements for name in names)
    return next(filter(None, values), "")


def _no_pair(path: Path, languages: Sequence[str]) -> InputError:
    if not languages:
        what = "the file holds no translation unit"
    elif any(map(is_chinese, languages)) and any(map(is_tibetan, languages)):
        what = "no translation unit has both Chinese and Tibetan text"
    else:
        named = ", ".join(tag or "(none)" for tag in islice(languages, _TOLD))
        more = ", …" if len(languages) > _TOLD else ""
        what = f"the file has no Chinese with Tibetan; its languages are {named}{more}"
    return InputError(
        what, where=str(path), remedy="Export it with the languages Chinese (zh) and Tibetan (bo)."
    )


def _header(name: str) -> _Element:
    header = etree.Element("header")
    attributes = {
        "creationtool": "gyur",
        "creationtoolversion": version("gyur"),
        "segtype": "sentence",
        "o-tmf": "gyur",
        "adminlang": "en",
        "srclang": CHINESE,
        "datatype": "plaintext",
    }
    for key, value in attributes.items():
        header.set(key, value)
    prop = etree.SubElement(header, "prop")
    prop.set("type", "x-document")
    prop.text = storable(name)
    return header


def _element(unit: Unit) -> _Element:
    element = etree.Element("tu")
    element.set("tuid", storable(unit.id))
    for note in unit.notes:
        etree.SubElement(element, "note").text = storable(note)
    if unit.state is not State.FINAL:
        prop = etree.SubElement(element, "prop")
        prop.set("type", _STATE)
        prop.text = unit.state
    _variant(element, CHINESE, unit.source)
    target = _variant(element, TIBETAN, unit.target)
    date = _basic(unit.changed)
    values = {"creationdate": date, "creationid": storable(unit.origin), "changedate": date}
    for name, value in values.items():
        if value:
            target.set(name, value)
    return element


def _variant(parent: _Element, language: str, text: str) -> _Element:
    variant = etree.SubElement(parent, "tuv")
    variant.set(_LANGUAGE, language)
    etree.SubElement(variant, "seg").text = storable(text)
    return variant


def _basic(date: str) -> str:
    """A date as TMX has it, YYYYMMDDTHHMMSSZ; "" where there is none."""
    known = utc(date)
    if not known:
        return ""
    return datetime.fromisoformat(known).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
