"""Class 38: connections that do nothing neither stop the page nor stay, and leave no memory behind."""

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.project.installation import Running, eventually, migrated_installation
from tests.wire import get, read

pytestmark = pytest.mark.loopback

CONNECTIONS = 1_000
ANSWER_SECONDS = 1.0
MEMORY_BYTES = 64 * 1024 * 1024
"""More than before that may be in use afterwards."""

INCOMPLETE_HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
INCOMPLETE_BODY = (
    b"POST /api/components HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + b" " * 20_000
)
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Started with a soft limit of open files as low as on many systems, which the server raises."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))
    try:
        with (
            migrated_installation(tmp_path_factory.mktemp("serving")) as migrated,
            migrated.serving("--web-only") as running,
        ):
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(CONNECTIONS + 1024, hard), hard))
            assert get(running.port, "/").status == 200
            yield running
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def _held(port: int, sent: bytes) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        held = []
        for _ in range(CONNECTIONS):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            connection.sendall(sent)
            held.append(connection)
        yield held


@pytest.mark.parametrize(
    "sent",
    [INCOMPLETE_HEAD, INCOMPLETE_BODY, b"", REQUEST],
    ids=["incomplete heads", "incomplete bodies", "no requests", "kept alive"],
)
def test_a_client_with_a_thousand_connections_that_do_nothing_holds_up_no_other(
    serving: Running, sent: bytes
) -> None:
    process = serving.children().request
    before = process.memory_info().rss
    with _held(serving.port, sent) as held:
        for path in ("/", "/health"):
            started = time.monotonic()
            response = get(serving.port, path)
            assert response.status == 200, path
            assert time.monotonic() - started < ANSWER_SECONDS, path
        eventually(lambda: all(_is_closed(one) for one in held))

    eventually(lambda: process.memory_info().rss < before + MEMORY_BYTES)
    eventually(lambda: len(process.net_connections()) < CONNECTIONS / 10)


def _is_closed(connection: socket.socket) -> bool:
    """Whether the server has closed it; what it answered before is read."""
    connection.setblocking(False)  # noqa: FBT003 - the socket's own interface
    try:
        while connection.recv(65_536):
            pass
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
    return True


def _seconds_until_closed(port: int, sent: bytes) -> float:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(sent)
        started = time.monotonic()
        while connection.recv(65_536):
            pass
        return time.monotonic() - started


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [(INCOMPLETE_HEAD, 2.0), (b"", 2.0), (REQUEST, 5.0)],
    ids=["incomplete head", "no request", "kept alive"],
)
def test_a_connection_that_does_nothing_is_closed(serving: Running, sent: bytes, seconds: float) -> None:
    assert _seconds_until_closed(serving.port, sent) < seconds + ANSWER_SECONDS


def test_a_body_that_stops_is_refused_and_its_connection_closed(serving: Running) -> None:
    with socket.create_connection(("127.0.0.1", serving.port), timeout=20) as connection:
        connection.sendall(INCOMPLETE_BODY)
        response = read(connection)

    assert response.status == 408


@pytest.mark.parametrize(
    ("framing", "sent"),
    [("Content-Length: 9", b'{"name":'), ("Transfer-Encoding: chunked", b'7\r\n{"name":\r\n')],
)
def test_a_body_whose_client_goes_away_is_never_used(serving: Running, framing: str, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", serving.port), timeout=20) as connection:
        connection.sendall(
            f"POST /api/components HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n\r\n".encode() + sent
        )
        connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert received.startswith((b"", b"HTTP/1.1 400 "))
    assert get(serving.port, "/api/ping").status == 200
