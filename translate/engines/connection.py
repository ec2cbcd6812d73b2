"""JSON sent to an HTTP server and its answer, asked for again where that may help.

The standard library alone. Redirects are refused, since source text and key would follow them to
an address that the user did not name; proxies are not used.
"""

from __future__ import annotations

import json
import random
import re
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlsplit

from translate.errors import EngineError

CONNECT_WITHIN = 10.0
"""Seconds."""
LARGEST = 4 * 2**20
"""Bytes of an answer: no translation of one segment comes near."""
ATTEMPTS = 4
LONGEST_WAIT = 60.0
"""Seconds between two attempts, at most, whatever the server asks for."""
PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that may be better in a while (RFC 9110, 15.5 and 15.6; RFC 6585, 4)."""
LONGEST_WORDS = 200
"""Characters of what a server says about an error."""
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")
_MARKUP = re.compile(r"<[^<>]*>")


class _Passing(Exception):
    """What a next attempt may not meet again, and how long the server says to wait."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Address:
    """A server and the path under which its API begins."""

    secure: bool
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http{'s' * self.secure}://{host}:{self.port}{self.path}"


def address(url: str) -> Address:
    """The address that a URL without query names. Raises EngineError, which shows no password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.username is not None or parts.password is not None:
        raise EngineError(
            "a server's address holds no user name or password",
            where=host,
            remedy="Set the environment variable GYUR_API_KEY instead",
        )
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or parts.fragment:
        raise EngineError(
            f"'{url.rpartition('@')[2]}' is no server's address",
            remedy="Write it as http://127.0.0.1:8080/v1",
        )
    secure = parts.scheme == "https"
    path = quote(parts.path.rstrip("/"), safe="/%~")
    return Address(secure, host, port or (443 if secure else 80), path)


class Connection:
    """Asks one server, each time over a connection of its own; threads may share it."""

    def __init__(
        self,
        base: Address,
        *,
        key: str = "",
        timeout: float = 120.0,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """``timeout`` seconds are waited for a whole answer. Raises EngineError for a bad key."""
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise EngineError(
                "the key in GYUR_API_KEY has characters that no key has",
                remedy="Set it again, without spaces or quotation marks",
            )
        self.base, self.timeout, self._key, self._sleep = base, timeout, key, sleep

    def post(self, path: str, content: dict[str, Any]) -> tuple[Any, int]:
        """The JSON that the server answers to JSON, and how many requests that took.

        Asked again, after 1, 2 and 4 seconds or so or what Retry-After says, where the connection
        fails, time runs out or the status is one of ``PASSING``. Raises EngineError at once for
        anything else, with what the server says.
        """
        body = json.dumps(content, ensure_ascii=False).encode("utf-8")
        attempt = 1
        while True:
            try:
                return self._parsed(self._once(self.base.path + path, body)), attempt
            except _Passing as error:
                if attempt == ATTEMPTS:
                    raise self._failure(
                        f"no usable answer in {ATTEMPTS} attempts; the last: {error}",
                        "Look at the server; the same command goes on where this one stopped",
                    ) from error
                wait = 2.0 ** (attempt - 1) * random.uniform(0.75, 1.25)
                self._sleep(wait if error.wait is None else error.wait)
                attempt += 1

    def _once(self, path: str, body: bytes) -> bytes:
        connection = self._connected()
        sock = connection.sock  # getresponse() lets go of it where the server will close
        deadline = time.monotonic() + self.timeout
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            connection.request("POST", path, body, headers)
            with closing(connection.getresponse()) as response:
                answer = self._read(response, sock, deadline)
        except TimeoutError as error:
            raise _Passing(f"nothing within {self.timeout:g} seconds") from error
        except (OSError, HTTPException) as error:
            raise _Passing(f"the connection was cut ({type(error).__name__})") from error
        finally:
            connection.close()
        self._check(response, answer)
        return answer

    def _connected(self) -> HTTPConnection:
        kind = HTTPSConnection if self.base.secure else HTTPConnection
        connection = kind(self.base.host, self.base.port, timeout=CONNECT_WITHIN)
        try:
            connection.connect()
        except ConnectionRefusedError as error:
            raise self._failure(
                "connection refused", "Is the server running? Start it, then run this again"
            ) from error
        except socket.gaierror as error:
            raise self._failure("no such host", "Check the address and the network") from error
        except ssl.SSLError as error:
            raise self._failure(
                f"no secure connection ({error.reason or type(error).__name__})",
                "Check whether the address begins with http or https, and the certificate",
            ) from error
        except TimeoutError as error:
            raise _Passing(f"no connection within {CONNECT_WITHIN:g} seconds") from error
        except OSError as error:
            raise _Passing(f"no connection ({error.strerror or type(error).__name__})") from error
        connection.sock.settimeout(self.timeout)
        return connection

    def _read(self, response: HTTPResponse, sock: socket.socket, deadline: float) -> bytes:
        """The whole body: a server that sends a byte now and then runs out of time as well.

        Counted here, since read1() of some versions of Python neither keeps count nor ends.
        """
        expected = response.length
        chunks, size = [], 0
        while size != expected:
            chunk = response.read1(2**16)
            if not chunk and expected is not None:
                raise ConnectionResetError
            if not chunk:
                break
            chunks.append(chunk)
            size += len(chunk)
            if size > LARGEST:
                raise self._failure(
                    f"the answer is larger than {LARGEST // 2**20} MB",
                    "Check that the address is that of a model's server",
                )
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if size != expected:
                sock.settimeout(left)
        return b"".join(chunks)

    def _check(self, response: HTTPResponse, answer: bytes) -> None:
        """Raises for every status but success."""
        status = response.status
        if 200 <= status < 300:
            return
        words = self._words(answer)
        reason = self.said(response.reason)
        said = f"the server answers {status} {reason}{': ' * bool(words)}{words}"
        if status in PASSING:
            raise _Passing(said, _retry_after(response.getheader("Retry-After")))
        if 300 <= status < 400:
            raise self._failure(
                f"the server sends on to {_place(response.getheader('Location') or '')}",
                "If you trust that address, write it in the engine's name",
            )
        raise self._failure(said, _remedy(status))

    def _parsed(self, answer: bytes) -> Any:
        try:
            return json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise _Passing(f"the answer is not JSON: {self._words(answer) or 'empty'}") from error

    def _words(self, answer: bytes) -> str:
        return self.said(_message(answer))

    def said(self, words: str) -> str:
        """What a server said, fit to be shown: one line, short, without the key."""
        if self._key:
            words = words.replace(self._key, "***")
        line = " ".join("".join(c if c.isprintable() else " " for c in words).split()).rstrip(".")
        return line if len(line) <= LONGEST_WORDS else line[:LONGEST_WORDS] + "…"

    def _failure(self, message: str, remedy: str) -> EngineError:
        return EngineError(message, where=str(self.base), remedy=remedy)


def message(answer: Any) -> str:
    """The words of an error told in JSON: servers nest them differently."""
    while isinstance(answer, dict):
        inner = answer.get("error") or answer.get("message") or answer.get("detail")
        if not inner:
            break
        answer = inner
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def _message(answer: bytes) -> str:
    try:
        return message(json.loads(answer))
    except (ValueError, RecursionError):
        page = answer[: 16 * LONGEST_WORDS].decode("utf-8", "replace")
        return _MARKUP.sub(" ", page)


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, from seconds or a date (RFC 9110, 10.2.3), within ``LONGEST_WAIT``."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except ValueError:
            return None
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else None


def _place(location: str) -> str:
    """Scheme, host and path: a query may hold what is not to be shown."""
    try:
        parts = urlsplit(location)
        return f"{parts.scheme}://{parts.hostname}{parts.path}" if parts.hostname else parts.path
    except ValueError:
        return "an unreadable address"


def _remedy(status: int) -> str:
    if status in {401, 403}:
        return "Set the environment variable GYUR_API_KEY to a key for this server"
    if status == 404:
        return "Check the model's name, and that the address ends where the API begins: mostly /v1"
    return "Check the model's name; the server's own log may tell more"
