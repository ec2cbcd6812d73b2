"""Counts the evidence behind the built-in glossary, and suggests renderings from aligned text.

    python -m training.glossary_evidence --data DIR              rewrite status and evidence
    python -m training.glossary_evidence --data DIR --audit      how often the texts keep to it
    python -m training.glossary_evidence --data DIR --suggest TERM...

A person curates source, target, use, domain, note and hint in
``glossary/builtin/legal_education.tsv``; this command computes status and evidence from a data
directory (see training/README.md) and sorts the rows by domain and source. Evidence is
``document:count``: aligned sentences of that document in which the Chinese term stands (leftmost-
longest over all sources) and the Tibetan has the rendering (whole syllables; a joined particle
may follow). Where no sentence has the pair, whole articles are counted instead
(``document/article:count``), because sentences inside an article are aligned by length alone.
``law_blog`` counts the Tibetan form alone, in monolingual prose; the machine-written ``authored``
text suggests but attests nothing. Official bilingual law makes a row *attested*; a published
dictionary makes it *dictionary*; everything else is *proposed*.
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from glossary.errors import GlossaryError, GyurError
from glossary.mining import FIXED_RA, Suggester, syllabified

GLOSSARY = Path("glossary/builtin/legal_education.tsv")
MAGIC = "# gyur glossary v1"
COLUMNS = ("source", "target", "use", "status", "domain", "evidence", "note", "hint")
USES = ("preferred", "allowed", "forbidden")
_JOINED = "(?:འི|འང|འམ|འོ|ར|ས)?"
_VOWEL_FINAL = re.compile(r"[\u0f71-\u0f84]$|^[\u0f40-\u0f6c][\u0f8d-\u0fbc]*$")
_ALTERNATIVE = re.compile("ཡང་ན་?|[།\\s]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the glossary file: a source with one target."""

    source: str
    target: str
    use: str
    status: str
    domain: str
    evidence: str
    note: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Aligned text; ``bo`` is syllabified, ``article`` joins sentences of one article."""

    zh: str
    bo: str
    document: str
    article: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that is searched for evidence."""

    sentences: list[Pair]
    articles: list[Pair]
    authored: list[Pair]
    software: list[Pair]
    dictionary: dict[str, set[str]]
    glosses: list[tuple[str, str]]
    prose: str


def pattern(target: str) -> re.Pattern[str]:
    """Matches ``target`` in syllabified text as whole syllables, with or without འི ར ས འང འམ འོ.

    Those particles join a last syllable that ends in a vowel or in འ (which they replace).
    """
    target = target.translate(FIXED_RA)
    *_, last = target.split("་")
    if last.endswith("འ") and len(last) > 1:
        return re.compile(f"་{target[:-1]}(?:འ|འི|འང|འམ|འོ|ར|ས)(?=་)")
    if _VOWEL_FINAL.search(last):
        return re.compile(f"་{target}{_JOINED}(?=་)")
    return re.compile(f"་{target}(?=་)")


def read_glossary(path: Path) -> list[Row]:
    """The rows of a glossary file; GlossaryError names the line that is not one."""
    rows = []
    with path.open(encoding="utf-8", newline="") as lines:
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\r\n").split("\t")
            if line.startswith("#") or not line.strip() or tuple(cells) == COLUMNS:
                continue
            if len(cells) != len(COLUMNS) or cells[2] not in USES:
                raise GlossaryError(
                    "not a glossary row",
                    where=f"{path}, line {number}",
                    remedy=f"Write {len(COLUMNS)} tab-separated columns: {', '.join(COLUMNS)}",
                )
            rows.append(Row(*cells))
    return rows


def write_glossary(path: Path, rows: Iterable[Row]) -> None:
    """Writes ``rows`` by domain and source, the preferred one of a source first."""
    ordered = sorted(rows, key=lambda r: (r.domain, r.source, USES.index(r.use)))
    beside = path.with_name(path.name + ".part")
    with beside.open("w", encoding="utf-8", newline="\n") as out:
        out.write(MAGIC + "\n" + "\t".join(COLUMNS) + "\n")
        for r in ordered:
            out.write("\t".join(getattr(r, name) for name in COLUMNS) + "\n")
    beside.replace(path)


def _lines(path: Path) -> Iterator[list[str]]:
    if not path.is_file():
        raise GyurError(
            "missing from the data directory",
            where=str(path),
            remedy="Give the directory that training/README.md describes as --data",
        )
    with (
        lzma.open(path, "rt", encoding="utf-8")
        if path.suffix == ".xz"
        else path.open(encoding="utf-8", newline="") as lines
    ):
        for line in lines:
            yield line.rstrip("\r\n").split("\t")


def _pairs(path: Path) -> list[Pair]:
    return [
        Pair(row[0], syllabified(row[1]), row[2], row[3] if len(row) > 3 else "")
        for row in _lines(path)
    ]


def read_sources(data: Path) -> Sources:
    """Reads the data directory; the held-out ``dev`` folder is never opened."""
    dictionary: dict[str, set[str]] = defaultdict(set)
    for zh, bo, *_ in _lines(data / "terms" / "dictionary.tsv"):
        dictionary[zh].update(part.strip("་ ") for part in _ALTERNATIVE.split(bo))
    parallel = data / "parallel"
    return Sources(
        sentences=_pairs(parallel / "law.tsv"),
        articles=_pairs(parallel / "law_articles.tsv"),
        authored=_pairs(parallel / "authored.tsv"),
        software=_pairs(parallel / "software.tsv"),
        dictionary=dictionary,
        glosses=[(r[0], syllabified(r[1])) for r in _lines(data / "terms" / "legal_glosses.tsv")],
        prose="\n".join(syllabified(r[0]) for r in _lines(data / "mono" / "law_blog.txt.xz")),
    )


