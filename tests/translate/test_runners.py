"""Runners: whoever drafts, the bytes are the same and the journal holds each batch once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from glossary.term import Target, Term
from translate import pipeline, runners
from translate.document import Draft, Request
from translate.drafting import Batch, Finished, Settings
from translate.engines import load as load_engine
from translate.engines.scripted import Scripted
from translate.errors import EngineError, InputError, OutputError
from translate.journal import Drafted, Journal
from translate.pipeline import BATCH, Job, Outcome, translate_file, translate_files
from translate.runners import cluster
from translate.runners.local import Local

ROOT = Path(__file__).parents[2]
TERMS = (
    Term("未成年人", (Target("ལོ་ན་མ་སོན་པ"),)),
    Term("学校", (Target("སློབ་གྲྭ"),)),
    Term("检察院", (Target("ཞིབ་དཔྱོད་ཁང"),)),
)


class Backwards:
    """Takes all batches first, then finishes them from the last to the first, each twice."""

    def run(self, batches: Iterable[Batch], settings: Settings) -> Generator[Finished, None, None]:
        done = list(Local().run(batches, settings))
        for finished in reversed(done):
            yield finished
            yield finished


class Failing:
    """Drafts so many batches and is then out of reach."""

    def __init__(self, batches: int) -> None:
        self.left = batches

    def run(self, batches: Iterable[Batch], settings: Settings) -> Generator[Finished, None, None]:
        for finished in Local().run(batches, settings):
            if not self.left:
                raise EngineError("the workers have failed")
            self.left -= 1
            yield finished


class Counting(Scripted):
    """Counts the sources that it meets for the first time in a batch."""

    def __init__(self) -> None:
        super().__init__()
        self.met: Counter[str] = Counter()

    def translate(self, requests: Sequence[Request], alternatives: int = 1) -> list[list[Draft]]:
        if alternatives == 1 and not any(request.constraints for request in requests):
            self.met.update(request.source for request in requests)
        return super().translate(requests, alternatives)


def library(folder: Path, lines: tuple[int, ...] = (3 * BATCH, 5, BATCH + 1)) -> list[Path]:
    """Text files of so many lines, no two of them alike."""
    folder.mkdir()
    paths = []
    for book, count in enumerate(lines, 1):
        path = folder / f"{book}.txt"
        text = "".join(f"学校{book}号检察院保护未成年人{line}次。\n" for line in range(count))
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def jobs(sources: Sequence[Path], folder: Path) -> list[Job]:
    folder.mkdir(exist_ok=True)
    return [Job(path, folder / path.name, folder / f"{path.name}.journal") for path in sources]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def run(sources: Sequence[Path], folder: Path, runner: runners.Runner | None) -> list[Outcome]:
    settings = Settings(Scripted(), TERMS)
    return list(translate_files(jobs(sources, folder), settings, runner=runner))


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, int]]:
    """How often each batch of each journal has been recorded."""
    counts: Counter[tuple[str, int]] = Counter()
    record = Journal.record

    def counted(journal: Journal, number: int, drafts: Sequence[Drafted]) -> None:
        counts[journal.path.name, number] += 1
        record(journal, number, drafts)

    monkeypatch.setattr(Journal, "record", counted)
    return counts


def test_any_order_gives_the_same_bytes_and_each_batch_is_recorded_once(
    tmp_path: Path, recorded: Counter[tuple[str, int]]
) -> None:
    sources = library(tmp_path / "in")
    run(sources, tmp_path / "one", None)
    recorded.clear()
    outcomes = run(sources, tmp_path / "other", Backwards())
    assert [o.job.source.name for o in outcomes] == ["3.txt", "2.txt", "1.txt"]
    assert [len(o.reviews) for o in outcomes] == [BATCH + 1, 5, 3 * BATCH]
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "other")
    assert len(recorded) == 3 + 1 + 2 and set(recorded.values()) == {1}


def test_several_files_are_what_each_is_alone(tmp_path: Path) -> None:
    sources = library(tmp_path / "in")
    run(sources, tmp_path / "together", None)
    (tmp_path / "alone").mkdir()
    for path in sources:
        translate_file(path, tmp_path / "alone" / path.name, Settings(Scripted(), TERMS))
    assert bytes_of(tmp_path / "together") == bytes_of(tmp_path / "alone")


def test_a_broken_document_stops_no_other(tmp_path: Path) -> None:
    first, *rest = library(tmp_path / "in")
    broken = tmp_path / "in" / "坏.docx"
    broken.write_bytes(b"no ZIP")
    outcomes = run([first, broken, *rest], tmp_path / "out", None)
    assert [o.job.source for o in outcomes if o.error is None] == [first, *rest]
    [failed] = [o for o in outcomes if o.error is not None]
    assert isinstance(failed.error, InputError) and "坏.docx" in str(failed.error)
    assert set(bytes_of(tmp_path / "out")) == {"1.txt", "2.txt", "3.txt"}, "journals are left"


def test_an_output_that_cannot_be_written_keeps_its_journal(tmp_path: Path) -> None:
    todo = jobs(library(tmp_path / "in"), tmp_path / "out")

    def occupy(done: int, segments: int) -> None:
        (tmp_path / "out" / "1.txt").mkdir(exist_ok=True)

    outcomes = list(translate_files(todo, Settings(Scripted(), TERMS), progress=occupy))
    assert [isinstance(o.error, OutputError) for o in outcomes] == [True, False, False]
    assert set(bytes_of(tmp_path / "out")) == {"1.txt.journal", "2.txt", "3.txt"}


@pytest.mark.parametrize("batches", [0, 2, 4, 5])
def test_a_run_that_was_stopped_drafts_nothing_twice(tmp_path: Path, batches: int) -> None:
    sources = library(tmp_path / "in")
    run(sources, tmp_path / "whole", None)
    engine = Counting()
    settings, todo = Settings(engine, TERMS), jobs(sources, tmp_path / "out")
    with pytest.raises(EngineError):
        list(translate_files(todo, settings, runner=Failing(batches)))
    drafted = set(engine.met)
    again = Counting()
    outcomes = list(translate_files(todo, Settings(again, TERMS)))
    assert {o.error for o in outcomes} == {None}
    last = BATCH if batches < 5 else 1  # the batch on which the runner failed is not recorded
    assert len(drafted & set(again.met)) <= last
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "whole")


def test_progress_counts_the_segments_of_all_documents(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    list(
        translate_files(
            jobs(library(tmp_path / "in"), tmp_path / "out"),
            Settings(Scripted(), TERMS),
            progress=lambda done, all_: told.append((done, all_)),
        )
    )
    assert told == sorted(told) and told[-1] == (4 * BATCH + 6, 4 * BATCH + 6)


def test_an_unknown_runner_is_told_with_those_there_are() -> None:
    with pytest.raises(EngineError, match=r"spark.*local, ray"):
        runners.load("spark", "scripted")


def test_a_runner_that_is_not_installed_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runners, "find_spec", lambda name: None)
    with pytest.raises(EngineError, match=r"pip install 'gyur\[ray\]'"):
        runners.load("ray", "scripted")


@pytest.mark.parametrize(("workers", "address"), [(2, ""), (None, "head:6379")])
def test_the_local_runner_has_no_workers_elsewhere(workers: int | None, address: str) -> None:
    with pytest.raises(EngineError, match="--runner ray"):
        runners.load("local", "scripted", None, workers, address)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "head", "ray://127.0.0.1:1", "127.0.0.1:99999"])
def test_a_cluster_that_cannot_be_reached_is_told_at_once(address: str) -> None:
    batch = Batch(0, 0, (), {})
    began = time.monotonic()
    with pytest.raises(EngineError, match="no cluster can be reached") as caught:
        next(cluster.Cluster("scripted", address=address).run([batch], Settings(Scripted(), TERMS)))
    assert caught.value.where == address and time.monotonic() - began < 20


def test_without_a_batch_no_cluster_is_asked() -> None:
    nowhere = cluster.Cluster("scripted", address="127.0.0.1:1")
    assert list(nowhere.run([], Settings(Scripted(), TERMS))) == []


@pytest.mark.parametrize("batches_each", [1, 100, 1000])
def test_a_window_opens_only_so_many_documents(batches_each: int) -> None:
    given: list[Batch] = []

    def endless() -> Iterator[Batch]:
        for place in range(10**9):
            for number in range(batches_each):
                given.append(Batch(place, number, (), {}))
                yield given[-1]

    window = cluster._window(endless(), workers=2)
    assert window == given, "a batch was asked for and dropped"
    assert len(window) <= 2 * cluster.BATCHES
    assert len({batch.document for batch in window}) <= cluster.DOCUMENTS


@pytest.mark.parametrize(
    ("cores", "workers", "each"),
    [
        ([8], 2, 4),
        ([8, 8], 3, 4),
        ([16, 4], 2, 8),
        ([2], 2, 1),
        ([2], 5, 1),
        ([], 2, 1),
        ([0, 8], 1, 8),
    ],
)
def test_workers_share_the_cores_of_each_machine(
    cores: list[float], workers: int, each: int
) -> None:
    assert cluster._share(cores, workers) == each


class Halting(BaseHTTPRequestHandler):
    """A chat API that answers by the question alone, and at some time waits to be released."""

    server: Slow

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = content["messages"][0]["content"]
        self.server.meet(prompt, self.client_address[1])
        named = [p.partition(" 翻译成 ")[2] for p in prompt.splitlines() if " 翻译成 " in p]
        said = "་".join(named or ["སློབ་གྲྭ"]) + "།"
        body = json.dumps({"choices": [{"message": {"content": said}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Slow(ThreadingHTTPServer):
    """After ``answers`` every question waits for ``release``."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Halting)
        self.met: Counter[str] = Counter()
        self.answers = sys.maxsize
        self.port = 0
        """The port from which the first question came that waits."""
        self.lock = threading.Lock()
        self.waiting, self.release = threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def engine(self) -> str:
        return f"openai:slow@http://127.0.0.1:{self.server_port}/v1"

    def meet(self, prompt: str, port: int) -> None:
        with self.lock:
            self.met[prompt] += 1
            self.answers -= 1
            held = self.answers < 0
            if held and not self.waiting.is_set():
                self.port = port
                self.waiting.set()
        if held:
            self.release.wait(120)

    def handle_error(self, request: object, client_address: object) -> None:
        """A worker that is killed hangs up."""


