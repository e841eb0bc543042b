"""The public pages in a real browser."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import pytest

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.site.settings import change_setting
from heliograph.status.models import Component, Incident
from heliograph.status.vocabulary import ComponentStatus
from tests.browser import scenes
from tests.browser.conftest import Visitor
from tests.factories import a_component, a_group, a_window, an_incident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Arrives = Callable[..., Visitor]
LONG = "Transatlantikverbindungsüberwachungsdienst" * 6


def nothing(_: datetime) -> None:
    pass


def everything_is_long(_: datetime) -> None:
    component = a_component(name=LONG[:255], description=LONG, group=a_group(name=LONG[:255], collapsed=0))
    message = (
        f"{LONG}\n\n`{LONG}`\n\n```\n{LONG}\n```\n\n| a | b |\n|---|---|\n| {LONG} | {LONG} |\n\n- {LONG}"
    )
    an_incident(name=LONG[:255], message=message, impacts=[(component, ComponentStatus.PERFORMANCE_ISSUES)])
    a_window(name=LONG[:255], message=message, impacts=[(component, None)])


SCENES = [nothing, scenes.quiet, scenes.outage, everything_is_long]


def addresses() -> list[str]:
    incident = Incident.objects.order_by("-pk").first()
    component = Component.objects.order_by("pk").first()
    return [
        *("/", "/incidents/none"),
        *([f"/incidents/{incident.guid}"] if incident else []),
        *([f"/components/{component.pk}"] if component else []),
    ]


@pytest.mark.parametrize("scene", SCENES)
def test_everybody_can_use_the_pages(visitor: Arrives, scene: Callable[[datetime], None]) -> None:
    scene(clock.now())
    guest = visitor(bypass_csp=True)
    for address in addresses():
        guest.goes_to(address)
        unfold(guest)
        assert guest.barriers() == "", address


@pytest.mark.parametrize("scene", SCENES)
def test_the_browser_has_nothing_to_complain_of_and_asks_nobody_else(
    visitor: Arrives, scene: Callable[[datetime], None]
) -> None:
    scene(clock.now())
    guest = visitor()
    for address in addresses():
        guest.settles_at(address)
    # That a page was not found is no fault of it, but the console names it.
    assert [fault for fault in guest.faults if "404 (Not Found)" not in fault] == []
    assert guest.hosts == {urlsplit(guest.home).netloc}
    assert guest.page.context.cookies() == []


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("scene", SCENES)
def test_no_page_scrolls_sideways(
    visitor: Arrives, operator: Actor, scene: Callable[[datetime], None], locale: str
) -> None:
    change_setting("locale", locale, actor=operator)
    scene(clock.now())
    guest = visitor()
    for address in addresses():
        guest.goes_to(address)
        unfold(guest)
        assert guest.overhangs([320, 768, 1280]) == [], address


def test_the_stylesheet_is_what_dresses_the_page(visitor: Arrives) -> None:
    dark, light = visitor(color_scheme="dark"), visitor(color_scheme="light")
    colours = set()
    for guest in (dark, light):
        guest.goes_to("/")
        colours.add(guest.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert colours == {"rgb(16, 18, 20)", "rgb(255, 255, 255)"}


def test_the_keyboard_skips_to_the_content_and_unfolds_what_is_folded(visitor: Arrives) -> None:
    a_component(name="API", group=a_group(name="Services"))
    guest = visitor()
    guest.goes_to("/")
    guest.page.keyboard.press("Tab")
    assert guest.page.evaluate("document.activeElement.className") == "skip"
    assert guest.page.locator(".skip").is_visible()
    guest.page.keyboard.press("Enter")
    guest.page.keyboard.press("Tab")
    assert not guest.page.get_by_text("API", exact=True).is_visible()
    guest.page.keyboard.press("Enter")
    assert guest.page.get_by_text("API", exact=True).is_visible()


def test_an_update_can_be_pointed_at(visitor: Arrives) -> None:
    scenes.outage(clock.now())
    guest = visitor()
    guest.goes_to("/")
    guest.page.locator("a.when").first.click()
    guest.page.wait_for_url("**/incidents/*#update-*")
    assert "connection pool" in guest.page.locator(":target").inner_text()


def unfold(guest: Visitor) -> None:
    guest.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def test_a_wide_table_in_a_message_scrolls_within_itself(visitor: Arrives) -> None:
    row = "| " + " | ".join(f"Transatlantic {number}" for number in range(8)) + " |"
    incident = an_incident(message=f"{row}\n{'|-' * 8}|\n{row}")
    guest = visitor()
    guest.goes_to(f"/incidents/{incident.guid}")

    assert guest.overhangs([320]) == []
    table = guest.page.locator(".message table")
    assert table.evaluate("table => table.scrollWidth > table.clientWidth")
    cell_height = guest.page.locator(".message td").first.evaluate("cell => cell.clientHeight")
    assert cell_height < 64  # pixels: two lines at most
