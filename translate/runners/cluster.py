"""Many workers on one machine or a cluster, by Ray Data: an engine in each, batches handed round.

The batches come from this process and the drafts come back to it; workers see no file of the
user's. A worker that dies is started again and its batches are drafted again.

Ray is imported where it is used: it reads ``_QUIET`` from the environment when it is imported.
"""

from __future__ import annotations

import logging
import os
import pickle
import socket
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.drafting import Batch, Finished, Settings, finish
from translate.engines import load as load_engine
from translate.errors import EngineError, GyurError

WORKERS = 2
BATCHES = 256
"""For each worker, in one window: what is drafted before more documents are opened."""
DOCUMENTS = 128
"""In one window, at most: each open document is in memory, and its journal an open file."""
IN_HAND = 2
"""Batches at a worker: one that it drafts, one that waits beside it."""
LIVES = 4
"""How often a batch is tried whose worker dies."""
OBJECT_STORE = 128 * 2**20
"""Bytes of shared memory, where Ray is started here; a batch has about 50,000."""
PATIENCE = 10
"""Seconds in which a cluster's address must answer."""


class Cluster:
    """Drafts with ``workers`` processes that each load ``engine``, by its name."""

    def __init__(
        self,
        engine: str,
        models: Path | None = None,
        workers: int = WORKERS,
        address: str = "",
    ) -> None:
        """``models`` is the folder of fetched weights, on every machine the same.

        ``address`` is HOST:PORT of a cluster's head; without one Ray is started here.
        """
        self.engine, self.models = engine, models
        self.workers, self.address = workers, address

    def run(self, batches: Iterable[Batch], settings: Settings) -> Generator[Finished, None, None]:
        """In any order, a window of documents after the other; Ray starts if there is a batch."""
        waiting = iter(batches)
        window = _window(waiting, self.workers)
        if not window:
            return
        with _joined(self.workers, self.address):
            while window:
                yield from self._drafted(window, settings)
                window = _window(waiting, self.workers)

    def _drafted(self, window: Sequence[Batch], settings: Settings) -> Iterator[Finished]:
        import ray
        from ray.data import ActorPoolStrategy, from_items
        from ray.exceptions import RayError, RayTaskError

        alive = [node["Resources"] for node in ray.nodes() if node["Alive"]]
        cpus = _share([resources.get("CPU", 0) for resources in alive], self.workers)
        # Ray started here counts workers as its cores: each has one, which stands for a share.
        threads = cpus if self.address else max(1, (os.cpu_count() or 1) // self.workers)
        orders = Orders(
            self.engine,
            self.models,
            settings.engine.signature,
            settings.enforce,
            threads,
            self.workers,
        )
        drafted = from_items(
            [{"batch": pickle.dumps(batch)} for batch in window], override_num_blocks=len(window)
        ).map_batches(
            Worker,
            fn_constructor_args=(orders, ray.remote(num_cpus=0)(Attempts).remote()),
            batch_size=1,
            compute=ActorPoolStrategy(size=self.workers, max_tasks_in_flight_per_actor=IN_HAND),
            num_cpus=cpus,
        )
        try:
            for row in drafted.iter_rows():
                answer = pickle.loads(row["answer"])
                if isinstance(answer, GyurError):
                    raise answer
                yield answer
        except RayTaskError:  # a mistake of ours: its traceback tells more than a sentence would
            raise
        except RayError as error:
            raise _failed(error) from error


@dataclass(frozen=True, slots=True)
class Orders:
    """What every worker is told."""

    engine: str
    """Its name, by which it is loaded."""
    models: Path | None
    signature: str
    """What the engine of that name must have here too."""
    enforce: bool
    threads: int
    workers: int


class Worker:
    """An engine in a process of its own."""

    def __init__(self, orders: Orders, attempts: Any) -> None:
        """``attempts`` is the handle of an actor ``Attempts``."""
        # Before the engine's libraries are loaded, which read these once. An engine takes all
        # cores that it sees, also where others work beside it.
        os.environ["OMP_THREAD_LIMIT"] = os.environ["OMP_NUM_THREADS"] = str(orders.threads)
        self._attempts = attempts
        self._settings: Settings | None = None
        engine = orders.engine
        try:
            if self._tried(engine) > LIVES * orders.workers:
                raise _deadly("loading the engine", engine)
            loaded = load_engine(engine, orders.models)
            _check_same(loaded.signature, orders.signature)
            self._settings = Settings(loaded, (), enforce=orders.enforce)
        except GyurError as error:  # told with the first batch: an actor that fails is only dead
            self._refusal = error
        attempts.over.remote(engine)

    def __call__(self, rows: dict[str, Any]) -> dict[str, list[bytes]]:
        """Column ``batch`` to column ``answer``: a pickled Finished or the error in its place."""
        batches = [pickle.loads(batch) for batch in rows["batch"]]
        return {"answer": [pickle.dumps(self._answer(batch)) for batch in batches]}

    def _answer(self, batch: Batch) -> Finished | GyurError:
        if self._settings is None:
            return self._refusal
        if self._tried(f"{batch.document} {batch.number}") > LIVES:
            return _deadly(f"the same {len(batch.segments)} segments", batch.segments[0].source)
        try:
            return finish(batch, self._settings)
        except GyurError as error:
            return error

    def _tried(self, what: str) -> int:
        import ray

        count: int = ray.get(self._attempts.begin.remote(what))
        return count


class Attempts:
    """How often each thing was begun: Ray itself would try for ever, also what kills workers."""

    def __init__(self) -> None:
        self._begun: Counter[str] = Counter()

    def begin(self, what: str) -> int:
        """Counts one more attempt; how many there have been."""
        self._begun[what] += 1
        return self._begun[what]

    def over(self, what: str) -> None:
        """Begins the count again: it can be done."""
        del self._begun[what]


def load(engine: str, models: Path | None, workers: int | None, address: str) -> Cluster:
    """The runner. Raises EngineError for fewer than one worker."""
    if workers is not None and workers < 1:
        raise EngineError(f"{workers} workers cannot draft", remedy="Give --workers 1 or more")
    return Cluster(engine, models, workers or WORKERS, address)


def _window(waiting: Iterator[Batch], workers: int) -> list[Batch]:
    """The next batches, until there are enough of them or of documents."""
    window: list[Batch] = []
    documents: set[int] = set()
    while len(window) < BATCHES * workers and len(documents) < DOCUMENTS:
        batch = next(waiting, None)
        if batch is None:
            break
        window.append(batch)
        documents.add(batch.document)
    return window


def _share(cpus: Sequence[float], workers: int) -> int:
    """The most cores that each of so many workers can have, given the cores of each machine.

    1 where there are more workers than cores; those that find no core wait for one.
    """
    most = int(max(cpus, default=1))
    fitting = (n for n in range(most, 0, -1) if sum(c // n for c in cpus) >= workers)
    return next(fitting, 1)


def _check_same(here: str, wanted: str) -> None:
    if here != wanted:
        raise EngineError(
            f"this worker's engine is another one: {here}, not {wanted}",
            where=socket.gethostname(),
            remedy="Install the same gyur, and the same model, on every machine of the cluster",
        )


def _deadly(doing: str, what: str) -> EngineError:
    return EngineError(
        f"the workers have died {LIVES} times over {doing}",
        where=what[:30],
        remedy="Memory may be short: take fewer --workers. Run the same command again to go on",
    )


def _failed(error: Exception) -> EngineError:
    last = str(error).strip().splitlines()[-1:]
    return EngineError(
        f"the workers have failed ({type(error).__name__}: {' '.join(last)})",
        remedy="Check that every machine has the same gyur, and memory enough for its workers. "
        "Run the same command again to go on",
    )


@contextmanager
def _joined(workers: int, address: str) -> Iterator[None]:
    """Ray, joined or started for as long as the block lasts; one that runs already is left on."""
    if address:
        _check_reachable(address)
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    import ray

    if ray.is_initialized():
        yield
        return
    try:
        ray.init(
            address or "local",
            logging_level=logging.CRITICAL,
            log_to_driver=False,
            **({} if address else {**_STARTED, "num_cpus": workers}),
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise _no_ray(address, error) from error
    try:
        _configure()
        yield
    finally:
        ray.shutdown()


_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is told to anybody about runs
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".",  # what Ray prints about workers that die, on standard output
    "RAY_gcs_server_port_wait_time_s": "1",  # tries; each takes most of a minute
}
_STARTED = {"include_dashboard": False, "object_store_memory": OBJECT_STORE}


def _configure() -> None:
    from ray.data import DataContext

    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    context = DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.execution_no_progress_timeout_s = -1  # a slow engine is not a broken one


def _no_ray(address: str, error: Exception) -> EngineError:
    if address:
        return EngineError(
            f"the cluster cannot be joined ({error})",
            where=address,
            remedy="It needs the same Python and Ray as this machine, this machine must be part of "
            "it, and both need the same RAY_AUTH_MODE and token; see docs/scale.md",
        )
    return EngineError(
        f"Ray cannot be started ({error})", remedy="Leave --runner out: that needs no Ray"
    )


def _check_reachable(address: str) -> None:
    """Raise EngineError where nothing answers: Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    try:
        if not host or "/" in host:
            raise ValueError("this is not HOST:PORT")
        socket.create_connection((host, int(port)), PATIENCE).close()
    except (OSError, ValueError, OverflowError) as error:
        raise EngineError(
            f"no cluster can be reached ({error})",
            where=address,
            remedy="Give --address HOST:PORT as 'ray start --head' has printed it, and check that "
            "this machine may connect there",
        ) from error
