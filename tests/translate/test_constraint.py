"""Verification of every occurrence, and repair by substitution."""

from __future__ import annotations

from glossary.matcher import Matcher
from glossary.term import Match, Target, Term, Use
from translate import constraint
from translate.document import Draft, Link

COURT = Term("法院", (Target("ཁྲིམས་ཁང"),))
PEOPLES_COURT = Term("人民法院", (Target("མི་དམངས་ཁྲིམས་ཁང"), Target("དམངས་ཁྲིམས་ཁང", Use.ALLOWED)))
TEACHER = Term("教师", (Target("དགེ་རྒན"),))
PARENTS = Term("父母", (Target("ཕ་མ"),))


def found(source: str, *terms: Term) -> list[Match]:
    return Matcher(terms).find(source)


def present(source: str, target: str, *terms: Term) -> list[bool]:
    return [p is not None for p in constraint.verify(found(source, *terms), target)]


def test_a_term_before_a_particle_is_present() -> None:
    assert present("教师的权利", "དགེ་རྒན་གྱི་དབང་ཆ", TEACHER) == [True]


def test_a_term_with_a_joined_particle_is_present() -> None:
    assert present("父母的责任", "ཕ་མའི་འགན་འཁྲི", PARENTS) == [True]


def test_a_part_of_a_longer_syllable_is_not_the_term() -> None:
    assert present("教师", "དགེ་རྒནད", TEACHER) == [False]


def test_allowed_targets_count() -> None:
    assert present("人民法院", "དམངས་ཁྲིམས་ཁང་གིས", PEOPLES_COURT) == [True]


def test_one_place_serves_one_occurrence() -> None:
    assert present("教师和教师", "དགེ་རྒན་གྱིས", TEACHER) == [True, False]
    assert present("教师和教师", "དགེ་རྒན་དང་དགེ་རྒན", TEACHER) == [True, True]


def test_a_place_inside_a_longer_term_does_not_serve_a_shorter_one() -> None:
    both = (COURT, PEOPLES_COURT)
    assert present("人民法院和法院", "མི་དམངས་ཁྲིམས་ཁང་གིས", *both) == [True, False]
    assert present("人民法院和法院", "མི་དམངས་ཁྲིམས་ཁང་དང་ཁྲིམས་ཁང", *both) == [True, True]


def test_literals_are_numbers_addresses_and_latin() -> None:
    source = "请于2025年拨打0977-8220110或访问https://example.cn/法律，发邮件到a.b@c.cn，AI和DNA检测5.2级"
    assert [c.target for c in constraint.literals(source)] == [
        "2025",
        "0977-8220110",
        "https://example.cn/",
        "a.b@c.cn",
        "AI",
        "DNA",
        "5.2",
    ]


def test_the_number_of_an_article_is_settled() -> None:
    asked = constraint.constraints("违反本条例第四十五条第二款的规定", [])
    assert [c.target for c in asked] == ["དོན་ཚན་ཞེ་ལྔ་པ", "ནང་གསེས་དོན་ཚན་གཉིས་པ"]
    assert [c.target for c in constraint.constraints("第一章 总则", [])] == ["ལེའུ་དང་པོ"]
    assert constraint.constraints("第一条铁路通车", []) == ()


def test_literals_of_full_width_are_carried_over_in_half_width() -> None:
    asked = constraint.literals("自２０２５年，Ａ４纸３．５张：１")
    assert [(c.start, c.end, c.target) for c in asked] == [
        (1, 5, "2025"),
        (7, 9, "A4"),
        (10, 13, "3.5"),
        (15, 16, "1"),
    ]


def test_an_enumerator_is_settled() -> None:
    assert constraint.enumerator("（二）罚款") == (3, "(གཉིས)")
    assert constraint.enumerator("三、法律怎么说") == (2, "གསུམ་པ། ")
    assert constraint.enumerator("第三章　法律") == (4, "ལེའུ་གསུམ་པ། ")
    assert constraint.enumerator("一、二审程序") == constraint.enumerator("三、四线城市") == (0, "")
    assert constraint.enumerator("一、三审制")[0] == 2
    assert constraint.enumerator("一是好的") == constraint.enumerator("第三章") == (0, "")


def test_terms_win_over_literals() -> None:
    hotline = Term("12309中心", (Target("12309ལྟེ་གནས"),))
    source = "12309中心2025年"
    asked = constraint.constraints(source, found(source, hotline))
    assert [(c.target, c.literal) for c in asked] == [("12309ལྟེ་གནས", False), ("2025", True)]


def test_repair_writes_the_term_over_its_aligned_words_and_the_particle_agrees() -> None:
    matches = found("父母的责任", PARENTS)
    target = "ཁྱིམ་བདག་གི་འགན་འཁྲི།"
    draft = Draft(target, links=(Link(0, 2, 0, 9),))
    fixed = constraint.repair(draft, matches)
    assert fixed.draft.target == "ཕ་མའི་འགན་འཁྲི།"
    assert fixed.repairs == ("父母: ཁྱིམ་བདག → ཕ་མ",)
    link = fixed.draft.links[0]
    assert fixed.draft.target[link.target_start : link.target_end] == "ཕ་མ"


def test_repair_leaves_another_terms_words_alone() -> None:
    matches = found("教师父母", TEACHER, PARENTS)
    draft = Draft("དགེ་རྒན།", links=(Link(0, 2, 0, 7), Link(2, 4, 0, 7)))
    fixed = constraint.repair(draft, matches)
    assert fixed.draft.target == "དགེ་རྒན།" and fixed.repairs == ()


def test_without_alignment_nothing_is_forced_in() -> None:
    fixed = constraint.repair(Draft("ཡིན།"), found("教师", TEACHER))
    assert fixed.draft.target == "ཡིན།"


def test_the_preferred_target_is_written_for_an_allowed_one() -> None:
    draft = Draft("དམངས་ཁྲིམས་ཁང་གིས་བཤེར།", links=(Link(0, 4, 0, 14),))
    settled = constraint.settle(draft, found("人民法院审理", PEOPLES_COURT))
    assert settled.draft.target == "མི་དམངས་ཁྲིམས་ཁང་གིས་བཤེར།"
    assert settled.repairs == ("人民法院: དམངས་ཁྲིམས་ཁང → མི་དམངས་ཁྲིམས་ཁང",)


def test_particles_agree_after_settling() -> None:
    law = Term("法律", (Target("བཅའ་ཁྲིམས"), Target("ཁྲིམས་ལུགས་ཁང", Use.ALLOWED)))
    settled = constraint.settle(Draft("ཁྲིམས་ལུགས་ཁང་གི་ལས་ཀ"), found("法律工作", law))
    assert settled.draft.target == "བཅའ་ཁྲིམས་ཀྱི་ལས་ཀ"


def test_settling_leaves_the_preferred_target_alone() -> None:
    draft = Draft("མི་དམངས་ཁྲིམས་ཁང་གིས་བཤེར།")
    settled = constraint.settle(draft, found("人民法院审理", PEOPLES_COURT))
    assert settled.draft == draft and settled.repairs == ()


def test_the_rendering_is_the_accepted_target_as_the_glossary_spells_it() -> None:
    (match,) = found("父母", PARENTS)
    assert constraint.rendering(match, "ཕ་མའི་འགན།", (0, 3)) == "ཕ་མ"
    assert constraint.rendering(match, "ཕ་མའི་འགན།", (5, 8)) == ""
