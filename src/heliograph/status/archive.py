"""What was and what is announced, as guests see it: for feeds, the calendar and the history page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Exists, ExpressionWrapper, F, Min, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from heliograph.errors import NotFound
from heliograph.lib.instants import Instant
from heliograph.status.models import Component, Incident, Schedule, ScheduleImpact, Update
from heliograph.status.queries import BEGAN, ENDED, EVERYONE, began_at, newest_updates, seen_impacts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

_Happened = TypeVar("_Happened", Incident, Schedule)

_CALENDAR_BACK = timedelta(days=366)


def latest_incidents(*, at: datetime, most: int, most_updates: int) -> QuerySet[Incident]:
    """The last to begin first; each with its `most_updates` newest updates."""
    incidents = Incident.objects.visible_to(EVERYONE, at=at).annotate(began=BEGAN)
    newest_first = incidents.order_by("-began", "-id")[:most]
    return newest_first.prefetch_related(seen_impacts(), newest_updates(most_updates))


def changed_incidents(*, at: datetime, most: int, most_updates: int) -> list[Incident]:
    """The last to change first, as feeds show them; each with its `most_updates` newest updates.

    An incident changes with each of its updates, and when its embargo ends.
    """
    seen = Incident.objects.visible_to(EVERYONE, at=at).order_by()
    changed = seen.order_by("-updated_at", "-pk")[:most]
    # SQLite uses the index only where its condition stands in the query as it is.
    published = seen.exclude(published_at=None).order_by("-published_at")[:most]
    ids = {*changed.values_list("pk", flat=True), *published.values_list("pk", flat=True)}
    rows = Incident.objects.filter(pk__in=ids).prefetch_related(seen_impacts(), newest_updates(most_updates))
    return sorted(rows, key=lambda one: (changed_at(one), one.pk), reverse=True)[:most]


def changed_at(incident: Incident) -> datetime:
    """The last moment at which what visitors see of an incident changed; its updates are read."""
    moments = [incident.updated_at, incident.created_at, incident.published_at]
    for update in incident.newest_updates:
        moments += [update.created_at, update.updated_at]
    return max(moment for moment in moments if moment is not None)


def latest_windows(*, at: datetime, most: int, most_updates: int) -> QuerySet[Schedule]:
    """Whatever their state, the last to begin first; each with its `most_updates` newest updates."""
    windows = Schedule.objects.visible_to(EVERYONE, at=at).order_by("-scheduled_at", "-id")[:most]
    return windows.prefetch_related(_schedule_impacts(), newest_updates(most_updates))


def endings(incidents: Iterable[Incident]) -> dict[int, datetime | None]:
    """When each was said to be fixed, by its id; None where it is open."""
    rows = Incident.objects.filter(pk__in=[one.pk for one in incidents])
    return dict(rows.values_list("pk", ExpressionWrapper(ENDED, output_field=Instant())))


def window_seen(schedule_id: int, *, at: datetime) -> Schedule:
    """With all its updates. Raises NotFound, also for one that guests may not see."""
    windows = Schedule.objects.visible_to(EVERYONE, at=at).filter(pk=schedule_id)
    window = windows.prefetch_related(_schedule_impacts(), newest_updates(None)).first()
    if window is None:
        raise NotFound("There is no such maintenance.")
    return window


def calendar_windows(*, at: datetime, most: int) -> QuerySet[Schedule]:
    """A year back, all that is announced and what lasts since longer; the latest, if they are too many."""
    windows = Schedule.objects.visible_to(EVERYONE, at=at)
    recent = windows.filter(Q(scheduled_at__gte=at - _CALENDAR_BACK) | Q(completed_at=None))
    return recent.order_by("-scheduled_at", "-id").prefetch_related(_schedule_impacts())[:most]


def first_beginning(*, at: datetime) -> datetime | None:
    """When anything began that guests see as past; None where there is nothing."""
    moments = [one.aggregate(first=Min("began"))["first"] for one in (_incidents(at), _windows(at))]
    return min((one for one in moments if one is not None), default=None)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search found, the last to begin first, and how many more there are."""

    happened: tuple[Incident | Schedule, ...]
    more: int


