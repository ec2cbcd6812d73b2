"""Folders among the inputs: what counts as a document, and where the results go."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from translate.cli.plan import documents, plan
from translate.errors import InputError, OutputError

Run = Callable[..., subprocess.CompletedProcess[str]]
LAW = "学校应当保护未成年人。\n"


def write(path: Path, text: str = LAW) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Two documents, and everything that lies beside documents."""
    folder = tmp_path / "书"
    write(folder / "一.txt")
    write(folder / "下" / "二.MD")
    for name in ("一.bo.txt", "~$二.docx", ".隐.txt", ".gyur/一.txt.xlf", ".git/a.md", "图.png"):
        write(folder / name)
    write(folder / "旧.bo.txt.gyur-journal")
    return folder


def test_documents_are_what_can_be_read_and_is_not_ours(shelf: Path) -> None:
    assert documents(shelf) == [shelf / "一.txt", shelf / "下" / "二.MD"]


def test_files_that_the_run_uses_are_no_documents(shelf: Path) -> None:
    glossary = write(shelf / "terms.tsv")
    assert glossary in documents(shelf)
    assert glossary not in documents(shelf, [shelf / "下" / ".." / "terms.tsv"])


def test_links_that_go_in_a_ring_end(shelf: Path) -> None:
    before = documents(shelf)
    try:
        (shelf / "下" / "环").symlink_to(shelf, target_is_directory=True)
        (shelf / "断").symlink_to(shelf / "nothing")
    except OSError:
        pytest.skip("no links here")
    assert documents(shelf) == before


def test_results_stand_beside_or_in_the_mirrored_tree(shelf: Path, tmp_path: Path) -> None:
    beside = plan([shelf], None, Path("看.html"), Path("双语.docx"))
    assert [task.output for task in beside] == [shelf / "一.bo.txt", shelf / "下" / "二.bo.MD"]
    assert beside[1].page == shelf / "下" / "二.看.bo.html"
    assert beside[1].table == shelf / "下" / "二.双语.bo.docx"
    out = tmp_path / "new" / "out"
    mirrored = plan([shelf], out, Path("看.html"), None)
    assert [task.output for task in mirrored] == [out / "一.bo.txt", out / "下" / "二.bo.MD"]
    assert mirrored[1].page == out / "下" / "二.看.bo.html" and (out / "下").is_dir()


def test_a_folder_without_documents_is_told(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    with pytest.raises(InputError, match=r"no document.*\.docx"):
        plan([tmp_path / "空"], None, None, None)


def test_documents_of_one_result_are_told_before_any_work(shelf: Path, tmp_path: Path) -> None:
    write(shelf / "三.pdf")
    write(shelf / "三.docx")
    with pytest.raises(InputError, match=r"三\.docx and .*三\.pdf"):
        plan([shelf], tmp_path / "out", None, None)
    assert not (tmp_path / "out").exists()


def test_a_folder_does_not_go_into_a_file(shelf: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="this is a file"):
        plan([shelf], write(tmp_path / "a.txt"), None, None)
    with pytest.raises(OutputError, match="cannot be made"):
        plan([shelf], tmp_path / "a.txt" / "out", None, None)


def test_a_folder_is_translated_twice_alike(gyur: Run, shelf: Path, tmp_path: Path) -> None:
    for _ in range(2):
        done = gyur("translate", "书", "-e", "scripted", "--json", "-r", "看.html")
        assert done.returncode == 0, done.stderr
        rows = json.loads(done.stdout)
        assert [Path(row["input"]).name for row in rows] == ["一.txt", "二.MD"]
    assert (shelf / "下" / "二.bo.MD").exists() and (shelf / "下" / "二.看.bo.html").exists()


def test_a_broken_document_is_told_at_the_end(gyur: Run, shelf: Path, tmp_path: Path) -> None:
    write(shelf / "坏.docx", "no ZIP")
    done = gyur("translate", "书", "-o", "out", "-e", "scripted")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "坏.docx" in done.stderr and "1 of 3 documents" in done.stderr
    assert (tmp_path / "out" / "一.bo.txt").exists()
    assert (tmp_path / "out" / "下" / "二.bo.MD").exists()
    told = gyur("translate", "书", "-o", "out", "-e", "scripted", "--json")
    assert [("error" in row) for row in json.loads(told.stdout)] == [False, False, True]


@pytest.mark.parametrize("options", [("--workers", "2"), ("--address", "head:6379")])
def test_workers_need_a_runner_that_has_them(gyur: Run, shelf: Path, options: tuple[str]) -> None:
    done = gyur("translate", "书", "-e", "scripted", *options)
    assert done.returncode == 2 and "--runner ray" in done.stderr


def test_a_file_beside_a_folder_goes_into_the_new_folder_too(shelf: Path, tmp_path: Path) -> None:
    single, out = write(tmp_path / "甲.txt"), tmp_path / "新"
    tasks = plan([shelf, single], out, None, None)
    assert [task.output for task in tasks] == [
        out / "甲.bo.txt",
        out / "一.bo.txt",
        out / "下" / "二.bo.MD",
    ]


def test_a_page_in_a_folders_place_is_told_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "页").mkdir()
    with pytest.raises(OutputError, match="this is a folder"):
        plan([write(tmp_path / "甲.txt")], None, tmp_path / "页", None)
