"""Moments and days in words of the page's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A time in the page's zone; the script adds the visitor's from `iso`."""

    iso: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Says moments in `zone` as they are said at `now`: the year where it is another one."""

    now: datetime
    zone: ZoneInfo
    names_zone: bool

    def local(self, when: datetime) -> datetime:
        """In UTC where the zone would lead out of the years 1 to 9999."""
        try:
            return when.astimezone(self.zone)
        except OverflowError:
            return when.astimezone(UTC)

    def moment(self, when: datetime) -> Moment:
        local = self.local(when)
        return self._moment(local, day_and_time(self._day(local), f"{local:%H:%M}"))

    def end(self, when: datetime, *, begun: datetime) -> Moment:
        """The end of what began at `begun`: on the same day the time alone."""
        local = self.local(when)
        if local.date() == self.local(begun).date():
            return self._moment(local, f"{local:%H:%M}")
        return self.moment(when)

    def day(self, day: date) -> str:
        return formatted(day, "DATE_FORMAT", get_language())

    def weekday(self, day: date) -> str:
        return formatted(day, "l", get_language())

    @property
    def today(self) -> date:
        return self.local(self.now).date()

    def _day(self, local: datetime) -> str:
        this_year = local.year == self.local(self.now).year
        return formatted(local.date(), "MONTH_DAY_FORMAT" if this_year else "DATE_FORMAT", get_language())

    def _moment(self, local: datetime, words: str) -> Moment:
        zone = f" {local:%Z}" if self.names_zone else ""
        return Moment(iso=local.isoformat(timespec="seconds"), words=f"{words}{zone}")


def day_and_time(day: str, time: str) -> str:
    return _("%(day)s, %(time)s") % {"day": day, "time": time}


@lru_cache(maxsize=4_096)
def formatted(day: date, form: str, language: str | None) -> str:
    """A page says the same few days a hundred times. `language` is the one that is active."""
    return date_format(day, form)
