"""Reporting an incident: its form, what it asks for, and what it looks like before it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from heliograph.actors import Ability
from heliograph.errors import Invalid
from heliograph.lib.twig import TemplateFailed, required_variables, variables
from heliograph.status.drafts import IncidentDraft
from heliograph.status.incidents import create_incident
from heliograph.status.models import IncidentTemplate
from heliograph.status.vocabulary import IncidentStatus, TemplateEngine, Visibility
from heliograph.status.wording import message_of
from heliograph.subscribers.audience import Audience, hearers
from heliograph.surfaces.dashboard import affected
from heliograph.surfaces.dashboard.fields import Moment
from heliograph.surfaces.dashboard.message_length import require_length
from heliograph.surfaces.dashboard.navigation import Entry, Section
from heliograph.surfaces.dashboard.refusals import tell
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.words import COMPONENT_STATUS, INCIDENT_STATUS, VISIBILITY, message_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

    from heliograph.site.vocabulary import SiteSettings
    from heliograph.status.models import Component
    from heliograph.surfaces.dashboard.request import DashboardRequest

_VARIABLE = "variable-"
_CHOOSE = "choose-template"
_KNOWN = frozenset({"incident"})
"""What every template knows of without being told."""

_AT_FIRST = (IncidentStatus.INVESTIGATING, IncidentStatus.IDENTIFIED, IncidentStatus.WATCHING)


class ReportForm(forms.Form):
    template = forms.ChoiceField(label=_("Template"), required=False)
    name = forms.CharField(label=_("What is wrong, in one line"), max_length=255)
    status = forms.TypedChoiceField(
        label=_("How far are you"),
        coerce=lambda text: IncidentStatus(int(text)),
        choices=[(one.value, INCIDENT_STATUS[one]) for one in (*_AT_FIRST, IncidentStatus.FIXED)],
        widget=forms.RadioSelect,
        initial=IncidentStatus.INVESTIGATING.value,
    )
    message = forms.CharField(
        label=_("What people should know"), required=False, widget=forms.Textarea({"rows": 5})
    )
    notifications = forms.BooleanField(label=_("Tell subscribers"), required=False, initial=True)
    published_at = Moment(label=_("Publish at (empty: now)"), required=False)
    occurred_at = Moment(label=_("Began at (empty: now)"), required=False)
    visible = forms.TypedChoiceField(
        label=_("Who sees it"),
        coerce=lambda text: Visibility(int(text)),
        choices=[(one.value, name) for one, name in VISIBILITY.items()],
        initial=Visibility.EVERYONE.value,
    )
    stickied = forms.BooleanField(label=_("Pin to the top of the page"), required=False)

    def __init__(
        self,
        components: Sequence[Component],
        data: Any = None,
        *,
        named: Mapping[int, int | None] | None = None,
    ) -> None:
        super().__init__(data)
        self.components = components
        self.templates = {
            one.slug: one
            for one in IncidentTemplate.objects.existing().filter(engine=TemplateEngine.TWIG).order_by("name")
        }
        self.fields["template"] = forms.ChoiceField(
            label=_("Template"),
            required=False,
            choices=[
                ("", _("None: I write it myself")),
                *((slug, one.name) for slug, one in self.templates.items()),
            ],
        )
        self._named = named or {}
        affected.add_fields(self, components, self._named)
        for variable, is_required in self._variables().items():
            self.fields[f"{_VARIABLE}{variable}"] = forms.CharField(
                label=_label_of(variable), required=is_required
            )

    def _variables(self) -> dict[str, bool]:
        """The variables of the chosen template, and whether each must have a value."""
        chosen = self.templates.get(self.data.get("template", ""))
        try:
            required = required_variables(chosen.template) if chosen else frozenset()
            names = variables(chosen.template) if chosen else ()
        except TemplateFailed:  # an imported template; the error is shown when it is used
            return {}
        return {name: name in required for name in names if name not in _KNOWN}

    @property
    def has_template(self) -> bool:
        return bool(self["template"].value())

    def asked_for(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(_VARIABLE)]

    def grouped(self) -> list[affected.AffectedGroup]:
        return affected.grouped(self, self.components)

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("message") and not cleaned.get("template"):
            self.add_error("message", _("Say what people should know, or choose a template."))
        return cleaned

    def draft(self) -> IncidentDraft:
        said = self.cleaned_data
        return IncidentDraft(
            name=said.get("name", ""),
            status=said.get("status", IncidentStatus.INVESTIGATING),
            message=said.get("message") or None,
            template=said.get("template") or None,
            template_vars={
                name.removeprefix(_VARIABLE): value
                for name, value in said.items()
                if name.startswith(_VARIABLE)
            },
            visible=said.get("visible", Visibility.EVERYONE),
            stickied=said.get("stickied", False),
            notifications=said.get("notifications", False),
            occurred_at=said.get("occurred_at"),
            published_at=said.get("published_at"),
            impacts=affected.impacts(self, self._named),
        )


@dataclass(frozen=True, kw_only=True)
class Preview:
    """As guests will see it; `fault` where it cannot be said like that."""

    name: str
    status: _StrPromise
    status_word: str
    message: SafeString
    fault: str
    components: tuple[tuple[str, str, _StrPromise], ...]
    """The name of each, its status as a word for machines, and for people."""
    hearers: int | None
    """How many subscribers will be told; None: nobody is meant to be."""


@site.page(
    "incidents/report",
    name="report-incident",
    entry=Entry(
        section=Section.NOW,
        title=_("Report an incident"),
        icon="campaign",
        view="report-incident",
        place=10,
        ability=Ability.INCIDENTS_MANAGE,
    ),
)
def report(request: DashboardRequest) -> HttpResponse:
    request.actor.require(Ability.INCIDENTS_MANAGE)
    components = affected.all_components()
    is_chosen = request.method == "POST" and _CHOOSE not in request.POST
    data = request.POST if request.method == "POST" else None
    form = ReportForm(components, data, named=_named(request, components))
    if is_chosen and form.is_valid():
        try:
            incident = create_incident(form.draft(), actor=request.actor)
        except Invalid as refusal:
            tell(form, refusal, fields={})
        else:
            messages.success(request, _("It is said."))
            return redirect(f"{reverse('dashboard:incident', kwargs={'number': incident.pk})}?said=report")
    preview = _preview(form, components, request.settings) if form.is_bound else None
    return site.rendered(
        request,
        "report",
        title=_("Report an incident"),
        form=form,
        preview=preview,
        shows_errors=is_chosen,
        status=422 if is_chosen else 200,
    )


@site.page("incidents/preview", name="preview-incident")
def preview(request: DashboardRequest) -> HttpResponse:
    request.actor.require(Ability.INCIDENTS_MANAGE)
    require_length("message", request.POST.get("message", ""))
    components = affected.all_components()
    form = ReportForm(components, request.POST)
    return render(
        request, "dashboard/parts/preview.html", {"preview": _preview(form, components, request.settings)}
    )


def _label_of(variable: str) -> str:
    """`started_at` as `Started at`."""
    words = variable.replace("_", " ").strip() or variable
    return words[:1].upper() + words[1:]


def _named(request: DashboardRequest, components: Sequence[Component]) -> dict[int, int | None]:
    """Who comes to explain what a component shows already says so."""
    asked = request.GET.get("component", "")
    return {one.pk: one.status for one in components if str(one.pk) == asked}


def _preview(form: ReportForm, components: Sequence[Component], site_settings: SiteSettings) -> Preview:
    form.is_valid()
    draft, names = form.draft(), {one.pk: one.name for one in components}
    message, fault = _message(draft)
    return Preview(
        name=draft.name,
        status=INCIDENT_STATUS[draft.status],
        status_word=draft.status.name.lower(),
        message=message_html(message),
        fault=fault,
        components=tuple(
            (names[one.component_id], one.status.name.lower(), COMPONENT_STATUS[one.status])
            for one in draft.impacts
        ),
        hearers=_hearers(draft, site_settings),
    )


def _hearers(draft: IncidentDraft, site_settings: SiteSettings) -> int | None:
    """Also of one that is published later: whoever wants to hear of it then is as of now."""
    is_told = draft.notifications and draft.visible == Visibility.EVERYONE and site_settings.allow_subscribers
    affected_ids = [one.component_id for one in draft.impacts]
    return hearers(Audience(components=affected_ids)).count() if is_told else None


def _message(draft: IncidentDraft) -> tuple[str, str]:
    if not draft.message and not draft.template:
        return "", ""
    try:
        return require_length("message", message_of(draft)), ""
    except Invalid as wrong:
        return "", wrong.message
