from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from heliograph.status.history import uptime
from heliograph.status.vocabulary import ComponentStatus
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.bars import Bars, anchor_of, down_words, uptime_words
from heliograph.surfaces.public.presenters.components import component_url, safe_link
from heliograph.surfaces.public.presenters.paint import component_mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from heliograph.site.vocabulary import SiteSettings
    from heliograph.status.availability import Availability, Happened
    from heliograph.status.history import Day
    from heliograph.status.models import Component
    from heliograph.surfaces.public.presenters.bars import Bar
    from heliograph.surfaces.public.presenters.moments import Calendar, Moment
    from heliograph.surfaces.public.presenters.paint import Mark

_MOST_EVENTS = 50


@dataclass(frozen=True, kw_only=True)
class Share:
    """Of a stretch of time up to now: `percent` is empty where the component was not there yet."""

    words: str
    percent: str


@dataclass(frozen=True, kw_only=True)
class Link:
    url: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """An incident or a window, and what it did to the component: without a mark, nothing that was said."""

    link: Link
    mark: Mark | None
    begins: Moment
    ends: Moment | None


@dataclass(frozen=True, kw_only=True)
class DayRow:
    """Without a mark, the component was not there yet."""

    anchor: str
    iso: str
    words: str
    mark: Mark | None
    down: str
    happened: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class ComponentPage:
    """Events and days newest first; `more_events` counts those that there is no room for."""

    name: str
    description: str
    link: str | None
    mark: Mark
    bar: Bar
    shares: tuple[Share, ...]
    events: tuple[Event, ...]
    more_events: int
    days: tuple[DayRow, ...]


def component_shown(
    component: Component,
    *,
    status: ComponentStatus,
    availability: Availability,
    site: SiteSettings,
    calendar: Calendar,
) -> ComponentPage:
    weight = site.partial_outage_weight
    bars = Bars(availability.dates, calendar, partial_outage_weight=weight)
    events = _newest_first(availability)
    return ComponentPage(
        name=component.name,
        description=component.description or "",
        link=safe_link(component.link),
        mark=component_mark(status),
        bar=bars.bar(availability, url=component_url(component)),
        shares=_shares(availability, calendar.now, weight),
        events=tuple(_event(one, calendar) for one in events[:_MOST_EVENTS]),
        more_events=len(events[_MOST_EVENTS:]),
        days=tuple(_rows(availability, calendar))[::-1],
    )


def _newest_first(availability: Availability) -> list[Happened]:
    once = {(one.guid, one.id): one for happened in availability.happened for one in happened}
    return sorted(once.values(), key=lambda one: (one.impact.begins, one.id), reverse=True)


def _shares(availability: Availability, now: datetime, weight: float) -> tuple[Share, ...]:
    """The last days are whole ones, as the bar has them: 90 days are what it says."""
    midnight = availability.midnights
    stretches = (
        (_("24 hours"), now - timedelta(hours=24)),
        (_("7 days"), midnight[-7]),
        (_("30 days"), midnight[-30]),
        (_("90 days"), midnight[-90]),
    )
    shares = [
        (words, uptime(availability.intervals, since=since, partial_outage_weight=weight))
        for words, since in stretches
    ]
    return tuple(
        Share(words=words, percent="" if one is None else uptime_words(one)) for words, one in shares
    )


def _event(happened: Happened, calendar: Calendar) -> Event:
    impact = happened.impact
    status = impact.status or (None if happened.guid else ComponentStatus.UNDER_MAINTENANCE)
    return Event(
        link=_link(happened),
        mark=component_mark(status) if status else None,
        begins=calendar.moment(impact.begins),
        ends=calendar.end(impact.ends, begun=impact.begins) if impact.ends else None,
    )


def _link(happened: Happened) -> Link:
    if happened.guid is None:
        return Link(url=link_to("schedule", happened.id), name=happened.name)
    return Link(url=link_to("incident", UUID(happened.guid)), name=happened.name)


def _rows(availability: Availability, calendar: Calendar) -> list[DayRow]:
    days = zip(availability.dates, availability.days, availability.happened, strict=True)
    return [_row(date, day, happened, calendar) for date, day, happened in days]


def _row(date: date, day: Day | None, happened: Sequence[Happened], calendar: Calendar) -> DayRow:
    return DayRow(
        anchor=anchor_of(date),
        iso=date.isoformat(),
        words=calendar.day(date),
        mark=component_mark(day.worst) if day else None,
        down=down_words(day.down) if day and day.down else "",
        happened=tuple(_link(one) for one in happened),
    )
