"""Models behind any server that speaks OpenAI's chat completions: llama.cpp, vLLM, Ollama, ...

The engine's name holds the address, as in ``openai:hy-mt2@http://127.0.0.1:8080/v1``; there is no
default, so text goes nowhere that the user did not name. A key is read from GYUR_API_KEY alone.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from translate.document import Draft, Request
from translate.engines import Enforcement, prompts
from translate.engines.connection import Connection, address, message
from translate.engines.prompts import Question
from translate.errors import EngineError

CONCURRENCY = 4
"""Requests in flight at a time: llama.cpp's server, the smallest, has four slots."""
TIMEOUT = 120.0
"""Seconds for one answer; a 7B model on a laptop needs about one for each word."""
LIMITS = {"concurrency": (1, 64), "timeout": (1, 3600)}
"""What an engine's name may set behind a question mark, from least to most."""
TOKENS_PER_CHARACTER = 3.0
"""The server's vocabulary is not known: at worst a Tibetan character is a token a byte."""
POLL = 0.2
"""Seconds. On Windows nothing interrupts a thread that waits without end."""
_NAME = re.compile(r"(?P<model>.+?)@(?P<url>https?://[^?#]*)(?:\?(?P<options>[^#]*))?")
_EXAMPLE = "Write --engine openai:MODEL@BASE_URL, as openai:hy-mt2@http://127.0.0.1:8080/v1"

Item = TypeVar("Item")
Result = TypeVar("Result")


class Server:
    """Drafts with a model that a server runs; terms are named in the prompt.

    Nothing is sent before the first request for drafts.
    """

    enforcement = Enforcement.PROMPT

    def __init__(self, model: str, connection: Connection, concurrency: int = CONCURRENCY) -> None:
        self.model, self.concurrency = model, concurrency
        self._connection = connection
        self._lock = threading.Lock()
        self.usage = {"requests": 0, "prompt_tokens": 0, "completion_tokens": 0}
        """Totals so far: HTTP requests, repeated ones included, and tokens as the server counts."""
        self.signature = (
            f"openai {model} {connection.base} temperature=0 sampled={prompts.SAMPLING}"
        )

    def translate(self, requests: Sequence[Request], alternatives: int = 1) -> list[list[Draft]]:
        """Temperature 0, or for alternatives sampled with fixed seeds.

        Of the family's sampling parameters only those go out that OpenAI's interface has: many
        servers refuse top_k and repetition_penalty. Raises EngineError.
        """
        return prompts.drafts(requests, alternatives, self._answers)

    def _answers(self, questions: Sequence[Question]) -> list[str]:
        return in_order(self._answer, questions, self.concurrency)

    def _answer(self, question: Question) -> str:
        content: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": "user", "content": question.prompt}],
            "temperature": prompts.TEMPERATURE if question.seed else 0,
            "max_tokens": question.most_tokens(TOKENS_PER_CHARACTER),
            "stream": False,
        }
        if question.seed:
            content |= {"top_p": prompts.TOP_P, "seed": question.seed}
        answer, sent = self._connection.post("/chat/completions", content)
        self._count(answer, sent)
        try:
            return _text(answer["choices"][0]["message"]["content"])
        except (KeyError, IndexError, TypeError) as error:
            words = self._connection.said(message(answer))
            raise EngineError(
                f"the server answers without a choice of text: {words}",
                where=str(self._connection.base),
                remedy="Check the model's name, and that the address is that of a chat API",
            ) from error

    def _count(self, answer: Any, sent: int) -> None:
        usage = answer.get("usage") if isinstance(answer, dict) else None
        told = usage if isinstance(usage, dict) else {}
        with self._lock:
            self.usage["requests"] += sent
            for name in ("prompt_tokens", "completion_tokens"):
                number = told.get(name)
                self.usage[name] += number if isinstance(number, int) else 0


def _text(content: Any) -> str:
    """The text of a message: a string, nothing, or parts."""
    if content is None:
        return ""
    if isinstance(content, list):
        return "".join(part["text"] for part in content if part["type"] == "text")
    if isinstance(content, str):
        return content
    raise TypeError


def in_order(work: Callable[[Item], Result], items: Sequence[Item], workers: int) -> list[Result]:
    """``work`` done on every item by up to ``workers`` threads; the results in the items' order.

    The first exception is raised at once, as is KeyboardInterrupt: what waits is dropped and what
    runs is left to itself. The threads are daemons, since those of concurrent.futures would keep
    an interrupted program until the last server has answered.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    done: SimpleQueue[tuple[int, Result | Exception]] = SimpleQueue()
    for i in range(len(items)):
        waiting.put(i)

    def run() -> None:
        while (i := _next(waiting)) is not None:
            try:
                done.put((i, work(items[i])))
            except Exception as error:
                _drop(waiting)
                done.put((i, error))

    for _ in range(min(workers, len(items))):
        threading.Thread(target=run, name="gyur-openai", daemon=True).start()
    results: dict[int, Result] = {}
    try:
        while len(results) < len(items):
            try:
                i, result = done.get(timeout=POLL)
            except Empty:
                continue
            if isinstance(result, Exception):
                raise result
            results[i] = result
    finally:
        _drop(waiting)
    return [results[i] for i in range(len(items))]


def _next(waiting: SimpleQueue[int]) -> int | None:
    try:
        return waiting.get_nowait()
    except Empty:
        return None


def _drop(waiting: SimpleQueue[int]) -> None:
    while _next(waiting) is not None:
        pass


def load(argument: str) -> Server:
    """The server that ``MODEL@BASE_URL`` or ``MODEL@BASE_URL?concurrency=4&timeout=120`` names."""
    found = _NAME.fullmatch(argument)
    if found is None:
        raise EngineError("engine 'openai' needs a model and a server", remedy=_EXAMPLE)
    options = _options(found["options"] or "")
    connection = Connection(
        address(found["url"].removesuffix("/").removesuffix("/chat/completions")),
        key=os.environ.get("GYUR_API_KEY", "").strip(),
        timeout=options.get("timeout", TIMEOUT),
    )
    return Server(found["model"], connection, int(options.get("concurrency", CONCURRENCY)))


def _options(text: str) -> dict[str, float]:
    options: dict[str, float] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name not in LIMITS:
            raise EngineError(
                f"'{name}' is no option of engine 'openai'", remedy=f"Known: {', '.join(LIMITS)}"
            )
        least, most = LIMITS[name]
        if not value.isdecimal() or not least <= int(value) <= most:
            raise EngineError(
                f"{name} is '{value}'", remedy=f"Write a whole number from {least} to {most}"
            )
        options[name] = int(value)
    return options
