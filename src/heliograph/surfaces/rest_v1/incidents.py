from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from heliograph.lib.plain_values import whole
from heliograph.status.incidents import create_incident, delete_incident, update_incident
from heliograph.status.models import Incident, IncidentImpact
from heliograph.status.queries import known_incidents
from heliograph.status.vocabulary import Visibility
from heliograph.surfaces.rest_v1 import shapes_incidents, windows
from heliograph.surfaces.rest_v1.answers import gone, item
from heliograph.surfaces.rest_v1.door import found, number_in_path
from heliograph.surfaces.rest_v1.incident_fields import IncidentChangesIn, IncidentIn
from heliograph.surfaces.rest_v1.listing import Listing, OneAfterAnother, is_flag, is_number, is_text, listed
from heliograph.surfaces.rest_v1.shapes_incidents import with_story
from heliograph.surfaces.rest_v1.statuses import SCHEDULED, incident_statuses_numbered

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.rest_v1.request import V1Request


def _affects(value: object) -> Q:
    """Named alone, as this API does, or among others."""
    number = whole(value)
    if number == 0:
        return Q(impacts=None, component=None)
    return Q(component=number) | Q(pk__in=IncidentImpact.objects.filter(component=number).values("incident"))


LISTING = Listing(
    filters={
        "id": is_number("id"),
        "user_id": is_number("user"),
        "component_id": _affects,
        "name": is_text("name"),
        "status": lambda value: Q(status__in=incident_statuses_numbered(_number(value))),
        "visible": is_flag("visible", true=Visibility.EVERYONE, false=Visibility.SIGNED_IN),
        "stickied": is_flag("stickied"),
    },
    sorts={
        "id": "id",
        "user_id": "user",
        "name": "name",
        "status": "status",
        "visible": "visible",
        "stickied": "stickied",
        "message": "message",
        "occurred_at": "occurred_at",
    },
)


def _number(value: object) -> int:
    number = whole(value)
    return -1 if number is None else number


def list_incidents(request: V1Request) -> HttpResponseBase:
    """Those that are maintenance stand behind the others, or before them in a descending order."""
    seen = Incident.objects.visible_to(request.actor, at=request.now)
    rows = with_story(LISTING.of(seen, request))
    told = windows.told_to(request)
    is_descending = str(request.said.fields.get("order")).lower() == "desc"
    both = (told, rows) if is_descending else (rows, told)
    return listed(request, OneAfterAnother(*both), lambda some: shapes_incidents.incidents(request, some))


def show_incident(request: V1Request, number: str) -> HttpResponse:
    if windows.is_one(number):
        return windows.shown(request, windows.found_one(request, number))
    return _shown(request, found(Incident.objects.visible_to(request.actor, at=request.now), number))


def create(request: V1Request) -> HttpResponse:
    said = IncidentIn.read(request)
    if said.status == SCHEDULED:
        return windows.create(request, said.draft(), at=said.scheduled_at or said.occurred_at)
    return _shown(request, create_incident(said.draft(), actor=request.actor))


def update(request: V1Request, number: str) -> HttpResponse:
    if windows.is_one(number):
        window = windows.known_one(request, number)
        return windows.update(request, window, IncidentChangesIn.read(request))
    known = found(known_incidents(request.actor, at=request.now), number)
    changes = IncidentChangesIn.read(request).changes(own=shapes_incidents.component_of(known) or None)
    return _shown(request, update_incident(known.pk, changes, actor=request.actor))


def delete(request: V1Request, number: str) -> HttpResponse:
    if windows.is_one(number):
        return windows.delete(request, windows.known_one(request, number))
    delete_incident(number_in_path(number), actor=request.actor)
    return gone()


def _shown(request: V1Request, incident: Incident) -> HttpResponse:
    (shape,) = shapes_incidents.incidents(request, with_story(Incident.objects.filter(pk=incident.pk)))
    return item(shape)
