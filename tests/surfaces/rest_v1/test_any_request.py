"""Whatever is sent, by whomever: an answer in the API's own form, and never a failure of ours."""

import json
from typing import Any
from urllib.parse import urlencode

import hypothesis
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from heliograph.metrics.models import Metric
from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.surfaces.rest_v1.caller import FORM, JSON, V1

LISTS = (
    *("components", "components/groups", "incidents", "incidents/templates"),
    *("metrics", "schedules", "subscribers", "subscriptions", "status", "nothing"),
)
FIELDS = (
    *("name", "status", "message", "visible", "component_id", "component_status", "notify", "stickied"),
    *("occurred_at", "template", "vars", "meta", "tags", "tags[]", "group_id", "order", "enabled", "link"),
    *("scheduled_at", "completed_at", "components", "email", "verify", "value", "timestamp", "threshold"),
    *(
        "suffix",
        "default_value",
        "places",
        "default_view",
        "view",
        "per_page",
        "page",
        "sort",
        "id",
        "_method",
    ),
    *("collapsed", "user_id", "description", "display_chart"),
)
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, False, "", " ", 0, 1, 2, 4, -1, 2**31, 2**63, 10**30, 1e308, 0.5, "1", "true", "off"),
        *("2026-11-23 10:00", "0000-00-00 00:00", "9999-12-31T23:59:59-14:00", "x" * 70_000, "\0", "\ud800"),
        *("provider-down", "name", "status", "asc", "desc", "DELETE", "PUT", "a@example.com", "a, b"),
        *([], {}, [1], [[[]]], {"id": 1}, {"0": "\0"}, [{"id": 1, "status": 9}], [None], {"a": {"b": [1]}}),
    ]
)
BODIES = st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=8)
PATHS = st.builds(
    lambda first, number, rest: "/" + "/".join(one for one in (first, number, *rest) if one),
    st.sampled_from(LISTS),
    st.sampled_from(["", "1", "2", "1000000001", "0", "x", "9" * 25, "%00", "groups"]),
    st.sampled_from([(), ("updates",), ("points",), ("updates", "1"), ("points", "1"), ("",)]),
)
METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"])


def as_form(body: dict[str, Any]) -> str:
    return urlencode({name: str(value).encode("utf-8", "ignore") for name, value in body.items()}, doseq=True)


@hypothesis.settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(method=METHODS, path=PATHS, query=BODIES, body=BODIES, is_json=st.booleans(), is_known=st.booleans())
def test_an_answer_is_json_of_a_status_that_clients_know(  # noqa: PLR0913, PLR0917 - what a request is made of
    v1: V1,
    method: str,
    path: str,
    query: dict[str, Any],
    body: dict[str, Any],
    is_json: bool,  # noqa: FBT001 - drawn
    is_known: bool,  # noqa: FBT001 - drawn
) -> None:
    if not Metric.objects.exists():
        incident = factories.an_incident(
            pk=1, impacts=[(factories.a_component(pk=1), ComponentStatus.MAJOR_OUTAGE)]
        )
        factories.an_update(incident, pk=1)
        factories.a_window(pk=1, told_as_incident=True)
        factories.a_template()
        Metric.objects.create(pk=1, name="m", suffix="ms").points.create(pk=1, value=1)

    caller = v1 if is_known else V1()
    answer = caller.send(
        method,
        f"{path}?{as_form(query)}",
        json.dumps(body) if is_json else as_form(body),
        content_type=JSON if is_json else FORM,
    )

    assert answer.status in {200, 204, 400, 401, 404, 405}
    if method == "HEAD":
        return
    if answer.status >= 400:
        (error,) = answer.body["errors"]
        assert error["status"] == answer.status
    elif answer.body is not None:
        assert "data" in answer.body
