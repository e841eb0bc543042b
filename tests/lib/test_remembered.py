"""What the database said is remembered until anybody writes, on this connection or on another."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, transaction

from heliograph.lib.remembered import remembered
from heliograph.site.models import Setting

pytestmark = pytest.mark.django_db(transaction=True)


class Reader:
    """Counts how often the database was really asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return Setting.objects.count()


def elsewhere(work: Callable[[], object]) -> None:
    """In another thread, and so on another connection."""

    def working() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=working)
    thread.start()
    thread.join()


def test_what_has_not_changed_is_read_once() -> None:
    """In some round: a commit in another database of the same PostgreSQL counts as a change."""
    rounds = [(read, [remembered(read, read) for _ in range(5)]) for read in (Reader() for _ in range(50))]

    assert all(answers == [0] * 5 for _, answers in rounds)
    assert any(read.times == 1 for read, _ in rounds)


def test_names_are_kept_apart() -> None:
    assert remembered("one", lambda: 1) == 1
    assert remembered("two", lambda: 2) == 2


def test_a_write_of_ones_own_is_seen_at_once() -> None:
    read = Reader()
    remembered("count", read)

    Setting.objects.create(name="name", value="Acme")

    assert remembered("count", read) == 1


def test_a_write_of_another_connection_is_seen_at_once() -> None:
    read = Reader()
    remembered("count", read)

    elsewhere(lambda: Setting.objects.create(name="name", value="Acme"))

    assert remembered("count", read) == 1


def test_an_update_and_a_delete_are_seen_as_well() -> None:
    Setting.objects.create(name="name", value="Acme")
    assert remembered("name", lambda: Setting.objects.get().value) == "Acme"

    elsewhere(lambda: Setting.objects.update(value="Other"))
    assert remembered("name", lambda: Setting.objects.get().value) == "Other"

    elsewhere(lambda: Setting.objects.all().delete())
    assert remembered("count", Setting.objects.count) == 0


def test_what_was_taken_back_is_not_remembered() -> None:
    read = Reader()

    with transaction.atomic():
        Setting.objects.create(name="name", value="Acme")
        assert remembered("count", read) == 1
        transaction.set_rollback(True)

    assert remembered("count", read) == 0


def test_what_a_closed_connection_said_is_not_remembered() -> None:
    """Though the next one lies where it lay in memory and has counted as many changes."""
    for name in map(str, range(20)):
        connection.close()
        assert not remembered("is there", Setting.objects.filter(name=name).exists)
        elsewhere(partial(Setting.objects.create, name=name, value="Acme"))
        connection.close()
        assert remembered("is there", Setting.objects.filter(name=name).exists)
