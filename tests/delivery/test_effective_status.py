"""Channels and webhooks report what visitors see of a component."""

import json
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from heliograph.actors import Actor, Door
from heliograph.delivery.channels.apprise import AppriseChannel
from heliograph.delivery.channels.webhook import WebhookChannel
from heliograph.delivery.models import CoveredStatus
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.monitoring.monitors import record_check
from heliograph.monitoring.verdict import Result
from heliograph.status.components import change_component_status, update_component
from heliograph.status.drafts import (
    ComponentChanges,
    ImpactDraft,
    IncidentChanges,
    IncidentDraft,
    IncidentUpdateDraft,
    ScheduleDraft,
    ScheduleUpdateDraft,
    StatusChange,
)
from heliograph.status.due import record_due
from heliograph.status.incidents import create_incident, delete_incident, update_incident
from heliograph.status.maintenance import create_schedule
from heliograph.status.models import Component, Incident, Schedule
from heliograph.status.updates import record_incident_update, record_schedule_update
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, ScheduleStatus, Visibility
from tests.delivery import post
from tests.delivery.factories import a_chat_channel, a_webhook
from tests.factories import a_component
from tests.monitoring.factories import a_monitor
from tests.receiver import Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.loopback]

OPERATIONAL, SLOW = ComponentStatus.OPERATIONAL, ComponentStatus.PERFORMANCE_ISSUES
PARTIAL, MAJOR = ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE
Change = tuple[int, int]


