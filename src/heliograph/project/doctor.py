"""What is wrong with this installation, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.db import connection

from heliograph.accounts.models import User
from heliograph.delivery.models import Delivery
from heliograph.delivery.queries import given_up, unannounced_events
from heliograph.lib import clock
from heliograph.lib.env import Environment
from heliograph.project import database
from heliograph.project.exits import CannotGoOn
from heliograph.project.folder import DataFolder, is_open_to_others
from heliograph.project.readiness import WORKER_MISSED_AFTER, worker_seen

_LATE_AFTER = timedelta(minutes=5)
_LOOKED_BACK = timedelta(days=7)
_LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


class Mark(StrEnum):
    FINE = "ok"
    HINT = "hint"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    mark: Mark
    text: str


def examine(environment: Environment, data_folder: DataFolder) -> Iterator[Finding]:
    yield _folder(data_folder.path)
    yield _secret_key(environment, data_folder)
    yield _address(environment)
    yield _mail(environment)
    state = _database()
    yield state
    if state.mark is Mark.FINE:
        yield from _database_files()
        yield _worker()
        yield _deliveries()
        yield _users()


def _folder(path: Path) -> Finding:
    if is_open_to_others(path):
        return Finding(Mark.WRONG, f"Other users can read the data folder {path}. Mend: chmod 700 {path}")
    return Finding(Mark.FINE, f"The data folder is {path}.")


def _secret_key(environment: Environment, data_folder: DataFolder) -> Finding:
    if environment.secret_key:
        return Finding(Mark.FINE, "The secret key comes from HELIOGRAPH_SECRET_KEY.")
    key = data_folder.secret_key
    if is_open_to_others(key):
        return Finding(Mark.WRONG, f"Other users can read the secret key. Mend: chmod 600 {key}")
    return Finding(Mark.FINE, "The secret key is in the data folder, and nobody else can read it.")


def _address(environment: Environment) -> Finding:
    url = environment.url
    if environment.host in _LOOPBACK:
        return Finding(
            Mark.HINT, f"The public address is {url}: links in mails lead nowhere. Set HELIOGRAPH_URL."
        )
    if not url.startswith("https:"):
        return Finding(Mark.HINT, f"The public address {url} is not encrypted. Set HELIOGRAPH_URL to https.")
    return Finding(Mark.FINE, f"The public address is {url}.")


def _mail(environment: Environment) -> Finding:
    if environment.email is None:
        return Finding(Mark.HINT, "No mail is sent. Set HELIOGRAPH_EMAIL_URL.")
    return Finding(Mark.FINE, f"Mail goes through {environment.email.host} from {environment.email_from}.")


def _database() -> Finding:
    try:
        database.require_ready()
    except CannotGoOn as reason:
        return Finding(Mark.WRONG, str(reason))
    return Finding(Mark.FINE, f"The database ({connection.vendor}) is there and up to date.")


def _database_files() -> Iterator[Finding]:
    if readable := [str(one) for one in database.files() if is_open_to_others(one)]:
        names = " ".join(readable)
        yield Finding(Mark.WRONG, f"Other users can read the database. Change that with: chmod 600 {names}")


def _worker() -> Finding:
    """The newest of all nodes: one worker is enough."""
    seen = worker_seen()
    mend = "Start one with: heliograph serve, or heliograph worker"
    if seen is None:
        return Finding(Mark.WRONG, f"No worker has ever been seen: nothing is sent. {mend}")
    now = clock.now()
    if now - seen > WORKER_MISSED_AFTER:
        return Finding(Mark.WRONG, f"The last worker was seen {clock.ago(seen, now=now)}. {mend}")
    return Finding(Mark.FINE, "A worker is at work.")


def _deliveries() -> Finding:
    """What waits for its turn for minutes has nobody who sends it; what is tried again is not due."""
    now = clock.now()
    unannounced = unannounced_events().count()
    if unannounced:
        mend = "The worker's log says why; they are tried again, at least once an hour."
        return Finding(Mark.WRONG, f"Events that could not be announced: {unannounced:,}. {mend}")
    late = Delivery.objects.due(at=now - _LATE_AFTER).count()
    if late:
        return Finding(Mark.WRONG, f"{late:,} deliveries are due since minutes. Is a worker at work?")
    lost = given_up().filter(ended_at__gte=now - _LOOKED_BACK).count()
    if lost:
        return Finding(
            Mark.HINT, f"{lost:,} deliveries were given up in the last week; they can be sent again."
        )
    return Finding(Mark.FINE, "Nothing is due that has not been sent.")


def _users() -> Finding:
    if User.objects.exists():
        return Finding(Mark.FINE, "There is somebody who may sign in.")
    mend = "Make one with: heliograph user create EMAIL --admin"
    return Finding(Mark.WRONG, f"There is no user yet. {mend}")
