"""Writers do not lose each other's work, on SQLite as on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from heliograph.actors import EVERYTHING, Actor, ActorKind, Door
from heliograph.events.models import Event
from heliograph.status.component_recovery import CLOSING_MESSAGE
from heliograph.status.components import change_component_status, report_component
from heliograph.status.drafts import (
    ComponentChanges,
    ImpactDraft,
    IncidentChanges,
    IncidentDraft,
    IncidentUpdateDraft,
    StatusChange,
    StatusReport,
)
from heliograph.status.incidents import create_incident, update_incident
from heliograph.status.models import ComponentStatusChange, Incident, IncidentImpact, Update
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from tests import factories

THREADS = 16
ROUNDS = 20

pytestmark = pytest.mark.django_db(transaction=True)

system = Actor.system(door=Door.REST)


def all_at_once(work: Callable[[int, int], object]) -> None:
    """Each thread does its rounds on a connection of its own; what one raises is raised here."""

    def rounds(thread: int) -> None:
        try:
            for number in range(ROUNDS):
                work(thread, number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(rounds, range(THREADS)))


def test_incidents_created_at_once_are_all_there_each_with_its_event() -> None:
    component = factories.a_component()

    def create(thread: int, number: int) -> None:
        impact = ImpactDraft(component_id=component.pk, status=ComponentStatus.MAJOR_OUTAGE)
        draft = IncidentDraft(
            name=f"{thread}/{number}", status=IncidentStatus.INVESTIGATING, message="x", impacts=(impact,)
        )
        create_incident(draft, actor=system)

    all_at_once(create)

    incidents = dict(Incident.objects.values_list("id", "name"))
    assert sorted(incidents.values()) == sorted(f"{a}/{b}" for a in range(THREADS) for b in range(ROUNDS))
    assert sorted(IncidentImpact.objects.values_list("incident_id", flat=True)) == sorted(incidents)
    events = Event.objects.filter(kind="incident_created").values_list("subject_id", "payload__row__name")
    assert dict(events) == incidents
    assert Event.objects.count() == THREADS * ROUNDS


def test_updates_recorded_at_once_leave_the_incident_as_the_newest_says() -> None:
    incident = factories.an_incident()
    statuses = list(IncidentStatus)

    def record(thread: int, number: int) -> None:
        status = statuses[(thread + number) % len(statuses)]
        record_incident_update(
            IncidentUpdateDraft(incident_id=incident.pk, status=status, message="x"), actor=system
        )

    all_at_once(record)

    newest = Update.objects.order_by("-created_at", "-id")[0]
    incident.refresh_from_db()
    assert incident.status == newest.status
    assert Update.objects.count() == Event.objects.count() == THREADS * ROUNDS


def test_changes_of_a_status_at_once_make_one_unbroken_chain() -> None:
    component = factories.a_component()
    statuses = list(ComponentStatus)

    def change(thread: int, number: int) -> None:
        status = statuses[(thread * 5 + number) % len(statuses)]
        change_component_status(component.pk, StatusChange(status=status), actor=system)

    all_at_once(change)

    steps = list(ComponentStatusChange.objects.order_by("id").values_list("old_status", "new_status"))
    component.refresh_from_db()
    assert [new for _, new in steps[:-1]] == [old for old, _ in steps[1:]]
    assert (steps[0][0], steps[-1][1]) == (ComponentStatus.OPERATIONAL, component.status)
    assert Event.objects.count() == len(steps)


def test_reports_of_recovery_at_once_close_each_incident_once() -> None:
    component = factories.a_component()
    client = Actor(
        kind=ActorKind.TOKEN, door=Door.REST_V1, abilities=EVERYTHING, user_id=factories.a_user().pk
    )
    outage = StatusReport(component_id=component.pk, status=ComponentStatus.MAJOR_OUTAGE)
    recovery = StatusReport(component_id=component.pk, status=ComponentStatus.OPERATIONAL)
    operational = ComponentChanges(status=ComponentStatus.OPERATIONAL)

    def report(thread: int, number: int) -> None:
        draft = IncidentDraft(
            name=f"{thread}/{number}", status=IncidentStatus.INVESTIGATING, message="x", assertion=outage
        )
        incident = create_incident(draft, actor=client)
        if thread % 2:
            report_component(component.pk, operational, actor=client)
        else:
            fixed = IncidentChanges(status=IncidentStatus.FIXED, assertion=recovery)
            update_incident(incident.pk, fixed, actor=client)

    all_at_once(report)
    report_component(component.pk, operational, actor=client)

    assert not Incident.objects.open().exists()
    closed = Update.objects.filter(message=CLOSING_MESSAGE).values_list("incident", flat=True)
    assert len(closed) == len(set(closed))
