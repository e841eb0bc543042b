from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.errors import Invalid
from heliograph.lib import clock
from heliograph.status.drafts import (
    IncidentUpdateChanges,
    IncidentUpdateDraft,
    ScheduleUpdateChanges,
    ScheduleUpdateDraft,
    StatusReport,
)
from heliograph.status.models import Incident, Schedule, Update
from heliograph.status.queries import known_incidents, unknown_components
from heliograph.status.updates import (
    delete_incident_update,
    delete_schedule_update,
    edit_incident_update,
    edit_schedule_update,
    record_incident_update,
    record_schedule_update,
)
from heliograph.status.vocabulary import IncidentStatus
from heliograph.surfaces.rest_v1 import fields, shapes_incidents, windows
from heliograph.surfaces.rest_v1.answers import gone, item
from heliograph.surfaces.rest_v1.door import found
from heliograph.surfaces.rest_v1.listing import Listing, listed
from heliograph.surfaces.rest_v1.reading import ABSENT, Input

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.rest_v1.request import V1Request

LISTING = Listing(sorts={"id": "id", "status": "status", "user_id": "user"}, order=("-created_at", "-id"))


class UpdateChangesIn(Input):
    status: fields.StatusOfUpdate = ABSENT
    message: fields.Text = ABSENT

    def changes(self) -> IncidentUpdateChanges:
        return IncidentUpdateChanges(**self.given())


class UpdateIn(Input):
    status: fields.StatusOfUpdate
    message: fields.Text
    component_id: fields.Whole | None = None
    component_status: fields.StatusOfComponent | None = None

    def draft(self, incident: Incident) -> IncidentUpdateDraft:
        return IncidentUpdateDraft(
            incident_id=incident.pk,
            status=self.status,
            message=self.message,
            assertion=self._assertion(shapes_incidents.component_of(incident)),
        )

    def _assertion(self, own: int) -> StatusReport | None:
        """Each needs the other; a component that is sent back without a status says nothing."""
        said, status = self.component_id, self.component_status
        if said and status is None and said != own:
            raise Invalid({"component_status": ["The component status field is required with component id."]})
        if status is not None and said is None:
            raise Invalid({"component_id": ["The component id field is required with component status."]})
        if not said or status is None or unknown_components({said}):
            return None
        return StatusReport(component_id=said, status=status)


def _updates_seen(request: V1Request, incident: str) -> QuerySet[Update]:
    """A child is only ever reached through its own parent."""
    if windows.is_one(incident):
        return Update.objects.filter(schedule=windows.found_one(request, incident))
    seen = Incident.objects.visible_to(request.actor, at=request.now)
    return Update.objects.filter(incident=found(seen, incident)).select_related("incident")


def _known_parent(request: V1Request, incident: str) -> Incident | Schedule:
    if windows.is_one(incident):
        return windows.known_one(request, incident)
    return found(known_incidents(request.actor, at=request.now), incident)


def list_updates(request: V1Request, incident: str) -> HttpResponseBase:
    rows = LISTING.of(_updates_seen(request, incident), request)
    return listed(request, rows, lambda some: shapes_incidents.updates(request, some))


def show_update(request: V1Request, incident: str, number: str) -> HttpResponse:
    return _shown(request, found(_updates_seen(request, incident), number))


def record(request: V1Request, incident: str) -> HttpResponse:
    parent, said = _known_parent(request, incident), UpdateIn.read(request)
    if isinstance(parent, Incident):
        return _shown(request, record_incident_update(said.draft(parent), actor=request.actor))
    ended = clock.now() if said.status == IncidentStatus.FIXED else None
    draft = ScheduleUpdateDraft(schedule_id=parent.pk, message=said.message, completed_at=ended)
    return _shown(request, record_schedule_update(draft, actor=request.actor))


def edit(request: V1Request, incident: str, number: str) -> HttpResponse:
    parent, said = _known_parent(request, incident), UpdateChangesIn.read(request)
    known = found(parent.updates.all(), number)
    if isinstance(parent, Incident):
        update = edit_incident_update(parent.pk, known.pk, said.changes(), actor=request.actor)
    else:
        changes = ScheduleUpdateChanges(**{"message": said.message} if said.message else {})
        update = edit_schedule_update(parent.pk, known.pk, changes, actor=request.actor)
    return _shown(request, update)


def delete(request: V1Request, incident: str, number: str) -> HttpResponse:
    parent = _known_parent(request, incident)
    known = found(parent.updates.all(), number)
    delete_one = delete_incident_update if isinstance(parent, Incident) else delete_schedule_update
    delete_one(parent.pk, known.pk, actor=request.actor)
    return gone()


def _shown(request: V1Request, update: Update) -> HttpResponse:
    (shape,) = shapes_incidents.updates(request, [update])
    return item(shape)
