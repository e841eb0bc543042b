"""What a hostile template or hostile variables can do: nothing but be refused, or give a small answer."""

import signal
from collections.abc import Iterator
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heliograph.lib.twig import TemplateFailed, render
from heliograph.lib.twig.catalogue import FILTER_NAMES

MOST = 64 * 1024
LONG = 60_000


@pytest.fixture
def no_hang() -> Iterator[None]:
    """Fails a test that would go on for ever; it says nothing about how fast it should be."""

    def fail(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError("the rendering did not end")

    before = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, 5)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


def looped(body: str) -> str:
    return f"{{% for i in 1..9999 %}}{body}{{% endfor %}}"


REFUSED = {
    "a call": ("{{ range(10) }}", {}),
    "a method": ("{{ x.upper() }}", {"x": "a"}),
    "a method by index": ("{{ x['upper']() }}", {"x": "a"}),
    "a macro": ("{% macro a() %}{% endmacro %}", {}),
    "an import": ("{% import 'x' as y %}", {}),
    "an inheritance": ("{% extends 'x' %}", {}),
    "a block": ("{% block a %}{% endblock %}", {}),
    "an arrow": ("{{ [1]|map(x => x) }}", {}),
    "a filter of Jinja": ("{{ 'os'|attr('x') }}", {}),
    "an operation as a filter": ("{{ x|a variable }}", {}),
    "a string times a number": ("{{ 'a' * 10**9 }}", {}),
    "a giant range": ("{{ (1..10**9)|length }}", {}),
    "ranges within ranges": (looped(looped("")), {}),
    "loops over lists of the caller": (
        "{% for a in x %}" * 8 + "{% endfor %}" * 8,
        {"x": list(range(1000))},
    ),
    "text within loops": ("{% for a in x %}" * 4 + "a" * 1000 + "{% endfor %}" * 4, {"x": [1] * 1000}),
    "doubling by ~": ("{% set a = 'a' %}" + looped("{% set a = a ~ a %}"), {}),
    "doubling by a captured block": (
        "{% set a = 'a' %}" + looped("{% set a %}{{ a }}{{ a }}{% endset %}"),
        {},
    ),
    "doubling by apply": (looped("{% apply upper %}" + "a" * 100 + "{% endapply %}"), {}),
    "a long ~": ("{{ " + "~".join(["x"] * 1000) + " }}", {"x": "a" * LONG}),
    "comparing lists that share": (
        "{% set a, b = [], [] %}{% for i in 1..99 %}{% set a, b = [a, a], [b, b] %}{% endfor %}{{ a == b }}",
        {},
    ),
    "a deep list of its own making": (
        "{% set a, b = 1, 1 %}" + looped("{% set a, b = [a], [b] %}") + "{{ a == b }}",
        {},
    ),
    "format, wide": ("{{ '%1000000000d'|format(1) }}", {}),
    "format, often": ("{{ '" + "%1$9999d" * 100 + "'|format(1) }}", {}),
    "format, precise": ("{{ '%.9999f'|format(1) }}", {}),
    "format, zeros": ("{{ '%" + "0" * LONG + "'|format(1) }}", {}),
    "number_format, precise": ("{{ 1|number_format(10**9) }}", {}),
    "number_format, separated": ("{{ 1e300|number_format(0, '.', x) }}", {"x": "a" * LONG}),
    "round, precise": ("{{ 1|round(10**9) }}", {}),
    "round, imprecise": ("{{ 1|round(-10**9) }}", {}),
    "replace, growing": ("{{ x|replace({a: x}) }}", {"x": "a" * LONG}),
    "replace, many lengths": (
        "{{ x|replace(m) }}",
        {"x": "a" * LONG, "m": {"a" * n + "b": "" for n in range(300)}},
    ),
    "join, growing": ("{{ xs|join(x) }}", {"xs": [1] * 9000, "x": "a" * LONG}),
    "split into everything": (looped("{% set a = x|split('') %}"), {"x": "é" * 9000}),
    "split too far": ("{{ x|split('')|length }}", {"x": "é" * 30_000}),
    "trim of everything": ("{{ x|trim(x) }}", {"x": "a" * LONG}),
    "url_encode, growing": ("{{ x|url_encode }}", {"x": "é" * 20_000}),
    "escape, growing": ("{{ x }}", {"x": "'" * LONG}),
    "title, often": (looped("{% set a = x|title %}"), {"x": "a b " * 15_000}),
    "date, long": (looped("{% set a = 0|date(x) %}"), {"x": "W" * LONG}),
    "date, far": ("{{ 1e300|date }}", {}),
    "a number of many digits": ("{{ " + "9" * LONG + " }}", {}),
    "an infinite number": ("{{ 1e999 }}", {}),
    "parentheses": ("{{ " + "(" * 9000 + ")" * 9000 + " }}", {}),
    "brackets": ("{{ " + "[" * 9000 + "]" * 9000 + " }}", {}),
    "signs": ("{{ " + "-" * LONG + "1 }}", {}),
    "negations": ("{{ " + "not " * 9000 + "1 }}", {}),
    "questions": ("{{ " + "a ? b : " * 5000 + "1 }}", {}),
    "attributes": ("{{ a" + ".b" * 500 + " }}", {}),
    "sums": ("{{ " + "1 + " * 500 + "1 }}", {}),
    "filters": ("{{ a" + "|e" * 500 + " }}", {}),
    "nested tags": ("{% if 1 %}" * 3000 + "{% endif %}" * 3000, {}),
    "many branches": ("{% if 1 %}" + "{% elseif 1 %}" * 3000 + "{% endif %}", {}),
    "many parts": ("{{a}}" * 10_000, {}),
    "many openings": ("{{" * 30_000, {}),
    "many comments without an end": ("{#" * 30_000, {}),
    "a long source": ("a" * (MOST + 1), {}),
    "a long source in bytes": ("é" * (MOST // 2 + 1), {}),
    "a long variable": ("", {"x": "a" * (MOST + 1)}),
    "a long list": ("", {"x": [1] * 10_001}),
    "many lists": ("", {"x": [[1] * 9000] * 100}),
    "deep variables": ("", {"x": deep(500)}),
    "a scope in every loop": (
        "{% for i in x %}{% for j in x %}{% for k in x %}{% endfor %}{% endfor %}{% endfor %}",
        {"x": [1] * 100} | {f"v{n}": n for n in range(5000)},
    ),
}

SMALL = {
    "dunder attributes": ("{{ x.__class__.__mro__ }}{{ ''.__class__ }}{{ loop.__init__ }}", {"x": "a"}, ""),
    "dunder entries": ("{{ x['__class__'] }}{{ x|first['__globals__'] }}", {"x": ["a"]}, ""),
    "names of the engine": ("{{ self }}{{ context }}{{ environment }}{{ _self }}{{ _context }}", {}, ""),
    "a power": ("{{ 9 ** 9 ** 9 ** 9 }}", {}, "INF"),
    "a giant variable": ("{{ x }} {{ y }}", {"x": 10**5000, "y": -(10**5000)}, "INF -INF"),
    "digits as a number": ("{{ x + 1 }}", {"x": "9" * LONG}, "INF"),
    "a long slice": ("{{ 'abc'|slice(0, 10**18) }}{{ 'abc'|slice(-(10**18), 1) }}", {}, "abca"),
    "tags that never end": ("{{ x|striptags }}", {"x": "<a" * 30_000}, ""),
    "code in a variable": ("{{ x }}", {"x": "{{ 7 * 7 }}{% if %}"}, "{{ 7 * 7 }}{% if %}"),
    "code in a string": ("{{ '{{ 7 * 7 }}' }}", {}, "{{ 7 * 7 }}"),
    "a name of a keyword": ("{% set class = 1 %}{% set import = 2 %}{{ class }}{{ import }}", {}, "12"),
}


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(("template", "variables"), REFUSED.values(), ids=REFUSED.keys())
def test_an_attack_is_refused(template: str, variables: dict[str, object]) -> None:
    with pytest.raises(TemplateFailed) as failure:
        render(template, variables)
    assert len(failure.value.message) < 200


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(("template", "variables", "expected"), SMALL.values(), ids=SMALL.keys())
def test_an_attack_gives_a_small_answer(template: str, variables: dict[str, object], expected: str) -> None:
    assert render(template, variables) == expected


def test_the_output_may_be_as_long_as_the_limit_and_no_longer() -> None:
    assert len(render("{{ x }}{{ x }}", {"x": "é" * (MOST // 4)}).encode()) == MOST
    with pytest.raises(TemplateFailed):
        render("{{ x }}{{ x }}a", {"x": "é" * (MOST // 4)})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes(),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(max_size=3), values, max_size=4),
    max_leaves=8,
)
ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "x.y",
        "a[0]",
        "null",
        "0",
        "-1",
        "2.5",
        "1e300",
        "'<b>'",
        "'12'",
        "'%05.2f'",
        "[]",
        "{a: 1}",
        "'now'",
    ]
)
OPERATORS = st.sampled_from(
    [
        "or",
        "and",
        "==",
        "<",
        "<=>",
        "in",
        "starts with",
        "..",
        "+",
        "-",
        "~",
        "*",
        "/",
        "//",
        "%",
        "**",
        "??",
        "?:",
    ]
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(sorted(FILTER_NAMES))
    return st.one_of(
        st.builds("({} {} {})".format, inner, OPERATORS, inner),
        st.builds("{}|{}".format, inner, names),
        st.builds("{}|{}({})".format, inner, names, inner),
        st.builds("{}|{}({}, {})".format, inner, names, inner, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("({} is same as({}))".format, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{({}): {}}}".format, inner, inner),
        st.builds("{}[{}:{}]".format, inner, inner, inner),
    )


EXPRESSIONS = st.recursive(ATOMS, _larger, max_leaves=6)
TEMPLATES = st.one_of(
    st.builds("{{{{ {} }}}}".format, EXPRESSIONS),
    st.builds("{{% for k, b in {} %}}{{{{ k }}}}{{{{ {} }}}}{{% endfor %}}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("{{% if {} %}}a{{% else %}}{{{{ {} }}}}{{% endif %}}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("{{% set a = {} %}}{{{{ {} }}}}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("{{% with {} %}}{{{{ {} }}}}{{% endwith %}}".format, EXPRESSIONS, EXPRESSIONS),
)
WORDS = (
    "{{ }} {% %} {# #} {%- -%} {{~ if else elseif endif for in endfor set endset with only endwith "
    "apply endapply verbatim endverbatim a b 1 1..2 'x' \" ' \\ ( ) [ ] { } , : ? ?? | ~ - . = is not "
    "defined loop.index upper date join"
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(template=TEMPLATES, a=VALUES, b=VALUES)
def test_whatever_is_well_formed_renders_or_fails_as_a_template(template: str, a: object, b: object) -> None:
    _render_or_fail(template, {"a": a, "b": b, "x": {"y": a}})


@given(
    template=st.lists(st.sampled_from([*WORDS.split(), "\n"]) | st.text(max_size=3), max_size=30).map(
        " ".join
    ),
    a=VALUES,
)
def test_whatever_is_not_well_formed_fails_as_a_template(template: str, a: object) -> None:
    _render_or_fail(template, {"a": a})


def _render_or_fail(template: str, variables: dict[str, object]) -> None:
    try:
        rendered = render(template, variables)
    except TemplateFailed:
        return
    assert len(rendered.encode()) <= MOST
