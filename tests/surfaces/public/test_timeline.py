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
from heliograph.status.drafts import IncidentChanges, IncidentDraft
from heliograph.status.incidents import create_incident, update_incident
from heliograph.status.models import Incident
from heliograph.status.vocabulary import IncidentStatus, Visibility
from tests.factories import a_window, an_incident, an_update

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

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
    a_window(name="Old disks", scheduled_at=NOW - 2 * DAY, completed_at=NOW - 2 * DAY + HOUR)
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


def on_day(page: str, day: str) -> str:
    """The section of one day."""
    return page.partition(f'id="day-{day}"')[2].partition("</section>")[0]


def lasting(name: str, *, began: datetime, fixed: datetime | None = None, stickied: bool = False) -> Incident:
    status = IncidentStatus.WATCHING if fixed is None else IncidentStatus.FIXED
    incident = an_incident(name=name, occurred_at=began, created_at=began, status=status, stickied=stickied)
    if fixed is not None:
        an_update(incident, status=IncidentStatus.FIXED, message="It is over.", created_at=fixed)
    return incident


def test_what_was_fixed_today_stands_on_today_in_full_and_as_a_line_before(client: Client) -> None:
    incident = lasting("Payments fail", began=NOW - 10 * DAY, fixed=NOW - HOUR)
    page = shown(client)

    assert "It is over." in on_day(page, "2026-11-23")
    for back in range(1, 7):
        day = on_day(page, (NOW - back * DAY).date().isoformat())
        assert f'<a href="/incidents/{incident.guid}">Payments fail</a>' in day
        assert "resolved Nov. 23, 2026" in day
        assert "It is over." not in day
    assert page.count("It is over.") == 1
    assert "No incidents reported." not in page


def test_what_goes_on_stands_in_full_above_the_components_and_as_a_line_on_each_day(client: Client) -> None:
    lasting("Payments fail", began=NOW - 2 * DAY)
    page = shown(client)

    assert page.index("Happening now") < page.index("We are looking into it.") < page.index('id="components"')
    assert page.count("We are looking into it.") == 1
    for day in ("2026-11-23", "2026-11-22", "2026-11-21"):
        assert "ongoing" in on_day(page, day)
    assert "No incidents reported." in on_day(page, "2026-11-20")


def test_what_ends_at_midnight_belongs_to_the_day_before(client: Client) -> None:
    lasting("Night", began=datetime(2026, 11, 21, 20, tzinfo=UTC), fixed=datetime(2026, 11, 22, tzinfo=UTC))
    page = shown(client)

    assert "It is over." in on_day(page, "2026-11-21")
    assert "No incidents reported." in on_day(page, "2026-11-22")


def test_maintenance_of_several_days_stands_on_its_last_one(client: Client) -> None:
    a_window(name="New disks", scheduled_at=NOW - 3 * DAY, completed_at=NOW - DAY)
    a_window(name="Long work", scheduled_at=NOW - 2 * DAY, completed_at=NOW + DAY)
    page = shown(client)

    assert "We put them in." in on_day(page, "2026-11-22")
    for day in ("2026-11-21", "2026-11-20"):
        assert "completed Nov. 22, 2026" in on_day(page, day)
    assert "ongoing" in on_day(page, "2026-11-23")
    assert "Long work" in on_day(page, "2026-11-21")
    assert "Long work" not in on_day(page, "2026-11-20")


@pytest.mark.parametrize("days_ago", [0.1, 30])
def test_what_is_pinned_stays_on_top_once_it_is_fixed(
    client: Client, operator: Actor, days_ago: float
) -> None:
    fixed = NOW - days_ago * DAY
    incident = lasting("Change your passwords", began=fixed - HOUR, fixed=fixed, stickied=True)
    page = shown(client)

    assert page.index('id="pinned"') < page.index("Change your passwords") < page.index('id="components"')
    assert page.count("It is over.") == 1
    assert "Change your passwords" in shown(client, "?from=2026-11-16")
    if days_ago < 1:
        assert "resolved Nov. 23, 2026" in on_day(page, "2026-11-23")

    update_incident(incident.pk, IncidentChanges(stickied=False), actor=operator)
    page = shown(client)
    assert 'id="pinned"' not in page
    assert ("It is over." in on_day(page, "2026-11-23")) is (days_ago < 1)


def test_an_edit_after_the_end_does_not_move_it(client: Client, operator: Actor) -> None:
    draft = IncidentDraft(
        name="Recorded later",
        status=IncidentStatus.FIXED,
        message="It was short.",
        visible=Visibility.EVERYONE,
        occurred_at=NOW - 3 * DAY,
    )
    incident = create_incident(draft, actor=operator)
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        update_incident(incident.pk, IncidentChanges(name="Named anew"), actor=operator)
        page = shown(client)

    assert "It was short." in on_day(page, "2026-11-20")
    assert "No incidents reported." in on_day(page, "2026-11-21")


def test_a_direct_edit_ends_an_incident_on_its_day(client: Client, operator: Actor) -> None:
    incident = lasting("Payments fail", began=NOW - 3 * DAY)
    with time_machine.travel(NOW - DAY, tick=False):
        update_incident(incident.pk, IncidentChanges(status=IncidentStatus.FIXED), actor=operator)
    update_incident(incident.pk, IncidentChanges(name="Named anew"), actor=operator)
    page = shown(client)

    assert "We are looking into it." in on_day(page, "2026-11-22")
    assert "resolved Nov. 22, 2026" in on_day(page, "2026-11-21")
    assert "No incidents reported." in on_day(page, "2026-11-23")


def test_the_history_has_each_incident_in_full_in_the_month_of_its_end(client: Client) -> None:
    lasting(
        "Long outage",
        began=datetime(2026, 9, 29, tzinfo=UTC),
        fixed=datetime(2026, 11, 2, 12, tzinfo=UTC),
        stickied=True,
    )
    september, october, november = (
        client.get("/history", {"month": f"2026-{month}"}).content.decode() for month in ("09", "10", "11")
    )

    assert [page.count("It is over.") for page in (september, october, november)] == [0, 0, 1]
    assert [page.count("Long outage</a>") for page in (september, october, november)] == [2, 31, 2]
    assert "It is over." in on_day(november, "2026-11-02")
    assert 'rel="prev" href="/history?month=2026-10"' in november
    assert 'rel="next" href="/history?month=2026-10"' in september


def test_the_history_leads_back_to_a_month_in_which_something_only_ended(client: Client) -> None:
    lasting("Long", began=datetime(2026, 5, 1, tzinfo=UTC), fixed=datetime(2026, 8, 3, tzinfo=UTC))
    lasting("Short", began=datetime(2026, 6, 1, tzinfo=UTC), fixed=datetime(2026, 6, 2, tzinfo=UTC))
    page = client.get("/history", {"month": "2026-11"}).content.decode()

    assert 'rel="prev" href="/history?month=2026-08"' in page


class AnyDay(TestCase):
    @given(asked=st.dates())
    def test_every_date_there_is_has_a_page(self, asked: date) -> None:
        with time_machine.travel(NOW, tick=False):
            assert self.client.get("/", {"from": asked.isoformat()}).status_code == 200

    @given(said=st.text())
    def test_every_text_there_is_has_a_page(self, said: str) -> None:
        assert self.client.get("/", {"from": said}).status_code == 200
