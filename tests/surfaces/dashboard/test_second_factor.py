"""Codes of an app, and those for the day that the phone is gone."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from heliograph.accounts.mails import send_owed
from heliograph.accounts.models import User
from heliograph.accounts.roles import Role
from heliograph.accounts.users import remove_second_factor
from heliograph.actors import Actor, Door
from heliograph.events.models import Event
from heliograph.site.models import Setting
from heliograph.surfaces.dashboard.mails import account_mail
from tests.factories import PASSWORD, a_person
from tests.ledger import everything

SIGN_IN = "/dashboard/login/"
CODE = "/dashboard/second-factor/authenticate/"
SET_UP = "/dashboard/second-factor/totp/activate/"
CODES = "/dashboard/second-factor/recovery-codes/"


def code_of(secret: str, *, step: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))


def sign_in(person: User) -> Client:
    client = Client()
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    return client


def set_up(client: Client) -> str:
    """The secret that the app has then."""
    client.post("/dashboard/confirm/", {"password": PASSWORD})
    page = client.get(SET_UP).content.decode()
    found = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', page, re.DOTALL)
    assert found
    assert client.post(SET_UP, {"code": code_of(found[1], step=-1)})["Location"] == CODES
    return found[1]


@pytest.fixture
def person(transactional_db: None) -> User:
    """The library tells of a change when it is committed."""
    return a_person(Role.ADMINISTRATOR, name="Ada", email="ada@example.com")


@pytest.fixture
def client(person: User) -> Client:
    return sign_in(person)


@pytest.fixture
def secret(client: Client) -> str:
    return set_up(client)


def is_in(client: Client) -> bool:
    return client.get("/dashboard/").status_code == 200


def test_who_has_one_is_asked_for_it(person: User, secret: str) -> None:
    client = sign_in(person)
    assert not is_in(client)
    client.post(CODE, {"code": "000000"})
    assert not is_in(client)

    client.post(CODE, {"code": code_of(secret)})

    assert is_in(client)
    last = Event.objects.order_by("-pk")[:2]
    assert [one.kind for one in last] == ["user_signed_in", "user_sign_in_failed"]
    assert last[0].payload["row"] == {"methods": ["password", "totp"]}


def test_a_code_is_good_once(person: User, secret: str) -> None:
    sign_in(person).post(CODE, {"code": (code := code_of(secret))})
    second = sign_in(person)

    second.post(CODE, {"code": code})

    assert not is_in(second)


def test_to_set_one_up_ends_every_other_session_and_is_told_by_mail(
    person: User, client: Client, mailoutbox: list[object]
) -> None:
    elsewhere = sign_in(person)
    before = client.session.session_key

    set_up(client)
    send_owed(account_mail)

    assert is_in(client)
    assert client.session.session_key != before
    assert not is_in(elsewhere)
    assert len(mailoutbox) == 1
    assert Event.objects.get(kind="user_second_factor_changed").subject_id == person.pk


def test_what_makes_the_codes_is_not_legible_in_the_database(secret: str) -> None:
    kept = {name: rows for name, rows in everything().items() if name != "django_session"}

    assert secret not in str(kept)


def test_a_recovery_code_lets_in_once(person: User, client: Client, secret: str) -> None:
    page = client.get(CODES).content.decode()
    code = re.findall(r"\b\d{8}\b", page)[0]
    first, second = sign_in(person), sign_in(person)

    first.post(CODE, {"code": code})
    second.post(CODE, {"code": code})

    assert is_in(first)
    assert not is_in(second)


def test_codes_cannot_be_guessed_for_long(person: User, secret: str) -> None:
    client = sign_in(person)
    answers = [client.post(CODE, {"code": "000000"}).content.decode() for _ in range(11)]

    assert ["Too many" in one for one in answers] == [False] * 10 + [True]
    client.post(CODE, {"code": code_of(secret)})
    assert not is_in(client)


def test_where_it_is_required_nothing_else_comes_first(client: Client) -> None:
    Setting.objects.create(name="require_second_factor", value=True)
    for path in ("/dashboard/", "/dashboard/users/", "/dashboard/status/component/add/"):
        assert client.get(path)["Location"] == "/dashboard/second-factor/"
        assert client.post(path)["Location"] == "/dashboard/second-factor/"

    set_up(client)

    assert is_in(client)


def test_an_administrator_removes_what_somebody_lost(person: User, client: Client, secret: str) -> None:
    remove_second_factor(person.pk, actor=Actor.system(door=Door.COMMAND))

    assert not Authenticator.objects.exists()
    assert not is_in(client)
    assert is_in(sign_in(person))


def test_the_other_ways_are_there(client: Client, secret: str) -> None:
    client.post("/dashboard/confirm/", {"password": PASSWORD})

    for path in ("", "webauthn/", "webauthn/add/", "recovery-codes/", "recovery-codes/generate/"):
        assert client.get(f"/dashboard/second-factor/{path}").status_code == 200
