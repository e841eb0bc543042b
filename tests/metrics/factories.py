"""Metrics and points as a test needs them, written past the verbs (see `tests.factories`)."""

from datetime import UTC, datetime
from typing import Any

from heliograph.metrics.models import Metric, MetricPoint
from heliograph.metrics.vocabulary import finite

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def a_metric(**changes: object) -> Metric:
    """For everyone to see, with a threshold of 5 minutes."""
    return Metric.objects.create(**{"name": "Response time", "suffix": "ms"} | changes)


def a_point(metric: Metric, **changes: object) -> MetricPoint:
    """A point of equal values, unless its `total` is given."""
    values: dict[str, Any] = {"value": 1.5, "counter": 1, "created_at": NOON} | changes
    total = finite(values["value"] * values["counter"])
    return MetricPoint.objects.create(metric=metric, **{"total": total} | values)
