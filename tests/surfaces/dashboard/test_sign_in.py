"""Coming in, being in, and going out again."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client
from time_machine import TimeMachineFixture

from heliograph.accounts.models import User
from heliograph.events.models import Event
from tests.factories import PASSWORD, a_person, a_user
from tests.ledger import nothing_written, the_event

pytestmark = pytest.mark.django_db

SIGN_IN = "/dashboard/login/"
WRONG = "not the password"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def sign_in(client: Client, email: str, password: str = PASSWORD, **further: str) -> str:
    """Where one is led to, or what the page says."""
    response = client.post(SIGN_IN, {"login": email, "password": password} | further)
    return response["Location"] if response.status_code == 302 else response.content.decode()


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_who_signs_in_is_led_to_what_they_wanted_and_it_is_an_event(client: Client) -> None:
    person = a_person(name="Ada")

    assert sign_in(client, person.email.upper(), next="/dashboard/account/") == "/dashboard/account/"

    event = the_event()
    assert (event.kind, event.subject_id, event.actor_name, event.door) == (
        "user_signed_in",
        person.pk,
        "Ada",
        "dashboard",
    )
    assert event.payload == {"row": {"methods": ["password"]}}
    assert event.address == "127.0.0.1"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: Client, elsewhere: str) -> None:
    assert sign_in(client, a_person().email, next=elsewhere) == "/dashboard/"


def test_the_library_keeps_no_addresses_of_its_own(client: Client) -> None:
    sign_in(client, a_person().email)

    assert not EmailAddress.objects.exists()


def test_a_password_of_cachet_goes_on_working_and_is_kept_anew(client: Client) -> None:
    """As an import brings it: bcrypt, `$2y$` by another name."""
    hashed = "bcrypt$$2b$04$zSPkjGauKrdQU0zNj/OwhOhY6GnEjF8GWKb41yeIjwsjNbENLg7dW"
    person = a_user(email="ada@example.com", password=hashed)
    assert not sign_in(client, person.email, WRONG).startswith("/")

    assert sign_in(client, person.email, "correct horse") == "/dashboard/"

    person.refresh_from_db()
    assert person.password.startswith("argon2$")
    assert client.get("/dashboard/").status_code == 200
    assert sign_in(Client(), person.email, "correct horse") == "/dashboard/"


def test_who_has_no_password_cannot_sign_in(client: Client) -> None:
    person = a_user()
    person.set_unusable_password()
    person.save()

    assert not sign_in(client, person.email, person.password).startswith("/")


def test_signing_out_is_an_event_and_takes_a_post(client: Client) -> None:
    sign_in(client, a_person().email)
    assert client.get("/dashboard/logout/").status_code == 200
    assert client.get("/dashboard/").status_code == 200

    client.post("/dashboard/logout/")

    assert client.get("/dashboard/").status_code == 302
    assert kinds() == ["user_signed_in", "user_signed_out"]


def test_a_session_ends_after_a_fortnight_however_busy_it_is(
    client: Client, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOON, tick=False)
    sign_in(client, a_person().email)
    for day in range(1, 14):
        time_machine.move_to(NOON + timedelta(days=day), tick=False)
        assert client.get("/dashboard/").status_code == 200

    time_machine.move_to(NOON + timedelta(days=14), tick=False)

    assert client.get("/dashboard/").status_code == 302


def test_nobody_signs_up(client: Client) -> None:
    for path in ("/dashboard/signup/", "/dashboard/login/code/", "/dashboard/email/"):
        assert client.get(path).status_code == 404
    assert not User.objects.exists()


def test_to_look_at_the_page_writes_nothing(client: Client) -> None:
    with nothing_written():
        client.get(SIGN_IN)


def test_a_session_tells_when_it_was_last_used_and_writes_that_seldom(
    client: Client, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOON, tick=False)
    sign_in(client, a_person().email)

    seen, page = [], ""
    for minutes in (4, 6, 7):
        time_machine.move_to(NOON + timedelta(minutes=minutes), tick=False)
        page = client.get("/dashboard/account/").content.decode()
        seen.append((UserSession.objects.get().last_seen_at - NOON).seconds // 60)

    assert seen == [0, 6, 6]
    assert "last used 11/26/2026 12:06 p.m." in page


def test_who_guesses_at_a_password_from_inside_is_told_to_wait(operator_at_desk: Client) -> None:
    said = {"current": WRONG, "password": "quite another one"}
    operator_at_desk.get("/dashboard/account/")  # from here on the browser is known
    answers = [operator_at_desk.post("/dashboard/account/password/", said) for _ in range(11)]

    assert [one.status_code for one in answers] == [200] * 10 + [429]
    assert b"Wait for a quarter of an hour." in answers[-1].content
