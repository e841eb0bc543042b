"""Cachet 2's numbers and names of what things are like, and ours: the table is in README.md."""

from __future__ import annotations

from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility

_COMPONENT_NUMBERS = {
    ComponentStatus.UNKNOWN: 0,
    ComponentStatus.OPERATIONAL: 1,
    ComponentStatus.PERFORMANCE_ISSUES: 2,
    ComponentStatus.PARTIAL_OUTAGE: 3,
    ComponentStatus.MAJOR_OUTAGE: 4,
    # Cachet 2 has no such status: the mildest of those that are not operational stands for it.
    ComponentStatus.UNDER_MAINTENANCE: 2,
}
COMPONENT_NAMES = ("Unknown", "Operational", "Performance Issues", "Partial Outage", "Major Outage")

SCHEDULED = 0
"""An incident's number while it is maintenance that has not ended."""

INCIDENT_NAMES = ("Scheduled", "Investigating", "Identified", "Watching", "Fixed")
ICONS = (
    "icon ion-android-calendar",
    "icon ion-flag oranges",
    "icon ion-alert yellows",
    "icon ion-eye blues",
    "icon ion-checkmark greens",
)


def component_number(status: ComponentStatus) -> int:
    return _COMPONENT_NUMBERS[status]


def component_status(number: int) -> ComponentStatus:
    """From 0 to 4."""
    return ComponentStatus(number or ComponentStatus.UNKNOWN)


def statuses_numbered(number: int) -> list[ComponentStatus]:
    return [status for status, one in _COMPONENT_NUMBERS.items() if one == number]


def incident_number(status: int) -> int:
    """What was only reported is being investigated: 0 means something else here."""
    return status or IncidentStatus.INVESTIGATING


def incident_statuses_numbered(number: int) -> list[int]:
    return [one.value for one in IncidentStatus if incident_number(one) == number]


def is_for_everyone(visible: int) -> int:
    return int(visible == Visibility.EVERYONE)
