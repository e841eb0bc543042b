"""Charts of metrics, and what they are drawn of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse

from heliograph.errors import NotFound
from heliograph.metrics import queries
from heliograph.metrics.queries import Chart
from heliograph.metrics.series import Range, grid
from heliograph.surfaces.public.addresses import number
from heliograph.surfaces.public.door import page
from heliograph.surfaces.public.presenters.charts import (
    ChartBlock,
    chart_block,
    chart_points,
    default_range,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.metrics.models import Metric
    from heliograph.surfaces.public.door import Visit

_MOST_CHARTS = 20
_FRESH = "public, max-age=15"


@page
def metric(visit: Visit, metric_id: str) -> HttpResponse:
    """`?range=` hour, day, week or month; the metric's own without it, and for any other value."""
    shown = queries.charted_metric(number(metric_id)) if visit.site.display_graphs else None
    if shown is None:
        raise NotFound("There is no such metric.")
    chart = _chart(visit, shown, _asked_range(visit) or default_range(shown))
    points = chart_points(chart, queries.slots_of([chart])[shown.pk], visit.calendar)
    return JsonResponse(points, headers={"Cache-Control": _FRESH})


def charts(visit: Visit) -> tuple[ChartBlock, ...]:
    """Those of the status page, in two queries."""
    if not visit.site.display_graphs:
        return ()
    shown = [_chart(visit, one, default_range(one)) for one in queries.charted()[:_MOST_CHARTS]]
    slots = queries.slots_of(shown)
    return tuple(chart_block(one, slots[one.metric.pk], visit.calendar) for one in shown)


def _chart(visit: Visit, metric: Metric, chosen: Range) -> Chart:
    return Chart(metric=metric, grid=grid(chosen, at=visit.at, zone=visit.zone, threshold=metric.threshold))


def _asked_range(visit: Visit) -> Range | None:
    asked = visit.request.GET.get("range")
    return Range(asked) if asked in set(Range) else None
