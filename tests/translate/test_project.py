"""Projects: the settings of a book, found from anywhere in its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from translate.errors import ProjectError
from translate.project import FILE, begin, find, read


def _written(folder: Path, text: str) -> Path:
    path = folder / FILE
    path.write_text(text, encoding="utf-8")
    return path


def test_a_new_project_reads_as_the_defaults_in_its_folder(tmp_path: Path) -> None:
    project = read(begin(tmp_path, '读本 "甲" C:\\书\n{下}'))
    assert project.name == '读本 "甲" C:\\书\n{下}'
    assert (project.engine, project.builtin_glossary, project.named) == ("builtin", True, True)
    assert project.memory == tmp_path / "memory.db"
    assert project.glossary == tmp_path / "glossary.db"
    assert (project.glossaries, project.checks_off, project.silenced) == ((), (), frozenset())


def test_a_project_is_never_begun_over_another(tmp_path: Path) -> None:
    path = _written(tmp_path, 'name = "old"\n')
    with pytest.raises(ProjectError, match="project already"):
        begin(tmp_path, "new")
    assert path.read_text(encoding="utf-8") == 'name = "old"\n'


def test_it_is_found_from_below_the_nearest_first(tmp_path: Path) -> None:
    inner = tmp_path / "书" / "第一章"
    inner.mkdir(parents=True)
    _written(tmp_path, 'name = "outer"\n')
    _written(tmp_path / "书", 'name = "inner"\nmemory = "记忆.db"\n')
    project = find(inner, tmp_path / "home")
    assert project.name == "inner"
    assert project.memory == (tmp_path / "书").resolve() / "记忆.db"


def test_without_one_the_users_own_folder_serves(tmp_path: Path) -> None:
    project = find(tmp_path, tmp_path / "home")
    assert not project.named
    assert project.memory == tmp_path / "home" / "memory.db"
    assert project.record(tmp_path / "a.docx") is None
    assert project.records() == []


def test_settings_are_paths_from_the_folder(tmp_path: Path) -> None:
    path = _written(
        tmp_path,
        'engine = "scripted"\nglossaries = ["甲.tsv", "sub/乙.xlsx"]\nbuiltin-glossary = false\n'
        '[checks]\noff = ["syllables"]\nsilenced = ["0123abcd"]\n',
    )
    project = read(path)
    assert project.glossaries == (tmp_path / "甲.tsv", tmp_path / "sub" / "乙.xlsx")
    assert not project.builtin_glossary
    assert project.checks_off == ("syllables",)
    assert project.silenced == {"0123abcd"}


def test_an_engines_folder_is_a_path_from_the_projects(tmp_path: Path) -> None:
    (tmp_path / "模型 甲").mkdir()
    project = read(_written(tmp_path, 'engine = "ctranslate2:模型 甲"\n'))
    assert project.engine == f"ctranslate2:{tmp_path / '模型 甲'}"
    served = "openai:qwen@http://127.0.0.1:8000/v1"
    assert read(_written(tmp_path, f'engine = "{served}"\n')).engine == served


def test_documents_of_one_name_have_records_of_their_own(tmp_path: Path) -> None:
    project = read(begin(tmp_path, "书"))
    one, two = (project.record(tmp_path / folder / "a.docx") for folder in ("甲", "乙"))
    assert one is not None and two is not None and one != two
    assert project.record(tmp_path.parent / "a.docx") is None
    for path in (one, two, tmp_path / "甲" / "a.docx"):
        path.parent.mkdir(parents=True)
        path.touch()
    assert project.records() == [(Path("甲", "a.docx"), one)], "乙/a.docx is gone"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("engin = 'x'\n", "no setting 'engin'"),
        ("engine = 3\n", "'engine' must be text in quotes"),
        ("glossaries = 'a.tsv'\n", "'glossaries' must be a list of texts"),
        ("glossaries = 5\n", "'glossaries' must be a list of texts"),
        ("glossaries = [1]\n", "'glossaries' must be a list of texts"),
        ("builtin-glossary = 'no'\n", "'builtin-glossary' must be true or false"),
        ("checks = 1\n", "'checks' must be a table"),
        ("[checks]\nof = []\n", "no setting 'of'"),
        ("name = 读本\n", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = _written(tmp_path, text)
    with pytest.raises(ProjectError, match=told) as caught:
        read(path)
    assert caught.value.where == str(path) and caught.value.remedy


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes('name = "读本"'.encode("gb18030"))
    with pytest.raises(ProjectError, match="cannot be read"):
        read(path)
    path.write_bytes('name = "读本"'.encode("utf-8-sig"))
    assert read(path).name == "读本"
