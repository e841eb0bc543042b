from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from heliograph.status.vocabulary import ScheduleStatus
from heliograph.surfaces.public.presenters.bars import Bars
from heliograph.surfaces.public.presenters.cards import Card, incident_card, window_card
from heliograph.surfaces.public.presenters.components import GroupBlock, group_block
from heliograph.surfaces.public.presenters.paint import Mark, system_mark
from heliograph.surfaces.public.presenters.timeline import Timeline, day_block, newer_url, older_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from heliograph.site.vocabulary import SiteSettings
    from heliograph.status.availability import Availability
    from heliograph.status.models import Incident, Schedule
    from heliograph.status.queries import GroupStanding, Span, SystemNow
    from heliograph.status.timeline import Day
    from heliograph.surfaces.public.presenters.charts import ChartBlock
    from heliograph.surfaces.public.presenters.moments import Calendar, Moment

_Row = TypeVar("_Row")


@dataclass(frozen=True, kw_only=True)
class Bounded(Generic[_Row]):
    """The first rows, and how many more there are."""

    shown: Sequence[_Row]
    more: int


@dataclass(frozen=True, kw_only=True)
class Read:
    """What was read for the status page. `availabilities` by component id, on `bar_dates`."""

    system: SystemNow
    unchanged_since: datetime | None
    groups: Sequence[GroupStanding]
    availabilities: Mapping[int, Availability]
    bar_dates: Sequence[date]
    incidents: Bounded[Incident]
    pinned: Bounded[Incident]
    windows: Bounded[Schedule]
    span: Span
    days: Sequence[Day]
    has_older: bool


@dataclass(frozen=True, kw_only=True)
class StatusPage:
    """`more_*` count what the page has no room for. Without a timeline, the owner wants none.

    `since` is when the sentence last changed, None where that is longer ago than the bars reach.
    """

    sentence: Mark
    since: Moment | None
    now: tuple[Card, ...]
    more_now: int
    pinned: tuple[Card, ...]
    more_pinned: int
    groups: tuple[GroupBlock, ...]
    charts: tuple[ChartBlock, ...]
    coming: tuple[Card, ...]
    more_coming: int
    timeline: Timeline | None


def status_page_shown(
    read: Read, site: SiteSettings, calendar: Calendar, *, charts: tuple[ChartBlock, ...]
) -> StatusPage:
    current, coming = _by_turn(read.windows.shown, calendar)
    return StatusPage(
        sentence=system_mark(read.system),
        since=_since(read, calendar),
        now=(*(incident_card(one, calendar) for one in read.incidents.shown), *current),
        more_now=read.incidents.more,
        pinned=tuple(incident_card(one, calendar) for one in read.pinned.shown),
        more_pinned=read.pinned.more,
        groups=_groups(read, site, calendar),
        charts=charts,
        coming=coming,
        more_coming=read.windows.more,
        timeline=_timeline(read, site, calendar) if read.span.days else None,
    )


def _since(read: Read, calendar: Calendar) -> Moment | None:
    if read.unchanged_since is None or read.system.is_empty:
        return None
    return calendar.moment(read.unchanged_since)


def _groups(read: Read, site: SiteSettings, calendar: Calendar) -> tuple[GroupBlock, ...]:
    shows_status = site.show_component_group_status
    bars = Bars(read.bar_dates, calendar, partial_outage_weight=site.partial_outage_weight)
    return tuple(
        group_block(one, read.availabilities, bars, shows_status=shows_status) for one in read.groups
    )


def _by_turn(windows: Sequence[Schedule], calendar: Calendar) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    """Those in progress, and those to come."""
    current = [one for one in windows if one.status_at(calendar.now) is ScheduleStatus.IN_PROGRESS]
    coming = [one for one in windows if one.status_at(calendar.now) is ScheduleStatus.UPCOMING]
    return (
        tuple(window_card(one, calendar) for one in current),
        tuple(window_card(one, calendar) for one in coming),
    )


def _timeline(read: Read, site: SiteSettings, calendar: Calendar) -> Timeline:
    days = [day for day in read.days if day.entries or not site.only_disrupted_days]
    return Timeline(
        days=tuple(day_block(day, calendar) for day in days),
        older=older_url(read.span, has_older=read.has_older),
        newer=newer_url(read.span, today=calendar.today),
    )
