"""RSGI application that Granian runs: cached answers from the event loop, other answers from threads.

RSGI is Granian's own interface. It shows header names as they were sent, sends an answer as it lies in
memory, and lets a slow request body wait without a thread.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable
from typing import TYPE_CHECKING, Protocol

from heliograph.lib.machine import cores
from heliograph.project.bodies import BodyReader, has_body
from heliograph.project.environ import environ_of
from heliograph.project.refusals import RequestRefused, refused
from heliograph.project.thread_pools import ThreadPool

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from granian.rsgi import Scope

    from heliograph.publishing.forms import Header
    from heliograph.publishing.front import Front, Ready

_DATABASE_THREADS = min(4, 2 * cores() + 1)
"""A writer on SQLite waits for the one before it: readers need threads beside those that wait. More only
take turns on the interpreter."""

_PAGE_THREADS = 8
_STATIC_THREADS = 2
"""For what needs no database: static files, and `/health`, which answers while the database hangs."""

_LIVENESS_PATH = "/health"

_TURN_SECONDS = 1.0
_PAGE_TURN_SECONDS = 15.0
"""As long as a page may take that is rendered for the first time: it serves all requests that wait for it."""

_ANSWER_SECONDS = 25.0
"""On SQLite a writer waits 20 for the one before it."""


class Exchange(AsyncIterable[bytes], Protocol):
    """Granian's side of one request: gives the body in chunks, takes the answer."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes, /) -> None: ...


class RsgiApplication:
    """`ready` is the front's, behind the trusted proxies: it corrects the environment that the rest reads."""

    def __init__(
        self,
        django: WSGIApplication,
        *,
        front: Front,
        ready: Callable[[WSGIEnvironment], Ready | None],
        static_path: str,
        max_body_bytes: int,
    ) -> None:
        self._django = django
        self._front = front
        self._ready = ready
        self._static_path = static_path
        self._bodies = BodyReader(max_bytes=max_body_bytes)
        self._pages = _pool("page", _PAGE_THREADS, turn_seconds=_PAGE_TURN_SECONDS)
        self._static = _pool("static", _STATIC_THREADS)
        self._database = _pool("database", _DATABASE_THREADS)

    async def __call__(self, scope: Scope, protocol: Exchange) -> None:
        try:
            environ = environ_of(scope)
            answer = self._ready(environ) or await self._awaited(environ, protocol)
        except RequestRefused as refusal:
            answer = refused(refusal)
        protocol.response_bytes(*answer)

    async def _awaited(self, environ: WSGIEnvironment, protocol: Exchange) -> Ready:
        if self._front.may_find(environ):
            found = await self._pages.run(self._front.found, environ)
            if found is not None:
                return found
        if has_body(environ):
            await self._bodies.read_into(environ, protocol)
        path = environ["PATH_INFO"]
        is_static = path == _LIVENESS_PATH or path.startswith(self._static_path)
        pool = self._static if is_static else self._database
        return await pool.run(answer_of, self._django, environ)


def _pool(name: str, threads: int, *, turn_seconds: float = _TURN_SECONDS) -> ThreadPool:
    return ThreadPool(name, threads=threads, turn_seconds=turn_seconds, answer_seconds=_ANSWER_SECONDS)


def answer_of(application: WSGIApplication, environ: WSGIEnvironment) -> Ready:
    """A WSGI application's whole answer."""
    started: list[tuple[str, list[Header]]] = []

    def start(status: str, headers: list[Header], _failure: object = None, /) -> Callable[[bytes], object]:
        started.append((status, headers))
        return len

    chunks = application(environ, start)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    status, headers = started[-1]
    return int(status[:3]), headers, body
