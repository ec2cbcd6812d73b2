"""Inline codes laid around a translation: where they stand, and that none is lost or doubled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from translate.document import Mark, Translation
from translate.formats.interchange.xliff import Xliff

_CORE12 = "urn:oasis:names:tc:xliff:document:1.2"


def _codes(tmp_path: Path, source: str, text: str, *marks: tuple[int, int, int]) -> str:
    """The target's content for a source, a translation and marks by (start, end, code number)."""
    path, out = tmp_path / "in.xlf", tmp_path / "out.xlf"
    path.write_text(
        f'<xliff version="1.2" xmlns="{_CORE12}"><file original="a" datatype="x"'
        f' source-language="zh"><body><trans-unit id="1"><source>{source}</source></trans-unit>'
        "</body></file></xliff>",
        encoding="utf-8",
    )
    document = Xliff().read(path)
    (block,) = document.blocks
    keys = {int("".join(filter(str.isdigit, mark.key))): mark.key for mark in block.marks}
    moved = tuple(Mark(start, end, keys[number]) for start, end, number in marks)
    Xliff().write(document, {"1": Translation(text, moved)}, out)
    written = out.read_text(encoding="utf-8").partition("<target")[2]
    return written.partition(">")[2].partition("</target>")[0]


@pytest.mark.parametrize(
    ("source", "marks", "expected"),
    [
        pytest.param('一<g id="1">二</g>', [(0, 3, 0)], '<g id="1">ཀ་ཁ</g>་ག', id="pair"),
        pytest.param('一<x id="1"/>二', [(3, 3, 0)], 'ཀ་ཁ<x id="1"/>་ག', id="lone"),
        pytest.param('一<x id="1"/>二', [], 'ཀ་ཁ་ག<x id="1"/>', id="lost lone"),
        pytest.param('<g id="1">一</g>二', [], 'ཀ་ཁ་ག<g id="1"/>', id="lost pair"),
        pytest.param(
            '<g id="1">一<g id="2">二</g></g>',
            [(0, 2, 0), (3, 5, 0), (2, 3, 1)],
            '<g id="1">ཀ་<g id="2">ཁ</g>་ག</g>',
            id="nested, the outer in parts",
        ),
        pytest.param(
            '<g id="1">一<g id="2">二</g></g>',
            [(0, 1, 0), (4, 5, 1)],
            '<g id="1">ཀ་ཁ་<g id="2">ག</g></g>',
            id="nested, the inner outside",
        ),
        pytest.param(
            '<g id="1">一</g><g id="2">二</g>',
            [(0, 3, 0), (2, 5, 1)],
            '<g id="1">ཀ་</g><g id="2">ཁ་ག</g>',
            id="crossing",
        ),
        pytest.param(
            '<bpt id="1">&lt;b&gt;</bpt>一<ept id="1">&lt;/b&gt;</ept>二',
            [(2, 3, 0)],
            'ཀ་<bpt id="1">&lt;b&gt;</bpt>ཁ<ept id="1">&lt;/b&gt;</ept>་ག',
            id="code at each end",
        ),
        pytest.param(
            '<bpt id="1"/>一<bpt id="2"/>二<ept id="1"/>三<ept id="2"/>',
            [(0, 3, 0), (2, 2, 1), (5, 5, 2)],
            '<bpt id="1"/>ཀ་<bpt id="2"/>ཁ<ept id="1"/>་ག<ept id="2"/>',
            id="overlapping",
        ),
        pytest.param(
            '<it id="1" pos="open">&lt;b&gt;</it>一<bx id="2"/>二',
            [(0, 0, 0), (2, 2, 1)],
            '<it id="1" pos="open">&lt;b&gt;</it>ཀ་<bx id="2"/>ཁ་ག',
            id="ends that are not there",
        ),
        pytest.param(
            '<g id="1"><x id="2"/>一</g>',
            [(2, 5, 0), (2, 2, 1)],
            'ཀ་<g id="1"><x id="2"/>ཁ་ག</g>',
            id="lone at the edge of its pair",
        ),
        pytest.param(
            '一<!-- note --><g id="1" ctype="bold">二</g><?pi?>三',
            [(0, 1, 0)],
            '<g id="1" ctype="bold">ཀ</g>་ཁ་ག',
            id="comments",
        ),
    ],
)
def test_codes_stand_at_their_marks(
    tmp_path: Path, source: str, marks: list[tuple[int, int, int]], expected: str
) -> None:
    assert _codes(tmp_path, source, "ཀ་ཁ་ག", *marks) == expected


def test_a_code_never_parts_a_letter(tmp_path: Path) -> None:
    assert _codes(tmp_path, '一<x id="1"/>二', "ཀྱི\x00ས", (2, 2, 0)) == 'ཀྱི<x id="1"/>ས'


_NESTED = (
    '一<g id="1">二<x id="2"/><bpt id="3"/>三<g id="4">四</g><ept id="3"/></g>'
    '<bpt id="5"/>五<g id="6">六<ept id="5"/></g><g id="7"/>'
)
_MARKS = st.lists(st.tuples(st.integers(-2, 12), st.integers(-2, 12), st.integers(0, 9)))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text("ཀྱི་བ།一 ", min_size=1, max_size=10).filter(str.strip), marks=_MARKS)
def test_no_code_is_ever_lost_or_doubled(
    tmp_path: Path, text: str, marks: list[tuple[int, int, int]]
) -> None:
    source: Any = etree.fromstring(f"<s>{_NESTED}</s>")
    keys = set(range(8))
    given = [mark for mark in marks if mark[2] in keys]
    target: Any = etree.fromstring(f"<s>{_codes(tmp_path, _NESTED, text, *given)}</s>")
    assert "".join(target.itertext()) == text

    def names(root: Any) -> list[tuple[str, str]]:
        return sorted((str(e.tag), e.get("id", "")) for e in root.iter("*"))

    assert names(target) == names(source)


def test_very_deep_codes_are_no_trouble(tmp_path: Path) -> None:
    source = '<g id="1">' * 1500 + "一" + "</g>" * 1500
    assert _codes(tmp_path, source, "ཀ", *((0, 1, n) for n in range(1500))).count("<g ") == 1500
