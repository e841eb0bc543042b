"""A window's status follows the clock; what the database says of all is what each says of itself."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heliograph.status.models import Schedule, has_schedule_status
from heliograph.status.vocabulary import ScheduleStatus
from tests import factories

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
UPCOMING, IN_PROGRESS, COMPLETE = ScheduleStatus


def at(hour: int) -> datetime:
    return NOON + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("begins", "ends", "status"),
    [
        (1, None, UPCOMING),
        (1, 2, UPCOMING),
        (1, 1, COMPLETE),  # cancelled
        (0, None, IN_PROGRESS),
        (-1, None, IN_PROGRESS),
        (0, 1, IN_PROGRESS),
        (-1, 0, COMPLETE),
        (0, 0, COMPLETE),
        (-2, -1, COMPLETE),
    ],
)
def test_what_the_clock_makes_of_a_window_at_noon(
    begins: int, ends: int | None, status: ScheduleStatus
) -> None:
    window = Schedule(scheduled_at=at(begins), completed_at=None if ends is None else at(ends))

    assert window.status_at(NOON) is status


# A few hours around noon, so that begin, end and the moment often meet.
hours = st.integers(-3, 3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(begins=hours, ends=st.none() | st.integers(0, 6), moment=hours)
def test_the_database_says_of_each_what_it_says_of_itself(
    begins: int, ends: int | None, moment: int, db: None
) -> None:
    """Cancelled maintenance ends where it begins."""
    completed_at = None if ends is None else at(begins + ends)
    window = factories.a_window(scheduled_at=at(begins), completed_at=completed_at)

    said = [
        status
        for status in ScheduleStatus
        if Schedule.objects.filter(has_schedule_status(status, at=at(moment)), pk=window.pk).exists()
    ]

    assert said == [window.status_at(at(moment))]
