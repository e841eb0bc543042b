"""Each rendition is made once, however many ask for it: the first asks, the others wait for what comes.

Painting goes on in threads of its own. So nobody who has something to show to a guest ever waits for the
database longer than they choose to, even when it hangs for minutes.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Lock

from heliograph.events.generation import generation
from heliograph.publishing.addresses import Asked
from heliograph.publishing.renditions import Answer, Rendition

log = logging.getLogger(__name__)

PAINTERS = 2
"""A process's. More would only take turns on the interpreter."""

REST_AFTER_FAILURE = 1.0
"""Seconds in which what has failed is not tried again."""

_MOST_REMEMBERED = 256
MOST_WAITING = 256
"""Renderings in the queue. A request beyond them gets what is known, or is refused."""

_FAILED = Answer(
    "500 Internal Server Error", (("Content-Type", "text/plain"), ("Cache-Control", "no-store")), b""
)
TOO_SLOW = Answer(
    "503 Service Unavailable",
    (("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "5"), ("Cache-Control", "no-store")),
    b"The page cannot be read at the moment. Please try again.",
)


class Flight:
    """`outcome` is there once it has landed."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.asked_at = time.monotonic()
        self.begun_in: int | None = None
        self.outcome: Rendition | Answer | None = None
        self.landed_at = 0.0
        self._landed = Event()

    def wait(self, *, until: float) -> Rendition | Answer | None:
        """The outcome, or None where there is none at that moment of the monotonic clock."""
        self._landed.wait(max(until - time.monotonic(), 0.0))
        return self.outcome

    def land(self, outcome: Rendition | Answer) -> None:
        self.outcome, self.landed_at = outcome, time.monotonic()
        self._landed.set()

    @property
    def has_failed(self) -> bool:
        return isinstance(self.outcome, Answer) and self.outcome.is_failure

    @property
    def can_be_joined(self) -> bool:
        """It has not begun before the newest change, or has just failed and would again."""
        if self.outcome is not None:
            return self.has_failed and time.monotonic() - self.landed_at < REST_AFTER_FAILURE
        return self.begun_in is None or self.begun_in == generation.current


class Flights:
    def __init__(self, paint: Callable[[Asked], Rendition | Answer]) -> None:
        self._paint = paint
        self._lock = Lock()
        self._flights: dict[Asked, Flight] = {}
        self._waiting: SimpleQueue[Flight] = SimpleQueue()
        self._painters = 0

    def running(self, asked: Asked) -> Flight | None:
        """One that a further request can wait for."""
        flight = self._flights.get(asked)
        return flight if flight is not None and flight.can_be_joined else None

    def joined(self, asked: Asked) -> Flight:
        with self._lock:
            flight = self.running(asked)
            if flight is None and self._waiting.qsize() >= MOST_WAITING:
                flight = Flight(asked)
                flight.land(TOO_SLOW)
            elif flight is None:
                self._forget_landed()
                flight = self._flights[asked] = Flight(asked)
                self._waiting.put(flight)
                self._hire()
            return flight

    def _forget_landed(self) -> None:
        if len(self._flights) >= _MOST_REMEMBERED:
            self._flights = {key: one for key, one in self._flights.items() if one.outcome is None}

    def _hire(self) -> None:
        """At the first question, in whichever process it comes: a fork takes no threads along."""
        while self._painters < PAINTERS:
            self._painters += 1
            threading.Thread(target=self._work, name=f"painter-{self._painters}", daemon=True).start()

    def _work(self) -> None:
        while True:
            flight = self._waiting.get()
            flight.begun_in = generation.current
            flight.land(self._painted(flight.asked))
            with self._lock:
                if self._flights.get(flight.asked) is flight and not flight.has_failed:
                    del self._flights[flight.asked]

    def _painted(self, asked: Asked) -> Rendition | Answer:
        try:
            return self._paint(asked)
        except Exception:
            log.exception("%s could not be rendered.", asked.path)
            return _FAILED
