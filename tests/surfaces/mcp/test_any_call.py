"""Whatever a tool is called with: a result or advice, and never a failure of ours."""

from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from heliograph.metrics.models import Metric
from heliograph.surfaces.mcp.catalogue import TOOLS
from tests import factories
from tests.factories import Key
from tests.surfaces.mcp.speaking import Assistant, switched_on

ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, False, "", " ", 0, 1, 2, 4, 6, -1, 60, 100, 2**31, 2**63, 10**30, 1e308, -1e308, 0.5),
        *("1", "name", "asc", "twig", "{% for a in range(9) %}", "{{ a.b.c }}", "x" * 300, "x" * 70_000),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-23 10:00", "0000-00-00", "now"),
        *("\0", "\ud800", "a@example.com", "https://example.com", "javascript:x", "provider-down"),
        *([], {}, [1], [[]], {"id": 1}, {"a": {"b": [1]}}, {"\0": 1}, [{"id": 1, "status": 4}], [{"id": 9}]),
    ]
)
PLAUSIBLE: dict[str, Any] = {"id": 1, "name": "n", "status": 1, "message": "m", "value": 1, "template": "t"}


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Half of what is said is what could be meant, so that not every call ends at the first look."""
    tool = TOOLS[draw(st.sampled_from(sorted(TOOLS)))]
    said = {}
    for name, field in tool.as_listed()["inputSchema"].get("properties", {}).items():
        meant = PLAUSIBLE.get(name, 1 if name.endswith("_id") else field.get("enum", ["2030-01-01"])[0])
        said[name] = draw(st.one_of(st.just(meant), ODD))
    left_out = draw(st.sets(st.sampled_from(sorted(said) or ["nothing"]), max_size=6))
    return tool.name, {name: value for name, value in said.items() if name not in left_out}


@pytest.fixture
def operator(operators_key: Key) -> Assistant:
    switched_on(api_rate_limit=0)
    return Assistant(token=operators_key.text)


@hypothesis.settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(call=calls())
def test_a_call_is_answered_with_a_result(operator: Assistant, call: tuple[str, dict[str, Any]]) -> None:
    if not Metric.objects.exists():
        component = factories.a_component(group=factories.a_group())
        factories.an_update(factories.an_incident(impacts=[(component, None)]))
        factories.a_window(impacts=[(component, None)])
        Metric.objects.create(name="m", suffix="ms").points.create(value=1)

    tool, said = call
    result = operator.call(tool, **said).body["result"]

    assert result["isError"] is ("structuredContent" not in result)
    assert result["content"][0]["text"]
