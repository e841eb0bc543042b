"""Classes 4, 15, 20, 21, 22 and 31, at the door that operators come in by."""

import logging
import re
from collections.abc import Mapping

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from heliograph.accounts.roles import Role
from heliograph.accounts.set_up import open_set_up
from heliograph.accounts.users import UserChanges, update_user
from heliograph.actors import Actor, Door
from heliograph.events.models import Event
from heliograph.site import settings
from tests.factories import PASSWORD, a_key, a_person, a_user
from tests.ledger import everything, nothing_written

pytestmark = pytest.mark.django_db

OWNER = Actor.system(door=Door.COMMAND)
SIGN_IN = "/dashboard/login/"
SET_UP = {
    "name": "Ada",
    "email": "ada@example.com",
    "password": PASSWORD,
    "page_name": "Example",
    "language": "",
    "timezone": "Europe/Vienna",
    "accent": "violet",
}


def sign_in(client: Client, email: str, password: str = PASSWORD, *, address: str = "192.0.2.1") -> int:
    said = {"login": email, "password": password}
    return client.post(SIGN_IN, said, REMOTE_ADDR=address).status_code


def is_in(client: Client) -> bool:
    return client.get("/dashboard/").status_code == 200


def test_4_only_who_has_the_link_sets_up_and_only_once(client: Client) -> None:
    path = f"/dashboard/set-up/{open_set_up(actor=OWNER)}/"
    with nothing_written():
        assert client.post("/dashboard/set-up/guessed/", SET_UP).status_code == 404
        assert client.get(path).status_code == 200
        assert client.post(path, SET_UP | {"password": "short"}).status_code == 200

    assert client.post(path, SET_UP)["Location"] == "/dashboard/welcome/"

    assert is_in(client)
    site = settings.load()
    assert (site.name, site.timezone, site.accent, site.locale) == (
        "Example",
        "Europe/Vienna",
        "violet",
        None,
    )
    for again in (client.get(path), client.post(path, SET_UP | {"email": "eve@example.com"})):
        assert again.status_code == 404


