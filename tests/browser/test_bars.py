"""The bars of ninety days in a real browser: what a pointer, a keyboard and a phone meet."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from heliograph.lib import clock
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from tests.browser.conftest import Visitor
from tests.factories import a_component, an_incident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Arrives = Callable[..., Visitor]
DAY = timedelta(days=1)


def a_bad_day() -> str:
    """Ten days ago at noon, so that it is one day at whatever hour this runs; returns the date."""
    began = (clock.now() - 10 * DAY).replace(hour=12)
    component = a_component(name="API", created_at=began - 100 * DAY)
    an_incident(
        name="It broke",
        status=IncidentStatus.FIXED,
        created_at=began,
        updated_at=began + timedelta(minutes=20),
        impacts=[(component, ComponentStatus.MAJOR_OUTAGE)],
    )
    return began.date().isoformat()


def tip(cell: Locator) -> str:
    return str(cell.evaluate("one => getComputedStyle(one, '::after').content"))


def test_the_keyboard_reaches_the_bad_day_and_reads_of_it(visitor: Arrives) -> None:
    a_bad_day()
    guest = visitor()
    guest.goes_to("/")
    cell = guest.page.locator(".bar > a").first
    assert "It broke" not in tip(cell)
    guest.page.locator(".uptime").focus()
    guest.page.keyboard.press("Shift+Tab")
    expect(cell).to_be_focused()
    assert "It broke" in tip(cell)


def test_the_pointer_reads_of_every_day(visitor: Arrives) -> None:
    a_bad_day()
    guest = visitor()
    guest.goes_to("/")
    for cell, words in ((".bar > a", "Major outage"), (".bar > i >> nth=5", "No downtime")):
        guest.page.locator(cell).hover()
        assert words in tip(guest.page.locator(cell))


def test_a_click_leads_to_that_day(visitor: Arrives) -> None:
    day = a_bad_day()
    guest = visitor()
    guest.goes_to("/")
    guest.page.locator(".bar > a").click()
    guest.page.wait_for_url(f"**/components/*#day-{day}")
    assert "It broke" in guest.page.locator(":target").inner_text()


@pytest.mark.parametrize(("width", "days"), [(1280, 90), (320, 30)])
def test_a_phone_shows_thirty_days(visitor: Arrives, width: int, days: int) -> None:
    a_bad_day()
    guest = visitor(viewport={"width": width, "height": 640})
    guest.goes_to("/")
    assert guest.page.locator(".bar > :visible").count() == days
    assert guest.page.get_by_text(f"{days} days ago").is_visible()


@pytest.mark.parametrize("path", ["/", "component"])
def test_no_tip_leads_out_of_a_narrow_page(visitor: Arrives, path: str) -> None:
    a_bad_day()
    guest = visitor(viewport={"width": 320, "height": 640})
    guest.goes_to("/")
    if path == "component":
        guest.page.locator(".uptime").click()
        guest.page.wait_for_url("**/components/*")
    for cell in guest.page.locator(".bar > :visible").all():
        cell.hover()
        assert guest.page.evaluate("document.documentElement.scrollWidth") <= 320
