"""One channel's desk in a worker: it takes deliveries, hands them to senders, and records what they say.

The desk's thread alone has the database, the senders' threads have the connections: while a mail server
thinks, the next batch is taken, and no sender waits for the database.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from django.db import Error as DatabaseFailed
from django.db import close_old_connections

from heliograph.delivery import outbox
from heliograph.delivery.channel import Attempt, Outcome, Verdict
from heliograph.delivery.workers import own_name
from heliograph.lib.commits import Watch
from heliograph.lib.traces import trace_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import timedelta

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

_FINISH_WITHIN = 6.0
"""Seconds that senders have at the end; less than a supervisor waits for us."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Parcels that one sender sends in this order, none of them later than `begin_before` (monotonic)."""

    parcels: Sequence[Parcel]
    begin_before: float


class Desk:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._worker = own_name()
        self._batches: SimpleQueue[Batch | None] = SimpleQueue()
        self._sent: SimpleQueue[Attempt] = SimpleQueue()
        self._unrecorded: list[Attempt] = []
        self._in_hand: dict[int, Delivery] = {}
        self._is_closing = threading.Event()
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
        if self._busy_senders() <= _BATCH // 2 and not self._channel.rests():
            self._take()
        if self._in_hand:
            self._record(_all_of(self._sent, patience=_PATIENCE, most=_RECORDED_AT_ONCE))
        else:
            self._watch.wait(stop)

    def _take(self) -> None:
        begin_before = time.monotonic() + _BEGIN_WITHIN
        taken = outbox.take(self._channel, most=_BATCH, worker=self._worker)
        self._in_hand.update((one.pk, one) for one in taken)
        for parcels in batches_of(self._channel, taken):
            self._batches.put(Batch(parcels=parcels, begin_before=begin_before))

    def _busy_senders(self) -> int:
        if not self._channel.is_ordered:
            return len(self._in_hand)
        return len({one.recipient_id for one in self._in_hand.values()})

    def _record(self, sent: list[Attempt]) -> None:
        """What the database did not take is kept for the next time."""
        self._unrecorded += sent
        if self._unrecorded:
            outbox.record(self._channel, self._unrecorded, worker=self._worker)
        for attempt in self._unrecorded:
            self._in_hand.pop(attempt.delivery.pk, None)
        self._unrecorded = []

    def _close(self, senders: list[threading.Thread]) -> None:
        self._is_closing.set()
        batches = [one for one in _all_of(self._batches) if one is not None]
        unsent = [parcel.delivery for one in batches for parcel in one.parcels]
        for _ in senders:
            self._batches.put(None)
        outbox.give_back(unsent, worker=self._worker)
        deadline = time.monotonic() + _FINISH_WITHIN
        for sender in senders:
            sender.join(max(0.0, deadline - time.monotonic()))
        self._record(_all_of(self._sent))

    def _send(self) -> None:
        while (batch := self._batches.get()) is not None:
            for attempt in send_batch(batch.parcels, is_late=partial(self._is_late, batch)):
                self._sent.put(attempt)

    def _is_late(self, batch: Batch) -> bool:
        return self._is_closing.is_set() or time.monotonic() > batch.begin_before


def batches_of(channel: Channel, deliveries: Sequence[Delivery]) -> Iterable[list[Parcel]]:
    """What one sender sends one after the other: of an ordered channel all parcels of a recipient."""
    parcels = channel.parcels(deliveries) if deliveries else ()
    if not channel.is_ordered:
        return [[one] for one in parcels]
    of_recipients: dict[int, list[Parcel]] = defaultdict(list)
    for one in parcels:
        of_recipients[one.delivery.recipient_id].append(one)
    return of_recipients.values()


def send_batch(parcels: Iterable[Parcel], *, is_late: Callable[[], bool]) -> Iterator[Attempt]:
    """Sends in this order; what is left when the recipient asks for a pause, or is late, is postponed."""
    pause: timedelta | None = None
    for parcel in parcels:
        is_postponed = pause is not None or is_late()
        postponed = Outcome(verdict=Verdict.POSTPONED, retry_after=pause)
        outcome = postponed if is_postponed else _outcome(parcel)
        pause = outcome.retry_after
        yield Attempt(delivery=parcel.delivery, outcome=outcome)


def _outcome(parcel: Parcel) -> Outcome:
    """What a channel did not foresee is no reason to lose the delivery, nor the sender."""
    try:
        return parcel.send()
    except Exception as error:  # noqa: BLE001 - a failure of any kind is logged and stored
        log.error("Delivery %d could not be sent: %s", parcel.delivery.pk, trace_of(error))  # noqa: TRY400 - no message
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
