"""A long read sees nothing of what is written meanwhile, and keeps nobody from writing."""

import threading

import pytest
from django.db import DatabaseError, connection

from heliograph.lib.one_moment import one_moment
from heliograph.site.models import Setting
from tests.environment import is_on_postgresql

pytestmark = pytest.mark.django_db(transaction=True)


def write_elsewhere(name: str) -> None:
    def work() -> None:
        Setting.objects.create(name=name, value="Acme")
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_what_is_written_meanwhile_is_not_seen() -> None:
    write_elsewhere("before")

    with one_moment():
        assert Setting.objects.count() == 1
        write_elsewhere("meanwhile")
        assert [one.name for one in Setting.objects.iterator()] == ["before"]

    assert Setting.objects.count() == 2


def test_it_is_over_when_it_failed() -> None:
    with pytest.raises(ZeroDivisionError), one_moment():
        raise ZeroDivisionError

    Setting.objects.create(name="after", value="Acme")
    assert Setting.objects.count() == 1


@pytest.mark.skipif(not is_on_postgresql(), reason="SQLite knows no transaction that only reads")
def test_nothing_can_be_written_in_it() -> None:
    with pytest.raises(DatabaseError), one_moment():
        Setting.objects.create(name="within", value="Acme")

    assert not Setting.objects.exists()
