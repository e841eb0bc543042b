"""Reads of points, each in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Func, OuterRef, Q, Subquery, Sum, Value
from typing_extensions import override

from heliograph.errors import NotFound
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.metrics.series import Slot
from heliograph.status.vocabulary import Visibility

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler, _AsSqlType

    from heliograph.metrics.series import Grid

_LARGEST = 1e280
"""Beyond it nothing is charted: no sum of what is left overflows, which PostgreSQL would refuse to read."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A metric, and the grid that its points are laid into."""

    metric: Metric
    grid: Grid


def charted() -> QuerySet[Metric]:
    """The metrics with a chart that everyone may see, in the owner's order."""
    return Metric.objects.filter(visible=Visibility.EVERYONE, display_chart=True).order_by("order", "pk")


def charted_metric(metric_id: int) -> Metric:
    metric = charted().filter(pk=metric_id).first()
    if metric is None:
        raise NotFound("There is no such metric.")
    return metric


def slots_of(charts: Sequence[Chart]) -> Mapping[int, list[Slot]]:
    """What each metric's points come to in the slots of its grid, by the metric's id: one query for all."""
    slots: dict[int, list[Slot]] = defaultdict(list)
    if not charts:
        return slots
    first, *others = (_summed(one) for one in charts)
    for metric_id, seconds, total, times in first.union(*others, all=True) if others else first:
        begins = datetime.fromtimestamp(seconds, tz=UTC)
        slots[metric_id].append(Slot(begins=begins, total=total, times=times))
    return slots


def _summed(chart: Chart) -> QuerySet[MetricPoint, tuple[int, int, float, int]]:
    """Rows of metric, Unix time of the slot, total and times: as many as slots, however many points."""
    grid, length = chart.grid, int(chart.grid.slot.total_seconds())
    points = MetricPoint.objects.filter(
        metric=chart.metric,
        created_at__gte=grid.begins,
        created_at__lt=grid.ends,
        total__range=(-_LARGEST, _LARGEST),
    )
    return (
        points.annotate(slot=_UnixTime("created_at") / Value(length) * Value(length))
        .values("slot")
        .annotate(sum=Sum("total"), times=Sum("counter"))
        .order_by()
        .values_list("metric_id", "slot", "sum", "times")
    )


class _UnixTime(Func):
    """Whole seconds, so that databases divide them as integers."""

    arity = 1
    output_field = BigIntegerField()
    template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"

    @override
    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        **context: Any,
    ) -> _AsSqlType:
        return self.as_sql(
            compiler,
            connection,
            template="CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)",
            **context,
        )


def newest_points(metric_ids: Iterable[int], *, most: int) -> Mapping[int, list[MetricPoint]]:
    """The newest of each metric, by its id; among themselves in the order of their ids.

    The database finds the oldest that belongs to them, and reads from there on: a window over all points,
    which is what Django makes of a prefetch with an end, reads millions to show a thousand.
    """
    oldest = MetricPoint.objects.filter(metric=OuterRef("pk")).order_by("-created_at", "-id")[most - 1 : most]
    metrics = Metric.objects.filter(pk__in=metric_ids).annotate(
        since=Subquery(oldest.values("created_at")), first=Subquery(oldest.values("pk"))
    )
    shown = [_from(*one) for one in metrics.values_list("pk", "since", "first")]
    points: dict[int, list[MetricPoint]] = defaultdict(list)
    # Sorted here: asked for the order of ids, SQLite would walk through all points in it.
    found = MetricPoint.objects.filter(reduce(or_, shown, Q(pk__in=())))
    for point in sorted(found, key=lambda one: one.pk):
        points[point.metric_id].append(point)
    return points


def _from(metric_id: int, since: datetime | None, first: int | None) -> Q:
    """All of them, where there are fewer than there may be."""
    of_metric = Q(metric=metric_id)
    if since is None:
        return of_metric
    return of_metric & Q(created_at__gte=since) & ~Q(created_at=since, pk__lt=first)
