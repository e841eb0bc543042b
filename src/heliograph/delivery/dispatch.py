"""One channel's desk in a worker: it takes deliveries, hands them to senders, and records what they say.

The desk's thread alone has the database, the senders' threads have the connections: while a mail server
thinks, the next batch is taken, and no sender waits for the database.
"""

from __future__ import annotations

import logging
import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from django.db import Error as DatabaseFailed
from django.db import close_old_connections

from heliograph.delivery import outbox
from heliograph.delivery.channel import Attempt, Outcome, Verdict
from heliograph.delivery.workers import own_name
from heliograph.lib.commits import Watch

if TYPE_CHECKING:
    from heliograph.delivery.channel import Channel, Parcel
    from heliograph.delivery.models import Delivery

log = logging.getLogger(__name__)
T = TypeVar("T")

_BATCH = 200
_RECORDED_AT_ONCE = 50
"""Few, and soon: what was accepted and is not recorded yet is sent twice if we are killed now."""

_PATIENCE = 0.05
_AFTER_FAILURE = 2.0
_BEGIN_WITHIN = outbox.LEASE.total_seconds() / 2
"""What takes longer might end when others have it in hand: it is left to its next time."""

_LATE = Outcome(verdict=Verdict.LATER, error="No sender was free in time.")
_FINISH_WITHIN = 6.0
"""Seconds that senders have at the end; less than a supervisor waits for us."""


class Desk:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._worker = own_name()
        self._parcels: SimpleQueue[tuple[Parcel, float] | None] = SimpleQueue()
        self._sent: SimpleQueue[Attempt] = SimpleQueue()
        self._unrecorded: list[Attempt] = []
        self._in_hand: dict[int, Delivery] = {}
        self._watch = Watch()

    def work(self, stop: threading.Event) -> None:
        """Until asked to stop; what is being sent then is finished, and what is not begun is given back."""
        name = str(self._channel.kind)
        senders = [threading.Thread(target=self._send, name=name, daemon=True) for _ in self._hands()]
        for sender in senders:
            sender.start()
        outbox.take_over()
        while not stop.is_set():
            try:
                self._turn(stop)
            except DatabaseFailed:
                log.exception("The desk of %s cannot work without the database.", name)
                close_old_connections()
                stop.wait(_AFTER_FAILURE)
        self._close(senders)

    def _hands(self) -> range:
        return range(self._channel.at_once)

    def _turn(self, stop: threading.Event) -> None:
        self._watch.look()
        if len(self._in_hand) <= _BATCH // 2 and not self._channel.rests():
            self._take()
        if self._in_hand:
            self._record(_all_of(self._sent, patience=_PATIENCE, most=_RECORDED_AT_ONCE))
        else:
            self._watch.wait(stop)

    def _take(self) -> None:
        begin_before = time.monotonic() + _BEGIN_WITHIN
        taken = outbox.take(self._channel, most=_BATCH, worker=self._worker)
        for parcel in self._channel.parcels(taken) if taken else ():
            self._in_hand[parcel.delivery.pk] = parcel.delivery
            self._parcels.put((parcel, begin_before))

    def _record(self, sent: list[Attempt]) -> None:
        """What the database did not take is kept for the next time."""
        self._unrecorded += sent
        if self._unrecorded:
            outbox.record(self._channel, self._unrecorded, worker=self._worker)
        for attempt in self._unrecorded:
            self._in_hand.pop(attempt.delivery.pk, None)
        self._unrecorded = []

    def _close(self, senders: list[threading.Thread]) -> None:
        unsent = [one[0].delivery for one in _all_of(self._parcels) if one is not None]
        for _ in senders:
            self._parcels.put(None)
        outbox.give_back(unsent, worker=self._worker)
        deadline = time.monotonic() + _FINISH_WITHIN
        for sender in senders:
            sender.join(max(0.0, deadline - time.monotonic()))
        self._record(_all_of(self._sent))

    def _send(self) -> None:
        while (one := self._parcels.get()) is not None:
            parcel, begin_before = one
            is_late = time.monotonic() > begin_before
            outcome = _LATE if is_late else _outcome(parcel)
            self._sent.put(Attempt(delivery=parcel.delivery, outcome=outcome))


def _outcome(parcel: Parcel) -> Outcome:
    """What a channel did not foresee is no reason to lose the delivery, nor the sender."""
    try:
        return parcel.send()
    except Exception as error:
        log.exception("Delivery %d could not be sent.", parcel.delivery.pk)
        return Outcome(verdict=Verdict.LATER, error=type(error).__name__)


def _all_of(queue: SimpleQueue[T], *, patience: float = 0.0, most: int | None = None) -> list[T]:
    """What there is and what comes within so many seconds, at most so many."""
    found: list[T] = []
    deadline = time.monotonic() + patience
    try:
        while most is None or len(found) < most:
            left = deadline - time.monotonic()
            found.append(queue.get(timeout=left) if left > 0 else queue.get_nowait())
    except Empty:
        pass
    return found
