"""How a state looks: its icon, its tone and its words. Nothing below the doors knows of it.

`icon` names a symbol of templates/public/parts/icons.html, `tone` a class `tone-*` of the stylesheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, ScheduleStatus, SystemStatus

if TYPE_CHECKING:
    from datetime import datetime

    from heliograph.status.models import Schedule
    from heliograph.status.queries import SystemNow


@dataclass(frozen=True, kw_only=True)
class Mark:
    icon: str
    tone: str
    words: str


_COMPONENT = {
    ComponentStatus.OPERATIONAL: ("operational", "operational", _("Operational")),
    ComponentStatus.PERFORMANCE_ISSUES: ("performance", "performance", _("Performance issues")),
    ComponentStatus.PARTIAL_OUTAGE: ("partial", "partial", _("Partial outage")),
    ComponentStatus.MAJOR_OUTAGE: ("major", "major", _("Major outage")),
    ComponentStatus.UNKNOWN: ("unknown", "unknown", _("Unknown")),
    ComponentStatus.UNDER_MAINTENANCE: ("maintenance", "maintenance", _("Under maintenance")),
}
_INCIDENT = {
    IncidentStatus.UNKNOWN: ("reported", _("Reported")),
    IncidentStatus.INVESTIGATING: ("investigating", _("Investigating")),
    IncidentStatus.IDENTIFIED: ("identified", _("Identified")),
    IncidentStatus.WATCHING: ("watching", _("Watching")),
    IncidentStatus.FIXED: ("operational", _("Fixed")),
}
_SCHEDULE = {
    ScheduleStatus.UPCOMING: ("upcoming", "quiet", _("Upcoming")),
    ScheduleStatus.IN_PROGRESS: ("maintenance", "maintenance", _("In progress")),
    ScheduleStatus.COMPLETE: ("operational", "operational", _("Complete")),
}
_SYSTEM = {
    SystemStatus.OPERATIONAL: ("operational", "operational", _("All systems are operational.")),
    SystemStatus.PARTIAL_OUTAGE: ("partial", "partial", _("Some systems are experiencing issues.")),
    SystemStatus.MAJOR_OUTAGE: ("major", "major", _("Some systems are experiencing major issues.")),
    SystemStatus.UNDER_MAINTENANCE: ("maintenance", "maintenance", _("Some systems are under maintenance.")),
}

_STATE_OF_SYSTEM = {
    SystemStatus.OPERATIONAL: ComponentStatus.OPERATIONAL,
    SystemStatus.PARTIAL_OUTAGE: ComponentStatus.PARTIAL_OUTAGE,
    SystemStatus.MAJOR_OUTAGE: ComponentStatus.MAJOR_OUTAGE,
    SystemStatus.UNDER_MAINTENANCE: ComponentStatus.UNDER_MAINTENANCE,
}

UPDATE = ("update", _("Update"))
_CANCELLED = ("unknown", _("Cancelled"))
ANNOUNCED = ("upcoming", _("Announced"))


def component_mark(status: ComponentStatus) -> Mark:
    icon, tone, words = _COMPONENT[status]
    return Mark(icon=icon, tone=tone, words=str(words))


def incident_mark(status: IncidentStatus, *, worst: ComponentStatus) -> Mark:
    """An open incident has the tone of the worst that it does; one that names nothing is no small matter."""
    icon, words = _INCIDENT[status]
    tone = "operational" if status.is_resolved else tone_of_open(worst)
    return Mark(icon=icon, tone=tone, words=str(words))


def note_mark(status: IncidentStatus) -> Mark:
    """In a list of updates only the last word, that it is fixed, has a colour."""
    icon, words = _INCIDENT[status]
    return Mark(icon=icon, tone="operational" if status.is_resolved else "quiet", words=str(words))


def quiet_mark(icon: str, words: object) -> Mark:
    return Mark(icon=icon, tone="quiet", words=str(words))


def window_mark(window: Schedule, moment: datetime) -> Mark:
    """What was cancelled has no other status of its own."""
    if window.is_cancelled:
        return quiet_mark(*_CANCELLED)
    icon, tone, words = _SCHEDULE[window.status_at(moment)]
    return Mark(icon=icon, tone=tone, words=str(words))


def system_mark(system: SystemNow) -> Mark:
    if system.is_empty:
        return _empty_mark()
    icon, tone, words = _SYSTEM[system.status]
    return Mark(icon=icon, tone=tone, words=str(words))


def system_state_mark(system: SystemNow) -> Mark:
    """In a word or two, where there is no room for a sentence."""
    return _empty_mark() if system.is_empty else component_mark(_STATE_OF_SYSTEM[system.status])


def _empty_mark() -> Mark:
    """Neither good nor bad: a page without components vouches for nothing."""
    return Mark(icon="unknown", tone="unknown", words=gettext("No components yet"))


def tone_of_open(worst: ComponentStatus) -> str:
    return "partial" if worst is ComponentStatus.OPERATIONAL else _COMPONENT[worst][1]
