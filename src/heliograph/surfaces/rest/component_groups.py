from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ninja import Router
from typing_extensions import override

from heliograph.actors import Ability
from heliograph.status.drafts import ComponentGroupChanges, ComponentGroupDraft
from heliograph.status.groups import create_component_group, delete_component_group, update_component_group
from heliograph.status.models import ComponentGroup
from heliograph.status.queries import unknown_components
from heliograph.status.vocabulary import GroupOrderColumn, OrderDirection
from heliograph.surfaces.rest import fields
from heliograph.surfaces.rest.answers import gone, listed, shown
from heliograph.surfaces.rest.door import UPDATE, found, number_in_path, reads, writes
from heliograph.surfaces.rest.listing import Listing
from heliograph.surfaces.rest.openapi.endpoint import Endpoint
from heliograph.surfaces.rest.reading import ABSENT, Errors, Input, Raw
from heliograph.surfaces.rest.resources import COMPONENT_GROUPS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.surfaces.rest.request import ApiRequest

router = Router()

LISTING = Listing(has_meta=True, sorts={"name": "name", "id": "id"})

ENDPOINT = Endpoint(resource=COMPONENT_GROUPS, listing=LISTING)


class ComponentGroupChangesIn(Input):
    references: ClassVar = {"components.*": unknown_components}

    name: fields.Name = ABSENT
    order: fields.Whole = ABSENT
    visible: fields.Visible = ABSENT
    collapsed: fields.Display = ABSENT
    order_column: GroupOrderColumn | None = ABSENT
    order_direction: OrderDirection | None = ABSENT
    components: list[fields.Whole] | None = ABSENT
    meta: fields.Object | None = ABSENT

    @override
    @classmethod
    def rules(cls, raw: Raw) -> Errors:
        column, direction = raw.get("order_column"), raw.get("order_direction")
        if column is None or column == GroupOrderColumn.MANUAL or direction is not None:
            return {}
        return {"order_direction": ["The order direction field is required."]}

    def changes(self) -> ComponentGroupChanges:
        return ComponentGroupChanges(**self.given())


class ComponentGroupIn(ComponentGroupChangesIn):
    name: fields.Name

    def draft(self) -> ComponentGroupDraft:
        return ComponentGroupDraft(**self.given())


@router.get("", **ENDPOINT.lists())
@reads
def list_component_groups(request: ApiRequest) -> HttpResponse:
    rows = ComponentGroup.objects.visible_to(request.actor)
    return listed(request, COMPONENT_GROUPS, LISTING.of(rows, request.GET))


@router.post("", **ENDPOINT.creates(ComponentGroupIn))
@writes(Ability.COMPONENT_GROUPS_MANAGE, showing=COMPONENT_GROUPS)
def create(request: ApiRequest) -> HttpResponse:
    group = create_component_group(ComponentGroupIn.read(request).draft(), actor=request.actor)
    return shown(request, COMPONENT_GROUPS, group, status=201)


@router.get("/{number}", **ENDPOINT.shows())
@reads
def show(request: ApiRequest, number: str) -> HttpResponse:
    return shown(request, COMPONENT_GROUPS, found(ComponentGroup.objects.visible_to(request.actor), number))


@router.api_operation(UPDATE, "/{number}", **ENDPOINT.updates(ComponentGroupChangesIn))
@writes(Ability.COMPONENT_GROUPS_MANAGE, showing=COMPONENT_GROUPS)
def update(request: ApiRequest, number: str) -> HttpResponse:
    known = found(ComponentGroup.objects.all(), number)
    changes = ComponentGroupChangesIn.read(request).changes()
    return shown(request, COMPONENT_GROUPS, update_component_group(known.pk, changes, actor=request.actor))


@router.delete("/{number}", **ENDPOINT.deletes())
@writes(Ability.COMPONENT_GROUPS_DELETE)
def delete(request: ApiRequest, number: str) -> HttpResponse:
    delete_component_group(number_in_path(number), actor=request.actor)
    return gone()
