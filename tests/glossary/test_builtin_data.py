"""The built-in glossary is well formed, and its evidence is counted as it says."""

from __future__ import annotations

import lzma
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from glossary.errors import GlossaryError
from glossary.mining import Suggester, Suggestion, syllabified
from glossary.tibetan import occurrences
from training import glossary_evidence as counting
from training.glossary_evidence import Row

BUILTIN = Path(__file__).parents[2] / "glossary" / "builtin" / "legal_education.tsv"
OFFICIAL = (
    "constitution2018",
    "regional_autonomy_law",
    "religious_affairs_regs",
    "illegal_mining_interp",
    "golog_tibetan_regs",
    "aba_tibetan_regs",
)
DOMAINS = set(
    "law constitution court procuratorate police criminal civil administrative procedure juvenile "
    "school family network traffic fire drugs environment grassland religion-affairs government "
    "organisation place time title measure general".split()
)
ASKED_FOR = (
    "未成年人检察 附条件不起诉 法治副校长 社会调查 帮教 观护 心理疏导 大数据法律监督模型 "
    "公益诉讼检察 数字检察 对口援助 对口支援 援青干警 检察长 检察院 党组书记 政治部 干警 检察业务 "
    "未成年人保护法 海西蒙古族藏族自治州 天峻县 监督 申请 宪法"
).split()


def lines() -> list[str]:
    return BUILTIN.read_text(encoding="utf-8").splitlines()


def rows() -> list[Row]:
    return [Row(*line.split("\t")) for line in lines()[2:]]


def by_source() -> dict[str, list[Row]]:
    terms: dict[str, list[Row]] = defaultdict(list)
    for row in rows():
        terms[row.source].append(row)
    return terms


def documents(row: Row) -> set[str]:
    return {item.rpartition(":")[0].removesuffix("/article") for item in row.evidence.split("; ")}


def test_file_form() -> None:
    raw = BUILTIN.read_bytes()
    assert b"\r" not in raw and raw.endswith(b"\n")
    assert lines()[0] == "# gyur glossary v1"
    assert lines()[1] == "source\ttarget\tuse\tstatus\tdomain\tevidence\tnote\thint"
    assert {line.count("\t") for line in lines()[1:]} == {7}
    keys = [(r.domain, r.source) for r in rows()]
    assert keys == sorted(keys)


def test_size_and_the_terms_asked_for() -> None:
    terms = by_source()
    assert len(terms) >= 3000
    assert not [term for term in ASKED_FOR if term not in terms]


def test_one_preferred_target_a_term_and_it_comes_first() -> None:
    for source, targets in by_source().items():
        assert [r.use for r in targets].count("preferred") == 1, source
        assert targets[0].use == "preferred", source
        assert len({r.target for r in targets}) == len(targets), source
        assert len({r.domain for r in targets}) == 1, source


def test_a_source_stands_in_one_block() -> None:
    order = [r.source for r in rows()]
    starts = [s for i, s in enumerate(order) if i == 0 or order[i - 1] != s]
    assert [s for s, n in Counter(starts).items() if n > 1] == []


def test_sources_are_chinese() -> None:
    assert [s for s in by_source() if not re.fullmatch(r"[\u4e00-\u9fff、·]{2,}", s)] == []


def test_targets_are_bare_tibetan() -> None:
    syllable = "[\u0f40-\u0f6c][\u0f71-\u0f84\u0f8d-\u0fbc\u0f40-\u0f6c]*"
    for row in rows():
        assert re.fullmatch(f"{syllable}(་{syllable})*", row.target), row
        assert unicodedata.normalize("NFC", row.target) == row.target, row
        assert "\u0f6a" not in row.target, row


@pytest.mark.parametrize("exile", ["རྒྱ་ནག", "རྒྱ་མི", "སྤྱི་འཐུས", "མི་མང་སྤྱི་མཐུན"])
def test_no_exile_usage(exile: str) -> None:
    accepted = (r for r in rows() if r.use != "forbidden")
    assert [r.source for r in accepted if occurrences(r.target, exile)] == []


