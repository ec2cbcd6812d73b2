"""Hostile XML and HTML: bilingual files, terminologies, pages."""

# ruff: noqa: E501 - a case a line

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.hostile import Case
from tests.hostile_packages import DECLARATIONS
from tests.sound import (
    SENTENCE,
    TARGET,
    TERM,
    TITLE,
    concept,
    html,
    tbx,
    tmx,
    tu,
    unit12,
    unit21,
    untranslated,
    xliff12,
    xliff21,
)


def _open12(content: str = SENTENCE, name: str = "1") -> str:
    return untranslated(unit12(content, name))


def _open21(content: str = SENTENCE, name: str = "1") -> str:
    return untranslated(unit21(content, name))


_KINDS: dict[str, tuple[tuple[tuple[str, str], ...], Callable[[str], str], Callable[..., str]]] = {
    "1.2": ((("bilingual", ".xlf"),), xliff12, unit12),
    "2.1": ((("bilingual", ".xliff"),), xliff21, unit21),
    "1.2 to translate": ((("document", ".xlf"),), xliff12, _open12),
    "2.1 to translate": ((("document", ".xliff"),), xliff21, _open21),
    "TMX": ((("bilingual", ".tmx"),), tmx, tu),
    "TBX": ((("glossary", ".tbx"),), tbx, concept),
}
"""Format -> what it is given as, a file of some units, and a unit of some content."""


def cases() -> Iterator[Case]:
    """Cases of XML in general, then of each format."""
    for places, whole, unit in _KINDS.values():
        for kind, extension in places:
            for label, text in _xml(whole, unit):
                yield Case(kind, label, extension, text.encode)
            for label, data in _encoded(whole(unit())):
                yield Case(kind, label, extension, lambda d=data: d)  # type: ignore[misc]
            yield Case(kind, "deep nesting", extension, _deep(whole, unit))
            yield Case(kind, "a huge attribute", extension, _attribute(whole, unit))
            yield Case(kind, "5,000 units", extension, _many(whole, unit), large=True)
    for label, text in _XLIFF.items():
        yield Case("document", label, ".xlf", untranslated(text).encode)
        yield Case("bilingual", label, ".xlf", text.encode)
    for label, text in _TMX.items():
        yield Case("bilingual", label, ".tmx", text.encode)
    for label, text in _HTML.items():
        yield Case("document", label, ".html", lambda t=text: t.encode("utf-8", "surrogatepass"))  # type: ignore[misc]
    yield Case("document", "nested elements", ".html", _nested_html, large=True)
    yield Case("document", "named for another encoding", ".html", _misnamed)


def _xml(whole: Callable[[str], str], unit: Callable[..., str]) -> Iterator[tuple[str, str]]:
    sound = whole(unit())
    head, _, body = sound.partition("?>")
    for label, declaration in DECLARATIONS.items():
        yield label, f"{head}?>{declaration}{body}"
        inner = body.replace(TERM, "&a9;&b;")
        yield f"{label} that is used", f"{head}?>{declaration}{inner}"
    yield "no units", whole("")
    yield "an empty unit", whole(unit(""))
    yield "a unit twice", whole(unit() * 2)
    yield "a unit without a name", whole(unit(name="") if whole in (xliff12, xliff21) else unit())
    yield "an unknown element", whole(f"<zzz>{unit()}</zzz>")
    yield "elements that cross", whole(unit(f"<g id='1'>{SENTENCE}<x></g></x>"))
    yield "unknown codes", whole(unit(f"<zz>{SENTENCE}</zz><q:r xmlns:q='urn:q'/>"))
    yield "codes without names", whole(unit(f"<g>{SENTENCE}</g><x/><bpt/><ept/><ph/><sc/><ec/>"))
    yield "codes twice", whole(unit(f'<ph id="1"/><ph id="1"/>{SENTENCE}<x id="1"/><x id="1"/>'))
    yield "characters that XML has not", whole(unit(f"{SENTENCE}&#0;&#xD800;&#x1F;"))
    yield "a huge character", whole(unit(f"{SENTENCE}&#99999999999;"))
    yield "an entity that is not there", whole(unit(f"{SENTENCE}&nbsp;"))
    yield "text in CDATA", whole(unit(f"<![CDATA[{SENTENCE}<&]]>"))
    yield "comments and instructions", whole(unit(f"<!-- a --><?b c?>{SENTENCE}<?d?>"))
    yield "another root", f"<html>{unit()}</html>"
    yield "another namespace", sound.replace('xmlns="', 'xmlns="urn:x:', 1)
    yield "an unknown version", sound.replace('version="', 'version="9', 1)
    yield "languages that are none", sound.replace("zh-CN", "").replace('"zh"', '"-"')
    yield "languages the other way", sound.replace("zh", "qq").replace("bo", "zh")
    yield "two roots", sound + sound.partition("?>")[2]
    yield "text behind the root", sound + SENTENCE
    yield "cut within a unit", sound[: sound.index(TERM) + 1]


