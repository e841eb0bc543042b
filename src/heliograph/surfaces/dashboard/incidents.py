"""All incidents there are, and what can be changed of one beside what is said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.admin import display
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from heliograph.actors import Ability
from heliograph.status.drafts import IncidentChanges
from heliograph.status.incidents import delete_incident, update_incident
from heliograph.status.models import Incident
from heliograph.status.queries import known_incidents
from heliograph.status.vocabulary import IncidentStatus, Visibility
from heliograph.surfaces.dashboard.fields import Moment, chosen, text, truth
from heliograph.surfaces.dashboard.navigation import Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.verbs import VerbAdmin, VerbForm
from heliograph.surfaces.dashboard.words import INCIDENT_STATUS, VISIBILITY

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from heliograph.actors import Actor
    from heliograph.surfaces.dashboard.request import DashboardRequest


class IncidentForm(VerbForm):
    name = text(label=_("What is wrong, in one line"))
    message = text(label=_("What people should know"), is_long=True)
    visible = chosen(Visibility, VISIBILITY, label=_("Who sees it"))
    occurred_at = Moment(label=_("Began at"), required=False)
    published_at = Moment(label=_("Publish at"), required=False)
    stickied = truth(label=_("Pin to the top of the page"))
    notifications = truth(label=_("Tell subscribers"))

    class Meta:
        model = Incident
        fields = ["name", "message", "visible", "occurred_at", "published_at", "stickied", "notifications"]

    @override
    def change(self, pk: int, *, actor: Actor) -> Incident:
        return update_incident(pk, IncidentChanges(**self.said()), actor=actor)


class OpenFilter(admin.SimpleListFilter):
    title = _("Status")
    parameter_name = "is"

    @override
    def lookups(self, request: object, model_admin: object) -> list[tuple[str, _StrPromise]]:
        return [("open", _("Open")), *((str(one.value), name) for one, name in INCIDENT_STATUS.items())]

    @override
    def queryset(self, request: object, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        match self.value():
            case None:
                return queryset
            case "open":
                return queryset.exclude(status=IncidentStatus.FIXED)
            case number:
                return queryset.filter(status=number) if number.isdigit() else queryset.none()


@site.lists(Incident)
class IncidentAdmin(VerbAdmin):
    title, icon, section, place = _("Incidents"), "warning", Section.STATUS_PAGE, 5
    one, several = _("incident"), _("incidents")
    words = {"name": _("Name")}
    manages, removes = Ability.INCIDENTS_MANAGE, Ability.INCIDENTS_DELETE
    form = IncidentForm
    list_display = ("name", "shown_status", "began")
    list_filter = (OpenFilter,)
    search_fields = ("name", "message")
    ordering = ("-created_at", "-id")

    @override
    def has_add_permission(self, request: DashboardRequest) -> bool:
        """An incident is reported on a page of its own."""
        return False

    @override
    def get_queryset(self, request: DashboardRequest) -> QuerySet[Incident]:
        return known_incidents(request.actor, at=request.now).order_by(*self.ordering)

    @display(description=_("Status"), ordering="status")
    def shown_status(self, one: Incident) -> object:
        return INCIDENT_STATUS[IncidentStatus(one.status)]

    @display(description=_("Began at"))
    def began(self, one: Incident) -> object:
        return one.began_at

    @override
    def address_of(self, one: Incident) -> str:
        return reverse("dashboard:incident", kwargs={"number": one.pk})

    @override
    def delete(self, pk: int, *, actor: Actor) -> None:
        delete_incident(pk, actor=actor)
