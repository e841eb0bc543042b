import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.lib.wire import instant
from heliograph.site.settings import change_setting
from heliograph.status.vocabulary import ComponentStatus
from heliograph.surfaces.public.presenters.colours import OF_TONE
from tests.factories import a_component

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "tone"),
    [
        (ComponentStatus.OPERATIONAL, "operational"),
        (ComponentStatus.PERFORMANCE_ISSUES, "partial"),
        (ComponentStatus.MAJOR_OUTAGE, "major"),
        (ComponentStatus.UNDER_MAINTENANCE, "maintenance"),
    ],
)
def test_the_favicon_takes_the_colour_of_the_state_where_the_owner_wants_it(
    client: Client, operator: Actor, status: ComponentStatus, tone: str
) -> None:
    a_component(status=status)
    assert OF_TONE["operational"] in client.get("/favicon.svg").content.decode()
    change_setting("dynamic_favicon", True, actor=operator)  # noqa: FBT003 - the value is a boolean
    picture = client.get("/favicon.svg").content.decode()
    assert OF_TONE[tone] in picture
    assert ET.fromstring(picture).tag.endswith("svg")  # noqa: S314 - our own


def test_the_manifest_names_the_page_and_its_icon(client: Client, operator: Actor) -> None:
    change_setting("name", "Acme </script>", actor=operator)
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    said = json.loads(response.content)
    assert said["name"] == "Acme </script>"
    assert said["start_url"] == said["scope"] == "./"  # relative to the manifest's own address
    assert client.get(f"/{said['icons'][0]['src']}").status_code == 200


def test_robots_are_kept_from_links_that_are_keys(client: Client) -> None:
    assert "Disallow: /subscribers/" in client.get("/robots.txt").content.decode().splitlines()


def test_nobody_is_named_for_security_before_the_owner_does(client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404


def test_the_contact_for_security_is_named_for_less_than_a_year(client: Client, operator: Actor) -> None:
    change_setting("security_contact", "security@example.org", actor=operator)
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = instant(fields["Expires"])
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == "http://127.0.0.1:8000/.well-known/security.txt"
    assert expires is not None
    assert clock.now() < expires < clock.now() + timedelta(days=365)
