"""Workers that are killed at random moments while they tell many of much, and who has been told of what."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.sink import Sink

WORKERS = 2
_PATIENCE = 300.0

_OPERATOR = """
import sys, django
django.setup()
from heliograph.actors import Actor, Door
from heliograph.lib import clock
from heliograph.site.settings import change_setting
from heliograph.status.drafts import IncidentDraft
from heliograph.status.incidents import create_incident
from heliograph.status.vocabulary import IncidentStatus, Visibility
from heliograph.subscribers.models import Subscriber

system = Actor.system(door=Door.COMMAND)
names = sys.argv[1].split(",")
now = clock.now()
Subscriber.objects.bulk_create(
    [
        Subscriber(email=email, mailbox=email, verified_at=now)
        for number in range(int(sys.argv[2]))
        for email in [f"{names[number % len(names)]}{number}@example.com"]
    ],
    batch_size=1_000,
)
change_setting("undo_seconds", 0, actor=system)
print("ready", flush=True)
for line in sys.stdin:
    draft = IncidentDraft(
        name=line.strip(), message="We look into it.", status=IncidentStatus.INVESTIGATING,
        visible=Visibility.EVERYONE, notifications=True,
    )
    create_incident(draft, actor=system)
    print("created", flush=True)
"""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of it, in mails.

    `untold` never came, `doubled` came again, `strange` came again with another Message-ID.
    """

    kills: int
    announcements: int
    recipients: int
    accepted: int
    untold: int
    doubled: int
    strange: int


def tortured(
    environment: Mapping[str, str], sink: Sink, *, recipients: int, kills: int, names: str = "ada"
) -> Report:
    """An incident before each kill, as long as there are kills; then all are given the time they need."""
    with _operator(environment, names, recipients) as create, _workers(environment) as workers:
        for number in range(kills):
            create(f"Incident {number}")
            time.sleep(random.uniform(0.0, 2.0))  # noqa: S311 - no secret
            workers.kill_one()
        create("The last incident")
        _await_rest(environment)
    return _report(sink, kills=kills, announcements=kills + 1, recipients=recipients)


def _report(sink: Sink, *, kills: int, announcements: int, recipients: int) -> Report:
    mails = Counter(sink.accepted)
    told = Counter(recipient for recipient, _ in mails)
    missing = [max(announcements - count, 0) for count in told.values()]
    strange = [max(count - announcements, 0) for count in told.values()]
    return Report(
        kills=kills,
        announcements=announcements,
        recipients=recipients,
        accepted=mails.total(),
        untold=sum(missing) + (recipients - len(told)) * announcements,
        doubled=mails.total() - len(mails),
        strange=sum(strange),
    )


@contextmanager
def _operator(environment: Mapping[str, str], names: str, recipients: int) -> Iterator[_Create]:
    command = [sys.executable, "-c", _OPERATOR, names, str(recipients)]
    django = {"DJANGO_SETTINGS_MODULE": "heliograph.project.settings"}
    with subprocess.Popen(
        command, env={**environment, **django}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        create = _Create(process)
        create.await_word("ready")
        yield create
        process.kill()


class _Create:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, name: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{name}\n")
        self._process.stdin.flush()
        self.await_word("created")

    def await_word(self, word: str) -> None:
        assert self._process.stdout is not None
        said = self._process.stdout.readline().strip()
        assert said == word, f"the operator said {said!r}"


class _Workers:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._running = [self._started() for _ in range(WORKERS)]

    def kill_one(self) -> None:
        """With another in its place."""
        place = random.randrange(WORKERS)  # noqa: S311 - no secret
        self._running[place].send_signal(signal.SIGKILL)
        self._running[place].wait()
        self._running[place] = self._started()

    def end(self) -> None:
        for one in self._running:
            one.kill()
            one.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "heliograph.project", "worker"]
        return subprocess.Popen(
            command, env=dict(self._environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


@contextmanager
def _workers(environment: Mapping[str, str]) -> Iterator[_Workers]:
    workers = _Workers(environment)
    try:
        yield workers
    finally:
        workers.end()


def _await_rest(environment: Mapping[str, str]) -> None:
    """Until nothing is left to be looked at, begun, found or sent."""
    deadline = time.monotonic() + _PATIENCE
    while left := _left(environment):
        assert time.monotonic() < deadline, f"there are {left} left"
        time.sleep(0.2)


_LEFT = """
    SELECT (SELECT count(*) FROM events_untold)
         + (SELECT count(*) FROM delivery_announcement WHERE fanned_out_at IS NULL)
         + (SELECT count(*) FROM delivery_delivery WHERE state = 'waiting')
"""


def _left(environment: Mapping[str, str]) -> int:
    url = environment.get("DATABASE_URL", "")
    if url.startswith("postgresql"):
        with psycopg.connect(url) as server:
            row = server.execute(_LEFT).fetchone()
    else:
        file = url.removeprefix("sqlite:///") or str(
            Path(environment["HELIOGRAPH_DATA"], "heliograph.sqlite")
        )
        with closing(sqlite3.connect(file, timeout=20)) as database:
            row = database.execute(_LEFT).fetchone()
    assert row is not None
    return int(row[0])


def mail_environment(sink: Sink) -> dict[str, str]:
    return {"HELIOGRAPH_EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}


def migrated(environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "heliograph.project", "migrate"]
    subprocess.run(command, env=dict(environment), check=True, stdout=subprocess.DEVNULL)
