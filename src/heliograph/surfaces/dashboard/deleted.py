"""What was deleted and can be had again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Manager, Model
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heliograph.actors import Ability
from heliograph.errors import NotFound
from heliograph.status.components import restore_component
from heliograph.status.incidents import restore_incident
from heliograph.status.maintenance import restore_schedule
from heliograph.status.models import Component, Incident, IncidentTemplate, Schedule
from heliograph.status.templates import restore_incident_template
from heliograph.surfaces.dashboard.navigation import Entry, Section
from heliograph.surfaces.dashboard.site import site

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.utils.functional import _StrPromise

    from heliograph.surfaces.dashboard.request import DashboardRequest

_MOST = 100
"""Of each kind, the newest."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    name: str
    title: _StrPromise
    rows: Manager[Any]
    restore: Callable[..., Model]
    ability: Ability


KINDS = (
    Kind(
        name="component",
        title=_("Components"),
        rows=Component.objects,
        restore=restore_component,
        ability=Ability.COMPONENTS_DELETE,
    ),
    Kind(
        name="incident",
        title=_("Incidents"),
        rows=Incident.objects,
        restore=restore_incident,
        ability=Ability.INCIDENTS_DELETE,
    ),
    Kind(
        name="schedule",
        title=_("Maintenance"),
        rows=Schedule.objects,
        restore=restore_schedule,
        ability=Ability.SCHEDULES_DELETE,
    ),
    Kind(
        name="template",
        title=_("Templates"),
        rows=IncidentTemplate.objects,
        restore=restore_incident_template,
        ability=Ability.INCIDENT_TEMPLATES_DELETE,
    ),
)


@site.page(
    "deleted",
    name="deleted",
    entry=Entry(
        section=Section.STATUS_PAGE,
        title=_("Deleted"),
        icon="restore_from_trash",
        view="deleted",
        place=90,
        ability=Ability.INCIDENTS_DELETE,
    ),
)
def deleted(request: DashboardRequest) -> HttpResponse:
    if request.method == "POST":
        return _restored(request)
    shown = [
        (kind, list(kind.rows.exclude(deleted_at=None).order_by("-deleted_at", "-id")[:_MOST]))
        for kind in KINDS
        if request.actor.may(kind.ability)
    ]
    return site.rendered(request, "deleted", title=_("Deleted"), kinds=shown)


def _restored(request: DashboardRequest) -> HttpResponse:
    kind = next((one for one in KINDS if one.name == request.POST.get("kind")), None)
    number = request.POST.get("number", "")
    if kind is None or not number.isdecimal():
        raise NotFound(gettext("There is no such thing."))
    restored = kind.restore(int(number), actor=request.actor)
    messages.success(request, _("%(name)s is there again.") % {"name": restored})
    return redirect("dashboard:deleted")
