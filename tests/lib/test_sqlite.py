"""How transactions on SQLite wait for each other, each from a connection of its own to one file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError, connections, transaction
from pytest_django import DjangoDbBlocker

from heliograph.lib.sqlite.base import DatabaseWrapper

CLIENTS, TIMES = 6, 20


def another(file: Path, *, timeout: float) -> DatabaseWrapper:
    options = {"timeout": timeout, "transaction_mode": "IMMEDIATE"}
    return DatabaseWrapper(
        connections.settings["default"] | {"NAME": str(file), "OPTIONS": options}, "waiting"
    )


@contextmanager
def transaction_of(database: DatabaseWrapper) -> Iterator[None]:
    connections["waiting"] = database
    try:
        with transaction.atomic(using="waiting"):
            yield
    finally:
        del connections["waiting"]


@pytest.fixture
def file(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    path = tmp_path / "waiting.sqlite"
    with django_db_blocker.unblock():
        with closing(another(path, timeout=1)) as database, database.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("CREATE TABLE counter (value INTEGER)")
            cursor.execute("INSERT INTO counter VALUES (0)")
        yield path


def test_whoever_reads_and_writes_in_a_transaction_misses_no_other(file: Path) -> None:
    def count() -> None:
        with closing(another(file, timeout=30)) as database:
            for _ in range(TIMES):
                with transaction_of(database), database.cursor() as cursor:
                    (value,) = cursor.execute("SELECT value FROM counter").fetchone()
                    cursor.execute("UPDATE counter SET value = %s", [value + 1])

    threads = [threading.Thread(target=count) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with closing(another(file, timeout=1)) as database, database.cursor() as cursor:
        assert cursor.execute("SELECT value FROM counter").fetchone() == (CLIENTS * TIMES,)


def test_who_has_waited_long_enough_is_told_and_can_go_on_later(file: Path) -> None:
    with closing(another(file, timeout=0.05)) as first, closing(another(file, timeout=0.05)) as second:
        first.ensure_connection()
        first.connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), transaction_of(second):
            pass
        first.connection.execute("ROLLBACK")

        with transaction_of(second), second.cursor() as cursor:
            cursor.execute("UPDATE counter SET value = 7")
        assert second.connection.execute("SELECT value FROM counter").fetchone() == (7,)


def test_what_needs_no_transaction_waits_as_sqlite_has_it(file: Path) -> None:
    with closing(another(file, timeout=4)) as database:
        with transaction_of(database):
            pass
        assert database.connection.execute("PRAGMA busy_timeout").fetchone() == (4000,)
