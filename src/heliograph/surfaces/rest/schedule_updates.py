from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from ninja import Router

from heliograph.actors import Ability
from heliograph.status.drafts import ScheduleUpdateChanges, ScheduleUpdateDraft
from heliograph.status.models import Schedule, Update
from heliograph.status.queries import known_schedules
from heliograph.status.updates import delete_schedule_update, edit_schedule_update, record_schedule_update
from heliograph.surfaces.rest import fields
from heliograph.surfaces.rest.answers import gone, listed, shown
from heliograph.surfaces.rest.door import UPDATE, found, number_in_path, reads, writes
from heliograph.surfaces.rest.listing import Listing
from heliograph.surfaces.rest.openapi.endpoint import Endpoint
from heliograph.surfaces.rest.reading import ABSENT, Input
from heliograph.surfaces.rest.resources import SCHEDULE_UPDATES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from heliograph.surfaces.rest.request import ApiRequest

router = Router()

# A window's updates have no status: a filter on it is understood, and leaves all of them in (recorded).
LISTING = Listing(filters={"status": lambda _: Q()}, sorts={"created_at": "created_at"})

ENDPOINT = Endpoint(resource=SCHEDULE_UPDATES, listing=LISTING)


class ScheduleUpdateChangesIn(Input):
    message: fields.Text = ABSENT

    def changes(self) -> ScheduleUpdateChanges:
        return ScheduleUpdateChanges(**self.given())


class ScheduleUpdateIn(Input):
    message: fields.Text
    completed_at: fields.Moment | None = ABSENT

    def draft(self, schedule_id: int) -> ScheduleUpdateDraft:
        return ScheduleUpdateDraft(schedule_id=schedule_id, **self.given())


def _updates_of(schedule: str, request: ApiRequest) -> QuerySet[Update]:
    """A child is only ever reached through its own parent."""
    parent = found(Schedule.objects.visible_to(request.actor, at=request.now), schedule)
    return Update.objects.filter(schedule=parent)


@router.get("/{schedule}/updates", **ENDPOINT.lists())
@reads
def list_updates(request: ApiRequest, schedule: str) -> HttpResponse:
    return listed(request, SCHEDULE_UPDATES, LISTING.of(_updates_of(schedule, request), request.GET))


@router.post("/{schedule}/updates", **ENDPOINT.creates(ScheduleUpdateIn))
@writes(Ability.SCHEDULE_UPDATES_MANAGE, showing=SCHEDULE_UPDATES)
def record(request: ApiRequest, schedule: str) -> HttpResponse:
    known = found(known_schedules(request.actor, at=request.now), schedule)
    update = record_schedule_update(ScheduleUpdateIn.read(request).draft(known.pk), actor=request.actor)
    return shown(request, SCHEDULE_UPDATES, update, status=201)


@router.get("/{schedule}/updates/{number}", **ENDPOINT.shows())
@reads
def show(request: ApiRequest, schedule: str, number: str) -> HttpResponse:
    return shown(request, SCHEDULE_UPDATES, found(_updates_of(schedule, request), number))


@router.api_operation(UPDATE, "/{schedule}/updates/{number}", **ENDPOINT.updates(ScheduleUpdateChangesIn))
@writes(Ability.SCHEDULE_UPDATES_MANAGE, showing=SCHEDULE_UPDATES)
def edit(request: ApiRequest, schedule: str, number: str) -> HttpResponse:
    parent = found(known_schedules(request.actor, at=request.now), schedule)
    known = found(parent.updates.all(), number)
    changes = ScheduleUpdateChangesIn.read(request).changes()
    update = edit_schedule_update(parent.pk, known.pk, changes, actor=request.actor)
    return shown(request, SCHEDULE_UPDATES, update)


@router.delete("/{schedule}/updates/{number}", **ENDPOINT.deletes())
@writes(Ability.SCHEDULE_UPDATES_DELETE)
def delete(request: ApiRequest, schedule: str, number: str) -> HttpResponse:
    delete_schedule_update(number_in_path(schedule), number_in_path(number), actor=request.actor)
    return gone()
