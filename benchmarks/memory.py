"""The memory at scale: ``python -m benchmarks.memory [--units N] [--queries N] [--corpus FILE]``.

Builds a memory of 1,000,000 accepted units and asks it for edited copies of some of them: a word
put in, out or in another's place, a number changed, a clause dropped. One JSON line for building,
one for looking up, one for recall: how often the best match is as like as the best of all units
compared one by one.

Units are sentences put together from the built-in glossary, the same in every run, or with
``--corpus`` the lines of a file (Chinese, then perhaps a tab and Tibetan); where it has too few,
edited copies of its lines follow.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.__main__ import child, resident, say
from glossary.chinese import key
from translate.memory import Accepted, Memory
from translate.memory.likeness import score
from translate.memory.wording import wording

LEAST = 70
DISTANCE = 10
"""Per cent below the likest within which penalties may decide which unit is best."""
CLAUSES = (
    "{0}应当建立{1}制度",
    "{0}和{1}应当依法履行职责",
    "违反本条例第{n}条规定的",
    "由{0}责令改正",
    "处{n}万元以上{m}万元以下罚款",
    "自19{y:02}年{n}月{m}日起施行",
    "国家保障{0}的{1}权",
    "对{0}进行{1}教育",
    "不得侵犯{0}的合法权益",
    "{0}的父母或者其他监护人应当加强{1}",
    "依照有关法律的规定处理{0}",
    "老师给我们讲了{0}的故事",
    "卓玛不知道什么是{0}",
    "如果遇到{0}，要及时告诉{1}",
    "有关{0}的{1}由省人民政府规定",
    "在{y}年，全县共有{0}{n}个",
    "{0}是指{1}以及与其有关的{2}",
    "任何组织或者个人不得利用{0}进行{1}",
    "把{0}送到{1}",
    "县级以上人民政府负责{0}工作",
    "{0}有权向人民法院提起诉讼",
    "因{0}造成{1}的，应当承担赔偿责任",
    "第{n}条所称{0}，包括{1}和{2}",
    "{0}每年至少检查{o}次{1}",
    "任何人不得以{0}为由拒绝{1}",
    "妈妈说，{0}比{1}更重要",
    "扎西拿着{0}跑进了教室",
    "图{n}说明了{0}的{1}",
    "{0}实行{1}负责制",
    "教育、民政等部门按照各自职责做好{0}",
    "{y}年以来，{0}增长了百分之{n}",
    "对有{0}行为的人，给予{1}",
    "申请{0}应当提交{1}、{2}等材料",
    "收到{0}之日起{d}日内作出决定",
    "{0}，是我们共同的{1}",
    "情节严重的，依法追究{0}",
)
NUMBERS = {"n": (1, 99), "m": (1, 99), "y": (1950, 2026), "o": (1, 12), "d": (1, 30)}
_NUMBER = re.compile("[0-9]+|(?<=第)[一二三四五六七八九十]+")
Pair = tuple[str, str]


def made_up() -> Iterator[Pair]:
    """Sentences without end: one to three clauses about terms, common ones more often."""
    from glossary import builtin

    draw = random.Random(1)
    terms = [(term.source, term.preferred) for term in builtin.terms()]
    draw.shuffle(terms)
    places = range(len(terms))
    weights = [1 / (place + 10) for place in places]
    drawn = iter(lambda: draw.choices(places, weights, k=10_000), [])
    chosen = (terms[place] for some in drawn for place in some)
    while True:
        clauses = draw.choices(CLAUSES, k=draw.choice((1, 1, 2, 2, 3)))
        numbers = {name: draw.randint(*limits) for name, limits in NUMBERS.items()}
        own = [tuple(islice(chosen, 3)) for _ in clauses]
        pairs = zip(clauses, own, strict=True)
        source = "，".join(c.format(*(zh for zh, _ in three), **numbers) for c, three in pairs)
        if 10 <= len(source) <= 60:
            yield f"{source}。", "་".join(bo for three in own for _, bo in three) + "།"


def from_corpus(path: Path) -> Iterator[Pair]:
    """The file's lines of 10 to 60 characters, then edited copies of them without end."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [(line[0], (*line[1:], "བཅའ་ཁྲིམས།")[0]) for line in lines if 10 <= len(line[0]) <= 60]
    yield from pairs
    draw = random.Random(2)
    words = [source for source, _ in pairs[:: max(1, len(pairs) // 5000)]]
    while True:
        source, target = draw.choice(pairs)
        yield edited(edited(source, words, draw), words, draw), target


def units(number: int, corpus: Path | None) -> Iterator[Pair]:
    """The first so many distinct units."""
    seen: set[int] = set()
    for source, target in from_corpus(corpus) if corpus else made_up():
        if hash(source) not in seen:
            seen.add(hash(source))
            yield source, target
            if len(seen) == number:
                return


def edited(source: str, words: list[str], draw: random.Random) -> str:
    """What a new version of a text does to a sentence."""
    at = draw.randrange(max(1, len(source) - 3))
    other = draw.choice(words)
    start = draw.randrange(max(1, len(other) - 3))
    word = other[start : start + draw.randint(1, 4)]
    clauses = re.split("(?<=[，,；;])", source)
    edits: list[Callable[[], str]] = [
        lambda: source[:at] + word + source[at + len(word) :],
        lambda: source[:at] + word + source[at:],
        lambda: source[:at] + source[at + len(word) :],
        lambda: _NUMBER.sub(lambda found: _changed(found[0], draw), source),
        lambda: "".join(c for i, c in enumerate(clauses) if i != at % len(clauses)),
    ]
    return draw.choice(edits)() or source


def _changed(number: str, draw: random.Random) -> str:
    if number[0].isascii():
        return str(draw.randint(1, 10 ** len(number)))
    return draw.choice(("三", "八", "十二", "四十五"))


def build(path: Path, number: int, corpus: Path | None) -> dict[str, object]:
    """Makes the memory; its figures."""
    accepted = (Accepted(*unit) for unit in units(number, corpus))
    began = time.perf_counter()
    for _ in units(number, corpus):
        pass
    making = time.perf_counter() - began
    began = time.perf_counter()
    with Memory(path) as memory:
        added = memory.add(accepted, "benchmark")
    seconds = time.perf_counter() - began - making
    return {
        "units": added,
        "seconds": round(seconds, 1),
        "units_per_second": round(added / seconds),
        "file_megabytes": round(path.stat().st_size / 1e6),
        "peak_megabytes": resident(),
    }


def ask(path: Path, queries: list[str]) -> tuple[dict[str, object], list[str]]:
    """Figures of looking up, and what was found to be likest each query."""
    began = time.perf_counter()
    memory = Memory(path)
    opened = time.perf_counter() - began
    began = time.perf_counter()
    memory.fuzzy(queries[0])
    first = time.perf_counter() - began
    fuzzy, exact, found = [], [], []
    for query in queries:
        began = time.perf_counter()
        exact.append((memory.exact(query), time.perf_counter() - began)[1])
        began = time.perf_counter()
        likest = memory.fuzzy(query, LEAST)
        fuzzy.append(time.perf_counter() - began)
        found.append(likest[0].source if likest else "")
    began = time.perf_counter()
    memory.add([("高原上的新句子只有这一句。", "མཐོ་སྒང་།")], "benchmark")
    added = time.perf_counter() - began
    memory.close()
    return {
        "open_ms": _ms(opened),
        "first_fuzzy_ms": _ms(first),
        "exact_ms": _spread(exact),
        "fuzzy_ms": _spread(fuzzy),
        "add_one_ms": _ms(added),
        "peak_megabytes": resident(),
    }, found


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def _spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    shares = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "most": 1.0}
    return {name: _ms(ordered[round(share * (len(ordered) - 1))]) for name, share in shares.items()}


def best_scores(queries: list[str], number: int, corpus: Path | None) -> list[int]:
    """The score of the unit likest each query, all of them compared; 0 below ``LEAST``."""
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    asked = [wording(key(query)) for query in queries]
    own = [key(query) for query in queries]
    near: list[list[tuple[float, str]]] = [[] for _ in queries]
    stored = (key(source) for source, _ in units(number, corpus))
    while chunk := list(islice(stored, 20_000)):
        table = process.cdist(
            [query.bare for query in asked],
            [wording(text).bare for text in chunk],
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=LEAST / 100 - 1e-6,
            workers=-1,
        )
        for row, column in zip(*np.nonzero(table), strict=True):
            if chunk[column] != own[row]:
                near[row].append((float(table[row, column]), chunk[column]))
    best = []
    for query, found in zip(asked, near, strict=True):
        likest = max((similarity for similarity, _ in found), default=0.0) - DISTANCE / 100
        scores = [score(query, wording(text)) for similarity, text in found if similarity >= likest]
        best.append(max(scores, default=0))
    return [points if points >= LEAST else 0 for points in best]


def recall(queries: list[str], found: list[str], best: list[int]) -> dict[str, object]:
    """How often what was found is as like as anything there is."""
    there = right = 0
    for query, source, points in zip(queries, found, best, strict=True):
        if points:
            there += 1
            right += bool(source) and score(wording(key(query)), wording(key(source))) >= points
    return {"queries": len(queries), "with_a_match": there, "recall": round(right / there, 4)}


def asked_for(queries: int, number: int, corpus: Path | None) -> list[str]:
    """Edited copies of units of the memory."""
    draw = random.Random(3)
    sources = [source for source, _ in units(number, corpus)]
    return [edited(draw.choice(sources), sources[:5000], draw) for _ in range(queries)]


def _apart(code: str) -> Any:
    """What the code gives, in a process whose peak memory is its own: this one's stays small."""
    names = "from pathlib import *; from benchmarks.memory import *;"
    return json.loads(child(f"import json; {names} print(json.dumps({code}))")[1])


def main() -> None:
    """Measures building, looking up and recall."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    stored = options.units, options.corpus
    queries = _apart(f"asked_for({options.queries}, *{stored!r})")
    with tempfile.TemporaryDirectory() as folder:
        path, list_of = Path(folder) / "memory.db", Path(folder) / "queries.json"
        list_of.write_text(json.dumps(queries), encoding="utf-8")
        say("memory, building", **_apart(f"build({path!r}, *{stored!r})"))
        read = f"json.loads({list_of!r}.read_text(encoding='utf-8'))"
        figures, found = _apart(f"ask({path!r}, {read})")
        say("memory, looking up", **figures)
    best = best_scores(queries, *stored)
    say("memory, recall", corpus=options.corpus is not None, **recall(queries, found, best))


if __name__ == "__main__":
    main()
