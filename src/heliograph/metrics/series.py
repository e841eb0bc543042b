"""Charts of metrics: which buckets of time one has, and what stands in each.

The database adds up short slots (`metrics.queries`), so that what is read depends on the range and not on how
often was measured; here the slots are laid into buckets. Slots divide buckets, but nothing relies on it: a
slot is in the bucket that it begins in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from heliograph.metrics.vocabulary import MetricCalculation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

MAX_BUCKETS = 200
"""A chart has no more, whatever its range and its zone."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class Range(StrEnum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """The points of a short time: the sums of their totals and of their counters."""

    begins: datetime
    total: float
    times: int


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """Without a value nothing is known of it: a chart has a gap there."""

    begins: datetime
    value: float | None


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A bucket lies between two `edges`; the last contains the present. `rows` are those of the table.

    `slot` is how finely the database adds up.
    """

    edges: tuple[datetime, ...]
    rows: tuple[datetime, ...]
    slot: timedelta

    @property
    def begins(self) -> datetime:
        return min(self.edges[0], self.rows[0])

    @property
    def ends(self) -> datetime:
        return self.edges[-1]


def grid(chosen: Range, *, at: datetime, zone: ZoneInfo, threshold: int) -> Grid:
    """`threshold` is the metric's, in minutes: a bucket is no shorter, or most would be empty.

    The last hour and day reach back from `at`; week and month are the last 7 and 30 days of the zone, today
    included, and no bucket of theirs reaches over midnight.
    """
    apart = timedelta(minutes=min(threshold, 60))
    match chosen:
        case Range.HOUR:
            return Grid(
                edges=_back(at, _HOUR, step=max(_MINUTE, apart)),
                rows=_back(at, _HOUR, step=max(5 * _MINUTE, apart)),
                slot=_MINUTE,
            )
        case Range.DAY:
            return Grid(
                edges=_back(at, _DAY, step=max(15 * _MINUTE, apart)),
                rows=_back(at, _DAY, step=_HOUR),
                slot=5 * _MINUTE,
            )
        case Range.WEEK:
            return _days(7, at=at, zone=zone, step=_HOUR)
        case Range.MONTH:
            return _days(30, at=at, zone=zone, step=4 * _HOUR)


def series(
    slots: Iterable[Slot],
    *,
    edges: Sequence[datetime],
    calculation: MetricCalculation,
    default_value: float | None,
) -> tuple[Bucket, ...]:
    """A bucket that nothing was measured in has the metric's default value; without one, none.

    A sum adds each value as often as it was counted; an average weighs it so.
    """
    totals: dict[int, float] = defaultdict(float)
    times: dict[int, int] = defaultdict(int)
    for slot in slots:
        place = bisect_right(edges, slot.begins) - 1
        totals[place] += slot.total
        times[place] += slot.times
    is_sum = calculation is MetricCalculation.SUM
    return tuple(
        Bucket(
            begins=begins,
            value=totals[place] / (1 if is_sum else times[place]) if times[place] else default_value,
        )
        for place, begins in enumerate(edges[:-1])
    )


def _back(at: datetime, length: timedelta, *, step: timedelta) -> tuple[datetime, ...]:
    """Edges on whole steps, the first at or before the time asked for, the last after the present."""
    first = _EPOCH + (at - length - _EPOCH) // step * step
    return tuple(_until(first, at, step=step))


def _days(number: int, *, at: datetime, zone: ZoneInfo, step: timedelta) -> Grid:
    """Steps begin anew at each midnight, since days with a change of the clocks are longer or shorter."""
    today = at.astimezone(zone).date()
    dates = [today + timedelta(days=day) for day in range(1 - number, 2)]
    midnights = [datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) for day in dates]
    whole = [day + step * n for day, end in pairwise(midnights) for n in _steps(day, end, step)]
    edges = (
        *(edge for edge in whole if edge <= at),
        next((edge for edge in whole if edge > at), midnights[-1]),
    )
    return Grid(edges=edges, rows=tuple(midnights), slot=15 * _MINUTE)


def _steps(begins: datetime, ends: datetime, step: timedelta) -> range:
    return range(-((begins - ends) // step))


def _until(first: datetime, at: datetime, *, step: timedelta) -> Iterator[datetime]:
    yield first
    while first <= at:
        first += step
        yield first
