"""A stored glossary keeps what it is given, says what it did, and refuses what is wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from glossary import database, migrations
from glossary.errors import GlossaryError
from glossary.store import Glossary
from glossary.term import Status, Target, Term, Use

LAW = Term(
    "法律",
    (
        Target("བཅའ་ཁྲིམས", Use.PREFERRED, "constitution2018:61; autonomy_law:12"),
        Target("ཁྲིམས་ལུགས", Use.ALLOWED),
        Target("ཁྲིམས", Use.FORBIDDEN),
    ),
    Status.ATTESTED,
    "law",
    "statutes",
)
SCHOOL = Term("学校", (Target("སློབ་གྲྭ"),), domain="education", note="包括ＫＩＮＤ幼儿园")
TEACHER = Term("教师", (Target("དགེ་རྒན"),))


@pytest.fixture
def glossary() -> Iterator[Glossary]:
    with Glossary.open(":memory:") as opened:
        yield opened


def test_keeps_everything_across_opening(tmp_path: Path) -> None:
    path = tmp_path / "学校.gyur"
    with Glossary.open(path) as glossary:
        assert glossary.add_all([TEACHER, LAW, SCHOOL]) == 3
        version = glossary.version
    with Glossary.open(path, create=False) as glossary:
        assert glossary.terms() == [SCHOOL, TEACHER, LAW]  # by code point
        assert len(glossary) == 3
        assert glossary.version == version
        assert glossary.get("法律") == LAW


def test_finds_an_entry_by_any_spelling(glossary: Glossary) -> None:
    glossary.add(Term("义务教育", (Target("འོས་འགན་སློབ་གསོ"),)))
    assert glossary.get(" 義務\u200b教育 ") == glossary.get("义务教育") is not None
    assert glossary.get("义务") is None
    assert glossary.remove("義務教育")
    assert not glossary.remove("義務教育")
    assert len(glossary) == 0


def test_normalises_what_it_stores(glossary: Glossary) -> None:
    glossary.add(Term(" 学校\ufeff", (Target(" སློབ་གྲྭ་། "),), note="一\n二"))
    assert glossary.terms() == [Term("学校", (Target("སློབ་གྲྭ"),), note="一 二")]


def test_adding_the_same_again_changes_nothing(glossary: Glossary) -> None:
    assert glossary.add(LAW)
    assert not glossary.add(LAW)
    assert not glossary.add(replace(LAW, source=" 法\u200b律"))
    assert len(glossary.history()) == 1
    assert glossary.get("法律") == LAW


def test_a_conflict_names_both_entries(glossary: Glossary) -> None:
    glossary.add(Term("宪法", (Target("རྩ་ཁྲིམས"),)))
    with pytest.raises(GlossaryError) as caught:
        glossary.add(Term("憲法", (Target("རྩ་བའི་ཁྲིམས"),)))
    assert "宪法 → རྩ་ཁྲིམས" in caught.value.message
    assert "憲法 → རྩ་བའི་ཁྲིམས" in caught.value.message
    assert caught.value.remedy
    assert glossary.get("宪法") == Term("宪法", (Target("རྩ་ཁྲིམས"),))


def test_history_tells_each_step(glossary: Glossary) -> None:
    glossary.add(SCHOOL)
    glossary.add(TEACHER)
    better = replace(SCHOOL, status=Status.DICTIONARY)
    assert glossary.add(better, replace=True)
    glossary.remove("學校")
    steps = [(change.action, change.before, change.after) for change in glossary.history("学校")]
    assert steps == [("add", None, SCHOOL), ("replace", SCHOOL, better), ("remove", better, None)]
    assert [change.source for change in glossary.history()] == ["学校", "教师", "学校", "学校"]
    assert all(datetime.fromisoformat(change.time).tzinfo for change in glossary.history())
    assert glossary.history("法律") == []


def test_adding_several_is_all_or_nothing(glossary: Glossary) -> None:
    glossary.add(LAW)
    other = replace(LAW, targets=(Target("ཁྲིམས"),))
    with pytest.raises(GlossaryError):
        glossary.add_all([SCHOOL, other])
    assert glossary.terms() == [LAW]
    assert len(glossary.history()) == 1
    assert glossary.add_all([SCHOOL, other], replace=True) == 2
    assert glossary.get("法律") == other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("法", [LAW]),
        ("學校", [SCHOOL]),
        ("kind", [SCHOOL]),
        ("幼兒園", [SCHOOL]),
        ("ཁྲིམས་", [LAW]),
        ("སློབ", [SCHOOL]),
        ("", [SCHOOL, TEACHER, LAW]),
        ("་", []),
        ("%", []),
        ("' OR 1=1 --", []),
        ("大学", []),
    ],
)
def test_searches_source_target_and_note(
    glossary: Glossary, text: str, expected: list[Term]
) -> None:
    glossary.add_all([LAW, SCHOOL, TEACHER])
    assert glossary.search(text) == expected


def test_version_ignores_the_order_of_adding() -> None:
    versions = set()
    for terms in ([LAW, SCHOOL], [SCHOOL, LAW], [SCHOOL, TEACHER, LAW]):
        with Glossary.open(":memory:") as glossary:
            glossary.add_all(terms)
            glossary.remove("教师")
            versions.add(glossary.version)
    assert len(versions) == 1


@pytest.mark.parametrize(
    ("term", "part"),
    [
        (Term("", (Target("ཀ"),)), "source is empty"),
        (Term("\u200b", (Target("ཀ"),)), "source is empty"),
        (Term("ཁྲིམས", (Target("ཀ"),)), "holds Tibetan"),
        (Term("法\t律", (Target("ཀ"),)), "control character"),
        (Term("法律", ()), "no target"),
        (Term("法律", (Target("་"),)), "target is empty"),
        (Term("法律", (Target("法律"),)), "holds Chinese"),
        (Term("法律", (Target("law"),)), "holds no Tibetan"),
        (Term("法律", (Target("ཀ\nཁ"),)), "control character"),
        (Term("法律", (Target("བཅའ་ཁྲིམས；ཁྲིམས"),)), "seems to be several"),
        (Term("法律", (Target("བཅའ་ཁྲིམས / ཁྲིམས"),)), "seems to be several"),
        (Term("法律", (Target("བཅའ་ཁྲིམས · ཁྲིམས"),)), "seems to be several"),
        (Term("法律", (Target("ཀ"), Target("ཁ"))), "one target must be preferred"),
        (Term("法律", (Target("ཀ", Use.ALLOWED),)), "one target must be preferred"),
        (Term("法律", (Target("ཀ"), Target("ཀ་", Use.FORBIDDEN))), "accepted and forbidden"),
        (Term("法律", (Target("ཀ"), Target("ཀ", Use.ALLOWED))), "given 2 times"),
        (Term("法" * 2000, (Target("ཀ"),)), "longer than 1,500"),
        (Term("法律", (Target("ཀ"),), note="\ud800"), "half a character"),
    ],
)
def test_refuses_what_is_not_well_formed(glossary: Glossary, term: Term, part: str) -> None:
    with pytest.raises(GlossaryError, match=part) as caught:
        glossary.add(term)
    assert caught.value.remedy
    assert len(glossary) == 0


def test_refuses_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "terms.gyur"
    path.write_text("法律\tབཅའ་ཁྲིམས\n" * 100, encoding="utf-8", newline="\n")
    refused(path, "not a gyur glossary")
    assert path.read_text(encoding="utf-8").startswith("法律")


def test_refuses_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "terms.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE segment (source)")
    connection.close()
    before = path.read_bytes()
    refused(path, "another program")
    assert path.read_bytes() == before


def test_refuses_a_newer_schema(tmp_path: Path) -> None:
    path = tmp_path / "terms.gyur"
    Glossary.open(path).close()
    execute(path, "PRAGMA user_version = 99")
    refused(path, "schema 99")


def test_refuses_a_missing_or_empty_file_unless_it_may_create(tmp_path: Path) -> None:
    path = tmp_path / "terms.gyur"
    with pytest.raises(GlossaryError, match="no glossary here"):
        Glossary.open(path, create=False)
    assert not path.exists()
    path.touch()
    with pytest.raises(GlossaryError, match="no glossary here"):
        Glossary.open(path, create=False)
    Glossary.open(path).close()
    with Glossary.open(path, create=False) as glossary:
        assert glossary.terms() == []


@pytest.mark.parametrize("name", ["terms.tsv", "terms.gyur.tsv", "TERMS.CSV"])
def test_makes_no_database_that_would_be_read_as_a_table(tmp_path: Path, name: str) -> None:
    refused(tmp_path / name, "not kept in a table")
    assert not (tmp_path / name).exists()


def test_refuses_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    refused(tmp_path, "cannot be opened")
    refused(tmp_path / "missing" / "terms.gyur", "cannot be opened")


def test_reports_a_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT", 0.01)
    path = tmp_path / "terms.gyur"
    with Glossary.open(path) as first, Glossary.open(path) as second:
        first._connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(GlossaryError, match="another program is writing") as caught:
            second.add(LAW)
        assert caught.value.where == str(path)
        assert second.terms() == []
        first._connection.rollback()
        assert second.add(LAW)


def test_reports_an_unwritable_file(glossary: Glossary) -> None:
    glossary.add(LAW)
    glossary._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(GlossaryError, match="cannot be written"):
        glossary.add(SCHOOL)
    with pytest.raises(GlossaryError, match="cannot be written"):
        glossary.remove("法律")
    assert glossary.terms() == [LAW]


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE target",
        "UPDATE target SET use = 'allowed'",
        "PRAGMA ignore_check_constraints = ON; UPDATE term SET status = 'sure'",
    ],
)
def test_reports_damage(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "terms.gyur"
    with Glossary.open(path) as glossary:
        glossary.add(LAW)
    execute(path, damage)
    with Glossary.open(path) as glossary, pytest.raises(GlossaryError, match="damaged"):
        glossary.terms()


def test_reports_a_damaged_history(tmp_path: Path) -> None:
    path = tmp_path / "terms.gyur"
    with Glossary.open(path) as glossary:
        glossary.add(LAW)
    execute(path, "UPDATE history SET after = '{'")
    with Glossary.open(path) as glossary, pytest.raises(GlossaryError, match="damaged"):
        glossary.history()


def test_a_failed_migration_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "terms.gyur"
    with Glossary.open(path) as glossary:
        glossary.add(LAW)
    first = migrations.scripts()
    broken = [*first, ["CREATE TABLE extra (x)", "CREATE TABLE extra (x)"]]
    monkeypatch.setattr(migrations, "scripts", lambda: broken)
    with pytest.raises(GlossaryError):
        Glossary.open(path)
    monkeypatch.setattr(migrations, "scripts", lambda: [*first, ["CREATE TABLE extra (x)"]])
    with Glossary.open(path) as glossary:
        assert glossary.terms() == [LAW]
        assert glossary._connection.execute("PRAGMA user_version").fetchone() == (len(first) + 1,)


def test_each_migration_is_whole_statements() -> None:
    scripts = migrations.scripts()
    assert scripts
    assert all(sqlite3.complete_statement(sql) for script in scripts for sql in script)


def refused(path: Path, part: str) -> None:
    with pytest.raises(GlossaryError, match=part) as caught:
        Glossary.open(path)
    assert caught.value.where == str(path)
    assert caught.value.remedy


def execute(path: Path, script: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()


def test_hints_are_kept(tmp_path: Path) -> None:
    term = Term("组织", (Target("རྩ་འཛུགས"), Target("སྒྲིག་འཛུགས", Use.ALLOWED, "", "…开展")))
    with Glossary.open(tmp_path / "a.gyur") as glossary:
        glossary.add(term)
        glossary.remove("组织")
        assert glossary.history()[0].after == term
        glossary.add(term)
        assert glossary.get("组织") == term
