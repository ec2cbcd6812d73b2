"""A hub on this machine that answers as the real one does, or by a script as it should not."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LATER = "89abcdef0123456789abcdef0123456789abcdef"
REPOSITORY = "facebook/nllb-200-distilled-600M"
WEIGHTS = bytes(range(256)) * 4096
FILES = {
    "config.json": b'{"model_type": "m2m_100"}',
    "tokenizer.json": b"{}",
    "sentencepiece.bpe.model": b"\x0a\x05<unk>" * 100,
    "README.md": b"",
    "LICENSE": b"CC-BY-NC-4.0\n",
    "pytorch_model.bin": b"not wanted beside safetensors",
    "flax_model.msgpack.index.json": b"{}",
    "tf_model.h5": b"not wanted",
    "modeling_own.py": b"raise SystemExit('never run')",
    "onnx/model.onnx": b"not wanted",
    "model.safetensors": WEIGHTS,
}
NEEDED = {
    "config.json",
    "tokenizer.json",
    "sentencepiece.bpe.model",
    "README.md",
    "LICENSE",
    "model.safetensors",
}
LARGE = (".safetensors", ".bin", ".model", ".h5", ".onnx")
"""What git keeps as LFS objects, so that its SHA-256 is told."""


class Call(BaseHTTPRequestHandler):
    """One request, answered by the next step of its path's script or as the hub would."""

    server: FakeHub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.range = self.headers.get("Range")
        self.server.calls.append((self.path, self.range))
        for ending, steps in self.server.script.items():
            if steps and self.path.partition("?")[0].endswith(ending):
                steps.pop(0)(self)
                return
        self.honest()

    def honest(self) -> None:
        """What the hub answers."""
        path = unquote(self.path.partition("?")[0])
        if path.startswith("/api/models/"):
            repository, _, revision = path.removeprefix("/api/models/").partition("/revision/")
            commit = self.server.newest if revision == "main" else revision
            listing = self.server.listing(repository, commit)
            if listing is None:
                self.reply(404)
            else:
                self.reply(200, json.dumps(listing).encode())
            return
        if path.startswith("/cdn/"):
            self.content(self.server.files[path.removeprefix("/cdn/")])
            return
        repository, _, rest = path.removeprefix("/").partition("/resolve/")
        name = rest.partition("/")[2]
        if name.endswith(LARGE):
            self.reply(302, headers={"Location": f"{self.server.address}/cdn/{name}"})
        else:
            self.content(self.server.files[name])

    def content(self, body: bytes, most: int = -1) -> None:
        """A file, from where the range begins; cut after ``most`` bytes."""
        start = int(self.range.removeprefix("bytes=").rstrip("-")) if self.range else 0
        headers = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"} if start else {}
        self.reply(206 if start else 200, body[start:], headers, most)

    def reply(
        self, status: int, body: bytes = b"", headers: dict[str, str] | None = None, most: int = -1
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if most < 0 else body[:most])
        if most >= 0:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


Step = Callable[[Call], None]


class FakeHub(ThreadingHTTPServer):
    """One repository; ``script`` has, by the end of a path, what is answered instead, in turn."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Call)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.newest = COMMIT
        self.files = dict(FILES)
        self.calls: list[tuple[str, str | None]] = []
        self.script: dict[str, list[Step]] = {}
        self.spoil: Callable[[dict[str, Any]], None] = lambda told: None
        """Changes what the list of files says."""

    def listing(self, repository: str, commit: str) -> dict[str, Any] | None:
        if repository != REPOSITORY:
            return None
        files = [self._told(name, body) for name, body in self.files.items()]
        told = {"id": repository, "sha": commit, "siblings": files}
        self.spoil(told)
        return told

    def _told(self, name: str, body: bytes) -> dict[str, Any]:
        blob = hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()
        told: dict[str, Any] = {"rfilename": name, "size": len(body), "blobId": blob}
        if name.endswith(LARGE):
            digest = hashlib.sha256(body).hexdigest()
            told["lfs"] = {"sha256": digest, "size": len(body), "pointerSize": 135}
        return told

    def asked(self, ending: str) -> list[str | None]:
        """The ranges that were asked for of paths with this ending; None is all of it."""
        return [span for path, span in self.calls if path.partition("?")[0].endswith(ending)]


def cut(after: int, name: str = "model.safetensors") -> Step:
    """A connection that breaks in the middle of a file, so many bytes on."""
    return lambda call: call.content(call.server.files[name], after)


def status(code: int, headers: dict[str, str] | None = None) -> Step:
    """An error."""
    return lambda call: call.reply(code, b"{}", headers)


@contextmanager
def fake_hub() -> Iterator[FakeHub]:
    """A hub in this process."""
    with FakeHub() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()
