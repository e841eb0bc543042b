from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from ninja import Router
from typing_extensions import override

from heliograph.actors import Ability
from heliograph.lib import clock
from heliograph.status.drafts import ScheduleChanges, ScheduleDraft
from heliograph.status.maintenance import create_schedule, delete_schedule, update_schedule
from heliograph.status.models import Schedule, has_schedule_status
from heliograph.status.queries import known_schedules, unknown_components
from heliograph.status.vocabulary import ScheduleStatus
from heliograph.surfaces.rest import fields
from heliograph.surfaces.rest.answers import gone, listed, shown
from heliograph.surfaces.rest.door import UPDATE, found, number_in_path, reads, writes
from heliograph.surfaces.rest.impacts import ImpactIn, repeated
from heliograph.surfaces.rest.listing import Listing, any_of, comma_separated, contains
from heliograph.surfaces.rest.openapi.endpoint import Endpoint
from heliograph.surfaces.rest.reading import ABSENT, Errors, Input, Raw
from heliograph.surfaces.rest.resources import SCHEDULES

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from heliograph.surfaces.rest.request import ApiRequest

router = Router()

_STATUSES = {str(one.value): one for one in ScheduleStatus}


def listing(now: datetime) -> Listing:
    """A window's status follows the clock, and so does the filter on it."""
    return Listing(
        filters={
            "name": contains("name"),
            "status": lambda value: _has_status(value, now),
        },
        has_meta=True,
        sorts={
            "name": "name",
            "id": "id",
            "scheduled_at": "scheduled_at",
            "completed_at": "completed_at",
        },
    )


# Whenever: what can be asked for is always the same.
ENDPOINT = Endpoint(resource=SCHEDULES, listing=listing(clock.now()))


def _has_status(value: str, now: datetime) -> Q:
    """Where none of the numbers is a status, all windows stay in (recorded)."""
    asked = [_STATUSES[one] for one in comma_separated(value) if one in _STATUSES]
    return any_of(has_schedule_status(one, at=now) for one in asked or ScheduleStatus)


class ScheduleChangesIn(Input):
    references: ClassVar = {"components.*.id": unknown_components}
    items: ClassVar = {"components": ImpactIn}

    name: fields.Name = ABSENT
    message: fields.Text = ABSENT
    scheduled_at: fields.Moment | None = ABSENT
    completed_at: fields.Moment | None = ABSENT
    published_at: fields.Moment | None = ABSENT
    notifications: fields.Boolean = ABSENT
    components: list[ImpactIn] | None = ABSENT
    meta: fields.Object | None = ABSENT

    @override
    @classmethod
    def rules(cls, raw: Raw) -> Errors:
        return repeated(raw.get("components"))

    def changes(self) -> ScheduleChanges:
        """An empty list of components leaves what is affected as it is, as null leaves a date."""
        said = self._said()
        return ScheduleChanges(**{name: value for name, value in said.items() if value != []})

    def _said(self) -> dict[str, Any]:
        said = self.given()
        if "components" in said:
            said["impacts"] = [one.draft() for one in said.pop("components")]
        return said


class ScheduleIn(ScheduleChangesIn):
    name: fields.Name
    message: fields.Text
    scheduled_at: fields.Moment

    def draft(self) -> ScheduleDraft:
        return ScheduleDraft(**self._said())


@router.get("", **ENDPOINT.lists())
@reads
def list_schedules(request: ApiRequest) -> HttpResponse:
    rows = Schedule.objects.visible_to(request.actor, at=request.now)
    return listed(request, SCHEDULES, listing(request.now).of(rows, request.GET))


@router.post("", **ENDPOINT.creates(ScheduleIn))
@writes(Ability.SCHEDULES_MANAGE, showing=SCHEDULES)
def create(request: ApiRequest) -> HttpResponse:
    schedule = create_schedule(ScheduleIn.read(request).draft(), actor=request.actor)
    return shown(request, SCHEDULES, schedule, status=201)


@router.get("/{number}", **ENDPOINT.shows())
@reads
def show(request: ApiRequest, number: str) -> HttpResponse:
    rows = Schedule.objects.visible_to(request.actor, at=request.now)
    return shown(request, SCHEDULES, found(rows, number))


@router.api_operation(UPDATE, "/{number}", **ENDPOINT.updates(ScheduleChangesIn))
@writes(Ability.SCHEDULES_MANAGE, showing=SCHEDULES)
def update(request: ApiRequest, number: str) -> HttpResponse:
    known = found(known_schedules(request.actor, at=request.now), number)
    changes = ScheduleChangesIn.read(request).changes()
    return shown(request, SCHEDULES, update_schedule(known.pk, changes, actor=request.actor))


@router.delete("/{number}", **ENDPOINT.deletes())
@writes(Ability.SCHEDULES_DELETE)
def delete(request: ApiRequest, number: str) -> HttpResponse:
    delete_schedule(number_in_path(number), actor=request.actor)
    return gone()
