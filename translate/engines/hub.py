"""The Hugging Face hub over HTTPS: what a model's repository holds, and its files byte for byte.

The standard library alone; the system's proxies are used. ``HF_ENDPOINT`` names a mirror. Nothing
is sent but names and commits, and nothing that comes is run.
"""

from __future__ import annotations

import json
import os
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO, Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from translate.engines.lock import File, Lock, check
from translate.errors import EngineError

ENDPOINT = "https://huggingface.co"
TIMEOUT = 30.0
"""Seconds without a byte."""
ATTEMPTS, FIRST_ATTEMPTS = 5, 2
"""In a row that bring nothing, once the server has answered and before; a long download over a bad
line may break more often."""
LONGEST_WAIT = 60.0
"""Seconds between two attempts, at most, whatever the server asks for."""
PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that may be better in a while (RFC 9110, 15.5 and 15.6; RFC 6585, 4)."""
LARGEST_LIST = 16 * 2**20
"""Bytes of the list of a repository's files."""
CHUNK = 2**18


class _Passing(Exception):
    """What a next attempt may not meet again, and how long the server says to wait."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class _Redirects(HTTPRedirectHandler):
    """Follows redirects, since the hub's files lie elsewhere, but never out of encryption."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        there = urlsplit(newurl).scheme
        if there != "https" and (req.type == "https" or there != "http"):
            raise EngineError(
                f"the server sends on to an address of kind '{there}'",
                where=req.host,
                remedy="Check HF_ENDPOINT",
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Hub:
    """One server that speaks as the hub does."""

    def __init__(
        self, endpoint: str, offline: str = "", *, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        """``offline`` is what to do without network. Raises EngineError for a bad endpoint."""
        parts = urlsplit(endpoint.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise EngineError(
                f"'{endpoint}' is no server's address",
                remedy=f"Set HF_ENDPOINT to a mirror's, or unset it for {ENDPOINT}",
            )
        self.endpoint = endpoint.strip().rstrip("/")
        self._offline, self._sleep = offline, sleep
        self._reached = False
        self._opener = build_opener(_Redirects)

    def contents(self, repository: str, revision: str) -> Lock:
        """All files of a repository at a commit, or at the one that a branch has now.

        Raises EngineError where the answer names no commit or an unsafe file.
        """
        path = f"/api/models/{quote(repository)}/revision/{quote(revision, safe='')}?blobs=true"
        answer = self._patiently(lambda: self._json(path), lambda: 0)
        try:
            files = tuple(_file(told) for told in answer["siblings"])
            lock = Lock(repository, str(answer["sha"]), files)
        except (KeyError, TypeError, AttributeError) as error:
            raise self._failure(
                "the answer is not a hub's list of files", "Check HF_ENDPOINT"
            ) from error
        check(lock)
        return lock

    def download(self, lock: Lock, file: File, part: Path, moved: Callable[[int], object]) -> None:
        """Append to ``part`` what it lacks of a file, told to ``moved`` as bytes that are there.

        Asked again where the line breaks, for as long as each attempt brings something. Whether
        the content is right is for the caller to check. Raises EngineError, or OSError where
        ``part`` cannot be written.
        """
        name = quote(file.name)
        path = f"/{quote(lock.repository)}/resolve/{quote(lock.revision)}/{name}"

        def attempt() -> None:
            have = _size(part)
            if have < file.size or not part.exists():
                self._append(path, part, have, file.size, moved)
            if _size(part) < file.size:
                raise _Passing("the connection was cut")

        self._patiently(attempt, lambda: _size(part))

    def _patiently(self, attempt: Callable[[], Any], there: Callable[[], int]) -> Any:
        """What ``attempt`` gives, in so many attempts without any more bytes ``there``."""
        failures, had = 0, there()
        while True:
            try:
                return attempt()
            except _Passing as error:
                have = there()
                failures = 0 if have > had else failures + 1
                had = max(had, have)
                if failures >= (ATTEMPTS if self._reached else FIRST_ATTEMPTS):
                    raise self._given_up(error) from error
                self._sleep(2.0 ** max(0, failures - 1) if error.wait is None else error.wait)

    def _json(self, path: str) -> Any:
        with self._opened(path) as response:
            body = _received(response, LARGEST_LIST)
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self._failure(
                "the answer is not a hub's: perhaps the page of a network that wants a login",
                "Open the address in a browser, then run this again",
            ) from error

    def _append(
        self, path: str, part: Path, have: int, size: int, moved: Callable[[int], object]
    ) -> None:
        with self._opened(path, have) as response:
            # A server that knows no ranges answers 200 with all of it.
            resumed = response.status == 206 and _starts(response) == have
            if response.status == 206 and not resumed:
                part.unlink(missing_ok=True)
                raise _Passing("the server sent another part than it was asked for")
            with part.open("ab" if resumed else "wb") as file:
                written = have if resumed else 0
                while written < size and (chunk := _received(response, CHUNK)):
                    file.write(chunk[: size - written])
                    written += len(chunk)
                    moved(min(written, size))

    @contextmanager
    def _opened(self, path: str, start: int = 0) -> Iterator[HTTPResponse]:
        headers = {"User-Agent": "gyur", "Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        try:
            request = Request(self.endpoint + path, headers=headers)
            response = self._opener.open(request, timeout=TIMEOUT)
        except HTTPError as error:
            with error:
                self._reached = True
                self._refuse(error.code, error.headers.get("Retry-After") or "", path)
        except URLError as error:
            if isinstance(error.reason, ssl.SSLCertVerificationError):
                raise self._failure(
                    "the server's certificate is not to be trusted",
                    "Check the clock, the proxy and HF_ENDPOINT",
                ) from error
            raise _Passing(_words(error.reason)) from error
        except (OSError, HTTPException) as error:
            raise _Passing(_words(error)) from error
        else:
            self._reached = True
            with response:
                yield response

    def _refuse(self, status: int, wait: str, path: str) -> NoReturn:
        """Raises: what the status means."""
        if status in PASSING:
            seconds = min(float(wait), LONGEST_WAIT) if wait.isdecimal() else None
            raise _Passing(f"the server answers {status}", seconds)
        if status in {401, 403}:
            message = f"the server does not give this to everybody ({status})"
            remedy = "See in a browser whether it exists and asks for a login; copy it by hand"
        elif status in {404, 410}:
            message = f"the server does not have this ({status})"
            remedy = "A mirror may lack it: unset HF_ENDPOINT, or name another mirror"
        else:
            message, remedy = f"the server answers {status}", "Try again later"
        raise EngineError(message, where=self.endpoint + path, remedy=remedy)

    def _given_up(self, error: _Passing) -> EngineError:
        if self._reached:
            return self._failure(
                f"no progress in {ATTEMPTS} attempts; the last: {error}",
                "The same command goes on where this one stopped",
            )
        return self._failure(
            f"no network, or no way to the hub ({error}): fetching needs it once; everything else"
            " works offline",
            self._offline,
        )

    def _failure(self, message: str, remedy: str) -> EngineError:
        return EngineError(message, where=self.endpoint, remedy=remedy)


def endpoint() -> str:
    """Address of the hub or of the mirror that HF_ENDPOINT names."""
    return os.environ.get("HF_ENDPOINT", "").strip() or ENDPOINT


def _received(response: HTTPResponse, most: int) -> bytes:
    try:
        return response.read(most)
    except (OSError, HTTPException) as error:
        raise _Passing(f"the connection was cut ({type(error).__name__})") from error


def _words(error: object) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _file(told: Any) -> File:
    """A file of the list: those kept as LFS objects have a SHA-256, the others git's own SHA-1."""
    large = told.get("lfs") or {}
    sha256 = large.get("sha256") or ""
    return File(
        told["rfilename"],
        told.get("size", large.get("size")),
        sha256,
        "" if sha256 else told.get("blobId") or "",
    )


def _starts(response: HTTPResponse) -> int | None:
    """Where a partial answer begins (RFC 9110, 14.4)."""
    told = (response.getheader("Content-Range") or "").removeprefix("bytes ").partition("-")[0]
    return int(told) if told.isdecimal() else None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
