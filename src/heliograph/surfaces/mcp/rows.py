"""Finding rows: one by its id, or a page of many."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, Prefetch

from heliograph.errors import NotFound
from heliograph.status.models import Component, Incident, Schedule
from heliograph.status.queries import newest_updates
from heliograph.surfaces.mcp import present

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import QuerySet

    from heliograph.status.models import IncidentImpact, ScheduleImpact
    from heliograph.surfaces.mcp.arguments import Asked, Paged
    from heliograph.surfaces.mcp.present import Row

Kind = TypeVar("Kind", bound=Model)
Followed = TypeVar("Followed", Incident, Schedule)

NEWEST_UPDATES = 100
"""Shown with one incident or window."""


def found(rows: QuerySet[Kind], pk: int, noun: str) -> Kind:
    """Raises NotFound in words that say where ids are listed."""
    row = rows.filter(pk=pk).first()
    if row is None:
        listing = noun.replace(" ", "_")
        raise NotFound(f"{noun.capitalize()} [{pk}] not found. list_{listing}s lists those that there are.")
    return row


def paged(
    asked: Paged, rows: QuerySet[Kind], shown: Callable[[list[Kind]], Iterable[Row]]
) -> Mapping[str, object]:
    """One row more is read than is shown, to know whether there are more: nothing is counted."""
    first = (asked.page - 1) * asked.per_page
    read = list(rows[first : first + asked.per_page + 1])
    return {
        "data": list(shown(read[: asked.per_page])),
        "meta": {
            "current_page": asked.page,
            "per_page": asked.per_page,
            "has_more": len(read) > asked.per_page,
        },
    }


def followed(
    rows: QuerySet[Followed], impacts: QuerySet[IncidentImpact] | QuerySet[ScheduleImpact], asked: Asked
) -> tuple[Followed, Row]:
    """An incident or a window, and beside it what it affects, as that is now, and its newest updates."""
    seen = impacts.filter(component__in=Component.objects.visible_to(asked.actor))
    row = rows.prefetch_related(
        Prefetch("impacts", seen.select_related("component").order_by("id")), newest_updates(NEWEST_UPDATES)
    ).get()
    affected = present.components([one.component for one in row.impacts.all()], at=asked.at)
    return row, {
        "components": list(affected.values()),
        "updates": [present.update(one) for one in row.newest_updates],
    }