def test_15_no_secret_is_written_down(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    person = a_person()
    sign_in(client, person.email)
    made = client.post("/dashboard/account/tokens/", {"name": "CI", "scope": "all", "lasts": ""})
    found = re.search(r'id="token">(\d+\|\w{40})<', made.content.decode())
    assert found
    token, secret = found[1], found[1].partition("|")[2]
    cookie = client.cookies["sessionid"].value

    assert Client(headers={"Authorization": f"Bearer {token}"}).get("/api/components").status_code == 200
    assert secret not in client.get("/dashboard/account/tokens/").content.decode()
    assert "no-store" in made["Cache-Control"]
    events = str(list(Event.objects.values()))
    for one in (PASSWORD, secret, cookie):
        assert one not in events + caplog.text
    for one in (PASSWORD, secret):
        assert one not in str(everything())


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (SIGN_IN, {"login": "ada@example.com", "password": PASSWORD}),
        ("/dashboard/logout/", {}),
        ("/dashboard/password/", {"email": "ada@example.com"}),
        ("/dashboard/confirm/", {"password": PASSWORD}),
        ("/dashboard/second-factor/recovery-codes/generate/", {}),
        ("/dashboard/account/name/", {"name": "Eve"}),
        ("/dashboard/account/password/", {"current": PASSWORD, "password": "quite another one"}),
        ("/dashboard/account/sessions/", {"all": "1"}),
        ("/dashboard/account/tokens/", {"name": "x", "scope": "all"}),
        ("/dashboard/users/invite/", {"email": "eve@example.com", "role": "administrator"}),
        ("/dashboard/welcome/", {"do": "demo"}),
    ],
)
def test_20_another_sites_form_changes_nothing(path: str, form: Mapping[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    person = a_person(Role.ADMINISTRATOR, email="ada@example.com")
    if path != SIGN_IN:
        client.force_login(person)
    with nothing_written():
        response = client.post(path, form, headers={"Origin": "https://evil.example"})

    assert response.status_code == 403


def test_21_a_session_has_a_new_id_when_somebody_signs_in(client: Client) -> None:
    person = a_person()
    client.get("/dashboard/second-factor/")
    client.cookies["sessionid"] = "planted" * 4
    sign_in(client, person.email)

    assert client.cookies["sessionid"].value != "planted" * 4
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/dashboard")


def test_21_a_stolen_cookie_is_of_no_use_after_all_sessions_were_ended(client: Client) -> None:
    person = a_person()
    thief = Client()
    sign_in(thief, person.email)
    sign_in(client, person.email)
    assert is_in(thief)

    client.post("/dashboard/account/sessions/", {"all": "1"})

    assert is_in(client)
    assert not is_in(thief)


def test_21_another_password_ends_every_other_session(client: Client) -> None:
    person = a_person()
    thief = Client()
    sign_in(thief, person.email)
    sign_in(client, person.email)
    before = client.session.session_key

    changed = {"current": PASSWORD, "password": "quite another one"}
    assert client.post("/dashboard/account/password/", changed).status_code == 302

    assert is_in(client)
    assert client.session.session_key != before
    assert not is_in(thief)


@pytest.mark.parametrize("changes", [UserChanges(role=Role.VIEWER), UserChanges(is_active=False)])
def test_21_who_may_less_now_is_signed_out(client: Client, changes: UserChanges) -> None:
    person = a_person()
    sign_in(client, person.email)

    update_user(person.pk, changes, actor=OWNER)

    assert not is_in(client)


def test_21_one_session_is_ended_and_nobody_elses(client: Client) -> None:
    ada, eve = a_person(), a_person()
    other, eves = Client(), Client()
    sign_in(other, ada.email)
    sign_in(eves, eve.email)
    sign_in(client, ada.email)
    assert Session.objects.count() == 3
    numbers = re.findall(r'name="session" value="(\d+)"', client.get("/dashboard/account/").content.decode())
    eves_number = UserSession.objects.get(user=eve).pk

    assert client.post("/dashboard/account/sessions/", {"session": str(eves_number)}).status_code == 404
    client.post("/dashboard/account/sessions/", {"session": numbers[0]})

    assert (is_in(client), is_in(other), is_in(eves)) == (True, False, True)


def test_22_guesses_are_counted_by_account_and_by_address(client: Client) -> None:
    person = a_person()
    for _ in range(10):
        sign_in(client, person.email, "a guess")

    assert sign_in(client, person.email) == 200
    assert sign_in(Client(), person.email, address="198.51.100.7") == 302
    for number in range(20):
        sign_in(client, f"user{number}@example.com", "a guess")
    assert sign_in(client, a_person().email) == 200


@pytest.mark.parametrize("is_known", [True, False])
def test_22_a_guess_at_nobody_looks_like_one_at_somebody(client: Client, *, is_known: bool) -> None:
    person = a_person(email="ada@example.com") if is_known else None

    page = client.post(SIGN_IN, {"login": "ada@example.com", "password": "a guess"}).content.decode()

    assert "not correct" in page
    event = Event.objects.get()
    assert (event.kind, event.subject_id) == ("user_sign_in_failed", person.pk if person else 0)
    assert is_known or "ada@example.com" not in str(Event.objects.values())


def test_31_the_token_of_a_form_is_masked_anew_each_time(client: Client) -> None:
    def token() -> str:
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(SIGN_IN).content.decode())
        assert found
        return found[1]

    assert token() != token()


FORGED = [
    ("/dashboard/users/invite/", {"email": "eve@example.com", "role": "administrator"}),
    ("/dashboard/users/{other}/", {"name": "x", "email": "x@example.com", "role": "viewer"}),
    ("/dashboard/users/{other}/delete/", {}),
    ("/dashboard/users/{other}/second-factor/", {}),
    ("/dashboard/users/tokens/{token}/revoke/", {}),
    ("/dashboard/users/invitations/1/revoke/", {}),
]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VIEWER])
def test_16_nobody_but_an_administrator_touches_users(client: Client, role: Role) -> None:
    other = a_user(role=Role.ADMINISTRATOR)
    key = a_key("*", user=other)
    client.force_login(a_person(role))

    assert client.get("/dashboard/users/").status_code == 403
    assert "/dashboard/users/" not in client.get("/dashboard/").content.decode()
    for path, form in FORGED:
        with nothing_written():
            assert client.post(path.format(other=other.pk, token=key.token.pk), form).status_code == 403
    with nothing_written():
        assert client.post(f"/dashboard/account/tokens/{key.token.pk}/revoke/").status_code in {403, 404}


def test_16_a_viewer_makes_no_token(client: Client) -> None:
    client.force_login(a_person(Role.VIEWER))

    with nothing_written():
        assert client.post("/dashboard/account/tokens/", {"name": "x", "scope": "all"}).status_code == 403
