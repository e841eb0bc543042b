from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.status.vocabulary import ComponentStatus, ScheduleStatus
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.cards import (
    Affected,
    Note,
    affected_by,
    calendar_url,
    window_notes,
)
from heliograph.surfaces.public.presenters.paint import window_mark

if TYPE_CHECKING:
    from heliograph.status.models import Schedule
    from heliograph.surfaces.public.presenters.moments import Calendar, Moment
    from heliograph.surfaces.public.presenters.paint import Mark


@dataclass(frozen=True, kw_only=True)
class SchedulePage:
    """Newest note first. `calendar_url` and `follow_url` are empty once it is over."""

    name: str
    mark: Mark
    begins: Moment
    ends: Moment | None
    calendar_url: str
    affected: tuple[Affected, ...]
    notes: tuple[Note, ...]
    follow_url: str


def schedule_shown(window: Schedule, calendar: Calendar) -> SchedulePage:
    status, ends = window.status_at(calendar.now), window.completed_at
    is_over = status is ScheduleStatus.COMPLETE
    return SchedulePage(
        name=window.name,
        mark=window_mark(window, calendar.now),
        begins=calendar.moment(window.scheduled_at),
        ends=calendar.end(ends, begun=window.scheduled_at) if ends else None,
        calendar_url="" if is_over else calendar_url(window),
        affected=affected_by(window.impacts.all(), unsaid=ComponentStatus.UNDER_MAINTENANCE),
        notes=window_notes(window, calendar),
        follow_url="" if is_over else link_to("follow-schedule", window.pk),
    )
