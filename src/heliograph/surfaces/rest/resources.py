"""What each thing looks like on the wire (contract, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from heliograph.accounts.models import User
from heliograph.lib import clock, horizon
from heliograph.status.models import (
    Component,
    ComponentGroup,
    Incident,
    IncidentImpact,
    Schedule,
    ScheduleImpact,
    Update,
)
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, ScheduleStatus
from heliograph.surfaces.rest.jsonapi import Relation, Resource, Row, View

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from heliograph.status.models import IncidentTemplate


def date(moment: datetime | None, view: View) -> dict[str, str | None]:
    if moment is None:
        return {"human": None, "string": None}
    horizon.holds_until(clock.ago_holds_until(moment, now=view.now))
    return {
        "human": clock.ago(moment, now=view.now),
        "string": moment.isoformat(sep=" ", timespec="seconds")[:19],
    }


def status(one: ComponentStatus | IncidentStatus | ScheduleStatus) -> dict[str, object]:
    return {"human": one.label, "value": one.value}


def _status_or_none(value: int | None) -> dict[str, object] | None:
    return None if value is None else status(IncidentStatus(value))


def dates(row: Row, view: View) -> dict[str, object]:
    return {"created": date(row.created_at, view), "updated": date(row.updated_at, view)}


def component(row: Component, view: View) -> dict[str, object]:
    shown = {
        "id": row.pk,
        "name": row.name,
        "description": row.description,
        "link": row.link,
        "order": row.order,
        "status": status(ComponentStatus(row.status)),
        "latest_status": status(view.statuses[row.pk]),
        "enabled": row.enabled,
        **dates(row, view),
    }
    impact = getattr(row, "impact", None)
    if impact is None:
        return shown
    given = impact.status and status(ComponentStatus(impact.status))
    return shown | {"pivot": {"component_status": given}}


def component_group(row: ComponentGroup, view: View) -> dict[str, object]:
    return {
        "id": row.pk,
        "name": row.name,
        "order": row.order,
        "order_column": row.order_column,
        "order_direction": row.order_direction,
        "collapsed": row.collapsed,
        "visible": row.visible,
        **dates(row, view),
    }


def incident(row: Incident, view: View) -> dict[str, object]:
    return {
        "id": row.pk,
        "guid": str(row.guid),
        "name": row.name,
        "message": row.message,
        "component_id": row.component_id,
        "visible": row.visible,
        "stickied": row.stickied,
        "notifications": int(row.notifications),
        "status": status(IncidentStatus(row.status)),
        "initial_status": _status_or_none(row.initial_status),
        "occurred": date(row.occurred_at, view),
        "published": date(row.published_at, view),
        **dates(row, view),
    }


def schedule(row: Schedule, view: View) -> dict[str, object]:
    return {
        "id": row.pk,
        "name": row.name,
        "message": row.message,
        "notifications": int(row.notifications),
        "status": status(row.status_at(view.now)),
        "scheduled": date(row.scheduled_at, view),
        "completed": date(row.completed_at, view),
        "published": date(row.published_at, view),
        **dates(row, view),
    }


def update(row: Update, view: View) -> dict[str, object]:
    of_incident = row.incident_id is not None
    shown: dict[str, object] = {
        "id": row.pk,
        "updateable_id": row.incident_id if of_incident else row.schedule_id,
        "updateable_type": "incident" if of_incident else "schedule",
        "message": row.message,
    }
    if row.status is not None:
        shown["status"] = status(IncidentStatus(row.status))
    return shown | dates(row, view)


def incident_template(row: IncidentTemplate, view: View) -> dict[str, object]:
    return {
        "id": row.pk,
        "name": row.name,
        "slug": row.slug,
        "template": row.template,
        "engine": row.engine,
        **dates(row, view),
    }


def user(row: Row, _: View) -> dict[str, object]:
    """A number and no more: guests see it too, and who works here is not their business."""
    return {"id": row.pk}


def _kept_in(attribute: str) -> Callable[[Row], Sequence[Row]]:
    def children(row: Row) -> Sequence[Row]:
        found = getattr(row, attribute)
        if isinstance(found, list):
            return found
        return [] if found is None else [found]

    return children


def _affected(row: Row) -> Sequence[Row]:
    """The components behind a row's impacts, each knowing what this row gives it."""
    found = []
    for impact in row.shown_impacts:
        impact.component.impact = impact
        found.append(impact.component)
    return found


