"""The days to which incidents and maintenance belong, for the timeline of the page and for the history.

What is over stands in full on the day of its end. On every other day that it lasted, one line refers to it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import ExpressionWrapper, Max, Min, Q

from heliograph.lib.instants import Instant
from heliograph.status.history import days_touched
from heliograph.status.models import Incident, Schedule, Update
from heliograph.status.queries import BEGAN, ENDED, EVERYONE, newest_updates
from heliograph.status.vocabulary import IncidentStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from heliograph.status.queries import Span

    Subject = Incident | Schedule

_AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An incident or maintenance on one of its days. `ended` is None while it lasts.

    `is_full`: all of it stands here; elsewhere it is one line.
    """

    subject: Subject
    ended: datetime | None
    is_full: bool


@dataclass(frozen=True, kw_only=True)
class Day:
    """The full entries of a day, the last to end first, then the lines; `more` counts those left out."""

    date: date
    entries: tuple[Entry, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Month:
    """Its days with entries, newest first. `earlier` and `later` are moments in the nearest other months."""

    days: tuple[Day, ...]
    more: int
    earlier: datetime | None
    later: datetime | None


class _Lasting(NamedTuple):
    model: type[Subject]
    pk: int
    began: datetime
    ended: datetime | None
    is_pinned: bool


class _Placed(NamedTuple):
    of: _Lasting
    is_full: bool


def timeline(span: Span, *, at: datetime, most_a_day: int) -> list[Day]:
    """Every day of the span, newest first. What is pinned stands in full elsewhere on the page."""
    by_day = _by_day(span, _lasting(span, at=at), at=at, pinned_stand_apart=True)
    named = {day: by_day[day][:most_a_day] for day in span.dates}
    subjects = _subjects(one for placed in named.values() for one in placed)
    return [
        Day(
            date=day,
            entries=tuple(_entry(one, subjects) for one in named[day]),
            more=len(by_day[day]) - len(named[day]),
        )
        for day in span.dates
    ]


def has_older(span: Span, *, at: datetime) -> bool:
    """Return whether anything began before the span."""
    incidents = _incidents(at).filter(Q(began__lt=span.begins))
    return incidents.exists() or _windows(at).filter(scheduled_at__lt=span.begins).exists()


def month(span: Span, *, at: datetime, most: int, skip: int = 0) -> Month:
    """Return the entries of a month without the `skip` first ones, in at most nine queries."""
    lasting = _lasting(span, at=at)
    by_day = _by_day(span, lasting, at=at, pinned_stand_apart=False)
    flat = [(day, one) for day in span.dates for one in by_day[day]]
    shown = flat[skip : skip + most]
    subjects = _subjects(one for _, one in shown)
    return Month(
        days=tuple(
            Day(date=day, entries=tuple(_entry(one, subjects) for _, one in of_day), more=0)
            for day, of_day in groupby(shown, key=lambda pair: pair[0])
        ),
        more=max(len(flat) - skip - len(shown), 0),
        earlier=_earlier(span, lasting, at=at),
        later=_later(span, lasting, at=at),
    )


def _lasting(span: Span, *, at: datetime) -> list[_Lasting]:
    """What lasted into the span, in two queries: an incident that ended in it was changed since it began."""
    is_open = Q(deleted_at=None) & ~Q(status=IncidentStatus.FIXED)  # has an index of its own
    incidents = _incidents(at).filter(is_open | Q(updated_at__gte=span.begins))
    if span.ends < at:  # else it would keep the database from the indexes of the other conditions
        incidents = incidents.filter(Q(began__lt=span.ends))
    began, ended = ExpressionWrapper(BEGAN, Instant()), ExpressionWrapper(ENDED, Instant())
    found = [
        _Lasting(Incident, pk, since, None if until is None else max(since, until), is_pinned)
        for pk, since, until, is_pinned in incidents.values_list("pk", began, ended, "stickied")
    ]
    windows = _windows(at).filter(scheduled_at__lt=span.ends)
    windows = windows.filter(Q(completed_at=None) | Q(completed_at__gte=span.begins))
    for pk, since, until in windows.values_list("pk", "scheduled_at", "completed_at"):
        is_over = until is not None and until <= at
        found.append(_Lasting(Schedule, pk, since, until if is_over else None, is_pinned=False))
    return [one for one in found if one.ended is None or one.ended >= span.begins]


def _by_day(
    span: Span, lasting: Iterable[_Lasting], *, at: datetime, pinned_stand_apart: bool
) -> Mapping[date, Sequence[_Placed]]:
    midnights, dates = span.midnights, span.dates[::-1]
    days: dict[date, list[_Placed]] = defaultdict(list)
    for one in lasting:
        ends = one.ended or max(at, one.began)
        touched = days_touched(one.began, ends, midnights)
        has_full = one.ended is not None and not (pinned_stand_apart and one.is_pinned)
        for index in touched:
            is_last = index == touched[-1] and ends <= midnights[-1]
            days[dates[index]].append(_Placed(one, is_full=has_full and is_last))
    for placed in days.values():
        placed.sort(key=_place, reverse=True)
    return days


def _place(one: _Placed) -> tuple[bool, datetime, int]:
    moment = one.of.ended if one.is_full and one.of.ended else one.of.began
    return one.is_full, moment, one.of.pk


def _subjects(placed: Iterable[_Placed]) -> Mapping[tuple[type[Subject], int], Subject]:
    """Each with its newest update."""
    ids: dict[type[Subject], set[int]] = {Incident: set(), Schedule: set()}
    for one in placed:
        ids[one.of.model].add(one.of.pk)
    rows: list[Subject] = [
        *Incident.objects.filter(pk__in=ids[Incident]).defer("meta").prefetch_related(newest_updates(1)),
        *Schedule.objects.filter(pk__in=ids[Schedule]).defer("meta").prefetch_related(newest_updates(1)),
    ]
    return {(type(row), row.pk): row for row in rows}


def _entry(placed: _Placed, subjects: Mapping[tuple[type[Subject], int], Subject]) -> Entry:
    subject = subjects[placed.of.model, placed.of.pk]
    return Entry(subject=subject, ended=placed.of.ended, is_full=placed.is_full)


def _earlier(span: Span, lasting: Sequence[_Lasting], *, at: datetime) -> datetime | None:
    begins = span.begins
    if any(one.began < begins for one in lasting):
        return begins - _AN_INSTANT
    incidents = _incidents(at).aggregate(
        last_began=Max("began", filter=Q(began__lt=begins)),
        last_edited=Max("status_set_at", filter=Q(status_set_at__lt=begins, status=IncidentStatus.FIXED)),
    )
    fixing = Update.objects.filter(incident__in=_incidents(at), created_at__lt=begins)
    fixing = fixing.filter(status=IncidentStatus.FIXED).order_by("-created_at")
    windows = _windows(at).filter(scheduled_at__lt=begins)
    ends = windows.aggregate(last_began=Max("scheduled_at"), last_ended=Max("completed_at"))
    moments = [*incidents.values(), *fixing.values_list("created_at", flat=True)[:1], *ends.values()]
    return max((one for one in moments if one is not None), default=None)


def _later(span: Span, lasting: Sequence[_Lasting], *, at: datetime) -> datetime | None:
    if any((one.ended or at) > span.ends for one in lasting):
        return span.ends
    moments = [
        _incidents(at).filter(Q(began__gte=span.ends)).aggregate(first=Min("began"))["first"],
        _windows(at).filter(scheduled_at__gte=span.ends).aggregate(first=Min("scheduled_at"))["first"],
    ]
    return min((one for one in moments if one is not None), default=None)


def _incidents(at: datetime) -> QuerySet[Incident]:
    return Incident.objects.visible_to(EVERYONE, at=at).annotate(began=BEGAN)


def _windows(at: datetime) -> QuerySet[Schedule]:
    """Without those to come."""
    return Schedule.objects.visible_to(EVERYONE, at=at).filter(scheduled_at__lte=at)
