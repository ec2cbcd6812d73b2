"""The commands as a person types them, in a folder of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
LINES = "法治教育读本\n\n学校应当保护未成年人。\n请拨打12309。\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "读本.txt"
    path.write_text(LINES, encoding="utf-8", newline="\n")
    return path


def test_translate_writes_beside_the_input(gyur: Run, book: Path, tmp_path: Path) -> None:
    done = gyur("translate", "读本.txt", "-e", "scripted")
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "读本.bo.txt").read_text(encoding="utf-8").split("\n")
    assert len(lines) == 5 and lines[1] == "" and "12309" in lines[3]
    assert book.read_text(encoding="utf-8") == LINES
    assert sorted(p.name for p in tmp_path.iterdir()) == ["读本.bo.txt", "读本.txt"]


def test_json_is_one_object_with_the_figures(gyur: Run, book: Path) -> None:
    done = gyur("translate", "读本.txt", "-e", "scripted", "--json", "-r", "看.html")
    figures = json.loads(done.stdout)
    assert figures["segments"] == 3 and figures["terms_present"] == figures["terms_matched"] > 0
    assert figures["engine"].startswith("scripted") and Path(figures["review"]).name == "看.html"
    assert (book.parent / "看.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_strict_tells_findings_by_the_exit_code(gyur: Run, book: Path) -> None:
    book.write_text("违反法律的，由检察院处理。" * 3, encoding="utf-8")
    done = gyur("translate", "读本.txt", "-e", "scripted", "--strict")
    assert done.returncode in {0, 1}
    checked = gyur("check", "读本.txt", "读本.txt", "--strict")
    assert checked.returncode == 1 and "chinese" in checked.stdout


def test_check_says_where_two_documents_part(gyur: Run, book: Path, tmp_path: Path) -> None:
    gyur("translate", "读本.txt", "-e", "scripted")
    path = tmp_path / "读本.bo.txt"
    same = gyur("check", "读本.txt", "读本.bo.txt", "--strict")
    assert same.returncode == 0 and same.stderr == "", same.stdout
    lines = path.read_text(encoding="utf-8").splitlines()
    longer = "\n".join([*lines[:3], lines[2], lines[3]])
    path.write_text(longer, encoding="utf-8", newline="\n")
    parted = gyur("check", "读本.txt", "读本.bo.txt", "--json", "--strict")
    assert parted.returncode == 1 and json.loads(parted.stdout)["findings"]
    assert len(parted.stderr.splitlines()) == 1
    assert parted.stderr.startswith("warning: 读本.txt, 读本.bo.txt: the source has 3 ")
    assert "the translation 4; the first without counterpart is L5 of the tr" in parted.stderr
    path.write_text("\n\n\n\n\n" + longer, encoding="utf-8", newline="\n")
    refused = gyur("check", "读本.txt", "读本.bo.txt")
    assert refused.returncode == 2 and "is L1 of the source. " in refused.stderr


def test_several_inputs_go_to_a_folder(gyur: Run, book: Path, tmp_path: Path) -> None:
    (tmp_path / "乙.txt").write_text("检察院。", encoding="utf-8")
    (tmp_path / "out").mkdir()
    done = gyur("translate", "读本.txt", "乙.txt", "-o", "out", "-e", "scripted", "-r", "r.html")
    assert done.returncode == 0, done.stderr
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"读本.bo.txt", "乙.bo.txt"}
    assert (tmp_path / "读本.r.html").exists() and (tmp_path / "乙.r.html").exists()


def test_the_users_glossary_overrides_the_builtin_one(
    gyur: Run, book: Path, tmp_path: Path
) -> None:
    assert gyur("glossary", "add", "学校", "སློབ་ཁང").returncode == 0
    gyur("translate", "读本.txt", "-e", "scripted", "--restart")
    assert "སློབ་ཁང" in (tmp_path / "读本.bo.txt").read_text(encoding="utf-8")
    conflict = gyur("glossary", "add", "学校", "སློབ་གྲྭ")
    assert conflict.returncode == 2 and "སློབ་ཁང" in conflict.stderr
    assert gyur("glossary", "remove", "学校").returncode == 0
    assert gyur("glossary", "remove", "学校").returncode == 2


def test_search_finds_by_chinese_and_by_tibetan(gyur: Run) -> None:
    assert "ཞིབ་དཔྱོད་ཁང" in gyur("glossary", "search", "检察院").stdout
    found = json.loads(gyur("glossary", "search", "དགེ་རྒན", "--json").stdout)
    assert any(term["source"] == "教师" for term in found["terms"])


def test_export_and_import_agree(gyur: Run, tmp_path: Path) -> None:
    assert gyur("glossary", "export", "out.tsv").returncode == 0
    done = gyur("glossary", "import", "out.tsv", "-f", "mine.db")
    assert done.returncode == 0, done.stderr
    again = gyur("glossary", "import", "out.tsv", "-f", "mine.db")
    assert again.stdout.startswith("0 terms added")


def test_accepted_text_is_used_the_next_time(gyur: Run, book: Path, tmp_path: Path) -> None:
    (tmp_path / "fertig.txt").write_text(
        "ཁྲིམས་སྐྱོང་སློབ་གསོའི་ཀློག་དེབ\n\nསློབ་གྲྭས་ལོ་ན་མ་སོན་པ་སྲུང་སྐྱོང་བྱེད་དགོས།\n12309ལ་ཁ་པར་ཐོངས།\n",
        encoding="utf-8",
    )
    assert "3 segments" in gyur("memory", "add", "读本.txt", "fertig.txt").stdout
    gyur("translate", "读本.txt", "-e", "scripted")
    assert (tmp_path / "读本.bo.txt").read_text(encoding="utf-8") == (
        tmp_path / "fertig.txt"
    ).read_text(encoding="utf-8")


def test_engines_are_listed(gyur: Run) -> None:
    done = gyur("engines")
    assert all(name in done.stdout for name in ("builtin", "transformers", "scripted"))


def zip_bomb() -> bytes:
    from io import BytesIO

    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return buffer.getvalue()


def entity_docx() -> bytes:
    from io import BytesIO

    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        )
    return buffer.getvalue()


def truncated_docx() -> bytes:
    example = Path(__file__).parents[2] / "examples" / "法治教育读本.docx"
    return example.read_bytes()[:20_000]


BAD_INPUTS: dict[str, Callable[[], bytes]] = {
    "empty.txt": lambda: b"",
    "space.txt": lambda: b" \n\n ",
    "binary.txt": lambda: bytes(range(256)) * 40,
    "notzip.docx": lambda: "这不是压缩文件".encode(),
    "truncated.docx": truncated_docx,
    "bomb.docx": zip_bomb,
    "entity.docx": entity_docx,
    "old.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
}


@pytest.mark.parametrize("name", BAD_INPUTS)
def test_a_bad_input_gives_one_clear_error(gyur: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD_INPUTS[name]())
    before = (tmp_path / name).read_bytes()
    done = gyur("translate", name, "-e", "scripted", "-r", "page.html")
    assert done.returncode == 2
    assert done.stderr.startswith("error: ") and name in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and "Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == before


BAD_GLOSSARIES = {
    "conflict.tsv": "# gyur glossary v1\nsource\ttarget\tuse\tstatus\tdomain\tevidence\tnote\n"
    "学校\tསློབ་གྲྭ\tpreferred\tproposed\t\t\t\n学校\tསློབ་ཁང\tpreferred\tproposed\t\t\t\n",
    "notab.tsv": "学校 སློབ་གྲྭ\n",
    "swapped.tsv": "སློབ་གྲྭ\t学校\n",
    "empty.tsv": "",
}


@pytest.mark.parametrize("name", BAD_GLOSSARIES)
def test_a_bad_glossary_gives_one_clear_error(
    gyur: Run, book: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text(BAD_GLOSSARIES[name], encoding="utf-8")
    done = gyur("translate", "读本.txt", "-e", "scripted", "-g", name)
    assert done.returncode == 2 and name in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "读本.bo.txt").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-e", "google"), "builtin"),
        (("-o", "no/such/folder/out.txt"), "no/such/folder"),
        (("-o", "读本.txt"), "读本.txt"),
        (("-r", "nowhere/page.html"), "nowhere"),
        (("-o", "out.pdf"), ".txt"),
        (("-g", "missing.tsv"), "missing.tsv"),
        (("-e", "transformers"), "transformers"),
    ],
)
def test_a_wrong_option_gives_one_clear_error(
    gyur: Run, book: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    engine = () if "-e" in words else ("-e", "scripted")
    done = gyur("translate", "读本.txt", *words, *engine)
    assert done.returncode == 2, done.stdout
    assert said.replace("/", "") in done.stderr.replace("/", "").replace("\\", "")
    assert "Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["读本.txt"]
    assert book.read_text(encoding="utf-8") == LINES


@pytest.mark.parametrize("name", ["没有.txt", "没有的 文件夹"])
def test_a_missing_input_is_named(gyur: Run, name: str) -> None:
    done = gyur("translate", name, "-e", "scripted")
    assert done.returncode == 2 and done.stderr.startswith(f"error: {name}: there is no such file")


def test_import_shows_every_conflict_and_takes_nothing(gyur: Run, tmp_path: Path) -> None:
    gyur("glossary", "add", "学校", "སློབ་ཁང")
    gyur("glossary", "add", "法律", "ཁྲིམས")
    (tmp_path / "a.csv").write_text(
        "source,target\n学校,སློབ་གྲྭ\n法律,བཅའ་ཁྲིམས\n教师,དགེ་རྒན\n", encoding="utf-8", newline="\n"
    )
    refused = gyur("glossary", "import", "a.csv")
    assert refused.returncode == 2 and "2 terms conflict" in refused.stderr
    assert "སློབ་ཁང" in refused.stderr and "བཅའ་ཁྲིམས" in refused.stderr
    own = ("glossary", "list", "--no-builtin-glossary")
    assert "教师" not in gyur(*own).stdout
    assert gyur("glossary", "import", "a.csv", "--keep").returncode == 0
    listed = gyur(*own).stdout
    assert "སློབ་ཁང" in listed and "དགེ་རྒན" in listed
    assert gyur("glossary", "import", "a.csv", "--replace").returncode == 0
    assert "སློབ་ཁང" not in gyur(*own).stdout


def test_terms_of_a_book_are_listed_filled_in_and_used(
    gyur: Run, book: Path, tmp_path: Path
) -> None:
    book.write_text("县检察院发出检察建议。\n学校收到检察建议。\n", encoding="utf-8", newline="\n")
    listed = gyur("terms", "读本.txt", "-o", "术语.tsv", "--no-builtin-glossary")
    assert listed.returncode == 0 and "检察建议" in listed.stdout, listed.stderr
    path = tmp_path / "术语.tsv"
    text = path.read_text(encoding="utf-8")
    assert "检察建议\t\t\t2\t县检察院发出检察建议。\t" in text
    path.write_text(
        text.replace("检察建议\t\t", "检察建议\tཞིབ་དཔྱོད་གྲོས་འགོ\t", 1), encoding="utf-8", newline="\n"
    )
    assert gyur("glossary", "import", "术语.tsv").returncode == 0
    gyur("translate", "读本.txt", "-e", "scripted")
    assert "ཞིབ་དཔྱོད་གྲོས་འགོ" in (tmp_path / "读本.bo.txt").read_text(encoding="utf-8")


def test_terms_suggests_from_aligned_text(gyur: Run, book: Path, tmp_path: Path) -> None:
    book.write_text("草场要保护。\n草场很大。\n", encoding="utf-8", newline="\n")
    (tmp_path / "bo.txt").write_text("རྩྭ་ས་སྲུང་དགོས།\nརྩྭ་ས་ཆེ།\n", encoding="utf-8", newline="\n")
    words = ("terms", "读本.txt", "--parallel", "读本.txt", "bo.txt", "--json")
    found = json.loads(gyur(*words, "--no-builtin-glossary").stdout)["terms"]
    assert {t["source"]: t["suggested"] for t in found}["草场"].startswith("རྩྭ་ས 2/2")
    (tmp_path / "bo.txt").write_text("རྩྭ་ས།\n\nརྩྭ་ས།\n\n\n", encoding="utf-8", newline="\n")
    refused = gyur(*words)
    assert refused.returncode == 2 and "without counterpart is L2" in refused.stderr


def test_an_interrupt_says_how_to_go_on(tmp_path: Path) -> None:
    code = (
        "import translate.pipeline as p\n"
        "def stop(*a, **k): raise KeyboardInterrupt\n"
        "p.translate_files = stop\n"
        "from translate.cli import main; main()"
    )
    (tmp_path / "读本.txt").write_text(LINES, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", code, "translate", "读本.txt", "-e", "scripted"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 130 and "Traceback" not in done.stderr
    assert "Run the same command again to go on" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("init", "读本.txt"),
        ("init", "读本.txt/下"),
        ("memory", "import", "读本.tmx", "-m", "读本.txt/m.db"),
        ("glossary", "add", "学校", "སློབ་ཁང", "-f", "读本.txt/g.db"),
        ("evaluate", "t.tsv", "-e", "scripted", "--drafts", "no/drafts.txt"),
        ("translate", "读本.txt", "-e", "scripted", "-m", "没有.db"),
        ("memory", "search", "学校", "-m", "没有.db"),
        ("memory", "export", "记忆.xlsx"),
    ],
)
def test_a_place_that_cannot_be_gives_one_clear_error(
    gyur: Run, book: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "t.tsv").write_text("学校\tསློབ་གྲྭ\n", encoding="utf-8", newline="\n")
    done = gyur(*words)
    assert done.returncode == 2, done.stdout
    assert done.stderr.startswith("error: ") and len(done.stderr.strip().splitlines()) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["t.tsv", "读本.txt"]


def test_a_record_that_cannot_be_kept_is_told(gyur: Run, book: Path, tmp_path: Path) -> None:
    assert gyur("init").returncode == 0
    (tmp_path / ".gyur").touch()
    done = gyur("translate", "读本.txt", "-e", "scripted")
    assert done.returncode == 2 and "Traceback" not in done.stderr and ".gyur" in done.stderr


def test_a_list_of_terms_in_a_pipe_is_whole(gyur: Run, book: Path) -> None:
    term = "人民检察院未成年人检察工作办公室"
    book.write_text(f"[/{term}[red]{term}[/附]{term}\n", encoding="utf-8", newline="\n")
    done = gyur("terms", "读本.txt", "--known", "--least", "1")
    assert done.returncode == 0, done.stderr
    assert "[/人民检察院" in done.stdout and "…" not in done.stdout


@pytest.mark.parametrize("name", ["consistency", "joined", "adapted", "syllables"])
def test_whatever_check_is_documented_can_be_off(gyur: Run, book: Path, name: str) -> None:
    settings = book.with_name("gyur.toml")
    settings.write_text(f'[checks]\noff = ["{name}"]\n', encoding="utf-8")
    cut = "学校签订了共建合作协议，从共建共享平台、交流数据、明确分工的\n工作机制入手，提高质效。\n"
    book.write_text(cut, encoding="utf-8", newline="\n")
    done = gyur("translate", "读本.txt", "-e", "scripted", "--json")
    assert done.returncode == 0, done.stderr
    assert ("joined" in json.loads(done.stdout)["findings"]) == (name != "joined")


def test_a_check_that_there_is_not_is_told_with_its_place(gyur: Run, book: Path) -> None:
    book.with_name("gyur.toml").write_text('[checks]\noff = ["sylables"]\n', encoding="utf-8")
    done = gyur("translate", "读本.txt", "-e", "scripted")
    assert done.returncode == 2 and "gyur.toml" in done.stderr and "'sylables'" in done.stderr


def test_a_command_to_type_has_its_paths_in_quotes(gyur: Run, book: Path) -> None:
    done = gyur("translate", "读本.txt", "-e", "scripted", "-b", "双 语.docx")
    assert 'gyur accept "双 语.docx"' in done.stdout


def test_check_takes_the_lines_of_one_sentence_together(gyur: Run, tmp_path: Path) -> None:
    lines = (
        "两院签订了数字检察共建合作协议，从共建共享平台、交流数据、明确分工的\n",
        "工作机制入手，提高质效。\n",
    )
    (tmp_path / "页.txt").write_text("".join(lines), encoding="utf-8")
    written = gyur("translate", "页.txt", "-e", "scripted", "--json")
    assert written.returncode == 0, written.stderr
    done = gyur("check", "页.txt", "页.bo.txt", "--json")
    assert done.returncode == 0 and done.stderr == ""
    assert not [f for f in json.loads(done.stdout)["findings"] if f["check"] == "length"]
