"""Engines measured on one test set: quality, terms, speed and memory, on one scale."""

from __future__ import annotations

import hashlib
import multiprocessing
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from glossary.term import Term
from translate import pipeline, scoring
from translate.document import Block, Document
from translate.drafting import Settings
from translate.engines import load
from translate.errors import InputError


@dataclass(frozen=True, slots=True)
class Testset:
    """Sources with one reference each."""

    name: str
    sha256: str
    """Its first 12 digits."""
    sources: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What one engine made of a test set."""

    engine: str
    """As the user named it."""
    targets: tuple[str, ...]
    scores: tuple[scoring.Score, ...]
    report: dict[str, object]
    """The figures of ``pipeline.report``."""
    characters_per_second: float
    peak_megabytes: float | None
    """Of the whole process; None where the system does not tell."""


def read(path: Path) -> Testset:
    """A TSV of source, reference, and columns that are not looked at.

    Raises InputError for a file that is no such table.
    """
    try:
        data = path.read_bytes()
        lines = data.decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot be read ({error})", where=str(path), remedy="Give a UTF-8 TSV file"
        ) from error
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if line.strip()]
    for number, row in rows:
        if len(row) < 2:
            raise InputError(
                "no reference in this row",
                where=f"{path}:{number}",
                remedy="Write Chinese, a tab, and the Tibetan reference",
            )
    if not rows:
        raise InputError("nothing to score", where=str(path), remedy="Give a test set with rows")
    digest = hashlib.sha256(data).hexdigest()[:12]
    sources, references = zip(*((row[0], row[1]) for _, row in rows), strict=True)
    return Testset(path.name, digest, sources, references)


def evaluate(
    testset: Testset,
    engines: Sequence[str],
    terms: Sequence[Term],
    *,
    enforce: bool = True,
    models: Path | None = None,
) -> list[Result]:
    """Each engine's drafts of the test set, scored.

    Several engines run one after another in processes of their own, so that each one's memory is
    its own. ``models`` is the folder of fetched weights. Raises EngineError.
    """
    if len(engines) == 1:
        return [_measure(testset, engines[0], terms, enforce, models)]
    results = []
    for engine in engines:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            results.append(pool.apply(_measure, (testset, engine, terms, enforce, models)))
    return results


def compare(testset: Testset, results: Sequence[Result]) -> list[scoring.Difference]:
    """The first engine against each other one."""
    systems = [(result.engine, result.targets) for result in results]
    return scoring.compare(systems, testset.references) if len(systems) > 1 else []


def record(
    testset: Testset, result: Result, differences: Sequence[scoring.Difference], *, enforce: bool
) -> dict[str, object]:
    """The figures of one engine, ready for JSON."""
    scores = {
        s.name: {
            "value": round(s.value, 2),
            "interval": round(s.interval, 2),
            "signature": s.signature,
        }
        for s in result.scores
    }
    return {
        "name": result.engine,
        **result.report,
        "testset": testset.name,
        "testset_sha256": testset.sha256,
        "enforced": enforce,
        "scores": scores,
        "characters_per_second": round(result.characters_per_second, 1),
        "peak_megabytes": result.peak_megabytes,
        "differences": [asdict(d) for d in differences if d.system == result.engine],
    }


def _measure(
    testset: Testset, engine: str, terms: Sequence[Term], enforce: bool, models: Path | None
) -> Result:
    settings = Settings(load(engine, models), terms, enforce=enforce)
    blocks = tuple(Block(str(number), text) for number, text in enumerate(testset.sources))
    document = Document(testset.name, "tsv", blocks)
    began = time.monotonic()
    reviews = pipeline.review(document, settings)
    seconds = time.monotonic() - began
    made = pipeline.translations(document, reviews)
    targets = tuple(made[b.id].text if b.id in made else b.text for b in blocks)
    return Result(
        engine,
        targets,
        tuple(scoring.score(targets, testset.references)),
        pipeline.report(reviews, settings.engine.signature, seconds),
        sum(map(len, testset.sources)) / max(seconds, 1e-9),
        peak_megabytes(),
    )


def peak_megabytes() -> float | None:
    """The most memory that this process has held; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20, 1)
