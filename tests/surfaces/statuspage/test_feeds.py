"""The feeds, read as their readers do: some parse, some look for markup."""

import re
from datetime import datetime
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it ships no types
import pytest
from django.test import Client

from heliograph.site.installation import Coded, codes
from tests import factories
from tests.surfaces.statuspage.page import HOUR, a_page, body

FEEDS = ["/history.rss", "/history.atom"]
_CURRENT = re.compile(r"<strong>(.*?)</strong>")


def entries(client: Client, path: str) -> Any:  # noqa: ANN401 - as the parser returns it
    response = client.get(path)
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.feed.title == "Heliograph - Incident History"
    return feed.entries


@pytest.mark.parametrize("path", FEEDS)
def test_an_item_begins_with_what_is_the_case_now(client: Client, noon: datetime, path: str) -> None:
    page = a_page(noon)

    found = {one.title: one for one in entries(client, path)}

    assert [one.title for one in entries(client, path)] == [
        *("New disks", "Payments fail", "Later", "The website was away", "Done")
    ]
    first = {title: _CURRENT.findall(one.summary)[0] for title, one in found.items()}
    assert first["Payments fail"] == "Monitoring"
    assert first["The website was away"] == "Resolved"
    assert "THIS IS A SCHEDULED EVENT Nov" in found["Done"].summary
    assert _CURRENT.findall(found["Done"].summary)[1:] == ["Completed", "In progress", "Scheduled"]
    away = found["The website was away"].summary
    assert "<small>Nov <var>21</var>, <var>13:00</var> UTC</small>" in re.sub(
        r" data-var='?\"?\w+'?\"?", "", away
    )
    assert found["Payments fail"].link.endswith(f"/incidents/{page.open.guid}")
    changed = "published_parsed" if path == "/history.rss" else "updated_parsed"
    assert found["Payments fail"][changed][:5] == (2026, 11, 23, 11, 0)


def test_the_markup_is_what_readers_look_for(client: Client, noon: datetime) -> None:
    factories.an_incident(name="A & B", message="One.\n\nTwo <b>.", created_at=noon - HOUR)
    text = client.get("/history.atom").content.decode()
    assert (
        "&lt;p&gt;&lt;small&gt;Nov &lt;var data-var='date'&gt;23&lt;/var&gt;, "
        "&lt;var data-var='time'&gt;11:00&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;"
        "&lt;strong&gt;Investigating&lt;/strong&gt; - One.&lt;br&gt;&lt;br&gt;Two &amp;lt;b&amp;gt;."
        "&lt;time datetime='2026-11-23T11:00:00.000Z'&gt;&lt;/time&gt;&lt;/p&gt;"
    ) in text
    assert "<title>A &amp; B</title>" in text


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_of_nothing_is_one_and_stays_open_with_the_pages(
    client: Client, noon: datetime, path: str
) -> None:
    factories.a_window(name="gone", deleted_at=noon)
    assert entries(client, path) == []
    assert client.post(path).status_code == 405


def test_a_code_leads_to_the_page_of_what_it_names(client: Client, noon: datetime) -> None:
    page = a_page(noon)
    summary = body(client, "/api/v2/summary.json")

    incident = client.get(f"/incidents/{summary['incidents'][0]['id']}")
    window = client.get(f"/incidents/{summary['scheduled_maintenances'][1]['id']}")

    assert incident["Location"].endswith(f"/incidents/{page.open.guid}")
    assert window["Location"].endswith(f"/schedules/{page.to_come.pk}")
    numbered = client.get(f"/incidents/{page.open.pk}")
    assert numbered["Location"].endswith(f"/incidents/{page.open.guid}")
    embargoed = factories.an_incident(published_at=noon + HOUR)
    for code in (
        codes().of(Coded.INCIDENT, embargoed.pk),
        codes().of(Coded.INCIDENT, 2**58 - 1),
        codes().of(Coded.COMPONENT, page.single.pk),
        "zzzzzzzzzzzz",
        embargoed.pk,
    ):
        assert client.get(f"/incidents/{code}").status_code == 404
