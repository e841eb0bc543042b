"""What incidents, their updates and maintenance look like on the wire (contract, sections 7, 8, 9 and 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from heliograph.status.models import Incident, IncidentTemplate, Schedule, Update
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, ScheduleStatus
from heliograph.surfaces.rest_v1.addresses import address_of
from heliograph.surfaces.rest_v1.shapes import Shape, date, dates
from heliograph.surfaces.rest_v1.statuses import (
    ICONS,
    INCIDENT_NAMES,
    SCHEDULED,
    component_number,
    incident_number,
    is_for_everyone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from heliograph.status.models import ScheduleImpact
    from heliograph.surfaces.rest_v1.request import V1Request

WINDOWS_FROM = 1_000_000_000
"""Added to a window's number where it is told as an incident: so many incidents there never are."""

SCHEDULE_NAMES = ("Upcoming", "In Progress", "Complete")


@dataclass(frozen=True, kw_only=True)
class _Story:
    """What an incident and a window that is told as one have in common."""

    number: int
    status: int
    path: str
    updates: Sequence[Update]


_NEWEST_FIRST = Prefetch("updates", Update.objects.order_by("-created_at", "-id"))


def with_story(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """With what their shapes need, in two queries more."""
    return rows.prefetch_related("impacts", _NEWEST_FIRST)


def windows_with_story(rows: QuerySet[Schedule]) -> QuerySet[Schedule]:
    return rows.prefetch_related("impacts", _NEWEST_FIRST)


def incidents(request: V1Request, rows: Iterable[Incident | Schedule]) -> list[Shape]:
    """`notifications` has no meaning and is always false, as it was: what is said is `notify`."""
    return [
        _incident(request, row) if isinstance(row, Incident) else _window_as_incident(request, row)
        for row in rows
    ]


def _incident(request: V1Request, row: Incident) -> Shape:
    story = _Story(
        number=row.pk,
        status=incident_number(row.status),
        path=f"/incidents/{row.pk}",
        updates=list(row.updates.all()),
    )
    shown = {
        "id": row.pk,
        "user_id": row.user_id or 0,
        "component_id": component_of(row),
        "name": row.name,
        "status": story.status,
        "visible": is_for_everyone(row.visible),
        "stickied": row.stickied,
        "notifications": False,
        "message": row.message,
        "occurred_at": date(row.began_at, request.zone),
    }
    newest = story.updates[0] if story.updates else None
    lasted = int((newest.created_at - row.began_at).total_seconds()) if newest else 0
    return shown | _told(request, row, story) | {"duration": max(lasted, 0)}


def _window_as_incident(request: V1Request, row: Schedule) -> Shape:
    is_over = row.status_at(request.now) is ScheduleStatus.COMPLETE
    story = _Story(
        number=WINDOWS_FROM + row.pk,
        status=IncidentStatus.FIXED.value if is_over else SCHEDULED,
        path=f"/schedules/{row.pk}",
        updates=list(row.updates.all()),
    )
    shown = {
        "id": story.number,
        "user_id": row.user_id or 0,
        "component_id": component_of(row),
        "name": row.name,
        "status": story.status,
        "visible": int(row.is_published(request.now)),
        "stickied": False,
        "notifications": False,
        "message": row.message,
        "occurred_at": date(row.scheduled_at, request.zone),
        "scheduled_at": date(row.scheduled_at, request.zone),
    }
    return shown | _told(request, row, story) | {"duration": 0}


def _told(request: V1Request, row: Incident | Schedule, story: _Story) -> Shape:
    newest = story.updates[0] if story.updates else None
    latest = story.status if newest is None else _number_of(newest, request)
    address = address_of(request, story.path)
    return {
        **dates(row, request.zone),
        "deleted_at": None,
        "is_resolved": story.status == IncidentStatus.FIXED,
        "updates": [_update(request, one, story.number, address) for one in story.updates],
        "meta": row.meta or [],
        "human_status": INCIDENT_NAMES[story.status],
        "latest_update_id": None if newest is None else newest.pk,
        "latest_status": latest,
        "latest_human_status": INCIDENT_NAMES[latest],
        "latest_icon": ICONS[latest],
        "permalink": address,
    }


def component_of(row: Incident | Schedule) -> int:
    """The one that it is about: named alone, as this API does, or the first of several; 0 for none."""
    named = row.component_id if isinstance(row, Incident) else None
    return named or min((one.component_id for one in row.impacts.all()), default=0)


def updates(request: V1Request, rows: Iterable[Update]) -> list[Shape]:
    """With their incidents or windows, which are selected."""
    return [_update(request, row, *_parent_of(request, row)) for row in rows]


def _parent_of(request: V1Request, row: Update) -> tuple[int, str]:
    if row.incident is not None:
        return row.incident.pk, address_of(request, f"/incidents/{row.incident.pk}")
    return WINDOWS_FROM + (row.schedule_id or 0), address_of(request, f"/schedules/{row.schedule_id}")


def _update(request: V1Request, row: Update, parent: int, address: str) -> Shape:
    status = _number_of(row, request)
    return {
        "id": row.pk,
        "incident_id": parent,
        "status": status,
        "message": row.message,
        "user_id": row.user_id or 0,
        **dates(row, request.zone),
        "human_status": INCIDENT_NAMES[status],
        "permalink": f"{address}#update-{row.pk}",
    }


def _number_of(row: Update, request: V1Request) -> int:
    """Those of windows have no status of their own."""
    return SCHEDULED if row.incident_id is None else incident_number(row.status or 0)


def templates(request: V1Request, rows: Iterable[IncidentTemplate]) -> list[Shape]:
    return [
        {
            "id": row.pk,
            "name": row.name,
            "slug": row.slug,
            "template": row.template,
            **dates(row, request.zone),
            "deleted_at": None,
        }
        for row in rows
    ]


def schedules(request: V1Request, rows: Iterable[Schedule]) -> list[Shape]:
    """With what they affect, which is prefetched."""
    return [_schedule(request, row) for row in rows]


def _schedule(request: V1Request, row: Schedule) -> Shape:
    status = row.status_at(request.now)
    return {
        "id": row.pk,
        "name": row.name,
        "message": row.message,
        "status": status.value,
        "scheduled_at": date(row.scheduled_at, request.zone),
        "completed_at": None if row.completed_at is None else date(row.completed_at, request.zone),
        **dates(row, request.zone),
        "deleted_at": None,
        "components": [_affected(request, row, one) for one in row.impacts.all()],
        "human_status": SCHEDULE_NAMES[status],
    }


def _affected(request: V1Request, row: Schedule, impact: ScheduleImpact) -> Shape:
    status = ComponentStatus(impact.status or ComponentStatus.UNDER_MAINTENANCE)
    return {
        "id": impact.pk,
        "schedule_id": row.pk,
        "component_id": impact.component_id,
        "component_status": component_number(status),
        **dates(row, request.zone),
    }
