"""What is ready goes past WSGI, everything else through Granian's own hands."""

import io
import sys
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from granian.server import mp

from heliograph.project.fast_lane import _RUNNER_OF, Runner, open_fast_lane
from heliograph.publishing.front import Ready

READY: Ready = (304, [("ETag", '"1"')], b"")


class Answered:
    """What Granian would send."""

    def __init__(self) -> None:
        self.sent: list[Ready] = []

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes, /) -> None:
        self.sent.append((status, headers, body))


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Runner:
    """As Granian makes it in one of its processes, where only `/ready` is ready."""
    monkeypatch.setitem(vars(mp), _RUNNER_OF, vars(mp)[_RUNNER_OF])
    open_fast_lane(lambda environ: READY if environ["PATH_INFO"] == "/ready" else None)
    made: Callable[..., Runner] = vars(mp)[_RUNNER_OF]
    return made(_application, {"url_path_prefix": None}, None)


def _application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Server-Of", environ["SERVER_SOFTWARE"])])
    return [b"by ", b"WSGI"]


def _environ(path: str) -> WSGIEnvironment:
    return {"PATH_INFO": path, "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr}


def test_what_is_ready_is_sent_as_it_is(runner: Runner) -> None:
    answered = Answered()

    assert runner(answered, _environ("/ready")) == 304
    assert answered.sent == [READY]


def test_everything_else_is_the_application_s(runner: Runner) -> None:
    answered = Answered()

    assert runner(answered, _environ("/other")) == 200
    assert answered.sent == [(200, [("Server-Of", "Granian")], b"by WSGI")]


def test_granian_makes_its_runners_where_we_look() -> None:
    """Were it not so, the pages would still be served, only slower, and nobody would notice."""
    work = mp.MPServer._spawn_wsgi_worker.__wrapped__  # noqa: SLF001

    assert _RUNNER_OF in work.__code__.co_names
