"""The review page: one HTML file that shows a person where to look.

It needs nothing but a browser: styles and script are in it, and its content security policy lets
nothing else in.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

from glossary.term import Status, Term
from glossary.tibetan import occurrences
from translate.document import Finding, Occurrence, Origin, Review, Severity
from translate.review.candidates import candidates
from translate.review.embedded import embed
from translate.review.files import store_page
from translate.review.highlighting import Region, escape, highlight

CHECKS = {
    "adapted": "改自记忆",
    "agreement": "助词",
    "brackets": "括号",
    "chinese": "残留汉字",
    "consistency": "一致",
    "copied": "未翻译",
    "joined": "断行",
    "length": "长度",
    "negation": "否定",
    "numbers": "数字",
    "punctuation": "标点",
    "repetition": "重复",
    "style": "体例",
    "syllables": "拼写",
    "terms": "术语",
}
"""Name of a check -> what it is called in Chinese."""

_SEVERITIES = {
    Severity.ERROR: ("Error", "错误"),
    Severity.WARNING: ("Warning", "警告"),
    Severity.NOTE: ("Note", "提示"),
}
_PLURALS = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.NOTE: "Notes"}
_STATUSES = {
    Status.ATTESTED: "attested 有据",
    Status.DICTIONARY: "dictionary 见于词典",
    Status.PROPOSED: "proposed 待定",
}
_STATES = {
    "draft": ("Draft", "初稿"),
    "edited": ("Edited", "已修改"),
    "accepted": ("Accepted", "已定稿"),
}
_ORIGINS = {
    Origin.MEMORY: ("memory", "记忆"),
    Origin.ADAPTED: ("adapted", "改自记忆"),
    Origin.COPIED: ("copied", "照抄"),
}
_FACTS = {
    "engine": ("Engine", "引擎"),
    "signature": ("Engine", "引擎"),
    "seconds": ("Seconds", "用时（秒）"),
    "glossary": ("Glossary", "词汇表"),
    "memory": ("Memory", "记忆库"),
}
_ACCEPT = (
    '<label class="accept control" hidden>'
    '<input type="checkbox" aria-label="Accepted 已定稿"></label>'
)
_TIBETAN = re.compile("[\u0f00-\u0fff]+(?: +[\u0f00-\u0fff]+)*")
_PLACE = re.compile(r"\{\{(\w+)\}\}")
_BAR, _GAP = 18, 8
"""Pixels: height of a bar of the chart, and between two."""
_SCRIPTS = (
    "elements tibetan numbers checks highlighting kept segments rows tally filters editor "
    "corrections keys page"
).split(" ")
"""The parts of the script; a part is made from those before it."""


def write_page(
    document_name: str, reviews: Sequence[Review], path: Path, summary: Mapping[str, object]
) -> None:
    """Write the review of a document as one self-contained HTML5 file, to read and to correct.

    What a person changes there is kept in the browser and leaves it as an XLIFF 2.1 file.

    The counts are taken from the reviews; ``summary`` adds what they cannot tell about the run,
    shown in its order: ``signature`` (of the engine), ``seconds``, and any other fact under its own
    name. A file that stands at ``path`` is replaced at the end. Raises OutputError where the file
    cannot be written.
    """
    store_page(_page(document_name, reviews, summary), path)


def _page(document_name: str, reviews: Sequence[Review], summary: Mapping[str, object]) -> str:
    style, script = _resource("page.css"), _script()
    findings = [finding for review in reviews for finding in review.findings]
    places = {
        "title": escape(document_name),
        "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
        "style": style,
        "script": script,
        "data": embed(document_name, reviews, _labels()),
        "counts": "".join(_counts(reviews, findings)),
        "facts": "".join(_facts(summary)),
        "chart": _chart(findings),
        "filters": "".join(_filters(reviews)),
        "states": "".join(_button("state", s, label, 0) for s, label in _STATES.items()),
        "total": str(len(reviews)),
        "rows": "".join(_row(number, review) for number, review in enumerate(reviews, 1)),
    }
    # One pass: what is filled in is never taken for a place itself.
    return _PLACE.sub(lambda found: places[found[1]], _resource("page.html"))


def _resource(name: str) -> str:
    text = resources.files("translate.review").joinpath(name).read_text(encoding="utf-8")
    # A browser hashes the text with bare line feeds, whatever a checkout made of them.
    return text.replace("\r\n", "\n")


def _script() -> str:
    parts = "".join(_resource(f"{name}.js") for name in _SCRIPTS)
    # The data stands in an element of its own, which is no script and so has no hash.
    data = 'const data = JSON.parse(document.getElementById("data").textContent);\n'
    return f'(() => {{\n"use strict";\n{data}{parts}}})();\n'


def _labels() -> dict[str, object]:
    """The words that the script writes."""
    return {
        "checks": CHECKS,
        "severities": {severity.value: label for severity, label in _SEVERITIES.items()},
        "statuses": {status.value: text for status, text in _STATUSES.items()},
    }


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _label(english: str, chinese: str) -> str:
    return (
        f'{escape(english)} <span lang="zh-CN">{escape(chinese)}</span>'
        if chinese
        else escape(english)
    )


def _counts(reviews: Sequence[Review], findings: Sequence[Finding]) -> Iterator[str]:
    terms = [occurrence for review in reviews for occurrence in review.occurrences]
    severities = Counter(finding.severity for finding in findings)
    memory = sum(review.origin is Origin.MEMORY for review in reviews)
    yield _count("segments", len(reviews), "Segments", "句段")
    yield _count("memory", memory, "From memory", "来自记忆库")
    yield _count("terms", len(terms), "Terms matched", "匹配术语")
    drafted, present = sum(t.drafted for t in terms), sum(t.present for t in terms)
    yield _count("drafted", drafted, "Present before repair", "修正前已用", len(terms))
    yield _count("present", present, "Present now", "译文已用", len(terms))
    repairs = sum(len(review.repairs) for review in reviews)
    yield _count("repairs", repairs, "Repairs", "修正")
    for severity, (_, chinese) in _SEVERITIES.items():
        yield _count(severity.value, severities[severity], _PLURALS[severity], chinese)


def _count(name: str, number: int, english: str, chinese: str, of: int = 0) -> str:
    share = f" <small>{number / of:.0%}</small>" if of else ""
    return (
        f'<div class="{name}"><dt>{_label(english, chinese)}</dt>'
        f'<dd data-count="{name}">{number:,}{share}</dd></div>'
    )


def _facts(summary: Mapping[str, object]) -> Iterator[str]:
    for name, value in summary.items():
        label = _label(*_FACTS.get(name, (name.replace("_", " "), "")))
        yield f"<div><dt>{label}</dt><dd>{escape(_plain(value))}</dd></div>"


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(item)}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value)
    return str(value)


def _chart(findings: Sequence[Finding]) -> str:
    """Bars of findings by check, most first, divided by severity; hidden where there are none."""
    by_check = Counter(finding.check for finding in findings)
    both = Counter((finding.check, finding.severity) for finding in findings)
    most, step = max(by_check.values(), default=0), _BAR + _GAP
    bars: list[str] = []
    for index, (check, count) in enumerate(by_check.most_common()):
        # Percent of the width: labels to 34, bars to 90, then the number.
        top, left = index * step, 34.0
        label = f"{check} {CHECKS.get(check, '')}".strip()
        bars.append(f'<text x="0" y="{top + _BAR - 4}">{escape(label)}</text>')
        for severity in _SEVERITIES:
            width = 56 * both[check, severity] / most
            if width:
                bars.append(
                    f'<rect class="{severity.value}" x="{left:.2f}%" y="{top}" '
                    f'width="{width:.2f}%" height="{_BAR}"/>'
                )
            left += width
        bars.append(f'<text x="{left:.2f}%" dx="6" y="{top + _BAR - 4}">{count:,}</text>')
    told = "; ".join(f"{check}: {count}" for check, count in by_check.most_common())
    caption = _label("Findings by check", "各项检查的问题数")
    return (
        f"<figure{'' if by_check else ' hidden'}><figcaption>{caption}</figcaption>"
        f'<svg role="img" aria-label="{escape(told)}" width="100%" '
        f'height="{max(0, len(by_check) * step - _GAP)}">{"".join(bars)}</svg></figure>'
    )


def _filters(reviews: Sequence[Review]) -> Iterator[str]:
    """Buttons by severity and by check, each with the number of its findings.

    Those without any are hidden; they may come when a person edits.
    """
    findings = [finding for review in reviews for finding in review.findings]
    severities = Counter(finding.severity for finding in findings)
    checks = Counter(finding.check for finding in findings)
    yield '<div role="group" aria-label="Severity 严重程度">'
    for severity, label in _SEVERITIES.items():
        yield _button("severity", severity.value, label, severities[severity])
    yield '</div><div role="group" aria-label="Check 检查项目">'
    for check in sorted({*CHECKS, *checks}):
        yield _button("check", check, (check, CHECKS.get(check, "")), checks[check])
    yield "</div>"


def _button(kind: str, value: str, label: tuple[str, str], count: int) -> str:
    return (
        f'<button type="button" aria-pressed="false" data-{kind}="{escape(value)}" '
        f'class="{kind if kind != "severity" else escape(value)}"{"" if count else " hidden"}>'
        f"{_label(*label)} <b>{count:,}</b></button>"
    )


def _row(number: int, review: Review) -> str:
    origin = _ORIGINS.get(review.origin)
    tag = f"<small>{_label(*origin)}</small>" if origin else ""
    return (
        f'<tr role="row" tabindex="-1" data-n="{number - 1}" data-state="draft">'
        f'<th role="rowheader" scope="row" title="{escape(review.segment.id)}">{number}{tag}'
        f'{_ACCEPT}<small class="state"></small></th>'
        f'<td role="cell" class="zh" lang="zh-CN">{_source(review)}</td>'
        f'<td role="cell" class="bo" lang="bo-CN"><div class="text">{_target(review)}</div></td>'
        f'<td role="cell" class="findings">{_list(map(_finding, review.findings))}</td>'
        f'<td role="cell" class="repairs">{_list(map(_sentence, review.repairs), "li")}</td>'
        f'<td role="cell" class="candidates">{candidates(review)}</td></tr>\n'
    )


def _list(items: Iterable[str], wrap: str = "") -> str:
    wrapped = "".join(f"<{wrap}>{item}</{wrap}>" if wrap else item for item in items)
    return f"<ul>{wrapped}</ul>" if wrapped else ""


def _finding(finding: Finding) -> str:
    severity = _label(*_SEVERITIES[finding.severity])
    check = _label(finding.check, CHECKS.get(finding.check, ""))
    return (
        f'<li class="{finding.severity.value}"><b>{severity}</b> <i>{check}</i> '
        f"{_sentence(finding.message)}</li>"
    )


def _sentence(text: str) -> str:
    """An English sentence whose Tibetan is marked as such, so that it gets its fonts and size."""
    return _TIBETAN.sub(r'<span lang="bo-CN">\g<0></span>', escape(text))


def _source(review: Review) -> str:
    keys = _keys(review.occurrences)
    terms = [
        Region(
            occurrence.match.start,
            occurrence.match.end,
            keys[occurrence.match.term],
            f"t {occurrence.match.term.status.value} {_state(occurrence)[0]}",
            _told(occurrence),
            {"tabindex": "0"},
        )
        for occurrence in review.occurrences
    ]
    spans = [(finding.source_span, finding) for finding in review.findings]
    return highlight(review.segment.source, terms, list(_underlined(spans)))


def _target(review: Review) -> str:
    terms = [
        Region(start, end, key, f"r {term.status.value}")
        for term, key in _keys(review.occurrences).items()
        for text in term.accepted
        for start, end in occurrences(review.target, text)
    ]
    spans = [(finding.target_span, finding) for finding in review.findings]
    return highlight(review.target, terms, list(_underlined(spans)))


def _keys(found: Iterable[Occurrence]) -> dict[Term, str]:
    """Number the terms of a row: a term in the source and its renderings share the number."""
    terms = dict.fromkeys(occurrence.match.term for occurrence in found)
    return {term: str(index) for index, term in enumerate(terms)}


def _state(occurrence: Occurrence) -> tuple[str, str]:
    if not occurrence.present:
        return "absent", "absent 未用"
    return ("", "present 已用") if occurrence.drafted else ("repaired", "repaired 已修正")


def _told(occurrence: Occurrence) -> str:
    """What a term's tooltip says: accepted targets, how well they are supported, what became."""
    term = occurrence.match.term
    accepted = " / ".join(term.accepted)
    return f"{term.source} → {accepted} · {_STATUSES[term.status]} · {_state(occurrence)[1]}"


def _underlined(
    spans: Iterable[tuple[tuple[int, int] | None, Finding]],
) -> Iterator[Region]:
    order = list(_SEVERITIES)
    placed = [(span, finding) for span, finding in spans if span]
    # The gravest first: where findings overlap, its colour is drawn.
    for span, finding in sorted(placed, key=lambda item: order.index(item[1].severity)):
        yield Region(*span, finding.check, f"f {finding.severity.value}", finding.message)
