"""What the heart knows, in the words of this contract. Clients know no others."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from heliograph.status.impact import most_severe
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, ScheduleStatus, SystemStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

COMPONENT: Mapping[ComponentStatus, str] = {
    ComponentStatus.OPERATIONAL: "operational",
    ComponentStatus.PERFORMANCE_ISSUES: "degraded_performance",
    ComponentStatus.PARTIAL_OUTAGE: "partial_outage",
    ComponentStatus.MAJOR_OUTAGE: "major_outage",
    ComponentStatus.UNKNOWN: "operational",
    ComponentStatus.UNDER_MAINTENANCE: "under_maintenance",
}
INCIDENT: Mapping[IncidentStatus, str] = {
    IncidentStatus.UNKNOWN: "investigating",
    IncidentStatus.INVESTIGATING: "investigating",
    IncidentStatus.IDENTIFIED: "identified",
    IncidentStatus.WATCHING: "monitoring",
    IncidentStatus.FIXED: "resolved",
}
SCHEDULE: Mapping[ScheduleStatus, str] = {
    ScheduleStatus.UPCOMING: "scheduled",
    ScheduleStatus.IN_PROGRESS: "in_progress",
    ScheduleStatus.COMPLETE: "completed",
}
MAINTENANCE = "maintenance"
_IMPACT: Mapping[ComponentStatus, str] = {
    ComponentStatus.PERFORMANCE_ISSUES: "minor",
    ComponentStatus.PARTIAL_OUTAGE: "major",
    ComponentStatus.MAJOR_OUTAGE: "critical",
    ComponentStatus.UNDER_MAINTENANCE: MAINTENANCE,
}


def impact_of(given: Iterable[ComponentStatus]) -> str:
    """Of what an incident gives its components."""
    return _IMPACT.get(most_severe(given), "none")


class RollUp(NamedTuple):
    indicator: str
    description: str


_ALL_WELL = RollUp("none", "All Systems Operational")
_SOME_DOWN = RollUp("minor", "Minor Service Outage")
_INDICATORS: Mapping[SystemStatus, Collection[str]] = {
    SystemStatus.OPERATIONAL: {"none"},
    SystemStatus.UNDER_MAINTENANCE: {MAINTENANCE},
    SystemStatus.PARTIAL_OUTAGE: {"minor", "major"},
    SystemStatus.MAJOR_OUTAGE: {"major", "critical"},
}


def roll_up(system: SystemStatus, components: Collection[ComponentStatus]) -> RollUp:
    """Translate the system status. Within its row of indicators, the components decide the words.

    No component shows an outage where an incident without components, or an unknown one, makes it partial.
    """
    of_components = _of_components(components)
    return of_components if of_components.indicator in _INDICATORS[system] else _SOME_DOWN


def _of_components(components: Collection[ComponentStatus]) -> RollUp:
    """Statuspage's own calculation."""
    statuses = [COMPONENT[one] for one in components]
    rules = (
        (_all(statuses, "major_outage"), RollUp("critical", "Major System Outage")),
        (
            "major_outage" in statuses or _all(statuses, "partial_outage"),
            RollUp("major", "Partial System Outage"),
        ),
        ("partial_outage" in statuses, _SOME_DOWN),
        (_all(statuses, "degraded_performance"), RollUp("minor", "Degraded System Service")),
        ("degraded_performance" in statuses, RollUp("minor", "Partially Degraded Service")),
        ("under_maintenance" in statuses, RollUp(MAINTENANCE, "Service Under Maintenance")),
    )
    return next((words for holds, words in rules if holds), _ALL_WELL)


def _all(said: Collection[str], status: str) -> bool:
    return bool(said) and set(said) == {status}


def moment(when: datetime) -> str:
    """`2026-11-23T10:04:05.000Z`: clients read a fixed form, with milliseconds."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_or_none(when: datetime | None) -> str | None:
    return None if when is None else moment(when)
