"""The owner's header and footer: HTML in, clean HTML out."""

from __future__ import annotations

import re

import nh3
from django.utils.safestring import SafeString

_TAGS = {
    *("a", "abbr", "b", "br", "code", "dd", "div", "dl", "dt", "em", "h2", "h3", "h4", "hr", "i", "img"),
    *("li", "ol", "p", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr"),
    "ul",
}
_ATTRIBUTES = {
    "*": {"class", "lang", "dir", "title"},
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "data"}
_OWN_PICTURE = re.compile(
    r"/(?![/\\])[^\s\\]*|data:image/(png|jpeg|webp|gif);base64,[a-z0-9+/=]+", re.IGNORECASE
)


def own_html(text: str | None) -> SafeString:
    """No script, style, form or frame, no id that could be taken for one of ours; this page's pictures alone.

    The content policy would refuse most of it as well: here it is not even there.
    """
    return SafeString(_cleaner.clean(text)) if text else SafeString("")


def _kept(element: str, attribute: str, value: str) -> str | None:
    match element, attribute:
        case "img", "src":
            return value if _OWN_PICTURE.fullmatch(value.strip()) else None
        case _, "href":
            return None if value.strip().lower().startswith("data:") else value
        case _:
            return value


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    attribute_filter=_kept,
    link_rel="noopener",
    clean_content_tags={"script", "style", "template", "noscript", "iframe", "svg", "math"},
)
