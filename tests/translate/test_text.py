"""Plain text: encodings, lines, and what is no text."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translate.document import Block, Kind, Translation
from translate.errors import InputError
from translate.formats import text as module
from translate.formats.text import Text

CHINESE = "中华人民共和国宪法\n一切违反宪法和法律的行为，必须予以追究。\n"
TIBETAN = "རྩ་ཁྲིམས་ལ་བཟོ་བཅོས་བྱ་རྒྱུ།"


def _read(tmp_path: Path, data: bytes) -> list[str]:
    path = tmp_path / "in.txt"
    path.write_bytes(data)
    return [block.text for block in Text().read(path).blocks]


def _written(tmp_path: Path, data: bytes, translations: dict[str, str]) -> bytes:
    path, out = tmp_path / "in.txt", tmp_path / "out.txt"
    path.write_bytes(data)
    document = Text().read(path)
    Text().write(document, {name: Translation(text) for name, text in translations.items()}, out)
    return out.read_bytes()


def _refused(tmp_path: Path, data: bytes) -> InputError:
    path = tmp_path / "in.txt"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        Text().read(path)
    assert caught.value.where.startswith(str(path))
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]
)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CHINESE, id="Chinese"),
        pytest.param(TIBETAN + "\n", id="Tibetan"),
        pytest.param(f"宪法 {TIBETAN} 2025\r\n", id="mixed"),
        pytest.param("法律\n", id="one word"),
        pytest.param("一\n", id="bytes below 0x80 in UTF-16"),
        pytest.param("联通\n", id="UTF-8 in GB18030"),
        pytest.param("第1条 Law\n" * 3, id="mostly ASCII"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    assert _read(tmp_path, text.encode(encoding)) == text.splitlines()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(codecs.BOM_UTF16_BE + "宪法".encode("utf-16-be"), id="big-endian mark"),
        pytest.param(codecs.BOM_UTF16_LE + "宪法".encode("utf-16-le"), id="little-endian mark"),
    ],
)
def test_byte_order_marks_are_no_text(tmp_path: Path, data: bytes) -> None:
    assert _read(tmp_path, data) == ["宪法"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_damage_is_named_by_its_line(tmp_path: Path, encoding: str) -> None:
    damaged = "第一条　法律\n第二条\n".encode(encoding) + b"\xff\n" + "第四条".encode(encoding)
    assert _refused(tmp_path, damaged).where.endswith("in.txt:3")


def test_european_text_is_utf8(tmp_path: Path) -> None:
    assert _read(tmp_path, "Привет, мир".encode()) == ["Привет, мир"]


def test_a_mark_left_by_joining_files_is_no_text(tmp_path: Path) -> None:
    data = "宪法\n".encode("utf-8-sig") * 2
    assert _read(tmp_path, data) == ["宪法", "宪法"]


def test_blocks_are_numbered_by_line_and_joinable(tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    path.write_text("\n　　第一条\t\n \n尾", encoding="utf-8", newline="\n")
    document = Text().read(path)
    assert document.blocks == (Block("L2", "第一条", Kind.LINE), Block("L4", "尾", Kind.LINE))
    assert document.joins_lines


@pytest.mark.parametrize(
    "separator", ["\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x1c"], ids=lambda c: f"{ord(c):x}"
)
def test_only_line_feeds_and_carriage_returns_end_lines(tmp_path: Path, separator: str) -> None:
    line = "甲乙丙丁" * 20 + separator + "戊己庚辛" * 20
    assert _read(tmp_path, f"{line}\n尾".encode()) == [line, "尾"]


def test_white_space_and_line_ends_stay(tmp_path: Path) -> None:
    data = "\ufeff　　第一条\t\r\n\r\n第二条\r第三条 \n\n".encode()
    out = _written(tmp_path, data, {"L1": TIBETAN, "L4": "x"})
    assert out.decode() == f"　　{TIBETAN}\t\r\n\r\n第二条\rx \n\n"


def test_no_line_end_is_added_at_the_end(tmp_path: Path) -> None:
    assert _written(tmp_path, "甲".encode(), {"L1": "ཀ"}) == "ཀ".encode()


def test_output_is_utf8_whatever_came_in(tmp_path: Path) -> None:
    for encoding in ("gb18030", "utf-16"):
        assert _written(tmp_path, CHINESE.encode(encoding), {}) == CHINESE.encode()


def test_a_line_stays_one_line(tmp_path: Path) -> None:
    out = _written(tmp_path, "甲\n乙\n".encode(), {"L1": "ཀ\nཁ\r\nག\r", "L2": "a\x00\ud800b"})
    assert out.decode() == "ཀ ཁ ག \nab\n"


def test_an_empty_translation_empties_its_line(tmp_path: Path) -> None:
    """The second line of a sentence that a line break cut: all of it went to the first."""
    assert _written(tmp_path, "甲\n乙\n".encode(), {"L2": ""}).decode() == "甲\n\n"


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(st.text("法律　 ཁྲིམས།\t\x0c\u2028a1", max_size=8), min_size=1), data=st.data())
def test_as_many_lines_out_as_in(tmp_path: Path, lines: list[str], data: st.DataObject) -> None:
    ends = [data.draw(st.sampled_from(["\n", "\r\n", "\r"])) for _ in lines]
    text = "律\n" + "".join(line + end for line, end in zip(lines, ends, strict=True))
    translations = {f"L{number}": data.draw(st.text(max_size=5)) for number in (1, 2)}
    assert _written(tmp_path, text.encode(), {}) == text.encode()
    out = _written(tmp_path, text.encode(), translations).decode()
    assert [end for end in _ends(out)] == [end for end in _ends(text)]


def _ends(text: str) -> list[str]:
    return [line[len(line.rstrip("\r\n")) :] for line in module._LINE.findall(text)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "nothing to translate", id="empty"),
        pytest.param(b"\xef\xbb\xbf", "nothing to translate", id="only a mark"),
        pytest.param(" \n\t\r\n　".encode(), "nothing to translate", id="white space"),
        pytest.param(b"PK\x03\x04rest", "ZIP archive or an Office", id="a .docx named .txt"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF", id="PDF"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "old Office", id="a .doc"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "binary", id="PNG"),
        pytest.param(bytes(range(256)) * 4, "binary", id="every byte"),
        pytest.param(b"\0" * 100, "binary", id="zeros"),
        pytest.param(b"\x01\x02\x03\x04" * 50, "binary", id="control characters"),
        pytest.param(b"\xff\xfe\x00", "UTF-16 but is damaged", id="half a character"),
        pytest.param(b"\xef\xbb\xbf\xff\xff", "UTF-8 but is damaged", id="a mark that lies"),
    ],
)
def test_what_is_no_text(tmp_path: Path, data: bytes, message: str) -> None:
    assert message in _refused(tmp_path, data).message


def test_damaged_utf8_is_not_taken_for_chinese_of_another_encoding(tmp_path: Path) -> None:
    lines = CHINESE * 3
    for cut in range(1, 60, 7):
        data = lines.encode()
        error = _refused(tmp_path, data[: 40 + cut] + b"\xff" + data[40 + cut :])
        assert "UTF-8" in error.message
        assert error.where.endswith((":2", ":3"))


def test_other_chinese_encodings_are_not_misread(tmp_path: Path) -> None:
    text = "臺灣省政府發佈關於學校法律教育課程標準與實驗教材編輯計畫之說明。\n"
    assert "UTF-8" in _refused(tmp_path, (text * 5).encode("big5")).message


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 1024 * 1024)
    assert "larger than 1 MB" in _refused(tmp_path, b"a" * (1024 * 1024 + 1)).message
    assert _read(tmp_path, b"a" * 1024 * 1024)


def test_the_limit_is_fifty_megabytes() -> None:
    assert module.LARGEST == 50 * 1024 * 1024
