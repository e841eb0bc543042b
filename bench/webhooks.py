"""1,000 webhooks: when those that are well have heard.

BENCH_SILENT (100) of them never answer, 100 are slow, and 100 are broken.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.figure import Figure
from bench.requests import Connection, Request, served

WEBHOOKS = 1_000
SILENT = int(os.environ.get("BENCH_SILENT", "100"))
SLOW = 100
BROKEN = 100
FINE = WEBHOOKS - SILENT - SLOW - BROKEN
_SLOW_FOR = 3.0
_PATIENCE = 300.0

_SUBSCRIBE = """
import sys, django
django.setup()
from heliograph.delivery.models import WebhookSubscription

port, number, silent, slow, broken = map(int, sys.argv[1:])
paths = ["silent"] * silent + ["slow"] * slow + ["broken"] * (broken // 2) + ["cut"] * (broken - broken // 2)
paths += ["fine"] * (number - len(paths))
step = 7  # has no divisor in common with their number: all kinds are mixed
WebhookSubscription.objects.bulk_create(
    WebhookSubscription(url=f"http://127.0.0.1:{port}/{paths[one * step % number]}/{one}", secret="s3cret")
    for one in range(number)
)
"""


class Receiver:
    """On a thread of its own. `heard` counts requests by the first part of their path."""

    def __init__(self) -> None:
        self.port = 0
        self.heard: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._closing = asyncio.Event()

    def run(self) -> None:
        self._loop.run_until_complete(self._listen())

    def await_ready(self) -> None:
        self._ready.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)

    async def _listen(self) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0, backlog=2_000)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._closing.wait()
        server.close()
        await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()}, timeout=5)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            path = head.split(" ", 2)[1]
            fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
            await reader.readexactly(int(fields["content-length"]))
            kind = path.split("/")[1]
            self.heard[kind] += 1
            if kind == "silent":
                await self._closing.wait()
            if kind == "slow":
                await asyncio.sleep(_SLOW_FOR)
            if kind in {"cut", "silent"}:
                break
            status = "500 Broken" if kind == "broken" else "204 No Content"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()


async def _head(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode()
    except (asyncio.IncompleteReadError, ConnectionError):
        return ""


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, receiving() as receiver:
        database = f"sqlite:///{folder}/bench.sqlite"
        further = {
            "HELIOGRAPH_DATA": str(Path(folder, "data")),
            "HELIOGRAPH_ALLOW_NETWORKS": "127.0.0.0/8",
        }
        with served(folder, database, further) as (port, token):
            subscribe({**os.environ, **further, "DATABASE_URL": database}, receiver.port)
            yield from _telling(port, token, receiver)


def _telling(port: int, token: str, receiver: Receiver) -> Iterator[Figure]:
    body = {"name": "Website", "status": 1}
    with Connection(port, token) as connection:
        connection.send(Request(name="create", method="POST", path="/api/components", body=lambda: body))
    began = time.perf_counter()
    while receiver.heard["fine"] < FINE:
        heard = receiver.heard["fine"]
        assert time.perf_counter() - began < _PATIENCE, f"{heard:,} of {FINE:,} have heard"
        time.sleep(0.05)
    took = time.perf_counter() - began
    name = f"{FINE:,} webhooks told, beside {SILENT} silent, {SLOW} slow and {BROKEN} broken"
    yield Figure(name=name, value=took, unit="s", at_most=60)
    requests = sum(receiver.heard[kind] for kind in ("fine", "silent", "slow", "broken", "cut"))
    yield Figure(name="requests until then", value=requests)
    yield Figure(name="told twice", value=receiver.heard["fine"] - FINE, at_most=0)


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.run)
    thread.start()
    receiver.await_ready()
    try:
        yield receiver
    finally:
        receiver.stop()
        thread.join()


def subscribe(environment: Mapping[str, str], port: int) -> None:
    numbers = map(str, (port, WEBHOOKS, SILENT, SLOW, BROKEN))
    django = {"DJANGO_SETTINGS_MODULE": "heliograph.project.settings"}
    subprocess.run([sys.executable, "-c", _SUBSCRIBE, *numbers], env={**environment, **django}, check=True)