def _encoded(sound: str) -> Iterator[tuple[str, bytes]]:
    named = sound.replace("utf-8", "{}", 1)
    yield "UTF-16 as said", named.format("utf-16").encode("utf-16")
    yield "GB18030 as said", named.format("gb18030").encode("gb18030")
    yield "GB18030 said to be UTF-8", sound.encode("gb18030")
    yield "an unknown encoding", named.format("klingon").encode()
    yield "UTF-8 said to be UTF-16", named.format("utf-16").encode()
    yield "UTF-7", named.format("utf-7").encode().replace(b"<file", b"+ADw-file")
    yield "a surrogate", sound.encode().replace(TERM.encode(), b"\xed\xa0\x80")


def _deep(whole: Callable[[str], str], unit: Callable[..., str]) -> Callable[[], bytes]:
    content = "<g id='1'>" * 100_000 + SENTENCE + "</g>" * 100_000
    return lambda: whole(unit(content)).encode()


def _attribute(whole: Callable[[str], str], unit: Callable[..., str]) -> Callable[[], bytes]:
    return lambda: whole(unit(f'<g id="{"a" * 11 * 2**20}">{SENTENCE}</g>')).encode()


def _many(whole: Callable[[str], str], unit: Callable[..., str]) -> Callable[[], bytes]:
    return lambda: whole("".join(unit().replace('"1"', f'"{n}"') for n in range(5_000))).encode()


_XLIFF = {
    "a skeleton elsewhere": xliff12(unit12()).replace(
        "<body>",
        '<header><skl><external-file href="file:///etc/passwd"/></skl></header><body>',
    ),
    "segments that are not there": xliff12(
        f'<trans-unit id="1"><source>{SENTENCE}</source><seg-source><mrk mtype="seg" mid="1">'
        f'{SENTENCE}</mrk></seg-source><target><mrk mtype="seg" mid="9">{TARGET}</mrk></target>'
        "</trans-unit>"
    ),
    "groups in groups": xliff12("<group>" * 200 + unit12() + "</group>" * 200),
    "units without sources": xliff12(
        '<trans-unit id="1"/><trans-unit id="2"><target/></trans-unit>'
    ),
    "an unknown state": xliff12(unit12()).replace("<target>", '<target state="zzz">'),
    "a unit that must not be translated": xliff12(
        unit12().replace("<trans-unit", '<trans-unit translate="no"')
    ),
    "two files of one name": xliff12(unit12()).replace(
        "</file>", f'</file><file original="a" source-language="zh"><body>{unit12()}</body></file>'
    ),
    "codes that end before they begin": xliff12(
        unit12(f'<ept id="1">a</ept>{SENTENCE}<bpt id="1">b</bpt><ex id="2"/><bx id="2"/>')
    ),
}
_TMX = {
    "its usual document type": tmx(tu(), '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'),
    "a document type from elsewhere": tmx(tu(), '<!DOCTYPE tmx SYSTEM "http://localhost:9/t.dtd">'),
    "a unit of one language": tmx(f'<tu><tuv xml:lang="zh"><seg>{SENTENCE}</seg></tuv></tu>'),
    "a unit without languages": tmx(f"<tu><tuv><seg>{SENTENCE}</seg></tuv></tu>"),
    "a unit of 5,000 variants": tmx(
        "<tu>" + f'<tuv xml:lang="zh"><seg>{TITLE}</seg></tuv>' * 5000 + "</tu>"
    ),
    "a date that is none": tmx(tu().replace("<tu>", '<tu changedate="99999999T999999Z">')),
    "no header": f'<tmx version="1.4"><body>{tu()}</body></tmx>',
    "no body": '<tmx version="1.4"><header srclang="zh"/></tmx>',
}

