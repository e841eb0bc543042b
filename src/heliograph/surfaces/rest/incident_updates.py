from __future__ import annotations

from typing import TYPE_CHECKING

from ninja import Router

from heliograph.actors import Ability
from heliograph.status.drafts import IncidentUpdateChanges, IncidentUpdateDraft
from heliograph.status.models import Incident, Update
from heliograph.status.queries import known_incidents
from heliograph.status.updates import delete_incident_update, edit_incident_update, record_incident_update
from heliograph.surfaces.rest import fields
from heliograph.surfaces.rest.answers import gone, listed, shown
from heliograph.surfaces.rest.door import UPDATE, found, number_in_path, reads, writes
from heliograph.surfaces.rest.listing import Listing, equals
from heliograph.surfaces.rest.openapi.endpoint import Endpoint
from heliograph.surfaces.rest.reading import ABSENT, Input
from heliograph.surfaces.rest.resources import INCIDENT_UPDATES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from heliograph.surfaces.rest.request import ApiRequest

router = Router()

LISTING = Listing(
    filters={"status": equals("status")}, sorts={"status": "status", "created_at": "created_at"}
)

ENDPOINT = Endpoint(resource=INCIDENT_UPDATES, listing=LISTING)


class IncidentUpdateChangesIn(Input):
    status: fields.StatusOfIncident = ABSENT
    message: fields.Text = ABSENT

    def changes(self) -> IncidentUpdateChanges:
        return IncidentUpdateChanges(**self.given())


class IncidentUpdateIn(Input):
    status: fields.StatusOfIncident
    message: fields.Text

    def draft(self, incident_id: int) -> IncidentUpdateDraft:
        return IncidentUpdateDraft(incident_id=incident_id, status=self.status, message=self.message)


def _updates_of(incident: str, request: ApiRequest) -> QuerySet[Update]:
    """A child is only ever reached through its own parent."""
    parent = found(Incident.objects.visible_to(request.actor, at=request.now), incident)
    return Update.objects.filter(incident=parent)


@router.get("/{incident}/updates", **ENDPOINT.lists())
@reads
def list_updates(request: ApiRequest, incident: str) -> HttpResponse:
    return listed(request, INCIDENT_UPDATES, LISTING.of(_updates_of(incident, request), request.GET))


@router.post("/{incident}/updates", **ENDPOINT.creates(IncidentUpdateIn))
@writes(Ability.INCIDENT_UPDATES_MANAGE, showing=INCIDENT_UPDATES)
def record(request: ApiRequest, incident: str) -> HttpResponse:
    known = found(known_incidents(request.actor, at=request.now), incident)
    draft = IncidentUpdateIn.read(request).draft(known.pk)
    update = record_incident_update(draft, actor=request.actor)
    return shown(request, INCIDENT_UPDATES, update, status=201)


@router.get("/{incident}/updates/{number}", **ENDPOINT.shows())
@reads
def show(request: ApiRequest, incident: str, number: str) -> HttpResponse:
    return shown(request, INCIDENT_UPDATES, found(_updates_of(incident, request), number))


@router.api_operation(UPDATE, "/{incident}/updates/{number}", **ENDPOINT.updates(IncidentUpdateChangesIn))
@writes(Ability.INCIDENT_UPDATES_MANAGE, showing=INCIDENT_UPDATES)
def edit(request: ApiRequest, incident: str, number: str) -> HttpResponse:
    parent = found(known_incidents(request.actor, at=request.now), incident)
    known = found(parent.updates.all(), number)
    changes = IncidentUpdateChangesIn.read(request).changes()
    update = edit_incident_update(parent.pk, known.pk, changes, actor=request.actor)
    return shown(request, INCIDENT_UPDATES, update)


@router.delete("/{incident}/updates/{number}", **ENDPOINT.deletes())
@writes(Ability.INCIDENT_UPDATES_DELETE)
def delete(request: ApiRequest, incident: str, number: str) -> HttpResponse:
    delete_incident_update(number_in_path(incident), number_in_path(number), actor=request.actor)
    return gone()
