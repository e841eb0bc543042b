"""How workers share rows of one table: each row is one worker's at a time."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = TypeVar("Row", bound=Model)


def free(rows: QuerySet[Row], *, of: Sequence[str] = ()) -> QuerySet[Row]:
    """Those that no other transaction works on; they stay ours until this one ends.

    `of` says which of the joined tables' rows are meant, as Django's `select_for_update` has it. On SQLite
    every transaction that writes is alone, and nothing has to be skipped.
    """
    return rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked, of=of)


def is_alone(name: str) -> bool:
    """Whether nobody else is in a transaction that asked for the name; then nobody is until this one ends."""
    if connection.vendor != "postgresql":
        return True
    number = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        (is_ours,) = cursor.fetchone()
    return bool(is_ours)
