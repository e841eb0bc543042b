"""Threads for what only the database can answer, so that the server's own are always free for guests.

Guests are served from memory; everybody else waits for the database, and when that hangs, waits long. The
server's threads only wait for these, and no longer than is good for the others.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from queue import SimpleQueue
from threading import BoundedSemaphore, Event
from typing import TYPE_CHECKING

from heliograph.lib.machine import cores
from heliograph.project.refusals import refused

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE = min(4, 2 * cores() + 1)
"""A writer on SQLite waits for the one before it: readers need threads beside those that wait. More only
take turns on the interpreter."""

SPARE = 4
"""Server threads beside those that wait for an answer."""

PATIENCE = 25.0
"""Seconds that an answer may take: on SQLite a writer waits 20 for the one before it."""

TURN = 1.0
"""Seconds that a request waits for a free hand while others still come free."""


class _Errand:
    def __init__(self, environ: WSGIEnvironment) -> None:
        self._environ = environ
        self._done = Event()
        self._status, self._headers = "", list[tuple[str, str]]()
        self._body = b""
        self._failure: BaseException | None = None

    def run(self, application: WSGIApplication) -> None:
        try:
            chunks = application(self._environ, self._start)
            try:
                self._body = b"".join(chunks)
            finally:
                if hasattr(chunks, "close"):
                    chunks.close()
        except Exception as failure:  # noqa: BLE001 - it is the asking thread's to raise
            self._failure = failure
        finally:
            self._done.set()

    def _start(
        self, status: str, headers: Sequence[tuple[str, str]], _failure: object = None, /
    ) -> Callable[[bytes], object]:
        self._status, self._headers = status, list(headers)
        return len

    def is_done(self, *, within: float) -> bool:
        return self._done.wait(within)

    def told(self, start_response: StartResponse) -> Iterable[bytes]:
        if self._failure is not None:
            raise self._failure
        start_response(self._status, self._headers)
        return [self._body]


class Hands:
    """Asks the application in `at_once` threads, which start with the first request: a fork takes none along.

    One that is stuck is lost until its database answers. When all are, whoever comes is told to come again.
    What is below the path `without` needs no database, and no hand.
    """

    def __init__(self, application: WSGIApplication, *, without: str, at_once: int = AT_ONCE) -> None:
        self._application = application
        self._without = without
        self._at_once = at_once
        self._free = BoundedSemaphore(at_once)
        self._errands: SimpleQueue[_Errand] = SimpleQueue()
        self._hiring = threading.Lock()
        self._hired = 0
        self._moved_at = 0.0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(self._without):
            return self._application(environ, start_response)
        if not self._free.acquire(timeout=self._patience_for_a_turn()):
            return refused(HTTPStatus.SERVICE_UNAVAILABLE, start_response)
        errand = _Errand(environ)
        self._moved_at = time.monotonic()
        self._hire()
        self._errands.put(errand)
        if not errand.is_done(within=PATIENCE):
            return refused(HTTPStatus.SERVICE_UNAVAILABLE, start_response)
        return errand.told(start_response)

    def _patience_for_a_turn(self) -> float:
        return max(TURN - (time.monotonic() - self._moved_at), 0.0)

    def _hire(self) -> None:
        with self._hiring:
            if self._hired < self._at_once:
                self._hired += 1
                threading.Thread(target=self._work, name=f"hand-{self._hired}", daemon=True).start()

    def _work(self) -> None:
        while True:
            self._errands.get().run(self._application)
            self._moved_at = time.monotonic()
            self._free.release()
