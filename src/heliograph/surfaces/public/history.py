from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.publishing.parameters import PAGE_OF_HISTORY, SEARCH
from heliograph.status import archive, timeline
from heliograph.status.queries import Span
from heliograph.surfaces.public.door import page, rendered
from heliograph.surfaces.public.presenters.history_page import (
    Month,
    month_named,
    month_shown,
    search_shown,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.surfaces.public.door import Visit
    from heliograph.surfaces.public.presenters.history_page import HistoryPage

_MOST_A_MONTH = 200
_MOST_FOUND = 50


@page
def history_page(visit: Visit) -> HttpResponse:
    search = SEARCH.canonical(visit.request.GET.get("q", ""))
    return rendered(visit, "history_page", _found(visit, search) if search else _month(visit))


def _month(visit: Visit) -> HistoryPage:
    month = month_named(visit.request.GET.get("month", "")) or Month.of(visit.calendar.today)
    span, number = Span(newest=month.last, days=month.last.day, zone=visit.zone), _number(visit)
    skip = (number - 1) * _MOST_A_MONTH
    read = timeline.month(span, at=visit.at, most=_MOST_A_MONTH, skip=skip)
    return month_shown(month, number, read, visit.calendar)


def _found(visit: Visit, search: str) -> HistoryPage:
    number = _number(visit)
    read = archive.found(search, at=visit.at, most=_MOST_FOUND, skip=(number - 1) * _MOST_FOUND)
    return search_shown(search, number, read, visit.calendar)


def _number(visit: Visit) -> int:
    return int(PAGE_OF_HISTORY.canonical(visit.request.GET.get("page", "")) or 1)
