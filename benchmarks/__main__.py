"""Speed and memory: ``python -m benchmarks [NAME...]``; one JSON line a measurement.

start     ``gyur --help``, and from the start of the process to the first drafted sentence
engine    characters of Chinese a second for a document of 1,000 sentences, peak memory
matcher   built-in terms against 10 MB of Chinese
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


def _child(code: str) -> tuple[float, str]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT, check=True
    )
    return time.perf_counter() - began, done.stdout


def start() -> None:
    """Best of five: the first run also compiles."""
    helped = min(
        _child(
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
    drafted = min(_child(draft)[0] for _ in range(5))
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
        seconds, peak = map(float, _child(code)[1].split())
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
    """Throughput of leftmost-longest matching."""
    from glossary import builtin
    from glossary.matcher import Matcher

    terms = builtin.terms()
    began = time.perf_counter()
    found = Matcher(terms)
    built = time.perf_counter() - began
    text = "".join(SENTENCES)
    text *= 10_000_000 // len(text.encode("utf-8"))
    began = time.perf_counter()
    count = len(found.find(text))
    seconds = time.perf_counter() - began
    say(
        "matcher",
        terms=len(terms),
        build_seconds=round(built, 3),
        megabytes_per_second=round(len(text.encode("utf-8")) / 1e6 / seconds, 1),
        matches=count,
    )


BENCHMARKS: dict[str, Callable[[], None]] = {"start": start, "engine": engine, "matcher": matcher}


def main() -> None:
    """Runs the benchmarks named, or all."""
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
