"""The page follows what happens, and leaves the visitor alone."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, Route, expect

from heliograph.actors import Actor
from heliograph.site.settings import change_setting
from heliograph.status.components import change_component_status
from heliograph.status.drafts import StatusChange
from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from tests.browser.conftest import Visitor
from tests.factories import a_component, a_group, an_incident, an_update

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Arrives = Callable[..., Visitor]
INTERVAL = 30_000
MOST_TRIES = 20
# Answers come in real time: where minutes go by in a moment, none would be there before the page gives up.
PATIENCE = "AbortSignal.timeout = () => new AbortController().signal"
ANNOUNCEMENTS = """
window.announced = [];
const region = document.querySelector(".sentence");
new MutationObserver((changes) => {
  if (changes.some((one) => one.type !== "attributes")) announced.push(region.textContent.trim());
}).observe(region, { subtree: true, childList: true, characterData: true });
"""


@pytest.fixture
def guest(visitor: Arrives) -> Iterator[Visitor]:
    """At a page whose clock the test can put forward."""
    guest = visitor(viewport={"width": 800, "height": 500})
    guest.page.clock.install()
    guest.page.add_init_script(PATIENCE)
    yield guest
    assert guest.faults == []


def some_time_passes(page: Page, milliseconds: int = INTERVAL + 1_000) -> None:
    page.clock.run_for(milliseconds)


def refreshes(page: Page, *, times: int) -> list[int]:
    """The statuses that the page gets when it asks anew, so often.

    The next time is not before the page has taken the answer and set its clock: an answer is seen here a
    little earlier than the page has it, and time that went by in between would be no time for the page.
    """
    statuses: list[int] = []
    page.on("response", lambda response: statuses.append(response.status) if is_page(response) else None)
    for _ in range(MOST_TRIES):
        some_time_passes(page)
        answer_is_in(page)
        if len(statuses) >= times:
            return statuses[:times]
    raise AssertionError(f"The page asked {len(statuses)} times.")


def is_page(response: Response) -> bool:
    return urlsplit(response.url).path == "/" and not urlsplit(response.url).query


def answer_is_in(page: Page) -> None:
    """One request later, what was asked before has its answer."""
    page.evaluate("fetch('/health?').then(one => one.text())")


def break_down(component: Component, operator: Actor) -> None:
    change_component_status(component.pk, StatusChange(status=ComponentStatus.MAJOR_OUTAGE), actor=operator)


def test_what_happens_is_seen_and_said_once(guest: Visitor, operator: Actor) -> None:
    component = a_component(name="API")
    guest.settles_at("/")
    guest.page.evaluate(ANNOUNCEMENTS)
    break_down(component, operator)
    some_time_passes(guest.page)
    expect(guest.page.locator("h1")).to_have_text("Some systems are experiencing major issues.")
    expect(guest.page.locator(".component .mark")).to_contain_text("Major outage")
    refreshes(guest.page, times=3)
    [said] = guest.page.evaluate("announced")
    assert said.startswith("Some systems are experiencing major issues.\nSince ")


def test_who_reads_is_not_disturbed(guest: Visitor, operator: Actor) -> None:
    group = a_group(name="Services")
    component = a_component(name="API", group=group)
    incidents = [an_incident(name=f"Incident {number}") for number in range(6)]
    for one in incidents:
        for _ in range(3):
            an_update(one)
    guest.settles_at("/")
    page = guest.page
    fold = page.locator(".group > summary")
    fold.click()
    page.locator(".card .older > summary").nth(2).click()
    fold.scroll_into_view_if_needed()
    page.evaluate("window.kept = document.activeElement.closest('details'); document.activeElement.blur()")
    fold.focus()
    before = fold.evaluate("one => one.getBoundingClientRect().top")
    an_update(incidents[0], message="A new word on the first.")
    break_down(component, operator)
    some_time_passes(page)
    expect(page.locator("main")).to_contain_text("A new word on the first.")
    assert fold.evaluate("one => one === document.activeElement")
    assert page.locator("details.group").evaluate("one => one.open")
    assert page.evaluate("kept.open && kept.isConnected")
    assert abs(fold.evaluate("one => one.getBoundingClientRect().top") - before) < 3


def test_what_comes_and_goes_is_put_in_its_place(guest: Visitor, operator: Actor) -> None:
    a_component(name="API")
    solved = an_incident(name="The old one")
    guest.settles_at("/")
    guest.page.evaluate("window.section = document.getElementById('components')")
    solved.status = IncidentStatus.FIXED
    solved.save()
    an_incident(name="The new one")
    some_time_passes(guest.page)
    expect(guest.page.locator(".card-title")).to_have_text(["The new one"])
    assert guest.page.evaluate("section.isConnected")
    fresh = guest.page.evaluate(
        "fetch('/').then(one => one.text()).then(text => "
        "new DOMParser().parseFromString(text, 'text/html').querySelector('main').children.length)"
    )
    assert guest.page.evaluate("document.querySelector('main').children.length") == fresh


def test_what_has_not_changed_is_not_sent_again(guest: Visitor) -> None:
    guest.settles_at("/")
    assert refreshes(guest.page, times=3) == [200, 304, 304]


def test_the_owner_says_how_often(guest: Visitor, operator: Actor) -> None:
    change_setting("refresh_rate", 300, actor=operator)
    guest.settles_at("/")
    asked: list[str] = []
    guest.page.on("request", lambda request: asked.append(request.url))
    some_time_passes(guest.page, 240_000)
    assert asked == []
    with guest.page.expect_response("**/"):
        some_time_passes(guest.page, 61_000)


def test_who_does_not_look_does_not_ask(guest: Visitor) -> None:
    guest.settles_at("/")
    asked: list[str] = []
    guest.page.on("request", lambda request: asked.append(request.url))
    look(guest.page, is_hidden=True)
    some_time_passes(guest.page, 10 * INTERVAL)
    assert asked == []
    with guest.page.expect_response("**/"):
        look(guest.page, is_hidden=False)


def look(page: Page, *, is_hidden: bool) -> None:
    said = "true" if is_hidden else "false"
    page.evaluate(
        f"Object.defineProperty(document, 'hidden', {{ value: {said}, configurable: true }});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )


def test_a_server_that_fails_is_asked_ever_more_seldom_and_the_page_says_that_it_is_stale(
    visitor: Arrives,
) -> None:
    guest = visitor()
    guest.page.clock.install()
    guest.page.add_init_script(PATIENCE)
    guest.settles_at("/")
    expect(guest.page.locator(".freshness")).to_contain_text("Last updated")
    asked = refuse_all(guest.page, status=503)
    some_time_passes(guest.page, 45_000)
    answer_is_in(guest.page)
    expect(guest.page.locator(".stale")).to_be_empty()  # a busy server is no outage
    time_goes_by(guest.page, minutes=2)
    expect(guest.page.locator(".stale")).to_contain_text("This page may be out of date. Last updated")
    time_goes_by(guest.page, minutes=18)
    assert 3 <= len(asked) <= 10  # it would be forty
    guest.page.unroute("**/")
    time_goes_by(guest.page, minutes=11)
    expect(guest.page.locator(".stale")).to_be_empty()


def time_goes_by(page: Page, *, minutes: int) -> None:
    """In steps that leave the server the time to answer."""
    for _ in range(minutes * 4):
        some_time_passes(page, 15_000)
        answer_is_in(page)


def test_who_is_refused_does_not_ask_again(visitor: Arrives) -> None:
    guest = visitor()
    guest.page.clock.install()
    guest.page.add_init_script(PATIENCE)
    guest.settles_at("/")
    asked = refuse_all(guest.page, status=403)
    time_goes_by(guest.page, minutes=5)
    assert len(asked) == 1


def refuse_all(page: Page, *, status: int) -> list[str]:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=status, body="")

    page.route("**/", refuse)
    return asked
