from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from heliograph.metrics.queries import newest_points
from tests.metrics.factories import NOON, a_metric, a_point

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def test_the_newest_of_each_metric_come_in_the_order_of_their_ids() -> None:
    many, few, none = a_metric(), a_metric(), a_metric()
    late, early, middle = (a_point(many, created_at=NOON + minute * MINUTE) for minute in (9, 1, 5))
    only = a_point(few, created_at=NOON - 9 * MINUTE)

    found = newest_points([many.pk, few.pk, none.pk], most=2)

    assert found == {many.pk: [late, middle], few.pk: [only]}
    assert early not in found[many.pk]


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_of_points_at_the_same_time_the_later_made_are_the_newest(most: int) -> None:
    metric = a_metric()
    points = [a_point(metric) for _ in range(3)]

    assert newest_points([metric.pk], most=most)[metric.pk] == points[-most:]


def test_no_metrics_have_no_points() -> None:
    a_point(a_metric())

    assert newest_points([], most=2) == {}


@pytest.mark.parametrize("number", [1, 50])
def test_however_many_metrics_cost_two_queries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    metrics = [a_metric() for _ in range(number)]
    for metric in metrics:
        a_point(metric)
        a_point(metric)

    with django_assert_num_queries(2):
        found = newest_points([metric.pk for metric in metrics], most=1)

    assert len(found) == number
