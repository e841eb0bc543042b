"""An incident or a maintenance window with its components and its updates: one shape for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.status.impact import most_severe
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, ScheduleStatus
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.messages import message_html
from heliograph.surfaces.public.presenters.paint import (
    ANNOUNCED,
    UPDATE,
    Mark,
    component_mark,
    incident_mark,
    note_mark,
    quiet_mark,
    window_mark,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from heliograph.status.models import Incident, IncidentImpact, Schedule, ScheduleImpact, Update
    from heliograph.surfaces.public.presenters.moments import Calendar, Moment

UPDATES_ON_A_CARD = 10
_COMPONENTS_ON_A_CARD = 12


@dataclass(frozen=True, kw_only=True)
class Affected:
    """Without a mark: the component is named, and nothing is said of its state."""

    name: str
    mark: Mark | None


@dataclass(frozen=True, kw_only=True)
class Note:
    """An update, or the message that opened it all. Without a mark, its status is not known."""

    anchor: str
    url: str
    mark: Mark | None
    moment: Moment
    message: SafeString


@dataclass(frozen=True, kw_only=True)
class Card:
    """Newest note first. `more_*` count what the card has no room for.

    `calendar_url` is there while it is still to come.
    """

    anchor: str
    url: str
    calendar_url: str
    name: str
    mark: Mark
    is_pinned: bool
    begins: Moment
    ends: Moment | None
    affected: tuple[Affected, ...]
    more_affected: int
    newest: Note
    older: tuple[Note, ...]
    has_more_notes: bool


def incident_card(incident: Incident, calendar: Calendar) -> Card:
    affected = affected_by(incident.impacts.all())
    notes = incident_notes(incident, calendar)
    return Card(
        anchor=f"incident-{incident.pk}",
        url=incident_url(incident),
        calendar_url="",
        name=incident.name,
        mark=mark_of_incident(incident),
        is_pinned=incident.stickied,
        begins=calendar.moment(incident.began_at),
        ends=None,
        affected=affected[:_COMPONENTS_ON_A_CARD],
        more_affected=len(affected[_COMPONENTS_ON_A_CARD:]),
        newest=notes[0],
        older=notes[1:UPDATES_ON_A_CARD],
        has_more_notes=len(notes) > UPDATES_ON_A_CARD,
    )


def window_card(window: Schedule, calendar: Calendar) -> Card:
    affected = affected_by(window.impacts.all(), unsaid=ComponentStatus.UNDER_MAINTENANCE)
    notes = window_notes(window, calendar)
    ends, status = window.completed_at, window.status_at(calendar.now)
    return Card(
        anchor=f"maintenance-{window.pk}",
        url=window_url(window),
        calendar_url=calendar_url(window) if status is ScheduleStatus.UPCOMING else "",
        name=window.name,
        mark=window_mark(window, calendar.now),
        is_pinned=False,
        begins=calendar.moment(window.scheduled_at),
        ends=calendar.end(ends, begun=window.scheduled_at) if ends else None,
        affected=affected[:_COMPONENTS_ON_A_CARD],
        more_affected=len(affected[_COMPONENTS_ON_A_CARD:]),
        newest=notes[0],
        older=notes[1:UPDATES_ON_A_CARD],
        has_more_notes=len(notes) > UPDATES_ON_A_CARD,
    )


def mark_of_incident(incident: Incident) -> Mark:
    given = [ComponentStatus(one.status) for one in incident.impacts.all() if one.status is not None]
    return incident_mark(IncidentStatus(incident.status), worst=most_severe(given))


def affected_by(
    impacts: Iterable[IncidentImpact | ScheduleImpact], *, unsaid: ComponentStatus | None = None
) -> tuple[Affected, ...]:
    """The worst first. `unsaid` is what an impact without a status means."""
    statuses = [(one.component.name, _given(one.status) or unsaid) for one in impacts]
    worst_first = sorted(statuses, key=lambda one: one[1].severity if one[1] else -1, reverse=True)
    return tuple(
        Affected(name=name, mark=component_mark(status) if status else None) for name, status in worst_first
    )


def _given(status: int | None) -> ComponentStatus | None:
    return None if status is None else ComponentStatus(status)


def incident_notes(incident: Incident, calendar: Calendar) -> tuple[Note, ...]:
    """Newest first; the last is what was said at first."""
    url = incident_url(incident)
    updates = [_note(update, url, calendar) for update in incident.newest_updates]
    return (*updates, _opening(incident, url, calendar))


def newest_note(incident: Incident, url: str, calendar: Calendar) -> Note:
    """`url` is the incident's, which takes a while to find out."""
    newest = next(iter(incident.newest_updates), None)
    return _note(newest, url, calendar) if newest else _opening(incident, url, calendar)


def _opening(incident: Incident, url: str, calendar: Calendar) -> Note:
    first = incident.initial_status
    return Note(
        anchor="opening",
        url=f"{url}#opening",
        mark=None if first is None else note_mark(IncidentStatus(first)),
        moment=calendar.moment(incident.began_at),
        message=message_html(incident.message),
    )


def window_notes(window: Schedule, calendar: Calendar) -> tuple[Note, ...]:
    url = window_url(window)
    opening = Note(
        anchor="opening",
        url=f"{url}#opening",
        mark=quiet_mark(*ANNOUNCED),
        moment=calendar.moment(window.published_at or window.created_at),
        message=message_html(window.message),
    )
    return (*(_note(update, url, calendar) for update in window.newest_updates), opening)


def _note(update: Update, url: str, calendar: Calendar) -> Note:
    anchor = f"update-{update.pk}"
    return Note(
        anchor=anchor,
        url=f"{url}#{anchor}",
        mark=quiet_mark(*UPDATE) if update.status is None else note_mark(IncidentStatus(update.status)),
        moment=calendar.moment(update.created_at),
        message=message_html(update.message),
    )


def incident_url(incident: Incident) -> str:
    return link_to("incident", incident.guid)


def window_url(window: Schedule) -> str:
    return link_to("schedule", window.pk)


def calendar_url(window: Schedule) -> str:
    return link_to("schedule-calendar", window.pk)
