"""Guests' pages from memory, beside nginx serving the same bytes as a file: ratios, from one core each.

The server under measurement and nginx take turns on one core, and wrk asks from another, so that whatever
else the machine does hits both. Skipped, loudly, where nginx or wrk is missing (tools/ensure-nginx).
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped]  # it ships no types

from bench.figure import Figure

SECONDS = 3
ROUNDS = 5
CLIENTS = 64
HERD = 64
RANDOM_QUERIES = 1_000_000
DIFFERENT_REQUESTS = 20_000
"""For each cached address."""

_ADDRESSES = {"/": "text/html", "/api/components": "application/vnd.api+json"}
_NEWS = "Something is on fire"
_PATH = f"{os.environ['PATH']}:/usr/local/sbin:/usr/sbin"
_TASKSET, _WRK, _NGINX = (shutil.which(name, path=_PATH) or "" for name in ("taskset", "wrk", "nginx"))
_ON_SERVERS = [_TASKSET, "-c", "0"]
_ON_CLIENTS = [_TASKSET, "-c", "1"]
"""Cores: the servers' and that of who asks."""

_AS_BROWSERS = "Accept-Encoding: gzip, deflate, br"

_RANDOM = """
local n = 0
request = function() n = n + 1; return wrk.format("GET", "/?bust=" .. n .. "-" .. math.random(1e9)) end
"""

_DIFFERENT = """
local paths, n = {}, 0
for line in io.lines("FILE") do paths[#paths + 1] = line end
math.randomseed(os.time())
n = math.random(#paths)
request = function() n = n + 1; return wrk.format("GET", paths[n % #paths + 1]) end
"""


