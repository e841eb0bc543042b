"""What templates render to: as a real server answered (RECORDED), the rest as Twig documents it."""

import html
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from heliograph.lib.twig import TemplateFailed, check, render, required_variables, variables

MOMENT = datetime(2026, 11, 3, 14, 5, 9, 250_000, tzinfo=UTC)


class Region(StrEnum):
    EU = "eu"


RECORDED = [
    (
        "We're investigating an issue with {{ provider }} affecting {{ incident.name }}.",
        {"provider": "ACME <b>", "incident": {"name": "X"}},
        "We're investigating an issue with ACME &lt;b&gt; affecting X.",
    ),
    (
        "We're investigating an issue with {{ provider }} affecting {{ incident.name }}.",
        {"incident": {"name": "X"}},
        "We're investigating an issue with  affecting X.",
    ),
    (
        (
            "{% for r in regions %}{{ loop.index }}:{{ r|upper }} {% endfor %}"
            "{% if incident.stickied %}sticky{% else %}normal{% endif %} {{ incident.name }}"
        ),
        {"regions": ["eu", "us"], "incident": {"stickied": True, "name": "TplLogic"}},
        "1:EU 2:US sticky TplLogic",
    ),
]

OUTPUT = [
    ("", {}, ""),
    ("a < b & 'c'", {}, "a < b & 'c'"),
    ("{{ x }}", {"x": """<a href="x">&'"""}, "&lt;a href=&quot;x&quot;&gt;&amp;&#039;"),
    ("{{ x }}", {"x": True}, "1"),
    ("[{{ x }}{{ y }}]", {"x": False, "y": None}, "[]"),
    ("{{ x }} {{ y }} {{ z }}", {"x": 1.0, "y": 0.5, "z": -3}, "1 0.5 -3"),
    ("{{ x }} {{ y }}", {"x": 1e20, "y": 0.1 + 0.2}, "1.0E+20 0.3"),
    ("{{ x }}", {"x": 2**64}, "1.844674407371E+19"),
    ("{{ x }}", {"x": MOMENT}, "2026-11-03 14:05:09"),
    ("{{ x }}", {"x": MOMENT.astimezone(timezone(timedelta(hours=2)))}, "2026-11-03 14:05:09"),
    ("{{ x|upper }}", {"x": Region.EU}, "EU"),
    ("{{ a.b.c.d }}{{ a[3] }}{{ xs[9] }}{{ xs.name }}", {"a": None, "xs": [1]}, ""),
    (
        "{{ xs[1] }}{{ xs.0 }}{{ m['a b'] }}{{ m[k] }}",
        {"xs": [1, 2], "m": {"a b": 3, "c": 4}, "k": "c"},
        "2134",
    ),
    ("{{ '<b>' }}{{ x ? '<i>' : x }}{{ x ?: '<u>' }}{{ x|default('<s>') }}", {}, "<b><u><s>"),
    ("{% set x = '<b>' %}{{ x }}{{ '<b>' ~ 1 }}", {}, "&lt;b&gt;&lt;b&gt;1"),
    (r"{{ 'it\'s' }}{{ x ~ '\n' }}", {}, "it's\n"),
]

