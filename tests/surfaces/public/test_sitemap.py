"""`/sitemap.xml`, the icons that programs ask for by name, and old addresses."""

from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.lib.wire import timestamp
from heliograph.site.settings import change_setting
from heliograph.status.vocabulary import ComponentStatus, Visibility
from tests.factories import a_component, a_window, an_incident

pytestmark = pytest.mark.django_db

_NAMESPACE = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def entries(client: Client) -> dict[str, str | None]:
    """The moments of change by path."""
    response = client.get("/sitemap.xml")
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    urls = ET.fromstring(response.content).findall("url", _NAMESPACE)  # noqa: S314 - our own
    return {
        (one.findtext("loc", "", _NAMESPACE)).removeprefix(settings.ENVIRONMENT.url): one.findtext(
            "lastmod", None, _NAMESPACE
        )
        for one in urls
    }


def test_the_sitemap_lists_what_visitors_can_reach_and_nothing_hidden(client: Client) -> None:
    now = clock.now()
    component, shown = a_component(), an_incident()
    window = a_window(scheduled_at=now + timedelta(days=1), completed_at=now + timedelta(days=2))
    a_component(enabled=False)
    an_incident(visible=Visibility.SIGNED_IN)
    an_incident(published_at=now + timedelta(days=1))
    an_incident(deleted_at=now)

    found = entries(client)

    pages = {
        "/",
        "/history",
        f"/components/{component.pk}",
        f"/incidents/{shown.guid}",
        f"/schedules/{window.pk}",
    }
    assert found.keys() == pages
    assert found[f"/incidents/{shown.guid}"] == timestamp(shown.updated_at)
    assert all(client.get(path).status_code == 200 for path in pages)
    assert "Sitemap: " + settings.ENVIRONMENT.url + "/sitemap.xml" in client.get("/robots.txt").text


def test_an_update_moves_the_moment_of_change(client: Client) -> None:
    incident = an_incident()
    later = incident.updated_at + timedelta(hours=1)
    incident.updates.create(message="Fixed.", status=4, created_at=later, updated_at=later)

    assert entries(client)[f"/incidents/{incident.guid}"] == timestamp(later)
    assert entries(client)["/"] == timestamp(later)


def test_the_sitemap_takes_as_many_queries_for_many_incidents(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        an_incident()
    with django_assert_max_num_queries(6):
        client.get("/sitemap.xml")


@pytest.mark.parametrize("status", [ComponentStatus.OPERATIONAL, *ComponentStatus])
def test_icons_are_pictures_in_the_colour_of_the_state(
    client: Client, operator: Actor, status: ComponentStatus
) -> None:
    a_component(status=status)
    change_setting("dynamic_favicon", True, actor=operator)  # noqa: FBT003 - the value is a boolean
    ico, touch = client.get("/favicon.ico"), client.get("/apple-touch-icon.png")

    assert (ico["Content-Type"], touch["Content-Type"]) == ("image/x-icon", "image/png")
    assert ico["Cache-Control"] == touch["Cache-Control"] == "public, max-age=60"
    with Image.open(BytesIO(ico.content)) as opened:
        assert opened.format == "ICO"
        assert opened.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    with Image.open(BytesIO(touch.content)) as opened:
        assert (opened.format, opened.mode, opened.size) == ("PNG", "RGB", (180, 180))
        assert len(opened.getcolors(180 * 180) or []) > 2


def test_old_addresses_of_incidents_lead_to_the_page(client: Client) -> None:
    incident, hidden = an_incident(), an_incident(visible=Visibility.SIGNED_IN)
    for path in (f"/incident/{incident.pk}", f"/incidents/{incident.pk}"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, f"/incidents/{incident.guid}")
    assert client.get(f"/incident/{hidden.pk}").status_code == 404
    assert client.get("/incident/99999999999").status_code == 404


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/rss/", "/rss"),
        ("/atom/?lang=de", "/atom?lang=de"),
        ("/history/?month=2026-01&x=%0d%0aA:b", "/history?month=2026-01&x=%0d%0aA:b"),
        ("/components/7/", "/components/7"),
        ("/components/7/badge.svg/", "/components/7/badge.svg"),
        ("/health/", "/health"),
    ],
)
def test_a_slash_behind_a_public_address_is_no_dead_end(client: Client, address: str, leads_to: str) -> None:
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (301, leads_to)


@pytest.mark.parametrize(
    "address",
    ["/nothing/", "/rss//", "//evil.example/", "//evil.example/rss/", "/api/v2/status.json/", "/\\evil/"],
)
def test_a_slash_behind_other_addresses_leads_nowhere(client: Client, address: str) -> None:
    response = client.generic("GET", "/", PATH_INFO=address)

    assert response.status_code == 404
    assert "Location" not in response
