"""What a page needs to show monitors, each in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, OuterRef, Q, Subquery

from heliograph.actors import Ability
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.monitoring.models import ComponentCheck, Monitor

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from heliograph.actors import Actor

RATED = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Rated:
    """A monitor with its checks of the last 24 hours; `milliseconds` is the mean of those that answered."""

    monitor: Monitor
    checks: int
    successes: int
    milliseconds: float | None


def rated_monitor(component_id: int, *, actor: Actor) -> Rated:
    """Raises NotFound. Two queries."""
    actor.require(Ability.COMPONENTS_MANAGE)
    monitor = Monitor.objects.select_related("component", "metric").filter(pk=component_id).first()
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


def newest_checks(component_ids: Collection[int]) -> list[ComponentCheck]:
    """One at most of each component that is checked. One query."""
    newest = ComponentCheck.objects.filter(component=OuterRef("pk")).order_by("-checked_at", "-pk")
    checked = Monitor.objects.at_work().filter(pk__in=component_ids)
    numbers = checked.annotate(newest=Subquery(newest.values("pk")[:1])).values("newest")
    return list(ComponentCheck.objects.filter(pk__in=numbers))


def certificates(component_ids: Collection[int]) -> dict[int, datetime]:
    """When they end, by the components that are checked and have one. One query."""
    monitors = Monitor.objects.at_work().filter(pk__in=component_ids)
    ends = monitors.values_list("pk", "certificate_until")
    return {pk: until for pk, until in ends if until is not None}


def checks_of(component_id: int, *, actor: Actor, most: int = 100) -> Sequence[ComponentCheck]:
    """The newest first. One query."""
    actor.require(Ability.COMPONENTS_MANAGE)
    return list(ComponentCheck.objects.filter(component=component_id).order_by("-checked_at", "-pk")[:most])
