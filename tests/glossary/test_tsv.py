"""Tables come back as they went out, and a malformed one says where and what to do."""

from __future__ import annotations

import codecs
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import exchange
from glossary.chinese import key
from glossary.errors import GlossaryError
from glossary.exchange.spreadsheet import Csv, Xlsx
from glossary.exchange.tbx import Tbx
from glossary.exchange.tsv import Native, OmegaT
from glossary.term import Status, Target, Term, Use
from glossary.validation import faults, normalised

NATIVE = "# gyur glossary v1\nsource\ttarget\tuse\tstatus\tdomain\tevidence\tnote\n"

remarks = st.one_of(
    st.text(alphabet="宪法12:;= \\#\"'", max_size=8),
    st.sampled_from(["use=allowed", "a; use=allowed", r"a; note\=b", r"; use\\=; note=", "note="]),
)
tibetan = st.lists(
    st.sampled_from(["བཅའ", "ཁྲིམས", "སློབ", "གྲྭ", "ཁང", "དང", "པའི", "AI"]), min_size=1, max_size=4
).map("་".join)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    targets = draw(st.lists(tibetan, min_size=1, max_size=4, unique=True))
    preferred = draw(st.integers(0, len(targets) - 1))
    other = st.sampled_from([Use.ALLOWED, Use.FORBIDDEN])
    return Term(
        draw(st.text(alphabet="法律憲學校习AIb12《》·= ;", min_size=1, max_size=6)),
        tuple(
            Target(
                text, Use.PREFERRED if i == preferred else draw(other), draw(remarks), draw(remarks)
            )
            for i, text in enumerate(targets)
        ),
        draw(st.sampled_from(Status)),
        draw(remarks),
        draw(remarks),
    )


sound = terms().map(normalised).filter(lambda term: not faults(term))
glossaries = st.lists(sound, max_size=6, unique_by=lambda term: key(term.source))


@pytest.mark.parametrize("form", [OmegaT, Native, Csv, Xlsx, Tbx])
@settings(deadline=None, max_examples=60)
@given(glossaries)
def test_reading_gives_what_was_written(form: type[exchange.Exchange], terms: list[Term]) -> None:
    if form is Tbx:  # which has no place for hints, and refuses a file without a concept
        terms = [replace(t, targets=tuple(replace(x, hint="") for x in t.targets)) for t in terms]
        if not terms:
            return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terms"
        form().write(terms, path)
        assert form().read(path) == terms


