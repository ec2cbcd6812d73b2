"""Weights fetched from a hub that breaks off, lies, refuses or is not there."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fake_hub import (
    COMMIT,
    FILES,
    LATER,
    NEEDED,
    WEIGHTS,
    Call,
    FakeHub,
    cut,
    fake_hub,
    status,
)
from translate.engines import fetching, lock
from translate.engines.catalogue import find
from translate.engines.hub import ATTEMPTS, LONGEST_WAIT, Hub
from translate.engines.lock import File
from translate.errors import EngineError, OutputError

MODEL = find("nllb-200-distilled-600m")
BIG = "/cdn/model.safetensors"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with fake_hub() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "weights"


def fetch(server: FakeHub, folder: Path, waits: list[float] | None = None) -> fetching.Plan:
    """Plan and fetch as the command does, without waiting."""
    hub = Hub(server.address, sleep=([] if waits is None else waits).append)
    plan = fetching.plan(MODEL, folder, hub, accepted=True)
    fetching.fetch(plan, hub)
    return plan


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {lock.FILE}


def test_what_an_engine_reads_is_fetched_and_nothing_else(hub: FakeHub, folder: Path) -> None:
    asking = Hub(hub.address)
    plan = fetching.plan(MODEL, folder, asking, accepted=True)
    assert plan.size == sum(len(FILES[name]) for name in NEEDED) and not folder.exists()
    fetching.fetch(plan, asking)
    assert names(folder) == NEEDED and lock.whole(folder)
    assert all((folder / name).read_bytes() == FILES[name] for name in NEEDED)
    written = json.loads((folder / lock.FILE).read_text(encoding="utf-8"))
    assert written["repository"] == MODEL.repository and written["revision"] == COMMIT
    assert {name: row["sha256"] for name, row in written["files"].items()} == {
        name: hashlib.sha256(FILES[name]).hexdigest() for name in NEEDED
    }
    assert all(row["size"] == len(FILES[name]) for name, row in written["files"].items())


def test_a_second_fetch_asks_nobody_and_changes_nothing(hub: FakeHub, folder: Path) -> None:
    fetch(hub, folder)
    asked, before = len(hub.calls), (folder / lock.FILE).stat().st_mtime_ns
    hub.newest = LATER
    assert not fetch(hub, folder).missing
    assert len(hub.calls) == asked
    assert (folder / lock.FILE).stat().st_mtime_ns == before


def test_a_file_that_changed_since_is_fetched_again(hub: FakeHub, folder: Path) -> None:
    fetch(hub, folder)
    (folder / "model.safetensors").write_bytes(WEIGHTS[:-1] + b"x")
    assert lock.whole(folder)  # by its size, which is all that a quick look sees
    assert [file.name for file in fetch(hub, folder).missing] == ["model.safetensors"]
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS


def test_a_copied_folder_needs_no_network(hub: FakeHub, folder: Path, tmp_path: Path) -> None:
    fetch(hub, folder)
    shutil.copytree(folder, tmp_path / "copy")
    offline = Hub("http://127.0.0.1:9")
    assert not fetching.plan(MODEL, tmp_path / "copy", offline, accepted=True).missing


def test_a_broken_connection_goes_on_where_it_broke(hub: FakeHub, folder: Path) -> None:
    hub.script[BIG] = [cut(300_000) for _ in range(ATTEMPTS)]  # more often than a hub may fail
    hub.script[BIG][1:] = [cut(100_000)] * 6
    waits: list[float] = []
    fetch(hub, folder, waits)
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    spans = hub.asked(BIG)
    assert spans[0] is None and spans[1] == "bytes=300000-" and spans[-1] == "bytes=900000-"
    assert waits == [1.0] * 7


def test_a_server_without_ranges_sends_all_again(hub: FakeHub, folder: Path) -> None:
    def whole(call: Call) -> None:
        call.range = None
        call.content(WEIGHTS)

    hub.script[BIG] = [cut(1000), whole]
    fetch(hub, folder)
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS


def test_another_part_than_asked_for_is_dropped(hub: FakeHub, folder: Path) -> None:
    def other(call: Call) -> None:
        call.reply(206, WEIGHTS[5:], {"Content-Range": f"bytes 5-{len(WEIGHTS) - 1}/*"})

    hub.script[BIG] = [cut(1000), other]
    fetch(hub, folder)
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    assert hub.asked(BIG) == [None, "bytes=1000-", None]


def test_what_never_comes_whole_ends_with_the_part_kept(hub: FakeHub, folder: Path) -> None:
    hub.script[BIG] = [cut(1000), *[cut(0)] * ATTEMPTS]
    waits: list[float] = []
    with pytest.raises(EngineError, match=r"no progress in 5 attempts.*goes on where this one"):
        fetch(hub, folder, waits)
    assert waits == [1.0, 1.0, 2.0, 4.0, 8.0]
    assert (folder / "model.safetensors.part").stat().st_size == 1000
    assert not (folder / "model.safetensors").exists() and not lock.whole(folder)
    fetch(hub, folder)
    assert hub.asked(BIG)[-1] == "bytes=1000-"
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS


def test_an_interrupt_leaves_the_part_and_the_next_run_goes_on(
    hub: FakeHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def interrupt(file: File, there: int) -> None:
        if file.name == "model.safetensors" and there:
            seen.append(there)
            raise KeyboardInterrupt

    asking = Hub(hub.address)
    with pytest.raises(KeyboardInterrupt):
        fetching.fetch(fetching.plan(MODEL, folder, asking, accepted=True), asking, interrupt)
    assert names(folder) == NEEDED - {"model.safetensors"} | {"model.safetensors.part"}
    hub.newest = LATER  # meanwhile the branch moved: the commit that was begun is finished
    plan = fetching.plan(MODEL, folder, asking, accepted=True)
    assert plan.lock.revision == COMMIT and plan.size == len(WEIGHTS) - seen[0]
    fetching.fetch(plan, asking)
    assert hub.asked(BIG) == [None, f"bytes={seen[0]}-"]
    assert lock.whole(folder)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_wrong_content_is_refused_and_deleted(hub: FakeHub, folder: Path, name: str) -> None:
    wrong = FILES[name][:-1] + b"x"
    hub.script[f"/{name}"] = [lambda call: call.content(wrong)]
    with pytest.raises(EngineError, match="not what the hub announced; it was deleted") as caught:
        fetch(hub, folder)
    assert name in caught.value.where
    assert not {name, f"{name}.part"} & names(folder)
    assert not lock.whole(folder)
    fetch(hub, folder)
    assert lock.whole(folder)


@pytest.mark.parametrize(
    "name",
    [
        "../config.json",
        "a/../../config.json",
        "/etc/cron.d/x.json",
        "C:\\x.json",
        "c:x.json",
        "..\\x.json",
        "a//b.json",
        "./x.json",
        "",
        "nul.json",
        "COM1",
        "x.json.",
        "x.json ",
        "x\n.json",
        "x\0.json",
        "a\u202ejson",
        "gyur.lock.json",
        "GYUR.LOCK.JSON",
        "model.safetensors.part",
        "a" * 300,
        None,
        7,
    ],
)
def test_hostile_names_are_refused(hub: FakeHub, folder: Path, name: object) -> None:
    def spoil(told: dict[str, Any]) -> None:
        told["siblings"].append({**told["siblings"][0], "rfilename": name})

    hub.spoil = spoil
    with pytest.raises(EngineError, match=r"unsafe file name.*Nothing was written"):
        fetch(hub, folder)
    assert not folder.exists()


def test_names_that_windows_takes_for_one_are_refused(hub: FakeHub, folder: Path) -> None:
    hub.files["Config.json"] = b"{}"
    with pytest.raises(EngineError, match=r"two files are named 'Config\.json'"):
        fetch(hub, folder)


def _without(key: str) -> Any:
    def spoil(told: dict[str, Any]) -> None:
        for row in told["siblings"]:
            row.pop(key, None)

    return spoil


def _with(**changes: object) -> Any:
    return lambda told: told["siblings"][0].update(changes)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda told: told.update(sha="main"), "no commit is named"),
        (lambda told: told.update(sha="../" * 10), "no commit is named"),
        (lambda told: told.pop("sha"), "not a hub's list"),
        (lambda told: told.pop("siblings"), "not a hub's list"),
        (lambda told: told.update(siblings=[1]), "not a hub's list"),
        (lambda told: told.update(siblings=[]), "no weights in a form"),
        (_with(size=-1), "makes no sense"),
        (_with(size="7"), "makes no sense"),
        (_with(size=None), "makes no sense"),
        (_with(blobId="7"), "makes no sense"),
        (_with(lfs={"sha256": ["x"]}), "makes no sense"),
        (_without("blobId"), "no checksum for config.json"),
    ],
)
def test_lists_that_make_no_sense_are_refused(
    hub: FakeHub, folder: Path, spoil: Any, message: str
) -> None:
    hub.spoil = spoil
    with pytest.raises(EngineError, match=message):
        fetch(hub, folder)
    assert not folder.exists()


def test_a_login_page_is_not_taken_for_a_list(hub: FakeHub, folder: Path) -> None:
    hub.script["/revision/main"] = [lambda call: call.reply(200, b"<html>Welcome</html>")]
    with pytest.raises(EngineError, match="a network that wants a login"):
        fetch(hub, folder)


@pytest.mark.parametrize(
    ("code", "message"),
    [(404, "does not have this"), (401, "to everybody"), (403, "to everybody"), (418, "418")],
)
def test_refusals_are_told_at_once(hub: FakeHub, folder: Path, code: int, message: str) -> None:
    hub.script["/revision/main"] = [status(code)]
    with pytest.raises(EngineError, match=message):
        fetch(hub, folder)
    assert len(hub.calls) == 1 and not folder.exists()


def test_passing_errors_are_waited_out(hub: FakeHub, folder: Path) -> None:
    hub.script["/revision/main"] = [status(429, {"Retry-After": "7"}), status(503)]
    hub.script[BIG] = [status(500), status(429, {"Retry-After": "86400"})]
    waits: list[float] = []
    fetch(hub, folder, waits)
    assert waits == [7.0, 2.0, 1.0, LONGEST_WAIT]
    assert lock.whole(folder)


def test_a_hub_that_stays_busy_is_given_up(hub: FakeHub, folder: Path) -> None:
    hub.script["/revision/main"] = [status(429)] * ATTEMPTS
    with pytest.raises(EngineError, match="the last: the server answers 429"):
        fetch(hub, folder)
    assert len(hub.calls) == ATTEMPTS


def test_without_network_it_says_so_and_what_to_do(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    waits: list[float] = []
    hub = Hub(f"http://127.0.0.1:{port}", "Copy the folder", sleep=waits.append)
    with pytest.raises(EngineError, match=r"no network.*once.*works offline. Copy the folder"):
        fetching.plan(MODEL, folder, hub, accepted=True)
    assert waits == [1.0] and not folder.exists()


def test_redirects_stay_on_the_web(hub: FakeHub, folder: Path) -> None:
    hub.script["/resolve/" + COMMIT + "/model.safetensors"] = [
        status(302, {"Location": "ftp://127.0.0.1/model.safetensors"})
    ]
    with pytest.raises(EngineError, match="an address of kind 'ftp'"):
        fetch(hub, folder)


@pytest.mark.parametrize(
    "bad", ["huggingface.co", "file:///models", "ftp://x", "https://", "http:"]
)
def test_endpoints_are_addresses(bad: str) -> None:
    with pytest.raises(EngineError, match="no server's address"):
        Hub(bad)


def test_a_restricted_licence_must_be_accepted(hub: FakeHub, folder: Path) -> None:
    with pytest.raises(EngineError, match=r"CC-BY-NC-4\.0.*Not for commercial use.*非商业"):
        fetching.plan(MODEL, folder, Hub(hub.address))
    assert not hub.calls and not folder.exists()


def test_nothing_is_fetched_for_what_has_no_weights(folder: Path) -> None:
    with pytest.raises(EngineError, match=r"nothing to fetch for 'builtin'. Use it as builtin"):
        fetching.plan(find("builtin"), folder, Hub("http://127.0.0.1:9"))


def test_a_pinned_commit_wins(hub: FakeHub, folder: Path) -> None:
    hub.newest = LATER
    asking = Hub(hub.address)
    pinned = replace(MODEL, revision=COMMIT)
    plan = fetching.plan(pinned, folder, asking, accepted=True)
    assert plan.lock.revision == COMMIT
    assert hub.calls[0][0].endswith(f"/revision/{COMMIT}?blobs=true")
    hub.spoil = lambda told: told.update(sha=LATER)
    with pytest.raises(EngineError, match=f"asked for commit {COMMIT}, the server gives {LATER}"):
        fetching.plan(pinned, folder, asking, accepted=True)


def test_a_pinned_checksum_wins(hub: FakeHub, folder: Path) -> None:
    right = {name: hashlib.sha256(FILES[name]).hexdigest() for name in NEEDED}
    wrong = {**right, "config.json": "0" * 64}
    asking = Hub(hub.address)
    plan = fetching.plan(replace(MODEL, sha256=right), folder, asking, accepted=True)
    assert all(file.sha256 == right[file.name] for file in plan.lock.files)
    plan = fetching.plan(replace(MODEL, sha256=wrong), folder, asking, accepted=True)
    with pytest.raises(EngineError, match="not what the hub announced"):
        fetching.fetch(plan, asking)
    shutil.rmtree(folder)
    wrong["model.safetensors"] = "0" * 64
    with pytest.raises(EngineError, match="another checksum than gyur knows"):
        fetching.plan(replace(MODEL, sha256=wrong), folder, asking, accepted=True)


def test_a_new_commit_keeps_what_is_the_same_and_drops_the_rest(hub: FakeHub, folder: Path) -> None:
    fetch(hub, folder)
    (folder / "config.json.part").write_bytes(b"of the old commit")
    (folder / "mine.txt").write_bytes(b"the user's own")
    del hub.files["tokenizer.json"]
    hub.files["config.json"] = b"{}"
    asking = Hub(hub.address)
    plan = fetching.plan(replace(MODEL, revision=LATER), folder, asking, accepted=True)
    assert [file.name for file in plan.missing] == ["config.json"]
    fetching.fetch(plan, asking)
    assert names(folder) == NEEDED - {"tokenizer.json"} | {"mine.txt"}
    assert (folder / "config.json").read_bytes() == b"{}"
    assert len(hub.asked(BIG)) == 1


def test_a_folder_with_other_things_is_left_alone(hub: FakeHub, folder: Path) -> None:
    folder.mkdir()
    (folder / "README.md").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"holds other things \(README\.md\)"):
        fetch(hub, folder)
    assert (folder / "README.md").read_text(encoding="utf-8") == "mine" and not hub.calls


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"repository": "a", "revision": "b", "files": {}}', "hostile"]
)
def test_a_bad_lock_is_told(hub: FakeHub, folder: Path, text: str) -> None:
    if text == "hostile":
        fetch(hub, folder)
        text = (folder / lock.FILE).read_text(encoding="utf-8").replace("config", "../config")
    folder.mkdir(exist_ok=True)
    (folder / lock.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(EngineError, match="record of the fetched files cannot be read"):
        fetch(hub, folder)
    assert not lock.whole(folder)


def test_too_little_space_is_told_before_anything_is_fetched(
    hub: FakeHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(folder.parent)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(OutputError, match=r"the disk has 0.0 GB free"):
        fetch(hub, folder)
    assert len(hub.calls) == 1 and not list(folder.glob("*"))


def test_a_disk_that_fills_up_keeps_the_part(
    hub: FakeHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    class Full:
        """A file on a disk with room for 2000 bytes more."""

        def __init__(self, file: Any) -> None:
            self.file, self.room = file, 2000

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *error: object) -> None:
            self.file.close()

        def write(self, data: bytes) -> None:
            self.file.write(data[: self.room])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def opened(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        file = real(path, mode, *rest, **named)
        return Full(file) if path.name == "model.safetensors.part" and "r" not in mode else file

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", opened)
        with pytest.raises(OutputError, match=r"the disk is full.*goes on where it stopped"):
            fetch(hub, folder)
    assert (folder / "model.safetensors.part").stat().st_size == 2000
    fetch(hub, folder)
    assert hub.asked(BIG)[-1] == "bytes=2000-" and lock.whole(folder)


def test_a_place_that_cannot_be_written_is_told(hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be used"):
        fetch(hub, tmp_path / "file" / "weights")


def _files(*names: str) -> list[File]:
    return [File(name, 1, "0" * 64) for name in names]


@pytest.mark.parametrize(
    ("there", "weights"),
    [
        (("model.safetensors", "pytorch_model.bin"), {"model.safetensors"}),
        (
            (
                "model.safetensors.index.json",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors",
                "pytorch_model.bin.index.json",
                "pytorch_model-00001-of-00001.bin",
            ),
            {
                "model.safetensors.index.json",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors",
            },
        ),
        (
            ("pytorch_model.bin", "flax_model.msgpack", "tf_model.h5", "training_args.bin"),
            {"pytorch_model.bin"},
        ),
        (
            ("pytorch_model.bin.index.json", "pytorch_model-00001-of-00001.bin", "rust_model.ot"),
            {"pytorch_model.bin.index.json", "pytorch_model-00001-of-00001.bin"},
        ),
    ],
)
def test_one_form_of_the_weights_is_taken(there: tuple[str, ...], weights: set[str]) -> None:
    found = fetching.needed(_files(*there, "config.json", "sub/config.json"), "a/b")
    assert {file.name for file in found} == weights | {"config.json"}


def test_weights_in_no_known_form_are_refused() -> None:
    with pytest.raises(EngineError, match="no weights in a form that is known"):
        fetching.needed(_files("model.gguf", "config.json"), "a/b")
