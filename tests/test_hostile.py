"""Every broken and hostile file is read and written, or refused with one error that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile import Case, cases
from tests.putting_through import is_read, put_through
from tests.sound import SOUND

ALL = cases()


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_hostile_files(case: Case, tmp_path: Path) -> None:
    if not is_read(case.kind, case.extension):
        pytest.skip(f"nothing reads {case.extension} as {case.kind}")
    path = tmp_path / case.name
    path.write_bytes(case.make())
    put_through(case.kind, path, tmp_path)


@pytest.mark.parametrize(("kind", "extension"), SOUND)
def test_sound_files_are_not_refused(kind: str, extension: str, tmp_path: Path) -> None:
    if not is_read(kind, extension):
        pytest.skip(f"nothing reads {extension} as {kind}")
    if (kind, extension) == ("glossary", ".xlsx"):
        pytest.skip("formulas are refused in glossaries")
    path = tmp_path / f"sound{extension}"
    path.write_bytes(SOUND[kind, extension]())
    assert put_through(kind, path, tmp_path) is None


def test_files_are_the_same_every_time() -> None:
    small = [case for case in ALL if not case.large][::20]
    assert [case.make() for case in small] == [case.make() for case in small]
