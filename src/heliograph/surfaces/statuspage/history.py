"""`/history.json`, three months a page, and the addresses that readers make of an incident's code."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect

from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.site.installation import Coded, codes
from heliograph.status import archive, queries
from heliograph.surfaces.statuspage import board as boards
from heliograph.surfaces.statuspage.components import component_id
from heliograph.surfaces.statuspage.door import gated
from heliograph.surfaces.statuspage.happened import (
    impact_of_incident,
    incident_id,
    incident_url,
    window_id,
    window_url,
)
from heliograph.surfaces.statuspage.markup import MONTHS, stretch
from heliograph.surfaces.statuspage.words import MAINTENANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from heliograph.site.vocabulary import SiteSettings
    from heliograph.status.models import Incident, Schedule
    from heliograph.surfaces.statuspage.board import Board
    from heliograph.surfaces.statuspage.components import Row

_MONTHS_OF_A_PAGE = 3
_MOST = 300
"""Incidents, and maintenance windows, on a page."""

_MOST_PAGES = 400
"""A hundred years."""


class Month(NamedTuple):
    year: int
    month: int

    @property
    def begins(self) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    def back(self, months: int) -> Month:
        number = self.year * 12 + self.month - 1 - months
        return Month(number // 12, number % 12 + 1)


def months(request: HttpRequest) -> HttpResponse:
    return gated(request, lambda site, at: _page(site, at, _number(request.GET.get("page", "1"))))


def _number(text: str) -> int:
    """Raises NotFound for what is no page."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= _MOST_PAGES and len(text) <= len("400"):
        return int(text)
    raise NotFound("There is no such page.")


def _page(site: SiteSettings, at: datetime, number: int) -> Row:
    now = at.astimezone(UTC)
    newest = Month(now.year, now.month).back(_MONTHS_OF_A_PAGE * (number - 1))
    shown = [newest.back(months) for months in range(_MONTHS_OF_A_PAGE)]
    board = boards.read(site, at=at)
    incidents, windows = archive.begun(shown[-1].begins, newest.back(-1).begins, at=at, most=_MOST)
    endings = archive.endings(incidents)
    happened = [
        *((one.began_at, _incident(board, one, endings[one.pk])) for one in incidents),
        *((one.scheduled_at, _window(board, one)) for one in windows),
    ]
    happened.sort(key=lambda one: one[0], reverse=True)
    return {
        "page_status": {"page": {"name": site.name}},
        "components": list(_components(board)),
        "months": [_month(one, happened) for one in shown],
    }


def _components(board: Board) -> Iterator[Row]:
    for standing in board.standings:
        yield {"id": component_id(board, standing.component), "name": standing.component.name}


def _month(month: Month, happened: list[tuple[datetime, Row]]) -> Row:
    """`starts_on` counts the days of the week from Sunday."""
    weekday, days = calendar.monthrange(*month)
    return {
        "name": MONTHS[month.month - 1],
        "year": month.year,
        "starts_on": (weekday + 1) % 7,
        "days": days,
        "incidents": [row for began, row in happened if (began.year, began.month) == month],
    }


def _incident(board: Board, incident: Incident, ended: datetime | None) -> Row:
    return {
        "code": incident_id(board, incident),
        "name": incident.name,
        "message": _last_word(incident),
        "impact": impact_of_incident(incident),
        "timestamp": stretch(incident.began_at, ended),
    }


def _window(board: Board, window: Schedule) -> Row:
    return {
        "code": window_id(board, window),
        "name": window.name,
        "message": _last_word(window),
        "impact": MAINTENANCE,
        "timestamp": stretch(window.scheduled_at, window.completed_at),
    }


def _last_word(happened: Incident | Schedule) -> str:
    newest = next(iter(happened.newest_updates), None)
    return newest.message if newest else happened.message


def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where readers look for an incident that they know by its code: the page is at another address."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        return HttpResponseRedirect(_address(code, clock.now()))
    except NotFound as missing:
        raise Http404 from missing


def _address(code: str, at: datetime) -> str:
    """Raises NotFound, also for what guests may not see."""
    match codes().read(code):
        case (Coded.INCIDENT, number):
            return incident_url(queries.incident_numbered(number, at=at))
        case (Coded.SCHEDULE, number):
            return window_url(archive.window_seen(number, at=at))
        case _:
            raise NotFound("There is no such incident.")
