"""Hostile plain text: lines, Markdown, tables, subtitles, glossaries."""

# ruff: noqa: E501 - a case a line

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile import Case
from tests.sound import SENTENCE, TARGET, TERM, TITLE, srt, vtt


def cases() -> Iterator[Case]:
    """Every case, by format."""
    for extension, texts in (
        (".txt", _LINES),
        (".md", _MARKDOWN),
        (".csv", _TABLES),
        (".tsv", {**_TABLES, "commas": f"{TITLE},{SENTENCE}\n"}),
        (".srt", _SUBTITLES),
        (".vtt", _WEBVTT),
    ):
        for label, text in texts.items():
            yield Case("document", label, extension, text.encode)
    for label, (text, count) in _REPEATED.items():
        for extension in (".md", ".txt", ".html"):
            make = (text * count + f"\n\n{SENTENCE}\n").encode
            yield Case("document", label, extension, make, large=True)
    for extension, mark in ((".tsv", "\t"), (".gyur.tsv", "\t"), (".csv", ",")):
        for label, text in _glossaries(mark).items():
            head = "# gyur glossary v1\nsource\ttarget\n" if extension == ".gyur.tsv" else ""
            yield Case("glossary", label, extension, (head + text).encode)


_LINES = {
    "line ends of every kind": f"{TITLE}\r{SENTENCE}\n\r\r\n{TITLE}\x0b\x0c\x85\u2028{SENTENCE}",
    "20,000 lines": "法律\n" * 20_000,
    "marks of writing direction": f"\u202e{SENTENCE}\u202c\u2066{TITLE}",
    "10,000 combining marks": f"法{chr(0x0300) * 10_000}律\n",
    "stacked Tibetan": f"ཀ{chr(0x0F90) * 5000}་{SENTENCE}\n",
    "variation selectors": f"葛\U000e0100{SENTENCE}\ufe0f\u200d\n",
    "brackets never closed": "（《“" * 3000 + SENTENCE,
    "only marks": "。，；！？" * 5000,
    "numbers without end": "1" * 20_000 + f"条 {SENTENCE}",
    "Chinese numbers without end": "第" + "一千零" * 3000 + "条\n",
    "an address without end": f"http://localhost:9/{'a' * 50_000} {SENTENCE}",
    "private characters": "\ue000\uf8ff\U000f0000" + SENTENCE,
}
_REPEATED = {
    "nested quotes": (">", 100_000),
    "nested brackets": ("[", 50_000),
    "nested links": ("[a](", 20_000),
    "nested pictures": ("![", 10_000),
    "stars": ("*", 100_000),
    "stars and letters": ("*a", 50_000),
    "stars and underscores": ("**x_", 30_000),
    "ticks": ("`", 100_000),
    "ticks of every length": (" ``" * 3 + "`", 10_000),
    "nested lists": ("- ", 50_000),
    "angle brackets": ("<", 100_000),
    "half elements": ("<a ", 50_000),
    "half comments": ("<!--", 30_000),
    "entities": ("&a", 50_000),
    "backslashes": ("\\", 100_000),
    "bars": ("|", 100_000),
    "dashes": ("-", 100_000),
}
"""What parsers of Markdown and HTML look back over again and again."""

