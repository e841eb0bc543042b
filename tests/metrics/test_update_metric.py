import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid, NotFound
from heliograph.metrics.drafts import MetricChanges
from heliograph.metrics.metrics import update_metric
from heliograph.status.vocabulary import Visibility
from tests.ledger import nothing_written, the_event
from tests.metrics.factories import a_metric


def test_what_is_said_changes_and_the_rest_stays(operator: Actor) -> None:
    metric = a_metric(description="old", places=3)

    update_metric(metric.pk, MetricChanges(description=None, visible=Visibility.HIDDEN), actor=operator)

    before = metric.updated_at
    metric.refresh_from_db()
    assert (metric.description, metric.visible) == (None, Visibility.HIDDEN)
    assert (metric.name, metric.suffix, metric.places) == ("Response time", "ms", 3)
    assert metric.updated_at > before


def test_it_is_an_event_with_what_was_before(operator: Actor) -> None:
    metric = a_metric()

    update_metric(metric.pk, MetricChanges(name="Latency", suffix="ms"), actor=operator)

    event = the_event()
    assert (event.kind, event.subject_id) == ("metric_updated", metric.pk)
    assert event.payload["row"]["name"] == "Latency"
    assert event.payload["before"] == {"name": "Response time"}


def test_saying_what_is_already_so_is_no_event(operator: Actor) -> None:
    metric = a_metric()

    with nothing_written():
        update_metric(metric.pk, MetricChanges(name="Response time"), actor=operator)


def test_a_threshold_that_does_not_divide_the_hour_is_refused(operator: Actor) -> None:
    metric = a_metric()

    with nothing_written(), pytest.raises(Invalid) as refused:
        update_metric(metric.pk, MetricChanges(threshold=7), actor=operator)

    assert set(refused.value.errors) == {"threshold"}


def test_an_imported_threshold_of_zero_does_not_stand_in_the_way_of_other_changes(operator: Actor) -> None:
    metric = a_metric(threshold=0)

    update_metric(metric.pk, MetricChanges(name="Latency"), actor=operator)

    metric.refresh_from_db()
    assert (metric.name, metric.threshold) == ("Latency", 0)


def test_a_metric_that_there_is_not_is_not_found(operator: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        update_metric(99, MetricChanges(name="Latency"), actor=operator)
