"""The words of metrics. Numbers and names are the REST contract's (section 2)."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum

THRESHOLDS = tuple(minutes for minutes in range(1, 61) if 60 % minutes == 0)
"""Minutes in which points count as one: the divisors of an hour, so that hours begin with a new point."""

MAX_PLACES = 4
"""Decimal places that a value is shown with."""

MAX_POINTS = 1_000
"""Points that are recorded at once."""


class MetricCalculation(IntEnum):
    SUM = 0
    AVERAGE = 1


class MetricView(IntEnum):
    LAST_HOUR = 0
    TODAY = 1
    WEEK = 2
    MONTH = 3


class Counting(StrEnum):
    """Which point a value is counted in, if one is near enough: the last, or one of its value."""

    NEAR = "near"
    SAME_VALUE = "same_value"


def finite(value: float) -> float:
    """The nearest double that is no infinity, which JSON does not have."""
    return max(-sys.float_info.max, min(value, sys.float_info.max))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(seconds=30)
_LAST_STEP = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _STEP


def rounded(moment: datetime) -> datetime:
    """To the nearest 30 seconds, halves up; at the end of the year 9999, after which there is none, down."""
    steps, rest = divmod(moment - _EPOCH, _STEP)
    return _EPOCH + min(steps + (rest * 2 >= _STEP), _LAST_STEP) * _STEP
