"""The memory gives back what was accepted, finds what is like it, and never half a change."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese import key
from translate.errors import InputError
from translate.memory import Accepted, Memory, database, likeness
from translate.memory.adaptation import adapted
from translate.memory.grams import BLOCK, Index
from translate.memory.wording import Wording, wording

CASES = Path(__file__).parents[1] / "cases" / "memory_adaptation.json"
LAW = Accepted("学校应当依法履行职责。", "སློབ་གྲྭས་ཁྲིམས་ལྟར་འགན་འཁྲི་བསྒྲུབ་དགོས།")
ARTICLE = Accepted("违反本条例第四条的规定。", "སྲོལ་ཡིག་འདིའི་དོན་ཚན་བཞི་པའི་གཏན་འབེབས་ལས་འགལ་བ།")
SCHOOL, TEACHER = "སློབ་གྲྭ", "དགེ་རྒན"
CHINESE = st.text(st.sampled_from("学校教师法律的和，。第三条5 "), min_size=1, max_size=24)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "记忆.db"


@pytest.fixture
def memory(path: Path) -> Iterator[Memory]:
    with Memory(path) as opened:
        yield opened


def test_keeps_what_was_accepted_across_opening(path: Path) -> None:
    unit = Accepted("学校", SCHOOL, "法律", "教师", "2025-03-01T12:00:00+00:00")
    with Memory(path) as memory:
        assert memory.add([unit, ("教师", TEACHER)], "book.docx") == 2
        version = memory.version()
    with Memory(path) as memory:
        assert len(memory) == 2
        assert memory.version() == version
        assert next(memory.units()) == (unit, "book.docx")
        assert memory.pairs() == [("学校", SCHOOL), ("教师", TEACHER)]
        assert memory.lookup("教师") == TEACHER
        assert memory.lookup("法律") is None
        assert memory.exact("法律") is None


def test_variants_of_a_source_are_the_same(memory: Memory) -> None:
    memory.add([("《教育法》ＡＢＣ", SCHOOL)], "")
    for source in ("《教育法》abc", "《敎育法》ABC", " 《教\u200b育法》ＡＢＣ\u3000"):
        found = memory.exact(source)
        assert found is not None and found.score == 100, source
        assert memory.fuzzy(source) == []


@pytest.mark.parametrize(
    ("before", "after", "target", "score"),
    [
        ("甲", "乙", "one", 101),
        ("丙", "丁", "two", 101),
        ("甲", "", "one", 101),  # the next segment is not known
        ("", "丁", "two", 101),
        ("甲", "丁", "three", 100),  # neither context: the newest
        ("", "", "three", 100),
        ("戊", "己", "three", 100),
        ("庚", "全然不同", "three", 101),  # stored without a next segment
    ],
)
def test_the_context_decides(
    memory: Memory, before: str, after: str, target: str, score: int
) -> None:
    memory.add([Accepted("是", "one", "甲", "乙", "2025-01-01")], "")
    memory.add([Accepted("是", "two", "丙", "丁", "2025-01-02")], "")
    memory.add([Accepted("是", "three", "庚", "", "2025-01-03")], "")
    found = memory.exact("是", before, after)
    assert found is not None
    assert (found.target, found.score) == (target, score)
    others = memory.fuzzy("是", before=before, after=after)
    assert {c.target for c in others} == {"one", "two", "three"} - {target}
    assert {c.score for c in others} == {100}


def test_the_same_source_in_the_same_context_is_replaced_by_a_newer(memory: Memory) -> None:
    memory.add([Accepted("学校", "old", "甲", "乙", "2025-01-02T00:00:00+08:00")], "a")
    memory.add([Accepted("學校", "new", " 甲", "乙", "2025-01-01T16:00:00Z")], "b")
    assert len(memory) == 1
    found = memory.exact("学校")
    assert found is not None
    assert (found.source, found.target, found.origin) == ("學校", "new", "b")
    assert found.accepted == "2025-01-01T16:00:00+00:00"
    memory.add([Accepted("学校", "older", "甲", "乙", "2024-12-31")], "c")
    assert memory.lookup("学校") == "new"


def test_units_without_text_are_passed_over(memory: Memory) -> None:
    assert memory.add([("", SCHOOL), (" ", SCHOOL), ("学校", " ")], "") == 0
    assert len(memory) == 0


@pytest.mark.parametrize(
    ("stored", "asked", "score"),
    [
        ("学校应当依法履行职责。", "学校应当依法履行职责", 99),  # punctuation
        ("学校，应当依法履行职责。", "学校应当依法，履行职责。", 99),
        ("学校应当依法履行职责", "学校应当依法履行义务", 80),  # 2 characters of 10
        ("学校应当依法履行职责", "学校应当依法履行义务。", 79),
        ("第3条规定的2人", "第三条规定的2人", 99),  # the same number
        ("第3条规定的2人", "第5条规定的2人", 97),
        ("第3条规定的2人", "第5条规定的8人", 94),
        ("第1条2款3项", "第5条6款7项", 91),
        ("第1条2款3项4人5天", "第6条7款8项9人10天", 91),  # beyond three they cost no more
        ("统一规定", "统二规定", 75),  # 一 is part of a word
        ("学校", "教师和法律", 0),
    ],
)
def test_likeness(stored: str, asked: str, score: int) -> None:
    one, other = (wording(key(text)) for text in (stored, asked))
    assert likeness.score(one, other) == likeness.score(other, one) == score


def test_fuzzy_gives_the_best_first_with_its_origin(memory: Memory) -> None:
    memory.add([LAW, ARTICLE, Accepted("学校应当依法履行各项职责。", "far")], "law.docx")
    memory.add([("今天天气很好。", "weather"), ("！", "།")], "")
    near, far = memory.fuzzy("学校应当依法履行职责！")
    assert (near.source, near.target, near.score, near.origin) == (
        LAW.source,
        LAW.target,
        99,
        "law.docx",
    )
    assert not near.adapted
    assert (far.target, far.score) == ("far", 82)
    assert memory.fuzzy("学校应当依法履行职责！", least=90) == [near]
    assert memory.fuzzy("学校应当依法履行职责！", most=1) == [near]
    assert memory.fuzzy("完全不同的句子") == []
    assert memory.fuzzy("。") == memory.fuzzy("") == []


def test_numbers_are_adapted(memory: Memory) -> None:
    memory.add([ARTICLE], "")
    (found,) = memory.fuzzy("违反本条例第四十五条的规定。")
    assert found.target == "སྲོལ་ཡིག་འདིའི་དོན་ཚན་ཞེ་ལྔ་པའི་གཏན་འབེབས་ལས་འགལ་བ།"
    assert found.source == ARTICLE.source
    assert found.adapted and found.score == 99


def _cases() -> list[Any]:
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["label"]) for case in cases]


@pytest.mark.parametrize("case", _cases())
def test_adaptation(case: dict[str, Any]) -> None:
    stored, wanted = (wording(key(case[name])) for name in ("stored", "wanted"))
    assert adapted(case["target"], stored, wanted) == case["expected"]


@settings(max_examples=60, deadline=None)
@given(st.lists(CHINESE, max_size=12), CHINESE, st.integers(70, 99))
def test_laws(
    tmp_path_factory: pytest.TempPathFactory, given_: list[str], asked: str, least: int
) -> None:
    with Memory(tmp_path_factory.mktemp("memory") / "m.db") as memory:
        for number, source in enumerate(given_):
            memory.add([(source, f"{number}.")], "")
            if key(source):
                assert memory.lookup(source) == f"{number}."  # at once
        for candidate in memory.fuzzy(asked, least):
            assert candidate.score >= least
            assert candidate.score < 100
            assert key(candidate.source) != key(asked)
        words = wording(key(asked))
        others = {key(source) for source in given_} - {"", key(asked)}
        best = max((likeness.score(words, wording(other)) for other in others), default=0)
        if best >= least and words.bare:
            assert memory.fuzzy(asked, least)[0].score >= best
        for source in given_:
            memory.remove(source)
        assert len(memory) == 0
        assert memory.fuzzy(asked, least) == []


def test_forgets_a_source(memory: Memory) -> None:
    memory.add([LAW, ARTICLE, Accepted(LAW.source, "other", "甲")], "")
    version = memory.version()
    assert memory.remove("  學校应当依法履行职责。") == 2
    assert memory.version() != version
    assert memory.exact(LAW.source) is None
    assert memory.fuzzy("学校应当依法履行职责") == []
    assert memory.remove(LAW.source) == 0
    memory.add([("学校应当依法履行义务。", "again")], "")  # takes the freed number
    assert [c.target for c in memory.fuzzy("学校应当依法履行职责。")] == ["again"]
    assert len(memory) == 2


def test_search_finds_the_text_parts_and_what_is_like_it(memory: Memory) -> None:
    memory.add([LAW, ARTICLE, ("今天天气很好。", "གནམ་གཤིས་བཟང་པོ།")], "a")
    assert [c.target for c in memory.search("履行")] == [LAW.target]
    (same,) = memory.search(LAW.source)
    assert same.score == 100
    (like,) = memory.search("学校应当依法履行义务。")
    assert (like.target, like.score) == (LAW.target, 80)
    (article,) = memory.search("违反本条例第五条的规定。")
    assert article.target == ARTICLE.target  # as it was accepted
    assert [c.source for c in memory.search("དོན་ཚན")] == [ARTICLE.source]
    assert memory.search("མེད་པ") == memory.search(" ") == []


def test_stats(memory: Memory) -> None:
    assert memory.stats()["units"] == 0
    memory.add([LAW, ARTICLE], "b")
    memory.add([Accepted("学校", SCHOOL, accepted="2024-05-01"), Accepted("学校", "x", "甲")], "a")
    memory.add([("教师", TEACHER)], "b")
    stats = memory.stats()
    assert (stats["units"], stats["sources"]) == (5, 4)
    assert stats["origins"] == {"b": 3, "a": 2}
    assert list(stats["origins"]) == ["b", "a"]
    assert stats["oldest"] == "2024-05-01T00:00:00+00:00" < stats["newest"]
    assert stats["bytes"] > 0


def test_a_file_of_version_1_is_brought_up_to_date(path: Path) -> None:
    _version_1(path)
    with Memory(path) as memory:
        assert memory.pairs() == [("教师", TEACHER), (LAW.source, LAW.target)]
        found = memory.exact(LAW.source)
        assert found is not None
        assert (found.origin, found.accepted) == ("b.txt", "2025-02-01T00:00:00+00:00")
        assert memory.fuzzy("学校应当依法履行职责")[0].score == 99
        memory.add([ARTICLE], "new")
    with Memory(path) as memory:
        assert len(memory) == 3


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _version_1(path)
    before = path.read_bytes()
    monkeypatch.setattr(Index, "add", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        Memory(path)
    assert path.read_bytes() == before


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _version_1(path: Path) -> None:
    base = sqlite3.connect(path)
    base.executescript(
        """
        CREATE TABLE unit (source TEXT NOT NULL, folded TEXT PRIMARY KEY, target TEXT NOT NULL,
            origin TEXT NOT NULL, accepted TEXT NOT NULL) STRICT, WITHOUT ROWID;
        PRAGMA user_version = 1;
        """
    )
    rows = [
        (LAW.source, "学校应当依法履行职责。", LAW.target, "b.txt", "2025-02-01T00:00:00+00:00"),
        ("教师", "教师", TEACHER, "a.txt", "2025-01-01T00:00:00+00:00"),
    ]
    with base:
        base.executemany("INSERT INTO unit VALUES (?, ?, ?, ?, ?)", rows)
    base.close()


@pytest.mark.parametrize("wrong", [KeyboardInterrupt, InputError, sqlite3.OperationalError])
def test_an_interrupted_addition_leaves_the_old_state(
    path: Path, wrong: type[BaseException]
) -> None:
    def units() -> Iterator[Accepted]:
        yield ARTICLE
        yield Accepted(LAW.source, "other")
        raise wrong("stop")

    with Memory(path) as memory:
        memory.add([LAW], "")
        version = memory.version()
        with pytest.raises((KeyboardInterrupt, InputError)):
            memory.add(units(), "")
        assert memory.pairs() == [(LAW.source, LAW.target)]
        assert memory.version() == version
        assert memory.fuzzy("违反本条例第五条的规定。") == []
        assert memory.add([ARTICLE], "") == 1


def test_a_date_that_is_none_is_told(memory: Memory) -> None:
    with pytest.raises(InputError, match="yesterday is no date") as caught:
        memory.add([LAW, Accepted("学校", SCHOOL, accepted="yesterday")], "")
    assert caught.value.where == "学校"
    assert len(memory) == 0


def test_what_is_no_memory_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 not a database" * 100)
    with pytest.raises(InputError, match="not a translation memory") as caught:
        Memory(path)
    assert caught.value.where == str(path)
    assert path.read_bytes().startswith(b"PK")


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE bookmark (url TEXT)")
    base.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match="another program"):
        Memory(path)
    assert path.read_bytes() == before


def test_a_newer_memory_is_refused(path: Path) -> None:
    Memory(path).close()
    base = sqlite3.connect(path)
    base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(InputError, match="version 99") as caught:
        Memory(path)
    assert caught.value.remedy == "Update gyur"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        Memory(tmp_path / "none" / "memory.db")


def test_a_locked_file_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT", 0.01)
    with Memory(path) as memory:
        memory.add([LAW], "")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match="another program is writing") as caught:
            memory.add([ARTICLE], "")
        assert caught.value.where == str(path) and caught.value.remedy
        assert memory.lookup(LAW.source) == LAW.target  # reading goes on
        other.execute("ROLLBACK")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InputError, match="another program is writing"):
            memory.fuzzy(LAW.source)
        other.execute("ROLLBACK")
        other.close()
        assert memory.add([ARTICLE], "") == 1


def test_a_damaged_file_is_told(path: Path) -> None:
    with Memory(path) as memory:
        memory.add([(f"学校的第{n}条规定", SCHOOL) for n in range(300)], "")
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    path.write_bytes(data)
    with Memory(path) as memory, pytest.raises(InputError, match="damaged"):
        memory.fuzzy("学校的第8条规定")


def test_two_programs_use_one_memory(path: Path) -> None:
    with Memory(path) as one, Memory(path) as other:
        one.add([LAW], "")
        assert other.lookup(LAW.source) == LAW.target
        version = one.version()
        other.add([ARTICLE], "")
        assert one.fuzzy("违反本条例第五条的规定。")[0].adapted
        assert one.version() == other.version() != version


def test_the_index_goes_on_in_a_new_block() -> None:
    base = sqlite3.connect(":memory:")
    for statement in database.SCHEMA:
        base.execute(statement)
    index = Index(base)
    index.add(BLOCK - 2, _wordings("学校应当", "教师应当", "法律规定", "学校应当依法"))
    index.add(BLOCK + 2, _wordings("学校应当"))
    (school, law) = _wordings("学校应当", "法律规定")
    assert index.like(school, 70) == [BLOCK - 2, BLOCK + 2]
    assert index.like(school, 60)[2:] == [BLOCK + 1]
    index.remove(BLOCK - 2, school)
    assert index.like(school, 70) == [BLOCK + 2]
    assert index.like(law, 70) == [BLOCK]
    base.close()


def test_of_sources_that_differ_in_numbers_the_nearest_is_found(memory: Memory) -> None:
    """There are more of them than are compared."""
    memory.add([(f"第{n}条第{n + 1}款", f"{n}.") for n in range(2000)], "")
    best, other = memory.fuzzy("第1234条第5000款", most=2)
    assert best.score == other.score == 97
    assert {best.source, other.source} == {"第1233条第1234款", "第1234条第1235款"}


def _wordings(*texts: str) -> list[Wording]:
    return [wording(text) for text in texts]
