"""Maintenance: planning a window, following it, moving it, ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heliograph.actors import Ability
from heliograph.errors import Invalid, NotFound
from heliograph.lib import clock
from heliograph.status.drafts import (
    ScheduleChanges,
    ScheduleDraft,
    ScheduleUpdateChanges,
    ScheduleUpdateDraft,
)
from heliograph.status.maintenance import create_schedule, update_schedule
from heliograph.status.models import Schedule
from heliograph.status.queries import known_schedules
from heliograph.status.updates import delete_schedule_update, edit_schedule_update, record_schedule_update
from heliograph.status.vocabulary import ComponentStatus, ScheduleStatus
from heliograph.surfaces.dashboard import affected
from heliograph.surfaces.dashboard.fields import Moment
from heliograph.surfaces.dashboard.meanwhile import MeanwhileForm
from heliograph.surfaces.dashboard.navigation import Entry, Section
from heliograph.surfaces.dashboard.refusals import tell
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.words import COMPONENT_STATUS, SCHEDULE_STATUS, message_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from heliograph.status.models import Component
    from heliograph.surfaces.dashboard.request import DashboardRequest

_ENTRY = Entry(
    section=Section.NOW,
    title=_("Plan maintenance"),
    icon="engineering",
    view="plan-schedule",
    place=11,
    ability=Ability.SCHEDULES_MANAGE,
)


class PlanForm(MeanwhileForm, forms.Form):
    name = forms.CharField(label=_("What is done, in one line"), max_length=255)
    message = forms.CharField(label=_("What people should know"), widget=forms.Textarea({"rows": 5}))
    scheduled_at = Moment(label=_("Begins at"))
    completed_at = Moment(label=_("Ends at (empty: when you say so)"), required=False)
    published_at = Moment(label=_("Publish at (empty: now)"), required=False)
    notifications = forms.BooleanField(label=_("Tell subscribers"), required=False, initial=True)

    def __init__(
        self,
        components: Sequence[Component],
        data: Any,
        *,
        given: Mapping[int, int | None],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.components, self._given = components, given
        affected.add_fields(self, components, given)

    def grouped(self) -> list[affected.AffectedGroup]:
        return affected.grouped(self, self.components)

    def draft(self) -> ScheduleDraft:
        return ScheduleDraft(**self._plain(), impacts=affected.impacts(self, self._given))

    def changes(self) -> ScheduleChanges:
        """What was touched."""
        touched = {name: value for name, value in self._plain().items() if name in self.changed_data}
        return ScheduleChanges(**touched, impacts=affected.impacts(self, self._given))

    def _plain(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}


class WordForm(MeanwhileForm, forms.Form):
    message = forms.CharField(label=_("What is new"), widget=forms.Textarea({"rows": 4}))


@site.page("schedules/plan", name="plan-schedule", entry=_ENTRY)
def plan(request: DashboardRequest) -> HttpResponse:
    request.actor.require(Ability.SCHEDULES_MANAGE)
    data = request.POST if request.method == "POST" else None
    form = PlanForm(affected.all_components(), data, given={})
    if form.is_bound and form.is_valid():
        try:
            schedule = create_schedule(form.draft(), actor=request.actor)
        except Invalid as refusal:
            tell(form, refusal, fields={})
        else:
            messages.success(request, _("The maintenance is planned."))
            return redirect("dashboard:schedule", number=schedule.pk)
    return _form(request, form, title=_("Plan maintenance"), back=reverse("dashboard:index"))


@site.page("schedules/<int:number>/change", name="change-schedule")
def change(request: DashboardRequest, number: int) -> HttpResponse:
    request.actor.require(Ability.SCHEDULES_MANAGE)
    schedule = _found(request, number)
    given = dict(schedule.impacts.values_list("component_id", "status"))
    said = {name: getattr(schedule, name) for name in PlanForm.base_fields}
    data = request.POST if request.method == "POST" else None
    form = PlanForm(affected.all_components(), data, given=given, initial=said)
    if form.is_bound and form.is_valid():
        try:
            update_schedule(number, form.changes(), actor=request.actor)
        except Invalid as refusal:
            tell(form, refusal, fields={})
        else:
            messages.success(request, _("The maintenance is changed."))
            return redirect("dashboard:schedule", number=number)
    back = reverse("dashboard:schedule", kwargs={"number": number})
    return _form(request, form, title=schedule.name, back=back)


@site.page("schedules/<int:number>", name="schedule")
def follow(request: DashboardRequest, number: int) -> HttpResponse:
    """Looking at it, the next word, and ending it now."""
    schedule = _found(request, number)
    form = WordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        ended = clock.now() if "end" in request.POST else None
        draft = ScheduleUpdateDraft(
            schedule_id=number, message=form.cleaned_data["message"], completed_at=ended
        )
        try:
            record_schedule_update(draft, actor=request.actor)
        except Invalid as refusal:
            tell(form, refusal, fields={})
        else:
            messages.success(request, _("It is said."))
            return redirect(f"{request.path}?said=schedule-{number}")
    status = schedule.status_at(request.now)
    given = schedule.impacts.select_related("component").order_by("id")
    return site.rendered(
        request,
        "schedule",
        title=schedule.name,
        schedule=schedule,
        state=_("Cancelled") if schedule.is_cancelled else SCHEDULE_STATUS[status],
        is_over=status is ScheduleStatus.COMPLETE,
        is_in_progress=status is ScheduleStatus.IN_PROGRESS,
        affected=[(one.component.name, _word_of(one.status)) for one in given],
        message=message_html(schedule.message),
        words=[
            (one, message_html(one.message))
            for one in schedule.updates.select_related("user").order_by("-created_at", "-id")
        ],
        form=form,
        may_say=request.actor.may(Ability.SCHEDULE_UPDATES_MANAGE),
        may_change=request.actor.may(Ability.SCHEDULES_MANAGE),
        may_delete=request.actor.may(Ability.SCHEDULES_DELETE),
        status=422 if form.errors else 200,
    )


@site.page("schedules/<int:number>/updates/<int:update>", name="schedule-update")
def change_word(request: DashboardRequest, number: int, update: int) -> HttpResponse:
    request.actor.require(Ability.SCHEDULE_UPDATES_MANAGE)
    schedule = _found(request, number)
    word = schedule.updates.filter(pk=update).first()
    if word is None:
        raise NotFound(gettext("There is no such update."))
    form = WordForm(request.POST if request.method == "POST" else None, initial={"message": word.message})
    if request.method == "POST" and "delete" in request.POST:
        delete_schedule_update(number, update, actor=request.actor)
        return redirect("dashboard:schedule", number=number)
    if form.is_bound and form.is_valid():
        changes = ScheduleUpdateChanges(message=form.cleaned_data["message"])
        edit_schedule_update(number, update, changes, actor=request.actor)
        return redirect("dashboard:schedule", number=number)
    return site.rendered(
        request,
        "word",
        title=schedule.name,
        form=form,
        back=reverse("dashboard:schedule", kwargs={"number": number}),
        may_delete=request.actor.may(Ability.SCHEDULE_UPDATES_DELETE),
    )


def _form(request: DashboardRequest, form: PlanForm, *, title: Any, back: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return site.rendered(request, "plan", title=title, form=form, back=back, status=status)


def _found(request: DashboardRequest, number: int) -> Schedule:
    schedule = known_schedules(request.actor, at=request.now).filter(pk=number).first()
    if schedule is None:
        raise NotFound(gettext("There is no such maintenance."))
    return schedule


def _word_of(status: int | None) -> object:
    return COMPONENT_STATUS[ComponentStatus(status or ComponentStatus.UNDER_MAINTENANCE)]
