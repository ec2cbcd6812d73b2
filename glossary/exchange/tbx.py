"""TermBase eXchange: ISO 30042:2019 TBX-Basic in DCT style; reads DCA style and TBX v2 (2008) too.

One concept a term. Uses are ``administrativeStatus`` (preferred, admitted, deprecated); evidence,
after the status of the entry, is ``source``; the domain is ``subjectField``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.errors import GlossaryError
from glossary.exchange.files import read_bytes, write_bytes
from glossary.exchange.rows import Faults, Row, assemble, rows_of
from glossary.term import Status, Term, Use

if TYPE_CHECKING:
    from lxml.etree import _Element

CORE = "urn:iso:std:iso:30042:ed-2"
MIN = "http://www.tbxinfo.net/ns/min"
"""Module of ``subjectField``, ``administrativeStatus`` and what else TBX-Min has."""
BASIC = "http://www.tbxinfo.net/ns/basic"
"""Module of what TBX-Basic adds to TBX-Min, such as ``source``."""
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_PREFIXES: Any = {None: CORE, "min": MIN, "basic": BASIC}

CHINESE, TIBETAN = ("zh", "zho", "chi", "cmn"), ("bo", "bod", "tib")
"""The first is what is written; all are read, with whatever region or script follows."""

_ADMINISTRATIVE = {
    Use.PREFERRED: "preferredTerm-admn-sts",
    Use.ALLOWED: "admittedTerm-admn-sts",
    Use.FORBIDDEN: "deprecatedTerm-admn-sts",
}
_USES = {
    "preferred": Use.PREFERRED,
    "preferredTerm": Use.PREFERRED,
    "admitted": Use.ALLOWED,
    "admittedTerm": Use.ALLOWED,
    "deprecated": Use.FORBIDDEN,
    "deprecatedTerm": Use.FORBIDDEN,
    "superseded": Use.FORBIDDEN,
    "supersededTerm": Use.FORBIDDEN,
}


class Tbx:
    """A TBX file; concepts that lack Chinese or Tibetan are left out."""

    def read(self, path: Path) -> list[Term]:
        """Return the entries; a concept with several Chinese terms gives one for each."""
        root = _root(path)
        faults = Faults(path)
        concepts = [e for e in root.iter() if _name(e) in {"conceptEntry", "termEntry"}]
        if not concepts:
            raise GlossaryError(
                "there is no concept in this file",
                where=str(path),
                remedy="Check that it is a TBX glossary.",
            )
        terms = assemble((row for concept in concepts for row in _rows(concept)), faults)
        faults.settle()
        return terms

    def write(self, terms: Iterable[Term], path: Path) -> None:
        """Write ``terms`` as TBX-Basic, DCT style, so that reading gives the same terms."""
        from lxml import etree

        root = etree.Element(
            f"{{{CORE}}}tbx",
            {"type": "TBX-Basic", "style": "dct", _LANGUAGE: CHINESE[0]},
            nsmap=_PREFIXES,
        )
        file = _add(_add(root, "tbxHeader"), "fileDesc")
        _add(_add(file, "sourceDesc"), "p", "gyur")
        body = _add(_add(root, "text"), "body")
        try:
            for number, (term, rows) in enumerate(rows_of(terms), 1):
                _write_concept(body, f"c{number}", term, rows)
        except ValueError as error:  # a character that XML cannot hold
            raise GlossaryError(
                f"a term cannot be written as XML ({error})",
                where=str(path),
                remedy="Remove the character that cannot be seen.",
            ) from error
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
        write_bytes(data, path)


def _write_concept(body: _Element, name: str, term: Term, rows: list[Row]) -> None:
    concept = _add(body, "conceptEntry")
    concept.set("id", name)
    if term.domain:
        _add(concept, "subjectField", term.domain, MIN)
    if term.note:
        _add(concept, "note", term.note)
    _add(_section(concept, CHINESE[0]), "term", term.source)
    tibetan = _add(concept, "langSec")
    tibetan.set(_LANGUAGE, TIBETAN[0])
    for row in rows:
        section = _add(tibetan, "termSec")
        _add(section, "term", row.target)
        assert row.use is not None
        _add(section, "administrativeStatus", _ADMINISTRATIVE[row.use], MIN)
        said = ": ".join(filter(None, (row.status and row.status.value, row.evidence)))
        if said:
            _add(section, "source", said, BASIC)


def _section(concept: _Element, language: str) -> _Element:
    section = _add(concept, "langSec")
    section.set(_LANGUAGE, language)
    return _add(section, "termSec")


def _add(parent: _Element, name: str, text: str = "", namespace: str = CORE) -> _Element:
    from lxml import etree

    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    if text:
        element.text = text
    return element


def _rows(concept: _Element) -> Iterator[Row]:
    """One row for each Chinese and each Tibetan term of a concept."""
    sections = [e for e in concept if _name(e) in {"langSec", "langSet"}]
    chinese = [t for s in sections if _is(s, CHINESE) for t in _terms(s)]
    tibetan = [t for s in sections if _is(s, TIBETAN) for t in _terms(s)]
    domain = _said(concept, "subjectField")
    notes = "; ".join(_text(e) for e in concept if _name(e) == "note")
    for source in chinese:
        for target in tibetan:
            status, evidence = _status(_said(target, "source"))
            yield Row(
                _line(target),
                _said(source, "term"),
                _said(target, "term"),
                _USES.get(_said(target, "administrativeStatus").removesuffix("-admn-sts")),
                status,
                domain,
                evidence,
                notes,
            )


def _status(source: str) -> tuple[Status | None, str]:
    """The status that gyur writes before the evidence, and the evidence."""
    head, _, rest = source.partition(": ")
    if head in {status.value for status in Status}:
        return Status(head), rest
    return None, source


def _terms(section: _Element) -> list[_Element]:
    """The elements that hold one term each, whatever the version calls them."""
    return [e for e in section.iter() if _name(e) in {"termSec", "tig", "ntig"}]


def _said(element: _Element, category: str) -> str:
    """The text of a data category, which is an element (DCT) or an attribute ``type`` (DCA, v2).

    Categories of a concept are not looked for inside its languages.
    """
    for inner in element.iter():
        if _name(inner) in {"langSec", "langSet"}:
            break
        if category in {_name(inner), inner.get("type")} and inner is not element:
            return _text(inner)
    return ""


def _text(element: _Element) -> str:
    """Everything that the element holds; inside a field a line break is a space."""
    return re.sub(r"\s*\n\s*", " ", "".join(map(str, element.itertext()))).strip()


def _line(element: _Element) -> int:
    line: Any = element.sourceline
    return int(line or 0)


def _is(section: _Element, languages: tuple[str, ...]) -> bool:
    language = section.get(_LANGUAGE) or section.get("lang") or ""
    return language.lower().replace("_", "-").partition("-")[0] in languages


def _name(element: _Element) -> str:
    """The local name; "" for a comment or a processing instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _root(path: Path) -> _Element:
    """Parse without touching the network or a DTD; entities of the file's own are refused."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(read_bytes(path), parser)
    except etree.XMLSyntaxError as error:
        raise GlossaryError(
            f"the XML is broken ({error.msg})",
            where=f"{path}:{error.lineno or 1}",
            remedy="Export the file again from the program that made it.",
        ) from error
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise GlossaryError(
            "the file declares XML entities",
            where=str(path),
            remedy="Export it again without them; glossaries need none.",
        )
    return root
