"""Ninety days of each component: what Statuspage keeps in its pages' HTML, as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.status.availability import availabilities
from heliograph.status.history import outages, uptime
from heliograph.status.queries import Span
from heliograph.surfaces.statuspage.components import component_id, group_id, start_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heliograph.status.availability import Availability
    from heliograph.status.models import Component
    from heliograph.surfaces.statuspage.board import Board
    from heliograph.surfaces.statuspage.components import Row

DAYS = 90


def uptime_rows(board: Board) -> list[Row]:
    """The last of the days is not over: it is told up to now."""
    span = Span(newest=board.at.astimezone(board.zone).date(), days=DAYS, zone=board.zone)
    components = [one.component for one in board.standings]
    known = availabilities(components, span, at=board.at).of
    return [_row(board, one, known[one.pk], span.midnights) for one in components]


def _row(board: Board, component: Component, known: Availability, midnights: Sequence[datetime]) -> Row:
    weight = board.site.partial_outage_weight
    share = uptime(known.intervals, since=midnights[0], partial_outage_weight=weight)
    return {
        "id": component_id(board, component),
        "name": component.name,
        "group_id": group_id(board, component),
        "start_date": start_date(board, component),
        "uptime_percentage": None if share is None else round(share * 100, 4),
        "days": _days(known, midnights),
    }


def _days(known: Availability, midnights: Sequence[datetime]) -> list[Row]:
    """Oldest first, without those on which the component was not there."""
    by_date = zip(known.dates, outages(known.intervals, midnights), strict=True)
    return [
        {
            "date": date.isoformat(),
            "partial_outage_seconds": round(outage.partial.total_seconds()),
            "major_outage_seconds": round(outage.major.total_seconds()),
        }
        for date, outage in by_date
        if outage is not None
    ]
