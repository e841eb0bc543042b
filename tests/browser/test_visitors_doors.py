"""History, maintenance, subscribing and the banner for other sites, in a real browser."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import expect
from typing_extensions import override

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.site.settings import change_setting
from heliograph.status.models import Schedule
from heliograph.status.vocabulary import ComponentStatus
from heliograph.subscribers.link_mails import send_links
from heliograph.subscribers.links import Purpose, key_for
from heliograph.subscribers.models import Subscriber
from tests.browser import scenes
from tests.browser.conftest import Visitor
from tests.factories import a_component, a_group, a_window, an_incident
from tests.subscribers.factories import a_subscriber

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Arrives = Callable[..., Visitor]
LONG = "Transatlantikverbindungsüberwachungsdienst" * 6


def an_outage() -> None:
    scenes.outage(clock.now())


def everything_is_long() -> None:
    component = a_component(name=LONG[:255], group=a_group(name=LONG[:255]))
    an_incident(name=LONG[:255], message=LONG, impacts=[(component, ComponentStatus.MAJOR_OUTAGE)])
    done = clock.now() - timedelta(days=1)
    a_window(name=LONG[:255], message=LONG, scheduled_at=done, completed_at=done)


SCENES = [an_outage, everything_is_long]


def addresses() -> list[str]:
    subscriber = a_subscriber(email="ada@example.com")
    window = Schedule.objects.order_by("-pk")[0]
    links = [f"/subscribers/{purpose}/{key_for(purpose, subscriber)}" for purpose in Purpose]
    return [f"/schedules/{window.pk}", "/history", "/history?q=nothing", "/subscribe", *links]


@pytest.mark.parametrize("scene", SCENES)
def test_everybody_can_use_the_pages(visitor: Arrives, scene: Callable[[], None]) -> None:
    scene()
    guest = visitor(bypass_csp=True)
    for address in addresses():
        guest.goes_to(address)
        assert guest.barriers() == "", address


@pytest.mark.parametrize("scene", SCENES)
def test_the_browser_has_nothing_to_complain_of_and_asks_nobody_else(
    visitor: Arrives, scene: Callable[[], None]
) -> None:
    scene()
    guest = visitor()
    for address in addresses():
        guest.settles_at(address)
    assert guest.faults == []
    assert guest.hosts == {urlsplit(guest.home).netloc}
    assert guest.page.context.cookies() == []


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("scene", SCENES)
def test_no_page_scrolls_sideways_on_a_phone(
    visitor: Arrives, operator: Actor, scene: Callable[[], None], locale: str
) -> None:
    change_setting("locale", locale, actor=operator)
    scene()
    guest = visitor()
    for address in addresses():
        guest.goes_to(address)
        assert guest.overhangs([320]) == [], address


def test_a_visitor_subscribes_confirms_and_unsubscribes_without_javascript(visitor: Arrives) -> None:
    a_component(name="API", group=a_group(name="Platform"))
    guest = visitor(java_script_enabled=False)
    guest.goes_to("/")
    guest.page.get_by_role("link", name="Subscribe").click()
    guest.page.get_by_label("E-mail address").fill("ada@example.com")
    guest.page.get_by_label("Only what I choose").check()
    guest.page.get_by_label("API").check()
    guest.page.get_by_role("button", name="Subscribe").click()
    assert guest.page.get_by_role("heading", name="Look into your mailbox").is_visible()

    send_links()
    link = re.search(r"/subscribers/verify/\S+", str(mail.outbox[0].body))
    assert link
    guest.goes_to(link[0])
    guest.page.get_by_role("button", name="Confirm").click()
    assert guest.page.get_by_role("heading", name="You are subscribed").is_visible()
    assert Subscriber.objects.get().is_verified

    guest.page.get_by_role("link", name="Choose what you hear of").click()
    guest.page.get_by_role("link", name="Unsubscribe").click()
    guest.page.get_by_role("button", name="Unsubscribe").click()
    expect(guest.page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    assert not Subscriber.objects.exists()


def test_a_search_is_made_by_the_keyboard(visitor: Arrives) -> None:
    an_incident(name="The cable was cut")
    guest = visitor()
    guest.goes_to("/history")
    guest.page.get_by_role("searchbox").fill("cable")
    guest.page.keyboard.press("Enter")
    guest.page.wait_for_url("**/history?q=cable")
    assert guest.page.get_by_role("link", name="The cable was cut").is_visible()


@contextmanager
def another_site(html: str) -> Iterator[str]:
    """Of an origin of its own; on this machine too, since browsers keep public sites from what is here."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<!doctype html><link rel="icon" href="data:,">{html}'.encode())

        @override
        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("place", ["<head>{0}</head><body></body>", "<body><main>{0}</main></body>"])
@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ComponentStatus.OPERATIONAL, []),
        (ComponentStatus.MAJOR_OUTAGE, ["Some systems are experiencing major issues."]),
    ],
)
def test_another_site_s_banner_is_there_when_something_is_wrong(
    visitor: Arrives, place: str, status: ComponentStatus, words: list[str]
) -> None:
    a_component(status=status)
    guest = visitor()
    with another_site(place.format(f'<script src="{guest.home}/embed.js"></script>')) as site:
        guest.page.goto(site, wait_until="networkidle")
    assert guest.page.get_by_role("status").all_inner_texts() == words
    assert guest.faults == []
    assert guest.page.context.cookies() == []


def test_another_site_frames_the_banner_and_nothing_else(visitor: Arrives) -> None:
    a_component(status=ComponentStatus.MAJOR_OUTAGE)
    guest = visitor()
    frames = f'<iframe src="{guest.home}/embed"></iframe><iframe src="{guest.home}/history"></iframe>'
    with another_site(frames) as site:
        guest.page.goto(site, wait_until="networkidle")
    banner, page = guest.page.frame_locator("iframe >> nth=0"), guest.page.frame_locator("iframe >> nth=1")
    assert banner.get_by_role("link").inner_text() == "Some systems are experiencing major issues."
    assert page.get_by_role("heading").count() == 0
    assert any("frame-ancestors" in fault for fault in guest.faults)