_HTML = {
    "no text": html("<img src=a.png>"),
    "no elements": SENTENCE,
    "elements never closed": html(f"<p>{SENTENCE}<div><b><i>{TITLE}" * 200),
    "elements closed that were never open": html(f"</p></b></div>{SENTENCE}</table></body></html>" * 50),
    "half an element": f"<html><body><p>{SENTENCE}<a href=",
    "half a comment": html(f"<p>{SENTENCE}<!-- <p>{TITLE}"),
    "comments of every kind": html(f"<!--><!---><!----!><!-- -- --><![CDATA[{TITLE}]]><?x?><p>{SENTENCE}"),
    "NULs": html(f"<p>{SENTENCE}\0</p>"),
    "characters for nothing": html(f"<p>{SENTENCE}&#0;&#xD800;&#x110000;&#999999999999;&bogus;&amp</p>"),
    "a surrogate": html(f"<p>{SENTENCE}\ud800</p>"),
    "a script": html(f"<script>document.write('{TITLE}</p>')</script><style>a::b{{content:'{TITLE}'}}</style><p>{SENTENCE}"),
    "a script never closed": html(f"<p>{SENTENCE}<script>{TITLE}"),
    "text areas and tables": html(f"<textarea><p>{TITLE}</textarea><table>{TITLE}<tr>{SENTENCE}<td>法"),
    "a huge attribute": html(f'<p title="{"法" * 3_000_000}">{SENTENCE}</p>'),
    "a thousand attributes": html(f"<p {' '.join(f'a{n}=b' for n in range(1000))} a1=c>{SENTENCE}"),
    "an attribute twice": html(f'<p title="法" title="律" lang=zh lang=en>{SENTENCE}'),
    "entities declared": f'<!DOCTYPE html [<!ENTITY a "{TITLE}"><!ENTITY b SYSTEM "file:///etc/passwd">]><p>&a;&b;{SENTENCE}',
    "frames": "<html><frameset><frame src='file:///etc/passwd'></frameset></html>",
    "a base and imports": html(f'<base href="http://localhost:9/"><link rel=import href=a><iframe srcdoc="{TITLE}"></iframe><p>{SENTENCE}'),
    "vectors and formulas": html(f"<svg><title>{TITLE}</title><foreignObject><p>{SENTENCE}</svg><math><mi>法</math>"),
    "20,000 inline elements": html(f"<p>{'<b>法</b>律' * 10_000}</p>"),
    "an odd root": f"<zzz>{SENTENCE}</zzz>",
    "XML in front": f'<?xml version="1.0" encoding="gb2312"?>{html(f"<p>{SENTENCE}")}',
}  # fmt: skip


def _nested_html() -> bytes:
    return html("<div>" * 100_000 + SENTENCE + "</div>" * 100_000).encode()


def _misnamed() -> bytes:
    return html(f"<p>{SENTENCE}</p>").replace("utf-8", "gb2312").encode()
