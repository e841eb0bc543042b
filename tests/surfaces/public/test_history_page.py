from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.site.settings import change_setting
from heliograph.status.models import Update
from heliograph.status.vocabulary import IncidentStatus, Visibility
from tests.factories import a_window, an_incident, an_update

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 10, 44, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def shown(client: Client, **asked: str) -> str:
    response = client.get("/history", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_month_that_it_is_is_shown_first(client: Client) -> None:
    an_incident(name="Today's")
    an_incident(name="October's", occurred_at=NOW - 30 * DAY, status=IncidentStatus.FIXED)
    a_window(name="Done", scheduled_at=NOW - 3 * DAY, completed_at=NOW - 2 * DAY)
    a_window(name="Coming", scheduled_at=NOW + 3 * DAY)
    page = shown(client)
    assert "November 2026" in page
    assert page.index("Today&#x27;s") < page.index("Done")
    assert "October&#x27;s" not in page
    assert "Coming<" not in page


def test_older_and_newer_lead_to_the_next_months_in_which_something_was(client: Client) -> None:
    for year, month in ((2024, 2), (2026, 3), (2026, 11)):
        an_incident(status=IncidentStatus.FIXED, occurred_at=datetime(year, month, 15, tzinfo=UTC))
    page = shown(client, month="2026-03")
    assert 'rel="prev" href="/history?month=2024-02"' in page
    assert 'rel="next" href="/history?month=2026-11"' in page


def test_at_either_end_there_is_nothing_to_page_to(client: Client) -> None:
    an_incident()
    page = shown(client)
    assert 'rel="prev"' not in page
    assert 'rel="next"' not in page


def test_a_month_begins_at_midnight_of_the_page_s_zone(client: Client, operator: Actor) -> None:
    change_setting("timezone", "Asia/Tokyo", actor=operator)
    an_incident(name="In Tokyo it is November", occurred_at=datetime(2026, 10, 31, 16, tzinfo=UTC))
    assert "In Tokyo it is November" in shown(client, month="2026-11")
    assert "In Tokyo it is November" not in shown(client, month="2026-10")


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-1", "9999-12", "0001-01", "x", "2026-11-01", "20\uff12\uff16-11", "\0"]
)
def test_a_month_that_is_none_is_this_one(client: Client, month: str) -> None:
    assert "November 2026" in shown(client, month=month)


def found(client: Client, words: str) -> bool:
    return "Needle" in shown(client, q=words)


def test_a_search_looks_into_names_messages_and_updates(client: Client) -> None:
    incident = an_incident(name="Needle A", message="The cable was cut.", occurred_at=NOW - 700 * DAY)
    an_update(incident, message="A digger did it.")
    window = a_window(
        name="Needle B", message="Rewiring.", scheduled_at=NOW - 9 * DAY, completed_at=NOW - 8 * DAY
    )
    Update.objects.create(schedule=window, message="It took long.")
    for words in ("needle", "CABLE was", "digger", "rewiring", "took long", " cut.\n"):
        assert found(client, words), words
    assert not found(client, "cable  digger")


@pytest.mark.parametrize(
    "words",
    [
        "%",
        "_",
        "100%",
        "\\",
        "'",
        '"',
        "\x00x",
        "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    ],
)
def test_what_databases_take_for_patterns_is_looked_for_as_it_is(client: Client, words: str) -> None:
    an_incident(name="Needle", message="Plain.")
    assert not found(client, words)


def test_what_was_found_is_named_in_the_field_and_bounded(client: Client) -> None:
    for number in range(60):
        an_incident(name=f"Needle {number}", occurred_at=NOW - number * DAY)
    page = shown(client, q='needle "<b>')
    assert "Nothing was found." in page
    assert 'value="needle &quot;&lt;b&gt;"' in page
    page = shown(client, q="needle")
    assert page.count("entry-title") == 50
    assert '<a href="/history?q=needle&amp;page=2">and 10 more' in page
    rest = shown(client, q="needle", page="2")
    assert [f"Needle {number}<" in rest for number in (49, 50, 59)] == [False, True, True]
    assert " more" not in rest


def test_a_bad_month_goes_on_on_a_further_page(client: Client) -> None:
    for number in range(205):
        an_incident(name=f"Number {number}", occurred_at=NOW - number * timedelta(minutes=1))
    page = shown(client, month="2026-11")
    assert page.count("entry-title") == 200
    assert '<a href="/history?month=2026-11&amp;page=2">and 5 more' in page
    rest = shown(client, month="2026-11", page="2")
    assert rest.count("entry-title") == 5
    assert "Number 204" in rest


@pytest.mark.parametrize("number", ["0", "-1", "50", "x", "1.5", "\uff12", ""])
def test_a_page_that_is_none_is_the_first(client: Client, number: str) -> None:
    an_incident(name="Needle")
    assert "Needle" in shown(client, page=number)


def test_a_long_search_is_cut(client: Client) -> None:
    an_incident(name="x" * 100)
    assert "Nothing was found." not in shown(client, q="x" * 5_000)


@pytest.mark.parametrize("asked", [{}, {"q": "needle"}, {"q": "secret"}])
def test_what_guests_do_not_see_is_not_found(client: Client, asked: dict[str, str]) -> None:
    an_incident(name="Needle secret", visible=Visibility.HIDDEN)
    an_incident(name="Needle secret", visible=Visibility.SIGNED_IN)
    an_incident(name="Needle secret", published_at=NOW + DAY)
    an_incident(name="Needle secret", deleted_at=NOW)
    a_window(name="Needle secret", published_at=NOW + DAY, scheduled_at=NOW - DAY, completed_at=NOW - DAY)
    a_window(name="Needle secret", deleted_at=NOW, scheduled_at=NOW - DAY, completed_at=NOW)
    page = shown(client, **asked)
    assert "Needle secret" not in page
    assert " more" not in page


@pytest.mark.parametrize("asked", [{}, {"q": "incident"}])
@pytest.mark.parametrize("count", [1, 300])
def test_it_asks_as_often_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, asked: dict[str, str], count: int
) -> None:
    for number in range(count):
        an_update(
            an_incident(name=f"Incident {number}", occurred_at=clock.now() - number * timedelta(minutes=1))
        )
    a_window(name="Incident", scheduled_at=NOW - DAY, completed_at=NOW)
    expected = 7 if asked else 12
    with django_assert_num_queries(expected):
        client.get("/history", asked)