class Matcher:
    """Leftmost-longest occurrences of any of ``sources``."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._sources = frozenset(sources)
        by_first: dict[str, set[int]] = defaultdict(set)
        for source in self._sources:
            by_first[source[0]].add(len(source))
        self._lengths = {c: sorted(sizes, reverse=True) for c, sizes in by_first.items()}

    def __call__(self, text: str) -> Iterator[str]:
        at = 0
        while at < len(text):
            for size in self._lengths.get(text[at], ()):
                if text[at : at + size] in self._sources:
                    yield text[at : at + size]
                    at += size
                    break
            else:
                at += 1


def index(matcher: Matcher, pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """Source -> the pairs in which it is matched."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        for source in dict.fromkeys(matcher(pair.zh)):
            found[source].append(pair)
    return found


def _count(pairs: Iterable[Pair], form: re.Pattern[str], suffix: str = "") -> Counter[str]:
    return Counter(pair.document + suffix for pair in pairs if form.search(pair.bo))


def evidence(rows: Iterable[Row], sources: Sources) -> list[Row]:
    """``rows`` with status and evidence as the sources have them."""
    kept = list(rows)
    matcher = Matcher(row.source for row in kept)
    sentences, articles, authored, software = (
        index(matcher, pairs)
        for pairs in (sources.sentences, sources.articles, sources.authored, sources.software)
    )
    weighed = []
    for row in kept:
        form = pattern(row.target)
        official = _count(sentences.get(row.source, ()), form)
        official = official or _count(articles.get(row.source, ()), form, "/article")
        in_dictionary = row.target in sources.dictionary.get(row.source, ())
        glosses = (bo for zh, bo in sources.glosses if zh == row.source)
        others = {
            "dictionary": int(in_dictionary),
            "glosses": sum(bool(form.search(bo)) for bo in glosses),
            "software": _count(software.get(row.source, ()), form).total(),
            "law_blog": len(form.findall(sources.prose)),
        }
        if not official:
            others["authored"] = _count(authored.get(row.source, ()), form).total()
        status = "attested" if official else "dictionary" if in_dictionary else "proposed"
        weighed.append(replace(row, status=status, evidence=_listed(official, others)))
    return weighed


def _listed(official: Counter[str], others: dict[str, int]) -> str:
    """``name:count`` items, official documents first and among them the most frequent."""
    ranked = sorted(official.items(), key=lambda item: (-item[1], item[0]))
    return "; ".join(f"{name}:{n}" for name, n in (*ranked, *others.items()) if n)


def audit(rows: Iterable[Row], pairs: Sequence[Pair]) -> tuple[Counter[str], Counter[str]]:
    """(occurrences, occurrences whose aligned Tibetan has an accepted target), by source."""
    forms: dict[str, list[re.Pattern[str]]] = defaultdict(list)
    for row in rows:
        if row.use != "forbidden":
            forms[row.source].append(pattern(row.target))
    matcher = Matcher(forms)
    seen: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for pair in pairs:
        for source in matcher(pair.zh):
            seen[source] += 1
            kept[source] += any(form.search(pair.bo) for form in forms[source])
    return seen, kept


def suggest(terms: Sequence[str], sources: Sources) -> Iterator[str]:
    """Lines to read: official renderings, then authored ones, then the dictionary."""
    official, authored = (
        Suggester((pair.zh, pair.bo) for pair in pairs)
        for pairs in (sources.sentences, sources.authored)
    )
    for term in terms:
        lists = (("official", official(term)), ("authored", authored(term, 3)))
        for name, found in lists:
            shown = (f"{s.target} {s.both}/{s.sources} of {s.targets}" for s in found)
            yield f"{term}\t{name}\t" + " | ".join(shown)
        if term in sources.dictionary:
            yield f"{term}\tdictionary\t" + " | ".join(sorted(sources.dictionary[term]))


def _report(rows: Sequence[Row], sources: Sources) -> Iterator[str]:
    seen, kept = audit(rows, sources.sentences)
    for source, n in seen.most_common():
        if kept[source] < 0.6 * n:
            yield f"{source}\t{kept[source]}/{n}"
    share = kept.total() / max(1, seen.total())
    yield f"{kept.total()} of {seen.total()} occurrences have an accepted target: {share:.1%}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line; see the module's first lines."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="data directory")
    parser.add_argument("--glossary", type=Path, default=GLOSSARY)
    parser.add_argument("--audit", action="store_true", help="report, rewrite nothing")
    parser.add_argument("--suggest", nargs="+", metavar="TERM", help="print renderings")
    options = parser.parse_args(arguments)
    try:
        sources = read_sources(options.data)
        if options.suggest:
            print(*suggest(options.suggest, sources), sep="\n")
            return
        rows = read_glossary(options.glossary)
        if not options.audit:
            rows = evidence(rows, sources)
            write_glossary(options.glossary, rows)
            print(*(f"{n} {status}" for status, n in Counter(r.status for r in rows).items()))
        print(*_report(rows, sources), sep="\n")
    except GyurError as error:
        parser.exit(2, f"{error}\n")


if __name__ == "__main__":
    main()
