"""Numbers and labels as the REST contract has them (section 2)."""

from enum import IntEnum, StrEnum

import pytest

from heliograph.status.vocabulary import (
    ComponentStatus,
    GroupDisplay,
    GroupOrderColumn,
    IncidentStatus,
    OrderDirection,
    ScheduleStatus,
    SystemStatus,
    Visibility,
)

COMPONENT = {
    1: "Operational",
    2: "Performance issues",
    3: "Partial outage",
    4: "Major outage",
    5: "Unknown",
    6: "Under maintenance",
}
INCIDENT = {0: "Reported", 1: "Investigating", 2: "Identified", 3: "Watching", 4: "Fixed"}
SCHEDULE = {0: "Upcoming", 1: "In progress", 2: "Complete"}
SYSTEM = {
    "operational": "All systems are operational.",
    "partial_outage": "Some systems are experiencing issues.",
    "major_outage": "Some systems are experiencing major issues.",
    "under_maintenance": "Some systems are under maintenance.",
}


@pytest.mark.parametrize(
    ("statuses", "labels"),
    [(ComponentStatus, COMPONENT), (IncidentStatus, INCIDENT), (ScheduleStatus, SCHEDULE)],
)
def test_each_status_has_its_number_and_label(
    statuses: type[ComponentStatus | IncidentStatus | ScheduleStatus], labels: dict[int, str]
) -> None:
    assert {one.value: one.label for one in statuses} == labels


def test_each_system_status_has_its_sentence() -> None:
    assert {one.value: one.message for one in SystemStatus} == SYSTEM


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (Visibility, {"SIGNED_IN": 0, "EVERYONE": 1, "HIDDEN": 2}),
        (GroupDisplay, {"EXPANDED": 0, "COLLAPSED": 1, "COLLAPSED_UNLESS_INCIDENT": 2}),
        (OrderDirection, {"ASC": "asc", "DESC": "desc"}),
        (
            GroupOrderColumn,
            {
                "ID": "id",
                "LAST_UPDATED": "last_updated",
                "NAME": "name",
                "MANUAL": "manual",
                "STATUS": "status",
            },
        ),
    ],
)
def test_each_choice_has_its_value(words: type[IntEnum | StrEnum], values: dict[str, int | str]) -> None:
    assert {one.name: one.value for one in words} == values


def test_a_major_outage_is_the_worst_and_unknown_is_hardly_worse_than_operational() -> None:
    worst_first = sorted(ComponentStatus, key=lambda one: one.severity, reverse=True)
    assert worst_first == [
        ComponentStatus.MAJOR_OUTAGE,
        ComponentStatus.PARTIAL_OUTAGE,
        ComponentStatus.PERFORMANCE_ISSUES,
        ComponentStatus.UNDER_MAINTENANCE,
        ComponentStatus.UNKNOWN,
        ComponentStatus.OPERATIONAL,
    ]


def test_only_a_fixed_incident_is_resolved() -> None:
    assert [one for one in IncidentStatus if one.is_resolved] == [IncidentStatus.FIXED]
