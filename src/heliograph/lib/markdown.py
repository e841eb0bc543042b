"""Messages: CommonMark with tables and links in, clean HTML out.

Raw HTML in a message is shown as text, never as HTML. What markdown-it leaves is cleaned once more by
nh3, so that a mistake in one of the two is not a hole.
"""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

_TAGS = frozenset(
    [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}}
_SCHEMES = frozenset({"http", "https", "mailto"})

_parser = (
    MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 20})
    .enable(["table", "strikethrough"])
    .disable(["image"])
)
_cleaner = nh3.Cleaner(
    tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=set(_SCHEMES), link_rel="nofollow noopener"
)


def to_html(text: str) -> str:
    """Safe to put into a page as it is."""
    return _cleaner.clean(_parser.render(text))
