"""The same words through the API and through the dashboard: the same rows, the same events."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client

from heliograph.events.models import Event
from heliograph.status.models import (
    Component,
    ComponentGroup,
    Incident,
    IncidentImpact,
    Schedule,
    ScheduleImpact,
    Update,
)
from tests.factories import a_component, an_incident
from tests.people import Caller

OWN = {"id", "guid", "created_at", "updated_at", "incident_id", "user_id", "published_at"}
"""What each has for itself: its number and moment, and a person signs what a token does not."""


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in OWN}


def told(before: int) -> list[dict[str, Any]]:
    """The events since, without their own numbers."""
    events = Event.objects.filter(pk__gt=before).order_by("id")
    return [{"kind": one.kind, **one.payload, "row": plain(one.payload["row"])} for one in events]


def since() -> int:
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def both(by_api: Callable[[], object], by_form: Callable[[], object]) -> tuple[Any, Any]:
    start = since()
    by_api()
    first = told(start)
    start = since()
    by_form()
    return first, told(start)


def test_an_incident(as_operator: Caller, operator_at_desk: Client) -> None:
    component = a_component()
    words = {"name": "Slow", "message": "We look.", "status": 1, "visible": 1, "notifications": True}
    impacts = [{"id": component.pk, "status": 3}]
    form = {"name": "Slow", "message": "We look.", "status": "1", "visible": "1", "notifications": "on"}
    form |= {f"component-{component.pk}": "3"}

    first, second = both(
        lambda: as_operator.post("/api/incidents", words | {"components": impacts}),
        lambda: operator_at_desk.post("/dashboard/incidents/report", form),
    )

    assert len(first) == 1
    assert first == second
    one, other = Incident.objects.order_by("id").values()
    assert plain(one) == plain(other)
    assert len(set(IncidentImpact.objects.values_list("component_id", "status"))) == 1


def test_an_update(as_operator: Caller, operator_at_desk: Client) -> None:
    one, other = an_incident(), an_incident()
    first, second = both(
        lambda: as_operator.post(f"/api/incidents/{one.pk}/updates", {"status": 4, "message": "Mended."}),
        lambda: operator_at_desk.post(
            f"/dashboard/incidents/{other.pk}", {"status": "4", "message": "Mended.", "seen": ""}
        ),
    )

    assert len(first) == 1
    assert first == second
    assert [plain(row) for row in Update.objects.values()] == [plain(Update.objects.values()[0])] * 2
    assert set(Incident.objects.values_list("status", flat=True)) == {4}


@pytest.mark.parametrize("description", [None, "Names"])
def test_a_component(as_operator: Caller, operator_at_desk: Client, description: str | None) -> None:
    words = {"name": "DNS", "status": 1, "enabled": True} | (
        {"description": description} if description else {}
    )
    form = {"name": "DNS", "description": description or "", "status": "1", "enabled": "on", "link": ""}
    first, second = both(
        lambda: as_operator.post("/api/components", words),
        lambda: operator_at_desk.post("/dashboard/status/component/add/", form),
    )

    assert len(first) == 1
    assert first == second
    one, other = Component.objects.order_by("id").values()
    assert plain(one) == plain(other)


def test_a_window(as_operator: Caller, operator_at_desk: Client) -> None:
    component = a_component()
    words = {"name": "Swap", "message": "New disks", "scheduled_at": "2050-12-01T20:00:00Z"}
    impacts = [{"id": component.pk, "status": 6}]
    form = words | {"scheduled_at": "2050-12-01T20:00", "notifications": "on"}
    form |= {f"component-{component.pk}": "6"}

    first, second = both(
        lambda: as_operator.post("/api/schedules", words | {"notifications": True, "components": impacts}),
        lambda: operator_at_desk.post("/dashboard/schedules/plan", form),
    )

    assert len(first) == 1
    assert first == second
    one, other = Schedule.objects.order_by("id").values()
    assert plain(one) == plain(other)
    assert set(ScheduleImpact.objects.values_list("component_id", "status")) == {(component.pk, 6)}


def test_a_group(as_operator: Caller, operator_at_desk: Client) -> None:
    words = {"name": "Shop", "visible": 1, "collapsed": 2, "order_column": "name", "order_direction": "desc"}
    form = {name: str(value) for name, value in words.items()}

    first, second = both(
        lambda: as_operator.post("/api/component-groups", words),
        lambda: operator_at_desk.post("/dashboard/status/componentgroup/add/", form),
    )

    assert len(first) == 1
    assert first == second
    one, other = ComponentGroup.objects.order_by("id").values()
    assert plain(one) == plain(other)
