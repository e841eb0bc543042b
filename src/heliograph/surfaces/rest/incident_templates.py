from __future__ import annotations

from typing import TYPE_CHECKING

from ninja import Router

from heliograph.actors import Ability
from heliograph.status.drafts import IncidentTemplateChanges, IncidentTemplateDraft
from heliograph.status.models import IncidentTemplate
from heliograph.status.queries import readable_templates
from heliograph.status.templates import (
    create_incident_template,
    delete_incident_template,
    update_incident_template,
)
from heliograph.surfaces.rest import fields
from heliograph.surfaces.rest.answers import gone, listed, shown
from heliograph.surfaces.rest.door import UPDATE, found, number_in_path, reads, writes
from heliograph.surfaces.rest.listing import Listing, contains
from heliograph.surfaces.rest.openapi.endpoint import Endpoint
from heliograph.surfaces.rest.reading import ABSENT, Input
from heliograph.surfaces.rest.resources import INCIDENT_TEMPLATES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from heliograph.surfaces.rest.request import ApiRequest

router = Router()

LISTING = Listing(
    filters={"name": contains("name"), "slug": contains("slug")},
    sorts={"name": "name", "slug": "slug", "id": "id"},
)

ENDPOINT = Endpoint(resource=INCIDENT_TEMPLATES, listing=LISTING)


class IncidentTemplateChangesIn(Input):
    name: fields.Name = ABSENT
    template: fields.Text = ABSENT
    slug: fields.Name | None = ABSENT
    engine: fields.Engine = ABSENT

    def changes(self) -> IncidentTemplateChanges:
        return IncidentTemplateChanges(**self.given())


class IncidentTemplateIn(IncidentTemplateChangesIn):
    name: fields.Name
    template: fields.Text

    def draft(self) -> IncidentTemplateDraft:
        return IncidentTemplateDraft(**self.given())


def _readable(request: ApiRequest) -> QuerySet[IncidentTemplate]:
    return readable_templates(request.actor, are_protected=request.settings.api_templates_protected)


@router.get("", **ENDPOINT.lists())
@reads
def list_incident_templates(request: ApiRequest) -> HttpResponse:
    return listed(request, INCIDENT_TEMPLATES, LISTING.of(_readable(request), request.GET))


@router.post("", **ENDPOINT.creates(IncidentTemplateIn))
@writes(Ability.INCIDENT_TEMPLATES_MANAGE, showing=INCIDENT_TEMPLATES)
def create(request: ApiRequest) -> HttpResponse:
    template = create_incident_template(IncidentTemplateIn.read(request).draft(), actor=request.actor)
    return shown(request, INCIDENT_TEMPLATES, template, status=201)


@router.get("/{number}", **ENDPOINT.shows())
@reads
def show(request: ApiRequest, number: str) -> HttpResponse:
    return shown(request, INCIDENT_TEMPLATES, found(_readable(request), number))


@router.api_operation(UPDATE, "/{number}", **ENDPOINT.updates(IncidentTemplateChangesIn))
@writes(Ability.INCIDENT_TEMPLATES_MANAGE, showing=INCIDENT_TEMPLATES)
def update(request: ApiRequest, number: str) -> HttpResponse:
    known = found(IncidentTemplate.objects.existing(), number)
    changes = IncidentTemplateChangesIn.read(request).changes()
    template = update_incident_template(known.pk, changes, actor=request.actor)
    return shown(request, INCIDENT_TEMPLATES, template)


@router.delete("/{number}", **ENDPOINT.deletes())
@writes(Ability.INCIDENT_TEMPLATES_DELETE)
def delete(request: ApiRequest, number: str) -> HttpResponse:
    delete_incident_template(number_in_path(number), actor=request.actor)
    return gone()
