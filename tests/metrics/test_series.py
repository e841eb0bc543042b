"""What stands in the buckets of a chart."""

from datetime import UTC, datetime, timedelta
from math import fsum, isclose
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.metrics.series import MAX_BUCKETS, Range, Slot, grid, series
from heliograph.metrics.vocabulary import THRESHOLDS, MetricCalculation
from tests.metrics.factories import NOON

SUM, AVERAGE = MetricCalculation.SUM, MetricCalculation.AVERAGE
UTC_ZONE, BERLIN = ZoneInfo("UTC"), ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
EDGES = [NOON, NOON + MINUTE, NOON + 2 * MINUTE]

moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given a zone by hypothesis
zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
measured = st.lists(
    st.tuples(st.integers(-60, 3 * 60), st.floats(-1e9, 1e9, allow_subnormal=False), st.integers(1, 1_000)),
    max_size=30,
)


def slot(seconds: int, value: float, times: int = 1) -> Slot:
    return Slot(begins=NOON + timedelta(seconds=seconds), total=value * times, times=times)


@pytest.mark.parametrize(
    ("slots", "calculation", "default_value", "values"),
    [
        ([], SUM, None, [None, None]),
        ([], AVERAGE, None, [None, None]),
        ([], SUM, 0.0, [0, 0]),
        ([], AVERAGE, 7.5, [7.5, 7.5]),
        ([slot(0, 3)], SUM, None, [3, None]),
        ([slot(0, 3)], SUM, 9.0, [3, 9]),
        ([slot(0, 3), slot(30, 4)], SUM, None, [7, None]),
        ([slot(0, 3), slot(30, 4)], AVERAGE, None, [3.5, None]),
        ([slot(59, 3), slot(60, 4)], SUM, None, [3, 4]),
        ([slot(0, 3, times=4)], SUM, None, [12, None]),
        ([slot(0, 3, times=4)], AVERAGE, None, [3, None]),
        ([slot(0, 3, times=3), slot(30, 7)], AVERAGE, None, [4, None]),
        ([slot(0, 0)], AVERAGE, 9.0, [0, 9]),
        ([slot(-1, 3), slot(120, 4)], SUM, None, [None, None]),
    ],
)
def test_a_bucket_holds_what_was_measured_in_its_time(
    slots: list[Slot],
    calculation: MetricCalculation,
    default_value: float | None,
    values: list[float | None],
) -> None:
    buckets = series(slots, edges=EDGES, calculation=calculation, default_value=default_value)
    assert [one.value for one in buckets] == values
    assert [one.begins for one in buckets] == EDGES[:-1]


@given(measured)
def test_the_buckets_add_up_to_what_was_measured(points: list[tuple[int, float, int]]) -> None:
    slots = [slot(*one) for one in points]
    buckets = series(slots, edges=EDGES, calculation=SUM, default_value=0)
    within = [one.total for one in slots if EDGES[0] <= one.begins < EDGES[-1]]
    assert isclose(fsum(one.value or 0 for one in buckets), fsum(within), rel_tol=1e-9, abs_tol=1)


@given(measured)
def test_an_average_is_between_the_least_and_the_most(points: list[tuple[int, float, int]]) -> None:
    slots = [slot(*one) for one in points]
    for bucket in series(slots, edges=EDGES, calculation=AVERAGE, default_value=None):
        values = [
            value
            for seconds, value, _ in points
            if bucket.begins <= NOON + timedelta(seconds=seconds) < bucket.begins + MINUTE
        ]
        if bucket.value is None:
            assert values == []
        else:
            room = 1e-9 * max(map(abs, values)) + 1e-9
            assert min(values) - room <= bucket.value <= max(values) + room


@given(st.sampled_from(Range), moments, zones, st.integers(0, 65_535))
def test_no_chart_has_more_buckets_than_it_may(
    chosen: Range, at: datetime, zone: ZoneInfo, threshold: int
) -> None:
    made = grid(chosen, at=at, zone=zone, threshold=threshold)
    assert 1 <= len(made.edges) - 1 <= MAX_BUCKETS
    assert list(made.edges) == sorted(set(made.edges))
    assert made.edges[-2] <= at < made.edges[-1]
    assert list(made.rows) == sorted(set(made.rows))
    assert made.rows[-2] <= at < made.rows[-1]


@given(st.sampled_from([Range.WEEK, Range.MONTH]), moments, zones)
def test_no_bucket_reaches_over_midnight_of_the_page(chosen: Range, at: datetime, zone: ZoneInfo) -> None:
    made = grid(chosen, at=at, zone=zone, threshold=5)
    assert set(made.rows[:-1]) <= set(made.edges)


@given(st.sampled_from([Range.HOUR, Range.DAY]), moments, st.sampled_from(THRESHOLDS))
def test_a_slot_is_in_one_bucket_alone(chosen: Range, at: datetime, threshold: int) -> None:
    made = grid(chosen, at=at, zone=UTC_ZONE, threshold=threshold)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert {(edge - epoch) % made.slot for edge in made.edges} == {timedelta()}


@pytest.mark.parametrize(
    ("chosen", "threshold", "buckets", "length"),
    [
        (Range.HOUR, 5, 13, 5 * MINUTE),
        (Range.HOUR, 1, 61, MINUTE),
        (Range.HOUR, 0, 61, MINUTE),
        (Range.HOUR, 60, 2, 60 * MINUTE),
        (Range.DAY, 5, 97, 15 * MINUTE),
        (Range.DAY, 20, 73, 20 * MINUTE),
        (Range.WEEK, 5, 6 * 24 + 13, 60 * MINUTE),
        (Range.MONTH, 5, 29 * 6 + 4, 240 * MINUTE),
    ],
)
def test_a_bucket_is_no_shorter_than_the_metrics_threshold(
    chosen: Range, threshold: int, buckets: int, length: timedelta
) -> None:
    made = grid(chosen, at=NOON, zone=UTC_ZONE, threshold=threshold)
    assert len(made.edges) - 1 == buckets
    assert made.edges[1] - made.edges[0] == length


@pytest.mark.parametrize(
    ("day", "hours"),
    [(datetime(2026, 3, 29, tzinfo=BERLIN), 23), (datetime(2026, 10, 25, tzinfo=BERLIN), 25)],
)
def test_a_day_on_which_the_clocks_change_has_other_hours(day: datetime, hours: int) -> None:
    made = grid(Range.WEEK, at=day + timedelta(days=2), zone=BERLIN, threshold=5)
    begins = made.rows.index(day.astimezone(UTC))
    within = [edge for edge in made.edges if made.rows[begins] <= edge < made.rows[begins + 1]]
    assert len(within) == hours
