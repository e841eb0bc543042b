"""What a cache between us may keep, and for whom."""

import gzip
from datetime import datetime

import pytest
from django.test import Client

from heliograph.status.vocabulary import Visibility
from tests import factories
from tests.people import Answer, Caller

GZIP = {"Accept-Encoding": "gzip"}
PATHS = ["components", "incidents", "schedules", "component-groups", "ping", "status"]

pytestmark = pytest.mark.usefixtures("now")


def asked(caller: Caller, path: str, etag: str, method: str = "GET") -> Answer:
    return caller.send(method, f"/api/{path}", headers={"If-None-Match": etag})


def varies(answer: Answer) -> list[str]:
    return answer.headers["Vary"].split(", ")


@pytest.mark.parametrize("path", PATHS)
def test_what_has_not_changed_is_not_sent_again(path: str, as_stranger: Caller) -> None:
    first = as_stranger.get(f"/api/{path}")

    again = asked(as_stranger, path, first.headers["ETag"])

    assert (again.status, again.body) == (304, None)
    assert again.headers["ETag"] == first.headers["ETag"]


def test_head_is_answered_the_same(as_stranger: Caller) -> None:
    etag = as_stranger.send("HEAD", "/api/components").headers["ETag"]

    assert etag == as_stranger.get("/api/components").headers["ETag"]
    assert asked(as_stranger, "components", etag, "HEAD").status == 304


def test_what_has_changed_is_sent(as_stranger: Caller) -> None:
    component = factories.a_component()
    etag = as_stranger.get("/api/components").headers["ETag"]

    type(component).objects.update(name="API")

    assert asked(as_stranger, "components", etag).names == ["API"]


@pytest.mark.parametrize("path", ["components", "component-groups", "incidents"])
def test_a_guests_etag_is_none_for_who_sees_more(path: str, as_stranger: Caller, as_operator: Caller) -> None:
    group = factories.a_group(visible=Visibility.SIGNED_IN)
    factories.a_component(group=group)
    factories.an_incident(visible=Visibility.SIGNED_IN)
    guests, operators = (caller.get(f"/api/{path}").headers["ETag"] for caller in (as_stranger, as_operator))

    assert guests != operators
    assert asked(as_operator, path, guests).body["data"]
    assert asked(as_stranger, path, operators).body["data"] == []


@pytest.mark.parametrize("path", [*PATHS, "nothing"])
@pytest.mark.parametrize("token", ["", "notatoken"])
def test_caches_keep_callers_apart(path: str, token: str, db: None) -> None:
    assert "Authorization" in varies(Caller(token=token).get(f"/api/{path}"))


def test_who_sees_more_is_kept_apart_on_refusals_and_304_too(
    as_stranger: Caller, as_operator: Caller
) -> None:
    etag = as_operator.get("/api/components").headers["ETag"]

    for answer in (asked(as_operator, "components", etag), as_stranger.get("/api/components/7")):
        assert answer.status in {304, 404}
        assert "Authorization" in varies(answer)


@pytest.fixture
def long_list(db: None) -> None:
    for _ in range(5):
        factories.a_component(description="x" * 200)


def test_a_long_answer_is_compressed_for_who_can_read_it(long_list: None, client: Client) -> None:
    packed = client.get("/api/components", headers=GZIP)
    plain = client.get("/api/components")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content
    assert all("Accept-Encoding" in one.headers["Vary"] for one in (packed, plain))


def test_a_compressed_answer_is_known_again(long_list: None, client: Client) -> None:
    etag = client.get("/api/components", headers=GZIP).headers["ETag"]

    again = client.get("/api/components", headers={**GZIP, "If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_changes_something_is_never_a_304(method: str, as_operator: Caller, now: datetime) -> None:
    path = "/api/components" if method == "POST" else f"/api/components/{factories.a_component().pk}"

    answer = as_operator.send(method, path, '{"name": "API"}', headers={"If-None-Match": "*"})

    assert answer.status in {200, 201, 204}
    assert "ETag" not in answer.headers
