"""From the link that `serve` prints to the dashboard, and in again with a second factor."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from heliograph.accounts.models import User
from heliograph.accounts.roles import Role
from heliograph.accounts.set_up import open_set_up
from heliograph.actors import Actor, Door
from heliograph.status.models import Component
from tests.browser.conftest import Visitor
from tests.factories import PASSWORD, a_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Arrives = Callable[..., Visitor]
WIDTHS = (360, 1280)


def faults_of(visitor: Visitor) -> list[str]:
    """Without Chromium's advice on how its password manager would like a form."""
    return [fault for fault in visitor.faults if not fault.startswith("[DOM]")]


def sign_in(visitor: Visitor, person: User) -> None:
    visitor.goes_to("/dashboard/account/")
    visitor.page.get_by_label("E-mail address").fill(person.email)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_link_to_a_page_that_looks_good(visitor: Arrives, width: int) -> None:
    secret = open_set_up(actor=Actor.system(door=Door.COMMAND))
    owner = visitor(viewport={"width": width, "height": 740}, timezone_id="Europe/Vienna")
    page = owner.page
    owner.goes_to(f"/dashboard/set-up/{secret}/")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Vienna")

    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Name of the page").fill("Example Status")
    page.get_by_label("Violet").check(force=True)  # the ring around it is what is seen of it
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_text("Mail is not configured")).to_be_visible()
    page.get_by_role("button", name="Load the demo").click()
    expect(page.get_by_text("Demo added:")).to_be_visible()
    page.get_by_role("link", name="To the dashboard").click()

    expect(page.get_by_text("Checkout is slow").first).to_be_visible()
    assert Component.objects.count() > 5
    assert User.objects.get().role == Role.ADMINISTRATOR
    assert faults_of(owner) == []
    assert len(owner.hosts) == 1


def test_nobody_is_kept_out_of_the_pages_before_the_dashboard(visitor: Arrives) -> None:
    secret = open_set_up(actor=Actor.system(door=Door.COMMAND))
    guest = visitor(bypass_csp=True)
    for path in (f"/dashboard/set-up/{secret}/", "/dashboard/login/", "/dashboard/password/"):
        guest.goes_to(path)
        assert guest.barriers() == "", path
        assert guest.overhangs([320, *WIDTHS]) == [], path


def test_nobody_is_kept_out_of_their_account(visitor: Arrives) -> None:
    person = a_person(Role.ADMINISTRATOR)
    guest = visitor(bypass_csp=True)
    sign_in(guest, person)
    users = ("users/", "users/invite/", f"users/{person.pk}/")
    for path in ("account/", "account/password/", "account/tokens/", "second-factor/", *users):
        guest.settles_at(f"/dashboard/{path}")
        assert guest.barriers() == "", path
        assert guest.overhangs(WIDTHS) == [], path


def test_a_code_of_an_app_is_asked_for(visitor: Arrives) -> None:
    person = a_person()
    owner = visitor(viewport={"width": 360, "height": 740})
    page = owner.page
    sign_in(owner, person)
    page.get_by_role("link", name="Set up a second factor").click()
    page.get_by_role("link", name="Activate").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code_of(secret, step=-1))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("textbox", name="Unused codes")).to_be_visible()

    again = visitor(viewport={"width": 360, "height": 740})
    sign_in(again, person)
    again.page.get_by_label("Code").fill(code_of(secret))
    again.page.get_by_role("button", name="Sign in").click()

    expect(again.page.get_by_text("This browser")).to_be_visible()
    assert faults_of(owner) + faults_of(again) == []


def code_of(secret: str, *, step: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))


def test_a_security_key_is_asked_for(visitor: Arrives) -> None:
    """One that Chromium plays, as if it were plugged in and touched."""
    person = a_person()
    owner = visitor()
    page = owner.page
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    sign_in(owner, person)
    owner.goes_to("/dashboard/second-factor/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_load_state()  # before its script is there, the button does nothing
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("textbox", name="Unused codes")).to_be_visible()

    page.context.clear_cookies()
    sign_in(owner, person)
    page.get_by_role("button", name="Use a security key").click()

    expect(page.get_by_text("This browser")).to_be_visible()
    assert faults_of(owner) == []
