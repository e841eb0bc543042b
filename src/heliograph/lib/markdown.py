"""Markdown of messages: CommonMark with tables, strikethrough, task lists and bare URLs to clean HTML.

Messages are written like mails: a line break is kept, and an image becomes a link, since pages load nothing
from elsewhere. Raw HTML is shown as text. The output of markdown-it is cleaned once more by nh3, so that a
mistake in one of the two is not a hole.

Any 65,535 characters take at most 0.2 CPU-seconds: markdown-it is quadratic for some inputs, so every rule
that it tries is a step, and a text that needs more than _MOST_STEPS is rendered as plain text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3
from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

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
_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "table": {"tabindex"},
    "td": {"align"},
    "th": {"align"},
}
_SCHEMES = frozenset({"http", "https", "mailto"})

_MOST_STEPS = 10_000
_STEPS_OF_A_URL = 10
"""The recognition of a URL behind a colon costs as much as so many other rules."""
_MOST_UNCLOSED = 500
_MOST_LEVELS = 20
_LONG_RUN = re.compile(r"\S{1001}")
"""A URL is looked for from each start to the next space: quadratic in the length of a run without spaces."""
_TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}
_SAME_LINK = re.compile(r"!?\[(https?://[^\s\[\]]{1,1000})\]\(\1\)")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,1000})\]\(([^()\s]{1,1000})\)")


class _TooMuchWorkError(Exception):
    """The text needs more steps, or is nested deeper, than a message may be."""


def to_html(text: str) -> str:
    """Return clean HTML, ready for a page."""
    if text.count("[") - text.count("]") > _MOST_UNCLOSED:
        return _plain_html(text)
    parser = _without_bare_urls if _LONG_RUN.search(text) else _with_bare_urls
    try:
        return _cleaner.clean(parser.render(text, {"steps": 0}))
    except _TooMuchWorkError:
        return _plain_html(text)


def to_text(text: str) -> str:
    """Return a message for plain text: as it was written, but each URL once and no marks of images."""
    return _IMAGE.sub(r"[\1](\2)", _SAME_LINK.sub(r"\1", text))


def _plain_html(text: str) -> str:
    lines = "<br>\n".join(escape(text).split("\n"))
    return f"<p>{lines}</p>\n"


def _count_block_rules(state: StateBlock, _first: int, _last: int, _silent: bool) -> bool:  # noqa: FBT001
    """Count; tokens too, since the table rule makes many in one step."""
    state.env["steps"] += 1
    if state.env["steps"] + len(state.tokens) > _MOST_STEPS or state.level > _MOST_LEVELS:
        raise _TooMuchWorkError
    return False


def _count_inline_rules(state: StateInline, _silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    state.env["steps"] += _STEPS_OF_A_URL if state.src[state.pos] == ":" else 1
    if state.env["steps"] > _MOST_STEPS:
        raise _TooMuchWorkError
    return False


def _adapt_tokens(state: StateCore) -> None:
    for before, token in zip([None, None, *state.tokens], state.tokens, strict=False):
        if token.type == "table_open":
            token.attrSet("tabindex", "0")  # a wide one scrolls, by keyboard too
        if token.children:
            token.children = list(_with_images_as_links(token.children))
            if before and before.type == "list_item_open":
                _mark_task(token.children[0])


def _with_images_as_links(tokens: list[Token]) -> Iterator[Token]:
    """Inside a link an image is its text alone: links cannot be nested."""
    is_in_link = False
    for token in tokens:
        is_in_link = token.type == "link_open" or (is_in_link and token.type != "link_close")
        if token.type != "image":
            yield token
            continue
        url = str(token.attrs["src"])
        text = Token("text", "", 0, content=_text_of(token.children or []) or url)
        if is_in_link:
            yield text
        else:
            yield from (Token("link_open", "a", 1, attrs={"href": url}), text, Token("link_close", "a", -1))


def _text_of(tokens: list[Token]) -> str:
    return "".join(_text_of(one.children) if one.children else one.content for one in tokens)


def _mark_task(token: Token) -> None:
    if token.type == "text" and (box := _TASKS.get(token.content[:4])):
        token.content = box + token.content[4:]


def _parser(*, links_bare_urls: bool) -> MarkdownIt:
    options = {"html": False, "breaks": True, "linkify": links_bare_urls, "maxNesting": 2 * _MOST_LEVELS}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    if links_bare_urls:
        parser.enable("linkify")
        _limit_to_urls_and_addresses(parser)
    interrupting = ["paragraph", "reference", "blockquote", "list", "table"]
    parser.block.ruler.before("table", "count", _count_block_rules, {"alt": interrupting})
    parser.inline.ruler.before("text", "count", _count_inline_rules)
    parser.core.ruler.after("inline", "adapt", _adapt_tokens)
    return parser


def _limit_to_urls_and_addresses(parser: MarkdownIt) -> None:
    """No `status.py` or `//host`, which are no links in a mail program either."""
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False})
        for scheme in ("ftp:", "//"):
            parser.linkify.add(scheme, None)


_with_bare_urls, _without_bare_urls = _parser(links_bare_urls=True), _parser(links_bare_urls=False)
_cleaner = nh3.Cleaner(
    tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=set(_SCHEMES), link_rel="nofollow noopener"
)
