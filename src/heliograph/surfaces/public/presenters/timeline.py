"""Past incidents and maintenance by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

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
from heliograph.surfaces.public.presenters.paint import Mark, incident_mark, schedule_mark

if TYPE_CHECKING:
    from datetime import date

    from heliograph.status.models import Schedule
    from heliograph.status.queries import Day, Span
    from heliograph.surfaces.public.presenters.moments import Calendar

_FRAGMENT = "#past"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Without a note: it is still open, and what is said of it stands at the top of the page."""

    url: str
    name: str
    mark: Mark
    note: Note | None


@dataclass(frozen=True, kw_only=True)
class DayBlock:
    """`more` counts what the day has no room for, which is at `more_url`."""

    iso: str
    words: str
    weekday: str
    entries: tuple[Entry, ...]
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
        entries=tuple(_entry(one, calendar) for one in day.happened),
        more=day.more,
        more_url=link_to("history", month=f"{day.date:%Y-%m}") + f"#day-{day.date.isoformat()}",
    )


def _entry(happened: Incident | Schedule, calendar: Calendar) -> Entry:
    return _incident(happened, calendar) if isinstance(happened, Incident) else _window(happened, calendar)


def _incident(incident: Incident, calendar: Calendar) -> Entry:
    status, url = IncidentStatus(incident.status), incident_url(incident)
    return Entry(
        url=url,
        name=incident.name,
        mark=incident_mark(status, worst=ComponentStatus.OPERATIONAL),
        note=newest_note(incident, url, calendar) if status.is_resolved else None,
    )


def _window(window: Schedule, calendar: Calendar) -> Entry:
    return Entry(
        url=window_url(window),
        name=window.name,
        mark=schedule_mark(window.status_at(calendar.now)),
        note=window_notes(window, calendar)[0],
    )


def older_url(span: Span, *, has_older: bool) -> str:
    return _from(span.newest - timedelta(days=span.days)) if has_older else ""


def newer_url(span: Span, *, today: date) -> str:
    if span.newest >= today:
        return ""
    newest = span.newest + timedelta(days=span.days)
    return _from(newest) if newest < today else link_to("status-page") + _FRAGMENT


def _from(day: date) -> str:
    return link_to("status-page", **{"from": day.isoformat()}) + _FRAGMENT
