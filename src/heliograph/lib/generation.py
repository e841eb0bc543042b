"""Which state of things a node knows: a number that all its processes read in no time.

It lies in a small file that every process maps into its memory: to look costs no query and no system
call. The file also remembers which events the node has been told of, so that one that a dying process
did not tell of is found by whoever looks into the database next, and none is told twice.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

RING = 1_024
"""Of so many events the node remembers whether it was told."""

_CURRENT, _TAKEN_BACK, _FIRST = 0, 1, 2
_SIZE = 8 * (_FIRST + RING)


class Generation:
    """Opened by whoever looks first, so that processes forked later share nothing but the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._words: memoryview | None = None
        self._file = -1
        self._lock = Lock()

    @property
    def current(self) -> int:
        words = self._words
        return self._opened()[_CURRENT] if words is None else words[_CURRENT]

    def is_at(self, number: int) -> bool:
        """Whether it is the current one: asked for every page handed out, so it costs as little as it can."""
        words = self._words
        return (self._opened() if words is None else words)[_CURRENT] == number

    @property
    def taken_back(self) -> int:
        """The generation that something was last taken back with: what is older may show it still."""
        words = self._words
        return int((self._opened() if words is None else words)[_TAKEN_BACK])

    def begin_anew(self) -> None:
        """For a node that starts: what was kept before is old, and so is what it was told of.

        The database may be another one, whose events have the same numbers.
        """
        with self._alone() as words:
            for place in range(_FIRST, _FIRST + RING):
                words[place] = 0
            _raise(words, takes_back=False)

    def tell(self, event: int, *, takes_back: bool) -> None:
        """Of an event that was just committed."""
        with self._alone() as words:
            words[_place(event)] = event
            _raise(words, takes_back=takes_back)

    def hear(self, events: Iterable[tuple[int, bool]]) -> None:
        """Of events that are in the database, by number and whether they take something back.

        Those that the node was not told of raise it, all of them once.
        """
        with self._alone() as words:
            unheard = [one for one in events if words[_place(one[0])] != one[0]]
            for event, _ in unheard:
                words[_place(event)] = event
            if unheard:
                _raise(words, takes_back=any(takes_back for _, takes_back in unheard))

    def _opened(self) -> memoryview:
        with self._alone() as words:
            return words

    @contextmanager
    def _alone(self) -> Iterator[memoryview]:
        """One thread of one process at a time."""
        with self._lock:
            if self._file < 0:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                if self._words is None:
                    self._words = self._map()
                yield self._words
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _map(self) -> memoryview:
        try:
            if os.fstat(self._file).st_size < _SIZE:
                # Written, not only made longer: on a full disk a mapped hole would kill who touches it.
                os.pwrite(self._file, _begun(), 0)
            return memoryview(mmap.mmap(self._file, _SIZE)).cast("Q")
        except (OSError, ValueError) as error:
            log.warning("%s cannot be written (%s): processes look for events themselves.", self._path, error)
            own = mmap.mmap(-1, _SIZE)
            own.write(_begun())
            return memoryview(own).cast("Q")


def _begun() -> bytes:
    """A new file begins later than any before it ended: what an old one numbered is never taken for new."""
    first = time.time_ns() // 1_000
    return b"".join(number.to_bytes(8, "little") for number in (first, first)).ljust(_SIZE, b"\0")


def _place(event: int) -> int:
    return _FIRST + event % RING


def _raise(words: memoryview, *, takes_back: bool) -> None:
    following = words[_CURRENT] + 1
    if takes_back:
        # First: who sees the new generation must not find the old bound.
        words[_TAKEN_BACK] = following
    words[_CURRENT] = following
