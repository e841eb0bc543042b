"""Class 2: a template is data. It reaches nothing, and it ends."""

import pytest

from heliograph.status.models import Incident
from tests import factories
from tests.ledger import nothing_written
from tests.people import Answer, Caller

REFUSED = [
    pytest.param(
        "{% for a in 1..9999 %}{% for b in 1..9999 %}{% endfor %}{% endfor %}", id="loops without end"
    ),
    pytest.param("{% for a in 1..1000000000 %}{% endfor %}", id="a range without end"),
    pytest.param(
        "{% set a = 'xxxxxxxx' %}{% for i in 1..60 %}{% set a = a ~ a %}{% endfor %}", id="doubling"
    ),
    pytest.param("{% for i in 1..9999 %}{{ text }}{% endfor %}", id="a gigabyte of output"),
    pytest.param("{{ '%1000000000d'|format(1) }}", id="a gigabyte of blanks"),
    pytest.param("{{ 1|number_format(1000000000) }}", id="a gigabyte of zeros"),
    pytest.param("{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}", id="brackets"),
    pytest.param("{% if 1 %}" * 2_000 + "{% endif %}" * 2_000, id="ifs within ifs"),
    pytest.param("{% include '/etc/passwd' %}", id="another template"),
    pytest.param("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", id="a macro that calls itself"),
    pytest.param("{{ incident.name.upper() }}", id="a call"),
    pytest.param("{{ ['id']|map('system') }}", id="a filter that there is not"),
    pytest.param("{{ ['id']|filter('system')|join }}", id="a filter that calls"),
    pytest.param("{{ lipsum.__globals__['os'].popen('id').read() }}", id="a walk to a call"),
]
HARMLESS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ incident.__class__ }}",
    "{{ incident.__init__.__globals__ }}",
    "{{ self }}",
    "{{ request }}",
    "{{ config }}",
    "{{ settings.SECRET_KEY }}",
    "{{ incident['__class__'] }}",
    "{{ loop.__class__ }}",
    "{{ _self }}",
    "{{ _context }}",
]


def opened_with(template: str, as_operator: Caller) -> Answer:
    factories.a_template(slug="evil", template=template)
    variables = {"text": "x" * 60_000, "list": list(range(5_000))}
    said = {"name": "x", "status": 1, "template": "evil", "template_vars": variables}
    return as_operator.post("/api/incidents", said)


@pytest.mark.parametrize("template", REFUSED)
def test_a_template_that_reaches_out_or_does_not_end_makes_no_incident(
    template: str, as_operator: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    answer = opened_with(template, as_operator)

    assert (answer.status, answer.faults) == (422, {"template"})
    assert not Incident.objects.exists()
    assert caplog.messages == []


@pytest.mark.parametrize("template", HARMLESS)
def test_what_a_template_may_not_see_is_not_there(template: str, as_operator: Caller) -> None:
    answer = opened_with(f"[{template}]", as_operator)

    assert (answer.status, answer.row["message"] if answer.status == 201 else "[]") in {
        (201, "[]"),
        (422, "[]"),
    }


@pytest.mark.parametrize("variable", ["<script>alert(1)</script>", '" onload="x', "{{ 7 * 7 }}", "{% raw %}"])
def test_a_variable_is_text_and_no_template(variable: str, as_operator: Caller) -> None:
    factories.a_template(slug="echo", template="{{ it }}")
    said = {"name": "x", "status": 1, "template": "echo", "template_vars": {"it": variable}}

    message = as_operator.post("/api/incidents", said).row["message"]

    assert "<" not in message
    assert "49" not in message


def test_writing_templates_needs_its_own_ability(db: None) -> None:
    writer = Caller(token=factories.a_key("incidents.manage", "incident-updates.manage").text)

    with nothing_written():
        assert writer.post("/api/incident-templates", {"name": "x", "template": "x"}).status == 403
