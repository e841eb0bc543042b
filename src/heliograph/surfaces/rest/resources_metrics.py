"""What metrics and their points look like on the wire (contract, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from heliograph.metrics.models import Metric, MetricPoint
from heliograph.metrics.queries import newest_points
from heliograph.surfaces.rest.jsonapi import Relation, Resource, Row, View
from heliograph.surfaces.rest.resources import dates

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_POINTS = 1_000
"""Included with a metric, the newest. The original includes all there are, however many millions."""

_EXACT = 2**53
"""From here on a double no longer holds every whole number."""


def number(value: float) -> float:
    """240 and not 240.0, as the original writes it."""
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def metric(row: Metric, view: View) -> dict[str, object]:
    return {
        "id": row.pk,
        "name": row.name,
        "suffix": row.suffix,
        "description": row.description,
        "default_value": None if row.default_value is None else number(row.default_value),
        "calc_type": row.calc_type,
        "display_chart": row.display_chart,
        "places": row.places,
        "default_view": row.default_view,
        "threshold": row.threshold,
        "order": row.order,
        "visible": row.visible,
        **dates(row, view),
    }


def metric_point(row: MetricPoint, view: View) -> dict[str, object]:
    return {
        "id": row.pk,
        "metric_id": row.metric_id,
        "calculated_value": number(row.calculated_value),
        "value": number(row.value),
        "counter": row.counter,
        "total": number(float(row.total)),
        **dates(row, view),
    }


def _load_newest_points(rows: Sequence[Row]) -> None:
    points = newest_points((row.pk for row in rows), most=MOST_POINTS)
    for row in rows:
        row.newest_points = points.get(row.pk, [])


METRICS: Resource = Resource(
    type="metrics",
    attributes=metric,
    relations={
        "points": Relation(
            resource=lambda: METRIC_POINTS,
            load=_load_newest_points,
            children=lambda row: row.newest_points,
        ),
    },
)

METRIC_POINTS: Resource = Resource(
    type="metricPoints",
    attributes=metric_point,
    relations={
        "metric": Relation(
            resource=lambda: METRICS,
            prefetch=lambda view: Prefetch(
                "metric", Metric.objects.visible_to(view.actor), to_attr="shown_metric"
            ),
            children=lambda row: [] if row.shown_metric is None else [row.shown_metric],
            is_many=False,
        ),
    },
)
