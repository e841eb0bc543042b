"""What a page needs to show monitors, each in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, OuterRef, Q, Subquery

from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.monitoring.models import ComponentCheck, Monitor

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from heliograph.metrics.models import Metric

RATED = timedelta(hours=24)


_SOON = timedelta(days=14)
"""Most certificates are renewed a month before they end: one that has not been will not be by itself."""


@dataclass(frozen=True, kw_only=True)
class Rated:
    """A monitor with its checks of the last 24 hours; `milliseconds` is the mean of those that answered."""

    monitor: Monitor
    checks: int
    successes: int
    milliseconds: float | None

    @property
    def certificate_ends_soon(self) -> bool:
        until = self.monitor.certificate_until
        return until is not None and until - clock.now() < _SOON


def rated_monitor(component_id: int) -> Rated:
    """Raises NotFound. Two queries."""
    monitor = Monitor.objects.existing().select_related("component").filter(pk=component_id).first()
    if monitor is None:
        raise NotFound("There is no such monitor.")
    lately = ComponentCheck.objects.filter(component=component_id, checked_at__gte=clock.now() - RATED)
    numbers = lately.aggregate(
        checks=Count("pk"), successes=Count("pk", filter=Q(is_successful=True)), mean=Avg("response_time")
    )
    return Rated(
        monitor=monitor,
        checks=numbers["checks"],
        successes=numbers["successes"],
        milliseconds=numbers["mean"],
    )


def checks_of(component_id: int, *, most: int = 100) -> Sequence[ComponentCheck]:
    """The newest first. One query."""
    return list(ComponentCheck.objects.filter(component=component_id).order_by("-checked_at", "-pk")[:most])


def newest_checks(component_ids: Collection[int]) -> list[ComponentCheck]:
    """One at most of each component that is checked, with its monitor. One query."""
    newest = ComponentCheck.objects.filter(component=OuterRef("pk")).order_by("-checked_at", "-pk")
    checked = Monitor.objects.at_work().filter(pk__in=component_ids)
    numbers = checked.annotate(newest=Subquery(newest.values("pk")[:1])).values("newest")
    return list(ComponentCheck.objects.filter(pk__in=numbers).select_related("component__monitor"))


def mean_for(monitor: Monitor, metric: Metric) -> float | None:
    """The mean response time, in milliseconds, over the minutes that the metric's points are apart.

    None while there is a point that is younger, or nothing has answered. Two queries.
    """
    now, apart = clock.now(), timedelta(minutes=metric.threshold)
    if metric.points.filter(created_at__gt=now - apart).exists():
        return None
    since = now - max(apart, timedelta(seconds=monitor.interval))
    checks = ComponentCheck.objects.filter(component=monitor.pk, checked_at__gte=since)
    mean: float | None = checks.aggregate(mean=Avg("response_time"))["mean"]
    return mean