@pytest.fixture(scope="module")
def joined() -> Iterator[None]:
    """Ray on this machine, two workers, for all tests that need it."""
    for module in ("ray", "pandas", "pyarrow"):
        pytest.importorskip(module)
    with cluster._joined(2, ""):
        yield


@pytest.fixture
def slow() -> Iterator[Slow]:
    with Slow() as server:
        yield server
        server.shutdown()


def process_at(port: int) -> int:
    """The worker that has a connection from that port."""
    psutil = pytest.importorskip("psutil")  # Ray brings its own
    children = psutil.Process().children(recursive=True)
    workers = [child for child in children if "MapWorker" in " ".join(child.cmdline())]
    [pid] = [w.pid for w in workers if any(c.laddr.port == port for c in w.net_connections("tcp"))]
    return int(pid)


def kill_one(server: Slow, killed: list[int]) -> None:
    """Kills the worker whose question waits, in the middle of its batch; then all get answers."""
    try:
        if server.waiting.wait(120):
            pid = process_at(server.port)
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
    finally:
        server.release.set()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_workers_segments_are_done_again_and_the_bytes_are_the_same(
    tmp_path: Path, joined: None, slow: Slow, recorded: Counter[tuple[str, int]]
) -> None:
    sources = library(tmp_path / "in")
    settings = Settings(load_engine(slow.engine), TERMS)
    list(translate_files(jobs(sources, tmp_path / "one"), settings))
    questions = Counter(slow.met)
    recorded.clear()
    slow.met.clear()
    slow.answers = questions.total() // 3
    killed: list[int] = []
    killer = threading.Thread(target=kill_one, args=(slow, killed))
    killer.start()
    runner = runners.load("ray", slow.engine)
    outcomes = list(translate_files(jobs(sources, tmp_path / "two"), settings, runner=runner))
    killer.join()
    assert killed and {o.error for o in outcomes} == {None}
    assert slow.met - questions, "the killed worker's batch was not drafted again"
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert len(recorded) == 6 and set(recorded.values()) == {1}


