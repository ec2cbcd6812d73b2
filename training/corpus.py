"""Reads every source of parallel text, cleans it, and says what it dropped and why.

Input: a data directory (see training/README.md) and this project's own corpus. Output in the work
directory:
``pairs.jsonl`` (zh, bo, origin, tag) and ``dropped.tsv`` (reason, origin, zh, bo).
"""

from __future__ import annotations

import hashlib
import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from glossary.chinese import fold
from glossary.tibetan import normalise
from training import names

CLASSICAL_ROWS = 40_000
"""Rows of canonical text kept: enough for its grammar, too few to set the register."""

TAG_OF = {
    "law": "<law>",
    "statute": "<law>",
    "software": "<software>",
    "classical": "<classical>",
    "dictionary": "<dictionary>",
    "back": "<synthetic>",
}
"""Origin -> source tag; everything else is prose."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One aligned pair: folded Chinese, normalised Tibetan, and where it is from."""

    zh: str
    bo: str
    origin: str
    tag: str


Raw = tuple[str, str, str]
"""Chinese, Tibetan and origin of a row, as its source has them."""


def rows(path: Path) -> Iterator[list[str]]:
    """The cells of each line of a table, packed with xz or not."""
    with (
        lzma.open(path, "rt", encoding="utf-8")
        if path.suffix == ".xz"
        else path.open(encoding="utf-8") as lines
    ):
        for line in lines:
            yield line.rstrip("\n").split("\t")


def own_rows(data: Path, corpus: Path) -> Iterator[Raw]:
    """The rows written for this project, each once; their origin is their kind."""
    seen = set()
    for path in (data / "parallel" / "authored.tsv", *sorted(corpus.glob("*.tsv"))):
        for row in rows(path):
            if len(row) == 3 and (row[0], row[1]) not in seen:
                seen.add((row[0], row[1]))
                yield row[0], row[1], row[2]


def raw_pairs(data: Path, corpus: Path, seed: int = 1) -> Iterator[Raw]:
    """Every row of the data directory and of this project's own corpus but the laws' sentences.

    Those come from ``articles.law``.
    """
    parallel = data / "parallel"
    for row in rows(parallel / "law_articles.tsv"):
        yield row[0], row[1], "law_article"
    yield from own_rows(data, corpus)
    yield from back_translated(data / "mono" / "modern.txt.xz", corpus / "back" / "modern.tsv")
    named, carriers = (
        [(zh, bo) for zh, bo in rows(corpus / "names" / f"{table}.tsv")]
        for table in ("names", "carriers")
    )
    for zh, bo in names.sentences(named, carriers):
        yield zh, bo, "name"
    for row in rows(parallel / "software.tsv"):
        yield row[0], row[1], "software"
    for row in rows(parallel / "udhr.tsv"):
        yield row[0], row[1], "udhr"
    for row in rows(data / "terms" / "dictionary.tsv"):
        yield row[0], row[1], "dictionary"
    classical = [row for row in rows(parallel / "classical.tsv.xz") if 8 <= len(row[0]) <= 40]
    for row in random.Random(seed).sample(classical, min(CLASSICAL_ROWS * 2, len(classical))):
        yield row[0], row[1], "classical"


def back_translated(texts: Path, chinese: Path) -> Iterator[Raw]:
    """Tibetan lines of ``texts`` with the Chinese written for them, which names each by digest."""
    lines = {digest(row[0]): row[0] for row in rows(texts)}
    for key, zh in rows(chinese):
        if key in lines:
            yield zh, lines[key], "back"


def digest(line: str) -> str:
    """What names a line of monolingual text that is not in this repository."""
    return hashlib.sha256(line.strip().encode()).hexdigest()[:16]


_MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]*>|&[a-z]+;|%[A-Z_]{3,}|\$\[?[\w-]+\]?|\{\{?[^{}]*\}?\}|~|\\n"
)
_TIBETAN_DIGITS = {0x0F20 + i: str(i) for i in range(10)}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BO = re.compile(r"[\u0f40-\u0fbc]")


def clean_chinese(text: str) -> str:
    """Folded Chinese without mark-up; spaces only between Latin words."""
    text = fold(_MARKUP.sub(" ", text)).text
    text = re.sub(r"\s+", " ", text).strip(" 「」『』")
    return re.sub(r"(?<![\w.,:;!?)])\s|\s(?![\w(])", "", text) if _HAN.search(text) else text


