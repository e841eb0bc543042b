"""What holds on every path: who may, how things are said, what a refusal looks like."""

import json
from datetime import datetime
from urllib.parse import urlencode

import pytest

from heliograph.actors import Ability, Actor
from heliograph.site.settings import change_setting
from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.ledger import nothing_written
from tests.metrics.factories import a_metric, a_point
from tests.people import Caller
from tests.surfaces.rest_v1.caller import FORM, JSON, V1

BOUNDARY = "multipart/form-data; boundary=b"
PART = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
MULTIPART = PART.format("name", "", "API") + PART.format("status", "", "3") + "--b--\r\n"
FILE = PART.format("name", '; filename="a.txt"', "API") + "--b--\r\n"


@pytest.mark.parametrize(
    ("path", "body", "content_type"),
    [
        ("?name=API&status=3", "", FORM),
        ("?name=API", "status=3", FORM),
        ("?status=1", "status=2&name=API&status=3", FORM),
        ("", MULTIPART, BOUNDARY),
        ("?status=3", '{"name": "API"}', "application/json;"),
        ("", '{"name": "API", "status": "3", "id": 5}', "application/vnd.cachet+json; charset=utf-8"),
        ("/?name=API", '{"status": 3}', JSON),
    ],
)
def test_query_and_body_are_one_bag_whatever_the_encoding(
    v1: V1, path: str, body: str, content_type: str
) -> None:
    answer = v1.send("POST", f"/components{path}", body, content_type=content_type)

    assert (answer.body["data"]["name"], answer.body["data"]["status"]) == ("API", 3)


def test_every_method_has_a_body_and_a_post_may_stand_for_another(v1: V1) -> None:
    path = f"/components/{factories.a_component(name='a').pk}"
    factories.a_component(name="b")

    assert v1.send("PUT", path, "name=c", content_type=FORM).body["data"]["name"] == "c"
    assert v1.send("POST", path, "name=d&_method=put", content_type=FORM).body["data"]["name"] == "d"
    listed = v1.send("GET", "/components", json.dumps({"name": "b", "per_page": 5}))
    assert [one["name"] for one in listed.body["data"]] == ["b"]
    assert v1.send("DELETE", path, "{}").status == 204
    other = v1.made("/components", name="e")["id"]
    assert v1.post(f"/components/{other}", {"_method": "DELETE"}).status == 204


@pytest.mark.parametrize("as_form", [False, True], ids=["json", "form"])
def test_whatever_was_answered_may_be_sent_back_and_changes_nothing(v1: V1, as_form: bool) -> None:  # noqa: FBT001
    component, incident = factories.a_component(group=factories.a_group()), factories.an_incident()
    factories.an_update(incident)
    window = factories.a_window(impacts=[(component, ComponentStatus.PARTIAL_OUTAGE)])
    metric = a_metric(default_value=1.5)
    point = a_point(metric)
    paths = (
        *(f"/components/{component.pk}", f"/components/groups/{component.group_id}"),
        *(f"/incidents/{incident.pk}", f"/incidents/{incident.pk}/updates/{incident.updates.get().pk}"),
        *(f"/schedules/{window.pk}", f"/metrics/{metric.pk}"),
    )
    for path in paths:
        row = v1.row(path)
        flat = {name: one for name, one in row.items() if not isinstance(one, list | dict)}
        plain = urlencode({name: "" if one is None else one for name, one in flat.items()})
        body, kind = (plain, FORM) if as_form else (json.dumps(row), JSON)
        answer = v1.send("PUT", path, body, content_type=kind)
        assert (answer.status, answer.body["data"] | {"updated_at": 0}) == (200, row | {"updated_at": 0}), (
            path
        )
    (told,) = v1.get(f"/metrics/{metric.pk}/points").body["data"]
    assert v1.put(f"/metrics/{metric.pk}/points/{point.pk}", told).body["data"]["value"] == told["value"]


def test_files_where_text_belongs_are_not_text(v1: V1) -> None:
    assert v1.send("POST", "/components", FILE, content_type=BOUNDARY).status == 400


@pytest.mark.parametrize("body", ["{", "[" * 100_000, '{"name": NaN}', '{"a":' * 40 + "1" + "}" * 40, "\xff"])
def test_a_body_that_cannot_be_read_is_refused_after_the_token(v1: V1, v1_guest: V1, body: str) -> None:
    answers = [one.send("POST", "/components", body.encode("latin-1")) for one in (v1, v1_guest)]

    assert [one.status for one in answers] == [400, 401]


def test_a_token_is_asked_for_before_anything_else(v1_guest: V1, v1_reader: V1) -> None:
    for one in (v1_guest, V1(token="unknown"), v1_reader):
        with nothing_written():
            answer = one.post("/components")
        (error,) = answer.body["errors"]
        assert (answer.status, error["status"], error["title"]) == (401, 401, "Unauthorized")
    assert v1_guest.get("/components").status == V1(token="unknown").get("/components").status == 200


def test_a_token_comes_whole_or_as_its_secret_and_with_its_abilities(db: None) -> None:
    key = factories.a_key(Ability.COMPONENTS_MANAGE)
    for text in (key.text, key.secret):
        assert V1(token=text).post("/components", {"name": "API"}).status == 200
        assert V1(token=text).post("/components/groups", {"name": "API"}).status == 401


