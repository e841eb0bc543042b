"""How often who has come, counted for all processes of a node together.

The counts lie in one small file that every process maps into its memory: no server to run, no row to
write, a few microseconds a request. What is in it may be lost without harm.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WINDOW = 60
"""Seconds, unless a shorter or longer one is said. A window begins with its first request."""

FOR_ALL_GUESTS = "heliograph.for_all_guests"
"""In the environment of a request whose answer is for all guests: each is counted when it is handed out."""

_SLOT = struct.Struct("<8sII")
"""A client's hash, the second at which its window ends, the requests in it."""

_SLOTS = 1 << 16
_NEIGHBOURS = 8
"""Slots that a client may lie in; when all are taken, the window that ends first gives way."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What is left of a client's window; `reset_at` is the Unix second at which the next one begins."""

    limit: int
    remaining: int
    is_over: bool
    reset_at: int

    def retry_after_seconds(self, now: float) -> int:
        """Value of the `Retry-After` header of a refusal."""
        return min(max(self.reset_at - int(now), 1), WINDOW)


class RateLimit:
    """Opened by the first request, so that processes forked later share nothing but the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counts: mmap.mmap | None = None
        self._file = -1
        self._lock = Lock()

    def take(self, client: str, *, limit: int, now: float, window: int = WINDOW) -> Turn:
        """Counts one request of this client, unless its window is used up."""
        key = _key_of(client)
        with self._alone() as counts:
            place, ends, taken = _find(counts, key, int(now), window)
            is_over = taken >= limit
            if not is_over:
                taken += 1
                _SLOT.pack_into(counts, place, key, ends, taken)
        return Turn(limit=limit, remaining=max(limit - taken, 0), is_over=is_over, reset_at=ends)

    def give_back(self, client: str, *, now: float) -> None:
        """Takes one request of this client off its window, if that lasts still."""
        key = _key_of(client)
        with self._alone() as counts:
            place, ends, taken = _find(counts, key, int(now), 0)
            if taken:
                _SLOT.pack_into(counts, place, key, ends, taken - 1)

    @contextmanager
    def _alone(self) -> Iterator[mmap.mmap]:
        """One thread of one process at a time."""
        with self._lock:
            if self._file < 0:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                self._counts = self._counts or self._map(_SLOT.size * _SLOTS)
                yield self._counts
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _map(self, size: int) -> mmap.mmap:
        """Alone, since it writes what it read.

        On a full disk this process counts for itself: to touch a hole in a mapped file would kill it.
        """
        try:
            if os.fstat(self._file).st_blocks * 512 < size:
                os.pwrite(self._file, os.pread(self._file, size, 0).ljust(size, b"\0"), 0)
            return mmap.mmap(self._file, size)
        except (OSError, ValueError):
            return mmap.mmap(-1, size)


def _key_of(client: str) -> bytes:
    return blake2b(client.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _find(counts: mmap.mmap, key: bytes, now: int, window: int) -> tuple[int, int, int]:
    """Where the client's count lies, when its window ends, and what was taken of it so far."""
    first = int.from_bytes(key[:4], "little")
    places = [(first + step) % _SLOTS * _SLOT.size for step in range(_NEIGHBOURS)]
    slots = [(place, *_SLOT.unpack_from(counts, place)) for place in places]
    for place, owner, ends, taken in slots:
        if owner == key and ends > now:
            return place, ends, taken
    return min(slots, key=lambda slot: slot[2])[0], now + window, 0
