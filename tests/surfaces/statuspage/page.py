"""A page with one of everything that the documents can say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from heliograph.status.models import Component, ComponentGroup, Incident, Schedule, Update
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests import factories

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Page:
    group: ComponentGroup
    grouped: Component
    single: Component
    open: Incident
    fixed: Incident
    to_come: Schedule
    going_on: Schedule
    done: Schedule


def a_page(now: datetime) -> Page:
    born = {"created_at": now - 20 * DAY, "updated_at": now - 19 * DAY}
    group = factories.a_group(name="Shop", **born)
    grouped = factories.a_component(name="Checkout", group=group, description="Where *money* is.", **born)
    single = factories.a_component(name="Website", order=3, **born)
    worked_on = factories.a_component(name="Disks", order=4, **born)
    going_on = _window(now - HOUR, now + HOUR, worked_on, name="New disks", created_at=now - DAY)
    Update.objects.create(schedule=going_on, message="The first is in.", created_at=now)
    return Page(
        group=group,
        grouped=grouped,
        single=single,
        open=_open_incident(now, grouped),
        fixed=_fixed_incident(now, single),
        to_come=_window(now + DAY, None, single, name="Later", created_at=now - DAY),
        going_on=going_on,
        done=_window(now - 3 * DAY, now - 3 * DAY + HOUR, single, name="Done", created_at=now - 4 * DAY),
    )


def _open_incident(now: datetime, component: Component) -> Incident:
    since = {"created_at": now - 2 * HOUR, "updated_at": now - HOUR}
    incident = factories.an_incident(
        name="Payments fail",
        status=IncidentStatus.WATCHING,
        impacts=[(component, ComponentStatus.PARTIAL_OUTAGE)],
        notifications=True,
        **since,
    )
    times = {"created_at": now - HOUR, "updated_at": now - HOUR}
    factories.an_update(incident, status=IncidentStatus.WATCHING, message="A fix is out.", **times)
    return incident


def _fixed_incident(now: datetime, component: Component) -> Incident:
    began = now - 2 * DAY
    incident = factories.an_incident(
        name="The website was away",
        status=IncidentStatus.FIXED,
        impacts=[(component, ComponentStatus.MAJOR_OUTAGE)],
        created_at=began,
        updated_at=began + HOUR,
    )
    for minutes, status in ((30, IncidentStatus.IDENTIFIED), (60, IncidentStatus.FIXED)):
        at = began + timedelta(minutes=minutes)
        factories.an_update(incident, status=status, message=status.label, created_at=at, updated_at=at)
    return incident


def _window(
    begins: datetime, ends: datetime | None, component: Component, *, name: str, created_at: datetime
) -> Schedule:
    return factories.a_window(
        name=name,
        scheduled_at=begins,
        completed_at=ends,
        impacts=[(component, None)],
        created_at=created_at,
        updated_at=created_at,
    )


def hidden_things(now: datetime) -> None:
    """Each of them is called `secret`, and no guest may see one."""
    closed = factories.a_group(name="secret", visible=Visibility.SIGNED_IN)
    inside = factories.a_component(name="secret", group=closed, status=ComponentStatus.MAJOR_OUTAGE)
    factories.a_component(name="secret", enabled=False, status=ComponentStatus.MAJOR_OUTAGE)
    down = [(inside, ComponentStatus.MAJOR_OUTAGE)]
    factories.an_incident(name="secret", visible=Visibility.SIGNED_IN, impacts=down)
    factories.an_incident(name="secret", visible=Visibility.HIDDEN, impacts=down)
    factories.an_incident(name="secret", published_at=now + HOUR, impacts=down)
    factories.an_incident(name="secret", deleted_at=now, impacts=down)
    factories.a_window(name="secret", published_at=now + HOUR)
    factories.a_window(name="secret", deleted_at=now)


def body(client: Client, path: str, **headers: str) -> Any:  # noqa: ANN401 - JSON
    response = client.get(path, headers=headers)
    assert response.status_code == 200, response.content
    return response.json()
