"""Messages inside a page."""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.safestring import SafeString

from heliograph.lib import markdown

_HEADING = re.compile(r"(</?h)([1-6])>")
_BELOW = 3
"""A message stands under a heading of the third level at most: its own begin at the fourth."""


@lru_cache(maxsize=1_024)
def message_html(text: str) -> SafeString:
    """The text as clean HTML whose headings do not disturb the page's outline."""
    # In cleaned HTML only a heading's tags look like this: headings have no attributes, and text is escaped.
    return SafeString(_HEADING.sub(_lowered, markdown.to_html(text)))


def _lowered(tag: re.Match[str]) -> str:
    return f"{tag[1]}{min(int(tag[2]) + _BELOW, 6)}>"
