"""Names of WordprocessingML (ISO/IEC 29500-1, transitional)."""

from __future__ import annotations

from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

ALTERNATE, CHOICE, FALLBACK = (
    f"{_MC}AlternateContent",
    f"{_MC}Choice",
    f"{_MC}Fallback",
)
CHECKBOX = f"{_W14}checkbox"
BINDINGS = (f"{_W}dataBinding", f"{_W15}dataBinding")


def w(name: str) -> str:
    """The tag or attribute of that name in the main namespace."""
    return _W + name


def value(parent: _Element | None, name: str) -> str | None:
    """``w:val`` of the child ``name``; None where there is no such child or value."""
    child = None if parent is None else parent.find(w(name))
    return None if child is None else child.get(w("val"))


def is_on(parent: _Element | None, name: str) -> bool:
    """Whether the switch ``name`` (as ``<w:vanish/>``) is there and not switched off."""
    child = None if parent is None else parent.find(w(name))
    return child is not None and child.get(w("val"), "1") not in ("0", "false", "off")
