"""Whether it is the database that failed, and not we."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, OperationalError

RETRY_AFTER = 5
"""Seconds."""


def is_of_the_database(failure: BaseException | None) -> bool:
    """It is stopped, locked, unreachable or broken: what was asked may be right, and may be asked again."""
    # A broken SQLite file is a plain DatabaseError; its other kinds are of what was asked.
    return isinstance(failure, OperationalError | InterfaceError) or type(failure) is DatabaseError