SYNTAX = [
    ("a{# no {{ x }} #}b", {}, "ab"),
    ("{% verbatim %}{{ x }}{% if %}{% endverbatim %}{{ x }}", {"x": 1}, "{{ x }}{% if %}1"),
    ("a \n {{- x -}} \n b", {"x": 1}, "a1b"),
    ("a \n {{~ x ~}} \n b", {"x": 1}, "a \n1\n b"),
    ("a\n{%- if 1 -%}\n b\n{%- endif %}\n\nc", {}, "ab\nc"),
    ("{% set x = 1 %}\n{{ x }}\n{# c #}\nb", {}, "1\nb"),
    ("{% if a %}1{% elseif b %}2{% else %}3{% endif %}", {"b": 1}, "2"),
    ("{% if '0' %}1{% elseif [] %}2{% elseif 0.0 %}3{% else %}4{% endif %}", {}, "4"),
    ("{% for x in [1, 2,] %}{{ x }}{% else %}none{% endfor %}", {}, "12"),
    ("{% for x in nothing %}{{ x }}{% else %}none{% endfor %}", {}, "none"),
    ("{% for k, v in m %}{{ k }}={{ v }};{% endfor %}", {"m": {"a": 1, "b": 2}}, "a=1;b=2;"),
    ("{% for k, v in ['a', 'b'] %}{{ k }}={{ v }};{% endfor %}", {}, "0=a;1=b;"),
    ("{% for v in m %}{{ v }}{% endfor %}", {"m": {"a": 1, "b": 2}}, "12"),
    ("{% for x in [7, 8] %}{{ loop.index }}{{ loop.index0 }} {% endfor %}", {}, "10 21 "),
    ("{% for x in [7, 8] %}{{ loop.revindex }}{{ loop.revindex0 }} {% endfor %}", {}, "21 10 "),
    (
        "{% for x in [7, 8] %}{{ loop.length }}{{ loop.first ? 'f' }}{{ loop.last ? 'l' }} {% endfor %}",
        {},
        "2f 2l ",
    ),
    (
        "{% for x in 1..2 %}{% for y in 1..2 %}{{ loop.parent.loop.index }}{{ y }} {% endfor %}{% endfor %}",
        {},
        "11 12 21 22 ",
    ),
    (
        "{% set n = 0 %}{% for x in 1..4 %}{% set n = n + x %}{% set y = 1 %}{% endfor %}{{ n }}{{ y }}",
        {},
        "10",
    ),
    ("{% for x in [1] %}{% endfor %}{{ x }}{{ loop.index }}", {"x": "kept"}, "kept"),
    ("{% set a, b = b, a %}{{ a }}{{ b }}", {"a": 1, "b": 2}, "21"),
    (
        "{% set a %}<b>{{ x }}</b>{% endset %}{{ a }}{{ a|upper }}",
        {"x": "<"},
        "<b>&lt;</b>&lt;B&gt;&amp;LT;&lt;/B&gt;",
    ),
    ("{% with {a: 1} %}{{ a }}{{ b }}{% set b = 3 %}{% endwith %}{{ a }}{{ b }}", {"b": 2}, "122"),
    ("{% with {a: 1} only %}{{ a }}{{ b }}{% endwith %}{{ b }}", {"b": 2}, "12"),
    ("{% with %}{% set a = 1 %}{{ a }}{% endwith %}{{ a }}", {}, "1"),
    ("{% with m %}{{ a }}{% endwith %}", {"m": {"a": 1}}, "1"),
    ("{% apply upper %}a{{ x }}{% endapply %}", {"x": "b"}, "AB"),
    ("{% apply lower|title %}HELLO wORLD{% endapply %}", {}, "Hello World"),
    ("{% apply raw %}<b>{% endapply %}{% apply upper %}<b>{% endapply %}", {}, "<b>&lt;B&gt;"),
]

