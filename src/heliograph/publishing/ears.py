"""A process that hands out renditions listens for what others commit."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Thread
from typing import NoReturn

from django.db import Error as DatabaseFailed
from django.db import connection

from heliograph.events.generation import CHANNEL, hear

log = logging.getLogger(__name__)

_LOOK = 0.5
"""Seconds between two looks, where nobody calls out."""

_REST = 1.0


def listen(forget: Callable[[], None]) -> None:
    """In a thread of its own, for as long as the process lives. `forget` lets go of what was taken back."""
    Thread(target=_listen, args=(forget,), name="ears", daemon=True).start()


def _listen(forget: Callable[[], None]) -> NoReturn:
    is_deaf = False
    while True:
        try:
            forget()
            _await_call()
            hear()
            is_deaf = False
        except DatabaseFailed as error:
            if not is_deaf:
                log.warning("What other processes commit is not heard of: %s", " ".join(str(error).split()))
            is_deaf = True
            connection.close()
            time.sleep(_REST)
        except Exception:
            # A process that hears no more tells what is over: whatever this is, it listens again.
            log.exception("What other processes commit could not be listened for.")
            time.sleep(_REST)


def _await_call() -> None:
    """Until a commit is called out, or it is time to look."""
    if connection.vendor != "postgresql":
        time.sleep(_LOOK)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
    with connection.wrap_database_errors:  # the driver's own are other classes
        for _ in connection.connection.notifies(timeout=_LOOK, stop_after=1):
            return