@pytest.mark.filterwarnings("ignore")
def test_workers_with_another_engine_are_refused(tmp_path: Path, joined: None) -> None:
    settings = Settings(Scripted({"学校": "སློབ་གྲྭ"}), TERMS)  # theirs has no script
    todo = jobs(library(tmp_path / "in", (3,)), tmp_path / "out")
    with pytest.raises(EngineError, match="scripted 0, not scripted 1"):
        list(translate_files(todo, settings, runner=runners.load("ray", "scripted")))
    assert set(bytes_of(tmp_path / "out")) == {"1.txt.journal"}


def test_the_command_gives_the_same_folder_by_ray(tmp_path: Path) -> None:
    for module in ("ray", "pandas", "pyarrow"):
        pytest.importorskip(module)
    library(tmp_path / "in")
    (tmp_path / "in" / "书").mkdir()
    shutil.copy(ROOT / "examples" / "法治教育读本.docx", tmp_path / "in" / "书")
    figures = {}
    for runner in ("local", "ray"):
        command = ("translate", "in", "--out", runner, "-e", "scripted", "--runner", runner)
        done = subprocess.run(
            [sys.executable, "-c", "from translate.cli import main; main()", *command, "--json"],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        figures[runner] = json.loads(done.stdout)
    one, two = bytes_of(tmp_path / "local"), bytes_of(tmp_path / "ray")
    assert one == two and "书/法治教育读本.bo.docx" in one and len(one) == 4
    for row in (*figures["local"], *figures["ray"]):
        del row["seconds"], row["output"]
    assert figures["local"] == figures["ray"] and len(figures["ray"]) == 4


def test_the_pipeline_names_its_batches_as_ever() -> None:
    assert pipeline.BATCH == 32, "journals of interrupted runs depend on it"
