"""What a token is shown again while nothing has changed, and never a moment longer.

In transactions of its own, since nothing is remembered inside one.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from heliograph.actors import Ability
from heliograph.status.vocabulary import ComponentStatus, Visibility
from heliograph.surfaces.rest import ready
from tests import factories
from tests.people import Caller

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/api/components"


@pytest.fixture
def reader() -> Caller:
    return Caller(token=factories.a_key().text)


def tables_read(ask: Callable[[], object]) -> str:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return " ".join(query["sql"] for query in captured if "FROM" in query["sql"])


def test_the_second_time_no_row_is_read(reader: Caller, now: datetime) -> None:
    """Or one of the next: a commit in another database of the same PostgreSQL counts as a change."""
    factories.a_component()
    first = reader.get(LIST)

    assert any("status_component" not in tables_read(lambda: reader.get(LIST)) for _ in range(50))
    again = reader.get(LIST)
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert again.headers["ETag"] == first.headers["ETag"]


def test_another_question_has_another_answer(reader: Caller, now: datetime) -> None:
    factories.a_component(name="API")
    factories.a_component(name="Website")

    names = [reader.get(f"{LIST}?per_page=1&page={page}").names for page in (1, 2, 1)]

    assert names[0] == names[2] != names[1]


def test_what_is_written_is_shown_at_once(reader: Caller, now: datetime) -> None:
    component = factories.a_component(status=ComponentStatus.OPERATIONAL)
    reader.get(f"{LIST}/{component.pk}")

    component.status = ComponentStatus.MAJOR_OUTAGE
    component.save()

    assert reader.get(f"{LIST}/{component.pk}").row["status"]["value"] == ComponentStatus.MAJOR_OUTAGE


def test_an_age_goes_on_counting(reader: Caller, now: datetime, time_machine: TimeMachineFixture) -> None:
    component = factories.a_component()
    ages = []
    for seconds in (0, 1, 59, 60, 3600):
        time_machine.move_to(now + timedelta(seconds=seconds), tick=False)
        ages.append(reader.get(f"{LIST}/{component.pk}").row["created"]["human"])

    assert ages == ["0 seconds ago", "1 second ago", "59 seconds ago", "1 minute ago", "1 hour ago"]


def test_an_embargo_ends_when_it_ends(
    reader: Caller, now: datetime, time_machine: TimeMachineFixture
) -> None:
    factories.an_incident(published_at=now + timedelta(hours=1), created_at=now - timedelta(days=400))
    counts = []
    for minutes in (0, 59, 60):
        time_machine.move_to(now + timedelta(minutes=minutes), tick=False)
        counts.append(len(reader.get("/api/incidents").names))

    assert counts == [0, 0, 1]


def test_what_one_may_see_is_not_shown_to_another(now: datetime) -> None:
    factories.an_incident(published_at=now + timedelta(hours=1))
    factories.an_incident(visible=Visibility.SIGNED_IN)
    manager = Caller(token=factories.a_key(Ability.INCIDENTS_MANAGE).text)
    reader, guest = Caller(token=factories.a_key().text), Caller()

    seen = [len(one.get("/api/incidents").names) for one in (manager, reader, guest, manager, reader)]

    assert seen == [2, 1, 0, 2, 1]


def test_a_token_that_is_revoked_is_shown_nothing_more(now: datetime) -> None:
    key = factories.a_key(Ability.INCIDENTS_MANAGE)
    incident = factories.an_incident(visible=Visibility.SIGNED_IN)
    path = f"/api/incidents/{incident.pk}"
    assert Caller(token=key.text).get(path).status == 200

    key.token.delete()

    assert Caller(token=key.text).get(path).status == 404


def test_a_refusal_is_not_kept(reader: Caller, now: datetime) -> None:
    assert reader.get(f"{LIST}/1").status == 404

    component = factories.a_component(pk=1)

    assert reader.get(f"{LIST}/1").row["name"] == component.name


def test_what_is_kept_has_its_bounds(reader: Caller, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "ROOM", 100)  # less than one answer
    factories.a_component()
    reader.get(LIST)

    assert "status_component" in tables_read(lambda: reader.get(LIST))


def test_long_addresses_count_in_the_memory_of_answers(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "ROOM", 20_000)
    shelf = ready._Shelf()  # noqa: SLF001 - what a thread remembers
    answer = ready._Ready(b"{}", "application/json", now, now)  # noqa: SLF001
    questions = [(1, frozenset[Ability](), f"http://here/api/ping?{number:06000}") for number in range(100)]

    for one in questions:
        shelf.put(one, answer)

    assert 1 <= len(shelf._answers) <= 3  # noqa: SLF001
