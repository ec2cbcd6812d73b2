"""What TBX-Basic asks of a file, rule by rule.

The rules are those of the published schemas of the core structure, of the modules Min and Basic,
and of the dialect's style DCT, of which no copy is kept here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from lxml import etree
from lxml.etree import QName, _Element

from glossary import exchange
from glossary.builtin import terms as builtin_terms
from glossary.exchange.tbx import BASIC, CORE, MIN
from glossary.term import Status, Target, Term, Use

EVERY_FIELD = [
    Term(
        "组织",
        (
            Target("རྩ་འཛུགས", Use.PREFERRED, "constitution2018:13; law_blog:104"),
            Target("སྒྲིག་འཛུགས", Use.ALLOWED, "law_blog:26", "…开展 负责…"),
            Target("ཚོགས་པ", Use.FORBIDDEN),
        ),
        Status.ATTESTED,
        "government",
        "a < b & c",
    ),
    Term("学校", (Target("སློབ་གྲྭ", Use.PREFERRED, "dictionary:1"),), Status.DICTIONARY, note="n"),
    Term("法律", (Target("བཅའ་ཁྲིམས"),)),
]

# Element -> what stands in it, a regular expression over names that each end in a space.
CONTENT = {
    "tbx": "tbxHeader text ",
    "tbxHeader": "fileDesc (encodingDesc )?(revisionDesc )?",
    "fileDesc": "(titleStmt )?(publicationStmt )?(sourceDesc )+",
    "sourceDesc": "(p )+",
    "text": "body (back )?",
    "body": "(conceptEntry )+",
    "conceptEntry": r"(note |\w+:\w+ )*(langSec )+",
    "langSec": r"(note |\w+:\w+ )*(termSec )+",
    "termSec": r"term (\w+:\w+ )*(note |\w+:\w+ )*",
}
# Element -> the attributes it must have, then those it may have.
ATTRIBUTES = {"tbx": ("type style lang", ""), "langSec": ("lang", ""), "conceptEntry": ("", "id")}
# Element of a module -> its level, and the values it may have (any, where there are none).
CATEGORIES = {
    "min:subjectField": ("conceptEntry", ""),
    "min:administrativeStatus": (
        "termSec",
        "admittedTerm-admn-sts deprecatedTerm-admn-sts supersededTerm-admn-sts "
        "preferredTerm-admn-sts",
    ),
    "min:partOfSpeech": ("termSec", "adjective noun other verb adverb"),
    "basic:source": ("conceptEntry langSec termSec", ""),
    "basic:termType": ("termSec", "fullForm acronym abbreviation shortForm variant phrase"),
}
_PREFIX = {CORE: "", MIN: "min:", BASIC: "basic:"}


def name(element: _Element) -> str:
    tag = QName(element)
    return _PREFIX.get(tag.namespace or "", "?") + tag.localname


def faults(root: _Element) -> Iterator[str]:
    """Each place of the file that a rule does not allow."""
    for element in root.iter():
        kind, inside = name(element), "".join(f"{name(child)} " for child in element)
        if not re.fullmatch(CONTENT.get(kind, ""), inside):
            yield f"{kind} holds {inside}"
        has = {QName(key).localname for key in element.attrib}
        must, may = (set(names.split()) for names in ATTRIBUTES.get(kind, ("", "")))
        if not must <= has <= must | may:
            yield f"{kind} has {sorted(has)}"
        if kind in CONTENT and (element.text or "").strip():
            yield f"{kind} holds text"
        if ":" in kind:
            yield from _faults_of_category(element, kind)
    if (root.get("type"), root.get("style")) != ("TBX-Basic", "dct"):
        yield "dialect"
    names = [e.get("id", "") for e in root.iter() if "id" in e.attrib]
    if len(set(names)) < len(names) or not all(re.fullmatch(r"[A-Za-z_][\w.-]*", n) for n in names):
        yield "id"


def _faults_of_category(element: _Element, kind: str) -> Iterator[str]:
    if kind not in CATEGORIES:
        yield f"{kind} is no category of TBX-Basic"
        return
    levels, values = (text.split() for text in CATEGORIES[kind])
    parent = element.getparent()
    if parent is None or name(parent) not in levels:
        yield f"{kind} stands at the wrong level"
    if values and (element.text or "") not in values:
        yield f"{kind} is {element.text}"


def written(terms: Iterable[Term], folder: Path) -> _Element:
    path = folder / "a.tbx"
    exchange.write(terms, path)
    return etree.parse(path, etree.XMLParser(remove_blank_text=True)).getroot()


def test_every_field_is_written_where_the_standard_has_it(tmp_path: Path) -> None:
    root = written(EVERY_FIELD, tmp_path)
    assert list(faults(root)) == []
    held = {name(element) for element in root.iter()}
    assert held >= {"min:subjectField", "min:administrativeStatus", "basic:source", "note"}


def test_the_built_in_glossary_is_valid_tbx(tmp_path: Path) -> None:
    assert list(faults(written(builtin_terms(), tmp_path))) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("min:subjectField", "basic:subjectField", "basic:subjectField is no category"),
        ("preferredTerm-admn-sts", "preferred", "min:administrativeStatus is preferred"),
        ('<langSec xml:lang="bo">', "<langSec>", "langSec has []"),
        ('style="dct"', 'style="dca"', "dialect"),
        ('id="c2"', 'id="c1"', "id"),
        ("<term>组织</term>", "<note>n</note><term>组织</term>", "termSec holds note term"),
    ],
)
def test_a_fault_is_seen(tmp_path: Path, right: str, wrong: str, fault: str) -> None:
    text = etree.tostring(written(EVERY_FIELD, tmp_path), encoding="unicode")
    assert right in text
    found = list(faults(etree.fromstring(text.replace(right, wrong))))
    assert any(fault in each for each in found)


def test_the_domain_is_read_from_either_module(tmp_path: Path) -> None:
    path = tmp_path / "a.tbx"
    exchange.write(EVERY_FIELD, path)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("min:subjectField", "basic:subjectField"), encoding="utf-8", newline="\n"
    )
    assert [term.domain for term in exchange.read(path)] == ["government", "", ""]
