"""One draft through every door that can write: the same rows, the same events."""

import json
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from heliograph.events.models import Event
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.status.models import (
    Component,
    ComponentGroup,
    Incident,
    IncidentImpact,
    Schedule,
    ScheduleImpact,
    Update,
)
from heliograph.subscribers.models import Subscriber, Subscription
from tests.factories import Key
from tests.people import Answer, Caller
from tests.surfaces.mcp.speaking import Assistant, switched_on
from tests.surfaces.rest_v1.caller import V1

TABLES = (
    *(Component, ComponentGroup, Incident, IncidentImpact, Schedule, ScheduleImpact, Update),
    *(Metric, MetricPoint, Subscriber, Subscription),
)

# An API key of Cachet 2 signs what it makes, a token of Cachet 3 does not (`status/steps.py:author_of`).
OF_THE_DOOR = {"guid", "user_id"}
# Cachet 3 wants decimals there and Cachet 2 none; an address is known once.
OF_THE_CONTRACT = {"default_value", "email", "mailbox"}
UNKNOWN_TO_ASSISTANTS = {"meta"}

AT = "2026-12-01 20:00:00"
BEGAN = "2026-11-23 11:00:00"
TOLD_AT = 1_795_000_000


@dataclass(frozen=True, kw_only=True)
class Door:
    """How a thing is made (its number), changed, and removed there; `path` or `tool` says what."""

    make: Callable[..., int]
    change: Callable[..., object]
    remove: Callable[..., object]


def by_rest(key: Key) -> Door:
    caller = Caller(token=key.text)
    return Door(
        make=lambda path, said: int(caller.post(f"/api/{path}", said).body["data"]["id"]),
        change=lambda path, said: _done(caller.send("PUT", f"/api/{path}", json.dumps(said))),
        remove=lambda path: _done(caller.send("DELETE", f"/api/{path}")),
    )


def by_v1(key: Key) -> Door:
    caller = V1(token=key.text)
    return Door(
        make=lambda path, said: int(caller.made(f"/{path}", **said)["id"]),
        change=lambda path, said: _done(caller.put(f"/{path}", said)),
        remove=lambda path: _done(caller.delete(f"/{path}")),
    )


def by_mcp(key: Key) -> Door:
    switched_on()
    assistant = Assistant(token=key.text)
    return Door(
        make=lambda kind, said: int(assistant.call(f"create_{kind}", **said).data["id"]),
        change=lambda tool, said: assistant.call(tool, **said).data,
        remove=lambda tool, said: assistant.call(tool, **said).data,
    )


def _done(answer: Answer) -> None:
    assert answer.status in {200, 204}, answer


def everything_by_rest(door: Door) -> None:
    group = door.make("component-groups", {"name": "Services", "visible": 1, "collapsed": 0})
    component = {"name": "API", "status": 1, "order": 3, "link": "https://example.com"}
    number = door.make("components", component | {"component_group_id": group, "meta": {"a": 1}})
    incident = {"name": "Down", "message": "Looking", "status": 1, "visible": 1, "notifications": True}
    affected = {"component_id": number, "component_status": 4, "occurred_at": BEGAN}
    down = door.make("incidents", incident | affected | {"stickied": True})
    found = door.make(f"incidents/{down}/updates", {"status": 2, "message": "Found"})
    window = {"name": "Swap", "message": "New disks", "scheduled_at": AT, "notifications": True}
    swap = door.make("schedules", window | {"components": [{"id": number, "status": 3}]})
    metric = door.make(
        "metrics", {"name": "Latency", "suffix": "ms", "default_value": "1.50", "calc_type": 1}
    )
    door.make(f"metrics/{metric}/points", {"value": 3.5, "timestamp": TOLD_AT})
    known = {"verified": True, "global": False, "components": [number]}
    door.make("subscribers", known | {"email": "rest@example.com"})

    door.change(f"component-groups/{group}", {"name": "All services"})
    door.change(f"components/{number}", {"status": 3, "description": "For machines"})
    door.change(f"incidents/{down}", {"name": "Down for all", "stickied": False})
    door.change(f"incidents/{down}/updates/{found}", {"message": "Found it"})
    door.change(f"schedules/{swap}", {"name": "Swapped"})
    door.change(f"metrics/{metric}", {"suffix": "s"})
    door.make(f"incidents/{down}/updates", {"status": 4, "message": "Over"})
    door.remove(f"incidents/{down}/updates/{found}")
    door.remove(f"schedules/{swap}")
    door.remove(f"incidents/{down}")