EXPRESSIONS = [
    (
        "{{ 1 + 2 * 3 }} {{ (1 + 2) * 3 }} {{ 7 / 2 }} {{ 6 / 2 }} {{ 7 // 2 }} {{ -7 % 3 }}",
        {},
        "7 9 3.5 3 3 -1",
    ),
    ("{{ 2 ** 3 ** 2 }} {{ 2 ** -1 }} {{ '3' + 4 }} {{ -x }} {{ null + 1 }}", {"x": 5}, "512 0.5 7 -5 1"),
    ("{{ 'a' ~ 1 ~ true ~ null ~ 'b' }}", {}, "a11b"),
    ("{{ x ? 'yes' : 'no' }} {{ x ? 'yes' }} {{ y ? 'yes' : 'no' }}", {"x": 1}, "yes yes no"),
    ("{{ a ? 1 : b ? 2 : 3 }}", {"b": 1}, "2"),
    ("{{ a ?: 'x' }} {{ 0 ?: 'x' }} {{ 0 ?? 'x' }} {{ a.b ?? c ?? 'y' }}", {}, "x x 0 y"),
    ("{{ 'abc' starts with 'ab' }}{{ 'abc' ends with 'bc' }}[{{ 'abc' starts with 'b' }}]", {}, "11[]"),
    (
        "{{ 1 == '1' }}{{ 'a' == 'a' }}{{ null == false }}{{ [1, {a: 2}] == [1, {a: '2'}] }}{{ 'a' != 'b' }}",
        {},
        "11111",
    ),
    ("[{{ 'a' == 0 }}{{ [1] == [1, 2] }}{{ [] == '' }}{{ '1' is same as(1) }}]", {}, "[]"),
    ("{{ 1 < 2 }}{{ 2 >= 2 }}{{ 'a' < 'b' }}{{ '10' > '9' }} {{ 1 <=> 2 }}", {}, "1111 -1"),
    ("{{ 1 and 'a' }}{{ 0 or 1 }}{{ not 0 }}{{ 1 xor 0 }}[{{ 1 and 0 }}]", {}, "1111[]"),
    ("{{ 1 in [1, 2] }}{{ 'b' in 'abc' }}{{ 3 not in [1] }}{{ 2 in {a: 2} }}", {}, "1111"),
    ("{% for i in 1..3 %}{{ i }}{% endfor %}{% for i in 3..1 %}{{ i }}{% endfor %}", {}, "123321"),
    (
        "{{ x is defined }}{{ m.a is defined }}{{ xs[0] is defined }}",
        {"x": None, "m": {"a": None}, "xs": [0]},
        "111",
    ),
    ("[{{ y is defined }}{{ m.b is defined }}{{ xs[1] is defined }}]", {"m": {"a": 1}, "xs": [0]}, "[]"),
    (
        "{{ x is not defined }}{{ '' is empty }}{{ [] is empty }}{{ null is empty }}[{{ 0 is empty }}]",
        {},
        "1111[]",
    ),
    (
        "{{ 2 is even }}{{ 3 is odd }}{{ x is null }}{{ [] is iterable }}{{ 9 is divisible by(3) }}",
        {},
        "11111",
    ),
    (
        "{{ 'a' is same as('a') }}{{ [1] is same as([1]) }}[{{ 'a' is iterable }}{{ 1 is not odd }}]",
        {},
        "11[]",
    ),
    (
        "{% set m = {a: 1, 'b c': 2, 3: 'x', (k): 4, x} %}{{ m.a ~ m['b c'] ~ m[3] ~ m.z ~ m.x }}",
        {"k": "z", "x": 5},
        "12x45",
    ),
    ("{{ {in: 1}.in }}{{ 'abcd'[1:2] }}{{ 'abcd'[:2] }}{{ 'abcd'[2:] }}", {}, "1bcabcd"),
]