class Endpoints:
    """A webhook and a room that want changes of status alone."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        wanted: dict[str, Any] = {"is_for_all_events": False, "selected_events": ["component_status_changed"]}
        a_webhook(receiver.at("/hook"), **wanted)
        a_chat_channel(receiver.at("/room").replace("http:", "json:"), **wanted)

    def reports(self) -> list[Change]:
        """The changes that were sent since the last call, the same to both."""
        post.settle([WebhookChannel(), AppriseChannel()])
        heard, self._receiver.heard[:] = list(self._receiver.heard), []
        bodies = [json.loads(one.body) for one in heard if one.path == "/hook"]
        titles = [json.loads(one.body)["title"] for one in heard if one.path == "/room"]
        changes = [(one["body"]["old_status"], one["body"]["new_status"]) for one in bodies]
        assert titles == [f"Website: {WORDS[new]}" for _, new in changes]
        return changes


WORDS = {
    OPERATIONAL: "Operational",
    SLOW: "Performance issues",
    PARTIAL: "Partial outage",
    MAJOR: "Major outage",
}


@pytest.fixture
def endpoints(receiver: Receiver, settings: Settings) -> Endpoints:
    settings.ALLOW_NETWORKS = (ip_network("127.0.0.0/8"),)
    return Endpoints(receiver)


@pytest.fixture
def component() -> Component:
    return a_component(status=OPERATIONAL)


def set_baseline(component: Component, status: ComponentStatus, operator: Actor) -> None:
    change_component_status(component.pk, StatusChange(status=status), actor=operator)


def maintenance_of(component: Component, operator: Actor) -> Schedule:
    draft = ScheduleDraft(
        name="Upgrade",
        message="",
        status=ScheduleStatus.IN_PROGRESS,
        scheduled_at=clock.now() - timedelta(minutes=5),
        impacts=[ImpactDraft(component_id=component.pk, status=ComponentStatus.UNDER_MAINTENANCE)],
    )
    return create_schedule(draft, actor=operator)


def end(schedule: Schedule, operator: Actor) -> None:
    draft = ScheduleUpdateDraft(schedule_id=schedule.pk, message="Done.", completed_at=clock.now())
    record_schedule_update(draft, actor=operator)


def incident_of(component: Component, status: ComponentStatus, operator: Actor) -> Incident:
    draft = IncidentDraft(
        name="Broken",
        message="We look into it.",
        status=IncidentStatus.INVESTIGATING,
        visible=Visibility.EVERYONE,
        impacts=[ImpactDraft(component_id=component.pk, status=status)],
    )
    return create_incident(draft, actor=operator)


def fix(incident: Incident, operator: Actor) -> None:
    draft = IncidentUpdateDraft(incident_id=incident.pk, status=IncidentStatus.FIXED, message="Fixed.")
    record_incident_update(draft, actor=operator)


def test_a_failure_during_maintenance_is_reported_when_it_ends(
    endpoints: Endpoints, component: Component, operator: Actor
) -> None:
    schedule = maintenance_of(component, operator)
    set_baseline(component, MAJOR, operator)
    assert endpoints.reports() == []

    end(schedule, operator)
    assert endpoints.reports() == [(OPERATIONAL, MAJOR)]
    assert not CoveredStatus.objects.exists()

    set_baseline(component, OPERATIONAL, operator)
    assert endpoints.reports() == [(MAJOR, OPERATIONAL)]


def test_a_monitor_that_turns_red_and_green_during_maintenance_reports_nothing(
    endpoints: Endpoints, component: Component, operator: Actor
) -> None:
    a_monitor(component, failure_threshold=1, success_threshold=1)
    schedule = maintenance_of(component, operator)
    for is_up in (False, True):
        record_check(component.pk, Result(is_up=is_up), actor=Actor.monitor())
        assert endpoints.reports() == []

    end(schedule, operator)
    assert endpoints.reports() == []


def test_maintenance_that_ends_by_the_clock_reports_what_is_still_broken(
    endpoints: Endpoints, component: Component, operator: Actor
) -> None:
    schedule = maintenance_of(component, operator)
    set_baseline(component, PARTIAL, operator)
    endpoints.reports()
    record_due(actor=Actor.system(door=Door.CLOCK))
    Schedule.objects.filter(pk=schedule.pk).update(completed_at=clock.now() + timedelta(minutes=1))
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        record_due(actor=Actor.system(door=Door.CLOCK))
        assert endpoints.reports() == [(OPERATIONAL, PARTIAL)]


def test_a_baseline_that_an_incident_covers_is_reported_when_it_is_fixed(
    endpoints: Endpoints, component: Component, operator: Actor
) -> None:
    incident = incident_of(component, MAJOR, operator)
    set_baseline(component, PARTIAL, operator)
    assert endpoints.reports() == []

    fix(incident, operator)
    assert endpoints.reports() == [(OPERATIONAL, PARTIAL)]


def test_an_equal_baseline_is_reported_once_only_it_is_left(
    endpoints: Endpoints, component: Component, operator: Actor
) -> None:
    incident, other = (incident_of(component, status, operator) for status in (MAJOR, SLOW))
    set_baseline(component, MAJOR, operator)
    assert endpoints.reports() == []

    fix(incident, operator)
    assert endpoints.reports() == [(OPERATIONAL, MAJOR)]
    delete_incident(other.pk, actor=operator)
    assert endpoints.reports() == []


def test_a_recovery_that_an_incident_covered_is_reported_where_the_outage_was(
    endpoints: Endpoints, component: Component, operator: Actor
) -> None:
    set_baseline(component, MAJOR, operator)
    assert endpoints.reports() == [(OPERATIONAL, MAJOR)]
    incident = incident_of(component, MAJOR, operator)
    set_baseline(component, OPERATIONAL, operator)
    assert endpoints.reports() == []

    update_incident(incident.pk, IncidentChanges(visible=Visibility.HIDDEN), actor=operator)
    assert endpoints.reports() == [(MAJOR, OPERATIONAL)]


def test_a_worse_baseline_is_reported_through_an_incident(
    endpoints: Endpoints, component: Component, operator: Actor
) -> None:
    incident = incident_of(component, SLOW, operator)
    set_baseline(component, MAJOR, operator)
    assert endpoints.reports() == [(SLOW, MAJOR)]
    set_baseline(component, OPERATIONAL, operator)
    assert endpoints.reports() == [(MAJOR, SLOW)]

    fix(incident, operator)
    assert endpoints.reports() == [(SLOW, OPERATIONAL)]


def test_a_change_that_follows_before_the_end_was_looked_at_has_the_last_report(
    endpoints: Endpoints, component: Component, operator: Actor
) -> None:
    schedule = maintenance_of(component, operator)
    set_baseline(component, MAJOR, operator)
    endpoints.reports()
    end(schedule, operator)
    with time_machine.travel(clock.now() + timedelta(seconds=2)):
        set_baseline(component, OPERATIONAL, operator)
        assert endpoints.reports() == [(MAJOR, OPERATIONAL)]
    assert not CoveredStatus.objects.exists()


def test_a_webhook_shows_the_effective_status_of_a_component(
    receiver: Receiver, endpoints: Endpoints, component: Component, operator: Actor
) -> None:
    a_webhook(receiver.at("/all"))
    maintenance_of(component, operator)
    set_baseline(component, MAJOR, operator)
    update_component(component.pk, ComponentChanges(name="Website, renamed"), actor=operator)
    post.settle([WebhookChannel()])

    bodies = [json.loads(one.body) for one in receiver.heard if one.path == "/all"]
    (updated,) = [one["body"] for one in bodies if one["event"].startswith("component")]
    assert (updated["name"], updated["status"]) == ("Website, renamed", ComponentStatus.UNDER_MAINTENANCE)


def test_the_event_of_an_end_names_no_person(
    endpoints: Endpoints, component: Component, operator: Actor
) -> None:
    schedule = maintenance_of(component, operator)
    set_baseline(component, MAJOR, operator)
    end(schedule, operator)
    endpoints.reports()

    event = Event.objects.get(kind="component_status_uncovered")
    assert (event.actor_id, event.payload["source"]) == (None, "system")
