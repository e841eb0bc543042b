"""Lists cost the same number of queries for one row and for fifty; so they do for 40,000, part by part."""

import pytest
from pytest_django import DjangoAssertNumQueries

from heliograph.metrics.models import Metric, MetricPoint
from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus
from heliograph.subscribers.models import Subscriber, Subscription
from tests import factories
from tests.surfaces.rest_v1.caller import V1

DOWN = ComponentStatus.MAJOR_OUTAGE

# The settings and the token; the number of rows, and the rows; then what belongs to them.
BUDGETS = [
    ("/components", 6),  # and what is open
    ("/components?status=4&sort=status&tags[]=a", 12),
    ("/components/groups", 7),
    ("/incidents", 10),  # twice: those that are maintenance, too
    ("/incidents?component_id={component}&sort=name&order=desc", 10),
    ("/incidents/templates", 4),
    ("/metrics", 4),
    ("/schedules", 5),
    ("/subscribers", 5),
]


def fill(rows: int) -> None:
    for number in range(rows):
        component = factories.a_component(group=factories.a_group(), tags=["a"])
        incident = factories.an_incident(impacts=[(component, DOWN)])
        factories.an_update(incident)
        window = factories.a_window(impacts=[(component, None)], told_as_incident=True)
        window.updates.create(message="Begun.")
        factories.a_template(slug=f"template-{number}")
        Metric.objects.create(name="m", suffix="ms").points.create(value=number)
        subscriber = Subscriber.objects.create(email=f"{number}@example.com")
        Subscription.objects.create(subscriber=subscriber, component=component)


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(("path", "queries"), BUDGETS)
def test_a_list_costs_the_same_for_one_row_and_for_fifty(
    path: str, queries: int, rows: int, v1: V1, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(rows)
    address = path.format(component=Component.objects.earliest("pk").pk)

    with django_assert_num_queries(queries):
        answer = v1.get(f"{address}{'&' if '?' in path else '?'}per_page=400")

    assert answer.status == 200
    if "component_id" not in path:
        assert len(answer.body["data"]) in {rows, 2 * rows}


@pytest.mark.parametrize("rows", [1, 50])
def test_what_belongs_to_one_costs_the_same(
    rows: int, v1: V1, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    incident, metric = factories.an_incident(), Metric.objects.create(name="m", suffix="ms")
    for number in range(rows):
        factories.an_update(incident)
        MetricPoint.objects.create(metric=metric, value=number)

    for path, queries in ((f"/incidents/{incident.pk}/updates", 5), (f"/metrics/{metric.pk}/points", 5)):
        with django_assert_num_queries(queries):
            assert len(v1.get(f"{path}?per_page=100").body["data"]) == rows
