import json

import pytest

from tests import factories
from tests.ledger import nothing_written
from tests.people import Caller


@pytest.mark.parametrize("path", ["ping", "version", "status"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_wrong_method_is_told_the_right_ones(method: str, path: str, as_operator: Caller) -> None:
    answer = as_operator.send(method, f"/api/{path}", "{}")

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert method in answer.body["message"]
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["components", "component-groups", "incidents", "incident-templates"])
def test_a_list_is_not_deleted(path: str, as_operator: Caller) -> None:
    with nothing_written():
        answer = as_operator.send("DELETE", f"/api/{path}")

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "LINK"])
def test_a_method_that_nobody_knows_is_a_405(method: str, as_stranger: Caller) -> None:
    assert as_stranger.send(method, "/api/components").status == 405


def test_options_says_what_may_be_asked(as_stranger: Caller) -> None:
    answer = as_stranger.send("OPTIONS", "/api/components")

    assert (answer.status, answer.headers["Allow"], answer.body) == (200, "GET,HEAD,POST", None)


@pytest.mark.parametrize("path", ["ping", "components", "components/{}", "components/99999", "nothing"])
def test_head_is_answered_as_get_is(path: str, as_stranger: Caller) -> None:
    path = f"/api/{path.format(factories.a_component().pk)}"

    head, get = as_stranger.send("HEAD", path), as_stranger.get(path)

    assert head.status == get.status
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize("path", ["ping", "components", "components/1", "nothing"])
def test_any_origin_may_read(path: str, as_stranger: Caller) -> None:
    answer = as_stranger.send("GET", f"/api/{path}", headers={"Origin": "https://example.com"})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_preflight_is_answered_without_a_token(as_stranger: Caller) -> None:
    asked = {
        "Origin": "https://example.com",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }

    answer = as_stranger.send("OPTIONS", "/api/incidents", headers=asked)

    assert (answer.status, answer.body) == (204, None)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization,content-type"


@pytest.mark.parametrize("path", ["ping", "components", "components/{}", "incidents"])
def test_a_slash_at_the_end_changes_nothing(path: str, as_stranger: Caller) -> None:
    path = f"/api/{path.format(factories.a_component().pk)}"

    with_slash, without = as_stranger.get(f"{path}/"), as_stranger.get(path)

    assert (with_slash.status, with_slash.body) == (without.status, without.body)


def test_a_slash_at_the_end_loses_no_body(as_operator: Caller) -> None:
    assert as_operator.post("/api/components/", {"name": "API"}).status == 201


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "", "x"])
def test_the_answer_is_json_whatever_is_accepted(accept: str, as_stranger: Caller) -> None:
    for path, kind in (("components", "application/vnd.api+json"), ("nothing", "application/json")):
        answer = as_stranger.send("GET", f"/api/{path}", headers={"Accept": accept})
        assert answer.headers["Content-Type"] == kind


def test_what_is_sent_back_is_utf_8(as_operator: Caller) -> None:
    answer = as_operator.send(
        "POST", "/api/components", json.dumps({"name": "Ünïcode 🚒"}, ensure_ascii=False)
    )

    assert answer.row["name"] == "Ünïcode 🚒"
