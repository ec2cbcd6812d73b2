"""Damages files at random and puts each through gyur in a process of its own.

    python -m tests.fuzz --seconds 120 --seed 1

Files are the sound and the hostile ones (``tests.sound``, ``tests.hostile``). What ends in anything
but success or a GyurError is kept in ``--keep`` under a name that holds seed and number: the same
seed makes the same files in the same order, and ``--only NUMBER`` puts one of them through again.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import random
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path

from tests.hostile import Case, cases
from tests.putting_through import is_read, put_through
from tests.sound import SOUND, zipped

TIMEOUT = 10.0
"""Seconds that one file may take."""
MEMORY = 2**30
"""Bytes that one process may add to what it has when it starts, where the system can hold it to
that."""
LARGEST = 2**20
"""Bytes; larger files are left to ``tests/test_hostile.py``."""
_TOKENS = (
    b"\0", b"\xff", b"<", b">", b"&", b'"', b"'", b"]]>", b"<!--", b"<![CDATA[", b"&#0;", b"\r",
    b"\n", b"-1", b"999999999999", b"%00", b"../", "宪法".encode(), "།".encode(),
    b"\xed\xa0\x80", b"\xef\xbb\xbf",
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A file to begin from."""

    kind: str
    name: str
    extension: str
    data: bytes


def samples() -> tuple[list[Sample], list[Sample]]:
    """What is read here and small, in one order: sound and hostile files."""
    sound = [Case(kind, "sound", ending, make) for (kind, ending), make in SOUND.items()]
    return _small(sound), _small(cases())


def _small(given: list[Case]) -> list[Sample]:
    found = []
    for case in given:
        if not case.large and is_read(case.kind, case.extension):
            data = case.make()
            if len(data) <= LARGEST:
                found.append(Sample(case.kind, case.name, case.extension, data))
    return found


def damaged(sample: Sample, dice: random.Random) -> bytes:
    """The sample with some random changes, within the parts of a ZIP archive as often as not."""
    if sample.data.startswith(b"PK") and dice.random() < 0.7:
        parts = _parts(sample.data)
        if parts:
            name = dice.choice(sorted(parts))
            return zipped({**parts, name: _changed(parts[name], dice)})
    return _changed(sample.data, dice)


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > LARGEST or len(entries) > 50:
                return {}
            return {entry.filename: archive.read(entry) for entry in entries}
    except Exception:
        return {}  # hostile already


def _changed(data: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.choice((1, 1, 2, 3, 8))):
        at, other = dice.randint(0, len(data)), dice.randint(0, len(data))
        low, high = min(at, other), max(at, other)
        size = dice.choice((1, 2, 8, 64))
        change = dice.randrange(7)
        if change == 0:
            data = data[:at] + dice.randbytes(size) + data[at + size :]
        elif change == 1:
            data = data[:at] + dice.choice(_TOKENS) + data[at:]
        elif change == 2:
            data = data[:at] + data[at + size :]
        elif change == 3:
            data = data[:at] + data[low : min(high, low + 256)] + data[at:]
        elif change == 4:
            data = data[:at] + data[at : at + size] * dice.choice((2, 50)) + data[at + size :]
        elif change == 5:
            data = _elements_exchanged(data, dice)
        else:
            data = data[:high]
    return data


def _elements_exchanged(data: bytes, dice: random.Random) -> bytes:
    """One stretch between angle brackets, or one line, in the place of another."""
    mark = b"<" if data.count(b"<") > 4 else b"\n"
    pieces = data.split(mark)
    first, second = (dice.randrange(len(pieces)) for _ in range(2))
    pieces[first] = pieces[second]
    return mark.join(pieces)


def _work(jobs: Connection) -> None:
    """Put through the files that come; answer each with "ok", "refused" or a traceback."""
    _limit_memory()
    warnings.simplefilter("ignore")
    while True:
        kind, path, folder = jobs.recv()
        try:
            error = put_through(kind, Path(path), Path(folder))
            jobs.send("ok" if error is None else "refused")
        except Exception:
            jobs.send(traceback.format_exc())


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    status = Path("/proc/self/statm")
    used = int(status.read_text().split()[0]) * resource.getpagesize() if status.exists() else 0
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))


class Worker:
    """A process that is started anew when it hangs or dies."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._start()

    def run(self, kind: str, path: Path, folder: Path) -> str:
        """What became of the file."""
        self._jobs.send((kind, str(path), str(folder)))
        try:
            if self._jobs.poll(TIMEOUT):
                return str(self._jobs.recv())
            answer = f"took more than {TIMEOUT:.0f} seconds"
        except EOFError:
            self._process.join()
            answer = f"the process died with exit code {self._process.exitcode}"
        self.stop()
        self._start()
        return answer

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._jobs.close()

    def _start(self) -> None:
        self._jobs, other = self._context.Pipe()
        self._process = self._context.Process(target=_work, args=(other,), daemon=True)
        self._process.start()
        other.close()


def fuzz(seconds: float, seed: int, keep: Path, only: int | None = None) -> Counter[str]:
    """Put random files through for so long; how often each outcome came."""
    sound, hostile = samples()
    counts: Counter[str] = Counter()
    worker = Worker()
    end = time.monotonic() + seconds
    try:
        for number in _numbers(only):
            if time.monotonic() > end and only is None:
                break
            dice = random.Random(f"{seed}.{number}")
            sample = dice.choice(dice.choice((sound, hostile)))
            data = damaged(sample, dice)
            with tempfile.TemporaryDirectory() as name:
                path = Path(name) / f"file{sample.extension}"
                path.write_bytes(data)
                answer = worker.run(sample.kind, path, Path(name))
            counts[answer if answer in ("ok", "refused") else "failed"] += 1
            if answer not in ("ok", "refused"):
                kept = keep / f"{seed}-{number}-{sample.kind}{sample.extension}"
                kept.write_bytes(data)
                last = answer.strip().splitlines()[-1]
                sys.stdout.write(f"{kept} (from {sample.name}): {last}\n")
                kept.with_name(f"{kept.name}.log").write_text(answer, encoding="utf-8")
    finally:
        worker.stop()
    return counts


def _numbers(only: int | None) -> Iterator[int]:
    if only is not None:
        yield only
        return
    number = 0
    while True:
        yield number
        number += 1


def main() -> int:
    """Exit code 1 where anything failed."""
    parser = argparse.ArgumentParser(description="Damages files and puts them through gyur.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "gyur-fuzz")
    parser.add_argument("--only", type=int, help="put only the file of this number through")
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    counts = fuzz(options.seconds, options.seed, options.keep, options.only)
    sys.stdout.write(f"{dict(counts)}, seed {options.seed}\n")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
