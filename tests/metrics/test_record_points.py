import math
from datetime import datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from heliograph.actors import Actor, Door
from heliograph.errors import Invalid, NotFound
from heliograph.metrics.drafts import PointDraft, PointsDraft
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.metrics.points import record_points
from heliograph.metrics.vocabulary import MAX_POINTS
from tests.ledger import nothing_written, the_event
from tests.metrics.factories import NOON, a_metric, a_point

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)

system = Actor.system(door=Door.REST)


def record(metric: Metric, *moments: datetime, actor: Actor) -> list[MetricPoint]:
    """Points with the values 1, 2, 3 and so on."""
    points = [PointDraft(value=number, at=at) for number, at in enumerate(moments, start=1)]
    return record_points(PointsDraft(metric_id=metric.pk, points=points), actor=actor)


def kept(metric: Metric) -> list[tuple[float, int, float]]:
    """Value, counter, and minutes since noon of each point."""
    rows = metric.points.order_by("id").values_list("value", "counter", "created_at")
    return [(value, counter, (at - NOON) / MINUTE) for value, counter, at in rows]


def test_a_point_is_kept_with_its_value_at_its_time_rounded(operator: Actor) -> None:
    metric = a_metric()

    (point,) = record(metric, NOON + 44 * SECOND, actor=operator)

    assert kept(metric) == [(1, 1, 0.5)]
    assert (point.value, point.counter, point.created_at) == (1, 1, NOON + 30 * SECOND)


@pytest.mark.parametrize(
    ("threshold", "minutes", "expected"),
    [
        pytest.param(5, [0, 4.5], [(1, 2, 0)], id="within the threshold the last one counts again"),
        pytest.param(5, [0, 5], [(1, 1, 0), (2, 1, 5)], id="at the threshold it is a new one"),
        pytest.param(5, [0, -4.5], [(1, 2, 0)], id="shortly before the last counts too"),
        pytest.param(5, [0, -5], [(1, 1, 0), (2, 1, -5)], id="long before the last is a new one"),
        pytest.param(5, [0, -60, -60], [(1, 1, 0), (2, 1, -60), (3, 1, -60)], id="only the last is near"),
        pytest.param(5, [0, 4, 8], [(1, 2, 0), (3, 1, 8)], id="counting again does not move a point"),
        pytest.param(0, [0, 0], [(1, 1, 0), (2, 1, 0)], id="without a threshold all are kept apart"),
        pytest.param(60, [0, 10, 59.5, 60], [(1, 3, 0), (4, 1, 60)], id="an hour"),
    ],
)
def test_points_near_the_last_one_are_counted_told_at_once_as_told_one_by_one(
    operator: Actor, threshold: int, minutes: list[float], expected: list[tuple[float, int, float]]
) -> None:
    at_once, one_by_one = a_metric(threshold=threshold), a_metric(threshold=threshold)
    moments = [NOON + minute * MINUTE for minute in minutes]

    record(at_once, *moments, actor=operator)
    for number, at in enumerate(moments, start=1):
        draft = PointsDraft(metric_id=one_by_one.pk, points=[PointDraft(value=number, at=at)])
        record_points(draft, actor=operator)

    assert kept(at_once) == kept(one_by_one) == expected


@pytest.mark.django_db
@given(
    minutes=st.lists(st.integers(-200, 200), min_size=1, max_size=12), threshold=st.sampled_from([0, 5, 60])
)
def test_no_point_is_lost_and_the_answer_says_where_each_was_counted(
    minutes: list[int], threshold: int
) -> None:
    metric = a_metric(threshold=threshold)

    answer = record(metric, *(NOON + minute * MINUTE for minute in minutes), actor=system)

    counters = dict(metric.points.values_list("pk", "counter"))
    assert sum(counters.values()) == len(answer) == len(minutes)
    assert {pk: [point.pk for point in answer].count(pk) for pk in counters} == counters


def test_of_two_points_at_the_same_time_the_later_made_is_the_last(operator: Actor) -> None:
    metric = a_metric()
    first, second = a_point(metric), a_point(metric)

    (point,) = record(metric, NOON, actor=operator)

    first.refresh_from_db()
    assert (point, point.counter, first.counter) == (second, 2, 1)


def test_a_point_counted_again_keeps_its_value_and_time_and_says_when_it_was_told(operator: Actor) -> None:
    metric = a_metric()
    last = a_point(metric, value=7, counter=2, updated_at=NOON)

    (point,) = record(metric, NOON + MINUTE, actor=operator)

    last.refresh_from_db()
    assert (last.value, last.counter, last.created_at) == (7, 3, NOON)
    assert last.updated_at == point.updated_at != NOON


def test_points_of_another_metric_are_of_no_matter(operator: Actor) -> None:
    metric, other = a_metric(), a_metric()
    a_point(other)

    record(metric, NOON, actor=operator)

    assert (len(kept(metric)), len(kept(other))) == (1, 1)


def test_a_batch_is_one_event_with_the_ids_of_its_points(operator: Actor) -> None:
    metric = a_metric()
    moments = [NOON, NOON + MINUTE, NOON + 60 * MINUTE]

    first, _, last = record(metric, *moments, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == ("metric_point_created", "metric", metric.pk)
    assert event.payload["ids"] == [first.pk, last.pk]
    assert event.payload["row"].items() >= {"id": last.pk, "value": 3, "counter": 1}.items()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_one_value_that_is_no_number_refuses_the_whole_batch(operator: Actor, value: float) -> None:
    metric = a_metric()
    points = [PointDraft(value=1), PointDraft(value=value)]

    with nothing_written(), pytest.raises(Invalid) as refused:
        record_points(PointsDraft(metric_id=metric.pk, points=points), actor=operator)

    assert set(refused.value.errors) == {"1.value"}


@pytest.mark.parametrize("number", [0, MAX_POINTS + 1])
def test_none_and_too_many_are_refused(operator: Actor, number: int) -> None:
    metric = a_metric()

    with nothing_written(), pytest.raises(Invalid) as refused:
        record(metric, *[NOON] * number, actor=operator)

    assert set(refused.value.errors) == {"points"}


def test_a_metric_that_there_is_not_is_not_found(operator: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        record_points(PointsDraft(metric_id=99, points=[PointDraft(value=1)]), actor=operator)


@pytest.mark.parametrize("number", [1, 50])
def test_however_many_points_cost_the_same_queries(
    operator: Actor, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    metric = a_metric(threshold=1)
    a_point(metric)
    moments = [NOON + minute * MINUTE for minute in range(number + 1)]

    calls_out = connection.vendor == "postgresql"  # to other nodes
    # The transaction, two reads, the new, the counted, the event twice.
    with django_assert_num_queries(8 + calls_out):
        record(metric, *moments, actor=operator)
