import pytest

from heliograph.actors import Actor
from heliograph.errors import NotFound
from heliograph.metrics.models import MetricPoint
from heliograph.metrics.points import delete_point
from tests.ledger import nothing_written, the_event
from tests.metrics.factories import a_metric, a_point


def test_the_point_goes_and_the_others_stay(operator: Actor) -> None:
    metric = a_metric()
    point, other = a_point(metric), a_point(metric)

    delete_point(metric.pk, point.pk, actor=operator)

    assert list(MetricPoint.objects.all()) == [other]


def test_it_is_an_event_of_the_metric_with_the_row_that_was(operator: Actor) -> None:
    point = a_point(a_metric(), value=7)

    delete_point(point.metric_id, point.pk, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_id) == ("metric_point_deleted", point.metric_id)
    assert event.payload["row"].items() >= {"id": point.pk, "value": 7}.items()


def test_a_point_of_another_metric_is_not_found(operator: Actor) -> None:
    metric, point = a_metric(), a_point(a_metric())

    with nothing_written(), pytest.raises(NotFound):
        delete_point(metric.pk, point.pk, actor=operator)
