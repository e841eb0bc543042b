"""Rules about values that several actions share. Each raises Invalid with the field's name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from heliograph.errors import Invalid
from heliograph.lib import clock
from heliograph.lib.plain_values import is_web_address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MAX_NAME = 255
MAX_TEXT = 65_535
"""Characters in a message or a template."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far ahead of ours the clock of a client may be."""

_LIMITS = {
    "name": MAX_NAME,
    "slug": MAX_NAME,
    "message": MAX_TEXT,
    "template": MAX_TEXT,
    "description": MAX_TEXT,
}


def require_lengths(values: Mapping[str, object]) -> None:
    """Texts by their fields; what is no text passes."""
    wrong = {
        field: [f"The {field} field must not be greater than {limit} characters."]
        for field, limit in _LIMITS.items()
        if isinstance(value := values.get(field), str) and len(value) > limit
    }
    if wrong:
        raise Invalid(wrong)


def require_web_link(link: object) -> None:
    """Visitors follow it: another scheme than http or https could run a script."""
    if isinstance(link, str) and link and not is_web_address(link):
        raise Invalid({"link": ["The link field must be a valid URL that begins with http:// or https://."]})


def allowed_occurrence(occurred_at: datetime | None, *, published_at: datetime | None) -> datetime | None:
    """Return when an incident began. A moment just ahead of our clock is now.

    A later one is only possible up to the publication of an incident under embargo.
    """
    now = clock.now()
    if (
        occurred_at is None
        or occurred_at <= now
        or (published_at is not None and occurred_at <= published_at)
    ):
        return occurred_at
    if occurred_at <= now + CLOCK_TOLERANCE:
        return clock.this_second(now)
    raise Invalid(
        {"occurred_at": ["The occurred at field must not be later than now, nor than a later published at."]}
    )


def require_end_after_beginning(
    scheduled_at: datetime, completed_at: datetime | None, *, field: str = "completed_at"
) -> None:
    """`field` is the one at fault."""
    if completed_at is not None and completed_at <= scheduled_at:
        message = {
            "completed_at": "The completed at field must be a date after scheduled at.",
            "scheduled_at": "The scheduled at field must be a date before completed at.",
        }
        raise Invalid({field: [message[field]]})
