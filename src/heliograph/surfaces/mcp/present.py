"""What each thing looks like to an assistant: plain objects, enums as value and name, dates in ISO 8601."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from heliograph.metrics.vocabulary import MetricCalculation
from heliograph.status.queries import effective_statuses
from heliograph.status.vocabulary import (
    ComponentStatus,
    GroupDisplay,
    IncidentStatus,
    TemplateEngine,
    Visibility,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from enum import IntEnum

    from heliograph.metrics.models import Metric, MetricPoint
    from heliograph.status.models import (
        Component,
        ComponentGroup,
        Incident,
        IncidentTemplate,
        Schedule,
        Update,
    )
    from heliograph.subscribers.models import Subscriber

Row = dict[str, object]

_VISIBILITY = {
    Visibility.SIGNED_IN: "authenticated",
    Visibility.EVERYONE: "guest",
    Visibility.HIDDEN: "hidden",
}
_EXACT = 2**53
"""From here on a double no longer holds every whole number."""


def date(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")


def number(value: float | None) -> float | None:
    """3 and not 3.0."""
    whole = value is not None and value.is_integer() and abs(value) < _EXACT
    return int(value) if whole and value is not None else value


def named(one: IntEnum) -> Row:
    return {"value": one.value, "name": one.name.lower()}


def visibility(value: int) -> Row:
    return {"value": value, "name": _VISIBILITY[Visibility(value)]}


def _capital(value: str | None) -> Row | None:
    return (
        None if value is None else {"value": value, "name": value.replace("_", " ").title().replace(" ", "")}
    )


def _dates(
    row: Component | ComponentGroup | Incident | Schedule | Update | IncidentTemplate | Metric | Subscriber,
) -> Row:
    return {"created_at": date(row.created_at), "updated_at": date(row.updated_at)}


def components(rows: Iterable[Component], *, at: datetime) -> dict[int, Row]:
    """By id: `status` is what was said of it, `latest_status` what people see, incidents counted in."""
    rows = list(rows)
    seen = effective_statuses(rows, at=at)
    return {one.pk: _component(one, seen[one.pk]) for one in rows}


def component(row: Component, *, at: datetime) -> Row:
    return components([row], at=at)[row.pk]


def _component(row: Component, seen: ComponentStatus) -> Row:
    return {
        "id": row.pk,
        "name": row.name,
        "description": row.description,
        "link": row.link,
        "status": named(ComponentStatus(row.status)),
        "latest_status": named(seen),
        "order": row.order,
        "enabled": row.enabled,
        "component_group_id": row.group_id,
        **_dates(row),
    }


def group(row: ComponentGroup, members: Sequence[Row]) -> Row:
    return {
        "id": row.pk,
        "name": row.name,
        "order": row.order,
        "visible": visibility(row.visible),
        "collapsed": named(GroupDisplay(row.collapsed)),
        "order_column": _capital(row.order_column),
        "order_direction": _capital(row.order_direction),
        **_dates(row),
        "components": list(members),
    }


def incident(row: Incident) -> Row:
    return {
        "id": row.pk,
        "guid": str(row.guid),
        "name": row.name,
        "status": named(IncidentStatus(row.status)),
        "initial_status": None if row.initial_status is None else named(IncidentStatus(row.initial_status)),
        "message": row.message,
        "visible": visibility(row.visible),
        "stickied": row.stickied,
        "occurred_at": date(row.occurred_at),
        "published_at": date(row.published_at),
        **_dates(row),
    }


def schedule(row: Schedule, *, at: datetime) -> Row:
    return {
        "id": row.pk,
        "name": row.name,
        "message": row.message,
        "status": named(row.status_at(at)),
        "scheduled_at": date(row.scheduled_at),
        "completed_at": date(row.completed_at),
        "published_at": date(row.published_at),
        **_dates(row),
    }


def update(row: Update) -> Row:
    return {
        "id": row.pk,
        "status": None if row.status is None else named(IncidentStatus(row.status)),
        "message": row.message,
        "user_id": row.user_id,
        **_dates(row),
    }


def template(row: IncidentTemplate) -> Row:
    return {
        "id": row.pk,
        "name": row.name,
        "slug": row.slug,
        "template": row.template,
        "engine": {"value": row.engine, "name": TemplateEngine(row.engine).value},
        **_dates(row),
    }


def metric(row: Metric) -> Row:
    return {
        "id": row.pk,
        "name": row.name,
        "suffix": row.suffix,
        "description": row.description,
        "calc_type": named(MetricCalculation(row.calc_type)),
        "display_chart": row.display_chart,
        "places": row.places,
        "default_value": number(row.default_value),
        "threshold": row.threshold,
        "visible": visibility(row.visible),
        "order": row.order,
        **_dates(row),
    }


def point(row: MetricPoint) -> Row:
    return {
        "id": row.pk,
        "metric_id": row.metric_id,
        "value": number(row.value),
        "counter": row.counter,
        "total": number(float(row.total)),
        "calculated_value": number(row.calculated_value),
        "created_at": date(row.created_at),
    }


def subscriber(row: Subscriber) -> Row:
    return {
        "id": row.pk,
        "email": row.email,
        "verified": row.is_verified,
        "global": row.is_global,
        **_dates(row),
    }


def one(row: Mapping[str, object]) -> Mapping[str, object]:
    return {"data": row}


def deleted(pk: int) -> Mapping[str, object]:
    return one({"id": pk, "deleted": True})
