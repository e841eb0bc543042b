from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db.models import Q
from ninja import Router
from typing_extensions import override

from heliograph.actors import Ability
from heliograph.lib.wire import instant
from heliograph.status.drafts import ImpactDraft, IncidentChanges, IncidentDraft
from heliograph.status.incidents import create_incident, delete_incident, update_incident
from heliograph.status.models import Incident
from heliograph.status.queries import known_incidents, unknown_components, unknown_templates
from heliograph.surfaces.rest import fields
from heliograph.surfaces.rest.answers import gone, listed, shown
from heliograph.surfaces.rest.door import UPDATE, found, number_in_path, reads, writes
from heliograph.surfaces.rest.impacts import ImpactIn, repeated
from heliograph.surfaces.rest.listing import Listing, contains, equals
from heliograph.surfaces.rest.openapi.endpoint import Endpoint
from heliograph.surfaces.rest.reading import ABSENT, Errors, Input, Raw
from heliograph.surfaces.rest.resources import INCIDENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from heliograph.surfaces.rest.request import ApiRequest

router = Router()


def occurs(condition: Callable[[datetime], Q]) -> Callable[[str], Q]:
    """What is no date matches nothing."""

    def matching(value: str) -> Q:
        moment = instant(value)
        return Q(pk__in=[]) if moment is None else condition(moment)

    return matching


LISTING = Listing(
    filters={
        "name": contains("name"),
        "status": equals("status"),
        "occurs_after": occurs(lambda moment: Q(occurred_at__gt=moment)),
        "occurs_before": occurs(lambda moment: Q(occurred_at__lt=moment)),
        "occurs_on": occurs(lambda moment: Q(occurred_at__date=moment.date())),
    },
    has_meta=True,
    sorts={"name": "name", "status": "status", "id": "id", "created_at": "created_at"},
    order=("-created_at", "-id"),
)

ENDPOINT = Endpoint(resource=INCIDENTS, listing=LISTING)


class _Incident(Input):
    name: fields.Name = ABSENT
    status: fields.StatusOfIncident = ABSENT
    visible: fields.Visible = ABSENT
    stickied: fields.Boolean = ABSENT
    notifications: fields.Boolean = ABSENT
    occurred_at: fields.Moment | None = ABSENT
    published_at: fields.Moment | None = ABSENT
    meta: fields.Object | None = ABSENT


class IncidentChangesIn(_Incident):
    """Which components are affected is said on create alone (recorded)."""

    message: fields.Text = ABSENT

    def changes(self) -> IncidentChanges:
        return IncidentChanges(**self.given())


class IncidentIn(_Incident):
    references: ClassVar = {
        "component_id": unknown_components,
        "components.*.id": unknown_components,
        "template": unknown_templates,
    }
    items: ClassVar = {"components": ImpactIn}

    name: fields.Name
    status: fields.StatusOfIncident
    message: fields.Text | None = ABSENT
    template: fields.Name | None = ABSENT
    template_vars: fields.Object = ABSENT
    components: list[ImpactIn] | None = ABSENT
    component_id: fields.Whole | None = ABSENT
    component_status: fields.StatusOfComponent | None = ABSENT

    @override
    @classmethod
    def rules(cls, raw: Raw) -> Errors:
        wrong = repeated(raw.get("components"))
        if raw.get("message") is None and raw.get("template") is None:
            wrong["message"] = ["The message field is required when template is not present."]
            wrong["template"] = ["The template field is required when message is not present."]
        if raw.get("component_id") is not None and raw.get("component_status") is None:
            wrong["component_status"] = ["The component status field is required with component id."]
        return wrong

    def draft(self) -> IncidentDraft:
        said = self.given()
        impacts = [one.draft() for one in said.pop("components", ())]
        component_id, status = said.pop("component_id", None), said.pop("component_status", None)
        single = component_id and ImpactDraft(component_id=component_id, status=status)
        return IncidentDraft(**said, impacts=tuple(impacts), component=single)


@router.get("", **ENDPOINT.lists())
@reads
def list_incidents(request: ApiRequest) -> HttpResponse:
    rows = Incident.objects.visible_to(request.actor, at=request.now)
    return listed(request, INCIDENTS, LISTING.of(rows, request.GET))


@router.post("", **ENDPOINT.creates(IncidentIn))
@writes(Ability.INCIDENTS_MANAGE, showing=INCIDENTS)
def create(request: ApiRequest) -> HttpResponse:
    incident = create_incident(IncidentIn.read(request).draft(), actor=request.actor)
    return shown(request, INCIDENTS, incident, status=201)


@router.get("/{number}", **ENDPOINT.shows())
@reads
def show(request: ApiRequest, number: str) -> HttpResponse:
    rows = Incident.objects.visible_to(request.actor, at=request.now)
    return shown(request, INCIDENTS, found(rows, number))


@router.api_operation(UPDATE, "/{number}", **ENDPOINT.updates(IncidentChangesIn))
@writes(Ability.INCIDENTS_MANAGE, showing=INCIDENTS)
def update(request: ApiRequest, number: str) -> HttpResponse:
    known = found(known_incidents(request.actor, at=request.now), number)
    changes = IncidentChangesIn.read(request).changes()
    return shown(request, INCIDENTS, update_incident(known.pk, changes, actor=request.actor))


@router.delete("/{number}", **ENDPOINT.deletes())
@writes(Ability.INCIDENTS_DELETE)
def delete(request: ApiRequest, number: str) -> HttpResponse:
    delete_incident(number_in_path(number), actor=request.actor)
    return gone()