def begun(
    begins: datetime, ends: datetime, *, at: datetime, most: int
) -> tuple[list[Incident], list[Schedule]]:
    """What began in a stretch of time, newest first, with what it affects and its newest update."""
    inside = Q(began__gte=begins, began__lt=ends, began__lte=at)
    windows = Schedule.objects.visible_to(EVERYONE, at=at).annotate(began=F("scheduled_at"))
    return (
        list(_first(_incidents(at).filter(inside), most).prefetch_related(seen_impacts())),
        list(_first(windows.filter(inside), most).prefetch_related(_schedule_impacts())),
    )


def found(words: str, *, at: datetime, most: int, skip: int = 0) -> Found:
    """What has the words in its name, its message or an update, whatever the case of ASCII letters.

    Without the `skip` newest.
    """
    incidents = _incidents(at).filter(_says(words, "incident"))
    windows = _windows(at).filter(_says(words, "schedule"))
    happened, count = _newest(incidents, windows, most, skip)
    return Found(happened=happened, more=max(count - skip - len(happened), 0))


def _says(words: str, subject: str) -> Q:
    updates = Update.objects.filter(**{subject: OuterRef("pk"), "message__icontains": words})
    return Q(name__icontains=words) | Q(message__icontains=words) | Q(Exists(updates))


def _incidents(at: datetime) -> QuerySet[Incident]:
    return Incident.objects.visible_to(EVERYONE, at=at).annotate(began=BEGAN)


def _windows(at: datetime) -> QuerySet[Schedule]:
    past = Schedule.objects.visible_to(EVERYONE, at=at).filter(completed_at__lte=at)
    return past.annotate(began=F("scheduled_at"))


def _newest(
    incidents: QuerySet[Incident], windows: QuerySet[Schedule], most: int, skip: int
) -> tuple[tuple[Incident | Schedule, ...], int]:
    """The `most` newest of both together after the first `skip`, and how many there are in all."""
    last = skip + most
    named: list[Incident | Schedule] = [*_first(incidents, last), *_first(windows, last)]
    named.sort(key=lambda one: (began_at(one), one.pk), reverse=True)
    return tuple(named[skip:last]), incidents.count() + windows.count()


def _first(happened: QuerySet[_Happened], most: int) -> QuerySet[_Happened]:
    newest_first = [F("began").desc(), F("id").desc()]
    return happened.order_by(*newest_first).prefetch_related(newest_updates(1))[:most]


def _schedule_impacts() -> Prefetch[str]:
    impacts = ScheduleImpact.objects.filter(component__in=Component.objects.visible_to(EVERYONE))
    return Prefetch("impacts", impacts.select_related("component").order_by("id"))


def seen_components() -> QuerySet[Component, int]:
    """The ids of all that visitors can see."""
    return Component.objects.visible_to(EVERYONE).order_by("pk").values_list("pk", flat=True)


def incident_changes(*, at: datetime, most: int) -> list[tuple[UUID, datetime]]:
    """The newest incidents that visitors can see, and when each or an update of it changed last."""
    incidents = Incident.objects.visible_to(EVERYONE, at=at).annotate(changed=_changed("incident"))
    return list(incidents.order_by("-pk").values_list("guid", "changed")[:most])


def schedule_changes(*, at: datetime, most: int) -> list[tuple[int, datetime]]:
    """The same of maintenance."""
    schedules = Schedule.objects.visible_to(EVERYONE, at=at).annotate(changed=_changed("schedule"))
    return list(schedules.order_by("-pk").values_list("pk", "changed")[:most])


def _changed(subject: str) -> Greatest:
    updates = Update.objects.filter(**{subject: OuterRef("pk")}).order_by("-updated_at")
    return Greatest("updated_at", Coalesce(Subquery(updates.values("updated_at")[:1]), "updated_at"))
