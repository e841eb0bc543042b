"""Every answer has a Cache-Control, found by a walk over the URL resolver."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import find
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import from_regex

from heliograph.publishing.addresses import asked_for
from tests import factories
from tests.publishing.house import House

_SAMPLES = {"uuid": "00000000-0000-4000-8000-000000000000"}
_QUICK = hypothesis_settings(database=None, deadline=None, max_examples=200)


def paths(node: URLResolver | URLPattern | None = None, before: str = "/") -> Iterator[str]:
    node = node or get_resolver()
    whole = before + _sample(node) if node is not get_resolver() else before
    if isinstance(node, URLPattern):
        yield whole
        return
    for one in node.url_patterns:
        yield from paths(one, whole)


def _sample(node: URLResolver | URLPattern) -> str:
    pattern = str(node.pattern)
    if pattern.startswith("^"):
        return find(
            from_regex(re.compile(pattern, re.ASCII), fullmatch=True), partial(_is_visible), settings=_QUICK
        )
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: _SAMPLES.get(found[1], "1"), pattern)


def _is_visible(path: str) -> bool:
    return path.isprintable()


ALL_PATHS = sorted(
    {*paths(), "/nothing", "/api/nothing", "/api/v1/nothing", "/api/v2/nope.json", "/static/x"}
)


def test_the_walk_finds_every_interface() -> None:
    known = {
        "/subscribe",
        "/docs/api",
        "/api/components/1",
        "/api/v1/ping",
        "/mcp",
        "/metrics",
        "/health/ready",
    }
    assert known <= set(ALL_PATHS)
    assert any(one.startswith("/dashboard/") for one in ALL_PATHS)
    assert len(ALL_PATHS) > 150


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_every_answer_to_a_visitor_has_a_cache_control(method: str) -> None:
    client = Client(raise_request_exception=False)
    for path in ALL_PATHS:
        answer = client.generic(method, path)
        assert answer.headers.get("Cache-Control"), (path, answer.status_code)
        if answer.status_code >= 400:
            stored_by_none = re.search("no-store|private", answer.headers["Cache-Control"])
            assert stored_by_none, (path, answer.status_code)


@pytest.mark.django_db
def test_no_shared_cache_stores_an_answer_to_a_token(operators_key: factories.Key) -> None:
    for name, value in (
        ("Authorization", f"Bearer {operators_key.text}"),
        ("X-Cachet-Token", operators_key.text),
    ):
        client = Client(raise_request_exception=False, headers={name: value})
        for path in (one for one in ALL_PATHS if one.startswith("/api/") and "/v1" not in one):
            control = client.get(path).headers["Cache-Control"]
            assert control in {"private, no-store", "public, max-age=0, s-maxage=2"}, path


def test_pages_and_documents_may_be_stored_for_seconds_and_refusals_may_not(house: House) -> None:
    for path in (one for one in ALL_PATHS if asked_for(one, "", origin="", accept_language="")):
        answer = house.get(path)
        is_page = answer.status == 200
        assert ("public" if is_page else "no-store") in answer.headers["Cache-Control"], path
        assert not is_page or re.search(
            "s-maxage=2,|max-age=(15|60|31536000)", answer.headers["Cache-Control"]
        )


@pytest.mark.django_db
def test_documents_that_change_with_a_version_may_be_stored_for_seconds(client: Client) -> None:
    for path in ("/docs/api", "/api/openapi.json"):
        assert "s-maxage=2" in client.get(path).headers["Cache-Control"]


def test_links_of_the_api_use_the_public_address_whatever_the_request_names(house: House) -> None:
    for _ in range(3):
        factories.a_component()
    public = replace(settings.ENVIRONMENT, url="https://status.example.com")
    hosts = [*settings.ALLOWED_HOSTS, "status.example.com"]
    with override_settings(ENVIRONMENT=public, ALLOWED_HOSTS=hosts):
        house.front = house.another_process()
        answers = [
            house.get("/api/components?per_page=1&page=2", host=one) for one in ("localhost", "127.0.0.1:81")
        ]
        plain = [house.get("/api/components", host=one).text for one in ("localhost", "127.0.0.1:81")]

    for one in answers:
        assert one.text.count("https://status.example.com/api/components") == 5
        assert "localhost" not in one.text
        assert "127.0.0.1" not in one.text
    assert plain[0] == plain[1]
    assert house.rendered.count("/api/components") == 2


def test_links_of_the_api_use_the_requested_address_while_none_is_configured(house: House) -> None:
    factories.a_component()

    assert '"http://127.0.0.1:81/api/components"' in house.get("/api/components", host="127.0.0.1:81").text
