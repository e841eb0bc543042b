from datetime import datetime, timedelta

from heliograph.lib import clock
from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.ledger import the_event
from tests.people import Caller

JUST_NOW = {"human": "0 seconds ago", "string": "2026-11-23 12:00:00"}
UNKNOWN = {"human": "Unknown", "value": 5}


def test_with_a_name_alone_it_is_made_with_the_defaults(as_operator: Caller, now: datetime) -> None:
    answer = as_operator.post("/api/components", {"name": "API"})

    number = answer.row["id"]
    assert answer.status == 201
    assert answer.headers["Content-Type"] == "application/vnd.api+json"
    assert answer.body == {
        "data": {
            "id": str(number),
            "type": "components",
            "attributes": {
                "id": number,
                "name": "API",
                "description": None,
                "link": None,
                "order": None,
                "status": UNKNOWN,
                "latest_status": UNKNOWN,
                "enabled": True,
                "created": JUST_NOW,
                "updated": JUST_NOW,
            },
        }
    }


def test_everything_that_may_be_said_is_kept(as_operator: Caller) -> None:
    group = factories.a_group()
    said = {
        "name": "API",
        "description": "For machines",
        "link": "https://example.com/p?q=1",
        "order": 7,
        "enabled": False,
    }

    answer = as_operator.post(
        "/api/components?include=group,meta",
        said | {"status": 3, "component_group_id": group.pk, "meta": {"team": "core"}},
    )

    assert answer.status == 201
    assert answer.row.items() >= said.items()
    assert answer.row["status"] == {"human": "Partial outage", "value": 3}
    kept = Component.objects.get(pk=answer.row["id"])
    assert (kept.group, kept.meta) == (group, {"team": "core"})


def test_making_one_is_one_event_by_this_door(as_operator: Caller) -> None:
    answer = as_operator.post("/api/components", {"name": "API"})

    event = the_event()
    assert (event.kind, event.subject_id, event.door) == ("component_created", answer.row["id"], "rest")


def test_one_is_shown(as_stranger: Caller, now: datetime) -> None:
    component = factories.a_component(
        name="API", status=ComponentStatus.MAJOR_OUTAGE, order=2, created_at=now - timedelta(days=22)
    )

    answer = as_stranger.get(f"/api/components/{component.pk}")

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/vnd.api+json")
    assert answer.body["data"]["id"] == str(component.pk)
    assert answer.row == {
        "id": component.pk,
        "name": "API",
        "description": None,
        "link": None,
        "order": 2,
        "status": {"human": "Major outage", "value": 4},
        "latest_status": {"human": "Major outage", "value": 4},
        "enabled": True,
        "created": {"human": "3 weeks ago", "string": "2026-11-01 12:00:00"},
        "updated": JUST_NOW,
    }


def test_what_there_is_is_listed_by_number(as_stranger: Caller) -> None:
    for name in ("b", "a", "c"):
        factories.a_component(name=name)

    answer = as_stranger.get("/api/components")

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/vnd.api+json")
    assert set(answer.body) == {"data", "links", "meta"}
    assert answer.names == ["b", "a", "c"]


def test_deleted_ones_are_gone(as_operator: Caller) -> None:
    component = factories.a_component(deleted_at=clock.now())

    assert as_operator.get(f"/api/components/{component.pk}").status == 404
    assert as_operator.get("/api/components").names == []


def test_numbers_and_booleans_may_be_written_as_text(as_operator: Caller) -> None:
    answer = as_operator.post("/api/components", {"name": "API", "status": "2", "order": "3", "enabled": "0"})

    assert (answer.row["status"]["value"], answer.row["order"], answer.row["enabled"]) == (2, 3, False)


def test_what_may_not_be_written_is_passed_over(as_operator: Caller) -> None:
    said = {
        "name": "API",
        "id": 99_999,
        "created_at": "2020-01-01",
        "deleted_at": "2020-01-01",
        "latest_status": 4,
    }

    answer = as_operator.post("/api/components", said)

    assert answer.status == 201
    kept = Component.objects.get(pk=answer.row["id"])
    assert kept.pk != 99_999
    assert (kept.deleted_at, kept.status) == (None, ComponentStatus.UNKNOWN)
    assert kept.created_at.year != 2020
