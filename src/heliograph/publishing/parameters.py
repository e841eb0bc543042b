"""Query parameters of cached addresses: which values exist, and which of them are few enough for the disk.

A value that an address does not know counts as absent, in the cache key too, so that no two entries hold the
same bytes for that reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from heliograph.lib import clock
from heliograph.lib.plain_text import one_line
from heliograph.metrics.series import Range
from heliograph.site import badge_style
from heliograph.site.language import nearest

_LAST_PAGE_OF_HISTORY = 49
"""Of one month, or of what a search found. Older incidents are found by the day, or by another search."""

_MOST_STORED_PAGE = 20
LONGEST_SEARCH = 100
_STORED_YEARS = 10
_AHEAD = timedelta(days=1)
"""The month in a page's time zone can be later than the month in UTC."""

_VERSION = re.compile(r"[0-9a-f]{1,64}", re.ASCII)
_MONTH = re.compile(r"(19[7-9]\d|20\d\d|21\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parameter:
    """`canonical` returns an empty text for a value that counts as absent.

    `is_stored` tells whether an answer with this value may be stored on disk. The values for which it does
    are a closed set; all other answers share a small part of the memory.
    """

    canonical: Callable[[str], str]
    is_stored: Callable[[str], bool]


def one_of(values: Iterable[str]) -> Parameter:
    known = frozenset(values)
    return Parameter(lambda value: value if value in known else "", _always)


def _page_of_history(value: str) -> str:
    """Without a page number, the first page is meant."""
    return value if _NUMBER.fullmatch(value) and 1 < int(value) <= _LAST_PAGE_OF_HISTORY else ""


def _is_early_page(value: str) -> bool:
    return _NUMBER.fullmatch(value) is not None and int(value) <= _MOST_STORED_PAGE


def _always(_: str) -> bool:
    return True


def _never(_: str) -> bool:
    return False


def _month(value: str) -> str:
    return value if _MONTH.fullmatch(value) else ""


def _is_recent_month(value: str) -> bool:
    newest = (clock.now() + _AHEAD).date().replace(day=1)
    return newest.replace(year=newest.year - _STORED_YEARS) <= date.fromisoformat(f"{value}-01") <= newest


def _day(value: str) -> str:
    try:
        return value if date.fromisoformat(value).isoformat() == value else ""
    except ValueError:
        return ""


LANGUAGE = Parameter(lambda value: nearest(value) or "", _always)
PAGE_OF_HISTORY = Parameter(_page_of_history, _is_early_page)
MONTH = Parameter(_month, _is_recent_month)
STYLE = one_of(set(badge_style.Style) - {badge_style.DEFAULT})
RANGE = one_of(Range)
VERSION = Parameter(lambda value: value if _VERSION.fullmatch(value) else "", _always)
"""An answer is stored only if this is the version of the file, which the answer says itself."""

DAY = Parameter(_day, _never)
NUMBERED = Parameter(lambda value: "" if value == "1" else value, _is_early_page)
"""The address refuses a page that does not exist, so that such a number does not count as absent."""

SEARCH = Parameter(lambda value: one_line(value)[:LONGEST_SEARCH], _never)
OPEN = Parameter(lambda value: value, _never)
"""Any value has an answer of its own."""
