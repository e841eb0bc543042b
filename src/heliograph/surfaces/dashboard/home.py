"""What is open, what people see, what to say now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from heliograph.actors import Ability
from heliograph.delivery.models import Delivery
from heliograph.delivery.vocabulary import DeliveryState
from heliograph.status.at_work import at_work
from heliograph.status.models import Component
from heliograph.status.queries import system_at
from heliograph.status.truth import Doubt
from heliograph.status.vocabulary import IncidentStatus
from heliograph.surfaces.dashboard.navigation import Entry, Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.words import COMPONENT_STATUS, INCIDENT_STATUS, SYSTEM_STATUS

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse
    from django.utils.functional import _StrPromise

    from heliograph.status.at_work import AtWork
    from heliograph.status.truth import Doubtful
    from heliograph.surfaces.dashboard.request import DashboardRequest

_QUESTIONS: dict[Doubt, _StrPromise] = {
    Doubt.LOOKS_WELL: _("%(name)s is shown as operational, and an open incident names it."),
    Doubt.UNEXPLAINED: _("%(name)s is shown as disrupted, and nothing says why."),
    Doubt.SILENT: _("Nobody has said anything about “%(name)s” for long."),
    Doubt.OVERRAN: _("The maintenance “%(name)s” goes on without an end."),
}
_MENDS: dict[Doubt, _StrPromise] = {
    Doubt.LOOKS_WELL: _("Say how it is affected"),
    Doubt.UNEXPLAINED: _("Report it"),
    Doubt.SILENT: _("Post an update"),
    Doubt.OVERRAN: _("Say how far it is"),
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that does not fit, and where to mend it."""

    text: str
    mend: _StrPromise
    address: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing of a list: what it is, how it is, and when something was last said of it."""

    name: str
    address: str
    status: _StrPromise
    status_word: str
    last_word: datetime | None = None
    note: _StrPromise | str = ""


@site.page(
    "", name="index", entry=Entry(section=Section.NOW, title=_("Now"), icon="home", view="index", place=0)
)
def home(request: DashboardRequest) -> HttpResponse:
    threshold = request.settings.major_outage_threshold
    now = system_at(request.now, major_outage_threshold=threshold)
    silent_after = timedelta(hours=request.settings.long_running_incident_hours)
    work = at_work(request.actor, at=request.now, silent_after=silent_after)
    return site.rendered(
        request,
        "home",
        title=_("Now"),
        system=_("No components yet") if now.is_empty else SYSTEM_STATUS[now.status],
        status_word="unknown" if now.is_empty else now.status.value,
        may_report=request.actor.may(Ability.INCIDENTS_MANAGE),
        questions=[_question(one) for one in work.doubts],
        incidents=_incidents(work),
        windows=_windows(work),
        ailing=_ailing(work),
        first_component=_first_component(request),
        deliveries=_deliveries(),
        worker_is_missed=not import_string(settings.WORKER_CHECK)(),
        mail_is_missed=settings.ENVIRONMENT.email is None,
        now=request.now,
    )


def _question(one: Doubtful) -> Question:
    return Question(
        text=_QUESTIONS[one.doubt] % {"name": one.name}, mend=_MENDS[one.doubt], address=_where(one)
    )


def _where(one: Doubtful) -> str:
    match one.doubt:
        case Doubt.LOOKS_WELL:
            return reverse("dashboard:incident-affected", kwargs={"number": one.incident_id})
        case Doubt.UNEXPLAINED:
            return f"{reverse('dashboard:report-incident')}?component={one.subject_id}"
        case Doubt.SILENT:
            return reverse("dashboard:incident", kwargs={"number": one.subject_id})
        case Doubt.OVERRAN:
            return reverse("dashboard:schedule", kwargs={"number": one.subject_id})


def _incidents(work: AtWork) -> list[Line]:
    return [
        Line(
            name=one.incident.name,
            address=reverse("dashboard:incident", kwargs={"number": one.incident.pk}),
            status=INCIDENT_STATUS[IncidentStatus(one.incident.status)],
            status_word=IncidentStatus(one.incident.status).name.lower(),
            last_word=one.last_word,
            note="" if one.is_public else _("guests do not see it"),
        )
        for one in work.incidents
    ]


def _windows(work: AtWork) -> list[Line]:
    return [
        Line(
            name=one.window.name,
            address=reverse("dashboard:schedule", kwargs={"number": one.window.pk}),
            status=_("In progress") if one.is_in_progress else _("Upcoming"),
            status_word="watching" if one.is_in_progress else "",
            last_word=one.last_word,
        )
        for one in work.windows
    ]


def _ailing(work: AtWork) -> list[Line]:
    return [
        Line(
            name=component.name,
            address=reverse("dashboard:status_component_change", args=[component.pk]),
            status=COMPONENT_STATUS[status],
            status_word=status.name.lower(),
        )
        for component, status in work.ailing
    ]


def _first_component(request: DashboardRequest) -> str:
    """Where it is made: what somebody needs who has just set up a page and sees nothing on it."""
    may = request.actor.may(Ability.COMPONENTS_MANAGE)
    needs_one = may and not Component.objects.existing().exists()
    return reverse("dashboard:status_component_add") if needs_one else ""


def _deliveries() -> Counter[str]:
    """How many wait, and how many were given up."""
    ends = [DeliveryState.WAITING, DeliveryState.FAILED, DeliveryState.BOUNCED]
    counted = Delivery.objects.filter(state__in=ends).values_list("state").annotate(Count("pk"))
    return Counter(dict(counted))
