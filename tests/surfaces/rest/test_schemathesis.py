"""Whatever is asked for, the API answers as it is described."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from heliograph.actors import Actor, Door
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.project.application import django
from heliograph.site.settings import change_setting
from heliograph.subscribers.models import Subscriber
from heliograph.surfaces.rest.openapi.document import document_of
from heliograph.surfaces.rest.urls import api
from tests import factories
from tests.factories import Key

THERE = 4_000_001
"""The number of whatever is there; no sequence comes so far."""

PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

described = schemathesis.openapi.from_dict(document_of(api))
described.app = django  # in the test's own thread: no other sees what a transaction has not committed
described.config.phases.coverage.enabled = False  # thousands of requests: two minutes that a run has not


@described.hook
def map_path_parameters(_: object, path_parameters: dict[str, object] | None) -> dict[str, object] | None:
    """Every other number is one that is there; what is no number stays as it is."""
    return path_parameters and {
        name: THERE if isinstance(value, int) and value % 2 else value
        for name, value in path_parameters.items()
    }


@pytest.fixture
def one_transaction(db: None) -> Iterator[None]:
    """After an answer Django gives its connection up, and with it all that the test has made."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def key(one_transaction: None) -> Key:
    """One of everything is there, and nobody counts."""
    change_setting("api_rate_limit", 0, actor=Actor.system(door=Door.COMMAND))
    group = factories.a_group(pk=THERE)
    component = factories.a_component(pk=THERE, group=group)
    incident = factories.an_incident(pk=THERE, impacts=[(component, None)])
    window = factories.a_window(pk=THERE, impacts=[(component, None)])
    factories.an_update(incident, pk=THERE)
    window.updates.create(pk=THERE + 1, message="Half of them are in.")
    factories.a_template(pk=THERE)
    metric = Metric.objects.create(pk=THERE, name="Response time", suffix="ms")
    MetricPoint.objects.create(pk=THERE, metric=metric, value=1.5)
    Subscriber.objects.create(pk=THERE, email="ada@example.com").components.add(component)
    return factories.a_key("*")


@described.exclude(method="PUT").parametrize()  # it does what PATCH does
@settings(
    max_examples=12,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_an_answer_is_as_described(case: schemathesis.Case[Any], key: Key) -> None:
    # In process nobody unpacks what is packed on its way.
    asked = {"Authorization": f"Bearer {key.text}", "Accept-Encoding": "identity"}
    response = case.call(headers=asked)

    case.validate_response(response, checks=PROMISES)
