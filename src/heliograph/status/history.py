"""What a component's effective status was, and what that makes of its days: pure rules.

Down is a component in a major or partial outage. Its uptime counts a major outage in full and a partial one
by the owner's weight; maintenance, performance issues and what is unknown count as up, since nobody said
that it failed. Time before the component existed is no time of its at all.

What a page has by the thousand is a named tuple: it is made in half the time of a frozen dataclass.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from heapq import merge
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from heliograph.status.impact import effective_status, most_severe, system_status
from heliograph.status.vocabulary import ComponentStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from heliograph.status.vocabulary import SystemStatus

_NO_TIME = timedelta()


class Change(NamedTuple):
    """Of a baseline. Without an old status, nobody knows what it was before."""

    at: datetime
    old: ComponentStatus | None
    new: ComponentStatus


class Impact(NamedTuple):
    """What an incident or a window does to a component, and how long. Without an end: it lasts.

    One that ends where it begins was told when it was over, and nobody said how long it took.
    """

    begins: datetime
    ends: datetime | None
    status: ComponentStatus | None


@dataclass(frozen=True, kw_only=True)
class Past:
    """What is known of a component, in any order.

    `baseline` is what it is now. `changes` may begin anywhere: what was before them is what the first one
    changed, or, without any, what is now.
    """

    created_at: datetime
    baseline: ComponentStatus
    changes: Sequence[Change] = ()
    incidents: Sequence[Impact] = ()
    windows: Sequence[Impact] = ()


class Interval(NamedTuple):
    begins: datetime
    ends: datetime
    status: ComponentStatus

    @property
    def lasted(self) -> timedelta:
        return self.ends - self.begins


class Day(NamedTuple):
    """The most severe status of a day, and how long the component was down on it."""

    worst: ComponentStatus
    down: timedelta


CALM = Day(worst=ComponentStatus.OPERATIONAL, down=_NO_TIME)


def intervals(past: Past, *, begins: datetime, ends: datetime) -> list[Interval]:
    """From `begins`, or where the component does, to `ends`: no gap, no overlap, equal neighbours joined."""
    begins = max(begins, past.created_at)
    if begins >= ends:
        return []
    baseline, windows, incidents = _Baseline(past), _Lasting(past.windows), _Lasting(past.incidents)
    turns: list[tuple[datetime, ComponentStatus]] = []
    for moment in (begins, *_moments(past, begins, ends)):
        status = _effective(baseline.at(moment), windows.at(moment), incidents.at(moment))
        if not turns or turns[-1][1] is not status:
            turns.append((moment, status))
    return [
        Interval(begins=since, ends=until, status=status)
        for (since, status), (until, _) in pairwise((*turns, (ends, past.baseline)))
    ]


def _moments(past: Past, begins: datetime, ends: datetime) -> list[datetime]:
    """When something may change in between."""
    moments = {change.at for change in past.changes}
    for impacts in (past.windows, past.incidents):
        moments.update([one.begins for one in impacts])
        moments.update([one.ends for one in impacts if one.ends is not None])
    return sorted([moment for moment in moments if begins < moment < ends])


class _Baseline:
    """Asked for moments that only grow."""

    def __init__(self, past: Past) -> None:
        self._to_come = sorted(past.changes, key=lambda one: one.at, reverse=True)
        self._status = past.baseline
        if self._to_come:
            self._status = self._to_come[-1].old or ComponentStatus.UNKNOWN

    def at(self, moment: datetime) -> ComponentStatus:
        while self._to_come and self._to_come[-1].at <= moment:
            self._status = self._to_come.pop().new
        return self._status


class _Lasting:
    """Asked for moments that only grow."""

    def __init__(self, impacts: Iterable[Impact]) -> None:
        self._to_come = sorted(impacts, key=lambda one: one.begins, reverse=True)
        self._begun: list[Impact] = []

    def at(self, moment: datetime) -> tuple[ComponentStatus | None, ...]:
        while self._to_come and self._to_come[-1].begins <= moment:
            self._begun.append(self._to_come.pop())
        if not self._begun:
            return ()
        self._begun = [one for one in self._begun if one.ends is None or moment < one.ends]
        return tuple([one.status for one in self._begun])


@lru_cache(maxsize=4_096)
def _effective(
    baseline: ComponentStatus,
    windows: tuple[ComponentStatus | None, ...],
    incidents: tuple[ComponentStatus | None, ...],
) -> ComponentStatus:
    """Few combinations there are, and each is met many times on a page."""
    return effective_status(baseline, windows=windows, incidents=incidents)


def days_touched(begins: datetime, ends: datetime, midnights: Sequence[datetime]) -> range:
    """Which of the days between the midnights, oldest first. The midnight that ends a day is not in it."""
    first = bisect_right(midnights, begins) - 1
    last = max(first, bisect_left(midnights, ends) - 1)
    return range(max(first, 0), min(last, len(midnights) - 2) + 1)


def by_day(
    lasted: Sequence[Interval], told: Iterable[Impact], midnights: Sequence[datetime]
) -> list[Day | None]:
    """For each day between two midnights, oldest first; None where the component was not there.

    `told` are the incidents: one of unknown length has no minutes, and yet is the worst of its day.
    """
    days: list[Day | None] = [None] * (len(midnights) - 1)
    if lasted:
        there = days_touched(lasted[0].begins, lasted[-1].ends, midnights)
        days[there.start : there.stop] = [CALM] * len(there)
    for one in lasted:
        if one.status is not ComponentStatus.OPERATIONAL:
            for index in days_touched(one.begins, one.ends, midnights):
                down = min(one.ends, midnights[index + 1]) - max(one.begins, midnights[index])
                days[index] = _worse(days[index], one.status, down if one.status in DOWN else _NO_TIME)
    for impact in told:
        if impact.begins == impact.ends and impact.status is not None:
            for index in days_touched(impact.begins, impact.ends, midnights):
                days[index] = _worse(days[index], impact.status, _NO_TIME)
    return days


def _worse(day: Day | None, status: ComponentStatus, down: timedelta) -> Day | None:
    if day is None or day is CALM:
        return day and Day(worst=status, down=down)
    return Day(worst=most_severe([day.worst, status]), down=day.down + down)


DOWN = frozenset({ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE})
"""In which time counts against a component."""


class Outage(NamedTuple):
    """How long a component was partly down on a day, and how long it was down."""

    partial: timedelta
    major: timedelta


def outages(lasted: Sequence[Interval], midnights: Sequence[datetime]) -> list[Outage | None]:
    """For each day between two midnights, oldest first; None where the component was not there."""
    down: dict[ComponentStatus, list[timedelta]] = {
        status: [_NO_TIME] * (len(midnights) - 1) for status in DOWN
    }
    for one in lasted:
        if one.status in down:
            for index in days_touched(one.begins, one.ends, midnights):
                within = min(one.ends, midnights[index + 1]) - max(one.begins, midnights[index])
                down[one.status][index] += within
    there = days_touched(lasted[0].begins, lasted[-1].ends, midnights) if lasted else range(0)
    return [
        Outage(
            partial=down[ComponentStatus.PARTIAL_OUTAGE][index],
            major=down[ComponentStatus.MAJOR_OUTAGE][index],
        )
        if index in there
        else None
        for index in range(len(midnights) - 1)
    ]


def uptime(lasted: Sequence[Interval], *, since: datetime, partial_outage_weight: float) -> float | None:
    """The share of the time from `since` on, from 0 to 1; None where the component was not there yet."""
    ends = lasted[-1].ends if lasted else since
    begins = max(since, lasted[0].begins) if lasted else since
    if begins >= ends:
        return None
    weights = {ComponentStatus.MAJOR_OUTAGE: 1.0, ComponentStatus.PARTIAL_OUTAGE: partial_outage_weight}
    lost = sum(
        (one.ends - max(one.begins, begins)).total_seconds() * weights[one.status]
        for one in lasted
        if one.status in weights and one.ends > begins
    )
    return 1 - lost / (ends - begins).total_seconds()


class _Turn(NamedTuple):
    """One component was something else before, or there were more open incidents."""

    at: datetime
    was: ComponentStatus | None = None
    became: ComponentStatus | None = None
    more_open: int = 0


def unchanged_since(
    whole: SystemStatus,
    components: Sequence[Sequence[Interval]],
    incidents: Collection[Impact],
    *,
    begins: datetime,
    major_outage_threshold: int,
) -> datetime | None:
    """Since when all together has been as it is now.

    None where it was so at `begins` already, from which on `components` holds the intervals of each, and
    where what is known of the past does not lead to what is now.
    """
    statuses: Counter[ComponentStatus | None] = Counter(lasted[-1].status for lasted in components if lasted)
    open_then = sum(one.ends is None for one in incidents)

    def was_as_now() -> bool:
        numbers = tuple([statuses[one] for one in ComponentStatus])
        return _whole(numbers, open_then > 0, major_outage_threshold) is whole

    if not was_as_now():
        return None
    for moment, turns in groupby(_newest_first(components, incidents), key=_moment_of):
        for one in turns:
            statuses[one.became] -= 1
            statuses[one.was] += 1
            open_then += one.more_open
        if moment > begins and not was_as_now():
            return moment
    return None


@lru_cache(maxsize=4_096)
def _whole(numbers: tuple[int, ...], is_open: bool, major_outage_threshold: int) -> SystemStatus:  # noqa: FBT001
    """`numbers` says of each status, in the order of the enum, how many components have it."""
    return system_status(
        list(Counter(dict(zip(ComponentStatus, numbers, strict=True))).elements()),
        has_open_incident=is_open,
        major_outage_threshold=major_outage_threshold,
    )


def _newest_first(components: Sequence[Sequence[Interval]], incidents: Collection[Impact]) -> Iterator[_Turn]:
    """Few are asked for: no more are made."""
    begun = sorted((one.begins for one in incidents), reverse=True)
    ended = sorted((one.ends for one in incidents if one.ends is not None), reverse=True)
    return merge(
        *map(_turns, components),
        (_Turn(at=moment, more_open=-1) for moment in begun),
        (_Turn(at=moment, more_open=1) for moment in ended),
        key=_moment_of,
        reverse=True,
    )


def _turns(lasted: Sequence[Interval]) -> Iterator[_Turn]:
    for index in range(len(lasted) - 1, 0, -1):
        yield _Turn(at=lasted[index].begins, was=lasted[index - 1].status, became=lasted[index].status)
    if lasted:
        yield _Turn(at=lasted[0].begins, became=lasted[0].status)


def _moment_of(turn: _Turn) -> datetime:
    return turn.at
