"""A whole schoolbook through the pipeline: ``python -m benchmarks.reader``; one JSON line.

Makes a reader of some 200 pages, translates it, and counts what went in and what came out; exits
with 1 if anything is missing. ``--count A.docx B.docx`` compares two documents there are.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.__main__ import say
from benchmarks.book import make
from benchmarks.inventory import count, differences


def run(pages: int, engine: str, folder: Path) -> bool:
    """Measure one translation; returns whether nothing was lost. The files stay in ``folder``."""
    from glossary import builtin
    from translate import formats, pipeline
    from translate.drafting import Settings
    from translate.engines import load

    source, output = folder / "reader.docx", folder / "reader.bo.docx"
    make(source, pages)
    blocks = formats.for_path(source).read(source).blocks
    characters = sum(len(block.text) for block in blocks)
    settings = Settings(load(engine), builtin.terms())
    began = time.perf_counter()
    reviews = pipeline.translate_file(source, output, settings)
    seconds = time.perf_counter() - began
    before, after = count(source), count(output)
    lost = differences(before, after)
    say(
        "reader",
        pages=pages,
        engine=settings.engine.signature,
        segments=len(reviews),
        characters=characters,
        seconds=round(seconds, 1),
        characters_per_second=round(characters / seconds),
        peak_megabytes=_peak(),
        before=before,
        after=after,
        differ=lost,
    )
    return not lost


def compare(first: Path, second: Path) -> bool:
    """Print both documents' counts; returns whether they are equal."""
    before, after = count(first), count(second)
    lost = differences(before, after)
    print(json.dumps({"before": before, "after": after, "differ": lost}, ensure_ascii=False))
    return not lost


def main(arguments: list[str] | None = None) -> int:
    """0 where nothing differs, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reader", description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--engine", default="builtin")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the documents there")
    parser.add_argument("--count", type=Path, nargs=2, metavar="DOCX", help="compare these two")
    given = parser.parse_args(arguments)
    if given.count:
        return 0 if compare(*given.count) else 1
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        return 0 if run(given.pages, given.engine, given.keep) else 1
    with tempfile.TemporaryDirectory() as folder:
        return 0 if run(given.pages, given.engine, Path(folder)) else 1


def _peak() -> int:
    """Most memory this process has had, megabytes; -1 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return -1
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    sys.exit(main())
