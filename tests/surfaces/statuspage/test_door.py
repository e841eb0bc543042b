"""Who may read, by which method, and what browsers and caches are told."""

from datetime import datetime

import pytest
from django.test import Client

from heliograph.site.models import Setting
from tests import factories
from tests.surfaces.statuspage.page import a_page
from tests.surfaces.statuspage.schemas import EVERYTHING

ORIGIN = {"Origin": "https://dashboard.example"}
STATUS = "/api/v2/status.json"


@pytest.mark.parametrize("path", EVERYTHING)
def test_everybody_may_read_from_every_site(client: Client, noon: datetime, path: str) -> None:
    first = client.get(path, headers=ORIGIN)

    assert (first.status_code, first["Content-Type"]) == (200, "application/json")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" not in first.get("Vary", "")
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    head = client.head(path)
    assert (head.status_code, head["ETag"]) == (200, first["ETag"])
    assert client.post(path).status_code == 405


def test_the_answer_is_the_same_whoever_asks_and_however(client: Client, noon: datetime) -> None:
    a_page(noon)
    plain = client.get("/api/v2/summary.json").content
    headers = {"Accept-Language": "de", "Authorization": "Bearer x", "Accept": "text/html", **ORIGIN}
    assert client.get("/api/v2/summary.json?lang=fr", headers=headers).content == plain


def test_a_browser_may_ask_with_an_etag(client: Client, noon: datetime) -> None:
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    answer = client.options(STATUS, headers=ORIGIN | asked)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, "*")
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", ["/api/v2", "/api/v2/", "/api/v2/nothing.json", "/api/v2/status.json/"])
def test_what_there_is_not_is_said_in_json_and_nobody_is_sent_elsewhere(
    client: Client, noon: datetime, path: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert answer.json()["error"]


def test_the_rest_api_keeps_what_is_its_own(client: Client, noon: datetime) -> None:
    for path in ("/api/v", "/api/v2x"):
        assert client.get(path).json()["message"]
    assert client.get("/api/version").json()["data"]["version"]


@pytest.mark.parametrize("path", EVERYTHING)
def test_a_protected_page_opens_to_a_token_alone_and_nobody_keeps_it(
    client: Client, noon: datetime, path: str
) -> None:
    Setting.objects.create(name="api_protected", value=True)
    key = factories.a_key()

    closed = client.get(path, headers=ORIGIN)
    wrong = client.get(path, headers={"Authorization": "Bearer 1|nonsense"})
    opened = client.get(path, headers=ORIGIN | {"Authorization": f"Bearer {key.text}"})

    assert [one.status_code for one in (closed, wrong, opened)] == [401, 401, 200]
    for one in (closed, wrong, opened):
        assert one["Cache-Control"] == "private, no-store"
        assert "Authorization" in one["Vary"]
        assert "Access-Control-Allow-Origin" not in one
    preflight = client.options(path, headers=ORIGIN | {"Access-Control-Request-Method": "GET"})
    assert "Access-Control-Allow-Origin" not in preflight


def test_with_the_api_this_door_is_switched_off_too(client: Client, noon: datetime) -> None:
    Setting.objects.create(name="api_enabled", value=False)
    assert client.get(STATUS).status_code == 404