FILTERS = [
    ("{{ -5|abs }} {{ x|abs }}", {"x": "-2.5"}, "-5 2.5"),
    ("{{ 'hELLO wORLD'|capitalize }} {{ 'it\\'s hELLO'|title }}", {}, "Hello world It&#039;s Hello"),
    ("{{ x|default('d') }} {{ ''|default('d') }} {{ 0|default('d') }} {{ x.y|default }}", {}, "d d 0 "),
    ("{{ x|e }} {{ x|escape('html') }} {{ x|e|e }}", {"x": "<"}, "&lt; &lt; &amp;lt;"),
    ("{{ 'a b/é'|e('url') }}", {}, "a%20b%2F%C3%A9"),
    ("{{ [1, 2]|first }}{{ {a: 3}|first }}{{ 'xyz'|first }}{{ []|first }}", {}, "13x"),
    ("{{ [1, 2]|last }}{{ {a: 3}|last }}{{ 'xyz'|last }}{{ ''|last }}", {}, "23z"),
    ("{{ '%s has %d, %05.1f%% %x'|format('A', 3.9, 2.25, 255) }}", {}, "A has 3, 002.3% ff"),
    ("{{ '%2$s %1$s'|format('a', 'b') }}", {}, "b a"),
    (
        "{{ '[%5s] [%-5s] [%\\'*5s] %+d %c'|format('a', 'b', 'c', 3, 65) }}",
        {},
        "[    a] [b    ] [****c] +3 A",
    ),
    ("{{ [1, 2, 3]|join(', ') }} {{ [1, 2, 3]|join(', ', ' and ') }}", {}, "1, 2, 3 1, 2 and 3"),
    ("{{ [1]|join(', ', ' and ') }} {{ {a: 1}|join }} {{ 'a'|join(', ') }}", {}, "1 1 a"),
    ("{{ xs|join('<br>') }}", {"xs": ["a", "<"]}, "a&lt;br&gt;&lt;"),
    ("{{ {a: 1, b: 2}|keys|join(',') }} {{ ['x', 'y']|keys|join(',') }}", {}, "a,b 0,1"),
    ("{{ 'äöü'|length }}{{ [1]|length }}{{ {}|length }}{{ null|length }}{{ 123|length }}", {}, "31003"),
    ("{{ 'ÄB'|lower }} {{ 'äb'|upper }}", {}, "äb ÄB"),
    ("{{ x|nl2br }}", {"x": "<a>\nb\r\nc"}, "&lt;a&gt;<br />\nb<br />\r\nc"),
    ("{{ 1234567.891|number_format }} {{ 1234.5|number_format(2) }}", {}, "1,234,568 1,234.50"),
    ("{{ (-1234.567)|number_format(2, ',', '.') }}", {}, "-1.234,57"),
    ("{{ 1.005|number_format(decimal=2, thousand_sep='') }} {{ (-0.4)|number_format }}", {}, "1.01 0"),
    ("{{ x|raw }}", {"x": "<b>"}, "<b>"),
    ("{{ '%this% and %that%.'|replace({'%this%': 'foo', '%that%': 'bar'}) }}", {}, "foo and bar."),
    ("{{ 'hi all'|replace({h: 'x', hi: 'hello', hello: 'no'}) }}", {}, "hello all"),
    ("{{ [1, 2]|reverse|join }}{{ 'ab'|reverse }}{{ {a: 1, b: 2}|reverse|keys|join }}", {}, "21baba"),
    ("{{ 42.55|round }} {{ 42.55|round(1) }} {{ 1234|round(-2) }}", {}, "43 42.6 1200"),
    ("{{ 42.51|round(1, 'ceil') }} {{ 42.59|round(1, 'floor') }}", {}, "42.6 42.5"),
    ("{{ [1, 2, 3]|slice(1)|join }} {{ {a: 1, b: 2}|slice(1)|keys|join }}", {}, "23 b"),
    ("{{ '12345'|slice(1, 2) }} {{ '12345'|slice(-2) }} {{ '12345'|slice(1, -1) }}", {}, "23 45 234"),
    ("{{ 'a,b,c'|split(',')|join('|') }} {{ 'a,b,c'|split(',', 2)|join('|') }}", {}, "a|b|c a|b,c"),
    ("{{ 'a,b,c'|split(',', -1)|join('|') }} {{ 'abcde'|split('', 2)|join('|') }}", {}, "a|b ab|cd|e"),
    ("{{ '<b>bold</b> 1 < 2 <br'|striptags }}", {}, "bold 1 &lt; 2 "),
    ("[{{ '  a b \n'|trim }}] {{ 'xxaxx'|trim('x') }}", {}, "[a b] a"),
    ("{{ 'xxaxx'|trim('x', 'left') }} {{ 'xxaxx'|trim('x', side='right') }}", {}, "axx xxa"),
    ("{{ 'a b&c~é'|url_encode }}", {}, "a%20b%26c~%C3%A9"),
    ("{{ {a: 1, 'b c': 'd&e'}|url_encode|raw }}", {}, "a=1&b%20c=d%26e"),
]

