"""One incident, as operators follow it: what was said, what is affected, and the next word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from heliograph.actors import Ability
from heliograph.errors import Conflict, Invalid, NotFound
from heliograph.status.drafts import IncidentChanges, IncidentUpdateChanges, IncidentUpdateDraft
from heliograph.status.incidents import update_incident
from heliograph.status.models import Component, Incident, Update
from heliograph.status.queries import known_incidents
from heliograph.status.updates import (
    delete_incident_update,
    edit_incident_update,
    record_incident_update,
)
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from heliograph.surfaces.dashboard import affected
from heliograph.surfaces.dashboard.meanwhile import MeanwhileForm
from heliograph.surfaces.dashboard.message_length import require_length
from heliograph.surfaces.dashboard.refusals import tell
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.words import COMPONENT_STATUS, INCIDENT_STATUS, VISIBILITY, message_html

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpResponse
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

    from heliograph.surfaces.dashboard.request import DashboardRequest


def _status_field(*, reported: bool) -> forms.TypedChoiceField:
    """`reported`: with the status of an incident that is only reported, which API clients may set."""
    return forms.TypedChoiceField(
        label=_("Status"),
        coerce=lambda text: IncidentStatus(int(text)),
        choices=[
            (one.value, name)
            for one, name in INCIDENT_STATUS.items()
            if reported or one is not IncidentStatus.UNKNOWN
        ],
        widget=forms.RadioSelect,
    )


class UpdateForm(forms.Form):
    """`seen` is the newest update that was shown beside it; nothing where there was none."""

    status = _status_field(reported=False)
    message = forms.CharField(label=_("What is new"), widget=forms.Textarea({"rows": 4}))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def draft(self, incident: Incident) -> IncidentUpdateDraft:
        said = self.cleaned_data
        return IncidentUpdateDraft(
            incident_id=incident.pk, status=said["status"], message=said["message"], after=said["seen"]
        )


class AffectedForm(MeanwhileForm, forms.Form):
    """`given` is what the incident does to components by now."""

    def __init__(self, components: Sequence[Component], given: dict[int, int | None], data: Any) -> None:
        super().__init__(data)
        self.components, self.given = components, given
        affected.add_fields(self, components, given)

    def grouped(self) -> list[affected.AffectedGroup]:
        return affected.grouped(self, self.components)

    def changes(self) -> IncidentChanges:
        return IncidentChanges(impacts=affected.impacts(self, self.given))


@dataclass(frozen=True, kw_only=True)
class Word:
    """What was said at one time; `status` None: as before. `is_new` since the reader last looked."""

    id: int | None
    author: str
    at: datetime
    status: _StrPromise | None
    status_word: str
    message: SafeString
    is_new: bool = False


@dataclass(frozen=True, kw_only=True)
class Affected:
    """`status` is what this incident sets, None where it only names the component."""

    name: str
    status: _StrPromise | None
    status_word: str


@dataclass(frozen=True, kw_only=True)
class Following:
    incident: Incident
    status: _StrPromise
    status_word: str
    is_open: bool
    is_embargoed: bool
    is_for_everyone: bool
    visibility: _StrPromise
    affected: tuple[Affected, ...]
    words: tuple[Word, ...]
    newest: int | None
    """The newest update's number."""


@site.page("incidents/<int:number>", name="incident")
def follow(request: DashboardRequest, number: int) -> HttpResponse:
    """Looking at it, and the next word."""
    incident, conflict = _found(request, number), None
    form = UpdateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            record_incident_update(form.draft(incident), actor=request.actor)
        except Conflict as refusal:
            conflict = refusal.message
        except Invalid as refusal:
            tell(form, refusal, fields={})
        else:
            messages.success(request, _("It is said."))
            return redirect(f"{request.path}?said=update-{number}")
    seen = form.cleaned_data.get("seen") if conflict else None
    following = _following(request, incident, seen=seen, is_compared=conflict is not None)
    return site.rendered(
        request,
        "incident",
        title=incident.name,
        following=following,
        form=form if form.is_bound else UpdateForm(initial={"status": incident.status}),
        seen=following.newest,
        conflict=conflict,
        may_say=request.actor.may(Ability.INCIDENT_UPDATES_MANAGE),
        may_change=request.actor.may(Ability.INCIDENTS_MANAGE),
        may_delete=request.actor.may(Ability.INCIDENTS_DELETE),
        status=409 if conflict else 422 if form.errors else 200,
    )


@site.page("incidents/<int:number>/words", name="incident-words")
def words(request: DashboardRequest, number: int) -> HttpResponse:
    """The story alone, for a page that is open to keep up with it."""
    following = _following(request, _found(request, number), seen=None, is_compared=False)
    may_say = request.actor.may(Ability.INCIDENT_UPDATES_MANAGE)
    return render(request, "dashboard/parts/words.html", {"following": following, "may_say": may_say})


