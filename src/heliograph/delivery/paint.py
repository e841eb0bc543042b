"""How a state looks and is called in what people are told."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, ScheduleStatus


@dataclass(frozen=True, kw_only=True)
class Mark:
    """`tone` is a class of the mails' stylesheet, which has its colours on a white and on a black ground."""

    words: str
    tone: str


_GREEN, _YELLOW, _ORANGE, _RED, _GREY, _BLUE = "green", "yellow", "orange", "red", "grey", "blue"

_COMPONENT = {
    ComponentStatus.OPERATIONAL: (_("Operational"), _GREEN),
    ComponentStatus.PERFORMANCE_ISSUES: (_("Performance issues"), _YELLOW),
    ComponentStatus.PARTIAL_OUTAGE: (_("Partial outage"), _ORANGE),
    ComponentStatus.MAJOR_OUTAGE: (_("Major outage"), _RED),
    ComponentStatus.UNKNOWN: (_("Unknown"), _GREY),
    ComponentStatus.UNDER_MAINTENANCE: (_("Under maintenance"), _BLUE),
}
_INCIDENT = {
    IncidentStatus.UNKNOWN: (_("Reported"), _ORANGE),
    IncidentStatus.INVESTIGATING: (_("Investigating"), _ORANGE),
    IncidentStatus.IDENTIFIED: (_("Identified"), _ORANGE),
    IncidentStatus.WATCHING: (_("Watching"), _BLUE),
    IncidentStatus.FIXED: (_("Fixed"), _GREEN),
}
_SCHEDULE = {
    ScheduleStatus.UPCOMING: (_("Upcoming"), _GREY),
    ScheduleStatus.IN_PROGRESS: (_("In progress"), _BLUE),
    ScheduleStatus.COMPLETE: (_("Complete"), _GREEN),
}


def mark_of(subject_type: str, status: int) -> Mark:
    if subject_type == "incident":
        return _mark(*_INCIDENT[IncidentStatus(status)])
    return _mark(*_SCHEDULE[ScheduleStatus(status)])


def component_mark(status: int) -> Mark:
    return _mark(*_COMPONENT[ComponentStatus(status)])


def _mark(words: object, tone: str) -> Mark:
    return Mark(words=str(words), tone=tone)