DATES = [
    ("{{ x|date }}", {"x": MOMENT}, "November 3, 2026 14:05"),
    ("{{ x|date('Y-m-d H:i:s.v u') }}", {"x": MOMENT}, "2026-11-03 14:05:09.250 250000"),
    ("{{ x|date('D, l jS F Y') }}", {"x": MOMENT}, "Tue, Tuesday 3rd November 2026"),
    ("{{ x|date('g:i a, h A, G') }}", {"x": MOMENT}, "2:05 pm, 02 PM, 14"),
    ("{{ x|date('N w z W t L o n y M d') }}", {"x": MOMENT}, "2 2 306 45 30 0 2026 11 26 Nov 03"),
    ("{{ x|date('c') }}", {"x": MOMENT}, "2026-11-03T14:05:09+00:00"),
    ("{{ x|date('r') }}", {"x": MOMENT}, "Tue, 03 Nov 2026 14:05:09 +0000"),
    ("{{ x|date('U e T P O p Z I') }}", {"x": MOMENT}, "1793714709 UTC UTC +00:00 +0000 Z 0 0"),
    (r"{{ x|date('\\Y\\e\\a\\r: Y') }}", {"x": MOMENT}, "Year: 2026"),
    ("{{ x|date('H:i T P', 'Europe/Berlin') }}", {"x": MOMENT}, "15:05 CET +01:00"),
    ("{{ x|date('Y-m-d H:i') }}", {"x": "2026-11-03T15:05:09+01:00"}, "2026-11-03 14:05"),
    ("{{ '2026-11-03 08:00:00'|date('H:i') }} {{ '2026-11-03'|date(format='d.m.') }}", {}, "08:00 03.11."),
    ("{{ 86400|date('Y-m-d') }} {{ '86400'|date('j') }}", {}, "1970-01-02 2"),
    ("{{ 'now'|date('Y-m-d H:i') }} {{ x|date('H') }}", {}, "2026-11-03 14:05 14"),
]


@pytest.mark.parametrize(
    ("template", "variables", "expected"), RECORDED + OUTPUT + SYNTAX + EXPRESSIONS + FILTERS
)
def test_a_template_renders_as_in_twig(template: str, variables: dict[str, object], expected: str) -> None:
    check(template)
    assert render(template, variables) == expected


@pytest.mark.parametrize(("template", "variables", "expected"), DATES)
@time_machine.travel(MOMENT, tick=False)
def test_a_date_is_said_by_the_letters_of_php(
    template: str, variables: dict[str, object], expected: str
) -> None:
    assert render(template, variables) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ x }} {{ x|date('H:i T') }}", "2026-11-04 03:05:09 03:05 NZDT"),
        ("{{ 'now'|date('Y-m-d H:i e') }}", "2026-11-04 03:05 Pacific/Auckland"),
        (
            "{{ '2026-11-03 08:00'|date('H:i P') }} {{ '2026-11-03T08:00Z'|date('H:i') }}",
            "08:00 +13:00 21:00",
        ),
        ("{{ x|date('H:i', 'UTC') }}", "14:05"),
        ("{{ '2026-09-27 02:30'|date('H:i') }} {{ '2026-04-05 02:30'|date('H:i P') }}", "03:30 02:30 +13:00"),
    ],
)
@time_machine.travel(MOMENT, tick=False)
def test_dates_are_read_and_written_in_the_zone_of_the_page(template: str, expected: str) -> None:
    assert render(template, {"x": MOMENT}, zone=ZoneInfo("Pacific/Auckland")) == expected


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("a\n{{ x|shout }}", "Line 2: There is no filter “shout”."),
        ("{{ x is pretty }}", "Line 1: There is no test “is pretty”."),
        ("\n\n{% include 'x' %}", "Line 3: The tag “include” is not known here."),
        ("{{ 1 2 }}", "Line 1: “2” is not expected here."),
        ("{{ x }", "Line 1: “}” closes nothing."),
        ("{{ x", "Line 1: “}}” is missing."),
        ("{{ }}", "Line 1: “}}” is not expected here."),
        ("{{ $x }}", "Line 1: “$” has no meaning here."),
        ("\n{% if x %}\n", "Line 2: “if” does not end with “{% endif %}”."),
        ("{% for x in y %}{% endif %}", "Line 1: The tag “endif” is not known here."),
        ("{# x", "Line 1: This comment does not end with “#}”."),
        ("{% verbatim %}", "Line 1: “verbatim” does not end with “{% endverbatim %}”."),
        ("{{ x|upper(1) }}", "Line 1: “upper” does not take these arguments."),
        ("{{ x|round(places=1) }}", "Line 1: “round” does not take these arguments."),
        ("{% set a, b = 1 %}", "Line 1: “set” needs as many values as names."),
        ('{{ "#{x}" }}', "Line 1: “#{…}” in a string is not known here; join with “~”."),
        ("{{ 1 is defined }}", "Line 1: “is defined” asks about a variable or an entry."),
    ],
)
def test_a_wrong_template_is_refused_before_it_is_rendered(template: str, message: str) -> None:
    with pytest.raises(TemplateFailed) as failure:
        check(template)
    assert failure.value.message == message


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("\n{{ 1 / 0 }}", "Line 2: A division by zero."),
        ("{{ 'a' + 1 }}", "Line 1: “a” is not a number."),
        ("{{ [1] }}", "Line 1: A list or a map is not text; name one of its entries, or use “join”."),
        ("{{ 'soon'|date }}", "Line 1: “soon” is not a date; write it as 2026-01-31 23:59:59."),
        ("{{ 0|date('H', 'Mars/Base') }}", "Line 1: “Mars/Base” is not a time zone."),
        ("{{ '%d %d'|format(1) }}", "Line 1: “format” has fewer values than its text asks for."),
        ("{{ 'a'|replace('b') }}", "Line 1: “replace” needs a map, such as {'old': 'new'}."),
        ("{% if 1 %}\n{{ x|e('js') }}{% endif %}", "Line 2: “escape” knows “html” and “url”."),
        ("{% with 1 %}{% endwith %}", "Line 1: “with” needs a map, such as {name: 'value'}."),
    ],
)
def test_a_failure_while_rendering_names_the_line(template: str, message: str) -> None:
    check(template)
    with pytest.raises(TemplateFailed) as failure:
        render(template, {})
    assert failure.value.message == message