def everything_by_v1(door: Door) -> None:
    group = door.make("components/groups", {"name": "Services", "visible": 1})
    component = {"name": "API", "status": 1, "order": 3, "link": "https://example.com"}
    number = door.make("components", component | {"group_id": group, "meta": {"a": 1}})
    incident = {"name": "Down", "message": "Looking", "status": 1, "visible": 1, "notify": True}
    affected = {"component_id": number, "component_status": 4, "occurred_at": BEGAN}
    down = door.make("incidents", incident | affected | {"stickied": True})
    found = door.make(f"incidents/{down}/updates", {"status": 2, "message": "Found"})
    window = {"name": "Swap", "message": "New disks", "scheduled_at": AT, "notify": True, "status": 0}
    swap = door.make("schedules", window | {"components": [{"id": number, "status": 3}]})
    metric = door.make("metrics", {"name": "Latency", "suffix": "ms", "default_value": 1, "calc_type": 1})
    door.make(f"metrics/{metric}/points", {"value": 3.5, "timestamp": TOLD_AT})
    door.make("subscribers", {"email": "v1@example.com", "verify": True, "components": [number]})

    door.change(f"components/groups/{group}", {"name": "All services"})
    door.change(f"components/{number}", {"status": 3, "description": "For machines"})
    door.change(f"incidents/{down}", {"name": "Down for all", "stickied": False})
    door.change(f"incidents/{down}/updates/{found}", {"message": "Found it"})
    door.change(f"schedules/{swap}", {"name": "Swapped"})
    door.change(f"metrics/{metric}", {"suffix": "s"})
    door.make(f"incidents/{down}/updates", {"status": 4, "message": "Over"})
    door.remove(f"incidents/{down}/updates/{found}")
    door.remove(f"schedules/{swap}")
    door.remove(f"incidents/{down}")


def everything_by_mcp(door: Door) -> None:
    group = door.make("component_group", {"name": "Services", "visible": True, "collapsed": 0})
    component = {"name": "API", "status": 1, "order": 3, "link": "https://example.com"}
    number = door.make("component", component | {"component_group_id": group})
    incident = {"name": "Down", "message": "Looking", "status": 1, "visible": True, "notifications": True}
    affected = {"components": [{"id": number, "status": 4}], "occurred_at": BEGAN}
    down = door.make("incident", incident | affected | {"stickied": True})
    update = {"incident_id": down, "status": 2, "message": "Found"}
    found: Any = door.change("record_incident_update", update)
    window = {"name": "Swap", "message": "New disks", "scheduled_at": AT, "notifications": True}
    swap = door.make("schedule", window | {"components": [{"id": number, "status": 3}]})
    metric = door.make("metric", {"name": "Latency", "suffix": "ms", "default_value": 1.5, "calc_type": 1})
    moment = datetime.fromtimestamp(TOLD_AT, UTC).isoformat()
    door.change("add_metric_point", {"metric_id": metric, "value": 3.5, "timestamp": moment})
    known = {"verified": True, "global": False, "components": [number]}
    door.make("subscriber", known | {"email": "mcp@example.com"})

    door.change("update_component_group", {"id": group, "name": "All services"})
    door.change("update_component", {"id": number, "status": 3, "description": "For machines"})
    door.change("update_incident", {"id": down, "name": "Down for all", "stickied": False})
    its = {"incident_id": down, "update_id": found["id"]}
    door.change("edit_incident_update", its | {"message": "Found it"})
    door.change("update_schedule", {"id": swap, "name": "Swapped"})
    door.change("update_metric", {"id": metric, "suffix": "s"})
    door.change("record_incident_update", {"incident_id": down, "status": 4, "message": "Over"})
    door.remove("delete_incident_update", its)
    door.remove("delete_schedule", {"id": swap})
    door.remove("delete_incident", {"id": down})


def what_there_is(besides: AbstractSet[str]) -> dict[str, list[Any]]:
    """Every row but for its numbers, and every event but for its door."""
    left_out = besides | OF_THE_DOOR | OF_THE_CONTRACT
    events = [
        [one.kind, one.subject_type, _without(one.payload, left_out)] for one in Event.objects.order_by("id")
    ]
    rows = {
        table.__name__: [_without(one, left_out) for one in table.objects.order_by("id").values()]
        for table in TABLES
    }
    return {"events": events, **rows}


def _without(said: object, left_out: AbstractSet[str]) -> object:
    match said:
        case dict():
            numbers = {name for name in said if name == "id" or name.endswith("_id")} - {"user_id"}
            own = left_out | numbers | {"ids", "new", "components"}
            return {name: _without(one, left_out) for name, one in said.items() if name not in own}
        case list() | tuple():
            return [_without(one, left_out) for one in said]
        case _:
            return said


DOORS = [
    pytest.param(by_v1, everything_by_v1, set(), id="rest_v1"),
    pytest.param(by_mcp, everything_by_mcp, UNKNOWN_TO_ASSISTANTS, id="mcp"),
]
"""The dashboard has forms where these have drafts: `dashboard/test_parity.py`."""


@pytest.mark.parametrize(("door", "everything", "unsaid"), DOORS)
def test_every_door_writes_the_same(
    door: Callable[[Key], Door],
    everything: Callable[[Door], None],
    unsaid: AbstractSet[str],
    operators_key: Key,
    time_machine: TimeMachineFixture,
) -> None:
    time_machine.move_to(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False)
    everything_by_rest(by_rest(operators_key))
    by_the_first = what_there_is(unsaid)
    assert all(by_the_first.values())

    everything(door(operators_key))

    since = {name: rows[len(by_the_first[name]) :] for name, rows in what_there_is(unsaid).items()}
    assert since == by_the_first
