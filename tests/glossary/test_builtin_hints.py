"""What the hints of the built-in glossary pick in phrases of the laws that they were read from."""

from __future__ import annotations

import pytest

from glossary.builtin import terms
from glossary.matcher import Matcher


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(terms())


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("发布决定和命令，任免", "决定", "ཆོད་དོན"),
        ("改变或者撤销不适当的决定。", "决定", "ཆོད་དོན"),
        ("决定本级国家机关工作", "决定", ""),
        ("对它负责并报告工作。", "工作", "ལས་དོན"),
        ("法律援助工作", "工作", "ལས་དོན"),
        ("在工作中受了伤", "工作", ""),
        ("一切使用土地的组织", "使用", "བེད་སྤྱོད"),
        ("动场所占有、使用的文物", "使用", "བེད་སྤྱོད"),
        ("学习和使用藏语文", "使用", ""),
    ],
)
def test_a_neighbour_picks_the_target(
    matcher: Matcher, text: str, source: str, target: str
) -> None:
    found = [match.target for match in matcher.find(text) if match.term.source == source]
    assert found == [target]
