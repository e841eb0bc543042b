"""What is ready goes to Granian as it lies in memory, past WSGI.

For each request Granian copies the environment of the process, makes an object for the answer's head and
joins the parts of its body, which takes as long as all that is ours of a page that is ready. How it calls an
application is no part of its interface: should that change, pages are served by WSGI again, and a test says
so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol
from wsgiref.types import WSGIApplication, WSGIEnvironment

from granian.server import mp

if TYPE_CHECKING:
    from heliograph.publishing.front import Ready


class Exchange(Protocol):
    """Granian's side of one request."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes, /) -> None: ...


Runner = Callable[[Exchange, WSGIEnvironment], int]
"""How Granian has a request answered; gives the status."""

_RUNNER_OF = "_wsgi_call_wrap"
"""What Granian makes a runner of an application with."""


def open_fast_lane(ready: Callable[[WSGIEnvironment], Ready | None]) -> None:
    """In this process, for the application that Granian runs next: what `ready` gives is the answer."""
    parts = vars(mp)
    granians: Callable[..., Runner] | None = parts.get(_RUNNER_OF)
    if granians is None:
        return

    def runner_of(application: WSGIApplication, *options: object) -> Runner:
        return _runner(ready, otherwise=granians(application, *options))

    parts[_RUNNER_OF] = runner_of


def _runner(ready: Callable[[WSGIEnvironment], Ready | None], *, otherwise: Runner) -> Runner:
    def run(exchange: Exchange, environ: WSGIEnvironment) -> int:
        answer = ready(environ)
        if answer is None:
            return otherwise(exchange, environ)
        exchange.response_bytes(*answer)
        return answer[0]

    return run
