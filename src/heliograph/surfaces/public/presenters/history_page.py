"""Past incidents and maintenance: a month at a time, or what a search has found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.formats import date_format

from heliograph.publishing.parameters import LONGEST_SEARCH, MONTH
from heliograph.status.models import Incident, Schedule
from heliograph.status.queries import began_at
from heliograph.status.timeline import Day, Entry
from heliograph.status.vocabulary import IncidentStatus
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.timeline import DayBlock, day_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heliograph.status import timeline
    from heliograph.status.archive import Found
    from heliograph.surfaces.public.presenters.moments import Calendar


@dataclass(frozen=True, kw_only=True)
class Month:
    first: date

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(first=day.replace(day=1))

    @property
    def next(self) -> Month:
        return Month.of(self.first + timedelta(days=31))

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def iso(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def words(self) -> str:
        return date_format(self.first, "YEAR_MONTH_FORMAT")


@dataclass(frozen=True, kw_only=True)
class MonthBlock:
    iso: str
    words: str
    days: tuple[DayBlock, ...]


@dataclass(frozen=True, kw_only=True)
class HistoryPage:
    """`older` and `newer` are addresses, empty where there is nothing to page to.

    `more` counts what has no room, which is at `more_url`.
    """

    search: str
    months: tuple[MonthBlock, ...]
    more: int
    more_url: str
    older: str
    newer: str
    longest_search: int = LONGEST_SEARCH


def month_shown(month: Month, number: int, read: timeline.Month, calendar: Calendar) -> HistoryPage:
    """The month is named even when nothing happened in it."""
    days = tuple(day_block(day, calendar) for day in read.days)
    return HistoryPage(
        search="",
        months=(MonthBlock(iso=month.iso, words=month.words, days=days),),
        more=read.more,
        more_url=link_to("history", month=month.iso, page=str(number + 1)),
        older=_url_of(read.earlier, calendar),
        newer=_url_of(read.later, calendar),
    )


def search_shown(search: str, number: int, read: Found, calendar: Calendar) -> HistoryPage:
    return HistoryPage(
        search=search,
        months=_months(read, calendar),
        more=read.more,
        more_url=link_to("history", q=search, page=str(number + 1)),
        older="",
        newer="",
    )


def month_named(text: str) -> Month | None:
    """`YYYY-MM` within the years that a page may be asked for."""
    return Month(first=date.fromisoformat(f"{text}-01")) if MONTH.canonical(text) else None


def _months(read: Found, calendar: Calendar) -> tuple[MonthBlock, ...]:
    """Under the days on which they began."""
    by_month = groupby(_days(read, calendar), key=lambda day: Month.of(day.date))
    return tuple(
        MonthBlock(iso=month.iso, words=month.words, days=tuple(day_block(day, calendar) for day in days))
        for month, days in by_month
    )


def _days(read: Found, calendar: Calendar) -> Iterator[Day]:
    by_day = groupby(read.happened, key=lambda one: calendar.local(began_at(one)).date())
    for day, happened in by_day:
        yield Day(date=day, entries=tuple(_entry(one) for one in happened), more=0)


def _entry(happened: Incident | Schedule) -> Entry:
    """In full once it is over, which maintenance that can be found is."""
    is_over = not isinstance(happened, Incident) or IncidentStatus(happened.status).is_resolved
    return Entry(subject=happened, ended=None, is_full=is_over)


def _url_of(moment: datetime | None, calendar: Calendar) -> str:
    if moment is None:
        return ""
    month = Month.of(calendar.local(moment).date())
    is_known = month_named(month.iso) is not None
    return link_to("history", month=month.iso) if is_known else ""
