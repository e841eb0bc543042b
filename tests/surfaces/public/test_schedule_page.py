import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from heliograph.lib import clock
from heliograph.status.models import Update
from tests.factories import a_component, a_window

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_a_window_is_told_with_all_its_updates_newest_first(client: Client) -> None:
    window = a_window(name="New disks", impacts=[(a_component(name="API"), None)])
    for number in range(15):
        Update.objects.create(schedule=window, message=f"Word {number:02}.")
    page = client.get(f"/schedules/{window.pk}").content.decode()
    assert re.findall(r"Word \d\d", page) == [f"Word {number:02}" for number in reversed(range(15))]
    assert page.index("Word 00.") < page.index("We put them in.")
    assert "Under maintenance" in page


@pytest.mark.parametrize(
    ("begins", "ends", "status", "links"),
    [
        (DAY, None, "Upcoming", 1),
        (-DAY, DAY, "In progress", 1),
        (-2 * DAY, -DAY, "Complete", 0),
    ],
)
def test_it_says_whether_it_is_over(
    client: Client, begins: timedelta, ends: timedelta | None, status: str, links: int
) -> None:
    now = clock.now()
    window = a_window(scheduled_at=now + begins, completed_at=now + ends if ends else None)
    page = client.get(f"/schedules/{window.pk}").content.decode()
    assert f"{status}</span>" in page
    assert page.count("Add to calendar") == links


def embargoed() -> object:
    return a_window(published_at=clock.now() + DAY).pk


def deleted() -> object:
    return a_window(deleted_at=clock.now()).pk


def with_a_leading_zero() -> object:
    return f"0{a_window().pk}"


UNSEEN = [
    embargoed,
    deleted,
    with_a_leading_zero,
    *(lambda said=said: said for said in ("0", "x", "9" * 40, "%00")),
]


@pytest.mark.parametrize("tail", ["", "/calendar.ics"])
@pytest.mark.parametrize("unseen", UNSEEN)
def test_whatever_else_is_asked_for_is_the_same_404(client: Client, unseen: object, tail: str) -> None:
    assert callable(unseen)
    nowhere = client.get("/schedules/none")
    response = client.get(f"/schedules/{unseen()}{tail}")
    assert (response.status_code, response.content) == (404, nowhere.content)


@pytest.mark.parametrize("count", [1, 50])
def test_it_asks_as_often_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    window = a_window(impacts=[(a_component(), None) for _ in range(count)])
    for _ in range(count):
        Update.objects.create(schedule=window, message="Word.")
    with django_assert_num_queries(4):
        client.get(f"/schedules/{window.pk}")
