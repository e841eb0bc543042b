import math

import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid
from heliograph.metrics.drafts import MetricDraft
from heliograph.metrics.metrics import create_metric
from heliograph.metrics.models import Metric
from heliograph.metrics.vocabulary import MetricCalculation, MetricView
from heliograph.status.vocabulary import Visibility
from tests.ledger import nothing_written, the_event

A_DRAFT = MetricDraft(name="Response time", suffix="ms")

EVERYTHING_SAID: dict[str, object] = {
    "name": "Queue",
    "suffix": "jobs",
    "description": "What waits",
    "default_value": 2.5,
    "calc_type": MetricCalculation.AVERAGE,
    "display_chart": False,
    "places": 0,
    "default_view": MetricView.MONTH,
    "threshold": 60,
    "order": 3,
    "visible": Visibility.HIDDEN,
}


def test_a_metric_is_made_as_it_is_said(operator: Actor) -> None:
    create_metric(MetricDraft(**EVERYTHING_SAID), actor=operator)  # type: ignore[arg-type]

    assert Metric.objects.values(*EVERYTHING_SAID).get() == EVERYTHING_SAID


def test_what_is_not_said_has_its_default(operator: Actor) -> None:
    metric = create_metric(A_DRAFT, actor=operator)

    metric.refresh_from_db()
    assert (metric.description, metric.default_value) == (None, None)
    assert (metric.calc_type, metric.places, metric.default_view) == (0, 2, 1)
    assert (metric.threshold, metric.order, metric.visible, metric.display_chart) == (5, 0, 1, True)


def test_it_is_an_event_with_the_whole_row(operator: Actor) -> None:
    metric = create_metric(A_DRAFT, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == ("metric_created", "metric", metric.pk)
    assert event.payload["row"].items() >= {"name": "Response time", "threshold": 5, "visible": 1}.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("threshold", 0),
        ("threshold", 7),
        ("threshold", 120),
        ("places", -1),
        ("places", 5),
        ("default_value", math.inf),
        ("default_value", math.nan),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(operator: Actor, field: str, value: float) -> None:
    draft = MetricDraft(name="Queue", suffix="jobs", **{field: value})  # type: ignore[arg-type]

    with nothing_written(), pytest.raises(Invalid) as refused:
        create_metric(draft, actor=operator)

    assert set(refused.value.errors) == {field}
