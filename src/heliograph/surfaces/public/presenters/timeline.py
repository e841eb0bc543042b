"""Past incidents and maintenance by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from heliograph.status.models import Incident
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.cards import (
    Note,
    incident_url,
    newest_note,
    window_notes,
    window_url,
)
from heliograph.surfaces.public.presenters.paint import Mark, incident_mark, window_mark

if TYPE_CHECKING:
    from datetime import date

    from heliograph.status.models import Schedule
    from heliograph.status.queries import Span
    from heliograph.status.timeline import Day, Entry
    from heliograph.surfaces.public.presenters.moments import Calendar

_FRAGMENT = "#past"


@dataclass(frozen=True, kw_only=True)
class EntryBlock:
    """In full with a note; a line without one, and `state` is whether it lasts or when it ended."""

    url: str
    name: str
    mark: Mark
    note: Note | None
    state: str


@dataclass(frozen=True, kw_only=True)
class DayBlock:
    """`more` counts what the day has no room for, which is at `more_url`."""

    iso: str
    words: str
    weekday: str
    entries: tuple[EntryBlock, ...]
    more: int
    more_url: str


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """`older` and `newer` are addresses, empty where there is nothing to page to."""

    days: tuple[DayBlock, ...]
    older: str
    newer: str


def day_block(day: Day, calendar: Calendar) -> DayBlock:
    return DayBlock(
        iso=day.date.isoformat(),
        words=calendar.day(day.date),
        weekday=calendar.weekday(day.date),
        entries=tuple(_entry(one, calendar) for one in day.entries),
        more=day.more,
        more_url=link_to("history", month=f"{day.date:%Y-%m}") + f"#day-{day.date.isoformat()}",
    )


def _entry(entry: Entry, calendar: Calendar) -> EntryBlock:
    if isinstance(entry.subject, Incident):
        return _incident(entry.subject, entry, calendar)
    return _window(entry.subject, entry, calendar)


def _incident(incident: Incident, entry: Entry, calendar: Calendar) -> EntryBlock:
    url = incident_url(incident)
    return EntryBlock(
        url=url,
        name=incident.name,
        mark=incident_mark(IncidentStatus(incident.status), worst=ComponentStatus.OPERATIONAL),
        note=newest_note(incident, url, calendar) if entry.is_full else None,
        state=_state(entry, _("resolved %(day)s"), calendar),
    )


def _window(window: Schedule, entry: Entry, calendar: Calendar) -> EntryBlock:
    return EntryBlock(
        url=window_url(window),
        name=window.name,
        mark=window_mark(window, calendar.now),
        note=window_notes(window, calendar)[0] if entry.is_full else None,
        state=_state(entry, _("completed %(day)s"), calendar),
    )


def _state(entry: Entry, over: str, calendar: Calendar) -> str:
    if entry.ended is None:
        return _("ongoing")
    return over % {"day": calendar.day(calendar.local(entry.ended).date())}


def older_url(span: Span, *, has_older: bool) -> str:
    return _from(span.newest - timedelta(days=span.days)) if has_older else ""


def newer_url(span: Span, *, today: date) -> str:
    if span.newest >= today:
        return ""
    newest = span.newest + timedelta(days=span.days)
    return _from(newest) if newest < today else link_to("status-page") + _FRAGMENT


def _from(day: date) -> str:
    return link_to("status-page", **{"from": day.isoformat()}) + _FRAGMENT
