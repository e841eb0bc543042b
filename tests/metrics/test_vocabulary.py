from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.metrics.vocabulary import THRESHOLDS, rounded


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2026-11-23 12:00:00", "2026-11-23 12:00:00", id="already round"),
        pytest.param("2026-11-23 12:00:14.999999", "2026-11-23 12:00:00", id="less than half is dropped"),
        pytest.param("2026-11-23 12:00:15", "2026-11-23 12:00:30", id="half goes up"),
        pytest.param("2026-11-23 12:00:44", "2026-11-23 12:00:30", id="down to the half minute"),
        pytest.param("2026-12-31 23:59:50", "2027-01-01 00:00:00", id="into the next year"),
        pytest.param("1969-12-31 23:59:59", "1970-01-01 00:00:00", id="before the epoch"),
        pytest.param("0001-01-01 00:00:01", "0001-01-01 00:00:00", id="the first moment there is"),
        pytest.param("9999-12-31 23:59:59", "9999-12-31 23:59:30", id="after the last there is none"),
    ],
)
def test_a_moment_is_rounded_to_the_nearest_thirty_seconds(moment: str, expected: str) -> None:
    assert rounded(datetime.fromisoformat(moment + "+00:00")) == datetime.fromisoformat(expected + "+00:00")


@given(st.datetimes(timezones=st.just(UTC), max_value=datetime(9999, 12, 31, 23, 59)))  # noqa: DTZ001 - hypothesis adds the zone
def test_a_rounded_moment_is_near_and_stays_where_it_is(moment: datetime) -> None:
    near = rounded(moment)

    assert abs(near - moment) <= timedelta(seconds=15)
    assert near.second in {0, 30}
    assert near.microsecond == 0
    assert rounded(near) == near


def test_an_hour_is_a_whole_number_of_thresholds() -> None:
    assert THRESHOLDS == (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