def measure() -> Iterator[Figure]:
    if not (_NGINX and _WRK):
        print("*** No nginx or no wrk: the bench of guests' pages is SKIPPED.", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as ours:
        with _files(Path(folder), ours) as theirs:
            yield from _beside(ours, theirs)
            yield from _while_things_happen(ours, theirs)
        yield from _herd(ours)
        yield from _memory(ours, Path(folder))
        yield from _growth(ours, Path(folder))


@dataclass(frozen=True, kw_only=True)
class Server:
    port: int
    token: str = ""
    pid: int = 0


@dataclass(frozen=True, kw_only=True)
class Run:
    """Answers a second, those that are no success, and the 99th percentile in seconds."""

    rate: float
    failures: int
    p99: float


def _beside(ours: Server, theirs: Server) -> Iterator[Figure]:
    for address in _ADDRESSES:
        for what, is_known in (("", False), (" as 304", True)):
            turns = [
                [_asked(one, address, is_known=is_known) for one in (ours, theirs)] for _ in range(ROUNDS)
            ]
            assert all(run.failures == 0 for turn in turns for run in turn)
            ratio = median(mine.rate / its.rate for mine, its in turns)
            yield Figure(name=f"guests: {address}{what}, beside nginx", value=ratio, unit="x", at_least=0.6)


def _while_things_happen(ours: Server, theirs: Server) -> Iterator[Figure]:
    ratios, runs, seen = [], [], []
    for _ in range(ROUNDS):
        its = _asked(theirs, "/")
        with _operator(ours) as noticed:
            runs.append(_asked(ours, "/"))
        ratios.append(runs[-1].rate / its.rate)
        seen += noticed
    assert seen
    name = "guests: an incident a second"
    yield Figure(name=f"{name}, beside nginx", value=median(ratios), unit="x", at_least=0.5)
    yield Figure(name=f"{name}, failures", value=sum(run.failures for run in runs), at_most=0)
    yield Figure(name=f"{name}, p99", value=median(run.p99 for run in runs) * 1000, unit="ms", at_most=50)
    yield Figure(name=f"{name}, writes not in the next answer", value=seen.count(False), at_most=0)


def _herd(ours: Server) -> Iterator[Figure]:
    """So many guests at once, right after a change: that one renders is a test's to say."""
    took: list[float] = []

    def ask() -> None:
        began = time.perf_counter()
        assert _ask(ours, "/").startswith(b"HTTP/1.1 200")
        took.append(time.perf_counter() - began)

    _report(ours, _NEWS)
    threads = [threading.Thread(target=ask) for _ in range(HERD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(took) == HERD
    yield Figure(name=f"guests: {HERD} at a change, the slowest", value=max(took), unit="s", at_most=1)


def _memory(ours: Server, folder: Path) -> Iterator[Figure]:
    script = folder / "random.lua"
    script.write_text(_RANDOM)
    _asked(ours, "/", script=script)
    before, asked = _resident(ours), 0.0
    while asked < RANDOM_QUERIES:
        asked += _asked(ours, "/", script=script).rate * SECONDS
    name = f"guests: memory after {RANDOM_QUERIES:,} random queries"
    yield Figure(name=name, value=_resident(ours) / before, unit="x", at_most=1.1)


def _growth(ours: Server, folder: Path) -> Iterator[Figure]:
    """After different requests for every cached address, most of them above the limit of renderings."""
    (folder / "requests").write_text("\n".join(_different_requests(folder)))
    script = folder / "different.lua"
    script.write_text(_DIFFERENT.replace("FILE", str(folder / "requests")))
    before, asked = _resident(ours), 0.0
    while asked < DIFFERENT_REQUESTS * _cached_addresses(folder):
        asked += _asked(ours, "/", script=script).rate * SECONDS
    files = len([*(folder / "data" / "published").iterdir()])
    name = f"guests: after {DIFFERENT_REQUESTS:,} different requests of each address"
    grown = (_resident(ours) - before) / 1024**2
    yield Figure(name=f"{name}, memory grown by", value=grown, unit="MiB", at_most=100)
    yield Figure(name=f"{name}, files", value=files, at_most=5_100)


def _different_requests(folder: Path) -> list[str]:
    return _in_heliograph(
        folder,
        "from bench.different_requests import all_different_requests;"
        f"print(*all_different_requests({DIFFERENT_REQUESTS}), sep='\\n')",
    ).splitlines()


def _cached_addresses(folder: Path) -> int:
    code = "from heliograph.publishing.addresses import ADDRESSES; print(len(ADDRESSES))"
    return int(_in_heliograph(folder, code))


def _in_heliograph(folder: Path, code: str) -> str:
    """What the code prints; it has the settings of an installation of its own."""
    settings = {
        "HELIOGRAPH_DATA": str(folder / "other"),
        "DJANGO_SETTINGS_MODULE": "heliograph.project.settings",
    }
    command = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    return subprocess.run(
        command, env=os.environ | settings, check=True, capture_output=True, text=True
    ).stdout


def _asked(server: Server, address: str, *, is_known: bool = False, script: Path | None = None) -> Run:
    command = [*_ON_CLIENTS, _WRK, "--latency", "-t1", f"-c{CLIENTS}", f"-d{SECONDS}"]
    command += ["-H", _AS_BROWSERS]
    if is_known:
        command += [
            "-H",
            f"If-None-Match: {_header(_as_browsers(server, address), 'etag')}",
        ]
    if script is not None:
        command += ["-s", str(script)]
    command.append(f"http://127.0.0.1:{server.port}{address}")
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    return Run(
        rate=float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0]),
        failures=int(failed[1] if failed else 0) + sum(map(int, broken.groups() if broken else ())),
        p99=_seconds(re.findall(r"99%\s+([\d.]+)(us|ms|s)", said)[0]),
    )


def _seconds(said: tuple[str, str]) -> float:
    return float(said[0]) * {"us": 1e-6, "ms": 1e-3, "s": 1}[said[1]]


@contextmanager
def _operator(ours: Server) -> Iterator[list[bool]]:
    """Reports an incident each second; the list says of each whether it was in the very next answer."""
    seen: list[bool] = []
    is_over = threading.Event()

    def work() -> None:
        while not is_over.wait(1):
            name = f"{_NEWS} {time.time_ns()}"
            _report(ours, name)
            seen.append(name.encode() in _ask(ours, "/"))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        thread.join()


def _report(ours: Server, name: str) -> None:
    """Resolved at once: thirty open ones are all that the page shows, and the timeline shows it too."""
    body = json.dumps({"name": name, "status": 4, "message": "!", "visible": True})
    head = f"Authorization: Bearer {ours.token}\r\nContent-Type: application/json\r\n"
    answer = _ask(
        ours, "/api/incidents", method="POST", head=f"{head}Content-Length: {len(body)}\r\n", body=body
    )
    assert answer.startswith(b"HTTP/1.1 201"), answer


def _ask(server: Server, address: str, *, method: str = "GET", head: str = "", body: str = "") -> bytes:
    start = f"{method} {address} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(f"{start}{head}\r\n{body}".encode())
        return connection.makefile("rb").read()


def _as_browsers(server: Server, address: str) -> bytes:
    return _ask(server, address, head=f"{_AS_BROWSERS}\r\n")


def _header(answer: bytes, name: str) -> str:
    head = answer.partition(b"\r\n\r\n")[0].decode()
    return next(line.partition(": ")[2] for line in head.splitlines() if line.lower().startswith(f"{name}:"))


def _resident(ours: Server) -> int:
    """Of the process that answers: the largest below Granian's."""
    return max(int(one.memory_info().rss) for one in psutil.Process(ours.pid).children(recursive=True))


@contextmanager
def _files(folder: Path, ours: Server) -> Iterator[Server]:
    """What ours answers, as files of nginx's."""
    port, root = _free_port(), folder / "files"
    root.mkdir()
    locations = ""
    for number, (address, content_type) in enumerate(_ADDRESSES.items()):
        (root / str(number)).write_bytes(_as_browsers(ours, address).partition(b"\r\n\r\n")[2])
        locations += f"location = {address} {{ default_type {content_type}; try_files /{number} =404; }}\n"
    settings = folder / "nginx.conf"
    settings.write_text(
        f"worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log stderr crit; user root;\n"
        f"events {{ worker_connections 1024; }}\n"
        f"http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;\n"
        f"client_body_temp_path {folder}/nginx-body; \n"
        f"server {{ listen 127.0.0.1:{port}; root {root}; {locations} }} }}\n"
    )
    server = subprocess.Popen([*_ON_SERVERS, _NGINX, "-c", str(settings)])
    try:
        _await(port)
        yield Server(port=port)
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _served(folder: Path) -> Iterator[Server]:
    port = _free_port()
    environment = os.environ | {
        "HELIOGRAPH_DATA": str(folder / "data"),
        "HELIOGRAPH_URL": f"http://127.0.0.1:{port}",
    }

    def heliograph(*words: str) -> str:
        command = [sys.executable, "-m", "heliograph.project", *words]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    heliograph("migrate")
    heliograph("demo")
    heliograph("settings", "set", "api_rate_limit", "0")
    heliograph("user", "create", "bench@example.com", "--admin")
    token = heliograph("token", "create", "bench@example.com", "--name", "bench").strip()
    command = [sys.executable, "-m", "heliograph.project", "serve", "--workers", "1", "--bind", f":{port}"]
    server = subprocess.Popen([*_ON_SERVERS, *command], env=environment, stdout=subprocess.DEVNULL)
    try:
        _await(port)
        yield Server(port=port, token=token, pid=server.pid)
    finally:
        server.terminate()
        server.wait(timeout=15)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not come up")
