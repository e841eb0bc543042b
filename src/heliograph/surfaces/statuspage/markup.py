"""The markup that readers of Statuspage's feeds take apart; in English and in UTC, as they expect."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from heliograph.lib import markdown
from heliograph.surfaces.statuspage.words import moment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from heliograph.status.models import Schedule
    from heliograph.surfaces.statuspage.told import Told

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WHOLE_PARAGRAPHS = re.compile(r"\s*<p>(.*)</p>\s*", re.DOTALL)
_BETWEEN_PARAGRAPHS = re.compile(r"</p>\s*<p>")


def story(told: Iterable[Told]) -> SafeString:
    """Newest first. Readers take the first `strong` for what is the case now."""
    return format_html_join("\n", "{}", ((_step(one),) for one in told))


def announcement(window: Schedule) -> SafeString:
    return format_html(
        "<p><strong>THIS IS A SCHEDULED EVENT {}</strong></p>\n",
        stretch(window.scheduled_at, window.completed_at),
    )


def stretch(begins: datetime, ends: datetime | None) -> SafeString:
    """`Aug 10, 00:17 - 01:30 UTC`, each number marked as a variable."""
    if ends is None or ends == begins:
        return format_html("{} UTC", _day_and_time(begins))
    same_day = begins.astimezone(UTC).date() == ends.astimezone(UTC).date()
    return format_html("{} - {} UTC", _day_and_time(begins), _time(ends) if same_day else _day_and_time(ends))


def word(status: str) -> str:
    """`in_progress` as `In progress`."""
    return status.replace("_", " ").capitalize()


def _step(told: Told) -> SafeString:
    """The element `time` is ours, behind all that readers look for: the rest leaves the year to guess."""
    return format_html(
        "<p><small>{} UTC</small><br><strong>{}</strong> - {}<time datetime='{}'></time></p>",
        _day_and_time(told.at),
        word(told.status),
        _body(told.body),
        moment(told.at),
    )


def _day_and_time(when: datetime) -> SafeString:
    local = when.astimezone(UTC)
    return format_html(
        "{} <var data-var='date'>{}</var>, {}", MONTHS[local.month - 1][:3], local.day, _time(when)
    )


def _time(when: datetime) -> SafeString:
    return format_html("<var data-var='time'>{}</var>", f"{when.astimezone(UTC):%H:%M}")


def _body(text: str) -> SafeString:
    """Inside a paragraph: a message's own become breaks."""
    html = markdown.to_html(text)
    joined = _BETWEEN_PARAGRAPHS.sub("<br><br>", html)
    inner = _WHOLE_PARAGRAPHS.fullmatch(joined)
    return SafeString(inner[1] if inner and "<p>" not in inner[1] else html)
