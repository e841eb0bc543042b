"""New rows are numbered on after those that brought their numbers along."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import AutoField, Model


def continue_after(models: Iterable[type[Model]]) -> None:
    """PostgreSQL has to be told; SQLite looks for itself. A number is never given again."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in models:
            if isinstance(model._meta.pk, AutoField):
                table = connection.ops.quote_name(model._meta.db_table)
                sequence = f"pg_get_serial_sequence('{table}', 'id')"
                # nextval is beyond whatever was ever given out, the largest id beyond what was brought.
                cursor.execute(
                    f"SELECT setval({sequence}, GREATEST(max(id), nextval({sequence}))) FROM {table}"  # noqa: S608
                )
