"""What the database adds up for charts."""

from datetime import timedelta
from math import fsum
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from heliograph.errors import NotFound
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.metrics.queries import Chart, charted, charted_metric, slots_of
from heliograph.metrics.series import Range, Slot, grid
from heliograph.status.vocabulary import Visibility
from tests.metrics.factories import NOON, a_metric, a_point

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def chart(metric: Metric, chosen: Range = Range.HOUR) -> Chart:
    return Chart(metric=metric, grid=grid(chosen, at=NOON, zone=ZoneInfo("UTC"), threshold=1))


@pytest.mark.parametrize(
    ("chosen", "begins"),
    [(Range.HOUR, NOON - 8 * MINUTE), (Range.DAY, NOON - 10 * MINUTE), (Range.WEEK, NOON - 15 * MINUTE)],
)
def test_points_of_a_slot_are_added_up_as_often_as_they_count(chosen: Range, begins: object) -> None:
    metric = a_metric()
    a_point(metric, value=2.5, counter=3, created_at=NOON - 8 * MINUTE)
    a_point(metric, value=4, created_at=NOON - 8 * MINUTE + timedelta(seconds=30))
    slots = slots_of([chart(metric, chosen)])[metric.pk]
    assert slots == [Slot(begins=begins, total=11.5, times=4)]  # type: ignore[arg-type]


def test_nothing_is_read_that_the_chart_does_not_show() -> None:
    metric, other = a_metric(), a_metric()
    for minutes in (-61 * 24 * 60, -70, 2):
        a_point(metric, created_at=NOON + minutes * MINUTE)
    a_point(other)
    assert slots_of([chart(metric)]) == {}


@pytest.mark.parametrize("chosen", Range)
def test_nothing_that_it_shows_is_lost(chosen: Range) -> None:
    metric = a_metric()
    points = [
        MetricPoint(metric=metric, value=n, total=n, created_at=NOON - n * 7 * MINUTE) for n in range(500)
    ]
    MetricPoint.objects.bulk_create(points)
    one = chart(metric, chosen)
    shown = [point.value for point in points if one.grid.begins <= point.created_at]
    assert fsum(slot.total for slot in slots_of([one])[metric.pk]) == fsum(shown)


@pytest.mark.parametrize("value", [1.7e308, -1.7e308])
def test_values_that_no_sum_could_hold_are_left_out(value: float) -> None:
    metric = a_metric()
    a_point(metric, value=value, counter=1_000)
    a_point(metric, value=3)
    assert [slot.total for slot in slots_of([chart(metric)])[metric.pk]] == [3]


@pytest.mark.parametrize("number", [1, 20])
def test_however_many_charts_cost_one_query(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    metrics = [a_metric() for _ in range(number)]
    for metric in metrics:
        a_point(metric)
    ranges = list(Range)
    with django_assert_num_queries(1):
        found = slots_of([chart(metric, ranges[place % 4]) for place, metric in enumerate(metrics)])
    assert len(found) == number


def test_without_charts_nothing_is_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert slots_of([]) == {}


def test_metrics_have_the_owners_order() -> None:
    last, first = a_metric(order=2), a_metric(order=1)
    assert list(charted()) == [first, last]


@pytest.mark.parametrize(
    "hidden", [{"visible": Visibility.SIGNED_IN}, {"visible": Visibility.HIDDEN}, {"display_chart": False}]
)
def test_a_metric_that_is_not_for_everyone_has_no_chart(hidden: dict[str, object]) -> None:
    metric = a_metric(**hidden)
    assert list(charted()) == []
    with pytest.raises(NotFound):
        charted_metric(metric.pk)
