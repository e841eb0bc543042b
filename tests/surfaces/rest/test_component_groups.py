from datetime import datetime

from heliograph.status.models import ComponentGroup
from tests import factories
from tests.ledger import the_event
from tests.people import Caller

JUST_NOW = {"human": "0 seconds ago", "string": "2026-11-23 12:00:00"}


def test_with_a_name_alone_it_is_made_with_the_defaults(as_operator: Caller, now: datetime) -> None:
    answer = as_operator.post("/api/component-groups", {"name": "Europe"})

    number = answer.row["id"]
    assert (answer.status, answer.headers["Content-Type"]) == (201, "application/vnd.api+json")
    assert answer.body == {
        "data": {
            "id": str(number),
            "type": "componentGroups",
            "attributes": {
                "id": number,
                "name": "Europe",
                "order": 0,
                "order_column": None,
                "order_direction": None,
                "collapsed": 1,
                "visible": 0,
                "created": JUST_NOW,
                "updated": JUST_NOW,
            },
        }
    }


def test_everything_that_may_be_said_is_kept(as_operator: Caller) -> None:
    components = [factories.a_component() for _ in range(2)]
    said = {"name": "Europe", "order": 9, "collapsed": 2, "order_column": "name", "order_direction": "desc"}

    answer = as_operator.post(
        "/api/component-groups",
        said | {"visible": True, "components": [one.pk for one in components], "meta": {"k": "v"}},
    )

    assert answer.status == 201
    assert answer.row.items() >= {**said, "visible": 1}.items()
    kept = ComponentGroup.objects.get(pk=answer.row["id"])
    assert (set(kept.components.all()), kept.meta) == (set(components), {"k": "v"})


def test_making_one_is_one_event_by_this_door(as_operator: Caller) -> None:
    answer = as_operator.post("/api/component-groups", {"name": "Europe"})

    event = the_event()
    assert (event.kind, event.subject_id, event.door) == ("component_group_created", answer.row["id"], "rest")


def test_an_order_needs_its_direction(as_operator: Caller) -> None:
    answer = as_operator.post("/api/component-groups", {"name": "Europe", "order_column": "name"})

    assert (answer.status, answer.faults) == (422, {"order_direction"})


def test_one_is_shown_and_all_are_listed_by_number(as_stranger: Caller) -> None:
    groups = [factories.a_group(name=name) for name in ("b", "a")]

    assert as_stranger.get(f"/api/component-groups/{groups[1].pk}").row["name"] == "a"
    assert as_stranger.get("/api/component-groups").names == ["b", "a"]
