from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.lib import wire

TEN = datetime(2026, 11, 23, 10, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T10:04:05Z",
        "2026-11-23T10:04:05+00:00",
        "2026-11-23T11:04:05+01:00",
        "2026-11-23T05:34:05-04:30",
        "2026-11-23 10:04:05",
        "2026-11-23T10:04:05",
        "20261123T100405Z",
        "2026-11-23t10:04:05z",
        "  2026-11-23 10:04:05  ",
    ],
)
def test_every_form_of_a_moment_is_read_as_utc(text: str) -> None:
    assert wire.instant(text) == TEN


@pytest.mark.parametrize(
    "text", ["2026-11-23", "2026-11-22T24:00", "2026-11-22 24:00:00Z", "20261122T240000Z", "2026-W48-1"]
)
def test_a_bare_date_is_its_midnight(text: str) -> None:
    assert wire.instant(text) == datetime(2026, 11, 23, tzinfo=UTC)


def test_a_bare_month_is_its_first() -> None:
    assert wire.instant("2026-11") == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "soon",
        "1763892245",
        "20261123",
        "2026-13-01",
        "2026-02-30",
        "25:00",
        "2026-11-22T24:01",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert wire.instant(text) is None


@given(st.text())
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    moment = wire.instant(text)
    assert moment is None or moment.tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_timestamp_is_read_back_as_the_moment_that_it_was(moment: datetime) -> None:
    assert wire.instant(wire.timestamp(moment)) == moment


def test_a_timestamp_is_in_utc_with_microseconds() -> None:
    there = TEN.astimezone(timezone(timedelta(hours=9)))
    assert wire.timestamp(there) == "2026-11-23T10:04:05.000000Z"


def test_a_row_becomes_what_json_knows() -> None:
    row = {
        "at": TEN,
        "day": date(2026, 11, 23),
        "guid": UUID(int=7),
        "value": Decimal("1.50"),
        "name": "x",
        "order": None,
        "meta": {"a": [1]},
    }
    assert wire.plain_row(row) == {
        "at": "2026-11-23T10:04:05.000000Z",
        "day": "2026-11-23",
        "guid": "00000000-0000-0000-0000-000000000007",
        "value": "1.50",
        "name": "x",
        "order": None,
        "meta": {"a": [1]},
    }
