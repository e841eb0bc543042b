"""Django's SQLite, but for how a transaction waits for its turn; Django wants a backend's class in this file.

SQLite itself asks again after longer and longer pauses, up to a tenth of a second, and whoever comes
meanwhile goes first: among several writers one in a hundred waits a quarter of a second for what is free
every few milliseconds.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import OperationalError
from django.db.backends.sqlite3 import base

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAUSE = 0.001
"""Seconds; that a transaction of ours takes is a few times as much."""


class DatabaseWrapper(base.DatabaseWrapper):
    transaction_mode: str

    def _start_transaction_under_autocommit(self) -> None:
        """Raises OperationalError when it is still not ours after the seconds of the option `timeout`."""
        patience = self.settings_dict["OPTIONS"]["timeout"]
        until = time.monotonic() + patience
        with self._asking_at_once(otherwise=patience):
            while not self._has_begun(is_last_try=time.monotonic() >= until):
                time.sleep(_PAUSE)

    def _has_begun(self, *, is_last_try: bool) -> bool:
        try:
            self.cursor().execute(f"BEGIN {self.transaction_mode}")
        except OperationalError as error:
            is_busy = getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
            if is_last_try or not is_busy:
                raise
            return False
        return True

    @contextmanager
    def _asking_at_once(self, *, otherwise: float) -> Iterator[None]:
        self.connection.execute("PRAGMA busy_timeout=0")
        try:
            yield
        finally:
            self.connection.execute(f"PRAGMA busy_timeout={otherwise * 1000:.0f}")
