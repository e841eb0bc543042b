"""Past incidents and maintenance by day, and paging through them."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heliograph.actors import Actor
from heliograph.site.settings import change_setting
from heliograph.status.vocabulary import IncidentStatus
from tests.factories import a_window, an_incident

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_that_time")]


@pytest.fixture
def _at_that_time() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def past(name: str, *, days_ago: float) -> None:
    an_incident(name=name, status=IncidentStatus.FIXED, occurred_at=NOW - days_ago * DAY)


def shown(client: Client, query: str = "") -> str:
    response = client.get(f"/{query}")
    assert response.status_code == 200
    return response.content.decode()


def days(page: str) -> list[str]:
    return re.findall(r'id="day-([\d-]+)"', page)


def test_seven_days_are_shown_newest_first(client: Client) -> None:
    newest_first = [(NOW - back * DAY).date().isoformat() for back in range(7)]
    assert days(shown(client)) == newest_first


def test_incidents_and_completed_windows_stand_on_their_day(client: Client) -> None:
    past("Yesterday's", days_ago=1)
    past("Too old", days_ago=7)
    a_window(name="Old disks", scheduled_at=NOW - 2 * DAY, completed_at=NOW - DAY)
    page = shown(client)
    assert page.index("day-2026-11-22") < page.index("Yesterday&#x27;s") < page.index("day-2026-11-21")
    assert page.index("day-2026-11-21") < page.index("Old disks") < page.index("day-2026-11-20")
    assert "Too old" not in page


def test_a_day_begins_at_midnight_of_the_page(client: Client, operator: Actor) -> None:
    an_incident(
        name="Late", status=IncidentStatus.FIXED, occurred_at=datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    )
    assert shown(client).index("Late") > shown(client).index("day-2026-11-21")
    change_setting("timezone", "Europe/Berlin", actor=operator)
    assert shown(client).index("Late") < shown(client).index("day-2026-11-21")


def test_a_bad_day_names_twenty_and_counts_the_rest(client: Client) -> None:
    for number in range(25):
        past(f"Number {number:02}", days_ago=1 + number / 1000)
    page = shown(client)
    assert re.findall(r"Number \d\d", page) == [f"Number {number:02}" for number in range(20)]
    assert '<a href="/history?month=2026-11#day-2026-11-22">and 5 more' in page


def test_an_owner_may_want_the_last_days_alone(client: Client, operator: Actor) -> None:
    past("Yesterday's", days_ago=1)
    past("Last week's", days_ago=5)
    change_setting("recent_incidents_only", value=True, actor=operator)
    change_setting("recent_incidents_days", 3, actor=operator)
    for address in ("", "?from=2026-11-19"):
        page = shown(client, address)
        assert days(page) == ["2026-11-23", "2026-11-22", "2026-11-21"]
        assert "Older" not in page
    change_setting("recent_incidents_days", 0, actor=operator)
    assert "Past incidents" not in shown(client)


def test_quiet_days_are_left_out_by_setting(client: Client, operator: Actor) -> None:
    past("Small", days_ago=3)
    change_setting("only_disrupted_days", value=True, actor=operator)
    assert days(shown(client)) == ["2026-11-20"]


def test_no_days_no_timeline(client: Client, operator: Actor) -> None:
    change_setting("incident_days", 0, actor=operator)
    assert "Past incidents" not in shown(client)


def test_older_days_are_a_link_away_and_so_is_the_way_back(client: Client) -> None:
    past("Two weeks ago", days_ago=14)
    first = shown(client)
    assert "?from=2026-11-16#past" in first
    assert "Newer" not in first
    second = shown(client, "?from=2026-11-16")
    assert days(second)[0] == "2026-11-16"
    assert 'href="/#past">Newer' in second
    assert "?from=2026-11-09#past" in second
    last = shown(client, "?from=2026-11-09")
    assert "Two weeks ago" in last
    assert "?from=2026-11-16#past" in last
    assert "Older" not in last


@pytest.mark.parametrize(
    "said",
    [
        *("", "x", "today", "20261110", "2026-W46-1", "2026-11-10T00:00", "2026-02-30", "-1", "2026-11-1%00"),
        *("0001-01-01", "1970-01-01", "2016-01-01", "2026-11-23", "2026-11-24", "9999-12-31", "99999-01-01"),
    ],
)
def test_what_is_no_day_of_the_past_is_the_default_page(client: Client, said: str) -> None:
    assert days(shown(client, f"?from={said}"))[0] == "2026-11-23"


class AnyDay(TestCase):
    @given(asked=st.dates())
    def test_every_date_there_is_has_a_page(self, asked: date) -> None:
        with time_machine.travel(NOW, tick=False):
            assert self.client.get("/", {"from": asked.isoformat()}).status_code == 200

    @given(said=st.text())
    def test_every_text_there_is_has_a_page(self, said: str) -> None:
        assert self.client.get("/", {"from": said}).status_code == 200
