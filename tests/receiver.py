"""A web server on this machine that hears what we send, and answers as well or as badly as its path says.

| path | answers |
| --- | --- |
| `/status/500` | with this status, and `Answered.` |
| `/to/307?http://...` | a redirect of this status to what follows the question mark |
| `/inside` | a redirect to an address inside |
| `/endless` | 200 and a body that never ends |
| `/drip` | a status line, then headers that never end |
| `/silent` | nothing |
| a path in `answers` | this answer |
| anything else | 200 and `Heard.` |
"""

import contextlib
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typing_extensions import override


@dataclass(frozen=True, kw_only=True)
class Heard:
    """`headers` by lower-case names."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Canned:
    """An answer that a test prepares."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Receiver:
    port: int
    heard: list[Heard] = field(default_factory=list)
    answers: dict[str, Canned] = field(default_factory=dict)

    def at(self, path: str, *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [one.path for one in self.heard]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1_024

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.receiver = Receiver(self.server_port)
        self.closing = threading.Event()


class _Answering(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        heard = Heard(method=self.command, path=self.path, headers=headers, body=body)
        self.server.receiver.heard.append(heard)
        with contextlib.suppress(ConnectionError):
            self._answer(*self.path.split("/")[1:])

    def do_GET(self) -> None:
        self.do_POST()

    def _answer(self, first: str, *rest: str) -> None:
        canned = self.server.receiver.answers.get(self.path)
        if canned is not None:
            self._say(canned.status, canned.body, **canned.headers)
            return
        match first:
            case "status":
                self._say(int(rest[0]), b"Answered.")
            case "to":
                status, _, address = "/".join(rest).partition("?")
                self._say(int(status), b"", location=address)
            case "inside":
                self._say(307, b"", location="http://10.0.0.1/secret")
            case "endless":
                self._go_on(b"HTTP/1.1 200 OK\r\n\r\n", b"more and more " * 500, pause=0)
            case "drip":
                self._go_on(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n", pause=0.02)
            case "silent":
                self.server.closing.wait()
            case _:
                self._say(200, b"Heard.", set_cookie="a=1; Path=/")

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content_length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _go_on(self, first: bytes, more: bytes, *, pause: float) -> None:
        self.wfile.write(first)
        while not self.server.closing.wait(pause):
            self.wfile.write(more)

    @override
    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextlib.contextmanager
def receiving(certificate: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """With a certificate it speaks TLS."""
    with _Server() as server:
        if certificate is not None:
            server.socket = certificate.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.receiver
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one
