"""The reader that is measured: it has what a schoolbook has, and a loss in it would be told."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from benchmarks import inventory, reader
from benchmarks.book import make


def test_a_reader_has_some_of_everything(tmp_path: Path) -> None:
    make(tmp_path / "a.docx", 6)
    found = inventory.count(tmp_path / "a.docx")
    assert found == {
        "paragraphs": 74,
        "tables": 2,
        "images": 1,
        "text boxes": 2,
        "footnotes": 3,
        "endnotes": 0,
        "bookmarks": 3,
        "fields": 6,
        "hyperlinks": 7,
        "styles": [
            "BodyText", "Caption", "Footer", "FootnoteReference", "FootnoteText", "Header",
            "Heading1", "Heading2", "Hyperlink", "ListBullet", "ListNumber", "TOC1", "TOC2",
            "TableGrid", "TableText", "Title",
        ],
    }  # fmt: skip
    make(tmp_path / "b.docx", 6)
    assert (tmp_path / "b.docx").read_bytes() == (tmp_path / "a.docx").read_bytes()


def test_a_run_prints_one_line_and_loses_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reader.main(["--pages", "4", "--engine", "scripted", "--keep", str(tmp_path)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["before"] == figures["after"]
    assert (figures["differ"], figures["pages"]) == ([], 4)
    assert {"seconds", "characters_per_second", "peak_megabytes"} <= set(figures)
    assert (tmp_path / "reader.bo.docx").exists()


def test_what_is_lost_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "a.docx", tmp_path / "b.docx"
    make(first, 4)
    document = docx.Document(str(first))
    table = document.tables[0]._tbl
    document.element.body.remove(table)
    document.save(str(second))
    assert reader.main(["--count", str(first), str(second)]) == 1
    assert json.loads(capsys.readouterr().out)["differ"] == ["paragraphs", "tables", "styles"]
    assert reader.main(["--count", str(first), str(first)]) == 0
