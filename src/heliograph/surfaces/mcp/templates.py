from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field
from typing_extensions import override

from heliograph.status.drafts import IncidentTemplateChanges, IncidentTemplateDraft
from heliograph.status.models import IncidentTemplate
from heliograph.status.queries import readable_templates
from heliograph.status.templates import (
    create_incident_template,
    delete_incident_template,
    update_incident_template,
)
from heliograph.status.vocabulary import TemplateEngine
from heliograph.surfaces.mcp import arguments as kinds
from heliograph.surfaces.mcp import present
from heliograph.surfaces.mcp.arguments import ABSENT, Arguments, Asked, Paged
from heliograph.surfaces.mcp.rows import found, paged

if TYPE_CHECKING:
    from collections.abc import Mapping

_Engine = Annotated[
    Literal["blade", "twig"],
    AfterValidator(TemplateEngine),
    Field(description="Only twig can be written here; blade comes with imports and is not rendered."),
]
_Twig = Annotated[
    kinds.Text, Field(description="Twig: {{ variable }}, {% if %}, {% for %}; incident.name is there.")
]
_Slug = Annotated[
    kinds.Name, Field(description="What incidents name it by."), kinds.WithJsonSchema({"type": "string"})
]


class ListIncidentTemplates(Paged):
    name: Annotated[kinds.Line, Field(description="A part of the name.")] = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        are_protected = asked.site.api_templates_protected
        rows = readable_templates(asked.actor, are_protected=are_protected)
        if self.name is not None:
            rows = rows.filter(name__icontains=self.name)
        return paged(self, rows.order_by("id"), lambda read: map(present.template, read))


class CreateIncidentTemplate(Arguments):
    name: kinds.Name
    template: _Twig
    slug: _Slug = ABSENT
    engine: _Engine = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        made = create_incident_template(IncidentTemplateDraft(**self.given()), actor=asked.actor)
        return present.one(present.template(made))


class UpdateIncidentTemplate(Arguments):
    id: kinds.Id
    name: kinds.Name = ABSENT
    template: _Twig = ABSENT
    slug: _Slug = ABSENT
    engine: _Engine = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(IncidentTemplate.objects.existing(), self.id, "incident template")
        changes = IncidentTemplateChanges(**self.given("id"))
        return present.one(present.template(update_incident_template(self.id, changes, actor=asked.actor)))


class DeleteIncidentTemplate(Arguments):
    id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(IncidentTemplate.objects.existing(), self.id, "incident template")
        delete_incident_template(self.id, actor=asked.actor)
        return present.deleted(self.id)
