"""`/metrics` in the format that the client asks for."""

import pytest
from django.test import Client
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as plain

from tests.factories import a_component, a_key

pytestmark = pytest.mark.django_db

_TEXT, _OPENMETRICS = "text/plain; version=0.0.4; charset=utf-8", "application/openmetrics-text"
_PROMETHEUS = (
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", _TEXT),
        ("*/*", _TEXT),
        ("text/html", _TEXT),
        ("text/plain", _TEXT),
        ("text/plain;version=0.0.4", _TEXT),
        ("text/plain;version=1.0.0", "text/plain; version=1.0.0"),
        ("text/plain;version=one", _TEXT),
        ("text/plain;version=2.x", _TEXT),
        ("text/plain;version=1.0.0;escaping=nonsense", "text/plain; version=1.0.0"),
        ("application/openmetrics-text;version=2.x", _TEXT),
        ("application/openmetrics-text;version=x.y", _TEXT),
        (_OPENMETRICS, _OPENMETRICS),
        ("application/openmetrics-text;version=1.0.0", f"{_OPENMETRICS}; version=1.0.0"),
        (_PROMETHEUS, f"{_OPENMETRICS}; version=1.0.0"),
    ],
)
def test_the_header_accept_chooses_the_format(client: Client, accept: str, content_type: str) -> None:
    a_component(name="API")
    headers = {"Authorization": f"Bearer {a_key().text}", "Accept": accept}

    answer = client.get("/metrics", headers=headers)

    assert answer["Content-Type"].startswith(content_type)
    assert "Accept" in answer["Vary"]
    parse = openmetrics if answer["Content-Type"].startswith(_OPENMETRICS) else plain
    assert "heliograph_component_status" in [family.name for family in parse(answer.content.decode())]
