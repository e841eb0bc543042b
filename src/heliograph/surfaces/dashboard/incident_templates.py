"""Incident templates: their form, and what they would say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from typing_extensions import override

from heliograph.actors import Ability
from heliograph.errors import Invalid
from heliograph.lib.twig import TemplateFailed, variables
from heliograph.status.drafts import (
    IncidentDraft,
    IncidentTemplateChanges,
    IncidentTemplateDraft,
)
from heliograph.status.models import IncidentTemplate
from heliograph.status.templates import (
    create_incident_template,
    delete_incident_template,
    update_incident_template,
)
from heliograph.status.vocabulary import IncidentStatus
from heliograph.status.wording import said_by
from heliograph.surfaces.dashboard.fields import text
from heliograph.surfaces.dashboard.message_length import require_length
from heliograph.surfaces.dashboard.navigation import Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.verbs import VerbAdmin, VerbForm
from heliograph.surfaces.dashboard.words import message_html

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from heliograph.actors import Actor
    from heliograph.surfaces.dashboard.request import DashboardRequest


class TemplateForm(VerbForm):
    name = text(label=_("Name"))
    slug = text(
        label=_("Short name"), may_be_empty=True, help_text=_("Made from the name when it is left empty.")
    )
    template = text(
        label=_("Text"),
        is_long=True,
        help_text=_("Markdown with Twig: {{ provider }} asks for a value when an incident is reported."),
    )

    class Meta:
        model = IncidentTemplate
        fields = ["name", "slug", "template"]

    @override
    def make(self, *, actor: Actor) -> IncidentTemplate:
        return create_incident_template(IncidentTemplateDraft(**self.cleaned_data), actor=actor)

    @override
    def change(self, pk: int, *, actor: Actor) -> IncidentTemplate:
        return update_incident_template(pk, IncidentTemplateChanges(**self._changed()), actor=actor)

    def _changed(self) -> dict[str, Any]:
        """A short name that was emptied stays what it was: others refer to it."""
        return {name: value for name, value in self.said().items() if value is not None}


@site.lists(IncidentTemplate)
class TemplateAdmin(VerbAdmin):
    title, icon, section, place = _("Templates"), "description", Section.STATUS_PAGE, 30
    one, several = _("template"), _("templates")
    words = {"name": _("Name"), "slug": _("Short name")}
    manages, removes = Ability.INCIDENT_TEMPLATES_MANAGE, Ability.INCIDENT_TEMPLATES_DELETE
    form = TemplateForm
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    ordering = ("name", "id")
    change_form_after_template = "dashboard/parts/template_preview.html"

    @override
    def get_queryset(self, request: DashboardRequest) -> QuerySet[IncidentTemplate]:
        return IncidentTemplate.objects.existing().order_by(*self.ordering)

    @override
    def delete(self, pk: int, *, actor: Actor) -> None:
        delete_incident_template(pk, actor=actor)


@site.page("templates/preview", name="preview-template")
@require_POST
def preview(request: DashboardRequest) -> HttpResponse:
    """What it would say, each variable standing for itself."""
    request.actor.require(Ability.INCIDENT_TEMPLATES_MANAGE)
    source = require_length("template", request.POST.get("template", ""))
    try:
        asked = variables(source)
        values = {name: f"[{name}]" for name in asked}
        draft = IncidentDraft(name="…", status=IncidentStatus.INVESTIGATING, template_vars=values)
        said, fault = require_length("message", said_by(source, draft)), ""
    except (Invalid, TemplateFailed) as wrong:
        asked, said, fault = (), "", wrong.message
    ready = {"asked": asked, "message": message_html(said), "fault": fault}
    return render(request, "dashboard/parts/template_said.html", ready)
