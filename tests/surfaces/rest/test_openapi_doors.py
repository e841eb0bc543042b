"""Who is handed the description, and the page that is made of it."""

import re

import pytest
from django.test import Client

from heliograph.actors import Actor, Door
from heliograph.site.settings import change_setting
from tests.people import Caller


def _set(name: str, value: object) -> None:
    change_setting(name, value, actor=Actor.system(door=Door.COMMAND))


@pytest.fixture
def page(db: None) -> str:
    return Client().get("/docs/api").content.decode()


def test_guests_are_told_what_can_be_asked_of_an_api_that_is_protected(as_stranger: Caller) -> None:
    _set("api_protected", value=True)

    assert as_stranger.get("/api/components").status == 401
    assert as_stranger.get("/api/openapi.json").status == 200


def test_nobody_is_told_of_an_api_that_is_switched_off(as_stranger: Caller) -> None:
    _set("api_enabled", value=False)

    assert as_stranger.get("/api/openapi.json").status == 404
    assert as_stranger.send("GET", "/docs/api").status == 404


def test_it_counts_as_one_request(as_stranger: Caller) -> None:
    _set("api_rate_limit", 2)
    answers = [as_stranger.get("/api/openapi.json") for _ in range(3)]

    assert [one.status for one in answers] == [200, 200, 429]
    assert answers[0].headers["X-RateLimit-Remaining"] == "1"
    assert "Retry-After" in answers[2].headers


def test_it_is_only_read(as_stranger: Caller) -> None:
    assert as_stranger.post("/api/openapi.json", {}).status == 405


def test_the_page_runs_nothing_and_asks_no_other_host(page: str) -> None:
    assert "<script" not in page
    assert "style=" not in page
    assert not re.search(r"""(src|href)="(https?:)?//""", page)


def test_the_page_lets_browsers_run_nothing(db: None) -> None:
    policy = Client().get("/docs/api").headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in policy


def test_every_link_within_the_page_leads_somewhere(page: str) -> None:
    anchors = re.findall(r' id="([^"]+)"', page)
    links = set(re.findall(r'href="#([^"]+)"', page))

    assert links
    assert links <= set(anchors)
    assert len(anchors) == len(set(anchors))


@pytest.mark.parametrize("said", ["createIncident", "listComponents", "filter[meta]", "Idempotency-Key"])
def test_the_page_says(page: str, said: str) -> None:
    assert said in page
