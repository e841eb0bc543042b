"""Local times: every moment has a text that leads back to it, and the odd hours of a year are errors."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.lib import local_time

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "in_utc"),
    [
        ("2026-07-01T12:00", "2026-07-01T10:00:00+00:00"),
        ("2026-01-01 12:00:30", "2026-01-01T11:00:30+00:00"),
        (" 2026-10-25T02:30+02:00 ", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30:00+00:00"),
        ("2026-10-25T03:00", "2026-10-25T02:00:00+00:00"),
        ("2026-03-29T03:00", "2026-03-29T01:00:00+00:00"),
    ],
)
def test_a_text_is_read_in_the_zone_unless_it_has_an_offset(text: str, in_utc: str) -> None:
    assert local_time.parse(text, BERLIN).astimezone(UTC).isoformat() == in_utc


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-13-01T00:00", "2026-02-30T00:00", "2026-01-01T25:00", "2026-01-01T"]
)
def test_other_texts_are_no_local_time(text: str) -> None:
    with pytest.raises(local_time.LocalTimeError):
        local_time.parse(text, BERLIN)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00", "1969-12-31T23:59", "2200-01-01T00:00", "9999-12-31T23:59"]
)
def test_years_that_zones_cannot_represent_are_out_of_range(text: str) -> None:
    with pytest.raises(local_time.YearOutOfRangeError):
        local_time.parse(text, BERLIN)


def test_a_skipped_time_names_the_moments_around_the_gap() -> None:
    with pytest.raises(local_time.SkippedTimeError) as raised:
        local_time.parse("2026-03-29T02:30", BERLIN)

    assert [local_time.iso(one, BERLIN) for one in raised.value.nearest] == [
        "2026-03-29T01:30",
        "2026-03-29T03:30",
    ]


def test_a_repeated_time_names_both_readings() -> None:
    with pytest.raises(local_time.RepeatedTimeError) as raised:
        local_time.parse("2026-10-25T02:30", BERLIN)

    assert [one.isoformat() for one in raised.value.readings] == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
    ]


@given(
    moment=st.datetimes(datetime(1971, 1, 1), datetime(2198, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu", "UTC"]),
)
def test_the_text_of_a_moment_is_read_as_that_moment(moment: datetime, zone: str) -> None:
    text = local_time.iso(moment, ZoneInfo(zone))

    assert local_time.parse(text, ZoneInfo(zone)) == moment.replace(microsecond=0)
