from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from heliograph.lib.markdown import to_html

TAGS = {
    *(
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
    ),
    *("pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**Down** for _all_", "<p><strong>Down</strong> for <em>all</em></p>\n"),
        ("~~gone~~", "<p><s>gone</s></p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("`df -h`", "<p><code>df -h</code></p>\n"),
        (
            "[log](https://example.com/x)",
            '<p><a href="https://example.com/x" rel="nofollow noopener">log</a></p>\n',
        ),
        ("https://example.com", "<p>https://example.com</p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert to_html(text) == html


def test_a_table_is_a_table() -> None:
    assert "<td>1</td>" in to_html("| a |\n| - |\n| 1 |")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "![x](https://example.com/pixel.png)",
        '[x](https://example.com "onmouseover=alert(1)")',
        "<a href='https://example.com' onclick='x()'>x</a>",
        "<style>body{display:none}</style>",
        "<iframe src=//example.com></iframe>",
        "<svg/onload=alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_nothing_in_a_message_runs_or_loads(text: str) -> None:
    assert _dangers(to_html(text)) == []


@given(st.text(alphabet=st.sampled_from(list("<>\"'=[]()!:/ \n`*_javscriptonld&;#x")), max_size=60))
def test_no_text_makes_a_tag_or_an_attribute_that_is_not_allowed(text: str) -> None:
    assert _dangers(to_html(text)) == []


def test_deep_nesting_is_bounded() -> None:
    assert to_html("> " * 20_000 + "x").count("<blockquote>") <= 20


class _Reader(HTMLParser):
    """Reads HTML as a browser does, and notes what does not belong into a message."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(tag)
        self.found += [
            f"{tag} {name}={value}" for name, value in attrs if not _is_harmless(name, value or "")
        ]


def _is_harmless(name: str, value: str) -> bool:
    if name == "href":
        return urlsplit(value).scheme in {"", "http", "https", "mailto"}
    return name in {"title", "rel", "start", "align"}


def _dangers(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
