import pytest

from heliograph.actors import Actor
from heliograph.errors import NotFound
from heliograph.metrics.metrics import delete_metric
from heliograph.metrics.models import Metric, MetricPoint
from tests.ledger import nothing_written, the_event
from tests.metrics.factories import a_metric, a_point


def test_a_metric_takes_its_points_along_and_leaves_those_of_others(operator: Actor) -> None:
    metric, other = a_metric(), a_metric()
    a_point(metric)
    kept = a_point(other)

    delete_metric(metric.pk, actor=operator)

    assert list(Metric.objects.all()) == [other]
    assert list(MetricPoint.objects.all()) == [kept]


def test_it_is_an_event_with_the_row_that_was(operator: Actor) -> None:
    metric = a_metric(name="Queue")

    delete_metric(metric.pk, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_id) == ("metric_deleted", metric.pk)
    assert event.payload["row"]["name"] == "Queue"


def test_a_metric_that_there_is_not_is_not_found(operator: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        delete_metric(99, actor=operator)
