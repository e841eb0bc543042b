"""The languages of the pages in a real browser: from right to left, and in wide letters."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from heliograph.lib import clock
from heliograph.site.language import NAMES
from tests.browser import scenes
from tests.browser.conftest import Visitor
from tests.browser.measurements import measured
from tests.browser.test_public_pages import unfold
from tests.factories import a_component, an_incident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Arrives = Callable[..., Visitor]
PATHS = ("/", "/history", "/subscribe", "/none")
TOLD = r"time[datetime*='T']"


@pytest.mark.parametrize("tag", ["ar", "zh-Hans"])
def test_everybody_can_use_the_pages(visitor: Arrives, tag: str) -> None:
    scenes.outage(clock.now())
    guest = visitor(bypass_csp=True)
    for path in PATHS:
        guest.goes_to(f"{path}?lang={tag}")
        unfold(guest)
        assert guest.barriers() == "", path


def test_no_page_scrolls_sideways_in_any_language(visitor: Arrives) -> None:
    scenes.outage(clock.now())
    guest = visitor()
    for path in PATHS:
        for tag in NAMES:
            guest.goes_to(f"{path}?lang={tag}")
            unfold(guest)
            assert guest.overhangs([320, 1280]) == [], f"{path} in {tag}"


def test_wide_letters_without_a_blank_are_wrapped(visitor: Arrives) -> None:
    an_incident(name="全国のデータセンターで接続障害が発生しています" * 8, message="調査中です。" * 80)
    guest = visitor()
    guest.goes_to("/?lang=zh-Hant")
    assert guest.overhangs([320]) == []


def test_what_stands_on_the_left_stands_on_the_right_in_arabic(visitor: Arrives) -> None:
    scenes.outage(clock.now())
    guest = visitor(viewport={"width": 1280, "height": 640})
    sides = {}
    for tag in ("en", "ar"):
        guest.goes_to(f"/?lang={tag}")
        name, status = (guest.page.locator(one).first for one in (".component-name", ".component > .mark"))
        sides[tag] = name.evaluate(_LEFT) < status.evaluate(_LEFT)
    assert sides == {"en": True, "ar": False}


_LEFT = "one => one.getBoundingClientRect().left"


def test_a_language_is_chosen_and_kept_without_a_script_or_a_cookie(visitor: Arrives) -> None:
    scenes.quiet(clock.now())
    guest = visitor(java_script_enabled=False)
    guest.goes_to("/")
    guest.page.locator(".languages > summary").click()
    guest.page.get_by_role("link", name="Nederlands").click()
    assert guest.page.locator("html").get_attribute("lang") == "nl"
    guest.page.get_by_role("link", name="Geschiedenis").click()
    guest.page.get_by_role("searchbox").fill("wolk")
    guest.page.get_by_role("button", name="Zoeken").click()
    guest.page.wait_for_url("**/history?*q=wolk*")
    assert guest.page.get_by_text("Er is niets gevonden.").is_visible()
    assert guest.page.context.cookies() == []


def test_a_visitor_s_browser_says_which_language_is_theirs(visitor: Arrives) -> None:
    a_component()
    guest = visitor(locale="fil-PH")
    guest.goes_to("/")
    assert guest.page.get_by_role("heading", level=1).inner_text() == "Gumagana ang lahat ng sistema."


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("ar", r"\d{1,2} \D+، \d\d:\d\d"),
        ("de", r"\d{1,2}\. \D+, \d\d:\d\d"),
        ("ko", r"\d{1,2}월 \d{1,2}일 \d\d:\d\d"),
        ("zh-Hans", r"\d{1,2}月\d{1,2}日 \d\d:\d\d"),
    ],
)
def test_times_of_the_page_and_of_the_visitor_have_the_format_of_the_language(
    visitor: Arrives, tag: str, told: str
) -> None:
    an_incident()
    guest = visitor(timezone_id="Asia/Kolkata")
    guest.goes_to(f"/?lang={tag}")
    time = guest.page.locator(TOLD).first
    assert re.fullmatch(told, time.inner_text())
    assert re.search(told, time.get_attribute("title") or "")


def test_charts_go_on_in_the_language_that_was_chosen(visitor: Arrives) -> None:
    measured(clock.now())
    guest = visitor()
    guest.goes_to("/?lang=de")
    chart = guest.page.locator(".chart").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".chart-canvas canvas")).to_have_count(1)
    chart.get_by_role("button", name="Letzte Woche").click()
    expect(chart.get_by_role("button", name="Letzte Woche")).to_have_attribute("aria-pressed", "true")
    expect(chart.locator(".chart-value")).to_have_text(re.compile(r"^\d+,\d ms$"))
    chart.locator(".chart-table > summary").click()
    expect(chart.locator("td").first).to_have_text(re.compile(r"^(\d+,\d ms|\u2013)$"))
    assert guest.faults == []
