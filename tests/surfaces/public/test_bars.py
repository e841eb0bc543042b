"""The bar of ninety days under each component of the status page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from heliograph.actors import Actor
from heliograph.site.settings import change_setting
from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from heliograph.surfaces.public.presenters.bars import down_words, uptime_words
from tests.factories import a_component, a_window, an_incident, an_update

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_that_time")]


@pytest.fixture
def _at_that_time() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def an_old_component(**changes: object) -> Component:
    return a_component(**{"created_at": NOW - 200 * DAY} | changes)


def an_outage(
    component: Component, *, days_ago: float, minutes: int, status: ComponentStatus, name: str = "It broke"
) -> None:
    began = NOW - days_ago * DAY
    incident = an_incident(
        name=name, impacts=[(component, status)], created_at=began, status=IncidentStatus.FIXED
    )
    an_update(incident, status=IncidentStatus.FIXED, created_at=began + timedelta(minutes=minutes))


def shown(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def cells(page: str) -> list[str]:
    [bar] = re.findall(r'<div class="bar[^"]*">(.*?)</div>', page, re.DOTALL)
    return re.findall(r"<[ai].*?></[ai]>", bar, re.DOTALL)


def test_a_quiet_component_has_ninety_equal_days_and_no_link_in_them(client: Client) -> None:
    an_old_component()
    page = shown(client)
    assert len(cells(page)) == 90
    assert cells(page)[0] == '<i data-tip="Aug. 26, 2026\nNo downtime"></i>'
    assert cells(page)[-1] == '<i data-tip="Nov. 23, 2026\nNo downtime"></i>'
    assert "100% uptime" in page


def test_a_bad_day_says_how_bad_it_was_and_leads_to_what_happened(client: Client) -> None:
    component = an_old_component()
    an_outage(component, days_ago=3, minutes=95, status=ComponentStatus.MAJOR_OUTAGE, name='"<It> broke"')
    cell = cells(shown(client))[-4]
    assert cell.startswith('<a class="tone-major"')
    assert f'href="/components/{component.pk}#day-2026-11-20"' in cell
    assert "Nov. 20, 2026\nMajor outage, down for 1 h 35 min\n&quot;&lt;It&gt; broke&quot;" in cell


def test_a_day_names_three_and_counts_the_rest(client: Client) -> None:
    component = an_old_component()
    for number in range(5):
        an_outage(
            component, days_ago=3, minutes=5, status=ComponentStatus.PARTIAL_OUTAGE, name=f"Number {number}"
        )
    cell = cells(shown(client))[-4]
    assert len(re.findall(r"Number \d", cell)) == 3
    assert "and 2 more" in cell


def test_maintenance_is_no_downtime(client: Client) -> None:
    component = an_old_component()
    a_window(
        impacts=[(component, None)],
        scheduled_at=NOW - 2 * DAY,
        completed_at=NOW - 2 * DAY + HOUR,
        name="Disks",
    )
    page = shown(client)
    assert "Under maintenance\nDisks" in cells(page)[-3]
    assert "100% uptime" in page


def test_days_before_a_component_came_are_blank(client: Client) -> None:
    a_component(created_at=NOW - 2 * DAY)
    blank = [cell for cell in cells(shown(client)) if "class=blank" in cell]
    assert len(blank) == 87
    assert "No record" in blank[0]


def test_a_component_that_has_just_come_has_no_uptime_yet(client: Client) -> None:
    a_component(created_at=NOW)
    assert "No record yet" in shown(client)


def test_the_owner_weighs_a_partial_outage(client: Client, operator: Actor) -> None:
    component = an_old_component()
    an_outage(component, days_ago=3, minutes=60 * 24, status=ComponentStatus.PARTIAL_OUTAGE)
    said = []
    for weight in (0.0, 0.3, 1.0):
        change_setting("partial_outage_weight", weight, actor=operator)
        said += re.findall(r"[\d.]+%(?= uptime)", shown(client))
    assert said == ["100%", "99.66%", "98.88%"]


def test_a_day_is_one_of_the_page(client: Client, operator: Actor) -> None:
    component = an_old_component()
    began = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    an_outage(component, days_ago=(NOW - began) / DAY, minutes=10, status=ComponentStatus.MAJOR_OUTAGE)
    assert "#day-2026-11-19" in shown(client)
    change_setting("timezone", "Europe/Berlin", actor=operator)
    assert "#day-2026-11-20" in shown(client)


def test_paging_the_timeline_back_does_not_move_the_bars(client: Client) -> None:
    an_old_component()
    assert cells(shown(client, "/?from=2026-11-01")) == cells(shown(client))


@pytest.mark.parametrize(
    ("share", "words"),
    [(1, "100%"), (0.999_999, "99.99%"), (0.9876, "98.76%"), (0.5, "50%"), (0.999_9, "99.99%"), (0, "0%")],
)
def test_uptime_is_rounded_down(share: float, words: str) -> None:
    assert uptime_words(share) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "down for 1 min"),
        (60, "down for 1 min"),
        (61, "down for 2 min"),
        (3_600, "down for 1 h"),
        (3_660, "down for 1 h 1 min"),
        (86_400, "down for 24 h"),
    ],
)
def test_minutes_down_are_rounded_up(seconds: int, words: str) -> None:
    assert down_words(timedelta(seconds=seconds)) == words
