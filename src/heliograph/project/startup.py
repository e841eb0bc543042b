"""What every long-running process goes through before it does anything."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

from heliograph import __version__
from heliograph.events.generation import generation, hear
from heliograph.project import database, folder
from heliograph.project.exits import CannotGoOn, Exit
from heliograph.project.stopping import StopRequest
from heliograph.publishing.store import Disk

log = logging.getLogger(__name__)

_LOOK = 2.0
"""Seconds between two attempts."""


@contextmanager
def installation_held() -> Iterator[None]:
    """The installation is ours and up to date in here. No connection is open: one must not be forked."""
    with folder.hold(settings.DATA_FOLDER, version=__version__):
        database.bring_up_to_date()
        connections.close_all()
        yield


@contextmanager
def installation_served() -> Iterator[bool]:
    """The same, whether the database is there or not, as long as there is something to show without it.

    Gives whether it is there. Raises CannotGoOn.
    """
    has_last_known = not Disk(settings.DATA_FOLDER.published).is_empty
    with folder.hold(settings.DATA_FOLDER, version=__version__):
        generation.begin_anew()
        yield _is_up_to_date(may_fail=has_last_known)


def _is_up_to_date(*, may_fail: bool) -> bool:
    try:
        database.bring_up_to_date()
        hear()  # all that a dying process did not tell of, before anything is made and kept
    except CannotGoOn as reason:
        if not may_fail or reason.status is not Exit.DATABASE:
            raise
        log.warning("%s Guests are shown what was known last, until it does.", reason)
        return False
    finally:
        connections.close_all()
    return True


def await_database() -> None:
    """A process of its own: brings the database up to date as soon as it is there, and then only stays."""
    asked = StopRequest()
    while not asked.wait(seconds=_LOOK):
        if _is_up_to_date(may_fail=True):
            break
    while not asked.wait():
        pass
