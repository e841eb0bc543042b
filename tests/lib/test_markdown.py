from html import escape
from html.parser import HTMLParser
from time import process_time
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from heliograph.lib.markdown import to_html, to_text

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
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        (
            "- [ ] disks\n- [x] cables\n- fans",
            "<ul>\n<li>☐ disks</li>\n<li>☑ cables</li>\n<li>fans</li>\n</ul>\n",
        ),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("text", "target", "label", "rest"),
    [
        ("See https://example.com/a_b_c/__init__.", "https://example.com/a_b_c/__init__", "", "."),
        ("(https://example.com/a?b=1&c=2)", "https://example.com/a?b=1&c=2", "", ")"),
        ("Write to ops@example.com, please", "mailto:ops@example.com", "ops@example.com", ", please"),
        ("![A *chart*](https://example.com/c.png)!", "https://example.com/c.png", "A chart", "!"),
        ("![](https://example.com/c.png)", "https://example.com/c.png", "", ""),
        ("[![Logo](https://example.com/l.png)](https://example.com/)", "https://example.com/", "Logo", ""),
    ],
)
def test_bare_urls_and_images_are_links(text: str, target: str, label: str, rest: str) -> None:
    link = f'<a href="{escape(target)}" rel="nofollow noopener">{escape(label or target)}</a>'
    assert to_html(text).endswith(f"{link}{rest}</p>\n")
    assert to_html(text).count("<a ") == 1
    assert "<img" not in to_html(text)


@pytest.mark.parametrize("text", ["status.py", "//example.com", "ftp://example.com", "`https://example.com`"])
def test_other_texts_are_no_links(text: str) -> None:
    assert "<a " not in to_html(text)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("[https://example.com](https://example.com)\n**b**", "https://example.com\n**b**"),
        ("[log](https://example.com)", "[log](https://example.com)"),
        ("![Chart](https://example.com/c.png)", "[Chart](https://example.com/c.png)"),
        ("Stop! [x] done", "Stop! [x] done"),
    ],
)
def test_plain_text_has_each_url_once_and_no_marks_of_images(markdown: str, text: str) -> None:
    assert to_text(markdown) == text


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


@pytest.mark.parametrize(
    "start",
    ["> " * 21 + "a", "- " * 11 + "a", "[" * 501, "> " * 2_000, "*a [b](c) " * 5_000],
    ids=lambda text: text[:6],
)
def test_text_that_costs_too_much_is_plain_text_with_line_breaks(start: str) -> None:
    html = to_html(f"{start}\n**<b>** & more")

    assert html == f"<p>{escape(start)}<br>\n**&lt;b&gt;** &amp; more</p>\n"


@pytest.mark.parametrize("start", ["> " * 20, "[" * 500])
def test_text_at_the_bounds_is_markdown(start: str) -> None:
    assert "<strong>x</strong>" in to_html(f"{start}**x**")


_LONGEST = 65_535
_COSTLY = [
    *("[", "[a](", "![a](", "![", "[]", "[a][b]", "*[", "`[", "[a](<b", '[a](b "', "[a](b)"),
    *("*", "*a", "**a ", "_a", "_a ", "***a***", "*_", "~~a ", "~", "*a **b _c __d "),
    *(">", "> a\n", "> - a\n", "- ", "- a\n", "1. a\n", "# a\n", "a\n-\n", "    a\n", "- a\n\n      b\n"),
    *("`", "` a", "`a ``b ```c ", "```\n", "<", "<a ", "<!--", "<http://a", "&", "&amp;", "\\*", "\0"),
    *(
        "a\n",
        "a  \n",
        "a\n\n",
        "\n",
        " ",
        "\t",
        "-",
        "=\n",
        "---\n",
        "|a|b|\n",
        "[a]: b\n",
        "[a]: b\n\n[a]\n\n",
    ),
    *("https://a.de ", "http://a.de/(", "http://a", "https://", "//a.de ", "ftp://a", "www.a.de ", "a@b.de "),
    *("a@", "mailto:", "mailto:a@b.de", "a.de ", "é.рф ", "é@é.de ", 'http://a.de/?a&b="c\'d" ', "😀", "a"),
]
_COSTLY_TEXTS = [
    *((one * _LONGEST)[:_LONGEST] for one in _COSTLY),
    *(
        ((one * 1_000)[:1_000] + " ") * 65
        for one in ("http://a.de/(", "http://a", "mailto:a@b.de", "é.", "a@")
    ),
    "|a|b|\n|-|-|\n" + "|a|b|\n" * 10_000,
    ("|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n" + "|a\n" * 18_000)[:_LONGEST],
    ("> " * 20 + "a\n" * _LONGEST)[:_LONGEST],
    "[" * 32_000 + "a" + "]" * 32_000,
    "".join("`" * number + " " for number in range(1, 360))[:_LONGEST],
    "".join(" " * 2 * number + "- a\n" for number in range(250))[:_LONGEST],
    "".join(f"[a{number}]: b\n" for number in range(6_000))[:_LONGEST],
    "".join(f"[a{number}]: b\n\n[a{number}]\n\n" for number in range(3_000))[:_LONGEST],
]


def cpu_seconds(text: str) -> float:
    began = process_time()
    to_html(text)
    return process_time() - began


@pytest.mark.parametrize("text", _COSTLY_TEXTS, ids=lambda text: repr(text[:12]))
def test_the_longest_message_takes_a_fifth_of_a_cpu_second(text: str) -> None:
    """The bound is the contract; on a busy machine seconds are slower, so the best of five runs counts."""
    assert min(cpu_seconds(text) for _ in range(5)) < 0.2 * 2


@settings(max_examples=30)
@given(
    pieces=st.lists(st.sampled_from(_COSTLY), min_size=1, max_size=6),
    ends=st.lists(st.sampled_from(["", " ", "\n"]), min_size=1, max_size=3),
)
def test_no_mixture_takes_longer(pieces: list[str], ends: list[str]) -> None:
    part = "".join(f"{piece}{end}" for piece in pieces for end in ends)
    text = (part * _LONGEST)[:_LONGEST]
    assert min(cpu_seconds(text) for _ in range(3)) < 0.2 * 2


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
    return name in {"title", "rel", "start", "align", "tabindex"}


def _dangers(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
