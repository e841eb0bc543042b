"""The rules of the ninety days: a table of what lasted when, and what holds for whatever lasted."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.status.history import (
    CALM,
    Change,
    Day,
    Impact,
    Interval,
    Past,
    by_day,
    days_touched,
    intervals,
    unchanged_since,
    uptime,
)
from heliograph.status.queries import Span
from heliograph.status.vocabulary import ComponentStatus, SystemStatus

START = datetime(2026, 3, 27, tzinfo=UTC)
HOUR = timedelta(hours=1)
UP, SLOW, PARTIAL, DOWN, UNKNOWN, MAINTENANCE = (
    ComponentStatus.OPERATIONAL,
    ComponentStatus.PERFORMANCE_ISSUES,
    ComponentStatus.PARTIAL_OUTAGE,
    ComponentStatus.MAJOR_OUTAGE,
    ComponentStatus.UNKNOWN,
    ComponentStatus.UNDER_MAINTENANCE,
)


def at(hour: float) -> datetime:
    return START + hour * HOUR


def lasting(begins: float, ends: float | None, status: ComponentStatus | None = DOWN) -> Impact:
    return Impact(begins=at(begins), ends=None if ends is None else at(ends), status=status)


def a_past(**changes: object) -> Past:
    return Past(**{"created_at": at(0), "baseline": UP} | changes)  # type: ignore[arg-type]


def told(past: Past, begins: float = 0, ends: float = 10) -> list[tuple[float, float, ComponentStatus]]:
    found = intervals(past, begins=at(begins), ends=at(ends))
    return [((one.begins - START) / HOUR, (one.ends - START) / HOUR, one.status) for one in found]


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        pytest.param(a_past(), [(0, 10, UP)], id="nothing happened"),
        pytest.param(a_past(baseline=SLOW), [(0, 10, SLOW)], id="it was all the time what it is"),
        pytest.param(a_past(created_at=at(4)), [(4, 10, UP)], id="it came in between"),
        pytest.param(a_past(created_at=at(10)), [], id="it came later"),
        pytest.param(
            a_past(changes=[Change(at=at(3), old=SLOW, new=UP)]),
            [(0, 3, SLOW), (3, 10, UP)],
            id="before its first change it was what that changed",
        ),
        pytest.param(
            a_past(changes=[Change(at=at(3), old=None, new=UP)]),
            [(0, 3, UNKNOWN), (3, 10, UP)],
            id="nobody knows what it was before its first change",
        ),
        pytest.param(
            a_past(incidents=[lasting(2, 5)]), [(0, 2, UP), (2, 5, DOWN), (5, 10, UP)], id="an incident"
        ),
        pytest.param(
            a_past(incidents=[lasting(2, None)]), [(0, 2, UP), (2, 10, DOWN)], id="an incident that lasts"
        ),
        pytest.param(
            a_past(incidents=[lasting(-5, 1), lasting(9, 15)]),
            [(0, 1, DOWN), (1, 9, UP), (9, 10, DOWN)],
            id="incidents that reach over the edges",
        ),
        pytest.param(
            a_past(created_at=at(4), incidents=[lasting(2, 5)]),
            [(4, 5, DOWN), (5, 10, UP)],
            id="no incident of a component is older than it",
        ),
        pytest.param(
            a_past(incidents=[lasting(1, 6, SLOW), lasting(3, 4, DOWN)]),
            [(0, 1, UP), (1, 3, SLOW), (3, 4, DOWN), (4, 6, SLOW), (6, 10, UP)],
            id="the most severe of two",
        ),
        pytest.param(
            a_past(incidents=[lasting(1, 3), lasting(3, 5)]),
            [(0, 1, UP), (1, 5, DOWN), (5, 10, UP)],
            id="one after the other",
        ),
        pytest.param(
            a_past(incidents=[lasting(1, 3, None)]), [(0, 10, UP)], id="an incident that only names it"
        ),
        pytest.param(a_past(incidents=[lasting(3, 3)]), [(0, 10, UP)], id="an incident of unknown length"),
        pytest.param(
            a_past(baseline=DOWN, windows=[lasting(2, 5, None)]),
            [(0, 2, DOWN), (2, 5, MAINTENANCE), (5, 10, DOWN)],
            id="maintenance stands in for the baseline",
        ),
        pytest.param(
            a_past(windows=[lasting(2, 5, None)], incidents=[lasting(3, 4)]),
            [(0, 2, UP), (2, 3, MAINTENANCE), (3, 4, DOWN), (4, 5, MAINTENANCE), (5, 10, UP)],
            id="an incident is not hidden by maintenance",
        ),
    ],
)
def test_a_past_is_told_in_intervals(
    past: Past, expected: list[tuple[float, float, ComponentStatus]]
) -> None:
    assert told(past) == expected


@pytest.mark.parametrize(
    ("past", "weight", "expected"),
    [
        (a_past(), 0.3, 1),
        (a_past(baseline=MAINTENANCE), 0.3, 1),
        (a_past(baseline=UNKNOWN), 0.3, 1),
        (a_past(baseline=SLOW), 0.3, 1),
        (a_past(baseline=DOWN), 0.3, 0),
        (a_past(incidents=[lasting(0, 5)]), 0.3, 0.5),
        (a_past(incidents=[lasting(0, 5, PARTIAL)]), 0.3, 0.85),
        (a_past(incidents=[lasting(0, 5, PARTIAL)]), 0, 1),
        (a_past(incidents=[lasting(0, 5, PARTIAL)]), 1, 0.5),
        (a_past(created_at=at(5), incidents=[lasting(0, 7.5)]), 0.3, 0.5),
        (a_past(created_at=at(20)), 0.3, None),
    ],
)
def test_uptime_is_the_share_that_was_not_lost(past: Past, weight: float, expected: float | None) -> None:
    lasted = intervals(past, begins=at(0), ends=at(10))
    share = uptime(lasted, since=at(0), partial_outage_weight=weight)
    assert share == (None if expected is None else pytest.approx(expected))


def test_uptime_since_a_moment_counts_from_there() -> None:
    lasted = intervals(a_past(incidents=[lasting(4, 6)]), begins=at(0), ends=at(10))
    shares = [uptime(lasted, since=at(since), partial_outage_weight=1) for since in (0, 5, 6, 10)]
    assert shares == [pytest.approx(0.8), pytest.approx(0.8), 1, None]


BERLIN = Span(newest=datetime(2026, 3, 30, tzinfo=UTC).date(), days=4, zone=ZoneInfo("Europe/Berlin"))


def berlin(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=BERLIN.zone).astimezone(UTC)


def days_of(past: Past, until: datetime) -> list[Day | None]:
    lasted = intervals(past, begins=BERLIN.midnights[0], ends=until)
    return by_day(lasted, past.incidents, BERLIN.midnights)


def test_a_day_has_the_worst_of_it_and_what_it_was_down() -> None:
    slow = Impact(begins=berlin(27, 8), ends=berlin(27, 9), status=SLOW)
    down = Impact(begins=berlin(28, 23), ends=berlin(30, 1), status=PARTIAL)
    past = Past(created_at=berlin(1, 0), baseline=UP, incidents=[down, slow])
    assert days_of(past, berlin(30, 12)) == [
        Day(worst=SLOW, down=timedelta()),
        Day(worst=PARTIAL, down=HOUR),
        Day(worst=PARTIAL, down=23 * HOUR),  # the clocks went forward in this night
        Day(worst=PARTIAL, down=HOUR),
    ]


def test_days_before_the_component_came_and_days_to_come_are_blank() -> None:
    past = Past(created_at=berlin(28, 5), baseline=UP)
    assert days_of(past, berlin(29, 12)) == [None, CALM, CALM, None]


def test_an_incident_of_unknown_length_colours_its_day_and_takes_no_time() -> None:
    noon = berlin(28, 12)
    past = Past(created_at=berlin(1, 0), baseline=UP, incidents=[Impact(begins=noon, ends=noon, status=DOWN)])
    assert days_of(past, berlin(30, 12))[1] == Day(worst=DOWN, down=timedelta())


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (berlin(27, 0), berlin(28, 0), [0]),
        (berlin(27, 23), berlin(28, 1), [0, 1]),
        (berlin(28, 0), berlin(28, 0), [1]),
        (berlin(20, 0), berlin(31, 5), [0, 1, 2, 3]),
        (berlin(20, 0), berlin(27, 0), []),
        (berlin(31, 0), berlin(31, 5), []),
    ],
)
def test_the_midnight_that_ends_a_day_is_not_in_it(
    begins: datetime, ends: datetime, expected: list[int]
) -> None:
    assert list(days_touched(begins, ends, BERLIN.midnights)) == expected


# Whatever happened

_hours = st.integers(min_value=-30, max_value=130)
_statuses = st.sampled_from(ComponentStatus)
_impacts = st.lists(
    st.builds(
        lambda begins, length, status: lasting(begins, None if length is None else begins + length, status),
        _hours,
        st.none() | st.integers(min_value=0, max_value=80),
        st.none() | _statuses,
    ),
    max_size=8,
)
_changes = st.lists(
    st.builds(lambda hour, old, new: Change(at=at(hour), old=old, new=new), _hours, _statuses, _statuses),
    max_size=8,
    unique_by=lambda one: one.at,
)
_pasts = st.builds(
    Past,
    created_at=_hours.map(at),
    baseline=_statuses,
    changes=_changes,
    incidents=_impacts,
    windows=_impacts,
)
BEGINS, ENDS = at(0), at(96)


def all_of(past: Past) -> list[Interval]:
    return intervals(past, begins=BEGINS, ends=ENDS)


def joined(parts: Sequence[Interval]) -> list[Interval]:
    """Equal neighbours as one."""
    found: list[Interval] = []
    for one in parts:
        begins = found.pop().begins if found and found[-1].status is one.status else one.begins
        found.append(Interval(begins=begins, ends=one.ends, status=one.status))
    return found


@given(_pasts)
def test_intervals_cover_the_time_without_gap_or_overlap(past: Past) -> None:
    found = all_of(past)
    assert all(one.begins < one.ends for one in found)
    assert all(one.ends == other.begins for one, other in pairwise(found))
    assert all(one.status is not other.status for one, other in pairwise(found))
    begins = max(BEGINS, past.created_at)
    edges = (found[0].begins, found[-1].ends) if found else None
    assert edges == ((begins, ENDS) if begins < ENDS else None)


@given(_pasts, st.integers(min_value=0, max_value=96))
def test_to_split_the_time_changes_nothing(past: Past, hour: int) -> None:
    parts = [
        *intervals(past, begins=BEGINS, ends=at(hour)),
        *intervals(past, begins=at(hour), ends=ENDS),
    ]
    assert joined(parts) == all_of(past)


@given(_pasts, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_does_not_matter(past: Past, chance: st.DataObject) -> None:
    def shuffled(things: Sequence[object]) -> list[object]:
        return chance.sample(list(things), len(things))  # type: ignore[attr-defined, no-any-return]

    other = Past(
        created_at=past.created_at,
        baseline=past.baseline,
        changes=shuffled(past.changes),  # type: ignore[arg-type]
        incidents=shuffled(past.incidents),  # type: ignore[arg-type]
        windows=shuffled(past.windows),  # type: ignore[arg-type]
    )
    assert all_of(other) == all_of(past)
    assert by_day(all_of(other), other.incidents, BERLIN.midnights) == by_day(
        all_of(past), past.incidents, BERLIN.midnights
    )


@given(_pasts, _impacts.filter(bool), st.floats(min_value=0, max_value=1))
def test_one_more_incident_never_raises_the_uptime(past: Past, more: list[Impact], weight: float) -> None:
    worse = Past(
        created_at=past.created_at,
        baseline=past.baseline,
        changes=past.changes,
        incidents=[*past.incidents, *more],
        windows=past.windows,
    )
    before, after = (uptime(all_of(one), since=BEGINS, partial_outage_weight=weight) for one in (past, worse))
    assert (before is None) == (after is None)
    assert before is None or after is None or after <= before + 1e-9


@given(_pasts)
def test_the_days_add_up_to_the_whole(past: Past) -> None:
    begins, ends = BERLIN.midnights[0], BERLIN.midnights[-1]
    found = intervals(past, begins=begins, ends=ends)
    days = by_day(found, past.incidents, BERLIN.midnights)
    down = sum((one.lasted for one in found if one.status in {PARTIAL, DOWN}), timedelta())
    assert sum((day.down for day in days if day), timedelta()) == down
    share = uptime(found, since=begins, partial_outage_weight=1)
    if share is not None:
        lasted = sum((one.lasted for one in found), timedelta())
        assert share == pytest.approx(1 - down / lasted)
        assert 0 <= share <= 1


WHOLE = SystemStatus.OPERATIONAL
ISSUES, OUTAGE = SystemStatus.PARTIAL_OUTAGE, SystemStatus.MAJOR_OUTAGE


@pytest.mark.parametrize(
    ("whole", "pasts", "incidents", "hour"),
    [
        pytest.param(WHOLE, [a_past()], [], None, id="it never changed"),
        pytest.param(WHOLE, [], [], None, id="there is nothing"),
        pytest.param(WHOLE, [], [lasting(2, 5)], 5, id="an incident without components is over"),
        pytest.param(ISSUES, [], [lasting(2, None), lasting(1, 3)], 1, id="another was open before"),
        pytest.param(ISSUES, [], [lasting(3, None), lasting(1, 2)], 3, id="all was well in between"),
        pytest.param(WHOLE, [], [lasting(2, 2)], None, id="told when it was over"),
        pytest.param(ISSUES, [a_past(baseline=SLOW, created_at=at(4))], [], 4, id="it came as it is"),
        pytest.param(WHOLE, [a_past(incidents=[lasting(1, 4)]), a_past()], [], 4, id="a component recovered"),
        pytest.param(
            WHOLE,
            [a_past(incidents=[lasting(1, 4)]), a_past(incidents=[lasting(3, 7, SLOW)])],
            [],
            7,
            id="the last of two recovered",
        ),
        pytest.param(
            OUTAGE,
            [a_past(incidents=[lasting(1, None, SLOW), lasting(6, None)]), a_past()],
            [],
            6,
            id="it became worse",
        ),
        pytest.param(ISSUES, [a_past(baseline=SLOW)], [], None, id="it was so when the past begins"),
        pytest.param(ISSUES, [a_past()], [], None, id="the past does not say why it is so"),
    ],
)
def test_all_together_has_been_so_since(
    whole: SystemStatus, pasts: Sequence[Past], incidents: Sequence[Impact], hour: float | None
) -> None:
    components = [intervals(one, begins=at(0), ends=at(10)) for one in pasts]
    found = unchanged_since(whole, components, incidents, begins=at(0), major_outage_threshold=25)
    assert found == (None if hour is None else at(hour))
