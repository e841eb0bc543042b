"""Reading the clock: what came due since it was read the last time, by one process at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from heliograph.events.models import ClockReading
from heliograph.lib import clock

_OVERLAP = timedelta(minutes=1)
"""A row may be committed a moment after the time that it names was read over."""

_WRITTEN_EVERY = timedelta(seconds=30)
"""To write each second would tell every process each second that something has changed."""


@dataclass(frozen=True, kw_only=True)
class Tick:
    """Moments after `begins` and up to `ends`. They overlap with those of ticks before."""

    begins: datetime
    ends: datetime


def read_clock(purpose: str) -> Tick:
    """Whoever else reads it waits until the caller's transaction ends.

    What lies before the first reading of all has never come due.
    """
    reading, is_first = ClockReading.objects.select_for_update().get_or_create(
        purpose=purpose, defaults={"until": clock.now()}
    )
    now = clock.now()
    begins = now if is_first else min(reading.until, now) - _OVERLAP
    if now - reading.until >= _WRITTEN_EVERY:
        reading.until = now
        reading.save(update_fields=["until"])
    return Tick(begins=begins, ends=now)
