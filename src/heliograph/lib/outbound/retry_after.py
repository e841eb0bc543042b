"""The header `Retry-After` (RFC 9110, 10.2.3), in seconds or as a date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.http import parse_http_date_safe

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LONGEST_WAIT = timedelta(days=1)
_MAX_DIGITS = 9


def retry_after(headers: Mapping[str, str], *, at: datetime) -> timedelta | None:
    """How long the server asks not to be tried again, a day at most; None where it does not ask."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return min(timedelta(seconds=int(value[:_MAX_DIGITS])), LONGEST_WAIT)
    seconds = parse_http_date_safe(value)
    if seconds is None or seconds <= at.timestamp():
        return None
    return min(timedelta(seconds=seconds - at.timestamp()), LONGEST_WAIT)
