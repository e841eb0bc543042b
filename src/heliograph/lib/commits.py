"""Whether anything at all was written to the database: far cheaper to ask than anything in it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Hashable
    from threading import Event

_LOOK = 0.3
_LONGEST = 1.0
"""Seconds; what comes due by the clock is written by nobody."""


def version() -> Hashable:
    """Another one after every commit, whoever made it.

    With the connection itself: whoever keeps a version keeps its place in memory from being the next one's.
    """
    connection.ensure_connection()
    raw = connection.connection
    if connection.vendor == "sqlite":
        # data_version tells of what others wrote, total_changes of what this connection did.
        return raw, raw.execute("PRAGMA data_version").fetchone(), raw.total_changes
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return raw, cursor.fetchone()


class Watch:
    """For who looks into the database again and again, in one thread, and mostly finds nothing new."""

    def __init__(self) -> None:
        self._seen: Hashable = None

    def look(self) -> None:
        """Before anything is read: what is committed from here on is news."""
        self._seen = version()

    def wait(self, stop: Event) -> None:
        """For news, a second at most."""
        until = time.monotonic() + _LONGEST
        while not stop.wait(_LOOK) and time.monotonic() < until and version() == self._seen:
            pass
