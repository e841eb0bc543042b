import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests.factories import a_component, a_group, a_window, an_incident, an_update

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUERIES = 7

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_that_time")]


@pytest.fixture
def _at_that_time() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def an_old_component(**changes: object) -> Component:
    return a_component(**{"name": "API", "created_at": NOW - 200 * DAY} | changes)


def page_of(client: Client, component: Component) -> str:
    response = client.get(f"/components/{component.pk}")
    assert response.status_code == 200
    return response.content.decode()


def row_of(page: str, day: str) -> str:
    [row] = re.findall(rf'<tr id="day-{day}">.*?</tr>', page)
    return str(row)


def test_it_says_what_the_component_is_and_how_it_is(client: Client) -> None:
    component = an_old_component(
        description="Everything there is.",
        link="https://example.com/api",
        status=ComponentStatus.PERFORMANCE_ISSUES,
    )
    page = page_of(client, component)
    for said in ("API", "Everything there is.", 'href="https://example.com/api"', "Performance issues"):
        assert said in page


def test_uptime_is_told_for_four_stretches(client: Client) -> None:
    component = an_old_component()
    began = NOW - 5 * DAY
    incident = an_incident(
        impacts=[(component, ComponentStatus.MAJOR_OUTAGE)], created_at=began, status=IncidentStatus.FIXED
    )
    an_update(incident, status=IncidentStatus.FIXED, created_at=began + DAY)
    shares = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page_of(client, component))
    assert shares == [
        ("24 hours", "100%"),
        ("7 days", "84.41%"),
        ("30 days", "96.60%"),
        ("90 days", "98.88%"),
    ]


def test_every_day_has_a_row_newest_first_with_what_happened_on_it(client: Client) -> None:
    component = an_old_component()
    incident = an_incident(
        name="It broke",
        impacts=[(component, ComponentStatus.MAJOR_OUTAGE)],
        created_at=NOW - 2 * HOUR,
    )
    window = a_window(
        name="Disks",
        impacts=[(component, None)],
        scheduled_at=NOW - 3 * DAY,
        completed_at=NOW - 3 * DAY + HOUR,
    )
    page = page_of(client, component)
    days = re.findall(r'<tr id="day-([\d-]+)">', page)
    assert (len(days), days[0], days[-1]) == (90, "2026-11-23", "2026-08-26")
    assert "down for 2 h" in row_of(page, "2026-11-23")
    assert f'href="/incidents/{incident.guid}">It broke' in row_of(page, "2026-11-23")
    assert f'href="/schedules/{window.pk}">Disks' in row_of(page, "2026-11-20")
    assert "Under maintenance" in row_of(page, "2026-11-20")
    assert "Operational" in row_of(page, "2026-11-21")


def test_what_lasted_over_several_days_is_told_once_among_the_events(client: Client) -> None:
    component = an_old_component()
    an_incident(
        name="It broke", impacts=[(component, ComponentStatus.MAJOR_OUTAGE)], created_at=NOW - 3 * DAY
    )
    assert page_of(client, component).count('<h3 class="entry-title">') == 1


def test_fifty_events_are_named_and_the_rest_counted(client: Client) -> None:
    component = an_old_component()
    for number in range(52):
        an_incident(
            impacts=[(component, None)],
            created_at=NOW - (number + 1) * HOUR,
            updated_at=NOW,
            status=IncidentStatus.FIXED,
        )
    page = page_of(client, component)
    assert page.count('<h3 class="entry-title">') == 50
    assert "and 2 more" in page


def test_a_quiet_component_says_so(client: Client) -> None:
    assert "None in the last 90 days." in page_of(client, an_old_component())


def test_a_component_that_has_just_come_has_no_record_yet(client: Client) -> None:
    page = page_of(client, a_component(created_at=NOW))
    assert page.count("No record yet") >= 4
    assert "No record" in row_of(page, "2026-11-22")


@pytest.mark.parametrize("count", [1, 50])
def test_it_asks_as_often_however_much_happened(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    component = an_old_component()
    for number in range(count):
        an_incident(
            impacts=[(component, ComponentStatus.MAJOR_OUTAGE)], created_at=NOW - number * DAY, updated_at=NOW
        )
        a_window(impacts=[(component, None)], scheduled_at=NOW - number * DAY)
    with django_assert_num_queries(QUERIES):
        page_of(client, component)


@pytest.mark.parametrize("address", ["0", "01", "-1", "x", "1.0", "9" * 30, "%00", "٣"])
def test_whatever_else_is_asked_for_is_the_page_of_nothing(client: Client, address: str) -> None:
    response = client.get(f"/components/{address}")
    assert response.status_code == 404
    assert "There is nothing at this address." in response.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"enabled": False},
        {"deleted_at": NOW},
        {"group": Visibility.SIGNED_IN},
        {"group": Visibility.HIDDEN},
    ],
    ids=str,
)
def test_the_page_of_a_component_that_is_not_for_everyone_is_that_of_none(
    client: Client, changes: dict[str, object]
) -> None:
    if "group" in changes:
        changes = {"group": a_group(visible=changes["group"])}
    component = a_component(**changes)
    answer, of_none = (client.get(f"/components/{one}") for one in (component.pk, "none"))
    assert answer.status_code == 404
    assert answer.content == of_none.content
    assert answer.headers == of_none.headers


@pytest.mark.parametrize(
    "changes",
    [
        {"published_at": NOW + HOUR},
        {"visible": Visibility.SIGNED_IN},
        {"visible": Visibility.HIDDEN},
        {"deleted_at": NOW},
    ],
    ids=str,
)
@pytest.mark.parametrize("status", [IncidentStatus.INVESTIGATING, IncidentStatus.FIXED])
def test_a_secret_incident_leaves_no_trace_in_the_days(
    client: Client, changes: dict[str, object], status: IncidentStatus
) -> None:
    component = an_old_component()
    before = page_of(client, component)
    incident = an_incident(
        name="Takeover",
        status=status,
        impacts=[(component, ComponentStatus.MAJOR_OUTAGE)],
        created_at=NOW - DAY,
        **changes,
    )
    an_update(incident, status=status)
    assert page_of(client, component) == before
