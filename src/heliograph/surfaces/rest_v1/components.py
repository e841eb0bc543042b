from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from heliograph.lib.plain_values import is_text as is_storable
from heliograph.lib.plain_values import whole
from heliograph.status.components import create_component, delete_component, report_component
from heliograph.status.drafts import ComponentChanges, ComponentDraft
from heliograph.status.models import Component
from heliograph.status.queries import slugs_of, tagged, unknown_groups, with_effective_status
from heliograph.status.vocabulary import ComponentStatus
from heliograph.surfaces.rest_v1 import fields, shapes
from heliograph.surfaces.rest_v1.answers import gone, item
from heliograph.surfaces.rest_v1.door import found, number_in_path
from heliograph.surfaces.rest_v1.listing import Listing, is_flag, is_number, is_text, listed
from heliograph.surfaces.rest_v1.reading import ABSENT, Input
from heliograph.surfaces.rest_v1.statuses import statuses_numbered

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.rest_v1.request import V1Request


def _has_status(value: object) -> Q:
    number = whole(value)
    return Q(effective__in=[] if number is None else statuses_numbered(number))


def _is_in_group(value: object) -> Q:
    if str(value) == "0":
        return Q(group=None, absent_group=None)
    return is_number("group")(value) | (Q(group=None) & is_number("absent_group")(value))


LISTING = Listing(
    filters={
        "id": is_number("id"),
        "name": is_text("name"),
        "status": _has_status,
        "group_id": _is_in_group,
        "enabled": is_flag("enabled"),
    },
    sorts={
        "id": "id",
        "name": "name",
        "status": "numbered",
        "order": "order",
        "group_id": "group",
        "enabled": "enabled",
    },
)

_NUMBERED = Case(
    When(effective=ComponentStatus.UNKNOWN, then=Value(0)),
    When(effective=ComponentStatus.UNDER_MAINTENANCE, then=Value(2)),
    default=F("effective"),
    output_field=IntegerField(),
)


def _tags(value: object) -> list[str]:
    """`"a, b"`, a list of names, or a map of slugs to names, which clients send back as they had it."""
    if isinstance(value, dict):
        value = list(value.values())
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list):
        raise PydanticCustomError("text", "must be a string")
    said = [str(name).strip() for name in names if name is not None]
    if not all(map(is_storable, said)):
        raise PydanticCustomError("text", "format is invalid")
    return [name for name in said if name]


class ComponentChangesIn(Input):
    name: fields.Name = ABSENT
    status: fields.StatusOfComponent = ABSENT
    description: fields.Text = ABSENT
    link: fields.Link = ABSENT
    order: fields.Whole = ABSENT
    group_id: fields.Whole = ABSENT
    enabled: fields.Flag = ABSENT
    meta: fields.Object = ABSENT
    tags: Annotated[list[str], PlainValidator(_tags)] = ABSENT

    def changes(self) -> ComponentChanges:
        return ComponentChanges(**self._said())

    def _said(self) -> dict[str, Any]:
        """A group that there is not is none, 0 without a trace: clients do not ask first."""
        said = self.given()
        if "group_id" in said:
            group_id = said.pop("group_id")
            is_known = group_id and not unknown_groups({group_id})
            said["component_group_id"] = group_id if is_known else None
            said["absent_group"] = None if is_known else group_id or None
        return said


class ComponentIn(ComponentChangesIn):
    name: fields.Name

    def draft(self) -> ComponentDraft:
        return ComponentDraft(**{"order": 0} | self._said())


def list_components(request: V1Request) -> HttpResponseBase:
    rows: QuerySet[Component] = Component.objects.visible_to(request.actor)
    said = request.said.fields
    if "tags" in said:
        rows = tagged(rows, _asked_slugs(said["tags"]))
    if "status" in said or said.get("sort") == "status":
        rows = with_effective_status(rows, at=request.now).alias(numbered=_NUMBERED)
    return listed(request, LISTING.of(rows, request), lambda some: shapes.components(request, some))


def _asked_slugs(asked: object) -> set[str]:
    return set(slugs_of(map(str, asked if isinstance(asked, list) else [asked])))


def show_component(request: V1Request, number: str) -> HttpResponse:
    return _shown(request, found(Component.objects.visible_to(request.actor), number))


def create(request: V1Request) -> HttpResponse:
    return _shown(request, create_component(ComponentIn.read(request).draft(), actor=request.actor))


def update(request: V1Request, number: str) -> HttpResponse:
    known = found(Component.objects.existing(), number)
    changes = ComponentChangesIn.read(request).changes()
    return _shown(request, report_component(known.pk, changes, actor=request.actor))


def delete(request: V1Request, number: str) -> HttpResponse:
    delete_component(number_in_path(number), actor=request.actor)
    return gone()


def _shown(request: V1Request, component: Component) -> HttpResponse:
    (shape,) = shapes.components(request, [component])
    return item(shape)
