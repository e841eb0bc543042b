"""What the last good state says of itself while nothing newer can be known."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

WARNING = '110 - "Response is Stale"'

_LINE = re.compile(rb'(<p class="stale"[^>]* data-words="([^"]*)"[^>]*>)(?=</p>)')
"""Where the page says it: `parts/stale.html`, empty while all is well."""


def with_words(body: bytes, *, known_at: datetime) -> bytes:
    """The page says when this was true, in its own language and zone; what is no page stays as it is."""
    moment = escape(f"{known_at:%Y-%m-%d %H:%M} {known_at.tzname()}").encode()
    return _LINE.sub(lambda found: found[1] + found[2].replace(b"{time}", moment), body, count=1)
