"""Charts in a real browser."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.metrics.drafts import PointDraft, PointsDraft
from heliograph.metrics.models import Metric
from heliograph.metrics.points import record_points
from heliograph.site.drafts import logo_draft
from heliograph.site.images import change_logo
from heliograph.site.settings import change_setting
from heliograph.site.theme import Shade
from tests.browser.conftest import Visitor
from tests.browser.measurements import measured
from tests.factories import a_component
from tests.lib.test_pictures import a_picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Arrives = Callable[..., Visitor]
HOSTILE = "a { background: url(https://evil.example/x.png) } @import 'https://evil.example/x.css';"


def looks_at_charts(guest: Visitor) -> None:
    guest.goes_to("/")
    guest.page.locator(".chart").last.scroll_into_view_if_needed()
    expect(guest.page.locator(".chart-canvas canvas")).to_have_count(3)


def test_everybody_can_use_the_charts(visitor: Arrives) -> None:
    measured(clock.now())
    guest = visitor(bypass_csp=True, reduced_motion="reduce")
    looks_at_charts(guest)
    guest.page.locator(".chart-table > summary").first.click()
    assert guest.barriers() == ""


def test_nothing_is_fetched_for_charts_before_they_are_near_and_nothing_from_elsewhere(
    visitor: Arrives, operator: Actor
) -> None:
    measured(clock.now())
    for number in range(20):
        a_component(name=f"Component {number}")
    change_setting("header", '<p>Hello</p><img src="https://evil.example/x.png" alt="">', actor=operator)
    change_setting("stylesheet", f":root {{ --text: navy }} {HOSTILE}", actor=operator)
    change_logo(logo_draft(Shade.LIGHT, a_picture()), actor=operator)
    guest = visitor(viewport={"width": 400, "height": 200})
    asked: list[str] = []
    guest.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    guest.settles_at("/")
    assert not [path for path in asked if "uplot" in path or "charts.js" in path]
    looks_at_charts(guest)
    assert [path for path in asked if "uplot" in path]
    assert guest.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 128)"
    assert guest.page.locator(".logo").evaluate("one => one.naturalWidth") == 40
    assert guest.hosts == {urlsplit(guest.home).netloc}
    assert guest.faults == []


def test_without_a_script_everything_is_there(visitor: Arrives) -> None:
    measured(clock.now())
    guest = visitor(java_script_enabled=False)
    guest.goes_to("/")
    expect(guest.page.locator(".chart-line")).to_have_count(2)
    guest.page.locator(".chart-table > summary").first.click()
    expect(guest.page.locator(".chart-table tbody tr").first).to_be_visible()
    expect(guest.page.get_by_text("All times are in UTC.")).to_be_visible()
    expect(guest.page.locator(".chart-choices").first).to_be_hidden()


def test_the_keyboard_reads_the_values(visitor: Arrives) -> None:
    measured(clock.now())
    guest = visitor()
    looks_at_charts(guest)
    canvas, value = guest.page.locator(".chart-canvas").first, guest.page.locator(".chart-value").first
    newest = value.inner_text()
    canvas.focus()
    guest.page.keyboard.press("ArrowLeft")
    expect(value).to_contain_text("ms · ")
    earlier = canvas.get_attribute("aria-valuetext")
    guest.page.keyboard.press("Home")
    first = canvas.get_attribute("aria-valuetext")
    guest.page.keyboard.press("End")
    last = canvas.get_attribute("aria-valuetext")
    assert len({earlier, first, last}) == 3
    assert (last or "").startswith(newest)
    guest.page.keyboard.press("Tab")
    expect(value).to_have_text(newest)


def test_the_pointer_reads_the_values(visitor: Arrives) -> None:
    measured(clock.now())
    guest = visitor()
    looks_at_charts(guest)
    value = guest.page.locator(".chart-value").first
    guest.page.locator(".chart-canvas .u-over").first.hover()
    expect(value).to_contain_text("ms · ")


def test_another_range_is_drawn_told_and_kept_when_the_page_changes(
    visitor: Arrives, operator: Actor
) -> None:
    measured(clock.now())
    guest = visitor()
    guest.page.clock.install()
    looks_at_charts(guest)
    chart = guest.page.locator(".chart").nth(2)
    month = chart.get_by_role("button", name="Last month")
    month.click()
    expect(month).to_have_attribute("aria-pressed", "true")
    expect(chart.get_by_role("button", name="Last day")).to_have_attribute("aria-pressed", "false")
    expect(chart.locator("tbody tr")).to_have_count(30)
    expect(chart.locator(".chart-value")).to_have_text("Nothing was measured in this time.")
    queue = Metric.objects.get(name="Queue")
    record_points(PointsDraft(metric_id=queue.pk, points=[PointDraft(value=5)]), actor=operator)
    guest.page.clock.run_for(31_000)
    expect(chart.locator(".chart-value")).to_have_text("5.00 jobs")
    expect(month).to_have_attribute("aria-pressed", "true")
    expect(chart.locator("tbody tr")).to_have_count(30)
    assert guest.faults == []


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_no_chart_makes_the_page_scroll_sideways(visitor: Arrives, operator: Actor, locale: str) -> None:
    change_setting("locale", locale, actor=operator)
    measured(clock.now())
    guest = visitor(viewport={"width": 1280, "height": 640})
    looks_at_charts(guest)
    for width in (320, 1280):
        guest.page.set_viewport_size({"width": width, "height": 640})
        guest.page.wait_for_function(f"document.documentElement.scrollWidth <= {width}")
