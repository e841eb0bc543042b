"""Incidents with the status 0, "Scheduled": before Cachet had schedules, that was how maintenance was told.

They are stored as maintenance windows and told as both. Their numbers as incidents begin where those of
incidents never come.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from heliograph.lib import clock
from heliograph.lib.plain_values import whole
from heliograph.status.drafts import ScheduleChanges, ScheduleDraft
from heliograph.status.maintenance import create_schedule, delete_schedule, update_schedule
from heliograph.status.models import Schedule, ScheduleImpact, has_schedule_status
from heliograph.status.queries import known_schedules
from heliograph.status.vocabulary import IncidentStatus, ScheduleStatus, Visibility
from heliograph.status.wording import message_of
from heliograph.surfaces.rest_v1 import shapes_incidents
from heliograph.surfaces.rest_v1.answers import gone, item
from heliograph.surfaces.rest_v1.door import found, number_in_path
from heliograph.surfaces.rest_v1.listing import Listing, is_number, is_text

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from heliograph.status.drafts import IncidentDraft
    from heliograph.surfaces.rest_v1.incident_fields import IncidentChangesIn
    from heliograph.surfaces.rest_v1.request import V1Request

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""When one is published that is not for everyone: windows have no visibility of their own."""


def is_one(number: str) -> bool:
    return number.isascii() and number.isdigit() and int(number[:19]) > shapes_incidents.WINDOWS_FROM


def _window_of(number: str) -> str:
    return str(number_in_path(number) - shapes_incidents.WINDOWS_FROM)


def _with_number(value: object) -> Q:
    number = whole(value)
    return Q(pk=number - shapes_incidents.WINDOWS_FROM) if number is not None else Q(pk__in=[])


def _affects(value: object) -> Q:
    number = whole(value)
    if number == 0:
        return Q(impacts=None)
    return Q(pk__in=ScheduleImpact.objects.filter(component=number).values("schedule"))


def _with_status(value: object, now: datetime) -> Q:
    complete = has_schedule_status(ScheduleStatus.COMPLETE, at=now)
    return {"0": ~complete, "4": complete}.get(str(value), Q(pk__in=[]))


def _is_published(value: object, now: datetime) -> Q:
    published = Q(published_at=None) | Q(published_at__lte=now)
    return {"1": published, "true": published, "0": ~published, "false": ~published}.get(
        str(value).lower(), Q(pk__in=[])
    )


def listing(now: datetime) -> Listing:
    """As that of incidents, in what a window has."""
    return Listing(
        filters={
            "id": _with_number,
            "user_id": is_number("user"),
            "component_id": _affects,
            "name": is_text("name"),
            "status": lambda value: _with_status(value, now),
            "visible": lambda value: _is_published(value, now),
            "stickied": lambda value: Q() if str(value).lower() in {"0", "false"} else Q(pk__in=[]),
        },
        sorts={
            "id": "id",
            "user_id": "user",
            "name": "name",
            "message": "message",
            "occurred_at": "scheduled_at",
        },
    )


def told_to(request: V1Request) -> QuerySet[Schedule]:
    seen = Schedule.objects.visible_to(request.actor, at=request.now).filter(told_as_incident=True)
    return shapes_incidents.windows_with_story(listing(request.now).of(seen, request))


def found_one(request: V1Request, number: str) -> Schedule:
    """Raises NotFound."""
    seen = Schedule.objects.visible_to(request.actor, at=request.now).filter(told_as_incident=True)
    return found(seen, _window_of(number))


def known_one(request: V1Request, number: str) -> Schedule:
    """Raises NotFound."""
    known = known_schedules(request.actor, at=request.now).filter(told_as_incident=True)
    return found(known, _window_of(number))


def create(request: V1Request, said: IncidentDraft, *, at: datetime | None) -> HttpResponse:
    draft = ScheduleDraft(
        name=said.name,
        message=message_of(said),
        scheduled_at=at or clock.this_second(),
        published_at=None if said.visible == Visibility.EVERYONE else NEVER,
        notifications=said.notifications,
        impacts=() if said.assertion is None else [said.assertion],
        meta=said.meta,
        told_as_incident=True,
    )
    return shown(request, create_schedule(draft, actor=request.actor))


def update(request: V1Request, window: Schedule, said: IncidentChangesIn) -> HttpResponse:
    changes = ScheduleChanges(**_changes(request, window, said))
    return shown(request, update_schedule(window.pk, changes, actor=request.actor))


_NAMES = {
    "name": "name",
    "message": "message",
    "notify": "notifications",
    "occurred_at": "scheduled_at",
}


def _changes(request: V1Request, window: Schedule, said: IncidentChangesIn) -> dict[str, Any]:
    given = said.given()
    changes = {ours: given[name] for name, ours in _NAMES.items() if name in given}
    if said.status:
        is_fixed = said.status == IncidentStatus.FIXED
        changes["status"] = ScheduleStatus.COMPLETE if is_fixed else ScheduleStatus.IN_PROGRESS
    if "visible" in given and (given["visible"] == Visibility.EVERYONE) != window.is_published(request.now):
        changes["published_at"] = NEVER if window.is_published(request.now) else clock.this_second()
    own = shapes_incidents.component_of(window) or None
    if (assertion := said.assertion(own=own)) is not None:
        changes["impacts"] = [assertion]
    return changes


def delete(request: V1Request, window: Schedule) -> HttpResponse:
    delete_schedule(window.pk, actor=request.actor)
    return gone()


def shown(request: V1Request, window: Schedule) -> HttpResponse:
    rows = shapes_incidents.windows_with_story(Schedule.objects.filter(pk=window.pk))
    (shape,) = shapes_incidents.incidents(request, rows)
    return item(shape)