def test_status_follows_evidence() -> None:
    for row in rows():
        assert row.domain in DOMAINS, row
        official = bool(documents(row) & set(OFFICIAL))
        if row.status == "attested":
            assert official, row
        elif row.status == "dictionary":
            assert "dictionary" in documents(row) and not official, row
        else:
            assert row.status == "proposed" and not official, row
            assert "dictionary" not in documents(row), row
        if row.evidence:
            assert re.fullmatch(r"[\w/]+:[1-9]\d*(; [\w/]+:[1-9]\d*)*", row.evidence), row


def test_a_rendering_without_evidence_says_what_it_is_made_of() -> None:
    bare = [r for r in rows() if r.use == "preferred" and r.status == "proposed" and not r.evidence]
    assert [r.source for r in bare if not r.note] == []


def data_directory(root: Path) -> Path:
    """A data directory in miniature: four sentences of an official text, one authored pair."""
    for name in ("parallel", "terms", "mono"):
        (root / name).mkdir()
    texts = {
        "parallel/law.tsv": (
            "学校应当接受监督。\tསློབ་གྲྭས་ལྟ་སྐུལ་དང་ལེན་བྱེད་དགོས།\tlaw_a\t1\n"
            "学校的教师。\tསློབ་གྲྭའི་དགེ་རྒན།\tlaw_a\t2\n"
            "学校\tམི་དམངས།\tlaw_a\t3\n"
            "教师。\tདགེ་རྒན་ཚོ།\tlaw_a\t4\n"
        ),
        "parallel/law_articles.tsv": "家庭。父母\tཕ་མ། ཁྱིམ་ཚང་།\tlaw_b\t1\n",
        "parallel/authored.tsv": "民警来了。\tཉེན་རྟོག་པ་སླེབས་སོང་།\tstatute\n",
        "parallel/software.tsv": "学校\tསློབ་གྲྭ\tcldr\n",
        "terms/dictionary.tsv": "警察\tཉེན་རྟོག་པ་ཡང་ན་སྐོར་སྲུང་བ\n",
        "terms/legal_glosses.tsv": "警察\tདེ་ལ་ཉེན་རྟོག་པ\n",
    }
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    with lzma.open(root / "mono" / "law_blog.txt.xz", "wt", encoding="utf-8") as prose:
        prose.write("སློབ་གྲྭར་འགྲོ། སློབ་གྲྭའི་ནང་།\nསློབ་གྲྭ་བ།\n")
    return root


def curated(*pairs: tuple[str, str]) -> list[Row]:
    return [Row(zh, bo, "preferred", "proposed", "general", "", "") for zh, bo in pairs]


def test_evidence_counts_sentences_and_sets_the_status(tmp_path: Path) -> None:
    sources = counting.read_sources(data_directory(tmp_path))
    pairs = (
        ("学校", "སློབ་གྲྭ"),
        ("家庭", "ཁྱིམ་ཚང"),
        ("警察", "ཉེན་རྟོག་པ"),
        ("民警", "ཉེན་རྟོག་པ"),
        ("教师", "སློབ་དཔོན"),
    )
    weighed = {r.source: r for r in counting.evidence(curated(*pairs), sources)}
    assert weighed["学校"].evidence == "law_a:2; software:1; law_blog:3"
    assert weighed["家庭"].evidence == "law_b/article:1"
    assert weighed["警察"].evidence == "dictionary:1; glosses:1"
    assert weighed["民警"].evidence == "authored:1"
    assert weighed["教师"].evidence == ""
    statuses = [weighed[zh].status for zh, _ in pairs]
    assert statuses == ["attested", "attested", "dictionary", "proposed", "proposed"]