@settings(deadline=None)
@given(glossaries)
def test_writing_twice_gives_the_same_bytes(terms: list[Term]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "a.gyur.tsv", Path(folder) / "b.gyur.tsv"
        exchange.write(terms, first)
        exchange.write(exchange.read(first), second)
        assert first.read_bytes() == second.read_bytes()


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    for head in (b"", NATIVE.encode(), codecs.BOM_UTF16_LE, "法律\tཁྲིམས".encode()):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "terms.tsv"
            path.write_bytes(head + data)
            try:
                exchange.read(path)
            except GlossaryError as error:
                assert error.remedy and error.where.startswith(str(path))


def read(folder: Path, content: str | bytes) -> list[Term]:
    path = folder / "terms.tsv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return exchange.read(path)


def test_reads_an_omegat_glossary(tmp_path: Path) -> None:
    table = (
        "# a comment\n\n"
        "法律\tབཅའ་ཁྲིམས\t法律术语\n"
        "学校\tསློབ་གྲྭ་\n"
        "法律\tཁྲིམས་ལུགས\t指法律知识\n"
        " 教师 \t དགེ་རྒན \t\n"
    )
    assert read(tmp_path, table) == [
        Term(
            "法律",
            (Target("བཅའ་ཁྲིམས"), Target("ཁྲིམས་ལུགས", Use.ALLOWED)),
            note="法律术语; 指法律知识",
        ),
        Term("学校", (Target("སློབ་གྲྭ"),)),
        Term("教师", (Target("དགེ་རྒན"),)),
    ]


def test_writes_an_omegat_glossary_that_people_can_read(tmp_path: Path) -> None:
    term = Term(
        "法律",
        (
            Target("བཅའ་ཁྲིམས", Use.PREFERRED, "constitution2018:61; autonomy_law:12"),
            Target("ཁྲིམས་ལུགས", Use.ALLOWED),
            Target("ཁྲིམས", Use.FORBIDDEN),
        ),
        Status.ATTESTED,
        "law",
    )
    exchange.write([term, Term("学校", (Target("སློབ་གྲྭ"),), note="各级")], tmp_path / "terms.txt")
    assert (tmp_path / "terms.txt").read_bytes().decode("utf-8").split("\n")[1:] == [
        "法律\tབཅའ་ཁྲིམས\tstatus=attested; domain=law; evidence=constitution2018:61; autonomy_law:12",
        "法律\tཁྲིམས་ལུགས",
        "法律\tཁྲིམས\tuse=forbidden",
        "学校\tསློབ་གྲྭ\t各级",
        "",
    ]


def test_reads_the_native_form(tmp_path: Path) -> None:
    table = NATIVE + (
        "# licence\n"
        "个体工商户\tསྒེར་གཉེར་བཟོ་ཚོང་དུད་ཚང\tpreferred\tattested\tlaw\taba:2; law_blog:2\t\n"
        "个体工商户\tཁེར་གཉེར་བཟོ་ཚོང་ཁྱིམ་ཚང\tallowed\tproposed\tlaw\tgolog:1\t旧译\n"
        "学校\tསློབ་གྲྭ\n"
    )
    assert read(tmp_path, table) == [
        Term(
            "个体工商户",
            (
                Target("སྒེར་གཉེར་བཟོ་ཚོང་དུད་ཚང", Use.PREFERRED, "aba:2; law_blog:2"),
                Target("ཁེར་གཉེར་བཟོ་ཚོང་ཁྱིམ་ཚང", Use.ALLOWED, "golog:1"),
            ),
            Status.ATTESTED,
            "law",
            "旧译",
        ),
        Term("学校", (Target("སློབ་གྲྭ"),)),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "# gyur glossary v1\t\t\t\r\nsource\ttarget\tnote\t\r\n学校\tསློབ་གྲྭ\t\t\r\n",
        "# gyur glossary v1\nnote\ttarget\tsource\n\tསློབ་གྲྭ\t学校\n",
        "#gyur glossary v1 \n# more\n\nsource\ttarget\n学校\tསློབ་གྲྭ",
        "学校\tསློབ་གྲྭ\t\t\t\r",
        "学校\tསློབ་གྲྭ\nＳ\tཨེས\n學校\tསློབ་གྲྭ\n",
        "学校\tསློབ་གྲྭ\tuse=preferred\n",
    ],
)
def test_forgives_what_spreadsheets_and_people_vary(tmp_path: Path, table: str) -> None:
    assert read(tmp_path, table)[0] == Term("学校", (Target("སློབ་གྲྭ"),))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "utf-16-be-mark", "gb-mark"]
)
@pytest.mark.parametrize("head", ["", NATIVE])
def test_reads_the_encodings_of_common_editors(tmp_path: Path, encoding: str, head: str) -> None:
    table = head + "学校\tསློབ་གྲྭ\r\n"
    if encoding == "utf-16-be-mark":
        data = codecs.BOM_UTF16_BE + table.encode("utf-16-be")
    elif encoding == "gb-mark":
        data = ("\ufeff" + table).encode("gb18030")
    else:
        data = table.encode(encoding)
    assert read(tmp_path, data) == [Term("学校", (Target("སློབ་གྲྭ"),))]


@pytest.mark.parametrize("table", ["# nothing yet\n", NATIVE])
def test_a_table_without_entries_is_an_empty_glossary(tmp_path: Path, table: str) -> None:
    assert read(tmp_path, table) == []


