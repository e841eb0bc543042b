"""Maintenance in calendars, read by two parsers."""

from datetime import timedelta
from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]  # it ships no types
from django.test import Client
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from heliograph.lib import clock
from heliograph.status.models import Schedule
from tests.factories import a_component, a_window

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def events(client: Client, path: str = "/calendar.ics") -> list[Any]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    read = Calendar.from_ical(response.content).walk("VEVENT")
    second = vobject.readOne(response.content.decode())
    assert [str(one["SUMMARY"]) for one in read] == [
        one.summary.value for one in getattr(second, "vevent_list", [])
    ]
    return list(read)


def test_a_window_is_an_event_with_its_times_and_components(client: Client) -> None:
    begins = (clock.now() + DAY).replace(microsecond=0)
    impacts = [(a_component(name="API"), None)]
    window = a_window(name="New disks", scheduled_at=begins, completed_at=begins + HOUR, impacts=impacts)
    (event,) = events(client)
    assert event["SUMMARY"] == "New disks"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (begins, begins + HOUR)
    assert "API" in event["DESCRIPTION"]
    assert event["URL"].endswith(f"/schedules/{window.pk}")


def test_a_calendar_without_windows_is_one_too(client: Client) -> None:
    assert events(client) == []


@pytest.mark.parametrize("lasts", [None, timedelta(0)])
def test_a_window_without_an_end_after_its_beginning_has_none(
    client: Client, lasts: timedelta | None
) -> None:
    begins = clock.now()
    a_window(scheduled_at=begins, completed_at=None if lasts is None else begins + lasts)
    (event,) = events(client)
    assert "DTEND" not in event


def test_a_change_keeps_the_uid_and_raises_the_sequence(client: Client) -> None:
    window = a_window()
    (before,) = events(client)
    Schedule.objects.filter(pk=window.pk).update(name="Old disks", updated_at=window.created_at + HOUR)
    (after,) = events(client)
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]


def test_one_window_can_be_taken_alone_and_is_the_same_event(client: Client) -> None:
    window, _ = a_window(), a_window(name="Other")
    (alone,) = events(client, f"/schedules/{window.pk}/calendar.ics")
    assert alone["UID"] in {one["UID"] for one in events(client)}


def test_coming_maintenance_can_be_added_and_past_maintenance_not(client: Client) -> None:
    coming = a_window(scheduled_at=clock.now() + DAY)
    past = a_window(scheduled_at=clock.now() - DAY, completed_at=clock.now() - HOUR)
    page = client.get("/").content.decode()
    assert f'href="/schedules/{coming.pk}/calendar.ics"' in page
    assert f'href="/schedules/{past.pk}/calendar.ics"' not in page


def test_what_was_over_a_year_ago_is_left_out(client: Client) -> None:
    a_window(scheduled_at=clock.now() - 400 * DAY, completed_at=clock.now() - 399 * DAY)
    a_window(name="Still going on", scheduled_at=clock.now() - 400 * DAY)
    assert [str(one["SUMMARY"]) for one in events(client)] == ["Still going on"]


@pytest.mark.parametrize("count", [1, 60])
def test_a_calendar_asks_as_often_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        a_window(impacts=[(a_component(), None)])
    with django_assert_num_queries(3):
        client.get("/calendar.ics")