def test_audit_counts_occurrences_of_the_longest_term(tmp_path: Path) -> None:
    sources = counting.read_sources(data_directory(tmp_path))
    terms = curated(("学校", "སློབ་གྲྭ"), ("学校的教师", "སློབ་གྲྭའི་དགེ་རྒན"), ("监督", "ལྟ་ཞིབ"))
    seen, kept = counting.audit(terms, sources.sentences)
    assert seen == {"学校": 2, "学校的教师": 1, "监督": 1}
    assert +kept == {"学校": 1, "学校的教师": 1}


def test_suggest_finds_the_shared_rendering(tmp_path: Path) -> None:
    sources = counting.read_sources(data_directory(tmp_path))
    best = Suggester((p.zh, p.bo) for p in sources.sentences)("教师")[0]
    assert best == Suggestion("དགེ་རྒན", 1.0, both=2, sources=2, targets=2)
    printed = "\n".join(counting.suggest(["警察", "民警"], sources))
    assert "警察\tdictionary\tཉེན་རྟོག་པ | སྐོར་སྲུང་བ" in printed
    assert "民警\tauthored\tཉེན་རྟོག་པ" in printed


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("སློབ་གྲྭའི་ནང་།", "སློབ་གྲྭ"),
        ("སློབ་གྲྭས་བྱས།", "སློབ་གྲྭ"),
        ("ཞིང་ཆེན་གྱི་མགོ་འཛིན།", "ཞིང་ཆེན"),
        ("མངའ་རིས་ས་ཁུལ་དུ།", "མངའ་རིས"),
        ("ལོ་ན་མ་སོན་པར་སྲུང་སྐྱོང་།", "ལོ་ན་མ་སོན་པ"),
        ("སློབ་གྲྭ་བ་དང་།", "སློབ་གྲྭ་བ་དང"),
        ("དཔེ་མཛོད་ཁང་།", "དཔེ་མཛོད"),
        ("མཛོད་ཁང་།", "དཔེ་མཛོད"),
        ("ས་ཁུལ་ཆེན་པོ།", "ས་ཁུལ་ཆེ"),
        ("མི་དམངས། སྲིད་གཞུང་།", "མི་དམངས་སྲིད་གཞུང"),
    ],
)
def test_counting_finds_what_the_project_finds(text: str, target: str) -> None:
    here = bool(counting.pattern(target).search(syllabified(text)))
    assert here == bool(occurrences(text, target))


def test_the_fixed_form_ra_is_the_same_letter() -> None:
    assert counting.pattern("བརྙན").search(syllabified("གློག་བཪྙན་དང་།"))


def test_command_rewrites_only_what_it_computes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = data_directory(tmp_path)
    table = tmp_path / "terms.tsv"
    kept = Row("学校", "སློབ་གྲྭ", "preferred", "proposed", "school", "", "kept")
    other = Row("警察", "ཉེན་རྟོག་པ", "preferred", "attested", "police", "wrong:9", "")
    counting.write_glossary(table, [kept, other])
    arguments = ["--data", str(data), "--glossary", str(table)]
    counting.main(arguments)
    assert [(r.source, r.status, r.note) for r in counting.read_glossary(table)] == [
        ("警察", "dictionary", ""),
        ("学校", "attested", "kept"),
    ]
    written = table.read_bytes()
    counting.main(arguments)
    counting.main([*arguments, "--audit"])
    assert table.read_bytes() == written
    assert "2 of 3 occurrences have an accepted target" in capsys.readouterr().out


def test_bad_row_and_missing_data_are_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "terms.tsv"
    table.write_text("# gyur glossary v1\n学校\tསློབ་གྲྭ\n", encoding="utf-8", newline="\n")
    with pytest.raises(GlossaryError, match="line 2"):
        counting.read_glossary(table)
    with pytest.raises(SystemExit) as stopped:
        counting.main(["--data", str(tmp_path), "--glossary", str(table)])
    assert stopped.value.code == 2
    assert "missing from the data directory" in capsys.readouterr().err
