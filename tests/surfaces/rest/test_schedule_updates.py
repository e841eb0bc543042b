from datetime import UTC, datetime, timedelta

import pytest

from heliograph.lib import clock
from heliograph.status.models import Update
from tests import factories
from tests.ledger import nothing_written, the_event
from tests.people import Caller
from tests.surfaces.rest.resources import a_schedule_update

JUST_NOW = {"human": "0 seconds ago", "string": "2026-11-23 12:00:00"}
LATER = timedelta(hours=1)


def test_an_update_is_recorded_and_has_no_status(as_operator: Caller, now: datetime) -> None:
    window = factories.a_window()

    answer = as_operator.post(f"/api/schedules/{window.pk}/updates", {"message": "Half done.", "status": 4})

    number = answer.row["id"]
    assert (answer.status, answer.headers["Content-Type"]) == (201, "application/vnd.api+json")
    assert answer.body == {
        "data": {
            "id": str(number),
            "type": "updates",
            "attributes": {
                "id": number,
                "updateable_id": window.pk,
                "updateable_type": "schedule",
                "message": "Half done.",
                "created": JUST_NOW,
                "updated": JUST_NOW,
            },
        }
    }
    assert (the_event().kind, the_event().subject_id) == ("schedule_update_recorded", window.pk)


def test_one_with_an_end_ends_the_window(as_operator: Caller, now: datetime) -> None:
    window = factories.a_window()
    path = f"/api/schedules/{window.pk}"
    assert as_operator.get(path).row["status"] == {"human": "In progress", "value": 1}

    answer = as_operator.post(f"{path}/updates", {"message": "Done.", "completed_at": "2026-11-23 12:00:00"})

    assert answer.status == 201
    assert as_operator.get(path).row["status"] == {"human": "Complete", "value": 2}
    assert as_operator.get(path).row["completed"] == JUST_NOW


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {"message"}),
        ({"message": " "}, {"message"}),
        ({"message": ["x"]}, {"message"}),
        ({"message": "x", "completed_at": "soon"}, {"completed_at"}),
        ({"completed_at": 7}, {"message", "completed_at"}),
    ],
)
def test_what_is_wrong_is_named(body: object, faults: set[str], as_operator: Caller) -> None:
    window = factories.a_window()

    with nothing_written():
        answer = as_operator.post(f"/api/schedules/{window.pk}/updates", body)

    assert (answer.status, answer.faults) == (422, faults)


def test_an_edit_changes_neither_the_status_nor_the_window(as_operator: Caller) -> None:
    update = a_schedule_update()
    body = '{"message": "Done.", "status": 4, "completed_at": "2026-11-23"}'

    answer = as_operator.send("PUT", f"/api/schedules/{update.schedule_id}/updates/{update.pk}", body)

    assert (answer.row["message"], "status" in answer.row) == ("Done.", False)
    update.refresh_from_db()
    assert update.status is None
    assert update.schedule is not None
    assert update.schedule.completed_at is None


@pytest.fixture
def three(db: None) -> list[Update]:
    """Of one window, not in the order of their numbers; another's beside them."""
    window = factories.a_window()
    a_schedule_update(message="of another")
    return [
        a_schedule_update(schedule=window, message=name, created_at=datetime(2026, 11, day, tzinfo=UTC))
        for name, day in (("second", 2), ("first", 1), ("third", 3))
    ]


@pytest.mark.parametrize(
    ("query", "messages"),
    [
        ("", ["second", "first", "third"]),
        ("?sort=created_at", ["first", "second", "third"]),
        ("?sort=-created_at", ["third", "second", "first"]),
        ("?filter[status]=4", ["second", "first", "third"]),
        ("?sort=created_at&per_page=1&page=2", ["second"]),
    ],
)
def test_those_of_one_window_are_listed(
    query: str, messages: list[str], three: list[Update], as_stranger: Caller
) -> None:
    answer = as_stranger.get(f"/api/schedules/{three[0].schedule_id}/updates{query}")

    assert [one["attributes"]["message"] for one in answer.body["data"]] == messages


@pytest.mark.parametrize("query", ["sort=status", "sort=id", "filter[message]=x", "include=incident"])
def test_what_may_not_be_asked_is_refused(query: str, as_stranger: Caller) -> None:
    window = factories.a_window()

    assert as_stranger.get(f"/api/schedules/{window.pk}/updates?{query}").status == 400


def test_its_window_can_be_included(as_stranger: Caller) -> None:
    update = a_schedule_update()

    answer = as_stranger.get(f"/api/schedules/{update.schedule_id}/updates/{update.pk}?include=schedule")

    link = {"type": "schedules", "id": str(update.schedule_id)}
    assert answer.body["data"]["relationships"] == {"schedule": {"data": link}}
    assert answer.body["included"][0].items() >= link.items()


def test_those_of_an_unpublished_window_are_there_for_who_manages_schedules_alone(
    as_stranger: Caller, as_reader: Caller, as_operator: Caller
) -> None:
    update = a_schedule_update(schedule=factories.a_window(published_at=clock.now() + LATER))

    for path in ("", f"/{update.pk}"):
        asked = f"/api/schedules/{update.schedule_id}/updates{path}"
        statuses = [caller.get(asked).status for caller in (as_stranger, as_reader, as_operator)]
        assert statuses == [404, 404, 200]


def test_an_unpublished_window_takes_no_update_from_who_may_not_manage_schedules(db: None) -> None:
    update = a_schedule_update(schedule=factories.a_window(published_at=clock.now() + LATER))
    writer = Caller(token=factories.a_key("schedule-updates.manage", "schedule-updates.delete").text)
    path = f"/api/schedules/{update.schedule_id}/updates"

    with nothing_written():
        answers = [
            writer.post(path, {"message": "x"}),
            writer.send("PUT", f"{path}/{update.pk}", '{"message": "x"}'),
            writer.send("DELETE", f"{path}/{update.pk}"),
        ]

    assert [answer.status for answer in answers] == [404] * 3


def test_an_update_on_what_there_is_not_is_a_404_before_it_is_read(as_operator: Caller) -> None:
    with nothing_written():
        assert as_operator.post("/api/schedules/99999/updates", {}).status == 404
