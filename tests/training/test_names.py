"""Names in carrier sentences."""

from __future__ import annotations

from training.names import TIMES, sentences

NAMES = [("扎西", "བཀྲ་ཤིས"), ("北京", "པེ་ཅིན"), ("青海", "མཚོ་སྔོན")]


def test_names_come_first_then_each_in_sentences_with_its_particle() -> None:
    written = list(sentences(NAMES, [("这是B的地图。", "འདི་ནི་Bགི་ས་ཁྲ་ཡིན།")]))
    assert written[:3] == NAMES
    assert len(written) == 3 + 3 * TIMES
    assert set(written[3:]) == {
        ("这是扎西的地图。", "འདི་ནི་བཀྲ་ཤིས་ཀྱི་ས་ཁྲ་ཡིན།"),
        ("这是北京的地图。", "འདི་ནི་པེ་ཅིན་གྱི་ས་ཁྲ་ཡིན།"),
        ("这是青海的地图。", "འདི་ནི་མཚོ་སྔོན་གྱི་ས་ཁྲ་ཡིན།"),
    }


def test_a_sentence_that_lacks_a_name_is_not_written() -> None:
    written = list(sentences(NAMES, [("A到B去。", "Aནི་Bལ་འགྲོ།")]))[3:]
    assert len(written) == 3 * TIMES // 2
    assert not any(set("AB") & set(zh + bo) for zh, bo in written)
