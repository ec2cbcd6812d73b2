"""How Tibetan looks in Word: font, size, weight and language of a run.

Word and LibreOffice take Tibetan for a complex script: it gets the font ``w:cs``, the size
``w:szCs``, the weight ``w:bCs`` and the language ``w:bidi``. ISO/IEC 29500-1, 17.3.2.26 does not
list U+0F00-0FFF among the complex scripts, and a program that follows its letter takes ``w:hAnsi``
and ``w:sz``. Digits, spaces and European punctuation within Tibetan take ``w:ascii``. So all three
fonts are set, and the complex-script twin of a property is made equal to the property: the text
looks the same whichever reading a program follows. ``w:cs``, the switch, is not set: it would
turn Chinese and Latin words in the run into complex script as well, whose font lacks them.
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree
from lxml.etree import _Element

from translate.formats.word.wordml import w

FONT = "Microsoft Himalaya"
"""On every Windows since Vista; LibreOffice elsewhere falls back to a Tibetan font it finds."""
LANGUAGE = "bo-CN"

_ORDER = {
    name: place
    for place, name in enumerate(
        "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline "
        "shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position "
        "sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout "
        "specVanish oMath".split()
    )
}
"""The order of CT_RPr's children, which Word insists on; extensions follow, then rPrChange."""
_TWINS = (("b", "bCs"), ("i", "iCs"), ("sz", "szCs"))
_THEMED = ("asciiTheme", "hAnsiTheme", "cstheme")
_SQUEEZING = ("fitText", "eastAsianLayout")
"""Chinese typesetting: text forced into a given width, two lines in one, letters laid on a side."""


def tibetan(properties: _Element | None) -> _Element:
    """A copy of ``w:rPr`` under which Tibetan looks as Chinese does under the original."""
    copy = etree.Element(w("rPr")) if properties is None else deepcopy(properties)
    copy.tail = None
    for item in copy.findall("*"):
        if item.tag in map(w, _SQUEEZING):
            copy.remove(item)
    fonts = _child(copy, "rFonts")
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(w(name), FONT)
    for name in (*_THEMED, "hint"):  # a theme's font wins over one named beside it
        fonts.attrib.pop(w(name), "")
    _match_twins(copy)
    _child(copy, "lang").set(w("bidi"), LANGUAGE)
    return copy


def set_tibetan_defaults(styles: _Element) -> None:
    """Let the styles (``w:styles``) of a document suit Tibetan, in place.

    The defaults get its font and language; in every style the properties of complex scripts are
    made those of the style itself. Chinese text looks as before.
    """
    defaults = styles.find(w("docDefaults"))
    if defaults is None:
        defaults = etree.Element(w("docDefaults"))
        styles.insert(0, defaults)
    holder = defaults.find(w("rPrDefault"))
    if holder is None:
        holder = etree.Element(w("rPrDefault"))
        defaults.insert(0, holder)
    properties = holder.find(w("rPr"))
    if properties is None:
        properties = etree.SubElement(holder, w("rPr"))
    _child(properties, "rFonts").set(w("cs"), FONT)
    _child(properties, "lang").set(w("bidi"), LANGUAGE)
    for found in styles.iter(w("rPr")):
        _match_twins(found)
        fonts = found.find(w("rFonts"))
        if fonts is not None and (w("cs") in fonts.attrib or w("cstheme") in fonts.attrib):
            fonts.set(w("cs"), FONT)
            fonts.attrib.pop(w("cstheme"), "")


def _match_twins(properties: _Element) -> None:
    """Set a twin where its property is set; drop it where not, so that both are inherited."""
    for name, twin in _TWINS:
        source, old = properties.find(w(name)), properties.find(w(twin))
        if source is not None:
            target = _child(properties, twin)
            target.attrib.clear()
            target.attrib.update(dict(source.attrib))
        elif old is not None:
            properties.remove(old)


def _child(properties: _Element, name: str) -> _Element:
    found = properties.find(w(name))
    if found is not None:
        return found
    child = etree.Element(w(name))
    after = (at for at, other in enumerate(properties) if _place(other) > _ORDER[name])
    properties.insert(next(after, len(properties)), child)
    return child


def _place(element: _Element) -> int:
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    return _ORDER.get(name, len(_ORDER)) if element.tag == w(name) else len(_ORDER)
