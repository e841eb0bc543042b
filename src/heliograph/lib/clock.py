"""The time now, and how times are said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_SECOND = timedelta(seconds=1)
_STEPS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
"""At a multiple of these what is that far away is said anew; months and years begin at one of days."""


def now() -> datetime:
    return datetime.now(UTC)


def this_second(moment: datetime | None = None) -> datetime:
    """The beginning of the second that it is now, or was at the moment."""
    return (moment or now()).replace(microsecond=0)


def ago(moment: datetime, *, now: datetime) -> str:
    """`moment` beside `now` in words, rounded down to the largest unit: "1 hour ago", "3 weeks from now".

    What was made since `now` was looked up is of this second, too: "0 seconds ago".
    """
    earlier, later = min(moment, now), max(moment, now)
    number, unit = _largest_unit(earlier, later)
    direction = "from now" if number and moment > now else "ago"
    return f"{number} {unit}{'' if number == 1 else 's'} {direction}"


def ago_holds_until(moment: datetime, *, now: datetime) -> datetime:
    """When what `ago` says becomes something else; perhaps a little before."""
    apart = abs(now - moment)
    step = next((one for one in _STEPS if apart >= one), _SECOND)
    whole = apart // step * step
    if moment <= now:
        return moment + whole + step
    return moment - whole if apart > whole else now + _SECOND


def _largest_unit(earlier: datetime, later: datetime) -> tuple[int, str]:
    months = _whole_months(earlier, later)
    seconds = int((later - earlier).total_seconds())
    units = (
        (months // 12, "year"),
        (months, "month"),
        (seconds // 604_800, "week"),
        (seconds // 86_400, "day"),
        (seconds // 3_600, "hour"),
        (seconds // 60, "minute"),
    )
    return next(((number, unit) for number, unit in units if number), (seconds, "second"))


def _whole_months(earlier: datetime, later: datetime) -> int:
    """Calendar months: from the 31st of one month to the 30th of the next is none yet."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    within = (later.day, later.timetz()) < (earlier.day, earlier.timetz())
    return months - within
