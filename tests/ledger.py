"""What a test looks at when it asks whether anything happened."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection

from heliograph.events.models import Event


def the_event() -> Event:
    """The only one there is."""
    return Event.objects.get()


def everything() -> Mapping[str, object]:
    """Every row of every table, as the database has it."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")  # noqa: S608
            found[table] = cursor.fetchall()
        return found


@contextmanager
def nothing_written() -> Iterator[None]:
    before = everything()
    yield
    assert everything() == before
