"""Whoever is due is checked, several at a time, and what was found is recorded.

One thread has the database, the probers have the network: what does not answer for a minute holds up nobody.
A worker that is killed meanwhile has lost a check, and the next one comes when it is due.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Min

from heliograph.actors import Actor
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.lib.claims import free
from heliograph.lib.traces import trace_of
from heliograph.metrics.drafts import PointDraft, PointsDraft
from heliograph.metrics.models import Metric
from heliograph.metrics.points import record_points
from heliograph.monitoring.models import Monitor
from heliograph.monitoring.monitors import record_check
from heliograph.monitoring.probes import Target, probe
from heliograph.monitoring.queries import mean_for
from heliograph.monitoring.verdict import Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from heliograph.monitoring.models import ComponentCheck

log = logging.getLogger(__name__)

AT_ONCE = 64
"""They mostly wait: so many may be silent until their timeout before others have to."""

_PATIENCE = 0.5
_LONGEST_PAUSE = 5.0
"""Seconds; so long a new monitor waits at most."""


@dataclass(frozen=True, kw_only=True)
class Probed:
    monitor: Monitor
    result: Result


class Probers:
    """Threads: so many components at once are probed. Where there is nothing to probe there are none."""

    def __init__(self, number: int = AT_ONCE) -> None:
        self.in_hand = 0
        self._number, self._hired = number, 0
        self._asked: SimpleQueue[Monitor | None] = SimpleQueue()
        self._results: SimpleQueue[Probed] = SimpleQueue()

    @property
    def free(self) -> int:
        return max(self._number - self.in_hand, 0)

    def ask(self, monitor: Monitor) -> None:
        self.in_hand += 1
        self._asked.put(monitor)
        if self._hired < min(self.in_hand, self._number):
            self._hired += 1
            threading.Thread(target=self._work, name=f"prober-{self._hired}", daemon=True).start()

    def results(self, *, patience: float) -> Iterator[Probed]:
        """What has come; where nothing has, what comes within so many seconds."""
        while self.in_hand:
            try:
                one = self._results.get(timeout=patience)
            except Empty:
                return
            self.in_hand, patience = self.in_hand - 1, 0.0
            yield one

    def dismiss(self) -> None:
        """Nobody waits for those that are still out."""
        for _ in range(self._hired):
            self._asked.put(None)

    def _work(self) -> None:
        while (monitor := self._asked.get()) is not None:
            self._results.put(Probed(monitor=monitor, result=_result_of(monitor)))


def keep_checking(stop: threading.Event) -> None:
    """Until it is set."""
    probers = Probers()
    try:
        while not stop.is_set():
            # Looked first: a transaction, which other writers wait for, is for what there is to take.
            if probers.free and Monitor.objects.due(at=clock.now()).exists():
                for monitor in take_due(most=probers.free):
                    probers.ask(monitor)
            for one in probers.results(patience=_PATIENCE):
                record(one)
            if not probers.in_hand:
                stop.wait(_pause())
    finally:
        probers.dismiss()


def check_all() -> Iterator[tuple[Monitor, ComponentCheck]]:
    """Whether due or not, in the order in which they answer."""
    probers = Probers()
    try:
        for monitor in Monitor.objects.at_work().select_related("component"):
            probers.ask(monitor)
        while probers.in_hand:
            for one in probers.results(patience=_PATIENCE):
                check = record(one)
                if check is not None:
                    yield one.monitor, check
    finally:
        probers.dismiss()


@transaction.atomic(durable=True)
def take_due(*, most: int) -> list[Monitor]:
    """Each is one worker's, and due again after its pause."""
    now = clock.now()
    due = Monitor.objects.due(at=now).select_related("component")
    in_turn = due.order_by(F("due_at").asc(nulls_first=True), "pk")
    taken = list(free(in_turn, of=("self",))[:most])
    for monitor in taken:
        monitor.due_at = now + timedelta(seconds=monitor.interval)
    Monitor.objects.bulk_update(taken, ["due_at"])
    return taken


def record(one: Probed) -> ComponentCheck | None:
    """None where the monitor is gone by now."""
    check = record_check(one.monitor.pk, one.result, actor=Actor.monitor())
    if check is not None and one.monitor.metric_id is not None:
        _tell_metric(one.monitor, one.monitor.metric_id)
    return check


def _tell_metric(monitor: Monitor, metric_id: int) -> None:
    """Of what came since its last point, once that is as old as its points are apart.

    Any sooner it would be counted in that point, and be an event and another generation for nothing.
    """
    metric = Metric.objects.filter(pk=metric_id).first()
    mean = None if metric is None else mean_for(monitor, metric)
    if metric is None or mean is None:
        return
    try:
        record_points(
            PointsDraft(metric_id=metric.pk, points=[PointDraft(value=mean)]), actor=Actor.monitor()
        )
    except NotFound:
        log.info("The metric of %s was deleted meanwhile.", monitor)


def _result_of(monitor: Monitor) -> Result:
    target = Target(
        address=monitor.target,
        timeout=monitor.timeout,
        expected_statuses=monitor.expected_statuses,
        keyword=monitor.keyword,
    )
    try:
        return probe(target)
    except Exception as error:  # noqa: BLE001 - a failure of any kind is logged and stored
        log.error("Component %d could not be checked: %s", monitor.pk, trace_of(error))  # noqa: TRY400 - no message
        return Result(is_up=None, error=type(error).__name__)


def _pause() -> float:
    """Seconds until somebody is due."""
    first: datetime | None = Monitor.objects.at_work().aggregate(first=Min("due_at"))["first"]
    if first is None:
        return _LONGEST_PAUSE
    return min(max((first - clock.now()).total_seconds(), _PATIENCE), _LONGEST_PAUSE)
