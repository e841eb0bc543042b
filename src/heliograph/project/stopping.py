"""Signals that ask a process to stop or to reload."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from types import FrameType

_STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
_IGNORED = (signal.SIGUSR1, signal.SIGUSR2)
"""Their default would kill the process and leave its children behind."""

_TERMINAL = "/dev/tty"
_AT_ONCE = 64


class StopRequest:
    """SIGTERM, SIGINT, SIGQUIT or a closed terminal, as something to wait for among other handles.

    SIGHUP is a request to reload unless the terminal was closed. A signal handler may run between any two
    instructions: ours only notes, and the wait is woken by the byte that the interpreter itself writes.
    """

    def __init__(self) -> None:
        self.is_there = False
        self._reload_is_due = False
        # A process that `nohup` started ignores SIGHUP, and outlives its terminal.
        self._ends_with_terminal = signal.getsignal(signal.SIGHUP) != signal.SIG_IGN and _has_terminal()
        self._woken, self._waker = socket.socketpair()
        self._woken.settimeout(0)
        self._waker.settimeout(0)
        for one in _STOP:
            signal.signal(one, self._note)
        signal.signal(signal.SIGHUP, self._note_hangup)
        for one in _IGNORED:
            signal.signal(one, signal.SIG_IGN)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_there = True

    def _note_hangup(self, _signal: int, _frame: FrameType | None) -> None:
        if self._ends_with_terminal and not _has_terminal():
            self.is_there = True
        else:
            self._reload_is_due = True

    def takes_reload(self) -> bool:
        """Whether a reload was requested since the last call."""
        is_due, self._reload_is_due = self._reload_is_due, False
        return is_due

    def wait(self, others: Sequence[int | Connection] = (), *, seconds: float | None = None) -> bool:
        """Until a signal comes, one of the other handles is ready, or so many seconds have passed."""
        if not self.is_there:
            wait([self._woken, *others], timeout=seconds)
            with suppress(BlockingIOError):
                self._woken.recv(_AT_ONCE)
        return self.is_there


def exit_on_request() -> None:
    """Until a StopRequest takes over: a signal to stop ends the process with status 0, others do nothing."""
    for one in _STOP:
        signal.signal(one, _exit)
    for one in _IGNORED:
        signal.signal(one, signal.SIG_IGN)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # what `nohup` set is for StopRequest to see
        signal.signal(signal.SIGHUP, _ignore)


def forget() -> None:
    """In a fork: its parent's way to stop is not its own."""
    signal.set_wakeup_fd(-1)
    for one in _STOP:
        signal.signal(one, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _exit(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _ignore(_signal: int, _frame: FrameType | None) -> None:
    """There is nothing to reload yet."""


def _has_terminal() -> bool:
    """Whether there is a controlling terminal that is still open."""
    try:
        os.close(os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
