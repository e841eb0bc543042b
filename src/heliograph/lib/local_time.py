"""Parsing of local times: a date and a time of day in a zone, as people enter them in forms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

YEARS = range(1970, 2200)
"""The years that a form accepts: every zone, calendar and database can represent them."""


class LocalTimeError(ValueError):
    """The text is not a date with a time."""


class YearOutOfRangeError(ValueError):
    """The year is not in YEARS."""


class SkippedTimeError(ValueError):
    """The clocks go forward over this time; `nearest` are the moments before and after the gap."""

    def __init__(self, nearest: tuple[datetime, datetime]) -> None:
        super().__init__("The clocks go forward over this time.")
        self.nearest = nearest


class RepeatedTimeError(ValueError):
    """The clocks go back over this time, so it occurs twice: `readings`, the earlier one first."""

    def __init__(self, readings: tuple[datetime, datetime]) -> None:
        super().__init__("This time occurs twice.")
        self.readings = readings


def parse(text: str, zone: tzinfo) -> datetime:
    """Return the moment of `YYYY-MM-DD HH:MM[:SS]` in the zone, or of the same with an offset of its own.

    Raises LocalTimeError, YearOutOfRangeError, SkippedTimeError or RepeatedTimeError.
    """
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise LocalTimeError(text) from error
    if local.year not in YEARS:
        raise YearOutOfRangeError(text)
    return local if local.tzinfo else _in_zone(local, zone)


def iso(moment: datetime, zone: tzinfo) -> str:
    """Return the text that `parse` reads as the moment, to the second; with its offset where it needs one."""
    try:
        local = moment.astimezone(zone)
    except OverflowError:  # the zone leads out of the years 1 to 9999
        return moment.astimezone(UTC).isoformat(timespec="seconds")
    is_repeated = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    shown = local if is_repeated else local.replace(tzinfo=None)
    return shown.isoformat(timespec="seconds" if local.second else "minutes")


def _in_zone(local: datetime, zone: tzinfo) -> datetime:
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    # PEP 495: a time in a gap comes back from UTC as another one; a repeated time comes back as itself.
    there_and_back = [one.astimezone(UTC).astimezone(zone) for one in (first, second)]
    if there_and_back[0].replace(tzinfo=None) != local:
        raise SkippedTimeError((there_and_back[1], there_and_back[0]))
    raise RepeatedTimeError((first, second))