_MARKDOWN = {
    "indented lists": "".join(f"{'  ' * n}- 法律\n" for n in range(500)),
    "front matter never closed": f"---\ntitle: {TITLE}\n\n{SENTENCE}\n",
    "front matter that runs code": f"---\na: !!python/object/apply:os.system [true]\n---\n\n{SENTENCE}\n",
    "a fence never closed": f"{SENTENCE}\n\n```\n{TITLE}\n",
    "fences in fences": f"````\n```\n~~~\n{TITLE}\n````\n{SENTENCE}\n",
    "links that go round": f"[a]: #a\n[b]: <#b> '{TITLE}'\n\n[a][b] [b][a] {SENTENCE}\n",
    "10,000 definitions": "".join(f"[a{n}]: b\n" for n in range(10_000)) + SENTENCE,
    "a table of 2,000 columns": "|" + "法|" * 2000 + "\n|" + "-|" * 2000 + "\n|" + "律|" * 2000,
    "a table that is not even": f"|{TITLE}|\n|-|\n|a|b|c|\n|\n{SENTENCE}|",
    "elements of HTML": f"<div>\n**{TITLE}**\n</div>\n\n<script>{TITLE}</script>\n\n{SENTENCE}<br",
    "tabs": f"\t{TITLE}\n \t> \t{SENTENCE}\n\t\t- a\n",
    "only code": f"    {TITLE}\n",
    "underlines": f"{TITLE}\n===\n---\n===\n{SENTENCE}\n-\n",
    "marks at the edges": f"**，{SENTENCE}**法*。*\n\\*{TITLE}\\*\n&nbsp;&#0;&#xD800;",
    "footnotes": f"{SENTENCE}[^1][^2]\n\n[^1]: {TITLE}[^1]\n",
    "formulas": f"$$\n{TITLE}\n$$ $a_法$ {SENTENCE}\n",
    "line ends of every kind": f"# {TITLE}\r\r\n> {SENTENCE}\r\x0b\x0c\x85- a\n",
    "NULs": f"# {TITLE}\0\n\n{SENTENCE}\0",
}  # fmt: skip
_TABLES = {
    "a quotation never closed": f'{TITLE},"{SENTENCE}\n1,2\n',
    "a quotation closed too late": f'"{"法律,1" * 50_000}',
    "quotations in quotations": f'"a""{TITLE}"" ""","",",",""""\n',
    "text behind a quotation": f'"{TITLE}"x"y",{SENTENCE}\n',
    "a million columns": "," * 1_000_000 + TITLE,
    "a million tabs": "\t" * 1_000_000 + TITLE,
    "20,000 rows": f"{TERM},1\n" * 20_000,
    "rows that are not even": f"{TITLE}\na,b,c,d\n\n,\n{SENTENCE}\n",
    "formulas": f'=HYPERLINK("http://localhost:9","{TITLE}"),{SENTENCE}\n+1,-2,@{TERM}\n',
    "commands": f"=cmd|'/c calc'!A1,{SENTENCE}\n",
    "a named delimiter": f"sep={TERM}\n{TITLE}{TERM}{SENTENCE}",
    "a quotation mark for a delimiter": f'sep="\n{TITLE}"{SENTENCE}',
    "semicolons": f"{TITLE};{SENTENCE}\n1;2\n",
    "line ends of every kind": f'{TITLE},1\r"{SENTENCE}\r\n2",2\r\n\r3,3\n',
    "only delimiters": ",,,\n,,,\n;;;\t\t\t",
    "only quotation marks": '"' * 10_001,
}
_SUBTITLES = {
    "no numbers": "00:00:01,000 --> 00:00:02,000\n法律\n\n00:00:03,000 --> 00:00:04,000\n条文\n",
    "negative times": f"1\n-00:00:01,000 --> -00:00:02,000\n{SENTENCE}\n",
    "times that go back": f"1\n00:00:09,000 --> 00:00:01,000\n{SENTENCE}\n",
    "times that are none": f"1\n99:99:99,999 --> aa:bb\n{SENTENCE}\n2\n1 --> 2\n{TITLE}\n",
    "giant times": f"1\n{'9' * 5000}:00:00,000 --> {'9' * 5000}:00:01,000\n{SENTENCE}\n",
    "no times": f"1\n{SENTENCE}\n\n2\n{TITLE}\n",
    "only times": "00:00:01,000 --> 00:00:02,000\n" * 5000,
    "only numbers": "1\n2\n3\n4\n",
    "no empty lines": srt().replace("\n\n", "\n"),
    "empty lines within": srt(f"{SENTENCE}\n\n{TITLE}\n \n法律"),
    "arrows within": srt(f"{SENTENCE} --> {TITLE} -->"),
    "nested tags": srt("<i>" * 50_000 + SENTENCE + "</i>" * 50_000),
    "tags that cross": srt(f"<i><b>{SENTENCE}</i>{TITLE}</b></u></font>"),
    "half a tag": srt(f"<font color={SENTENCE}"),
    "50,000 tags": srt("<i>法</i>律" * 50_000),
    "50,000 places": srt("{\\an8}法" * 50_000),
    "angle brackets": srt("<" * 100_000 + SENTENCE),
    "braces": srt("{\\" * 100_000 + SENTENCE),
    "a subtitle of 50,000 lines": srt("法律\n" * 50_000),
    "50,000 speakers": srt("- 法律\n" * 50_000),
    "10,000 subtitles": srt() * 5_000,
    "the same number twice": srt().replace("2\n", "1\n") + srt(),
    "WebVTT": vtt(),
}
_WEBVTT = {
    "no head": vtt().removeprefix("WEBVTT"),
    "half a head": vtt().replace("WEBVTT", "WEBVTTX"),
    "only a head": "WEBVTT",
    "only a comment": f"WEBVTT\n\nNOTE {SENTENCE}\n",
    "a comment never closed": f"WEBVTT\n\nNOTE\n{SENTENCE}\n00:01.000 --> 00:02.000\n{TITLE}",
    "a style with a cue": f"WEBVTT\n\nSTYLE\n::cue {{}}\n\n00:01.000 --> 00:02.000\n{TITLE}\n",
    "negative times": f"WEBVTT\n\n-00:01.000 --> -00:02.000\n{SENTENCE}\n",
    "arrows within": vtt(f"{SENTENCE} --> {TITLE}"),
    "entities": vtt(f"&lt;i&gt;{SENTENCE}&#0;&#xD800;&bogus;&amp;lt;&"),
    "nested tags": vtt("<c.a>" * 50_000 + SENTENCE),
    "readings": vtt("<ruby>宪<rt>xiàn</rt>法<rt>fǎ</rt></ruby>"),
    "times within": vtt(f"<00:02.000>{SENTENCE}<00:03.000><bad><1>{TITLE}"),
    "speakers without names": vtt(f"<v>{SENTENCE}<v {'a' * 20_000}>{TITLE}</v></v>"),
    "no empty line behind the head": f"WEBVTT\n00:01.000 --> 00:02.000\n{SENTENCE}\n",
    "white lines": vtt(f"{SENTENCE}\n \n{TITLE}\n\t\n法律"),
    "SubRip": srt(),
}


