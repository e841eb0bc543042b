"""A point keeps the sum of all values that it stands for, and charts are drawn by it."""

import math
import sys
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from heliograph.actors import Actor
from heliograph.metrics.drafts import PointChanges, PointDraft, PointsDraft
from heliograph.metrics.models import Metric
from heliograph.metrics.points import change_point, record_points
from heliograph.metrics.queries import Chart, slots_of
from heliograph.metrics.series import Range, grid, series
from heliograph.metrics.vocabulary import Counting, MetricCalculation
from tests.metrics.factories import NOON, a_metric

pytestmark = pytest.mark.django_db

LARGEST = sys.float_info.max


def record(metric: Metric, *values: float, actor: Actor, counting: Counting = Counting.NEAR) -> None:
    points = [PointDraft(value=value, at=NOON) for value in values]
    record_points(PointsDraft(metric_id=metric.pk, points=points, counting=counting), actor=actor)


def charted_values(metric: Metric) -> list[float]:
    one = Chart(metric=metric, grid=grid(Range.HOUR, at=NOON, zone=ZoneInfo("UTC"), threshold=5))
    buckets = series(
        slots_of([one])[metric.pk],
        edges=one.grid.edges,
        calculation=MetricCalculation(metric.calc_type),
        default_value=None,
    )
    return [one.value for one in buckets if one.value is not None]


@pytest.mark.parametrize(
    ("calculation", "expected"), [(MetricCalculation.AVERAGE, 200), (MetricCalculation.SUM, 600)]
)
@pytest.mark.parametrize("is_at_once", [True, False])
def test_values_within_the_threshold_are_charted_by_their_mean_or_sum(
    calculation: MetricCalculation, expected: float, operator: Actor, *, is_at_once: bool
) -> None:
    metric = a_metric(calc_type=calculation, threshold=5)
    for values in [(100, 200, 300)] if is_at_once else [(100,), (200,), (300,)]:
        record(metric, *values, actor=operator)

    (point,) = metric.points.all()
    assert (point.value, point.counter, point.calculated_value, point.total) == (100, 3, 300, 600)
    assert charted_values(metric) == [expected]


def test_equal_values_that_are_counted_together_add_up(operator: Actor) -> None:
    metric = a_metric()
    record(metric, 7, 7, 8, actor=operator, counting=Counting.SAME_VALUE)

    assert list(metric.points.order_by("pk").values_list("value", "counter", "total")) == [
        (7, 2, 14),
        (8, 1, 8),
    ]


def test_a_changed_value_stands_for_all_values_of_its_point(operator: Actor) -> None:
    metric = a_metric()
    record(metric, 1, 2, actor=operator)
    (point,) = metric.points.all()
    change_point(metric.pk, point.pk, PointChanges(value=5), actor=operator)

    (point,) = metric.points.all()
    assert (point.value, point.counter, point.total) == (5, 2, 10)


@pytest.mark.parametrize("value", [LARGEST, -LARGEST])
def test_no_sum_overflows(value: float, operator: Actor) -> None:
    metric = a_metric()
    for values in [(value, value), (value,), (value, value), (1,)]:
        record(metric, *values, actor=operator)

    (point,) = metric.points.all()
    assert math.isfinite(point.total)
    assert point.counter == 6


@pytest.mark.django_db(transaction=True)
def test_the_migration_fills_totals_of_points_that_were_there() -> None:
    executor = MigrationExecutor(connection)
    before, after = [("metrics", "0002_points_by_time_with_values")], [("metrics", "0003_point_totals")]
    try:
        apps = executor.migrate(before).apps
        metric = apps.get_model("metrics", "Metric").objects.create(name="Metric", suffix="ms")
        points = apps.get_model("metrics", "MetricPoint").objects
        for value, counter in [(2.5, 3), (-4, 1), (1e300, 2_000_000_000)]:
            points.create(metric=metric, value=value, counter=counter)
    finally:
        MigrationExecutor(connection).migrate(after)

    assert list(Metric.objects.get().points.order_by("pk").values_list("total", flat=True)) == [
        7.5,
        -4,
        1e300,
    ]
