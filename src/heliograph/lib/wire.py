"""Values on the wire: how dates are read and written, and rows as plain data."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Mapping


def instant(text: str) -> datetime | None:
    """A moment in UTC from an ISO 8601 form, `YYYY-MM-DD HH:MM:SS` or a bare date; else None.

    A form without an offset is UTC. A string of digits alone is no date (contract, section 1).
    """
    return instant_in(text, UTC)


def instant_in(text: str, zone: tzinfo) -> datetime | None:
    """The same, where a form without an offset is of the zone."""
    text = text.strip().upper()  # T and Z may be small letters, too
    if text.isdigit():
        return None
    try:
        moment = _moment(f"{text}-01" if _MONTH.fullmatch(text) else text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):  # OverflowError: an offset that leaves the years 1 to 9999
        return None


_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_LATE_MIDNIGHT = re.compile(r"([T ])24(?=:?00(?::?00)?(?:[.,]0+)?(?:[Z+-]|$))")


def _moment(text: str) -> datetime:
    """24:00 is the end of a day. Raises ValueError."""
    began, is_late = _LATE_MIDNIGHT.subn(r"\g<1>00", text)
    return datetime.fromisoformat(began) + timedelta(days=is_late)


def timestamp(moment: datetime) -> str:
    """`2026-11-23T10:04:05.000000Z`: ISO 8601 in UTC with microseconds, as webhooks carry it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def plain(value: object) -> object:
    """A column's value as JSON knows it."""
    match value:
        case datetime():
            return timestamp(value)
        case date() | UUID() | Decimal():
            return str(value)
        case _:
            return value


def plain_row(row: Mapping[str, object]) -> dict[str, object]:
    return {name: plain(value) for name, value in row.items()}
