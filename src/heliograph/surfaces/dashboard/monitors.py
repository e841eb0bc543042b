"""Monitors: their list and form, and what each check found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from typing_extensions import override
from unfold.widgets import UnfoldAdminSelectWidget

from heliograph.actors import Ability
from heliograph.metrics.models import Metric
from heliograph.monitoring import limits
from heliograph.monitoring.drafts import MonitorChanges, MonitorDraft
from heliograph.monitoring.expected_statuses import USUAL
from heliograph.monitoring.models import Monitor
from heliograph.monitoring.monitors import DOWN, check_soon, create_monitor, delete_monitor, update_monitor
from heliograph.monitoring.queries import checks_of, rated_monitor
from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus
from heliograph.surfaces.dashboard.fields import chosen, text, truth, whole
from heliograph.surfaces.dashboard.navigation import Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.verbs import VerbAdmin, VerbForm
from heliograph.surfaces.dashboard.words import COMPONENT_STATUS

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.utils.safestring import SafeString

    from heliograph.actors import Actor
    from heliograph.surfaces.dashboard.request import DashboardRequest


class MonitorForm(VerbForm):
    fields_of_verb = {"component_id": "component", "metric_id": "metric"}

    component = forms.ModelChoiceField(
        label=_("Component"),
        queryset=Component.objects.existing().order_by("name"),
        widget=UnfoldAdminSelectWidget,
        error_messages={"invalid_choice": _("This component has a monitor already, or is gone.")},
    )
    address = text(
        label=_("Address"),
        may_be_empty=True,
        most=limits.LONGEST_ADDRESS,
        help_text=_("https://…, http://… or tcp://host:port. Empty: the component's link."),
    )
    interval = whole(
        label=_("Interval in seconds"),
        initial=limits.USUAL_INTERVAL,
        min_value=limits.SHORTEST_INTERVAL,
        max_value=limits.LONGEST_INTERVAL,
    )
    timeout = whole(
        label=_("Timeout in seconds"),
        initial=limits.USUAL_TIMEOUT,
        min_value=1,
        max_value=limits.LONGEST_TIMEOUT,
    )
    expected_statuses = text(
        label=_("Expected HTTP statuses"), help_text=_("One by one, or from one to another: 200-299, 401.")
    )
    keyword = text(
        label=_("Keyword"),
        may_be_empty=True,
        help_text=_("Has to be in the answer. Empty: it may say anything."),
    )
    slow_after = whole(
        label=_("Slow after, in milliseconds"),
        required=False,
        min_value=1,
        max_value=limits.SLOWEST,
        help_text=_("What is slow has performance issues. Empty: it is never called slow."),
    )
    status_when_down = chosen(
        ComponentStatus,
        {one: COMPONENT_STATUS[one] for one in DOWN},
        label=_("Status when it is down"),
        initial=ComponentStatus.MAJOR_OUTAGE.value,
    )
    failure_threshold = whole(
        label=_("Failed checks in a row until it is down"),
        initial=limits.USUAL_THRESHOLD,
        min_value=1,
        max_value=limits.LARGEST_THRESHOLD,
    )
    success_threshold = whole(
        label=_("Good checks in a row until it is up again"),
        initial=limits.USUAL_THRESHOLD,
        min_value=1,
        max_value=limits.LARGEST_THRESHOLD,
    )
    metric = forms.ModelChoiceField(
        label=_("Metric of response times"),
        queryset=Metric.objects.order_by("order", "pk"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Their mean becomes its points, in milliseconds."),
    )
    is_active = truth(label=_("Active"), initial=True)

    class Meta:
        model = Monitor
        fields = [
            *("component", "address", "interval", "timeout", "expected_statuses", "keyword", "slow_after"),
            *("status_when_down", "failure_threshold", "success_threshold", "metric", "is_active"),
        ]

    def __init__(self, *args: Any, **further: Any) -> None:
        super().__init__(*args, **further)
        component = self.fields["component"]
        if self.instance.pk:
            component.disabled = True
        else:
            self.initial.setdefault("expected_statuses", USUAL)
            component.queryset = component.queryset.filter(monitor=None)  # type: ignore[attr-defined]

    @override
    def make(self, *, actor: Actor) -> Monitor:
        return create_monitor(MonitorDraft(**_said(self.cleaned_data)), actor=actor)

    @override
    def change(self, pk: int, *, actor: Actor) -> Monitor:
        return update_monitor(pk, MonitorChanges(**_said(self.said())), actor=actor)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """The verbs take things by their numbers, and texts as they are."""
    said = dict(values)
    for name in ("component", "metric"):
        if name in said:
            said[f"{name}_id"] = getattr(said.pop(name), "pk", None)
    return said | {name: said[name] or "" for name in ("address", "keyword") if name in said}


@site.lists(Monitor)
class MonitorAdmin(VerbAdmin):
    title, icon, section, place = _("Monitors"), "monitor_heart", Section.STATUS_PAGE, 15
    one, several = _("monitor"), _("monitors")
    words = {"component": _("Component"), "is_active": _("Active"), "checked_at": _("Last check")}
    manages = removes = Ability.COMPONENTS_MANAGE
    form = MonitorForm
    list_display = ("component", "status", "checked_at", "is_active", "checks")
    list_filter = ("is_active",)
    list_select_related = ("component",)
    search_fields = ("component__name", "address", "component__link")
    ordering = ("component__name", "component_id")

    @override
    def get_queryset(self, request: DashboardRequest) -> QuerySet[Monitor]:
        return Monitor.objects.existing()

    @display(description=_("Status"), ordering="said")
    def status(self, one: Monitor) -> object:
        return _("Not checked yet") if one.said is None else COMPONENT_STATUS[ComponentStatus(one.said)]

    @display(description=_("Checks"))
    def checks(self, one: Monitor) -> SafeString:
        address = reverse("dashboard:monitor", args=[one.pk])
        return format_html('<a href="{}">{}</a>', address, _("All checks"))

    @override
    def delete(self, pk: int, *, actor: Actor) -> None:
        delete_monitor(pk, actor=actor)


@site.page("monitors/<int:pk>/", name="monitor")
def monitor_page(request: DashboardRequest, pk: int) -> HttpResponse:
    rated = rated_monitor(pk)
    said = rated.monitor.standing.said
    return site.rendered(
        request,
        "monitor",
        title=rated.monitor.component.name,
        rated=rated,
        verdict=None if said is None else COMPONENT_STATUS[said],
        verdict_word="unknown" if said is None else said.name.lower(),
        checks=[
            {"row": one, "status": COMPONENT_STATUS[status], "word": status.name.lower()}
            for one in checks_of(pk)
            for status in [ComponentStatus(one.status)]
        ],
        may_change=request.actor.may(Ability.COMPONENTS_MANAGE),
    )


@site.page("monitors/<int:pk>/check/", name="monitor-check")
@require_POST
def check(request: DashboardRequest, pk: int) -> HttpResponse:
    check_soon(pk, actor=request.actor)
    messages.success(request, _("It is checked within seconds. Look again in a moment."))
    return redirect("dashboard:monitor", pk)
