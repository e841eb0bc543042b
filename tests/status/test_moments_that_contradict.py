"""Dates that contradict each other are refused by the actions, and so at every interface."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from time_machine import TimeMachineFixture

from heliograph.accounts.roles import Role
from heliograph.actors import Actor
from heliograph.errors import Invalid
from heliograph.events.models import Event
from heliograph.status.drafts import IncidentChanges, IncidentDraft
from heliograph.status.due import record_due
from heliograph.status.impact import most_severe
from heliograph.status.incidents import create_incident, update_incident
from heliograph.status.models import Incident, Schedule
from heliograph.status.queries import effective_statuses
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from tests import factories
from tests.factories import Key
from tests.ledger import nothing_written
from tests.people import Caller
from tests.surfaces.dashboard.people import signed_in
from tests.surfaces.mcp.speaking import Assistant, switched_on
from tests.surfaces.rest_v1.caller import V1

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATER = (NOON + HOUR).strftime("%Y-%m-%d %H:%M:%S")
NAMED = {"name": "Slow", "message": "We look.", "status": 1}
PLANNED = {"name": "New disks", "message": "We put them in."}


@pytest.fixture(autouse=True)
def _at_noon(time_machine: TimeMachineFixture, db: None) -> None:
    time_machine.move_to(NOON, tick=False)


def draft(occurred_at: datetime, published_at: datetime | None = None) -> IncidentDraft:
    return IncidentDraft(
        name="Slow",
        status=IncidentStatus.INVESTIGATING,
        message="We look.",
        occurred_at=occurred_at,
        published_at=published_at,
    )


@pytest.mark.parametrize(
    ("occurred_at", "published_at", "stored"),
    [
        (NOON - HOUR, None, NOON - HOUR),
        (NOON, None, NOON),
        (NOON + MINUTE, None, NOON),
        (NOON + 5 * MINUTE, None, NOON),
        (NOON + HOUR, NOON + HOUR, NOON + HOUR),
        (NOON + HOUR, NOON + 2 * HOUR, NOON + HOUR),
        (NOON + 5 * MINUTE + timedelta(seconds=1), None, None),
        (NOON + HOUR, NOON - HOUR, None),
        (NOON + 2 * HOUR, NOON + HOUR, None),
        (datetime.max.replace(tzinfo=UTC), None, None),
    ],
)
def test_an_incident_begins_up_to_now_or_up_to_its_publication(
    occurred_at: datetime, published_at: datetime | None, stored: datetime | None, operator: Actor
) -> None:
    if stored is None:
        with nothing_written(), pytest.raises(Invalid) as refusal:
            create_incident(draft(occurred_at, published_at), actor=operator)
        assert refusal.value.errors.keys() == {"occurred_at"}
    else:
        assert create_incident(draft(occurred_at, published_at), actor=operator).occurred_at == stored


def test_an_embargoed_incident_cannot_be_published_before_it_begins(operator: Actor) -> None:
    incident = create_incident(draft(NOON + HOUR, NOON + HOUR), actor=operator)

    with nothing_written(), pytest.raises(Invalid) as refusal:
        update_incident(incident.pk, IncidentChanges(published_at=NOON), actor=operator)
    assert refusal.value.errors.keys() == {"occurred_at"}

    both = IncidentChanges(published_at=NOON, occurred_at=NOON)
    assert update_incident(incident.pk, both, actor=operator).occurred_at == NOON


def test_an_imported_incident_of_the_future_can_still_be_edited(operator: Actor) -> None:
    incident = factories.an_incident(occurred_at=NOON + HOUR)
    changes = IncidentChanges(name="Named anew", occurred_at=NOON + HOUR)

    assert update_incident(incident.pk, changes, actor=operator).name == "Named anew"


def test_every_interface_refuses_an_incident_of_the_future(operators_key: Key) -> None:
    rest, v1, assistant = _interfaces(operators_key)
    desk = signed_in(Role.OPERATOR, "Olga Operator")
    incident = factories.an_incident()
    form = {"name": "Slow", "status": "1", "message": "We look.", "visible": "1"}

    with nothing_written():
        for answer in (
            rest.post("/api/incidents", NAMED | {"occurred_at": LATER}),
            rest.send("PUT", f"/api/incidents/{incident.pk}", json.dumps({"occurred_at": LATER})),
        ):
            assert (answer.status, answer.faults) == (422, {"occurred_at"})
        assert v1.post("/incidents", NAMED | {"visible": 1, "occurred_at": LATER}).status == 400
        assert v1.put(f"/incidents/{incident.pk}", {"occurred_at": LATER}).status == 400
        assert "occurred_at" in assistant.call("create_incident", **NAMED, occurred_at=LATER).fault
        assert "occurred_at" in assistant.call("preview_incident", **NAMED, occurred_at=LATER).fault
        assert "occurred_at" in assistant.call("update_incident", id=incident.pk, occurred_at=LATER).fault
        page = desk.post("/dashboard/incidents/report", form | {"occurred_at": "2026-11-23T13:00"})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"occurred_at"}


@pytest.mark.parametrize("lasts", [timedelta(0), -HOUR])
def test_every_interface_refuses_maintenance_that_ends_before_or_when_it_begins(
    lasts: timedelta, operators_key: Key
) -> None:
    rest, v1, assistant = _interfaces(operators_key)
    desk = signed_in(Role.OPERATOR, "Olga Operator")
    ends = NOON + HOUR + lasts
    dates = {"scheduled_at": LATER, "completed_at": ends.strftime("%Y-%m-%d %H:%M:%S")}
    local = {"scheduled_at": "2026-11-23T13:00", "completed_at": ends.strftime("%Y-%m-%dT%H:%M")}

    with nothing_written():
        answer = rest.post("/api/schedules", PLANNED | dates)
        assert (answer.status, answer.faults) == (422, {"completed_at"})
        assert v1.post("/schedules", PLANNED | dates | {"status": 0}).status == 400
        assert "completed_at" in assistant.call("create_schedule", **PLANNED, **dates).fault
        page = desk.post("/dashboard/schedules/plan", PLANNED | local)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"completed_at"}


def test_the_date_that_was_sent_is_the_one_at_fault(as_operator: Caller) -> None:
    window = factories.a_window(scheduled_at=NOON + HOUR, completed_at=NOON + 2 * HOUR)
    path = f"/api/schedules/{window.pk}"

    with nothing_written():
        for body, fault in (
            ({"completed_at": LATER}, "completed_at"),
            ({"scheduled_at": "2026-11-23 15:00:00"}, "scheduled_at"),
            ({"scheduled_at": "2026-11-23 16:00:00", "completed_at": "2026-11-23 15:00:00"}, "completed_at"),
        ):
            answer = as_operator.send("PUT", path, json.dumps(body))
            assert (answer.status, answer.faults) == (422, {fault}), body


def test_the_database_stores_no_end_before_the_beginning() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.a_window(scheduled_at=NOON, completed_at=NOON - MINUTE)


def test_an_end_of_what_has_not_begun_cancels_it(operators_key: Key, operator: Actor) -> None:
    rest = Caller(token=operators_key.text)
    component = factories.a_component()
    window = factories.a_window(
        scheduled_at=NOON + HOUR, completed_at=NOON + 3 * HOUR, impacts=[(component, None)]
    )
    path = f"/api/schedules/{window.pk}"

    body = {"message": "Called off.", "completed_at": "2026-11-23 12:00:00"}
    assert rest.post(f"{path}/updates", body).status == 201

    assert rest.get(path).row["status"] == {"human": "Complete", "value": 2}
    assert [one["id"] for one in rest.get("/api/schedules?filter[status]=2").body["data"]] == [str(window.pk)]
    assert rest.get("/api/schedules?filter[status]=0").body["data"] == []
    assert "Cancelled" in Client().get(f"/schedules/{window.pk}").content.decode()
    assert "New disks" not in Client().get("/").content.decode()
    assert b"STATUS:CANCELLED" in Client().get("/calendar.ics").content
    for moment in (NOON, NOON + HOUR, NOON + 2 * HOUR):
        statuses = effective_statuses([component], at=moment).values()
        assert most_severe(statuses) is ComponentStatus.OPERATIONAL


def test_cancelled_maintenance_neither_starts_nor_completes(
    operator: Actor, time_machine: TimeMachineFixture
) -> None:
    record_due(actor=operator)
    factories.a_window(scheduled_at=NOON + HOUR, completed_at=NOON + HOUR)
    time_machine.move_to(NOON + 2 * HOUR, tick=False)

    record_due(actor=operator)

    assert not Event.objects.exists()


def test_an_end_after_a_coming_beginning_only_moves_the_end(as_operator: Caller) -> None:
    window = factories.a_window(scheduled_at=NOON + HOUR, completed_at=NOON + 3 * HOUR)
    body = {"message": "Shorter.", "completed_at": "2026-11-23 14:00:00"}
    as_operator.post(f"/api/schedules/{window.pk}/updates", body)

    window.refresh_from_db()
    assert (window.scheduled_at, window.completed_at) == (NOON + HOUR, NOON + 2 * HOUR)


def test_maintenance_in_progress_cannot_have_ended_before_it_began(as_operator: Caller) -> None:
    window = factories.a_window(scheduled_at=NOON - HOUR)
    body = {"message": "Done.", "completed_at": "2026-11-23 10:00:00"}

    with nothing_written():
        answer = as_operator.post(f"/api/schedules/{window.pk}/updates", body)
    assert (answer.status, answer.faults) == (422, {"completed_at"})


def test_texts_have_the_same_limits_at_every_interface(operators_key: Key) -> None:
    rest, v1, assistant = _interfaces(operators_key)
    desk = signed_in(Role.OPERATOR, "Olga Operator")
    long = NAMED | {"message": "x" * 65_536}

    with nothing_written():
        assert rest.post("/api/incidents", long).faults == {"message"}
        assert v1.post("/incidents", long | {"visible": 1}).status == 400
        assert "message" in assistant.call("create_incident", **long).fault
        page = desk.post("/dashboard/incidents/report", long | {"visible": "1"})
    assert page.context["form"].errors.keys() == {"message"}
    assert not Incident.objects.exists()
    assert not Schedule.objects.exists()


def _interfaces(key: Key) -> tuple[Caller, V1, Assistant]:
    switched_on()
    return Caller(token=key.text), V1(token=key.text), Assistant(token=key.text)
