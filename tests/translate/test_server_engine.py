"""The engine behind a server, with everything that goes wrong between the two."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from translate.document import Constraint, Request
from translate.engines import Enforcement, load
from translate.engines.connection import ATTEMPTS, LARGEST, LONGEST_WAIT, Connection, address
from translate.engines.server import Server, in_order
from translate.errors import EngineError

TARGET = "སློབ་གྲྭས་ལོ་ན་མ་སོན་པར་སྲུང་སྐྱོང་བྱེད་དགོས།"
SOURCE = "学校应当保护未成年人。"
KEY = "sk-secret-3141"
ROOT = Path(__file__).parents[2]


class Call(BaseHTTPRequestHandler):
    """One request to the fixture server, answered by the next step of its script."""

    server: Scripted

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.content: dict[str, Any] = json.loads(body)
        step = self.server.begun(self)
        try:
            step(self)
        finally:
            self.server.ended()

    def reply(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, length: int = -1
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length < 0 else length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


Step = Callable[[Call], None]


class Scripted(ThreadingHTTPServer):
    """Answers by a script; when that has run out, with ``TARGET``. Counts what it meets."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Call)
        self.script: list[Step] = []
        self.calls: list[Call] = []
        self.lock = threading.Lock()
        self.at_once = self.most_at_once = 0
        self.otherwise: Step = says(TARGET)
        self.released = threading.Event()

    def begun(self, call: Call) -> Step:
        with self.lock:
            self.calls.append(call)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            return self.script.pop(0) if self.script else self.otherwise

    def ended(self) -> None:
        with self.lock:
            self.at_once -= 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The engine hangs up on purpose here and there."""


def says(content: Any, **usage: int) -> Step:
    choices = [{"index": 0, "message": {"role": "assistant", "content": content}}]
    return body(json.dumps({"choices": choices, "usage": usage}))


def body(text: str) -> Step:
    return lambda call: call.reply(200, text.encode())


def fails(status: int, words: str = "", **headers: str) -> Step:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda call: call.reply(status, words.encode(), named)


def cut_in_the_middle(call: Call) -> None:
    call.reply(200, b'{"choices": [', length=500)


def cut_at_once(call: Call) -> None:
    call.connection.shutdown(socket.SHUT_RDWR)


def stall(call: Call) -> None:
    """Holds the answer back until the test is over."""
    server = call.server
    server.released.wait(30)


def drip(call: Call) -> None:
    """A byte now and then: no read ever times out, but the answer never comes."""
    call.send_response(200)
    call.end_headers()
    while not call.server.released.wait(0.2):
        call.wfile.write(b" ")


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted() as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running
        running.released.set()
        running.shutdown()


@pytest.fixture
def naps() -> list[float]:
    return []


@pytest.fixture
def engine(server: Scripted, naps: list[float]) -> Server:
    base = address(f"http://127.0.0.1:{server.server_port}/v1")
    return Server("hy-mt2", Connection(base, key=KEY, timeout=1, sleep=naps.append))


def target(engine: Server, source: str = SOURCE) -> str:
    return engine.translate([Request(source)])[0][0].target


def test_what_is_sent(engine: Server, server: Scripted) -> None:
    school = Constraint(0, 2, "སློབ་གྲྭ")
    assert engine.translate([Request(SOURCE, (school,))])[0][0].target == TARGET
    (call,) = server.calls
    assert call.path == "/v1/chat/completions"
    assert call.headers["Authorization"] == f"Bearer {KEY}"
    (message,) = call.content.pop("messages")
    assert message["role"] == "user" and "学校 翻译成 སློབ་གྲྭ" in message["content"]
    assert call.content.pop("max_tokens") > 2 * len(TARGET)
    assert call.content == {"model": "hy-mt2", "temperature": 0, "stream": False}


def test_alternatives_are_sampled_with_seeds(engine: Server, server: Scripted) -> None:
    server.script = [says("སློབ་གྲྭ།"), says("སློབ་གྲྭ།"), says("སློབ།")]
    assert 1 <= len(engine.translate([Request("学校。")], alternatives=3)[0]) <= 2
    sent = [call.content for call in server.calls]
    assert sorted(content["seed"] for content in sent) == [1, 2, 3]
    assert {(content["temperature"], content["top_p"]) for content in sent} == {(0.7, 0.6)}


def test_usage_is_counted(engine: Server, server: Scripted) -> None:
    server.script = [fails(500), says(TARGET, prompt_tokens=40, completion_tokens=60)]
    target(engine)
    server.script = [says(TARGET, prompt_tokens=2, completion_tokens=3)]
    target(engine)
    assert engine.usage == {"requests": 3, "prompt_tokens": 42, "completion_tokens": 63}


def test_the_order_is_kept_and_the_limit_too(engine: Server, server: Scripted) -> None:
    def slow_echo(call: Call) -> None:
        number = call.content["messages"][0]["content"].rsplit("号", 1)[1]
        time.sleep(0.05 if int(number) % 3 else 0.15)
        says(f"སློབ་གྲྭ{number}")(call)

    server.otherwise = slow_echo
    found = engine.translate([Request(f"学校号{i}") for i in range(12)])
    assert [drafts[0].target for drafts in found] == [f"སློབ་གྲྭ{i}" for i in range(12)]
    assert 2 <= server.most_at_once <= engine.concurrency == 4


@pytest.mark.parametrize(
    "answer",
    [
        f"<think>学校</think>译文：{TARGET}",
        f"```\n{TARGET}\n```\n注：无。",
        [{"type": "text", "text": TARGET}],
    ],
)
def test_chatter_goes(engine: Server, server: Scripted, answer: Any) -> None:
    server.script = [says(answer)]
    assert target(engine) == TARGET


@pytest.mark.parametrize("first", ["The school shall protect minors.", SOURCE, "", None])
def test_another_language_or_nothing_is_asked_for_again(
    engine: Server, server: Scripted, first: str | None
) -> None:
    server.script = [says(first)]
    assert target(engine) == TARGET
    assert [call.content.get("seed") for call in server.calls] == [None, 1]


def test_a_server_that_never_writes_tibetan_ends_no_run(engine: Server, server: Scripted) -> None:
    server.otherwise = says("I cannot translate this.")
    assert target(engine) == "I cannot translate this."
    assert len(server.calls) == 3


PASSING: dict[str, list[Step]] = {
    "429": [fails(429)],
    "500 three times": [fails(500)] * 3,
    "502, 503 and 504": [fails(502, "<html>Bad Gateway</html>"), fails(503), fails(504)],
    "cut in the middle": [cut_in_the_middle],
    "cut at once": [cut_at_once],
    "no JSON": [body('{"choices": [{"message"')],
    "slow": [stall],
    "a byte now and then": [drip],
}


@pytest.mark.parametrize("script", PASSING.values(), ids=PASSING)
def test_what_may_pass_is_tried_again(
    engine: Server, server: Scripted, naps: list[float], script: Sequence[Step]
) -> None:
    server.script = list(script)
    assert target(engine) == TARGET
    assert len(server.calls) == len(script) + 1
    for nap, expected in zip(naps, [1, 2, 4], strict=False):
        assert 0.75 * expected <= nap <= 1.25 * expected


@pytest.mark.parametrize(
    ("after", "least", "most"),
    [
        ("3", 3, 3),
        ("99999", LONGEST_WAIT, LONGEST_WAIT),
        ("-5", 0, 0),
        ("soon", 0.75, 1.25),
        ("nan", 0.75, 1.25),
        (formatdate(time.time() + 3600, usegmt=True), LONGEST_WAIT, LONGEST_WAIT),
        (formatdate(0, usegmt=True), 0, 0),
    ],
)
def test_the_server_says_how_long_to_wait(
    engine: Server, server: Scripted, naps: list[float], after: str, least: float, most: float
) -> None:
    server.script = [fails(429, Retry_After=after)]
    assert target(engine) == TARGET
    (nap,) = naps
    assert least <= nap <= most


def test_what_does_not_pass_is_told(engine: Server, server: Scripted) -> None:
    server.otherwise = fails(503, json.dumps({"error": {"message": "model is loading"}}))
    with pytest.raises(EngineError, match=r"4 attempts.*503.*model is loading"):
        target(engine)
    assert len(server.calls) == ATTEMPTS


FATAL: dict[str, tuple[Step, str]] = {
    "400": (fails(400, '{"error": "no such parameter"}'), "400 Bad Request: no such parameter"),
    "401": (fails(401, '{"error": {"message": "no key"}}'), "no key.*GYUR_API_KEY"),
    "403": (fails(403), "403 Forbidden.*GYUR_API_KEY"),
    "404": (fails(404, '{"detail": "Not Found"}'), "Not Found.*/v1"),
    "redirect": (
        fails(307, Location="http://elsewhere.example/v1/chat/completions?token=1"),
        r"sends on to http://elsewhere\.example/v1/chat/completions\. If",
    ),
    "redirect to nowhere": (fails(302, Location="http://[::"), "unreadable address"),
    "no choices": (body('{"choices": []}'), "without a choice"),
    "an error with status 200": (body('{"error": {"message": "quota"}}'), "quota"),
    "a list": (body("[1, 2]"), "without a choice"),
    "content of another kind": (says(7), "without a choice"),
    "parts of another kind": (says([7]), "without a choice"),
    "a huge answer": (body(" " * (LARGEST + 1)), "larger than 4 MB"),
}


@pytest.mark.parametrize(("step", "message"), FATAL.values(), ids=FATAL)
def test_what_does_not_pass_is_told_at_once(
    engine: Server, server: Scripted, naps: list[float], step: Step, message: str
) -> None:
    server.script = [step]
    with pytest.raises(EngineError, match=message) as caught:
        target(engine)
    assert len(server.calls) == 1 and not naps
    assert str(caught.value).startswith(f"http://127.0.0.1:{server.server_port}/v1: ")


def test_what_a_server_says_is_cut_to_one_line_without_the_key(
    engine: Server, server: Scripted
) -> None:
    words = f"Incorrect key {KEY}\n\x1b[31m" + "x" * 1000
    server.script = [fails(401, json.dumps({"error": {"message": words}}))]
    with pytest.raises(EngineError) as caught:
        target(engine)
    text = str(caught.value)
    assert KEY not in text and "Incorrect key ***" in text
    assert len(text) < 500 and text.isprintable()
    assert KEY not in engine.signature and KEY not in repr(engine)


def test_one_failure_stops_the_rest(engine: Server, server: Scripted) -> None:
    server.otherwise = fails(401)
    with pytest.raises(EngineError):
        engine.translate([Request(f"学校{i}") for i in range(200)])
    assert len(server.calls) < 50


def test_no_server_at_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    engine = load(f"openai:hy-mt2@http://127.0.0.1:{port}/v1")
    with pytest.raises(EngineError, match=r"refused.*Is the server running"):
        engine.translate([Request(SOURCE)])


def test_https_to_a_server_without(server: Scripted) -> None:
    engine = load(f"openai:hy-mt2@https://127.0.0.1:{server.server_port}/v1")
    with pytest.raises(EngineError, match=r"no secure connection.*http or https"):
        engine.translate([Request(SOURCE)])


def test_loading_sends_nothing(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GYUR_API_KEY", f" {KEY}\n")
    url = f"http://127.0.0.1:{server.server_port}/v1/"
    engine = load(f"openai:hy-mt2@{url}?concurrency=2&timeout=7")
    assert isinstance(engine, Server) and not server.calls
    assert engine.concurrency == 2 and engine.enforcement is Enforcement.PROMPT
    assert engine.signature.startswith(f"openai hy-mt2 {url.rstrip('/')} temperature=0 ")
    assert target(engine) == TARGET
    assert server.calls[0].headers["Authorization"] == f"Bearer {KEY}"


def test_without_a_key_none_is_sent(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GYUR_API_KEY", raising=False)
    engine = load(f"openai:m@http://127.0.0.1:{server.server_port}/v1")
    engine.translate([Request(SOURCE)])
    assert server.calls[0].headers["Authorization"] is None


@pytest.mark.parametrize("key", ["sk secret", "sk\nX: secret", "sk-“secret”"])
def test_a_key_that_is_none_is_not_shown(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("GYUR_API_KEY", key)
    with pytest.raises(EngineError, match="GYUR_API_KEY") as caught:
        load("openai:m@http://127.0.0.1:8080/v1")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("openai", "needs a model and a server"),
        ("openai:hy-mt2", "needs a model and a server"),
        ("openai:@http://127.0.0.1/v1", "needs a model and a server"),
        ("openai:m@ftp://127.0.0.1/v1", "needs a model and a server"),
        ("openai:m@http:///v1", "no server's address"),
        ("openai:m@http://127.0.0.1:port/v1", "no server's address"),
        ("openai:m@http://127.0.0.1:99999/v1", "no server's address"),
        ("openai:m@http://a b/v1", "no server's address"),
        ("openai:m@http://127.0.0.1/v1?key=secret", "'key' is no option.*concurrency, timeout"),
        ("openai:m@http://127.0.0.1/v1?concurrency=0", "whole number from 1 to 64"),
        ("openai:m@http://127.0.0.1/v1?timeout=soon", "whole number from 1 to 3600"),
        ("openai:m@http://me:secret@127.0.0.1/v1", "GYUR_API_KEY"),
        ("openai:m@http://me:secret@127.0.0.1:99999/v1", "no server's address"),
    ],
)
def test_a_name_that_names_no_server(name: str, message: str) -> None:
    with pytest.raises(EngineError, match=message) as caught:
        load(name)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost", "http://localhost:80"),
        ("https://api.example/v1", "https://api.example:443/v1"),
        ("http://[::1]:8080/v1/", "http://[::1]:8080/v1"),
        ("http://gpu_box:8000/藏 语/v1", "http://gpu_box:8000/%E8%97%8F%20%E8%AF%AD/v1"),
    ],
)
def test_addresses(url: str, expected: str) -> None:
    assert str(address(url)) == expected


def test_a_model_may_have_any_name(server: Scripted) -> None:
    where = f"http://127.0.0.1:{server.server_port}/v1/chat/completions"
    engine = load(rf"openai:C:\models\hy@main@{where}")
    engine.translate([Request(SOURCE)])
    assert server.calls[0].content["model"] == r"C:\models\hy@main"
    assert server.calls[0].path == "/v1/chat/completions"


def test_a_failure_waits_for_nobody() -> None:
    """What still runs is left behind; what waits is never begun."""
    begun: list[int] = []
    held = threading.Event()

    def work(item: int) -> int:
        begun.append(item)
        if item == 1:
            raise KeyError(item)
        held.wait(30)
        return item

    with pytest.raises(KeyError):
        in_order(work, range(100), workers=2)
    held.set()
    assert begun == [0, 1]


def test_an_interrupt_waits_for_nobody() -> None:
    """Ctrl+C in a process of its own: it must end while the server still thinks."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        code = (
            "import _thread, threading\n"
            "from translate.document import Request\n"
            "from translate.engines import load\n"
            f"engine = load('openai:m@http://127.0.0.1:{deaf.getsockname()[1]}/v1')\n"
            "threading.Timer(2, _thread.interrupt_main).start()\n"
            "engine.translate([Request('学校')] * 9)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, cwd=ROOT, timeout=60
        )
    assert b"KeyboardInterrupt" in done.stderr