def test_the_owner_may_protect_it_and_switch_it_off(v1: V1, v1_guest: V1, operator: Actor) -> None:
    change_setting("api_protected", value=True, actor=operator)
    assert [v1_guest.get(path).status for path in ("/components", "/ping", "/status")] == [401, 200, 200]
    assert v1.get("/components").status == 200

    change_setting("api_enabled", value=False, actor=operator)
    assert v1.get("/components").status == v1.get("/ping").status == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "", 404),
        ("GET", "/", 404),
        ("GET", "/nothing", 404),
        ("POST", "/nothing", 404),
        ("GET", "/components/x", 404),
        ("GET", f"/components/{10**30}", 404),
        ("GET", "/components/1/2", 404),
        ("PATCH", "/components/1", 405),
        ("POST", "/ping", 405),
        ("DELETE", "/components", 405),
    ],
)
def test_what_there_is_not_is_told_in_the_same_form(v1: V1, method: str, path: str, status: int) -> None:
    answer = v1.send(method, path)

    (error,) = answer.body["errors"]
    assert answer.status == error["status"] == status
    assert set(error) == {"id", "status", "title", "detail"}
    assert len(error["id"]) == 36


def test_methods_that_ask_about_others(v1_guest: V1) -> None:
    head = v1_guest.send("HEAD", "/ping")
    options = v1_guest.send("OPTIONS", "/components")
    assert (head.status, options.status, options.headers["Allow"]) == (200, 200, "GET, POST, HEAD")


def test_any_page_may_read_and_none_with_credentials(v1_guest: V1) -> None:
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    asked["Access-Control-Request-Headers"] = "X-Cachet-Token"

    preflight = v1_guest.send("OPTIONS", "/components", headers=asked).headers
    read = v1_guest.send("GET", "/ping", headers={"Origin": "https://a.example"}).headers

    assert preflight["Access-Control-Allow-Headers"] == "X-Cachet-Token"
    assert preflight["Access-Control-Max-Age"] == "3600"
    assert read["Access-Control-Allow-Origin"] == preflight["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in read
    assert "Access-Control-Allow-Origin" not in v1_guest.post("/components").headers


def test_the_newer_api_stands_beside_it(v1: V1, as_operator: Caller) -> None:
    assert as_operator.get("/api/ping").headers["X-RateLimit-Limit"] == "300"
    assert as_operator.get("/api/v1x").body == {"message": "There is no such path in the API."}
    assert "X-RateLimit-Limit" not in v1.get("/ping").headers


def test_pages_are_told_and_linked_to(v1_guest: V1) -> None:
    for number in range(5):
        factories.a_component(name=str(number))

    second = v1_guest.get("/components", per_page=2, page=2, name="", sort="id")
    beyond = v1_guest.get("/components", page=9)

    here = "http://testserver/api/v1/components?per_page=2"
    assert second.body["meta"]["pagination"] == {
        "total": 5,
        "count": 2,
        "per_page": 2,
        "current_page": 2,
        "total_pages": 3,
        "links": {
            "next_page": f"{here}&page=3&name=&sort=id",
            "previous_page": f"{here}&page=1&name=&sort=id",
        },
    }
    assert (beyond.status, beyond.body["data"], beyond.body["meta"]["pagination"]["count"]) == (200, [], 0)


@pytest.mark.parametrize(
    ("asked", "told"),
    [("40000", 40000), ("1000000", 50000), ("0", 20), ("-1", 20), ("x", 20), ("9" * 40, 20)],
)
def test_as_many_as_a_client_wants_within_reason(v1_guest: V1, asked: str, told: int) -> None:
    pagination = v1_guest.get("/components", per_page=asked).body["meta"]["pagination"]

    assert (pagination["per_page"], pagination["total_pages"]) == (told, 1)


def test_a_long_page_is_sent_in_parts_and_whole(v1_guest: V1) -> None:
    Component.objects.bulk_create(Component(name=str(one)) for one in range(1_201))

    assert v1_guest.names("/components", per_page=40_000) == [str(one) for one in range(1_201)]


def test_dates_are_read_and_written_in_the_zone_that_is_asked_for(v1: V1, now: datetime) -> None:
    path = f"/components/{factories.a_component().pk}"

    told = [
        v1.send("GET", path, headers={"Time-Zone": zone}).body["data"]["created_at"]
        for zone in ("Europe/Vienna", "Nowhere/../etc", "")
    ]

    assert told == ["2026-11-23 13:00:00", "2026-11-23 12:00:00", "2026-11-23 12:00:00"]


def test_the_version_is_one_that_clients_know(v1_guest: V1) -> None:
    assert v1_guest.get("/ping/").body == {"data": "Pong!"}
    assert v1_guest.get("/version").body == {
        "meta": {"on_latest": True, "latest": {"tag_name": "v2.4.1", "prelease": False, "draft": False}},
        "data": "2.4.1",
    }


def test_how_all_is(v1_guest: V1) -> None:
    def said() -> tuple[str, str]:
        data = v1_guest.row("/status")
        return data["status"], data["message"]

    assert said() == ("success", "System operational")
    factories.a_component(status=1)
    factories.a_component(status=1)
    assert said() == ("success", "All systems are operational")
    factories.an_incident()
    assert said() == ("info", "Some systems are experiencing issues")
    factories.a_component(status=4)
    assert said() == ("danger", "Some systems are experiencing major issues")
    assert v1_guest.get("/status").headers["Cache-Control"] == "public, max-age=30"
