"""The report of an evaluation: one HTML file with tables and plots, without script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from translate.review.files import store_page
from translate.review.highlighting import escape

_STYLE = """
body { font: 16px/1.5 system-ui, "Noto Sans SC", sans-serif; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; color: #1c2430; }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% } th, td { padding: .35rem .6rem; text-align: left;
  border-bottom: 1px solid #d8dee6; vertical-align: top }
td.n { text-align: right; font-variant-numeric: tabular-nums } small { color: #5b6675 }
svg { width: 100%; height: auto } .bar { fill: #2f6fb0 } .interval { stroke: #14314f;
  stroke-width: 2 } text { font-size: 13px; fill: #1c2430 }
"""
_ROW, _BAR, _LEFT, _WIDTH = 30, 18, 220, 760
"""Pixels of a plot."""


def write_report(title: str, records: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write the figures of ``evaluation.record``, one engine each, as a page.

    Raises OutputError.
    """
    body = "".join(_body(title, records))
    text = (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>{body}</html>\n"
    )
    store_page(text, path)


def _body(title: str, records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"<h1>Evaluation 评测 · {escape(title)}</h1>"
    for name in records[0]["scores"]:
        yield f"<h2>{escape(name)}</h2>{_plot(name, records)}"
    yield "<h2>Terms, speed and memory 术语、速度、内存</h2>"
    yield _table(
        ("engine", "terms present", "before repair", "consistent", "faulty", "characters/s", "MB"),
        [_figures(record) for record in records],
    )
    differences = [d for record in records for d in record["differences"]]
    if differences:
        yield "<h2>Paired bootstrap 配对检验</h2>"
        rows = [
            (d["system"], d["baseline"], d["name"], f"{d['lead']:+.2f}", f"{d['p_value']:.3f}")
            for d in differences
        ]
        yield _table(("engine", "against", "metric", "lead", "p"), rows)
    yield "<h2>Signatures 签名</h2>"
    yield _table(
        ("engine", "metric", "signature"),
        [
            (record["name"], name, score["signature"])
            for record in records
            for name, score in record["scores"].items()
        ],
    )
    yield f"<p><small>{'<br>'.join(escape(str(record['engine'])) for record in records)}</small>"


def _figures(record: Mapping[str, Any]) -> tuple[str, ...]:
    same, rendered = record["terms_consistent"]
    matched = record["terms_matched"]
    return (
        record["name"],
        f"{record['terms_present']} / {matched}",
        f"{record['terms_present_before_repair']} / {matched}",
        f"{same} / {rendered}",
        f"{record['faulty_drafts']} / {record['segments']}",
        f"{record['characters_per_second']:,.0f}",
        "" if record["peak_megabytes"] is None else f"{record['peak_megabytes']:,.0f}",
    )


def _plot(name: str, records: Sequence[Mapping[str, Any]]) -> str:
    """A bar an engine, with its 95% interval, on a scale that begins at nought."""
    scores = [record["scores"][name] for record in records]
    most = max(s["value"] + s["interval"] for s in scores) or 1.0
    scale = (_WIDTH - _LEFT - 110) / most
    parts = []
    for number, (record, score) in enumerate(zip(records, scores, strict=True)):
        top, end = number * _ROW, _LEFT + score["value"] * scale
        middle, spread = top + _BAR / 2, score["interval"] * scale
        parts.append(
            f'<text x="0" y="{top + _BAR - 4}">{escape(record["name"])}</text>'
            f'<rect class="bar" x="{_LEFT}" y="{top}" width="{end - _LEFT:.1f}" height="{_BAR}"/>'
            f'<line class="interval" x1="{end - spread:.1f}" x2="{end + spread:.1f}" '
            f'y1="{middle}" y2="{middle}"/>'
            f'<text x="{end + spread + 8:.1f}" y="{top + _BAR - 4}">'
            f"{score['value']:.2f} ± {score['interval']:.2f}</text>"
        )
    return f'<svg viewBox="0 0 {_WIDTH} {len(records) * _ROW}" role="img">{"".join(parts)}</svg>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    titles = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{titles}</tr>{lines}</table>"
