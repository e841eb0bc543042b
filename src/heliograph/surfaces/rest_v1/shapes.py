"""What each thing looks like on the wire (contract, sections 5 to 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from heliograph.status.queries import effective_statuses, slugs_of
from heliograph.surfaces.rest_v1.statuses import COMPONENT_NAMES, component_number, is_for_everyone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from heliograph.status.models import Component, ComponentGroup
    from heliograph.surfaces.rest_v1.request import V1Request

Shape = dict[str, object]


class Dated(Protocol):
    """Any row of ours."""

    created_at: Any
    updated_at: Any


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """In UTC where the zone has it before the year 1 or after 9999."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def date(moment: datetime, zone: ZoneInfo) -> str:
    return local(moment, zone).isoformat(sep=" ", timespec="seconds")[:19]


def dates(row: Dated, zone: ZoneInfo) -> Shape:
    return {"created_at": date(row.created_at, zone), "updated_at": date(row.updated_at, zone)}


def components(request: V1Request, rows: Sequence[Component]) -> list[Shape]:
    statuses = effective_statuses(rows, at=request.now)
    return [_component(row, component_number(statuses[row.pk]), request.zone) for row in rows]


def _component(row: Component, status: int, zone: ZoneInfo) -> Shape:
    return {
        "id": row.pk,
        "name": row.name,
        "description": row.description or "",
        "link": row.link or "",
        "status": status,
        "order": row.order or 0,
        "group_id": row.group_id or row.absent_group or 0,
        "enabled": row.enabled,
        "meta": row.meta or None,
        **dates(row, zone),
        "deleted_at": None,
        "status_name": COMPONENT_NAMES[status],
        "tags": slugs_of(row.tags) or [],
    }


def groups(request: V1Request, rows: Sequence[ComponentGroup]) -> list[Shape]:
    """Each with its components, which are prefetched as `enabled_components`."""
    members = [one for row in rows for one in _members(row)]
    shaped = {one["id"]: one for one in components(request, members)}
    return [_group(row, [shaped[one.pk] for one in _members(row)], request.zone) for row in rows]


def _members(row: ComponentGroup) -> list[Component]:
    members: list[Component] = row.enabled_components  # type: ignore[attr-defined] # prefetched
    return members


def _group(row: ComponentGroup, members: list[Shape], zone: ZoneInfo) -> Shape:
    worst_first = sorted(members, key=lambda one: str(one["status"]), reverse=True)
    return {
        "id": row.pk,
        "name": row.name,
        **dates(row, zone),
        "order": row.order,
        "collapsed": row.collapsed,
        "visible": is_for_everyone(row.visible),
        "enabled_components": members,
        "enabled_components_lowest": worst_first,
        "lowest_human_status": worst_first[0]["status_name"] if worst_first else None,
    }