LAW = "法律\tབཅའ་ཁྲིམས\n"
MALFORMED: dict[str, tuple[str | bytes, str, str]] = {
    # name: content, where in the file, part of the message
    "empty": (b"", "", "file is empty"),
    "only space": (" \n\t\n", "", "file is empty"),
    "only a mark": (codecs.BOM_UTF8, "", "file is empty"),
    "only a UTF-16 mark": (codecs.BOM_UTF16_LE, "", "file is empty"),
    "Latin-1": ("法律\tབཅའ\n".encode() + b"caf\xe9\tx\n", ":2", "save it as UTF-8"),
    "GB18030 without Tibetan": ("法律\tlaw\n".encode("gb18030"), ":1", "save it as UTF-8"),
    "UTF-8 cut off": (LAW.encode()[:-2], ":1", "not UTF-8"),
    "UTF-16 without a mark": (LAW.encode("utf-16-le"), ":1", "UTF-16 without its mark"),
    "UTF-16 cut off": (LAW.encode("utf-16")[:-1], "", "not UTF-16"),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff", ":1", "not UTF-8"),
    "a spreadsheet": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x9c\xff", ":1", "not UTF-8"),
    "half a character": (b"\xed\xa0\x80\t\xe0\xbd\x80\n", ":1", "not UTF-8"),
    "no tab": (LAW + "学校 སློབ་གྲྭ\n", ":2", "no tab"),
    "comma instead of tab": ("学校,སློབ་གྲྭ\n", ":1", "no tab"),
    "empty source": (LAW + "\tསློབ་གྲྭ\n", ":2", "source is empty"),
    "invisible source": ("\u200b\tསློབ་གྲྭ\n", ":1", "source is empty"),
    "empty target": ("学校\t\t备注\n", ":1", "target is empty"),
    "target of marks alone": ("学校\t་།\n", ":1", "target is empty"),
    "columns swapped": ("སློབ་གྲྭ\t学校\n", ":1", "columns look swapped"),
    "Chinese in the target": ("学校\tསློབ་གྲྭ（小学）\n", ":1", "holds Chinese"),
    "Tibetan in the source": ("学校སློབ\tསློབ་གྲྭ\n", ":1", "holds Tibetan"),
    "target in another language": ("学校\tschool\n", ":1", "holds no Tibetan"),
    "a header in OmegaT's form": ("source\ttarget\n" + LAW, ":1", "holds no Tibetan"),
    "NUL": ("学校\tསློབ་\0གྲྭ\n", ":1", "NUL"),
    "NUL in the note": ("学校\tསློབ་གྲྭ\ta\0b\n", ":1", "NUL"),
    "control character": ("学\x08校\tསློབ་གྲྭ\n", ":1", "control character"),
    "line too long": ("学校\tསློབ་གྲྭ\t" + "注" * 10_000, ":1", "10,012 characters"),
    "note too long": ("学校\tསློབ་གྲྭ\t" + "注" * 2_000, ":1", "note is longer"),
    "unknown use in a comment": ("学校\tསློབ་གྲྭ\tuse=best\n", ":1", "preferred, allowed"),
    "unknown status in a comment": ("学校\tསློབ་གྲྭ\tstatus=sure\n", ":1", "unknown"),
    "preferred and forbidden": (
        "学校\tསློབ་གྲྭ\tuse=preferred\n學校\tསློབ་གྲྭ་\tuse=forbidden\n",
        ":2",
        "contradicts line 1",
    ),
    "one target, two uses": (
        NATIVE + "学校\tསློབ་གྲྭ\tpreferred\n学校\tསློབ་གྲྭ\tforbidden\n",
        ":4",
        "contradicts line 3",
    ),
    "two preferred targets": (
        NATIVE + "学校\tསློབ་གྲྭ\tpreferred\n学校\tསློབ་ཁང\tpreferred\n",
        ":4",
        "second preferred target",
    ),
    "no preferred target": (NATIVE + "学校\tསློབ་ཁང\tforbidden\n", ":3", "no preferred target"),
    "two domains": (
        NATIVE + "学校\tསློབ་གྲྭ\t\t\tlaw\n学校\tསློབ་ཁང\tallowed\t\tschool\n",
        ":4",
        "domain 'school' contradicts line 3",
    ),
    "unknown use": (NATIVE + "学校\tསློབ་གྲྭ\tbest\n", ":3", "use 'best' is unknown"),
    "unknown status": (NATIVE + "学校\tསློབ་གྲྭ\t\tsure\n", ":3", "attested, dictionary, proposed"),
    "too many fields": (NATIVE + "学校\tསློབ་གྲྭ\t\t\t\t\t\tmore\n", ":3", "8 fields under 7"),
    "no column names": ("# gyur glossary v1\n", ":1", "column names"),
    "terms where names belong": ("# gyur glossary v1\n" + LAW, ":2", "column names"),
    "unknown column": ("# gyur glossary v1\nsource\ttarget\tcolour\n", ":2", "column names"),
    "a column twice": ("# gyur glossary v1\nsource\ttarget\ttarget\n", ":2", "column names"),
    "a later version": ("# gyur glossary v2\n" + LAW, ":1", "version 2"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_table_says_where_and_what_to_do(tmp_path: Path, name: str) -> None:
    content, place, part = MALFORMED[name]
    with pytest.raises(GlossaryError) as caught:
        read(tmp_path, content)
    assert part in str(caught.value)
    assert caught.value.where == str(tmp_path / "terms.tsv") + place or (
        not place and caught.value.where.startswith(str(tmp_path / "terms.tsv"))
    )
    assert caught.value.remedy


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    table = LAW + "学校\n\tཀ\n教师\tteacher\n" + LAW + "ཀ\t宪法\n"
    with pytest.raises(GlossaryError) as caught:
        read(tmp_path, table)
    assert caught.value.message.startswith("4 ")
    lines = str(caught.value).split("\n")[1:]
    path = tmp_path / "terms.tsv"
    assert [line.strip().partition(": ")[0] for line in lines] == [
        f"{path}:{number}" for number in (2, 3, 4, 6)
    ]


def test_only_the_first_ten_faults_are_listed(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError) as caught:
        read(tmp_path, "学校\n" * 25)
    assert caught.value.message.count("no tab") == 10
    assert "and 15 more" in caught.value.message


def test_a_faulty_line_brings_no_follow_up_faults(tmp_path: Path) -> None:
    table = NATIVE + "学校\tschool\tpreferred\n学校\tསློབ་ཁང\tforbidden\n"
    with pytest.raises(GlossaryError) as caught:
        read(tmp_path, table)
    assert "no Tibetan" in caught.value.message
    assert "preferred" not in str(caught.value)
