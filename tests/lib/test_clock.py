from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.lib import clock

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
moments = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "0 seconds ago"),
        (NOW + timedelta(milliseconds=900), "0 seconds ago"),
        (NOW - timedelta(seconds=1), "1 second ago"),
        (NOW - timedelta(seconds=59, microseconds=999_999), "59 seconds ago"),
        (NOW - timedelta(seconds=60), "1 minute ago"),
        (NOW - timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (NOW - timedelta(hours=1), "1 hour ago"),
        (NOW - timedelta(hours=23, minutes=59), "23 hours ago"),
        (NOW - timedelta(days=1), "1 day ago"),
        (NOW - timedelta(days=6, hours=23), "6 days ago"),
        (NOW - timedelta(days=7), "1 week ago"),
        (NOW - timedelta(days=27), "3 weeks ago"),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), "4 weeks ago"),
        (datetime(2026, 10, 23, 12, tzinfo=UTC), "1 month ago"),
        (datetime(2025, 11, 24, 12, tzinfo=UTC), "11 months ago"),
        (datetime(2025, 11, 23, 12, tzinfo=UTC), "1 year ago"),
        (datetime(2016, 11, 23, 12, tzinfo=UTC), "10 years ago"),
        (NOW + timedelta(days=7), "1 week from now"),
        (NOW + timedelta(seconds=2), "2 seconds from now"),
    ],
)
def test_a_moment_is_said_in_its_largest_whole_unit(moment: datetime, words: str) -> None:
    assert clock.ago(moment, now=NOW) == words


@given(moment=moments, now=moments)
def test_before_and_after_are_said_with_the_same_number(moment: datetime, now: datetime) -> None:
    there, back = clock.ago(moment, now=now), clock.ago(now, now=moment)
    assert there.split()[:2] == back.split()[:2]
    assert int(there.split()[0]) >= 0


def test_now_is_in_utc() -> None:
    assert clock.now().tzinfo is UTC


@given(moment=moments, share=st.floats(min_value=0, max_value=0.999))
def test_what_is_said_holds_until_it_is_told_to(moment: datetime, share: float) -> None:
    until = clock.ago_holds_until(moment, now=NOW)

    assert until > NOW
    assert clock.ago(moment, now=NOW + (until - NOW) * share) == clock.ago(moment, now=NOW)
