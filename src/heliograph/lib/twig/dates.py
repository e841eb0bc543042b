"""The filter `date`: moments by PHP's letters, in English, in the zone of the run unless one is named."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from heliograph.lib import clock, wire
from heliograph.lib.twig.failure import TemplateFailed
from heliograph.lib.twig.run import Run
from heliograph.lib.twig.values import Value, is_numeric, number, text

_DEFAULT = "F j, Y H:i"
_ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_NOON = 12
_LETTER = re.compile(r"\\(?P<literal>.)|.", re.DOTALL)
# Not from `calendar` or `strftime`, which speak the language of the server.
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _offset(at: datetime) -> str:
    offset = f"{at:%z}"
    return f"{offset[:3]}:{offset[3:5]}"


_LETTERS: dict[str, Callable[[datetime], object]] = {
    "d": lambda at: f"{at.day:02}",
    "D": lambda at: _DAYS[at.weekday()][:3],
    "j": lambda at: at.day,
    "l": lambda at: _DAYS[at.weekday()],
    "N": lambda at: at.isoweekday(),
    "S": lambda at: _ORDINALS.get(at.day, "th"),
    "w": lambda at: at.isoweekday() % 7,
    "z": lambda at: at.timetuple().tm_yday - 1,
    "W": lambda at: f"{at.isocalendar().week:02}",
    "F": lambda at: _MONTHS[at.month - 1],
    "m": lambda at: f"{at.month:02}",
    "M": lambda at: _MONTHS[at.month - 1][:3],
    "n": lambda at: at.month,
    "t": lambda at: calendar.monthrange(at.year, at.month)[1],
    "L": lambda at: int(calendar.isleap(at.year)),
    "o": lambda at: at.isocalendar().year,
    "Y": lambda at: f"{at.year:04}",
    "y": lambda at: f"{at.year % 100:02}",
    "a": lambda at: "am" if at.hour < _NOON else "pm",
    "A": lambda at: "AM" if at.hour < _NOON else "PM",
    "g": lambda at: (at.hour - 1) % 12 + 1,
    "G": lambda at: at.hour,
    "h": lambda at: f"{(at.hour - 1) % 12 + 1:02}",
    "H": lambda at: f"{at.hour:02}",
    "i": lambda at: f"{at.minute:02}",
    "s": lambda at: f"{at.second:02}",
    "u": lambda at: f"{at.microsecond:06}",
    "v": lambda at: f"{at.microsecond // 1000:03}",
    "e": lambda at: str(at.tzinfo),
    "I": lambda at: int(bool(at.dst())),
    "O": lambda at: f"{at:%z}"[:5],
    "P": _offset,
    "p": lambda at: _offset(at).replace("+00:00", "Z"),
    "T": lambda at: at.tzname(),
    "Z": lambda at: int((at.utcoffset() or timedelta()).total_seconds()),
    "c": lambda at: at.isoformat(timespec="seconds"),
    "r": lambda at: "".join(_said("D, d M Y H:i:s O", at)),
    "U": lambda at: int(at.timestamp()),
}


def date(run: Run, value: Value, format: Value = None, timezone: Value = None) -> str:  # noqa: A002 - Twig's name
    pattern = _DEFAULT if format is None else text(format)
    run.spend(len(pattern))
    return run.joined(_said(pattern, _moment(run, value, timezone)))


def _said(pattern: str, at: datetime) -> Iterator[str]:
    """A letter without a meaning, or behind a backslash, stands for itself."""
    for found in _LETTER.finditer(pattern):
        known = None if found["literal"] else _LETTERS.get(found[0])
        yield str(known(at)) if known else found["literal"] or found[0]


def _moment(run: Run, value: Value, timezone: Value) -> datetime:
    try:
        return _read(value, run.zone).astimezone(_zone(timezone, run.zone))
    except (OverflowError, ValueError, OSError) as error:  # a timestamp far away, a zone at the edge of time
        raise TemplateFailed("A date lies outside the years 1 to 9999.") from error


def _read(value: Value, zone: tzinfo) -> datetime:
    if isinstance(value, datetime):
        return value
    if is_numeric(value):
        return datetime.fromtimestamp(number(value), UTC)
    if value is None or value == "now":
        return clock.now()
    moment = wire.instant_in(text(value), zone)
    if moment is None:
        raise TemplateFailed(f"“{text(value)[:40]}” is not a date; write it as 2026-01-31 23:59:59.")
    return moment


def _zone(timezone: Value, default: tzinfo) -> tzinfo:
    if timezone is None:
        return default
    try:
        return ZoneInfo(text(timezone))
    except (KeyError, ValueError, OSError) as error:  # unknown, not a name at all, or a folder of zones
        raise TemplateFailed(f"“{text(timezone)[:40]}” is not a time zone.") from error
