from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.db.models.functions import Coalesce

from heliograph.status.drafts import ComponentGroupChanges, ComponentGroupDraft
from heliograph.status.groups import create_component_group, delete_component_group, update_component_group
from heliograph.status.models import Component, ComponentGroup
from heliograph.status.vocabulary import GroupDisplay
from heliograph.surfaces.rest_v1 import fields, shapes
from heliograph.surfaces.rest_v1.answers import gone, item
from heliograph.surfaces.rest_v1.door import found, number_in_path
from heliograph.surfaces.rest_v1.listing import Listing, is_flag, is_number, is_text, listed
from heliograph.surfaces.rest_v1.reading import ABSENT, Input

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.rest_v1.request import V1Request

LISTING = Listing(
    filters={
        "id": is_number("id"),
        "name": is_text("name"),
        "collapsed": is_number("collapsed"),
        "visible": is_flag("visible"),
    },
    sorts={name: name for name in ("id", "name", "order", "collapsed", "visible")},
)


class ComponentGroupChangesIn(Input):
    name: fields.Name = ABSENT
    order: fields.Whole = ABSENT
    collapsed: fields.Display = ABSENT
    visible: fields.Visible = ABSENT

    def changes(self) -> ComponentGroupChanges:
        return ComponentGroupChanges(**self.given())


class ComponentGroupIn(ComponentGroupChangesIn):
    name: fields.Name

    def draft(self) -> ComponentGroupDraft:
        return ComponentGroupDraft(**{"collapsed": GroupDisplay.EXPANDED} | self.given())


def list_groups(request: V1Request) -> HttpResponseBase:
    rows = LISTING.of(_with_components(ComponentGroup.objects.visible_to(request.actor)), request)
    return listed(request, rows, lambda some: shapes.groups(request, some))


def show_group(request: V1Request, number: str) -> HttpResponse:
    return _shown(request, ComponentGroup.objects.visible_to(request.actor), number)


def create(request: V1Request) -> HttpResponse:
    group = create_component_group(ComponentGroupIn.read(request).draft(), actor=request.actor)
    return _shown(request, ComponentGroup.objects.all(), str(group.pk))


def update(request: V1Request, number: str) -> HttpResponse:
    known = found(ComponentGroup.objects.all(), number)
    changes = ComponentGroupChangesIn.read(request).changes()
    update_component_group(known.pk, changes, actor=request.actor)
    return _shown(request, ComponentGroup.objects.all(), number)


def delete(request: V1Request, number: str) -> HttpResponse:
    delete_component_group(number_in_path(number), actor=request.actor)
    return gone()


def _with_components(rows: QuerySet[ComponentGroup]) -> QuerySet[ComponentGroup]:
    enabled = Component.objects.existing().filter(enabled=True).order_by(Coalesce("order", 0), "id")
    return rows.prefetch_related(Prefetch("components", enabled, to_attr="enabled_components"))


def _shown(request: V1Request, rows: QuerySet[ComponentGroup], number: str) -> HttpResponse:
    (shape,) = shapes.groups(request, [found(_with_components(rows), number)])
    return item(shape)
