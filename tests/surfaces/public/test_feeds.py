"""RSS, Atom and JSON Feed: read as feed readers read them."""

import json
from datetime import timedelta
from html import unescape
from typing import Any, Literal
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]  # it ships no types
import pytest
from django.test import Client
from pydantic import AwareDatetime, BaseModel, ConfigDict, HttpUrl
from pytest_django import DjangoAssertNumQueries

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.status.drafts import IncidentUpdateDraft
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from tests.factories import a_component, an_incident, an_update

pytestmark = pytest.mark.django_db

XML = ["/rss", "/atom"]
ALL = [*XML, "/feed.json"]
QUERIES = 6
AGO = timedelta(days=1)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Author(Strict):
    name: str


class Item(Strict):
    """JSON Feed 1.1: `id` is a string and required, and so is one of `content_html` and `content_text`."""

    id: str
    url: HttpUrl
    title: str
    content_html: str
    date_published: AwareDatetime
    date_modified: AwareDatetime
    tags: list[str]


class JsonFeed(Strict):
    version: Literal["https://jsonfeed.org/version/1.1"]
    title: str
    description: str
    home_page_url: HttpUrl
    feed_url: HttpUrl
    language: str
    authors: list[Author]
    items: list[Item]


def parsed(client: Client, path: str) -> Any:  # noqa: ANN401 - as the parser returns it
    response = client.get(path)
    assert response.status_code == 200
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize("path", XML)
def test_an_incident_is_an_entry_with_all_that_was_said(client: Client, path: str) -> None:
    impacts = [(a_component(), ComponentStatus.MAJOR_OUTAGE)]
    incident = an_incident(name="Requests & more fail", message="We *look*.", impacts=impacts)
    an_update(incident, message="It is DNS.", status=IncidentStatus.IDENTIFIED)
    (entry,) = parsed(client, path).entries

    assert entry.title in {"Requests & more fail", "Requests &amp; more fail"}
    assert entry.id == f"urn:uuid:{incident.guid}"
    assert urlsplit(entry.link).path == f"/incidents/{incident.guid}"
    assert entry.summary.index("It is DNS.") < entry.summary.index("<em>look</em>")
    assert "Identified" in entry.summary


@pytest.mark.parametrize("path", XML)
def test_newest_first_and_a_hundred_at_most(client: Client, path: str) -> None:
    now = clock.now()
    for number in range(103):
        an_incident(
            name=f"Incident {number}",
            created_at=now - timedelta(hours=number),
            updated_at=now - timedelta(hours=number),
        )
    entries = parsed(client, path).entries
    assert [one.title for one in entries] == [f"Incident {number}" for number in range(100)]


@pytest.mark.parametrize("path", XML)
def test_the_incident_that_was_resolved_last_comes_first(client: Client, operator: Actor, path: str) -> None:
    now = clock.now()
    old = an_incident(name="Old", created_at=now - timedelta(days=9), updated_at=now - timedelta(days=9))
    an_incident(name="New", created_at=now - timedelta(days=1), updated_at=now - timedelta(days=1))
    assert [one.title for one in parsed(client, path).entries] == ["New", "Old"]

    fixed = IncidentUpdateDraft(incident_id=old.pk, status=IncidentStatus.FIXED, message="It is over.")
    record_incident_update(fixed, actor=operator)

    assert [one.title for one in parsed(client, path).entries] == ["Old", "New"]


@pytest.mark.parametrize("count", [0, 3])
def test_the_json_feed_follows_its_specification(client: Client, count: int) -> None:
    for _ in range(count):
        an_update(an_incident())
    response = client.get("/feed.json")
    assert response["Content-Type"] == "application/feed+json"
    assert len(JsonFeed.model_validate(json.loads(response.content)).items) == count


@pytest.mark.parametrize("path", XML)
def test_a_feed_without_incidents_is_one_too(client: Client, path: str) -> None:
    assert parsed(client, path).entries == []
    assert "Last-Modified" not in client.get(path)


@pytest.mark.parametrize("path", ALL)
def test_who_has_the_newest_is_told_so_in_few_bytes(client: Client, path: str) -> None:
    incident = an_incident(created_at=clock.now() - AGO, updated_at=clock.now() - AGO)
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(path, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304

    an_update(incident)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert client.get(path, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


@pytest.mark.parametrize("path", ALL)
def test_what_was_embargoed_is_news_when_it_is_published(client: Client, path: str) -> None:
    old = clock.now() - 2 * AGO
    an_incident(created_at=old, updated_at=old)
    before = client.get(path)["Last-Modified"]
    an_incident(created_at=old, updated_at=old, published_at=clock.now() - AGO)
    assert client.get(path, headers={"If-Modified-Since": before}).status_code == 200


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("count", [1, 60])
def test_a_feed_asks_as_often_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str, count: int
) -> None:
    for _ in range(count):
        an_update(an_incident(impacts=[(a_component(), None)]))
    with django_assert_num_queries(QUERIES):
        client.get(path)


def test_every_page_names_the_feeds(client: Client) -> None:
    page = client.get("/").content.decode()
    for path in ALL:
        assert page.count(f'href="{path}"') == 2


@pytest.mark.parametrize("path", [*ALL, "/"])
def test_line_breaks_and_bare_urls_of_a_message_are_kept(client: Client, path: str) -> None:
    an_incident(message="One\nTwo https://example.com/x\n![Chart](https://example.com/c.png)")
    content = client.get(path).content.decode()
    html = json.loads(content)["items"][0]["content_html"] if path == "/feed.json" else unescape(content)

    assert "One<br>" in html
    assert '<a href="https://example.com/x" rel="nofollow noopener">https://example.com/x</a>' in html
    assert '<a href="https://example.com/c.png" rel="nofollow noopener">Chart</a>' in html
