"""Whatever is sent, the answer is the caller's: never a failure of ours."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heliograph.site.models import Setting
from tests.people import Caller

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["1", "4", "2026-11-23", "2026-11-23T10:00:00+02:00", "\ud800", "\0", "x" * 300])
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
incidents = st.fixed_dictionaries(
    {},
    optional={
        "name": st.just("x") | values,
        "status": st.integers(0, 4) | values,
        "message": st.just("m") | values,
        "template": values,
        "template_vars": values,
        "visible": st.booleans() | values,
        "stickied": values,
        "notifications": values,
        "occurred_at": st.datetimes().map(str) | values,
        "published_at": st.datetimes().map(str) | values,
        "components": st.lists(
            st.fixed_dictionaries(
                {}, optional={"id": st.integers(0, 3) | values, "status": st.integers(0, 7) | values}
            ),
            max_size=3,
        )
        | values,
        "component_id": st.integers(0, 3) | values,
        "component_status": st.integers(0, 7) | values,
        "meta": values,
    },
)

one_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)


@pytest.fixture
def unlimited(db: None) -> None:
    Setting.objects.create(name="api_rate_limit", value=0)


@one_database
@given(body=incidents | values)
def test_no_json_makes_us_fail(body: object, as_operator: Caller, unlimited: None) -> None:
    answer = as_operator.send("POST", "/api/incidents", json.dumps(body))

    assert answer.status in {201, 422}
    if answer.status == 201:
        assert as_operator.get(f"/api/incidents/{answer.row['id']}").status in {200, 404}


@one_database
@given(
    body=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_no_bytes_make_us_fail(body: bytes, as_operator: Caller, unlimited: None) -> None:
    for content_type in (
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=y",
    ):
        answer = as_operator.send("POST", "/api/incidents", body, content_type=content_type)
        assert 400 <= answer.status < 500


@one_database
@given(
    query=st.dictionaries(
        st.sampled_from(["sort", "include", "filter[name]", "filter[meta][k]", "page"]), st.text()
    )
)
def test_no_query_makes_us_fail(query: dict[str, str], as_stranger: Caller, unlimited: None) -> None:
    printable = {key: value.encode("utf-8", "replace").decode() for key, value in query.items()}

    assert as_stranger.get("/api/incidents", printable).status in {200, 400}
