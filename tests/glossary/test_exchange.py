"""The door for glossary files: which format a name means, and whole files in and out."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from glossary import exchange
from glossary.errors import GlossaryError
from glossary.exchange import files
from glossary.store import Glossary
from glossary.term import Status, Target, Term, Use

TERMS = [
    Term("学校", (Target("སློབ་གྲྭ"), Target("སློབ་ཁང", Use.FORBIDDEN)), Status.ATTESTED, "education"),
    Term("法律", (Target("བཅའ་ཁྲིམས", evidence="constitution2018:61; autonomy_law:12"),)),
]


@pytest.mark.parametrize("ending", sorted(exchange.FORMATS))
def test_every_registered_format_reads_what_it_writes(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"terms{ending.upper()}"
    exchange.write(TERMS, path)
    assert exchange.read(path) == exchange.load(path) == exchange.read(str(path)) == TERMS
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("place", exchange.FORMATS.values())
def test_every_registered_class_exists(place: str) -> None:
    module, _, name = place.partition(":")
    assert callable(getattr(import_module(module), name))


def test_the_longest_ending_counts(tmp_path: Path) -> None:
    exchange.write(TERMS, tmp_path / "a.gyur.tsv")
    exchange.write(TERMS, tmp_path / "a.tsv")
    native, omegat = (
        (tmp_path / name).read_text(encoding="utf-8") for name in ("a.gyur.tsv", "a.tsv")
    )
    assert native.startswith("# gyur glossary v1\nsource\ttarget\tuse\t")
    assert omegat.startswith("# Glossary in tab-separated format -*- coding: utf-8 -*-\n学校\t")


@pytest.mark.parametrize("name", ["terms.docx", "terms", "tsv", "terms.tsv.bak"])
def test_an_unknown_ending_lists_the_known_ones(tmp_path: Path, name: str) -> None:
    for attempt in (exchange.read, exchange.load, lambda path: exchange.write(TERMS, path)):
        with pytest.raises(GlossaryError) as caught:
            attempt(tmp_path / name)
        assert ".tsv" in caught.value.remedy
        assert (".sqlite" in caught.value.remedy) == (attempt is exchange.load)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("ending", exchange.STORED)
def test_loads_a_stored_glossary(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"terms{ending}"
    with Glossary.open(path) as glossary:
        glossary.add_all(reversed(TERMS))
    assert exchange.load(path) == TERMS


def test_loading_creates_nothing(tmp_path: Path) -> None:
    for name in ("terms.gyur", "terms.tsv"):
        with pytest.raises(GlossaryError, match="there is no"):
            exchange.load(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_refuses_what_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder.tsv"
    folder.mkdir()
    with pytest.raises(GlossaryError, match="not a file"):
        exchange.read(folder)
    with pytest.raises(GlossaryError, match="cannot be written"):
        exchange.write(TERMS, folder)
    with pytest.raises(GlossaryError, match="cannot be written"):
        exchange.write(TERMS, tmp_path / "missing" / "terms.tsv")
    with pytest.raises(GlossaryError):
        exchange.read(tmp_path / "a\0b.tsv")
    assert [item.name for item in tmp_path.iterdir()] == ["folder.tsv"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_does_not_wait_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tsv")
    with pytest.raises(GlossaryError, match="not a file"):
        exchange.read(tmp_path / "pipe.tsv")


def test_refuses_a_file_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange.write(TERMS, tmp_path / "terms.tsv")
    monkeypatch.setattr(files, "LARGEST", 10)
    with pytest.raises(GlossaryError, match="larger than"):
        exchange.read(tmp_path / "terms.tsv")


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "terms.tsv"
    exchange.write(TERMS, path)
    before = path.read_bytes()

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(GlossaryError, match="No space left"):
        exchange.write(TERMS[:1], path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "terms",
    [
        [Term("法律", ())],
        [TERMS[0], Term("學校", (Target("སློབ་ཁང"),))],
        [Term("#法律", (Target("ཁྲིམས"),))],
    ],
)
def test_writes_nothing_that_could_not_be_read(tmp_path: Path, terms: list[Term]) -> None:
    for name in ("terms.tsv", "terms.gyur.tsv"):
        with pytest.raises(GlossaryError):
            exchange.write(terms, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_importing_the_package_loads_no_heavy_library() -> None:
    program = (
        "import sys, glossary.exchange.tsv, glossary.store, glossary.matcher;"
        "print(*{'torch', 'ctranslate2', 'lxml', 'numpy', 'translate'} & set(sys.modules))"
    )
    root = Path(exchange.__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root
    )
    assert run.stdout.strip() == ""
