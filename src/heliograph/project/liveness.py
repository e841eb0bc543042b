"""Liveness of the web processes: each answers its parent every second, and a silent one is replaced.

A process that holds its interpreter lock (a catastrophic regular expression) or is stopped looks alive to the
kernel, and serves no request. It cannot answer from a thread either, which is how its parent notices.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import active_children
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

log = logging.getLogger(__name__)

PERIOD_SECONDS = 1.0
TIMEOUT_SECONDS = 30.0
_PID_BYTES = 8


def watch(
    *,
    on_reload: Callable[[Callable[[], None]], object],
    reloaded: Callable[[], None],
    timeout_seconds: float,
) -> socket.socket:
    """In Granian's main process: kills web processes that are silent, so that Granian replaces them.

    `on_reload` registers what Granian calls before a reload. `reloaded` is called when no process from before
    it is left. Returns what `answer` needs in each fork.
    """
    parents, childrens = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    parents.settimeout(0)
    childrens.settimeout(0)
    watching = _Watch(parents, timeout_seconds=timeout_seconds, reloaded=reloaded)
    on_reload(watching.note_reload)
    threading.Thread(target=watching.run, name="liveness", daemon=True).start()
    return childrens


def answer(channel: socket.socket) -> None:
    """In a web process: answers every second from a thread of its own."""
    threading.Thread(target=_answer, args=(channel,), name="liveness", daemon=True).start()


def _answer(channel: socket.socket) -> None:
    pid = os.getpid().to_bytes(_PID_BYTES)
    while True:
        with suppress(BlockingIOError):  # the parent is behind in reading, and has enough answers
            channel.send(pid)
        time.sleep(PERIOD_SECONDS)


@dataclass
class _Watch:
    """Counts the periods in which a process sent nothing.

    Periods in which this process itself ran, and not seconds of the clock: a machine that was suspended, or a
    container that was paused, goes on without having its processes killed.
    """

    channel: socket.socket
    timeout_seconds: float
    reloaded: Callable[[], None]
    _silent_periods: dict[int, int] = field(default_factory=dict)
    _before_reload: set[int] = field(default_factory=set)

    def run(self) -> None:
        while True:
            time.sleep(PERIOD_SECONDS)
            self._look()

    def note_reload(self) -> None:
        self._before_reload = {child.pid or 0 for child in active_children()}

    def _look(self) -> None:
        answered = self._answered()
        children = {child.pid or 0: child for child in active_children()}
        self._silent_periods = {
            pid: 0 if pid in answered else self._silent_periods.get(pid, 0) + 1 for pid in children
        }
        for pid, periods in self._silent_periods.items():
            if periods * PERIOD_SECONDS >= self.timeout_seconds:
                self._kill(children[pid])
        if self._before_reload and self._before_reload.isdisjoint(children):
            self._before_reload = set()
            self.reloaded()

    def _answered(self) -> set[int]:
        pids = set()
        with suppress(BlockingIOError):
            while True:
                pids.add(int.from_bytes(self.channel.recv(_PID_BYTES)))
        return pids

    def _kill(self, child: BaseProcess) -> None:
        log.error(
            "Web process %s has not answered for %.0f seconds. It is killed and replaced.",
            child.pid,
            self.timeout_seconds,
        )
        self._silent_periods[child.pid or 0] = 0
        child.kill()
