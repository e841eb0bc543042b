"""Reads cost the same number of queries for one row and for fifty.

Each number counts everything between request and answer: the settings, the rows, a query for each relation
that is included, and the two behind the statuses of all components.
"""

import pytest
from pytest_django import DjangoAssertNumQueries

from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.people import Caller

DOWN = ComponentStatus.MAJOR_OUTAGE

BUDGETS = [
    ("/api/components?per_page=100", 4),
    ("/api/components?per_page=100&include=group,incidents,meta", 6),
    ("/api/components?per_page=100&include=incidentsCount,groupExists", 6),
    ("/api/components?per_page=100&filter[meta][k]=v&filter[name]=web&sort=-name", 4),
    ("/api/component-groups?per_page=100", 2),
    ("/api/component-groups?per_page=100&include=components", 5),
    ("/api/incidents?per_page=100", 2),
    ("/api/incidents?per_page=100&include=components,components.group,updates,user", 8),
    ("/api/incidents?per_page=100&include=componentsCount,updatesCount", 4),
    ("/api/incident-templates?per_page=100", 2),
    ("/api/status", 5),
    ("/api/ping", 1),
]


def fill(rows: int) -> None:
    for number in range(rows):
        component = factories.a_component(group=factories.a_group(), meta={"k": "v"})
        incident = factories.an_incident(impacts=[(component, DOWN)], user=factories.a_user())
        factories.an_update(incident)
        factories.a_window(impacts=[(component, None)])
        factories.a_template(slug=f"template-{number}")


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(("path", "queries"), BUDGETS)
def test_a_list_costs_the_same_for_one_row_and_for_fifty(
    path: str,
    queries: int,
    rows: int,
    as_stranger: Caller,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    fill(rows)

    with django_assert_num_queries(queries):
        answer = as_stranger.get(path)

    if path not in {"/api/status", "/api/ping"}:
        assert len(answer.body["data"]) == rows


@pytest.mark.parametrize("rows", [1, 50])
def test_a_token_costs_three_queries_more(
    rows: int, as_operator: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The token's own, and two for how long the answer will hold."""
    fill(rows)

    with django_assert_num_queries(5):
        as_operator.get("/api/incidents?per_page=100")


@pytest.mark.parametrize("rows", [1, 50])
def test_the_updates_of_an_incident_cost_the_same_for_one_and_for_fifty(
    rows: int, as_stranger: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    incident = factories.an_incident()
    for _ in range(rows):
        factories.an_update(incident)

    with django_assert_num_queries(4):
        answer = as_stranger.get(f"/api/incidents/{incident.pk}/updates?per_page=100&include=incident")

    assert len(answer.body["data"]) == rows
