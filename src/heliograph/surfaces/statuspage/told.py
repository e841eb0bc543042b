"""What was said of an incident or a maintenance window, step by step, in the contract's words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from heliograph.site.installation import Coded
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, ScheduleStatus
from heliograph.surfaces.statuspage.words import COMPONENT, INCIDENT, SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from heliograph.status.models import Incident, Schedule, Update

_LASTING = frozenset({*INCIDENT.values(), SCHEDULE[ScheduleStatus.IN_PROGRESS]}) - {
    INCIDENT[IncidentStatus.FIXED]
}
"""While this is said, components have what the incident or the window gives them."""

_BY_THE_CLOCK = {
    ScheduleStatus.IN_PROGRESS: (Coded.SCHEDULE_BEGUN, "Scheduled maintenance is currently in progress."),
    ScheduleStatus.COMPLETE: (Coded.SCHEDULE_COMPLETED, "The scheduled maintenance has been completed."),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """`coded` and `number` make its id; `before` is what was said last before it, empty for the first."""

    coded: Coded
    number: int
    status: str
    body: str
    at: datetime
    changed_at: datetime
    is_sent: bool
    before: str = ""

    def change_of(self, given: ComponentStatus) -> Mapping[str, str]:
        """Of a component that is given a status as long as it lasts."""
        return {"old_status": _seen(given, self.before), "new_status": _seen(given, self.status)}


def _seen(given: ComponentStatus, said: str) -> str:
    return COMPONENT[given if said in _LASTING else ComponentStatus.OPERATIONAL]


def told_of_incident(incident: Incident) -> list[Told]:
    """Newest first, down to the incident's own message with its first status.

    Where that is not known, it is being investigated, or, without updates, what it is now.
    """
    updates, first = incident.newest_updates, incident.initial_status
    if first is None:
        first = IncidentStatus.INVESTIGATING if updates else incident.status
    steps = [_opening(incident, Coded.INCIDENT_OPENING, INCIDENT[IncidentStatus(first)])]
    for update in reversed(updates):
        said = steps[-1].status if update.status is None else INCIDENT[IncidentStatus(update.status)]
        steps.append(_update(update, said, is_sent=incident.notifications))
    return _chained(steps)


def told_of_window(window: Schedule, *, at: datetime) -> list[Told]:
    """Newest first. What the clock has done unsaid is said here: readers go by the last word."""
    opening = _opening(window, Coded.SCHEDULE_OPENING, _status_at(window, window.created_at))
    steps = [opening]
    for update in reversed(window.newest_updates):
        status = _status_at(window, update.created_at)
        steps.append(_update(update, status, is_sent=window.notifications))
    if window.is_cancelled:
        return _chained([*steps[:-1], replace(steps[-1], status=SCHEDULE[ScheduleStatus.COMPLETE])])
    known = {one.status for one in steps}
    steps += [one for one in _by_the_clock(window, at) if one.status not in known and one.at >= opening.at]
    return _chained(sorted(steps, key=lambda one: one.at))


def _status_at(window: Schedule, moment: datetime) -> str:
    """Maintenance that was cancelled was only ever scheduled, up to its last update."""
    return SCHEDULE[ScheduleStatus.UPCOMING if window.is_cancelled else window.status_at(moment)]


def _by_the_clock(window: Schedule, at: datetime) -> list[Told]:
    turns = (
        (ScheduleStatus.IN_PROGRESS, window.scheduled_at),
        (ScheduleStatus.COMPLETE, window.completed_at),
    )
    return [
        Told(
            coded=_BY_THE_CLOCK[status][0],
            number=window.pk,
            status=SCHEDULE[status],
            body=_BY_THE_CLOCK[status][1],
            at=turn,
            changed_at=turn,
            is_sent=False,
        )
        for status, turn in turns
        if turn is not None and turn <= at
    ]


def _opening(happened: Incident | Schedule, coded: Coded, status: str) -> Told:
    return Told(
        coded=coded,
        number=happened.pk,
        status=status,
        body=happened.message,
        at=happened.created_at,
        changed_at=happened.created_at,
        is_sent=happened.notifications,
    )


def _update(update: Update, status: str, *, is_sent: bool) -> Told:
    return Told(
        coded=Coded.UPDATE,
        number=update.pk,
        status=status,
        body=update.message,
        at=update.created_at,
        changed_at=update.updated_at,
        is_sent=is_sent,
    )


def _chained(steps: Sequence[Told]) -> list[Told]:
    """From oldest first to newest first, each knowing what was said before it."""
    before = ["", *(one.status for one in steps[:-1])]
    return [replace(one, before=said) for one, said in zip(steps, before, strict=True)][::-1]
