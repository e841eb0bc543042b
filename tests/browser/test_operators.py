"""Operators at work: on a phone and at a desk, by hand and by keyboard, with and without a connection."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from heliograph.accounts.roles import Role
from heliograph.actors import Actor
from heliograph.monitoring.monitors import record_check
from heliograph.monitoring.verdict import Result
from heliograph.status.models import Component, Incident
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from tests.browser.conftest import Visitor
from tests.factories import a_component, a_group, a_template, a_window, an_incident, an_update
from tests.monitoring.factories import a_monitor
from tests.surfaces.dashboard.people import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Arrives = Callable[..., Visitor]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
LOOK_EVERY = 11_000


def at_work(visitor: Arrives, **options: object) -> Visitor:
    """Somebody who has signed in."""
    operator = visitor(**options)
    session = signed_in(Role.ADMINISTRATOR, "Ada Administrator").cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": session, "url": operator.home}
    operator.page.context.add_cookies([cookie])  # type: ignore[list-item]  # a plain dict is one
    return operator


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_an_incident_is_reported_followed_and_resolved(visitor: Arrives, viewport: dict[str, int]) -> None:
    component = a_component(name="Checkout", group=a_group(name="Shop"))
    operator = at_work(visitor, viewport=viewport)
    page = operator.page
    operator.goes_to("/dashboard/")
    page.locator(".hg-banner").get_by_role("link", name="Report an incident").click()

    page.get_by_label("What is wrong, in one line").fill("Checkout is down")
    page.get_by_label("What people should know").fill("We are **looking**.")
    page.get_by_text("Shop", exact=True).click()
    page.get_by_label("Checkout").select_option("Major outage")
    look = page.locator("[data-preview-here]")
    expect(look.locator("strong")).to_have_text("looking")
    expect(look).to_contain_text("Major outage")
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Checkout is down")
    page.get_by_label("Identified").check()
    page.get_by_label("What is new").fill("It is a cable.")
    page.get_by_role("button", name="Post the update").click()
    expect(page.locator("#words")).to_contain_text("It is a cable.")
    page.get_by_label("What is new").fill("The cable is new.")
    page.get_by_role("button", name="Resolve with these words").click()
    expect(page.locator(".hg-facts")).to_contain_text("Fixed")

    assert Incident.objects.get().status == IncidentStatus.FIXED
    assert Incident.objects.get().impacts.get().component_id == component.pk
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []
    assert operator.faults == []
    assert operator.hosts == {urlsplit(operator.home).netloc}
    operator.goes_to("/history")
    expect(page.get_by_text("The cable is new.").first).to_be_visible()


def test_words_survive_a_lost_connection(visitor: Arrives) -> None:
    incident = an_incident()
    operator = at_work(visitor, viewport=PHONE)
    page = operator.page
    operator.goes_to(f"/dashboard/incidents/{incident.pk}")
    page.get_by_label("What is new").fill("Half a thought")
    page.context.set_offline(True)
    page.get_by_role("button", name="Post the update").click()
    expect(page.get_by_text("There is no connection.")).to_be_visible()

    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("What is new")).to_have_value("Half a thought")
    expect(page.get_by_text("What you wrote before is here again.")).to_be_visible()
    assert not incident.updates.exists()


def test_a_chosen_template_is_no_draft_that_is_restored(visitor: Arrives) -> None:
    a_template()
    operator = at_work(visitor, viewport=DESK)
    page = operator.page
    operator.goes_to("/dashboard/incidents/report")
    page.get_by_label("Template").select_option("provider-down")
    expect(page.get_by_label("provider")).to_be_visible()
    expect(page.get_by_text("What you wrote before is here again.")).to_be_hidden()
    operator.goes_to("/dashboard/incidents/report")
    expect(page.get_by_text("What you wrote before is here again.")).to_be_hidden()


def test_what_somebody_else_says_is_seen_while_one_writes_and_is_not_written_over(visitor: Arrives) -> None:
    incident = an_incident()
    operator = at_work(visitor, viewport=DESK)
    page = operator.page
    page.clock.install()
    operator.goes_to(f"/dashboard/incidents/{incident.pk}")
    page.get_by_label("What is new").fill("My own words.")
    an_update(incident, message="Said meanwhile.")
    page.clock.run_for(LOOK_EVERY)
    expect(page.locator("#words")).to_contain_text("Said meanwhile.")
    expect(page.locator("[data-news]")).to_be_visible()

    page.get_by_role("button", name="Post the update").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has said something")
    expect(page.locator(".hg-word--new")).to_contain_text("Said meanwhile.")
    expect(page.get_by_label("What is new")).to_have_value("My own words.")
    page.get_by_role("button", name="Send it nevertheless").click()
    expect(page.locator("#words")).to_contain_text("My own words.")
    assert incident.updates.count() == 2


def test_components_are_ordered_by_keyboard_and_by_dragging(visitor: Arrives) -> None:
    for place, name in enumerate(("One", "Two", "Three")):
        a_component(name=name, order=place)
    operator = at_work(visitor, viewport=DESK)
    page = operator.page
    operator.goes_to("/dashboard/order")
    page.get_by_role("button", name="Move Three").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".hg-row > span")).to_have_text(["One", "Three", "Two"])
    expect(page.get_by_role("button", name="Move Three")).to_be_focused()

    handle, over = (page.get_by_role("button", name=f"Move {name}").bounding_box() for name in ("One", "Two"))
    assert handle is not None
    assert over is not None
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(over["x"] + 10, over["y"] + over["height"] - 4, steps=8)
    page.mouse.up()
    expect(page.locator(".hg-row > span")).to_have_text(["Three", "Two", "One"])
    page.get_by_role("button", name="Save the order").click()
    expect(page.get_by_text("The order is saved.")).to_be_visible()

    assert list(Component.objects.order_by("order").values_list("name", flat=True)) == ["Three", "Two", "One"]
    assert operator.faults == []


def test_nothing_keeps_anybody_out_and_nothing_hangs_over(visitor: Arrives) -> None:
    component = a_component(name="Checkout", group=a_group(), status=ComponentStatus.PARTIAL_OUTAGE)
    incident = an_incident(impacts=[(component, ComponentStatus.MAJOR_OUTAGE)])
    an_update(incident)
    a_window(impacts=[(component, None)])
    monitor = a_monitor(component)
    record_check(monitor.pk, Result(is_up=False, error="Connection refused."), actor=Actor.monitor())
    pages = {
        "",
        "incidents/report",
        f"incidents/{incident.pk}",
        "schedules/calendar",
        "order",
        "status/component/",
        f"status/component/{component.pk}/change/",
        "events/event/",
        "monitoring/monitor/add/",
        f"monitors/{monitor.pk}",
    }
    operator = at_work(visitor, viewport=PHONE, bypass_csp=True)
    found = {}
    for path in sorted(pages):
        operator.settles_at(f"/dashboard/{path}")
        found[path] = (operator.barriers(), operator.overhangs([360, 1280]))

    assert {path: what for path, what in found.items() if what != ("", [])} == {}