@pytest.mark.parametrize("value", [object(), b"bytes", {1, 2}, (1,), datetime, "\ud800", [[print]]])
def test_a_variable_that_is_no_plain_value_is_refused(value: object) -> None:
    with pytest.raises(TemplateFailed):
        render("{{ x }}", {"x": value})


def test_the_variables_of_the_caller_stay_as_they_were() -> None:
    variables: dict[str, object] = {"x": [1]}
    assert render("{% set x = [2] %}{% set y = 1 %}{{ x|first }}", variables) == "2"
    assert variables == {"x": [1]}


def test_renderings_at_the_same_time_do_not_see_each_other() -> None:
    template = "{% for i in 1..50 %}{% set x %}{{ x }}{{ n }}{% endset %}{% endfor %}{{ x }}"
    with ThreadPoolExecutor(max_workers=8) as threads:
        rendered = list(threads.map(lambda n: render(template, {"n": n % 10, "x": ""}), range(64)))
    assert rendered == [str(n % 10) * 50 for n in range(64)]


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_in_a_variable_is_shown_and_never_html(text: str) -> None:
    shown = render("{{ x }}", {"x": text})
    assert not set("<>\"'") & set(shown)
    assert html.unescape(shown) == html.unescape(html.escape(text))


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{")))
def test_text_without_tags_is_untouched(text: str) -> None:
    assert render(text, {}) == text


@pytest.mark.parametrize(
    ("template", "asked"),
    [
        ("nothing", ()),
        ("{{ provider }} in {{ region.name|upper }}, {{ provider }}", ("provider", "region")),
        ("{% if cause is defined %}{{ cause }}{% endif %}", ("cause",)),
        ("{% set place = region %}{{ place }}", ("region",)),
        ("{% for key, one in rows %}{{ loop.index }} {{ key }} {{ one }}{% endfor %}", ("rows",)),
        ("{% set note %}{{ cause }}{% endset %}{{ note }}", ("cause",)),
    ],
)
def test_a_template_says_what_it_asks_for(template: str, asked: tuple[str, ...]) -> None:
    assert variables(template) == asked


@pytest.mark.parametrize(
    ("template", "required"),
    [
        ("{{ a }} {{ b|upper }}", {"a", "b"}),
        ("{{ a|default('x') }} {{ b ?? 'x' }} {{ c ?: 'x' }}", set()),
        ("{{ a|default('x') }} {{ a }}", {"a"}),
        ("{{ a|default(b) }}", {"b"}),
        ("{{ a.name|default('x')|upper }}", set()),
        ("{% if a %}{{ a }}{% endif %}", set()),
        ("{{ a is defined ? a : b }}", {"b"}),
        ("{% for x in list %}{{ x }}{% endfor %}", {"list"}),
        ("{% set own = 1 %}{{ own }}", set()),
    ],
)
def test_a_variable_is_required_where_it_leaves_a_gap(template: str, required: set[str]) -> None:
    assert required_variables(template) == required
