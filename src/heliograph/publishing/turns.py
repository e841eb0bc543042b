"""When time alone will change what guests see."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from heliograph.status.queries import next_change_by_time

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def next_turn(*, after: datetime, zone: ZoneInfo) -> datetime:
    """An embargo ends, a window starts or is over, a day begins in the page's zone: whichever is first."""
    midnight = _midnight(after, zone)
    planned = next_change_by_time(after=after)
    return midnight if planned is None else min(planned, midnight)


def _midnight(after: datetime, zone: ZoneInfo) -> datetime:
    tomorrow = after.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, tzinfo=zone).astimezone(UTC)