def _impacts_on_components(view: View) -> Prefetch[Any]:
    return _seen(IncidentImpact.objects.all(), view)


def _schedule_impacts(view: View) -> Prefetch[Any]:
    return _seen(ScheduleImpact.objects.all(), view)


def _seen(impacts: QuerySet[Any], view: View) -> Prefetch[Any]:
    """Those on components that the client may see."""
    shown = impacts.filter(component__in=Component.objects.visible_to(view.actor))
    return Prefetch("impacts", shown.select_related("component").order_by("id"), to_attr="shown_impacts")


def _updates(_: View) -> Prefetch[Any]:
    return Prefetch("updates", Update.objects.order_by("created_at", "id"), to_attr="shown_updates")


def _impacts_of_incidents(view: View) -> Prefetch[Any]:
    shown = IncidentImpact.objects.filter(incident__in=Incident.objects.visible_to(view.actor, at=view.now))
    return Prefetch("impacts", shown.select_related("incident").order_by("id"), to_attr="shown_impacts")


GROUP = Relation(
    resource=lambda: COMPONENT_GROUPS,
    prefetch=lambda view: Prefetch(
        "group", ComponentGroup.objects.visible_to(view.actor), to_attr="shown_group"
    ),
    children=_kept_in("shown_group"),
    is_many=False,
)

COMPONENTS: Resource = Resource(
    type="components",
    attributes=component,
    has_meta=True,
    relations={
        "group": GROUP,
        "incidents": Relation(
            resource=lambda: INCIDENTS,
            prefetch=_impacts_of_incidents,
            children=lambda row: [impact.incident for impact in row.shown_impacts],
        ),
    },
)

COMPONENT_GROUPS: Resource = Resource(
    type="componentGroups",
    attributes=component_group,
    has_meta=True,
    relations={
        "components": Relation(
            resource=lambda: COMPONENTS,
            prefetch=lambda view: Prefetch(
                "components",
                Component.objects.visible_to(view.actor).order_by("id"),
                to_attr="shown_components",
            ),
            children=_kept_in("shown_components"),
        ),
    },
)

INCIDENTS: Resource = Resource(
    type="incidents",
    attributes=incident,
    has_meta=True,
    nested=("components.group",),
    relations={
        "components": Relation(
            resource=lambda: COMPONENTS, prefetch=_impacts_on_components, children=_affected
        ),
        "updates": Relation(
            resource=lambda: INCIDENT_UPDATES, prefetch=_updates, children=_kept_in("shown_updates")
        ),
        "user": Relation(
            resource=lambda: USERS,
            prefetch=lambda _: Prefetch("user", User.objects.all(), to_attr="shown_user"),
            children=_kept_in("shown_user"),
            is_many=False,
        ),
    },
)

SCHEDULES: Resource = Resource(
    type="schedules",
    attributes=schedule,
    has_meta=True,
    nested=("components.group",),
    relations={
        "components": Relation(resource=lambda: COMPONENTS, prefetch=_schedule_impacts, children=_affected),
        "updates": Relation(
            resource=lambda: SCHEDULE_UPDATES, prefetch=_updates, children=_kept_in("shown_updates")
        ),
        # Who planned a window is nobody's business; the original cannot tell either.
        "user": Relation(resource=lambda: USERS, children=lambda _: [], is_many=False),
    },
)

SCHEDULE_UPDATES: Resource = Resource(
    type="updates",
    attributes=update,
    relations={
        "schedule": Relation(
            resource=lambda: SCHEDULES,
            prefetch=lambda view: Prefetch(
                "schedule",
                Schedule.objects.visible_to(view.actor, at=view.now),
                to_attr="shown_schedule",
            ),
            children=_kept_in("shown_schedule"),
            is_many=False,
        ),
    },
)

INCIDENT_UPDATES: Resource = Resource(
    type="updates",
    attributes=update,
    relations={
        "incident": Relation(
            resource=lambda: INCIDENTS,
            prefetch=lambda view: Prefetch(
                "incident",
                Incident.objects.visible_to(view.actor, at=view.now),
                to_attr="shown_incident",
            ),
            children=_kept_in("shown_incident"),
            is_many=False,
        ),
    },
)

INCIDENT_TEMPLATES: Resource = Resource(type="incidentTemplates", attributes=incident_template)

USERS: Resource = Resource(type="users", attributes=user)
