"""docs/cli.md says what the commands say."""

from __future__ import annotations

from pathlib import Path

from translate.cli.reference import lines

DOCS = Path(__file__).parents[2] / "docs" / "cli.md"


def test_the_reference_is_that_of_the_commands() -> None:
    assert DOCS.read_text(encoding="utf-8").splitlines() == list(lines()), (
        "write it anew: python -m translate.cli.reference > docs/cli.md"
    )
