"""What the clock does: an embargo ends, a window starts or completes, an incident is left without a word.

Each is recorded as an event, once, however many workers look at the clock: they read it one after the
other, and what was recorded already is not recorded again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest

from heliograph.actors import Ability, Actor
from heliograph.events import log
from heliograph.events.kinds import (
    IncidentPublished,
    IncidentRanLong,
    ScheduleCompleted,
    SchedulePublished,
    ScheduleStarted,
)
from heliograph.events.ticks import read_clock
from heliograph.lib.wire import timestamp
from heliograph.site import settings
from heliograph.status.models import IS_CANCELLED, Incident, Schedule
from heliograph.status.steps import row_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from heliograph.events.kinds import Happening
    from heliograph.events.ticks import Tick

Kind = type[IncidentPublished | SchedulePublished | ScheduleStarted | ScheduleCompleted]


@transaction.atomic(durable=True)
def record_due(*, actor: Actor) -> None:
    actor.require(Ability.INCIDENTS_MANAGE)
    tick = read_clock("status")
    _record(IncidentPublished, _came(Incident.objects.existing(), "published_at", tick), actor)
    windows = Schedule.objects.existing()
    _record(SchedulePublished, _came(windows, "published_at", tick), actor)
    _record(ScheduleStarted, _seen_at_its(windows, "scheduled_at", tick), actor)
    _record(ScheduleCompleted, _seen_at_its(windows, "completed_at", tick), actor)
    _record_silence(actor, at=tick.ends)


def _came(
    rows: QuerySet[Incident] | QuerySet[Schedule], moment: str, tick: Tick
) -> list[Incident | Schedule]:
    """Those whose moment has come, and was still to come when they were written down."""
    within = {f"{moment}__gt": tick.begins, f"{moment}__lte": tick.ends}
    return list(rows.filter(**within, created_at__lt=F(moment)).order_by(moment, "pk"))


def _seen_at_its(windows: QuerySet[Schedule], moment: str, tick: Tick) -> list[Incident | Schedule]:
    """Those that were published by then. What was cancelled neither begins nor ends."""
    published = Q(published_at=None) | Q(published_at__lte=F(moment))
    return _came(windows.filter(published).exclude(IS_CANCELLED), moment, tick)


def _record(kind: Kind, rows: list[Incident | Schedule], actor: Actor) -> None:
    """A moment that was changed since may come again: only what was recorded after it counts."""
    for row in rows:
        if not log.has_happened(kind, row.pk, since=_moment_of(kind, row)):
            log.record(kind(subject_id=row.pk, row=row_of(row)), actor=actor)


def _moment_of(kind: Kind, row: Incident | Schedule) -> datetime:
    names = {ScheduleStarted: "scheduled_at", ScheduleCompleted: "completed_at"}
    moment: datetime = getattr(row, names.get(kind, "published_at"))
    return moment


def _record_silence(actor: Actor, *, at: datetime) -> None:
    """Once for each silence: a further update begins a new one."""
    site = settings.load()
    if not site.notify_long_running_incidents:
        return
    silent = at - timedelta(hours=site.long_running_incident_hours)
    last_word = Greatest(
        Coalesce(Max("updates__created_at"), "created_at"), Coalesce("published_at", "created_at")
    )
    incidents = Incident.objects.existing().open().published(at=at).annotate(last_word=last_word)
    since = dict(incidents.filter(last_word__lte=silent).values_list("pk", "last_word"))
    for incident in Incident.objects.filter(pk__in=since):
        if not log.has_happened(IncidentRanLong, incident.pk, since=since[incident.pk]):
            log.record(_ran_long(incident, since[incident.pk]), actor=actor)


def _ran_long(incident: Incident, since: datetime) -> Happening:
    return IncidentRanLong(subject_id=incident.pk, row=row_of(incident), silent_since=timestamp(since))