@site.page("preview", name="preview-message")
@require_POST
def preview(request: DashboardRequest) -> HttpResponse:
    """HTML of a message. Everyone who may write one, be it of maintenance, may write incident updates."""
    request.actor.require(Ability.INCIDENT_UPDATES_MANAGE)
    message = require_length("message", request.POST.get("message", ""))
    return render(request, "dashboard/parts/message.html", {"message": message_html(message)})


@site.page("incidents/<int:number>/affected", name="incident-affected")
def change_affected(request: DashboardRequest, number: int) -> HttpResponse:
    request.actor.require(Ability.INCIDENTS_MANAGE)
    incident = _found(request, number)
    given = dict(incident.impacts.values_list("component_id", "status"))
    form = AffectedForm(affected.all_components(), given, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            update_incident(incident.pk, form.changes(), actor=request.actor)
        except Invalid as refusal:
            tell(form, refusal, fields={})
        else:
            messages.success(request, _("What is affected has changed."))
            return redirect("dashboard:incident", number=number)
    back = reverse("dashboard:incident", kwargs={"number": number})
    return site.rendered(request, "affected", title=incident.name, form=form, back=back)


class WordForm(MeanwhileForm, forms.Form):
    status = _status_field(reported=False)
    message = forms.CharField(label=_("What is new"), widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, **further: Any) -> None:
        super().__init__(*args, **further)
        if self.initial.get("status") == IncidentStatus.UNKNOWN:
            self.fields["status"] = _status_field(reported=True)
            self.carry("status")


@site.page("incidents/<int:number>/updates/<int:update>", name="incident-update")
def change_word(request: DashboardRequest, number: int, update: int) -> HttpResponse:
    request.actor.require(Ability.INCIDENT_UPDATES_MANAGE)
    incident = _found(request, number)
    word = incident.updates.filter(pk=update).first()
    if word is None:
        raise NotFound(gettext("There is no such update."))
    if request.method == "POST" and "delete" in request.POST:
        delete_incident_update(number, update, actor=request.actor)
        messages.success(request, _("The update is deleted."))
        return redirect("dashboard:incident", number=number)
    said = {"status": word.status, "message": word.message}
    form = WordForm(request.POST if request.method == "POST" else None, initial=said)
    if form.is_bound and form.is_valid():
        changes = IncidentUpdateChanges(**{name: form.cleaned_data[name] for name in form.changed_data})
        edit_incident_update(number, update, changes, actor=request.actor)
        return redirect("dashboard:incident", number=number)
    return site.rendered(
        request,
        "word",
        title=incident.name,
        form=form,
        back=reverse("dashboard:incident", kwargs={"number": number}),
        may_delete=request.actor.may(Ability.INCIDENT_UPDATES_DELETE),
    )


def _found(request: DashboardRequest, number: int) -> Incident:
    incident = known_incidents(request.actor, at=request.now).select_related("user").filter(pk=number).first()
    if incident is None:
        raise NotFound(gettext("There is no such incident."))
    return incident


def _following(
    request: DashboardRequest, incident: Incident, *, seen: int | None, is_compared: bool
) -> Following:
    updates = list(incident.updates.select_related("user").order_by("-created_at", "-id"))
    status = IncidentStatus(incident.status)
    return Following(
        incident=incident,
        status=INCIDENT_STATUS[status],
        status_word=status.name.lower(),
        is_open=not status.is_resolved,
        is_embargoed=incident.published_at is not None and incident.published_at > request.now,
        is_for_everyone=incident.visible == Visibility.EVERYONE,
        visibility=VISIBILITY[Visibility(incident.visible)],
        affected=_affected(incident),
        words=(
            *(_word(one, is_new=is_compared and one.pk > (seen or 0)) for one in updates),
            _first_word(incident),
        ),
        newest=updates[0].pk if updates else None,
    )


def _affected(incident: Incident) -> tuple[Affected, ...]:
    return tuple(
        Affected(
            name=one.component.name,
            status=None if one.status is None else COMPONENT_STATUS[ComponentStatus(one.status)],
            status_word="" if one.status is None else ComponentStatus(one.status).name.lower(),
        )
        for one in incident.impacts.select_related("component").order_by("id")
    )


def _word(update: Update, *, is_new: bool) -> Word:
    status = None if update.status is None else IncidentStatus(update.status)
    return Word(
        id=update.pk,
        author=str(update.user or ""),
        at=update.created_at,
        status=None if status is None else INCIDENT_STATUS[status],
        status_word="" if status is None else status.name.lower(),
        message=message_html(update.message),
        is_new=is_new,
    )


def _first_word(incident: Incident) -> Word:
    first = None if incident.initial_status is None else IncidentStatus(incident.initial_status)
    return Word(
        id=None,
        author=str(incident.user or ""),
        at=incident.began_at,
        status=None if first is None else INCIDENT_STATUS[first],
        status_word="" if first is None else first.name.lower(),
        message=message_html(incident.message),
    )
