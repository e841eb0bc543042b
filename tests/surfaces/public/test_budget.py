"""What a page costs: a fixed number of queries, and bytes within the contract's bounds."""

import gzip
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from heliograph.lib import clock
from heliograph.status.models import Incident, IncidentImpact, Schedule, ScheduleImpact, Update
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests.browser.measurements import measured
from tests.factories import a_component, a_group, an_incident, an_update

pytestmark = pytest.mark.django_db

KIB = 1024
STATUS_PAGE = 22
COUNTED = 2
"""Further ones: where more is open or planned than is shown, the page says how many."""

INCIDENT_PAGE = 4


def incidents(count: int, **changes: object) -> list[Incident]:
    defaults = {"message": "Told.", "visible": Visibility.EVERYONE, "status": IncidentStatus.WATCHING}
    rows = (Incident(**{"name": f"Incident {number}"} | defaults | changes) for number in range(count))
    return Incident.objects.bulk_create(rows)


def windows(count: int, **changes: object) -> list[Schedule]:
    rows = (Schedule(**{"name": f"Window {number}", "message": "Told."} | changes) for number in range(count))
    return Schedule.objects.bulk_create(rows)


def fill(count: int) -> None:
    """As many of everything that the page shows."""
    now, group = clock.now(), a_group()
    components = [a_component(name=f"Component {number}", group=group) for number in range(min(count, 50))]
    open_ones = incidents(count)
    past = [
        *incidents(count, status=IncidentStatus.FIXED, occurred_at=now - timedelta(days=1)),
        *incidents(count, status=IncidentStatus.FIXED, occurred_at=now - timedelta(days=30)),
    ]
    current = windows(count, scheduled_at=now - timedelta(days=2))
    done = windows(count, scheduled_at=now - timedelta(days=2), completed_at=now - timedelta(days=1))
    _touch(IncidentImpact, "incident", open_ones, components[0])
    _touch(ScheduleImpact, "schedule", current, components[0])
    Update.objects.bulk_create(
        Update(incident=one, message="Word.", status=one.status) for one in [*open_ones, *past]
    )
    Update.objects.bulk_create(Update(schedule=one, message="Word.") for one in [*current, *done])


def _touch(
    kind: type[IncidentImpact | ScheduleImpact], what: str, subjects: Iterable[object], component: object
) -> None:
    status = ComponentStatus.PARTIAL_OUTAGE
    rows = [kind(**{what: one, "component": component, "status": status}) for one in subjects]
    kind.objects.bulk_create(rows)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "queries"), [(1, STATUS_PAGE), (30, STATUS_PAGE), (1000, STATUS_PAGE + COUNTED)]
)
def test_the_status_page_asks_as_often_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int, queries: int
) -> None:
    fill(count)
    with django_assert_num_queries(queries):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("count", [1, 1000])
def test_an_incidents_page_asks_as_often_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    fill(count)
    incident = an_incident(impacts=[(a_component(), None) for _ in range(min(count, 50))])
    for _ in range(min(count, 50)):
        an_update(incident)
    with django_assert_num_queries(INCIDENT_PAGE):
        assert client.get(f"/incidents/{incident.guid}").status_code == 200


def test_a_page_of_fifty_components_and_twenty_incidents_is_small(client: Client) -> None:
    groups = [a_group(name=f"Group {number}") for number in range(10)]
    components = [
        a_component(
            name=f"Component {number}", description=f"What {number} is for.", group=groups[number % 10]
        )
        for number in range(50)
    ]
    for number in range(20):
        status = IncidentStatus.WATCHING if number < 5 else IncidentStatus.FIXED
        day = clock.now() - timedelta(days=number % 7)
        impacts = [(components[number], ComponentStatus.PARTIAL_OUTAGE)]
        incident = an_incident(name=f"Incident {number}", status=status, occurred_at=day, impacts=impacts)
        for word in range(3):
            an_update(incident, status=status, message=f"We did {number * word} things, and look on. " * 4)
    measured(clock.now())
    assert len(gzip.compress(client.get("/").content)) < 25 * KIB


def test_the_stylesheet_is_small() -> None:
    found = finders.find("public/page.css")
    assert isinstance(found, str)
    assert len(gzip.compress(Path(found).read_bytes())) < 10 * KIB


def test_the_script_is_small() -> None:
    """Of ours, with what charts need beyond it; uPlot is fetched by those who come near a chart."""
    found = [finders.find(name) for name in ("public/page.js", "public/charts.js")]
    assert len(gzip.compress(b"".join(Path(str(one)).read_bytes() for one in found))) < 12 * KIB
