"""A translation as Markdown: spelled so that it is read again as the text that it is.

Asterisks beside a tsheg or shad do not always emphasise: CommonMark (6.2) takes both for
punctuation, and asks what stands on the other side. Each spelling is therefore read again, and
tags stand in where asterisks fail.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from itertools import pairwise

from translate.document import Translation
from translate.formats.spans import Run
from translate.formats.web.commonmark import EMPHASIS, Environment, parse, parse_text
from translate.formats.web.flow import Chain, Flow, Wrapper, laid, written

_SPACES = re.compile(r"(?<![^\S\n])[^\S\n]+(?=\n)|(?<=\n)\s+|(?<= ) +")
"""White space that Markdown does not show, or that would end a paragraph."""
_SPECIAL = re.compile(r"[\\`*_\[\]<~]|&(?=[#A-Za-z])|!\Z")
_STARTS_BLOCK = re.compile(r"[#>+=:|-]")
_STARTS_LIST = re.compile(r"(\d{1,9})([.)])(?=\s|\Z)")
_ENDS_HEADING = re.compile(r"(?:(?<=\s)|\A)(?=#+\Z)")


class Form(Enum):
    """What the text of a block stands in."""

    LINES = auto()
    """A paragraph or an underlined heading."""
    HEADING = auto()
    """A heading that begins with ``#``."""
    CELL = auto()
    FIRST_CELL = auto()
    """One that its line begins with, without a ``|`` before it."""


def spelled(flow: Flow, translation: Translation, form: Form, environment: Environment) -> str:
    """The translation in the markup of ``flow``; lines end in line feeds."""
    text = translation.text.replace("\t", " ")
    moved = laid(flow, replace(translation, text=text), _SPACES)
    moved = _with_codes_apart(moved)
    spelling = ""
    for change in (_tightened, _with_tags, _without_emphasis, _with_objects_last):
        changed = change(moved)
        spelling = _spelling(changed, form)
        if _reads_as(spelling, changed, form, environment):
            break
    return spelling


def _spelling(flow: Flow, form: Form) -> str:
    breaks = "\\\n" if form is Form.LINES else "<br>"
    text = written(flow, lambda part: _SPECIAL.sub(r"\\\g<0>", part), breaks)
    if form in (Form.CELL, Form.FIRST_CELL):
        text = text.replace("|", "\\|")
        text += " " if text.endswith("\\") else ""  # or it would escape the | behind it
        return text if form is Form.CELL else _line(text)
    if form is Form.HEADING:
        return _ENDS_HEADING.sub(r"\\", text)
    return "\n".join(map(_line, text.split("\n")))


def _line(text: str) -> str:
    if _STARTS_BLOCK.match(text):
        return "\\" + text
    return _STARTS_LIST.sub(r"\1\\\2", text, count=1) if _STARTS_LIST.match(text) else text


def _reads_as(spelling: str, flow: Flow, form: Form, environment: Environment) -> bool:
    if not spelling:
        return True
    if form in (Form.CELL, Form.FIRST_CELL):
        content = spelling.replace("\\|", "|")
    else:
        tokens, _ = parse("# " + spelling if form is Form.HEADING else spelling)
        if [token.type for token in tokens[1:]] != ["inline", tokens[0].type[:-4] + "close"]:
            return False
        content = tokens[1].content
        if form is Form.LINES and tokens[0].type != "paragraph_open":
            return False
    return _shape(parse_text(content, environment)) == _shape(flow)


def _shape(flow: Flow) -> object:
    """What two spellings of one flow have in common."""
    names: list[tuple[str, ...]] = []
    for start, end, key in flow.runs:
        # Sorted: *** is strong emphasis, whichever of the two was the outer one.
        names += [tuple(sorted(w.name for w in flow.chains[key]))] * (end - start)
    return flow.text, names, [(item.at, item.markup) for item in flow.objects]


def _tightened(flow: Flow) -> Flow:
    """Emphasis without the space and punctuation at its ends, where asterisks would fail there."""
    runs: list[Run] = []
    chains = dict(flow.chains)
    for start, end, key in flow.runs:
        chain = flow.chains[key]
        if not any(map(_is_emphasis, chain)):
            runs.append((start, end, key))
            continue
        low, high = _core(flow.text, start, end)
        outer = f"{key} outside"
        chains[outer] = tuple(wrapper for wrapper in chain if not _is_emphasis(wrapper))
        runs += [(start, low, outer), (low, high, key), (high, end, outer)]
    return replace(flow, runs=tuple(run for run in runs if run[0] < run[1]), chains=chains)


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    before = _class(text[start - 1 : start])
    after = _class(text[end : end + 1])
    while start < end and _class(text[end - 1]) in ("Z", *("P" * (after == "L"))):
        end -= 1
    while start < end and _class(text[start]) in ("Z", *("P" * (before == "L"))):
        start += 1
    return start, end


def _class(char: str) -> str:
    """``Z`` for white space and the ends of the text, ``P`` for punctuation, ``L`` for others."""
    if not char or char.isspace():
        return "Z"
    return "P" if unicodedata.category(char)[0] in "PS" else "L"


def _with_tags(flow: Flow) -> Flow:
    return _with_chains(flow, lambda chain: tuple(map(_tag, chain)))


def _without_emphasis(flow: Flow) -> Flow:
    return _with_chains(flow, lambda chain: tuple(w for w in chain if not _is_emphasis(w)))


def _with_objects_last(flow: Flow) -> Flow:
    last = tuple(replace(item, at=len(flow.text)) for item in flow.objects)
    return _with_codes_apart(replace(_without_emphasis(flow), objects=last))


def _with_codes_apart(flow: Flow) -> Flow:
    """Code beside code parted by a space: their backticks would make one of both."""
    objects = list(flow.objects)
    for at, (one, two) in enumerate(pairwise(flow.objects)):
        if one.at == two.at and one.markup.endswith("`") and two.markup.startswith("`"):
            objects[at : at + 2] = replace(objects[at], spaced=True), replace(two, spaced=True)
    return replace(flow, objects=tuple(objects))


def _with_chains(flow: Flow, change: Callable[[Chain], Chain]) -> Flow:
    return replace(flow, chains={key: change(chain) for key, chain in flow.chains.items()})


def _tag(wrapper: Wrapper) -> Wrapper:
    if not _is_emphasis(wrapper):
        return wrapper
    opening = f"<{wrapper.name}>"
    return replace(wrapper, opening=opening, again=opening, closing=f"</{wrapper.name}>")


def _is_emphasis(wrapper: Wrapper) -> bool:
    return wrapper.name in EMPHASIS and wrapper.opening[0] != "<"
