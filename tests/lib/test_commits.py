"""Who looks again and again waits until something was committed, or long enough."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from heliograph.lib import commits
from heliograph.lib.commits import Watch
from heliograph.site.models import Setting

pytestmark = pytest.mark.django_db(transaction=True)

_PATIENCE = 60.0
"""Seconds after which a test fails that would wait for ever."""


def write() -> None:
    Setting.objects.create(name="name", value="Acme")


def elsewhere(work: Callable[[], object]) -> threading.Thread:
    """In another thread, and so on another connection."""

    def working() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=working)
    thread.start()
    return thread


def ends(watch: Watch, stop: threading.Event) -> bool:
    """Whether it waits for something, and not only until its time is over."""
    began = time.monotonic()
    watch.wait(stop)
    return time.monotonic() - began < _PATIENCE


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> Watch:
    monkeypatch.setattr(commits, "_LONGEST", _PATIENCE)
    watch = Watch()
    watch.look()
    return watch


def test_what_others_commit_ends_the_wait(patient: Watch) -> None:
    writer = elsewhere(write)

    assert ends(patient, threading.Event())
    writer.join()
    assert Setting.objects.exists()


def test_what_one_commits_oneself_ends_it_too(patient: Watch) -> None:
    write()

    assert ends(patient, threading.Event())


def test_who_is_told_to_stop_waits_no_longer(patient: Watch) -> None:
    stop = threading.Event()
    stop.set()

    assert ends(patient, stop)


def test_without_any_news_it_ends_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "_LONGEST", 0.0)
    watch, before = Watch(), commits.version()
    watch.look()

    watch.wait(threading.Event())

    # On PostgreSQL the commits of its other databases count as well.
    assert commits.version() == before or connection.vendor == "postgresql"


def test_each_commit_is_another_version() -> None:
    first = commits.version()
    write()
    second = commits.version()
    elsewhere(Setting.objects.all().delete).join()
    third = commits.version()

    assert len({first, second, third}) == 3


def test_reading_is_none() -> None:
    """In some round: a commit in another database of the same PostgreSQL counts as a change."""

    def reads() -> bool:
        before = commits.version()
        with transaction.atomic():
            list(Setting.objects.all())
        return commits.version() == before

    assert any(reads() for _ in range(50))
