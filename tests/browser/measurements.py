"""Metrics of the last month, told through the verbs."""

from datetime import datetime, timedelta
from math import sin

from heliograph.actors import Actor, Door
from heliograph.metrics.drafts import MetricDraft, PointDraft, PointsDraft
from heliograph.metrics.metrics import create_metric
from heliograph.metrics.points import record_points
from heliograph.metrics.vocabulary import MetricCalculation, MetricView

_OWNER = Actor.system(door=Door.COMMAND)
_TOLD_AT_ONCE = 1_000


def measured(now: datetime) -> None:
    """An average, a sum with a default value, and one that nothing was measured of."""
    latency = MetricDraft(
        name="Response time",
        suffix="ms",
        description="At the 95th percentile, measured from Frankfurt.",
        calc_type=MetricCalculation.AVERAGE,
        places=1,
    )
    requests = MetricDraft(
        name="Requests", suffix="", places=0, default_value=0, default_view=MetricView.WEEK
    )
    _record(latency, [(now - minutes * timedelta(minutes=7), _wave(minutes)) for minutes in range(4_000)])
    _record(
        requests, [(now - hours * timedelta(hours=1), 900 + _wave(hours) * 7) for hours in range(20, 500)]
    )
    _record(MetricDraft(name="Queue", suffix="jobs"), [])


def _wave(step: int) -> float:
    return round(120 + 30 * sin(step / 9) + 11 * sin(step * 1.7) + (140 if 20 < step < 27 else 0), 2)


def _record(draft: MetricDraft, measured: list[tuple[datetime, float]]) -> None:
    metric = create_metric(draft, actor=_OWNER)
    points = [PointDraft(value=value, at=at) for at, value in sorted(measured)]
    for first in range(0, len(points), _TOLD_AT_ONCE):
        told = points[first : first + _TOLD_AT_ONCE]
        record_points(PointsDraft(metric_id=metric.pk, points=told), actor=_OWNER)
