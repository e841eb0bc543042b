"""Keeps processes alive, and ends them together."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

import django

from heliograph.project import stopping
from heliograph.project.lifeline import end_with
from heliograph.project.service_manager import ServiceManager

log = logging.getLogger(__name__)

# A fork is there at once, with everything loaded; elsewhere than on Linux not every library bears it.
if sys.platform == "linux":
    _context = multiprocessing.get_context("fork")
else:
    _context = multiprocessing.get_context("spawn")

LONGEST_PAUSE = 30.0
_ENOUGH = 10  # doublings; what fails for days must not overflow
HEALTHY_AFTER = 60.0
STOP_WITHIN = 8.0
"""Seconds until what does not stop by itself is killed."""


@dataclass(frozen=True)
class Role:
    """`reloads_on` is the signal that makes its process replace its own processes, if it can."""

    name: str
    run: Callable[[], None]
    reloads_on: signal.Signals | None = None


def pause_before(restart: int) -> float:
    """Seconds before the first, second, ... restart in a row: 1, 2, 4, ... 30."""
    return min(2.0 ** min(restart - 1, _ENOUGH), LONGEST_PAUSE)


def supervise(roles: tuple[Role, ...], *, manager: ServiceManager, reloads: Reloads) -> None:
    """Runs the roles until asked to stop."""
    request = stopping.StopRequest()
    children = [Child(role) for role in roles]
    try:
        for child in children:
            child.start()
        while not request.is_there:
            running = [child.sentinel for child in children if child.is_running]
            request.wait([*running, reloads.ended], seconds=_soonest(children))
            for child in children:
                child.look_after()
            reloads.look_after(children, manager=manager, is_requested=request.takes_reload())
    finally:
        manager.stopping()
        _stop(children)


class Reloads:
    """Reloads, and what the service manager is notified of about them.

    `finished` is for the process that reloads: it is called there when all of its processes are new.
    """

    def __init__(self) -> None:
        self.ended, self._end = _context.Pipe(duplex=False)
        self._is_running = False

    def finished(self) -> None:
        self._end.send_bytes(b"1")

    def look_after(self, children: list[Child], *, manager: ServiceManager, is_requested: bool) -> None:
        if is_requested:
            log.info("Reloading: the web processes are replaced.")
            manager.reloading()
            self._is_running = True
            for child in children:
                child.reload()
        has_ended = self.ended.poll()
        if has_ended:
            self.ended.recv_bytes()
        # One that ended is started again, and has new processes too.
        is_restarted = not all(child.is_running for child in children if child.can_reload)
        if self._is_running and (has_ended or is_restarted):
            log.info("Reloaded.")
            self._is_running = False
            manager.ready()


def _soonest(children: list[Child]) -> float | None:
    pauses = [child.rest for child in children if not child.is_running]
    return min(pauses, default=None)


def _stop(children: list[Child]) -> None:
    deadline = time.monotonic() + STOP_WITHIN
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.await_end(deadline)


class Child:
    """One role's process: running, or resting until it is started again."""

    def __init__(self, role: Role) -> None:
        self._role = role
        self._process: BaseProcess = _context.Process()
        self._started = self._due = 0.0
        self._restarts = 0
        self.is_running = False

    @property
    def sentinel(self) -> int:
        return self._process.sentinel

    @property
    def rest(self) -> float:
        return max(0.0, self._due - time.monotonic())

    def start(self) -> None:
        self._process = _context.Process(target=_run, args=(self._role, os.getpid()), name=self._role.name)
        self._process.start()
        self._started = time.monotonic()
        self.is_running = True

    def look_after(self) -> None:
        if self.is_running and not self._process.is_alive():
            self._note_death()
        elif not self.is_running and self.rest == 0.0:
            self.start()

    def _note_death(self) -> None:
        self.is_running = False
        self._signal(signal.SIGTERM)  # processes of its own that it left behind
        lived = time.monotonic() - self._started
        self._restarts = 1 if lived >= HEALTHY_AFTER else self._restarts + 1
        pause = pause_before(self._restarts)
        self._due = time.monotonic() + pause
        code = self._process.exitcode
        log.error("The %s process ended (%s). It is started again in %.0f s.", self._role.name, code, pause)

    @property
    def can_reload(self) -> bool:
        return self._role.reloads_on is not None

    def reload(self) -> None:
        if self._role.reloads_on is not None:
            self._ask(self._role.reloads_on)

    def ask_to_stop(self) -> None:
        self._ask(signal.SIGTERM)

    def _ask(self, number: signal.Signals) -> None:
        if self.is_running:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid or 0, number)

    def await_end(self, deadline: float) -> None:
        if not self.is_running:
            return
        self._process.join(max(0.0, deadline - time.monotonic()))
        if self._process.is_alive():
            log.warning("The %s process did not stop in time and is killed.", self._role.name)
            self._signal(signal.SIGKILL)
            self._process.join()
        self.is_running = False

    def _signal(self, number: signal.Signals) -> None:
        """To the process and all that it started: they are a group of their own."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid or 0, number)


def _run(role: Role, supervisor: int) -> None:
    """In the child: a group of its own, since Ctrl-C asks a whole group, and it is ours to ask."""
    os.setpgid(0, 0)
    stopping.forget()
    end_with(supervisor)
    django.setup()
    role.run()
