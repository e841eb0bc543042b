"""Classes 5 and 6: the owner's header, footer and stylesheet, and names where charts carry them."""

import json
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.site.settings import change_setting
from heliograph.surfaces.public.presenters.own_css import own_css
from heliograph.surfaces.public.presenters.own_html import own_html
from tests.metrics.factories import a_metric, a_point

EVIL = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u2028\u2029]]>"
EVIL_HTML = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=//evil.example/x.png>",
    "<img src='https://evil.example/x.png'>",
    "<img src='/\\evil.example/x.png'>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\tscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><input name=password></form>",
    "<style>@import '//evil.example';</style>",
    "<p style='background:url(//evil.example)'>x</p>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example>",
    "<p id=main onclick=alert(1)>x</p>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "</div></header><script>alert(1)</script>",
]
EVIL_CSS = [
    "@import '//evil.example';",
    "@import url(//evil.example);",
    "@font-face { font-family: x; src: url(//evil.example) }",
    "@namespace url(//evil.example);",
    "a { background: url(//evil.example) }",
    "a { background: url('//evil.example') }",
    "a { background: \\75 rl(//evil.example) }",
    "a { background: u\\72 l(//evil.example) }",
    "a { background: URL(//evil.example) }",
    "a { background: image-set('//evil.example' 1x) }",
    "a { background: -webkit-image-set(url(//evil.example) 1x) }",
    "a { --x: url(//evil.example); background: var(--x) }",
    "a { background: url(data:image/svg+xml;base64,//evil.example) }",
    "a { background: url(/logo-light/../api//evil.example) }",
    "a { width: expression(evil.example) }",
    "a { behavior: url(//evil.example) }",
    "a { -moz-binding: url(//evil.example) }",
    "@media screen { @import '//evil.example'; a { background: url(//evil.example) } }",
    "@supports (background: url(//evil.example)) { a { color: red } }",
    "a { color: red; /* */ background/**/: url(//evil.example) }",
    "a { & b { background: url(//evil.example) } }",
    "a { background: url(//evil.example",
]


@pytest.mark.parametrize("html", EVIL_HTML)
def test_the_owners_html_runs_nothing_and_asks_nobody(html: str) -> None:
    clean = own_html(html)
    assert not re.search(r"<(?!/?(p|a|img|div|table)\b)", clean)
    assert not re.search(r"\s(on\w+|style|id|action)\s*=", clean)
    assert "evil.example" not in clean
    assert "script:" not in clean
    assert "svg" not in clean


def test_the_owners_html_keeps_what_is_harmless() -> None:
    html = '<p class="x"><a href="https://example.com" rel="noopener">A</a><img src="/logo-light" alt=""></p>'
    assert own_html(html) == html


@pytest.mark.parametrize("css", EVIL_CSS)
def test_the_owners_stylesheet_asks_nobody(css: str) -> None:
    assert "evil.example" not in own_css(css)


@given(st.text(alphabet="@{}();:'\"\\/*u rl-import,a.#0<>!\n", max_size=80))
def test_no_stylesheet_gets_an_address_through(text: str) -> None:
    assert not re.search(r"url\(|@import|</", own_css(text), re.IGNORECASE)


@pytest.mark.parametrize("css", ["(" * 50_000, "{" * 50_000, "a{b:" + "c(" * 20_000, "@media x{" * 5_000])
def test_a_deep_stylesheet_is_not_read(css: str) -> None:
    assert own_css(css) == ""


@pytest.mark.parametrize(
    ("css", "clean"),
    [
        (":root { --accent: #123 }", ":root { --accent: #123; }"),
        ("a:hover, .x > b { color: red !important }", "a:hover, .x > b { color: red !important; }"),
        ("@media print { a { color: red } }", "@media print { a { color: red; } }"),
        ("a { background: url(/logo-dark?v=0f) }", 'a { background: url("/logo-dark?v=0f"); }'),
        ("a { position: fixed; color: red }", "a { color: red; }"),
        ("a { position: sticky }", "a {  }"),
        ("a { position: relative }", "a { position: relative; }"),
        (
            "a { color: color-mix(in srgb, red, var(--text)) }",
            "a { color: color-mix(in srgb, red, var(--text)); }",
        ),
        ("", ""),
    ],
)
def test_the_owners_stylesheet_keeps_what_is_harmless(css: str, clean: str) -> None:
    assert own_css(css).replace("url(/logo-dark?v=0f)", 'url("/logo-dark?v=0f")') == clean


@pytest.mark.django_db
def test_no_name_of_a_metric_is_markup(client: Client, operator: Actor) -> None:
    metric = a_metric(name=EVIL, suffix=EVIL, description=EVIL)
    a_point(metric, created_at=clock.now())
    for setting in ("name", "header", "footer"):
        change_setting(setting, EVIL, actor=operator)
    page = client.get("/").content.decode()
    assert "alert(1)" in page
    assert not re.search(r'<script(?! type="module" src="/static/)|<img src=x|onerror=alert\(1\)>"', page)
    assert not re.search(r"<[^>]*\sonerror=", re.sub(r'"[^"]*"', '""', page))


@pytest.mark.django_db
def test_json_of_a_chart_can_stand_anywhere(client: Client) -> None:
    metric = a_metric(name=EVIL, suffix=EVIL)
    a_point(metric, created_at=clock.now())
    answer = client.get(f"/metrics/{metric.pk}.json")
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "\u2028" not in answer.content.decode()
    assert EVIL in json.loads(answer.content)["rows"][0][2]
