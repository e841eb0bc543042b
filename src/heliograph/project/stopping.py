"""Being asked to stop."""

from __future__ import annotations

import signal
import socket
from collections.abc import Sequence
from multiprocessing.connection import wait
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class StopRequest:
    """SIGTERM, Ctrl-C or a closed terminal, as something to wait for among other things.

    A signal handler may run between any two instructions: ours only notes, and the wait is woken by the
    byte that the interpreter itself writes.
    """

    def __init__(self) -> None:
        self.is_there = False
        self._woken, self._waker = socket.socketpair()
        self._woken.settimeout(0)
        self._waker.settimeout(0)
        for one in SIGNALS:
            signal.signal(one, self._note)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_there = True

    def wait(self, others: Sequence[int] = (), *, seconds: float | None = None) -> bool:
        """Until asked to stop, until one of the other handles is ready, or for so long."""
        if not self.is_there:
            wait([self._woken, *others], timeout=seconds)
        return self.is_there


def forget() -> None:
    """In a fork: its parent's way to stop is not its own."""
    signal.set_wakeup_fd(-1)
    for one in SIGNALS:
        signal.signal(one, signal.SIG_DFL)
