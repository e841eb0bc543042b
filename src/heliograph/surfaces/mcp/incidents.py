from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field
from typing_extensions import override

from heliograph.status.drafts import (
    ImpactDraft,
    IncidentChanges,
    IncidentDraft,
    IncidentUpdateChanges,
    IncidentUpdateDraft,
)
from heliograph.status.incidents import create_incident, delete_incident, update_incident
from heliograph.status.models import Incident, IncidentImpact
from heliograph.status.queries import known_incidents
from heliograph.status.updates import delete_incident_update, edit_incident_update, record_incident_update
from heliograph.surfaces.mcp import arguments as kinds
from heliograph.surfaces.mcp import present
from heliograph.surfaces.mcp.arguments import ABSENT, Arguments, Asked, Paged, Reading
from heliograph.surfaces.mcp.rows import followed, found, paged

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOTIFY = Annotated[bool, Field(description="Whether subscribers are told. Cannot be taken back.")]
_PIN = Annotated[bool, Field(description="Keeps it at the top of the page while it is open.")]
_OCCURRED = Annotated[kinds.Moment, Field(description="When it began; ISO 8601. Left out: now.")]


class ImpactArgument(BaseModel):
    """A component, and what people see of it as long as this lasts."""

    id: kinds.Id
    status: kinds.StatusOfComponent

    def draft(self) -> ImpactDraft:
        return ImpactDraft(component_id=self.id, status=self.status)


Impacts = Annotated[
    list[ImpactArgument],
    Field(description="The components that it affects, and what people see of each as long as it lasts."),
]


class ListIncidents(Paged):
    name: Annotated[kinds.Line, Field(description="A part of the name.")] = ABSENT
    status: kinds.StatusOfIncident = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        rows = Incident.objects.visible_to(asked.actor, at=asked.at)
        if self.name is not None:
            rows = rows.filter(name__icontains=self.name)
        if self.status is not None:
            rows = rows.filter(status=self.status)
        return paged(self, rows.order_by("-created_at", "-id"), lambda read: map(present.incident, read))


class GetIncident(Reading):
    id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(Incident.objects.visible_to(asked.actor, at=asked.at), self.id, "incident")
        return _whole(self.id, asked)


class IncidentArguments(Arguments):
    name: kinds.Name
    status: kinds.StatusOfIncident
    message: kinds.Markdown = ABSENT
    template: Annotated[kinds.Line, Field(description="The slug of a template, instead of a message.")] = (
        ABSENT
    )
    template_vars: kinds.Variables = ABSENT
    visible: kinds.Shown = Field(default=False)
    stickied: _PIN = False
    notifications: _NOTIFY = False
    occurred_at: _OCCURRED = ABSENT
    published_at: kinds.Published = ABSENT
    components: Impacts = ABSENT

    def draft(self) -> IncidentDraft:
        impacts = [one.draft() for one in self.components or ()]
        return IncidentDraft(**self.given("components"), impacts=impacts)


class CreateIncident(IncidentArguments):
    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        made = create_incident(self.draft(), actor=asked.actor)
        return _whole(made.pk, asked)


class UpdateIncident(Arguments):
    id: kinds.Id
    name: kinds.Name = ABSENT
    message: kinds.Markdown = ABSENT
    status: kinds.StatusOfIncident = ABSENT
    visible: kinds.Shown = ABSENT
    stickied: _PIN = ABSENT
    notifications: _NOTIFY = ABSENT
    occurred_at: _OCCURRED = ABSENT
    published_at: kinds.Published = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        _known(self.id, asked)
        update_incident(self.id, IncidentChanges(**self.given("id")), actor=asked.actor)
        return _whole(self.id, asked)


class DeleteIncident(Arguments):
    id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        _known(self.id, asked)
        delete_incident(self.id, actor=asked.actor)
        return present.deleted(self.id)


class RecordIncidentUpdate(Arguments):
    incident_id: kinds.Id
    status: kinds.StatusOfIncident
    message: kinds.Markdown

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        _known(self.incident_id, asked)
        made = record_incident_update(IncidentUpdateDraft(**self.given()), actor=asked.actor)
        return present.one(present.update(made))


class EditIncidentUpdate(Arguments):
    incident_id: kinds.Id
    update_id: kinds.Id
    status: kinds.StatusOfIncident = ABSENT
    message: kinds.Markdown = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        _known(self.incident_id, asked)
        changes = IncidentUpdateChanges(**self.given("incident_id", "update_id"))
        edited = edit_incident_update(self.incident_id, self.update_id, changes, actor=asked.actor)
        return present.one(present.update(edited))


class DeleteIncidentUpdate(Arguments):
    incident_id: kinds.Id
    update_id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        _known(self.incident_id, asked)
        delete_incident_update(self.incident_id, self.update_id, actor=asked.actor)
        return present.deleted(self.update_id)


def _known(pk: int, asked: Asked) -> Incident:
    return found(known_incidents(asked.actor, at=asked.at), pk, "incident")


def _whole(pk: int, asked: Asked) -> Mapping[str, object]:
    row, beside = followed(Incident.objects.filter(pk=pk), IncidentImpact.objects.all(), asked)
    return present.one(present.incident(row) | beside)