def _glossaries(mark: str) -> dict[str, str]:
    row = f"{TERM}{mark}{TARGET}\n"
    return {
        "one column": f"{TERM}\n{TITLE}\n",
        "fifty columns": mark.join([TERM, TARGET] * 25) + "\n",
        "columns the other way": f"{TARGET}{mark}{TERM}\n",
        "empty cells": f"{mark}\n{TERM}{mark}\n{mark}{TARGET}\n",
        "no Tibetan": f"{TERM}{mark}law\n",
        "an entry twice": row * 2,
        "an entry that contradicts": f"{row}{TERM}{mark}ཁྲིམས\n",
        "an endless term": f"{TERM * 5000}{mark}{TARGET}\n",
        "an endless target": f"{TERM}{mark}{'ཀ་' * 5000}\n",
        "a quotation never closed": f'"{TERM}{mark}{TARGET}\n{row}',
        "formulas": f"=1+1{mark}{TARGET}\n{TERM}{mark}@A1\n",
        "only a header": f"source{mark}target\n",
        "a header twice": f"source{mark}source\n{row}",
        "a header of unknown names": f"a{mark}b\n{row}",
        "unknown values": f"source{mark}target{mark}use{mark}status\n{TERM}{mark}{TARGET}{mark}x{mark}y\n",
        "only comments": "# a\n# b\n",
        "an unknown version": f"# gyur glossary v999\nsource{mark}target\n{row}",
        "spaces of every kind": f"\u3000{TERM}\u00a0{mark}\u200b{TARGET}\ufeff\n",
        "10,000 entries": "".join(f"{TERM}{n}{mark}{TARGET}\n" for n in range(10_000)),
        "a million columns": mark * 1_000_000 + TERM,
    }  # fmt: skip
