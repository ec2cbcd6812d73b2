"""Speed and memory: ``python -m benchmarks [NAME...]``; one JSON line a measurement.

start     ``gyur --help``, and from the start of the process to the first drafted sentence
engine    characters of Chinese a second for a document of 1,000 sentences, peak memory
matcher   built-in and 50,000 made-up terms against 10 MB of Chinese, and str.find beside it
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glossary.term import Term

MEGABYTES = 10
ROOT = Path(__file__).parent.parent
SENTENCES = (
    "学校应当建立学生欺凌防控工作制度，对教职员工、学生等开展防治学生欺凌的教育和培训。",
    "未成年人的父母或者其他监护人应当依法履行监护职责。",
    "国家保障未成年人的生存权、发展权、受保护权、参与权等权利。",
    "卓玛很害怕，不敢告诉父母，成绩一天比一天差。",
    "被人欺负时，首先保护自己的安全，不要用暴力对付暴力。",
)


def say(name: str, **figures: object) -> None:
    """Prints one measurement."""
    machine = {
        "cpu": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
    }
    print(json.dumps({"benchmark": name, **figures, **machine}, ensure_ascii=False), flush=True)


def child(code: str) -> tuple[float, str]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT, check=True
    )
    return time.perf_counter() - began, done.stdout


def start() -> None:
    """Best of five: the first run also compiles."""
    helped = min(
        child(
            "import sys; sys.argv = ['gyur', '--help'];"
            "from translate.cli import app; app(standalone_mode=False)"
        )[0]
        for _ in range(5)
    )
    draft = (
        "from translate.engines import load; from translate.document import Request;"
        "from translate.cli.options import load_terms; from glossary.matcher import Matcher;"
        "Matcher(load_terms(None, False));"
        f"print(load('builtin').translate([Request({SENTENCES[0]!r})])[0][0].target)"
    )
    drafted = min(child(draft)[0] for _ in range(5))
    say("start", help_seconds=round(helped, 3), first_sentence_seconds=round(drafted, 3))


def engine() -> None:
    """The whole pipeline in a process of its own, so that peak memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "book.txt"
        lines = [SENTENCES[i % len(SENTENCES)].replace("学生", f"学生{i}") for i in range(1000)]
        source.write_text("\n".join(lines), encoding="utf-8", newline="\n")
        code = (
            "import time; from pathlib import Path; from translate import pipeline;"
            "from translate.drafting import Settings;"
            "from translate.engines import load; from translate.cli.options import load_terms;"
            f"p = Path({str(source)!r});"
            "s = Settings(load('builtin'), load_terms(None, False));"
            "t = time.perf_counter(); pipeline.translate_file(p, p.with_name('out.txt'), s);"
            "seconds = time.perf_counter() - t\n"
            "try:\n"
            "    import resource\n"
            "    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
            "except ImportError:\n"
            "    peak = -1\n"
            "print(seconds, peak)"
        )
        seconds, peak = map(float, child(code)[1].split())
        size = sum(map(len, lines))
        say(
            "engine",
            sentences=len(lines),
            characters=size,
            seconds=round(seconds, 1),
            characters_per_second=round(size / seconds),
            peak_megabytes=round(peak),
        )


def matcher() -> None:
    """Throughput of leftmost-longest matching: the built-in terms, then 50,000 made-up ones."""
    from glossary import builtin

    text = "".join(SENTENCES)
    text *= MEGABYTES * 1_000_000 // len(text.encode("utf-8"))
    _match("built-in", builtin.terms(), text)
    many = _made_up(50_000)
    # Every second sentence holds a made-up term, so that there is something to find.
    mixed = "".join(
        SENTENCES[i % len(SENTENCES)] + (many[i * 7 % len(many)].source if i % 2 else "")
        for i in range(MEGABYTES * 10_000)
    )
    mixed = mixed.encode("utf-8")[: MEGABYTES * 1_000_000].decode("utf-8", errors="ignore")
    whole = _match("50,000 terms", many, mixed)
    half = _match("50,000 terms, half the text", many, mixed[: len(mixed) // 2])
    began = time.perf_counter()
    part = mixed[: len(mixed) // 100]
    for term in many:
        at = part.find(term.source)
        while at >= 0:
            at = part.find(term.source, at + 1)
    naive = (time.perf_counter() - began) * 100
    say(
        "matcher against str.find",
        seconds=round(whole, 2),
        find_seconds_extrapolated_from_one_percent=round(naive, 1),
        times_as_fast=round(naive / whole, 1),
        whole_to_half=round(whole / half, 2),
    )


def _match(name: str, terms: list[Term], text: str) -> float:
    import tracemalloc

    from glossary.matcher import Matcher

    began = time.perf_counter()
    found = Matcher(terms)
    built = time.perf_counter() - began
    began = time.perf_counter()
    count = len(found.find(text))
    seconds = time.perf_counter() - began
    tracemalloc.start()
    found.find(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = len(text.encode("utf-8")) / 1e6
    say(
        "matcher",
        what=name,
        terms=len(terms),
        build_seconds=round(built, 3),
        megabytes=round(size, 1),
        megabytes_per_second=round(size / seconds, 1),
        matches=count,
        peak_megabytes_while_matching=round(peak / 1e6),
        process_megabytes=resident(),
    )
    return seconds


def _made_up(count: int) -> list[Term]:
    """Distinct terms of two to six common characters, the same in every run."""
    import random

    from glossary.term import Target, Term

    draw = random.Random(1)
    characters = [chr(0x4E00 + draw.randrange(3000)) for _ in range(800)]
    sources: dict[str, None] = {}
    while len(sources) < count:
        sources["".join(draw.choices(characters, k=draw.randint(2, 6)))] = None
    return [Term(source, (Target("བཅའ་ཁྲིམས"),)) for source in sources]


def resident() -> int:
    """Peak resident memory of this process, megabytes; -1 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return -1
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


BENCHMARKS: dict[str, Callable[[], None]] = {"start": start, "engine": engine, "matcher": matcher}


def main() -> None:
    """Runs the benchmarks named, or all."""
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
