from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from heliograph.errors import Invalid
from heliograph.lib.plain_values import is_text
from heliograph.status.drafts import IncidentChanges, IncidentDraft, StatusReport
from heliograph.status.queries import unknown_components, unknown_templates
from heliograph.status.vocabulary import IncidentStatus, Visibility
from heliograph.surfaces.rest_v1 import fields
from heliograph.surfaces.rest_v1.reading import ABSENT, Input
from heliograph.surfaces.rest_v1.statuses import SCHEDULED


class IncidentChangesIn(Input):
    name: fields.Name = ABSENT
    status: fields.StatusOfIncident = ABSENT
    message: fields.Text = ABSENT
    visible: fields.Visible = ABSENT
    stickied: fields.Flag = ABSENT
    notify: fields.Flag = ABSENT
    occurred_at: fields.Moment = ABSENT
    component_id: fields.Whole | None = None
    component_status: fields.StatusOfComponent | None = None

    def changes(self, *, own: int | None) -> IncidentChanges:
        """Of an incident whose component is `own`."""
        said = self._said()
        if said.get("status") == SCHEDULED:
            raise Invalid({"status": ["The status must be between 1 and 4: it is no maintenance."]})
        if (assertion := self.assertion(own=own)) is not None:
            said["assertion"] = assertion
        return IncidentChanges(**said)

    def _said(self) -> dict[str, Any]:
        said = self.given()
        for name in ("component_id", "component_status", "template", "vars"):
            said.pop(name, None)
        if "status" in said:
            said["status"] = IncidentStatus(said["status"])
        if "notify" in said:
            said["notifications"] = said.pop("notify")
        return said

    def assertion(self, *, own: int | None) -> StatusReport | None:
        """A status alone is of the incident's own component, which alone, sent back, says nothing.

        A component that there is not is passed over: clients do not ask first.
        """
        component_id = self.component_id or (own if self.component_status is not None else None)
        if component_id and self.component_status is None and component_id != own:
            raise Invalid({"component_status": [_NEEDS.format("component status", "component id")]})
        if not component_id or self.component_status is None or unknown_components({component_id}):
            return None
        notify = self.given().get("notify") is True
        return StatusReport(component_id=component_id, status=self.component_status, notify=notify)


_NEEDS = "The {} field is required when {} is present."


class IncidentIn(IncidentChangesIn):
    name: fields.Name
    status: fields.StatusOfIncident
    template: fields.Name | None = None
    vars: fields.Object | None = None
    meta: fields.Object = ABSENT
    scheduled_at: fields.Moment | None = None

    @override
    @classmethod
    def lacking(cls, said: Mapping[str, object]) -> dict[str, list[str]]:
        """A template that there is not is passed over."""
        template = said.get("template")
        has_template = isinstance(template, str) and is_text(template) and not unknown_templates({template})
        if "message" in said or has_template:
            return {}
        return {"message": ["The message field is required."]}

    def draft(self) -> IncidentDraft:
        """What is not said is for everyone, and told to subscribers."""
        usual: dict[str, Any] = {
            "visible": Visibility.EVERYONE,
            "notifications": True,
            "template_vars": self.vars or {},
        }
        said = self._said()
        said.pop("scheduled_at", None)
        if self.template and not unknown_templates({self.template}):
            usual["template"] = self.template
        return IncidentDraft(**usual | said, assertion=self.assertion(own=None))

    @override
    def assertion(self, *, own: int | None) -> StatusReport | None:
        """0 is no component, and needs no status."""
        if self.component_status is not None and "component_id" not in self.given():
            raise Invalid({"component_id": [_NEEDS.format("component id", "component status")]})
        return super().assertion(own=own)
