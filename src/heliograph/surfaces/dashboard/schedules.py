"""All maintenance there is, as a list and as a calendar."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from heliograph.actors import Ability
from heliograph.status.maintenance import delete_schedule
from heliograph.status.models import Schedule
from heliograph.status.queries import known_schedules
from heliograph.surfaces.dashboard.navigation import Entry, Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.verbs import VerbAdmin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from heliograph.actors import Actor
    from heliograph.surfaces.dashboard.request import DashboardRequest

_MOST = 500
"""Windows of a month that are shown."""


@site.lists(Schedule)
class ScheduleAdmin(VerbAdmin):
    title, icon, section, place = _("Maintenance"), "build", Section.STATUS_PAGE, 20
    one, several = _("maintenance"), _("maintenance windows")
    words = {"name": _("Name"), "scheduled_at": _("Begins at"), "completed_at": _("Ends at")}
    removes = Ability.SCHEDULES_DELETE
    list_display = ("name", "scheduled_at", "completed_at")
    search_fields = ("name", "message")
    ordering = ("-scheduled_at", "-id")

    @override
    def get_queryset(self, request: DashboardRequest) -> QuerySet[Schedule]:
        return known_schedules(request.actor, at=request.now).order_by(*self.ordering)

    @override
    def address_of(self, one: Schedule) -> str:
        return reverse("dashboard:schedule", kwargs={"number": one.pk})

    @override
    def change_view(
        self, request: DashboardRequest, object_id: str, *_: object, **__: object
    ) -> HttpResponse:
        """It is followed on a page of its own."""
        return redirect(f"/dashboard/schedules/{object_id}")

    @override
    def delete(self, pk: int, *, actor: Actor) -> None:
        delete_schedule(pk, actor=actor)


@dataclass(frozen=True, kw_only=True)
class Day:
    date: date
    is_of_month: bool
    is_today: bool
    windows: tuple[Schedule, ...]


@site.page(
    "schedules/calendar",
    name="calendar",
    entry=Entry(
        section=Section.STATUS_PAGE, title=_("Calendar"), icon="calendar_month", view="calendar", place=21
    ),
)
def calendar(request: DashboardRequest) -> HttpResponse:
    today = timezone.localdate(request.now)
    month = _month_asked(request.GET.get("month", ""), today)
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    first, last = weeks[0][0], weeks[-1][-1]
    windows = known_schedules(request.actor, at=request.now).filter(
        scheduled_at__gte=_midnight(first), scheduled_at__lt=_midnight(last + timedelta(days=1))
    )
    by_day = _by_day(windows.order_by("scheduled_at", "id")[:_MOST])
    return site.rendered(
        request,
        "calendar",
        title=_("Calendar"),
        month=month,
        before=month - timedelta(days=1),
        after=month + timedelta(days=31),
        weekdays=weeks[0],
        weeks=[
            [
                Day(
                    date=one, is_of_month=one.month == month.month, is_today=one == today, windows=by_day[one]
                )
                for one in week
            ]
            for week in weeks
        ],
    )


def _month_asked(text: str, today: date) -> date:
    try:
        asked = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month is nowhere
    except ValueError:
        return today.replace(day=1)
    return asked if 1970 <= asked.year <= 9000 else today.replace(day=1)  # noqa: PLR2004 - what calendars bear


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _by_day(windows: Iterable[Schedule]) -> dict[date, tuple[Schedule, ...]]:
    days: dict[date, tuple[Schedule, ...]] = defaultdict(tuple)
    for one in windows:
        days[timezone.localdate(one.scheduled_at)] += (one,)
    return days
