"""Servers of OpenAI's chat interface on this machine: one of our own, one of somebody else's."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.tiny_causal import tiny_hunyuan


class Obedient(BaseHTTPRequestHandler):
    """Answers with the terms that the prompt names."""

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        lines = content["messages"][0]["content"].splitlines()
        named = [line.partition(" 翻译成 ")[2] for line in lines if " 翻译成 " in line]
        message = {"role": "assistant", "content": "་".join(named or ["སློབ་གྲྭ"]) + "།"}
        body = json.dumps({"choices": [{"index": 0, "message": message}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def obedient_server(folder: Path) -> Iterator[str]:
    """A chat API in this process."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Obedient) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"openai:obedient@http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


@contextmanager
def transformers_server(folder: Path) -> Iterator[str]:
    """A chat API of somebody else's making: ``transformers serve`` with a tiny model, offline."""
    for module in ("fastapi", "uvicorn", "openai", "accelerate"):
        pytest.importorskip(module)
    model = tiny_hunyuan(folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = "from transformers.cli.transformers import main; main()"
    options = ("--host", "127.0.0.1", "--port", str(port), "--device", "cpu")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder)}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", code, "serve", str(model), *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/health", process)
            yield f"openai:{model}@http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return once the process answers there; fail the test if it ends or takes minutes."""
    started = time.monotonic()
    while process.poll() is None and time.monotonic() < started + 180:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"no server at {url}")
