"""Names in carrier sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.names import TIMES, sentences

NAMES = "扎西\tབཀྲ་ཤིས\n北京\tཔེ་ཅིན\n青海\tམཚོ་སྔོན\n"


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "names.tsv").write_text(NAMES, encoding="utf-8")
    return tmp_path / "names.tsv", tmp_path / "carriers.tsv"


def test_names_come_first_then_each_in_sentences_with_its_particle(
    tables: tuple[Path, Path],
) -> None:
    tables[1].write_text("这是B的地图。\tའདི་ནི་Bགི་ས་ཁྲ་ཡིན།\n", encoding="utf-8")
    written = list(sentences(*tables))
    assert written[:3] == [tuple(line.split("\t")) for line in NAMES.splitlines()]
    assert len(written) == 3 + 3 * TIMES
    assert set(written[3:]) == {
        ("这是扎西的地图。", "འདི་ནི་བཀྲ་ཤིས་ཀྱི་ས་ཁྲ་ཡིན།"),
        ("这是北京的地图。", "འདི་ནི་པེ་ཅིན་གྱི་ས་ཁྲ་ཡིན།"),
        ("这是青海的地图。", "འདི་ནི་མཚོ་སྔོན་གྱི་ས་ཁྲ་ཡིན།"),
    }


def test_a_sentence_that_lacks_a_name_is_not_written(tables: tuple[Path, Path]) -> None:
    tables[1].write_text("A到B去。\tAནི་Bལ་འགྲོ།\n", encoding="utf-8")
    written = list(sentences(*tables))[3:]
    assert len(written) == 3 * TIMES // 2
    assert not any(set("AB") & set(zh + bo) for zh, bo in written)
