"""What was read from the database, for as long as nothing in it has changed.

Settings, tokens and open incidents are read by every request and change seldom. To ask the database
whether anything at all was written is far cheaper than to read them again, and never wrong.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from django.db import connection

from heliograph.lib import commits

T = TypeVar("T")

MAX_VALUES = 4_096
"""A thread's; when there are more, all are forgotten."""


class _Memory(threading.local):
    """Each thread's own, as its connection is: what SQLite calls a version counts for one connection."""

    def __init__(self) -> None:
        self.version: Hashable = None
        self.values: dict[Hashable, object] = {}


_memory = _Memory()


def remembered(name: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, or gave before, under a name that says all that it depends on.

    Inside a transaction it is always read: what is written there may yet be taken back.
    """
    if connection.in_atomic_block:
        return read()
    version = commits.version()
    if version != _memory.version or len(_memory.values) >= MAX_VALUES:
        _memory.version, _memory.values = version, {}
    if name not in _memory.values:
        _memory.values[name] = read()
    return cast("T", _memory.values[name])
