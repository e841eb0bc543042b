"""The calculation at the top, as a table."""

import pytest

from heliograph.status.impact import system_status
from heliograph.status.vocabulary import ComponentStatus
from heliograph.surfaces.statuspage.words import impact_of, roll_up

UP = ComponentStatus.OPERATIONAL
SLOW = ComponentStatus.PERFORMANCE_ISSUES
PARTLY = ComponentStatus.PARTIAL_OUTAGE
DOWN = ComponentStatus.MAJOR_OUTAGE
UNKNOWN = ComponentStatus.UNKNOWN
WORK = ComponentStatus.UNDER_MAINTENANCE


@pytest.mark.parametrize(
    ("components", "has_open_incident", "shown"),
    [
        ([], False, ("none", "All Systems Operational")),
        ([], True, ("minor", "Minor Service Outage")),
        ([UP], False, ("none", "All Systems Operational")),
        ([UP], True, ("minor", "Minor Service Outage")),
        ([UP, UNKNOWN], False, ("minor", "Minor Service Outage")),
        ([WORK], True, ("minor", "Minor Service Outage")),
        ([SLOW], False, ("minor", "Degraded System Service")),
        ([SLOW, UP], False, ("minor", "Partially Degraded Service")),
        ([PARTLY], False, ("major", "Partial System Outage")),
        ([PARTLY, UP], False, ("minor", "Minor Service Outage")),
        ([PARTLY, SLOW], False, ("minor", "Minor Service Outage")),
        ([DOWN], False, ("critical", "Major System Outage")),
        ([DOWN, DOWN], False, ("critical", "Major System Outage")),
        ([DOWN, UP, UP, UP], False, ("major", "Partial System Outage")),
        ([WORK], False, ("maintenance", "Service Under Maintenance")),
        ([WORK, UP], False, ("maintenance", "Service Under Maintenance")),
        ([WORK, PARTLY], False, ("minor", "Minor Service Outage")),
        ([WORK, SLOW], False, ("minor", "Partially Degraded Service")),
        ([UP] * 416 + [PARTLY] * 36 + [WORK] * 22 + [SLOW] * 4, True, ("minor", "Minor Service Outage")),
    ],
)
def test_the_system_status_is_translated_into_statuspage_s_words(
    components: list[ComponentStatus], shown: tuple[str, str], *, has_open_incident: bool
) -> None:
    system = system_status(components, has_open_incident=has_open_incident, major_outage_threshold=25)

    assert roll_up(system, components) == shown


@pytest.mark.parametrize(
    ("given", "impact"),
    [
        ([], "none"),
        ([UP, UNKNOWN], "none"),
        ([WORK], "maintenance"),
        ([SLOW, WORK], "minor"),
        ([SLOW, PARTLY], "major"),
        ([PARTLY, DOWN], "critical"),
    ],
)
def test_an_incident_has_the_impact_of_the_worst_it_gives(given: list[ComponentStatus], impact: str) -> None:
    assert impact_of(given) == impact
