"""Telling 100,000 subscribers of an incident by mail, and 1,000 webhooks beside them (see `webhooks`).

How long until all are accepted, and at what cost.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped]  # it ships no types

from bench import webhooks
from bench.figure import Figure
from bench.requests import Connection, Request, served
from bench.sink import Sink, sink
from bench.torture import mail_environment

SUBSCRIBERS = 100_000
_CREATED = 60
_PATIENCE = 900.0

_SUBSCRIBE = """
import sys, django
django.setup()
from heliograph.lib import clock
from heliograph.subscribers.models import Subscriber

now = clock.now()
for start in range(0, int(sys.argv[1]), 5_000):
    Subscriber.objects.bulk_create(
        Subscriber(
            email=f"ada{number}@example.com", mailbox=f"ada{number}@example.com", verified_at=now
        )
        for number in range(start, min(start + 5_000, int(sys.argv[1])))
    )
"""


def measure() -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        sink(Path(folder, "accepted")) as mailboxes,
        webhooks.receiving() as receiver,
    ):
        database = f"sqlite:///{folder}/bench.sqlite"
        further = {
            **mail_environment(mailboxes),
            "HELIOGRAPH_DATA": str(Path(folder, "data")),
            "HELIOGRAPH_ALLOW_NETWORKS": "127.0.0.0/8",
        }
        with served(folder, database, further) as (port, token):
            yield _creating(port, token, "none")
            environment = {**os.environ, **further, "DATABASE_URL": database}
            _subscribe(environment)
            yield _creating(port, token, f"{SUBSCRIBERS:,}")
            webhooks.subscribe(environment, receiver.port)
            yield from _telling(port, token, mailboxes, receiver)


def _creating(port: int, token: str, subscribers: str) -> Figure:
    with Connection(port, token) as connection:
        took = [_created(connection, notifies=False) for _ in range(_CREATED)]
    name = f"create incident, {subscribers} subscribers, median"
    return Figure(name=name, value=median(took) * 1000, unit="ms", at_most=10)


def _created(connection: Connection, *, notifies: bool) -> float:
    body = {
        "name": "The website is slow",
        "status": 1,
        "message": "We see **elevated** error rates.",
        "visible": True,
        "notifications": notifies,
    }
    began = time.perf_counter()
    connection.send(Request(name="create", method="POST", path="/api/incidents", body=lambda: body))
    return time.perf_counter() - began


def _telling(port: int, token: str, mailboxes: Sink, receiver: webhooks.Receiver) -> Iterator[Figure]:
    worker, server = _worker(), _process("bench.sink")
    spent, taken = _seconds(worker), _seconds(server)
    with Connection(port, token) as connection:
        _created(connection, notifies=True)
    began = time.perf_counter()
    sizes, took, heard_after = [_size(worker)], 0.0, 0.0
    while not took or not heard_after:
        time.sleep(0.25)
        passed = time.perf_counter() - began
        assert passed < _PATIENCE, (
            f"{mailboxes.count:,} mails accepted, {receiver.heard['fine']} webhooks told"
        )
        if not heard_after and receiver.heard["fine"] >= webhooks.FINE:
            heard_after = passed
        if not took and mailboxes.count > SUBSCRIBERS / 10:
            sizes.append(_size(worker))
        if not took and mailboxes.count >= SUBSCRIBERS:
            took = passed
    yield Figure(name="from the answer to the last mail accepted", value=took, unit="s", at_most=60)
    name = f"to the last of {webhooks.FINE} webhooks that are well, of {webhooks.WEBHOOKS:,}"
    yield Figure(name=name, value=heard_after, unit="s", at_most=60)
    yield Figure(name="mails a second", value=SUBSCRIBERS / took, unit="1/s")
    each = (_seconds(worker) - spent) / SUBSCRIBERS * 1e6
    yield Figure(name="the worker's time for a mail, on a processor", value=each, unit="us")
    sinks = (_seconds(server) - taken) / SUBSCRIBERS * 1e6
    yield Figure(name="the mail server's time for a mail, on a processor", value=sinks, unit="us")
    yield Figure(name="the worker's memory at most", value=max(sizes), unit="MB")
    yield Figure(name="its growth after the first tenth", value=sizes[-1] - sizes[1], unit="MB", at_most=20)
    doubled = len(mailboxes.accepted) - len(set(mailboxes.accepted))
    yield Figure(name="mails accepted twice", value=doubled, at_most=0)


def _subscribe(environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-c", _SUBSCRIBE, str(SUBSCRIBERS)]
    django = {"DJANGO_SETTINGS_MODULE": "heliograph.project.settings"}
    subprocess.run(command, env={**environment, **django}, check=True)
    quick = [sys.executable, "-m", "heliograph.project", "settings", "set", "undo_seconds", "0"]
    subprocess.run(quick, env=dict(environment), check=True, stdout=subprocess.DEVNULL)


def _worker() -> psutil.Process:
    """The child of `serve` that has none: the web's has."""
    serve = _process("heliograph.project", "serve")
    (worker,) = [one for one in serve.children() if not one.children()]
    return worker


def _process(*words: str) -> psutil.Process:
    """The one below us whose command has the words."""
    mine = psutil.Process().children(recursive=True)
    return next(one for one in mine if set(words) <= set(one.cmdline()))


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _size(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6
