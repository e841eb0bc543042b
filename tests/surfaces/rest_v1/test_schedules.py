from datetime import datetime, timedelta

from heliograph.status.models import Schedule
from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.ledger import nothing_written
from tests.surfaces.rest_v1.caller import V1, details

SWAP = {"name": "Router swap", "status": 0, "scheduled_at": "2026-12-01 20:00"}


def test_one_is_planned_with_what_it_affects(v1: V1, v1_guest: V1, now: datetime) -> None:
    first, second = factories.a_component(), factories.a_component()

    row = v1.made("/schedules", **SWAP, components=[{"id": first.pk, "status": 3}, second.pk, 99])

    impacts = list(Schedule.objects.get().impacts.order_by("id"))
    dates = {"created_at": "2026-11-23 12:00:00", "updated_at": "2026-11-23 12:00:00"}
    assert row == dates | {
        "id": row["id"],
        "name": "Router swap",
        "message": "",
        "status": 0,
        "scheduled_at": "2026-12-01 20:00:00",
        "completed_at": None,
        "deleted_at": None,
        "components": [
            {"id": one.pk, "schedule_id": row["id"], "component_id": pk, "component_status": status} | dates
            for one, pk, status in zip(impacts, (first.pk, second.pk), (3, 2), strict=True)
        ],
        "human_status": "Upcoming",
    }
    assert v1_guest.row(f"/schedules/{row['id']}") == row
    assert v1_guest.get("/schedules").body["data"] == [row]
    with nothing_written():
        v1.put(f"/schedules/{row['id']}", row)


def test_a_status_that_is_asserted_moves_the_dates(v1: V1, now: datetime) -> None:
    window = factories.a_window(scheduled_at=now + timedelta(days=1))
    path, moment = f"/schedules/{window.pk}", "2026-11-23 12:00:00"

    begun = v1.put(path, {"status": 1}).body["data"]
    assert (begun["human_status"], begun["scheduled_at"]) == ("In Progress", moment)
    over = v1.put(path, {"status": 2}).body["data"]
    assert (over["human_status"], over["completed_at"]) == ("Complete", moment)
    assert v1.put(path, {"status": 0}).body["data"]["status"] == 2  # nothing that has been is to come
    assert v1.put(path, {"status": 1}).body["data"]["completed_at"] is None


def test_dates_that_are_said_stay_as_they_are_said(v1: V1, now: datetime) -> None:
    assert v1.made("/schedules", **SWAP | {"status": 2})["status"] == 0
    past = v1.made("/schedules", **SWAP | {"status": 2, "scheduled_at": "2026-11-01 20:00"})
    assert (past["status"], past["completed_at"]) == (2, "2026-11-23 12:00:00")
    ended = v1.made(
        "/schedules", **SWAP | {"scheduled_at": "2026-11-01", "completed_at": "2026-11-02T01:00Z"}
    )
    assert (ended["status"], ended["completed_at"]) == (2, "2026-11-02 01:00:00")


def test_what_is_wrong_is_told(v1: V1) -> None:
    assert details(v1.post("/schedules", {"scheduled_at": "soon", "components": "x"})) == [
        "The name field is required.",
        "The status field is required.",
        "Unable to pass timestamp soon",
        "The components must be an array.",
    ]


def test_one_is_deleted_and_ones_impact_may_be_any(v1: V1) -> None:
    window = factories.a_window(impacts=[(factories.a_component(), ComponentStatus.UNKNOWN)])

    assert v1.row(f"/schedules/{window.pk}")["components"][0]["component_status"] == 0
    assert v1.delete(f"/schedules/{window.pk}").status == 204
    assert v1.names("/schedules") == []
