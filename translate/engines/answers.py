"""What a prompted model answers, to the translation alone: chatter off, language looked at."""

from __future__ import annotations

import re
import unicodedata

from glossary import tibetan

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_END_OF_THOUGHT = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
"""Where the chat template opened the thought, the answer only closes it."""
_TOKEN = re.compile(r"<[|｜][^<>\n]*[|｜]>|</?(?:answer|s)>")
_FENCE = re.compile(r"```[A-Za-z]*")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_TIBETAN_LETTER = re.compile("[\u0f40-\u0f6c]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_NOTE = re.compile(
    r"[（(\[【*]*(?<![A-Za-z\u4e00-\u9fff])"
    r"(注释?|注意|译注|说明|解释|备注|或者?|notes?|explanation|alternatively)[】\]*]*\s*[：:]",
    re.IGNORECASE,
)
"""Opens a remark or a second attempt after the translation."""
_LEAD = re.compile("([^：:\n\u0f40-\u0fbc]{1,60}?)[：:](?!//)\\s*(?=[^\n]*[\u0f40-\u0fbc])")
"""Up to a colon before the first Tibetan of a line: "译文：", "Here is the translation:"."""
_AFTER_SOURCE = " \u3000\t:：=→>|-"
_BULLET = re.compile(r"(?:>|#{1,6}|[-*•])\s+")
_QUOTES = (("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("「", "」"), ("『", "』"), ("`", "`"))


def clean(answer: str, source: str) -> str:
    """The translation in an answer, with its marks as the press of the PRC writes them.

    Off go thoughts, fences, lead-ins, role names, quotation marks and emphasis that the source has
    not, the source where it is repeated, remarks after the translation, and lines in another
    language. The paragraphs of a source without line breaks become one line. An answer without
    Tibetan keeps its words, so that the checks can show them.
    """
    text = _END_OF_THOUGHT.sub("", _THOUGHT.sub("", answer))
    text = _FENCE.sub("\n", _TOKEN.sub("", text))
    if "**" not in source:
        text = text.replace("**", "")
    text = _without_notes(text, source)
    lines = [_line(line.strip(), source) for line in text.splitlines()]
    lines = _in_tibetan([line for line in lines if line], source)
    if "\n" in source:
        joined = "\n".join(lines)
    else:
        joined = " ".join(dict.fromkeys(lines))
    return tibetan.tidy(tibetan.normalise(_unquoted(joined, source)))


def is_tibetan(text: str, source: str) -> bool:
    """Tell whether at least half of the letters are Tibetan; Latin words of the source are none."""
    own = len(_TIBETAN_LETTER.findall(text))
    folded = _folded(source)
    carried = sum(len(word) for word in _LATIN.findall(text) if _folded(word) in folded)
    others = len(_LETTER.findall(text)) - own - carried
    return own > 0 and own >= others


def _folded(text: str) -> str:
    """For comparison only: widths and case made one."""
    return unicodedata.normalize("NFKC", text).casefold()


def _without_notes(text: str, source: str) -> str:
    """Cut at the first remark that stands behind some Tibetan and is not the source's own."""
    for found in _NOTE.finditer(text):
        if tibetan.has_tibetan(text[: found.start()]) and found[1] not in source:
            return text[: found.start()]
    return text


def _line(line: str, source: str) -> str:
    """A line without bullet, lead-ins and the repeated source."""
    if (bullet := _BULLET.match(line)) and not source.startswith(bullet[0].strip()):
        line = line[bullet.end() :]
    while (lead := _LEAD.match(line)) and _is_lead(lead[1].strip(), source):
        line = line[lead.end() :]
    rest = line.removeprefix(source).lstrip(_AFTER_SOURCE)
    if _HAN.search(source) and line.startswith(source) and tibetan.has_tibetan(rest):
        return rest
    return line


def _is_lead(words: str, source: str) -> bool:
    """A label of the source's own (a Latin name, 问 left as it is) is none; nor a bare number."""
    if not _LETTER.search(words) or source.startswith((f"{words}：", f"{words}:")):
        return False
    return _HAN.search(words) is not None or _folded(words) not in _folded(source)


def _in_tibetan(lines: list[str], source: str) -> list[str]:
    """The lines in Tibetan and those carried over (a number, an address); all if none is."""
    if not any(is_tibetan(line, source) for line in lines):
        return lines
    return [
        line
        for line in lines
        if is_tibetan(line, source) or (line in source and not _HAN.search(line))
    ]


def _unquoted(text: str, source: str) -> str:
    """Without one pair of marks around the whole, unless the source is quoted too."""
    for first, last in _QUOTES:
        inside = text[1:-1]
        quoted = len(text) > 2 and text[0] == first and text[-1] == last
        if quoted and first not in inside and last not in inside and not _is_quoted(source):
            return inside.strip()
    return text


def _is_quoted(source: str) -> bool:
    return source[:1] in {first for first, _ in _QUOTES}
