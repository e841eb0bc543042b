"""Past incidents and maintenance: a month at a time, or what a search has found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.formats import date_format

from heliograph.publishing.parameters import LONGEST_SEARCH, MONTH
from heliograph.status.queries import Day, began_at
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.timeline import DayBlock, day_block

if TYPE_CHECKING:
    from heliograph.status.archive import Stretch
    from heliograph.status.models import Incident, Schedule
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


def month_shown(month: Month, number: int, read: Stretch, calendar: Calendar) -> HistoryPage:
    """The month is named even when nothing began in it."""
    months = _months(read, calendar) or (MonthBlock(iso=month.iso, words=month.words, days=()),)
    return HistoryPage(
        search="",
        months=months,
        more=read.more,
        more_url=link_to("history", month=month.iso, page=str(number + 1)),
        older=_url_of(read.earlier, calendar),
        newer=_url_of(read.later, calendar),
    )


def search_shown(search: str, number: int, read: Stretch, calendar: Calendar) -> HistoryPage:
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


def _months(read: Stretch, calendar: Calendar) -> tuple[MonthBlock, ...]:
    by_month = groupby(read.happened, key=lambda one: Month.of(_day_of(one, calendar)))
    return tuple(
        MonthBlock(iso=month.iso, words=month.words, days=_days(tuple(happened), calendar))
        for month, happened in by_month
    )


def _days(happened: tuple[Incident | Schedule, ...], calendar: Calendar) -> tuple[DayBlock, ...]:
    by_day = groupby(happened, key=lambda one: _day_of(one, calendar))
    return tuple(day_block(Day(date=day, happened=tuple(of_day), more=0), calendar) for day, of_day in by_day)


def _day_of(happened: Incident | Schedule, calendar: Calendar) -> date:
    return calendar.local(began_at(happened)).date()


def _url_of(moment: datetime | None, calendar: Calendar) -> str:
    if moment is None:
        return ""
    month = Month.of(calendar.local(moment).date())
    is_known = month_named(month.iso) is not None
    return link_to("history", month=month.iso) if is_known else ""
