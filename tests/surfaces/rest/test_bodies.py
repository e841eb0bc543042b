"""A body may be JSON, a form, or partly in the query string; what it says is the same."""

from urllib.parse import urlencode

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from heliograph.status.models import Component, Incident
from tests import factories
from tests.people import Answer, Caller

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def fields(db: None) -> dict[str, object]:
    """An incident as a form says it."""
    api, web = factories.a_component(), factories.a_component()
    return {
        "name": "Disk full",
        "status": "1",
        "message": "We look.",
        "visible": "1",
        "components[0][id]": api.pk,
        "components[0][status]": "4",
        "components[1][id]": web.pk,
        "components[1][status]": "2",
        "meta[team]": "core",
    }


def assert_is_made(answer: Answer) -> None:
    assert answer.status == 201
    incident = Incident.objects.get(pk=answer.row["id"])
    assert (incident.name, incident.message, incident.visible) == ("Disk full", "We look.", 1)
    assert list(incident.impacts.order_by("id").values_list("status", flat=True)) == [4, 2]
    assert incident.meta == {"team": "core"}


def test_a_form_says_lists_and_objects_by_its_keys(fields: dict[str, object], as_operator: Caller) -> None:
    assert_is_made(as_operator.send("POST", "/api/incidents", urlencode(fields), content_type=FORM))


def test_a_form_in_several_parts_says_the_same(fields: dict[str, object], as_operator: Caller) -> None:
    body = encode_multipart(BOUNDARY, fields)

    assert_is_made(as_operator.send("POST", "/api/incidents", body, content_type=MULTIPART_CONTENT))


def test_the_query_string_says_the_same(fields: dict[str, object], as_operator: Caller) -> None:
    assert_is_made(as_operator.send("POST", f"/api/incidents?{urlencode(fields)}"))


def test_the_body_says_it_over_the_query_string(as_operator: Caller) -> None:
    answer = as_operator.post("/api/components?name=query&description=query", {"name": "body"})

    assert (answer.row["name"], answer.row["description"]) == ("body", "query")


def test_a_list_may_be_said_without_numbers(as_operator: Caller) -> None:
    ids = [factories.a_component().pk for _ in range(2)]
    body = urlencode([("name", "Europe"), *[("components[]", one) for one in ids]])

    answer = as_operator.send("POST", "/api/component-groups", body, content_type=FORM)

    assert answer.status == 201
    assert set(Component.objects.filter(group_id=answer.row["id"]).values_list("pk", flat=True)) == set(ids)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/vnd.api+json",
        "text/json",
    ],
)
def test_json_has_many_names(content_type: str, as_operator: Caller) -> None:
    answer = as_operator.send("POST", "/api/components", '{"name": "API"}', content_type=content_type)

    assert answer.status == 201


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "", "json", "image/png", "x/y;;="])
def test_what_is_of_no_known_kind_says_nothing(content_type: str, as_operator: Caller) -> None:
    answer = as_operator.send("POST", "/api/components", '{"name": "API"}', content_type=content_type)

    assert (answer.status, answer.faults) == (422, {"name"})


def test_text_is_trimmed_and_an_empty_one_is_null(as_operator: Caller) -> None:
    said = {"name": "  x ", "status": 1, "message": "m", "template": "", "occurred_at": "   "}

    answer = as_operator.post("/api/incidents", said)

    assert (answer.row["name"], answer.row["occurred"]["string"]) == ("x", None)


def test_humps_are_taken_for_underscores(as_operator: Caller) -> None:
    said = {"name": "x", "status": 1, "message": "m", "occurredAt": "2026-11-22 10:00:00"}

    answer = as_operator.post("/api/incidents", said)

    assert answer.row["occurred"]["string"] == "2026-11-22 10:00:00"
