from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Prefetch
from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from heliograph.lib.plain_values import whole
from heliograph.status.drafts import ImpactDraft, ScheduleChanges, ScheduleDraft
from heliograph.status.maintenance import create_schedule, delete_schedule, update_schedule
from heliograph.status.models import Component, Schedule, ScheduleImpact
from heliograph.status.queries import known_schedules, unknown_components
from heliograph.status.vocabulary import ComponentStatus, ScheduleStatus
from heliograph.surfaces.rest_v1 import fields, shapes_incidents
from heliograph.surfaces.rest_v1.answers import gone, item
from heliograph.surfaces.rest_v1.door import found, number_in_path
from heliograph.surfaces.rest_v1.listing import Listing, listed
from heliograph.surfaces.rest_v1.reading import ABSENT, Input
from heliograph.surfaces.rest_v1.statuses import component_number, component_status

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.rest_v1.request import V1Request

LISTING = Listing(
    sorts={
        "id": "id",
        "name": "name",
        "status": "scheduled_at",  # it follows the clock: what comes later is less complete
        "scheduled_at": "scheduled_at",
        "completed_at": "completed_at",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }
)


_MAINTENANCE = ComponentStatus.UNDER_MAINTENANCE


def _affected(value: object) -> dict[int, ComponentStatus]:
    """`[{"id": 1, "status": 3}]`, ids alone, or as it was answered; without a status it is maintenance."""
    members = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(members, list):
        raise PydanticCustomError("text", "must be an array")
    return dict(_impact(one) for one in members)


def _impact(said: object) -> tuple[int, ComponentStatus]:
    row = said if isinstance(said, dict) else {"id": said}
    number = whole(row.get("component_id", row.get("id")))
    status = row.get("component_status", row.get("status"))
    asked = _MAINTENANCE if status is None else whole(status)
    is_known = asked in {_MAINTENANCE, *range(ComponentStatus.MAJOR_OUTAGE + 1)}
    if number is None or asked is None or not is_known:
        raise PydanticCustomError("text", "format is invalid")
    return number, component_status(asked)


class ScheduleChangesIn(Input):
    name: fields.Name = ABSENT
    message: fields.Text = ABSENT
    status: Annotated[int, fields.between(0, 2)] = ABSENT
    scheduled_at: fields.Moment = ABSENT
    completed_at: fields.Moment = ABSENT
    components: Annotated[dict[int, ComponentStatus], PlainValidator(_affected)] = ABSENT
    notify: fields.Flag = ABSENT

    def changes(self, window: Schedule) -> ScheduleChanges:
        """What is sent back as it was answered stays what it is: 2 may have been answered for maintenance."""
        said = self._said()
        shown = {one.component_id: _status_of(one) for one in window.impacts.all()}
        if "impacts" in said:
            said["impacts"] = [_as_it_was(one, shown.get(one.component_id)) for one in said["impacts"]]
        return ScheduleChanges(**said)

    def _said(self) -> dict[str, Any]:
        said = self.given()
        if "status" in said:
            said["status"] = ScheduleStatus(said["status"])
        if "notify" in said:
            said["notifications"] = said.pop("notify")
        if "components" in said:
            asked = said.pop("components")
            known = asked.keys() - unknown_components(asked)
            said["impacts"] = [ImpactDraft(component_id=pk, status=asked[pk]) for pk in asked if pk in known]
        return said


def _status_of(impact: ScheduleImpact) -> ComponentStatus:
    return ComponentStatus(impact.status or _MAINTENANCE)


def _as_it_was(said: ImpactDraft, was: ComponentStatus | None) -> ImpactDraft:
    if was is None or component_number(was) != component_number(said.status):
        return said
    return replace(said, status=was)


class ScheduleIn(ScheduleChangesIn):
    name: fields.Name
    status: Annotated[int, fields.between(0, 2)]
    scheduled_at: fields.Moment

    def draft(self) -> ScheduleDraft:
        return ScheduleDraft(**{"message": ""} | self._said())


def list_schedules(request: V1Request) -> HttpResponseBase:
    rows = LISTING.of(_seen(request).prefetch_related(_impacts(request)), request)
    return listed(request, rows, lambda some: shapes_incidents.schedules(request, some))


def show_schedule(request: V1Request, number: str) -> HttpResponse:
    return _shown(request, found(_seen(request), number))


def create(request: V1Request) -> HttpResponse:
    return _shown(request, create_schedule(ScheduleIn.read(request).draft(), actor=request.actor))


def update(request: V1Request, number: str) -> HttpResponse:
    known = found(known_schedules(request.actor, at=request.now), number)
    changes = ScheduleChangesIn.read(request).changes(known)
    return _shown(request, update_schedule(known.pk, changes, actor=request.actor))


def delete(request: V1Request, number: str) -> HttpResponse:
    delete_schedule(number_in_path(number), actor=request.actor)
    return gone()


def _seen(request: V1Request) -> QuerySet[Schedule]:
    return Schedule.objects.visible_to(request.actor, at=request.now)


def _impacts(request: V1Request) -> Prefetch[str]:
    """On components that the client may see."""
    seen = ScheduleImpact.objects.filter(component__in=Component.objects.visible_to(request.actor))
    return Prefetch("impacts", seen.order_by("id"))


def _shown(request: V1Request, schedule: Schedule) -> HttpResponse:
    rows = Schedule.objects.filter(pk=schedule.pk).prefetch_related(_impacts(request))
    (shape,) = shapes_incidents.schedules(request, rows)
    return item(shape)
