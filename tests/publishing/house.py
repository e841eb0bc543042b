"""A front before the real Django, and guests who come to it."""

import io
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from heliograph.events.generation import generation
from heliograph.publishing.front import Front
from heliograph.surfaces.rest.throttle import requests


@dataclass(frozen=True, kw_only=True)
class Handed:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(kw_only=True)
class House:
    """`rendered` are the paths that guests' answers were made for, `bypassed` those that Django answered."""

    folder: Path
    rendered: list[str] = field(default_factory=list)
    bypassed: list[str] = field(default_factory=list)
    is_down: bool = False
    gate: threading.Event = field(default_factory=threading.Event)
    _rendering: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.django = WSGIHandler()
        self.gate.set()
        self.front = self.another_process()

    def another_process(self) -> Front:
        """Its own memory, and the same folder."""
        return Front(
            self._bypass,
            renders=self._render,
            folder=self.folder,
            hosts=settings.ALLOWED_HOSTS,
            origin=settings.ENVIRONMENT.url,
            counts=requests,
        )

    def get(self, address: str, method: str = "GET", *, front: Front | None = None, **headers: str) -> Handed:
        """What is handed out in the end: on a busy machine a rendering may take longer than a guest waits."""
        answer = handed(front or self.front, address, method, **headers)
        while "Warning" in answer.headers and self.gate.is_set() and not self.is_down:
            answer = handed(front or self.front, address, method, **headers)
        return answer

    def _bypass(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.bypassed.append(environ["PATH_INFO"])
        return self.django(environ, start_response)

    def _render(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.rendered.append(environ["PATH_INFO"])
        with self._rendering:
            return self._page(environ, start_response)

    def something_happens(self, *, takes_back: bool) -> None:
        """As after an event that another process has recorded."""
        generation.tell(0, takes_back=takes_back)

    def close(self) -> None:
        """Nobody renders any more: a test must leave no thread in the database."""
        with self._rendering:
            self.is_down = True

    def _page(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.gate.wait()
        if self.is_down:
            start_response("503 Service Unavailable", [("Retry-After", "5")])
            return [b"down"]
        return self.django(environ, start_response)


def handed(
    front: Front, address: str, method: str = "GET", *, remote_addr: str = "192.0.2.7", **headers: str
) -> Handed:
    path, _, query = address.partition("?")
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None, /) -> Callable[[bytes], object]:
        told.append((status, headers))
        return lambda _: None

    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": remote_addr,
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    body = b"".join(front(environ, start))
    status, said = told[-1]
    return Handed(status=int(status[:3]), headers=dict(said), body=body)
