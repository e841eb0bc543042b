from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ninja import Router

from heliograph.actors import Ability
from heliograph.status.components import create_component, delete_component, update_component
from heliograph.status.drafts import ComponentChanges, ComponentDraft
from heliograph.status.models import Component
from heliograph.status.queries import unknown_groups
from heliograph.surfaces.rest import fields
from heliograph.surfaces.rest.answers import gone, listed, shown
from heliograph.surfaces.rest.door import UPDATE, found, number_in_path, reads, writes
from heliograph.surfaces.rest.listing import Listing, asked_filter, contains, equals, is_true
from heliograph.surfaces.rest.openapi.endpoint import Endpoint
from heliograph.surfaces.rest.reading import ABSENT, Input
from heliograph.surfaces.rest.resources import COMPONENTS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.surfaces.rest.request import ApiRequest

router = Router()

LISTING = Listing(
    filters={"name": contains("name"), "status": equals("status"), "enabled": is_true("enabled")},
    has_meta=True,
    sorts={"name": "name", "order": "order", "id": "id"},
)

ENDPOINT = Endpoint(resource=COMPONENTS, listing=LISTING)


class ComponentChangesIn(Input):
    references: ClassVar = {"component_group_id": unknown_groups}

    name: fields.Name = ABSENT
    description: fields.Text = ABSENT
    status: fields.StatusOfComponent = ABSENT
    link: fields.Link = ABSENT
    order: fields.Whole = ABSENT
    enabled: fields.Boolean = ABSENT
    component_group_id: fields.Whole = ABSENT
    meta: fields.Object | None = ABSENT

    def changes(self) -> ComponentChanges:
        return ComponentChanges(**self.given())


class ComponentIn(ComponentChangesIn):
    name: fields.Name

    def draft(self) -> ComponentDraft:
        return ComponentDraft(**self.given())


@router.get("", **ENDPOINT.lists())
@reads
def list_components(request: ApiRequest) -> HttpResponse:
    rows = Component.objects.visible_to(request.actor)
    if asked_filter(request.GET, "enabled") is None:
        rows = rows.filter(enabled=True)
    return listed(request, COMPONENTS, LISTING.of(rows, request.GET))


@router.post("", **ENDPOINT.creates(ComponentIn))
@writes(Ability.COMPONENTS_MANAGE, showing=COMPONENTS)
def create(request: ApiRequest) -> HttpResponse:
    component = create_component(ComponentIn.read(request).draft(), actor=request.actor)
    return shown(request, COMPONENTS, component, status=201)


@router.get("/{number}", **ENDPOINT.shows())
@reads
def show(request: ApiRequest, number: str) -> HttpResponse:
    return shown(request, COMPONENTS, found(Component.objects.visible_to(request.actor), number))


@router.api_operation(UPDATE, "/{number}", **ENDPOINT.updates(ComponentChangesIn))
@writes(Ability.COMPONENTS_MANAGE, showing=COMPONENTS)
def update(request: ApiRequest, number: str) -> HttpResponse:
    known = found(Component.objects.existing(), number)
    changes = ComponentChangesIn.read(request).changes()
    return shown(request, COMPONENTS, update_component(known.pk, changes, actor=request.actor))


@router.delete("/{number}", **ENDPOINT.deletes())
@writes(Ability.COMPONENTS_DELETE)
def delete(request: ApiRequest, number: str) -> HttpResponse:
    delete_component(number_in_path(number), actor=request.actor)
    return gone()
