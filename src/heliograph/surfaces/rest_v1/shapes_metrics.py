"""What metrics, their points and subscribers look like on the wire (contract, sections 10, 11 and 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.surfaces.rest_v1.shapes import Shape, date, dates, local

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from heliograph.metrics.models import Metric, MetricPoint
    from heliograph.subscribers.models import Subscriber
    from heliograph.surfaces.rest_v1.request import V1Request

VIEW_NAMES = ("Last Hour", "Last 12 Hours", "Week", "Month")

_EXACT = 2**53
"""Beyond it a double is no count of anything."""


def number(value: float) -> int | float:
    """Whole ones without a fraction: clients read them into integers."""
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def metrics(request: V1Request, rows: Sequence[Metric]) -> list[Shape]:
    return [_metric(row, request.zone) for row in rows]


def _metric(row: Metric, zone: ZoneInfo) -> Shape:
    return {
        "id": row.pk,
        "name": row.name,
        "suffix": row.suffix,
        "description": row.description or "",
        "default_value": number(float(row.default_value or 0)),
        "calc_type": row.calc_type,
        "display_chart": row.display_chart,
        "places": row.places,
        "default_view": row.default_view,
        "threshold": row.threshold,
        "order": row.order,
        "visible": row.visible,
        **dates(row, zone),
        "default_view_name": VIEW_NAMES[row.default_view],
    }


def points(request: V1Request, rows: Sequence[MetricPoint]) -> list[Shape]:
    return [
        {
            "id": row.pk,
            "metric_id": row.metric_id,
            "value": number(float(row.value)),
            "counter": row.counter,
            **dates(row, request.zone),
            "calculated_value": number(float(row.calculated_value)),
        }
        for row in rows
    ]


def subscribers(request: V1Request, rows: Sequence[Subscriber]) -> list[Shape]:
    """With their subscriptions, which are prefetched."""
    return [_subscriber(row, request.zone) for row in rows]


def _subscriber(row: Subscriber, zone: ZoneInfo) -> Shape:
    """The code that verifies an address is in its mail alone, and nowhere kept."""
    subscriptions = [
        {"id": one.pk, "subscriber_id": row.pk, "component_id": one.component_id, **dates(row, zone)}
        for one in row.subscriptions.all()
    ]
    return {
        "id": row.pk,
        "email": row.email,
        "phone_number": None,
        "slack_webhook_url": None,
        "verify_code": "",
        "verified_at": None if row.verified_at is None else _in_words(row.verified_at, zone),
        "global": row.is_global,
        **dates(row, zone),
        "subscriptions": subscriptions,
    }


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ORDINALS = {1: "st", 21: "st", 31: "st", 2: "nd", 22: "nd", 3: "rd", 23: "rd"}


def _in_words(moment: datetime, zone: ZoneInfo) -> str:
    """`Friday 24th May 2019 10:01:44`, in English whatever the language of the process."""
    there = local(moment, zone)
    day = f"{there.day}{_ORDINALS.get(there.day, 'th')}"
    words = f"{_DAYS[there.weekday()]} {day} {_MONTHS[there.month - 1]} {there.year}"
    return f"{words} {date(moment, zone)[11:]}"
