"""The days of a component as a bar: a cell each, in the tone of its worst status.

A page has thousands of cells. They are written here, since a template would take many times as long; on most
days nothing happened, and their cells are the same for every component.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from math import ceil, floor
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from heliograph.status.history import CALM, uptime
from heliograph.status.vocabulary import ComponentStatus
from heliograph.surfaces.public.presenters.paint import component_mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, timedelta

    from heliograph.status.availability import Availability, Happened
    from heliograph.status.history import Day
    from heliograph.surfaces.public.presenters.moments import Calendar

_NAMED_IN_A_TIP = 3
_BELOW_FLOATS = 1e-6
"""What a sum of fractions may lack, in hundredths of a percent."""


_known: dict[tuple[str | None, str], tuple[Sequence[object], Sequence[object], SafeString]] = {}
_MOST_KNOWN = 1_000


@dataclass(frozen=True, kw_only=True)
class Bar:
    """`uptime` says the share of all its days."""

    cells: SafeString
    uptime: str


class Bars:
    """Those of one page: what they have in common is said once."""

    def __init__(self, dates: Sequence[date], calendar: Calendar, *, partial_outage_weight: float) -> None:
        self._weight = partial_outage_weight
        self._language = get_language()
        self._marks = {status: component_mark(status) for status in ComponentStatus}
        self._days = [calendar.day(one) for one in dates]
        self._anchors = [anchor_of(one) for one in dates]
        self._calm = [_cell(f"{day}\n{_('No downtime')}") for day in self._days]
        self._blank = [_cell(f"{day}\n{_('No record')}", tone="blank") for day in self._days]
        self._down = cache(down_words)

    def bar(self, availability: Availability, *, url: str) -> Bar:
        """`url` is the page of the component, where each day has a row."""
        return Bar(cells=self._cells(availability, url), uptime=self._uptime(availability))

    def _cells(self, availability: Availability, url: str) -> SafeString:
        """The same for as long as what they show is the same object, as `status.availability` keeps it."""
        shown = availability.days, availability.happened
        known = _known.get((self._language, url))
        if known is not None and known[0] is shown[0] and known[1] is shown[1]:
            return known[2]
        cells = self._draw(availability, url)
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[self._language, url] = *shown, cells
        return cells

    def _draw(self, availability: Availability, url: str) -> SafeString:
        cells = [
            blank
            if day is None
            else calm
            if day is CALM and not happened
            else self._told(index, day, happened, url)
            for index, (day, happened, calm, blank) in enumerate(
                zip(availability.days, availability.happened, self._calm, self._blank, strict=True)
            )
        ]
        return SafeString("".join(cells))

    def _uptime(self, availability: Availability) -> str:
        begins = availability.midnights[0]
        share = uptime(availability.intervals, since=begins, partial_outage_weight=self._weight)
        return _("No record yet") if share is None else _("%(share)s uptime") % {"share": uptime_words(share)}

    def _told(self, index: int, day: Day, happened: Sequence[Happened], url: str) -> str:
        mark = self._marks[day.worst]
        status = f"{mark.words}, {self._down(day.down)}" if day.down else mark.words
        tip = escape("\n".join((self._days[index], status, *_names(happened))))
        return f'<a class="tone-{mark.tone}" href="{url}#{self._anchors[index]}" aria-label="{tip}"></a>'


def anchor_of(day: date) -> str:
    return f"day-{day.isoformat()}"


def _cell(tip: str, *, tone: str = "") -> str:
    return f'<i{f" class={tone}" if tone else ""} data-tip="{escape(tip)}"></i>'


def _names(happened: Sequence[Happened]) -> list[str]:
    names = [one.name for one in happened[:_NAMED_IN_A_TIP]]
    more = len(happened) - len(names)
    if more:
        names.append(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more})
    return names


def down_words(down: timedelta) -> str:
    """In minutes begun: what was down for a moment was not down for none."""
    hours, minutes = divmod(ceil(down.total_seconds() / 60), 60)
    if hours and minutes:
        return _("down for %(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("down for %(hours)s h") % {"hours": hours}
    return _("down for %(minutes)s min") % {"minutes": minutes}


def uptime_words(share: float) -> str:
    """Rounded down, so that only what was never down is said to have been up all the time."""
    hundredths = floor(share * 10_000 + _BELOW_FLOATS)
    return _("%(number)s%%") % {"number": number_format(hundredths / 100, 2 if hundredths % 100 else 0)}