def clean_tibetan(text: str) -> str:
    """Normalised Tibetan: one tsheg, one space after a shad, Arabic digits, no mark-up."""
    text = normalise(_MARKUP.sub(" ", text)).replace("\u0f0c", "\u0f0b")
    text = text.translate(_TIBETAN_DIGITS)
    text = re.sub(r"[༄༅༆༈]+[།༎]*\s*", "", text).replace("༎", "།").replace("༏", "།")
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<!ང)་(?=[།\s]*།)", "", text)
    text = re.sub(r"ང།", "ང་།", text)
    text = re.sub(r"།\s*(?=[^\s།》”’)\]])", "། ", text)
    text = re.sub(r"(?<=[\u0f40-\u0fbc])་+$", "", text)
    return re.sub(r"་{2,}", "་", text)


def reason_to_drop(zh: str, bo: str, origin: str) -> str | None:
    """Why a cleaned pair cannot teach anything, or None."""
    if not _HAN.search(zh):
        return "no Chinese"
    if not _BO.search(bo):
        return "no Tibetan"
    if _HAN.search(bo):
        return "Chinese in the Tibetan"
    if _BO.search(zh):
        return "Tibetan in the Chinese"
    syllables = len(re.findall(r"[\u0f40-\u0fbc]+", bo))
    han = len(_HAN.findall(zh))
    if syllables > 220 or len(zh) > 240:
        return "too long"
    if han > 6 and not 0.45 <= syllables / han <= 3.0:
        return "length ratio"
    latin = len(re.findall(r"[A-Za-z]", bo))
    if origin == "software" and (latin > 0.3 * len(bo) or re.search(r"[_=\\{}<>|]", zh + bo)):
        return "code"
    if origin == "dictionary" and re.search(r"[^\u3400-\u9fff]", zh):
        return "not a plain headword"
    return None


def ngrams(bo: str, n: int = 8) -> set[str]:
    """Every run of ``n`` syllables."""
    syllables = re.findall(r"[\u0f40-\u0fbc]+", bo)
    return {"་".join(syllables[i : i + n]) for i in range(len(syllables) - n + 1)}


def held_out(data: Path) -> tuple[set[str], set[str]]:
    """The development sets' 8-syllable runs and their Chinese."""
    runs: set[str] = set()
    sources: set[str] = set()
    for path in sorted((data / "dev").glob("*.tsv")):
        for row in rows(path):
            runs |= ngrams(clean_tibetan(row[1]))
            sources.add(clean_chinese(row[0]))
    return runs, sources


def prepare(raw: Iterable[Raw], data: Path, work: Path) -> list[Pair]:
    """Cleans the rows; writes ``pairs.jsonl`` and ``dropped.tsv``; prints the counts."""
    runs, sources = held_out(data)
    pairs: list[Pair] = []
    kept: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, str]] = set()
    with (work / "dropped.tsv").open("w", encoding="utf-8", newline="\n") as dropped:
        for raw_zh, raw_bo, origin in raw:
            zh, bo = clean_chinese(raw_zh), clean_tibetan(raw_bo)
            reason = reason_to_drop(zh, bo, origin)
            if reason is None and (zh, bo) in seen:
                reason = "duplicate"
            if reason is None and (zh in sources or (runs & ngrams(bo))):
                reason = "overlaps a development set"
            if reason is None and origin == "classical" and kept[origin] >= CLASSICAL_ROWS:
                reason = "enough canonical text"
            if reason is not None:
                reasons[origin, reason] += 1
                dropped.write("\t".join((reason, origin, raw_zh, raw_bo)) + "\n")
                continue
            seen.add((zh, bo))
            kept[origin] += 1
            tag = TAG_OF.get(origin.split("_")[0], "<prose>")
            pairs.append(Pair(zh, bo, origin, tag))
    write_pairs(pairs, work / "pairs.jsonl")
    for origin, count in kept.most_common():
        print(f"kept {count:6d} {origin}")
    for (origin, reason), count in sorted(reasons.items()):
        print(f"dropped {count:6d} {origin}: {reason}")
    return pairs


def write_pairs(pairs: Iterable[Pair], path: Path) -> None:
    """One JSON object a line."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for pair in pairs:
            out.write(json.dumps(asdict(pair), ensure_ascii=False) + "\n")


def read_pairs(path: Path) -> list[Pair]:
    """What ``write_pairs`` wrote."""
    with path.open(encoding="utf-8") as lines:
        return [Pair(**json.loads(line)) for line in lines]
