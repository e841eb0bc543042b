"""Metrics and points as a test needs them, written past the verbs (see `tests.factories`)."""

from datetime import UTC, datetime

from heliograph.metrics.models import Metric, MetricPoint

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def a_metric(**changes: object) -> Metric:
    """For everyone to see, with a threshold of 5 minutes."""
    return Metric.objects.create(**{"name": "Response time", "suffix": "ms"} | changes)


def a_point(metric: Metric, **changes: object) -> MetricPoint:
    return MetricPoint.objects.create(metric=metric, **{"value": 1.5, "created_at": NOON} | changes)
