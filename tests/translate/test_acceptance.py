"""What corrected files bring: accepted segments, changes, and terms learnt from them."""

from __future__ import annotations

import pytest

from glossary.matcher import Matcher
from glossary.term import Target, Term, Use
from translate.acceptance import (
    Proposal,
    from_documents,
    from_units,
    parting,
    progress,
    unanswered,
)
from translate.document import Block, Document, State, Unit
from translate.errors import InputError

MATCHER = Matcher(
    [
        Term("法律", (Target("བཅའ་ཁྲིམས"),)),
        Term("学校", (Target("སློབ་གྲྭ"), Target("སློབ་ཁང", Use.ALLOWED))),
    ]
)
DRAFT = "སློབ་གྲྭས་བཅའ་ཁྲིམས་ཀྱི་སློབ་གསོ་སྤེལ་དགོས།"
SOURCE = "学校应当开展法律教育。"


def _unit(number: int, target: str, state: State = State.TRANSLATED, draft: str = DRAFT) -> Unit:
    return Unit(f"L{number}.1", f"第{number}句。", target, state, draft)


def test_what_was_corrected_or_marked_is_accepted_with_its_neighbours() -> None:
    units = [_unit(1, DRAFT), _unit(2, DRAFT + "།"), _unit(3, DRAFT, State.FINAL), _unit(4, "")]
    brought = from_units(units, MATCHER)
    assert [(a.source, a.before, a.after) for a in brought.accepted] == [
        ("第2句。", "第1句。", "第3句。"),
        ("第3句。", "第2句。", "第4句。"),
    ]
    assert brought.changed == (units[1], units[3])
    assert brought.open == 2


def test_whole_accepts_all_that_has_a_target() -> None:
    brought = from_units([_unit(1, DRAFT), _unit(2, " ")], MATCHER, whole=True)
    assert [a.source for a in brought.accepted] == ["第1句。"]
    assert brought.open == 1


def test_a_file_that_holds_no_drafts_goes_by_its_states() -> None:
    units = [_unit(1, DRAFT, State.TRANSLATED, ""), _unit(2, DRAFT, State.REVIEWED, "")]
    brought = from_units(units, MATCHER)
    assert [a.source for a in brought.accepted] == ["第2句。"]
    assert brought.changed == ()


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (DRAFT.replace("བཅའ་ཁྲིམས་ཀྱི", "ཁྲིམས་ལུགས་ཀྱི"), ("法律", "བཅའ་ཁྲིམས", "ཁྲིམས་ལུགས")),
        (DRAFT.replace("བཅའ་ཁྲིམས་ཀྱི", "ཁྲིམས་གཞུང་གི"), ("法律", "བཅའ་ཁྲིམས", "ཁྲིམས་གཞུང")),
        (DRAFT.replace("སློབ་གྲྭས", "སློབ་ཁང་གིས"), None),  # allowed: nothing to learn
        (DRAFT.replace("སྤེལ་དགོས", "བྱེད་དགོས"), None),
        ("བཅའ་ཁྲིམས་སློབ་གྲྭ", None),
        ("འདི་ནི་ཚིག་གཞན་ཞིག་རེད།", None),
    ],
)
def test_a_term_that_was_written_otherwise_is_proposed(
    target: str, expected: tuple[str, str, str] | None
) -> None:
    found = from_units([Unit("1", SOURCE, target, State.FINAL, DRAFT)], MATCHER).proposals
    assert found == ((Proposal(*expected, 1),) if expected else ())


def test_proposals_are_counted() -> None:
    changed = DRAFT.replace("བཅའ་ཁྲིམས", "ཁྲིམས་ལུགས")
    units = [Unit(str(n), SOURCE, changed, State.FINAL, DRAFT) for n in range(3)]
    (found,) = from_units(units, MATCHER).proposals
    assert found.count == 3


def test_a_finished_translation_is_paired_block_by_block() -> None:
    source = Document("a", "txt", (Block("1", "总则"), Block("2", "甲。乙。"), Block("3", SOURCE)))
    target = Document("b", "txt", (Block("1", "སྤྱིའི་གཏན་འབེབས"), Block("2", "ཀ།"), Block("3", DRAFT)))
    pairs = from_documents(source, target)
    assert [(p.source, p.target) for p in pairs] == [("总则", "སྤྱིའི་གཏན་འབེབས"), (SOURCE, DRAFT)]
    assert (pairs[1].before, pairs[1].after) == ("乙。", "")


def test_progress_counts_what_is_accepted_and_what_is_open() -> None:
    noted = Unit("3", SOURCE, DRAFT, State.TRANSLATED, notes=("error: terms: …",))
    told = progress([_unit(1, DRAFT, State.FINAL), _unit(2, DRAFT), noted], None)
    assert (told.segments, told.accepted, told.findings) == (3, 1, 1)
    assert told.characters == 2 + 2 + 10


def test_translations_of_another_shape_are_refused() -> None:
    source = Document("a.txt", "txt", (Block("1", "总则"), Block("2", SOURCE)))
    longer = Document("b.txt", "txt", tuple(Block(str(n), DRAFT) for n in (1, 2, 3)))
    with pytest.raises(InputError, match=r"source has 2 .* 3; .* is 3 of the tr") as caught:
        from_documents(source, longer)
    assert caught.value.where == "a.txt, b.txt" and caught.value.remedy
    with pytest.raises(InputError, match="is 3 of the source"):
        from_documents(longer, source)


def test_documents_part_where_the_first_block_stands_alone() -> None:
    source, target = (
        Document(name, "txt", tuple(Block(f"L{number}", DRAFT) for number in numbers))
        for name, numbers in (("a", (1, 2, 9, 10, 11)), ("b", (1, 2, 7, 11, 12)))
    )
    alone = unanswered(source, target, ())
    assert alone == ["L9", "L10", "L7", "L12"]
    assert parting(source, target, alone[2:]) == (
        "the source has 5 paragraphs or lines, the translation 5; "
        "the first without counterpart is L7 of the translation"
    )


def test_what_a_translation_lacks_as_a_whole_shifts_nothing() -> None:
    source = Document("a.html", "html", (Block("b1", SOURCE), Block("a1", "标题")))
    target = Document("b.html", "html", (Block("b1", DRAFT),))
    assert [(p.source, p.target) for p in from_documents(source, target)] == [(SOURCE, DRAFT)]


def test_a_sentence_that_a_line_break_cut_is_paired_whole() -> None:
    lines = (
        "两院签订了数字检察共建合作协议，从共建共享平台、交流数据、明确分工的",
        "工作机制入手，提高质效。",
    )
    blocks = (Block("1", lines[0]), Block("2", lines[1]), Block("3", "总则"))
    source = Document("a", "txt", blocks, joins_lines=True)
    heading = Block("3", "སྤྱིའི་གཏན་འབེབས")
    pairs = from_documents(source, Document("b", "txt", (Block("1", DRAFT), heading)))
    assert [(p.source, p.target) for p in pairs] == [
        ("".join(lines), DRAFT),
        ("总则", heading.text),
    ]
    cut = (Block("1", "སློབ་གྲྭས"), Block("2", DRAFT), heading)
    assert [p.source for p in from_documents(source, Document("b", "txt", cut))] == ["总则"]
