from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from heliograph.accounts.credentials import actor_of_token
from heliograph.actors import Ability, ActorKind, Door
from tests import factories

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_who_shows_a_token_is_its_user() -> None:
    key = factories.a_key("incidents.manage", user=factories.a_user(name="Ada"))

    actor = actor_of_token(key.text, door=Door.REST, address="192.0.2.1")

    assert actor is not None
    assert (actor.kind, actor.door, actor.name, actor.address) == (
        ActorKind.TOKEN,
        Door.REST,
        "Ada",
        "192.0.2.1",
    )
    assert (actor.user_id, actor.token_id) == (key.token.user_id, key.token.pk)
    assert actor.abilities == {Ability.INCIDENTS_MANAGE}


def test_a_bare_secret_is_enough() -> None:
    key = factories.a_key()

    assert actor_of_token(key.secret, door=Door.REST) == actor_of_token(key.text, door=Door.REST)


@pytest.mark.parametrize(
    "form",
    [
        "",
        "|",
        "{id}",
        "{id}|",
        "{id}|wrong",
        "|{secret}",
        "{other}|{secret}",
        "0{id}|{secret}",
        "{id}|{secret}x",
        "{id}|{secret}|",
        "{id}|{hash}",
        "{hash}",
        "{id}|{secret} ",
        "\udcff",
        "\x00",
        "' OR 1=1 --",
    ],
)
def test_anything_else_is_nobody(form: str) -> None:
    key = factories.a_key()
    text = form.format(id=key.token.pk, other=key.token.pk + 1, secret=key.secret, hash=key.token.secret_hash)

    assert actor_of_token(text, door=Door.REST) is None


@pytest.mark.parametrize(
    ("left", "is_known"), [(timedelta(seconds=1), True), (timedelta(0), False), (timedelta(days=-1), False)]
)
def test_a_token_ends_when_it_expires(
    left: timedelta, *, is_known: bool, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    key = factories.a_key(expires_at=NOW + left)

    assert (actor_of_token(key.text, door=Door.REST) is not None) is is_known


def test_a_token_is_of_no_use_when_its_user_is_out() -> None:
    key = factories.a_key(user=factories.a_user(is_active=False))

    assert actor_of_token(key.text, door=Door.REST) is None


@pytest.mark.parametrize(
    ("used", "noted"),
    [
        (None, NOW),
        (NOW - timedelta(seconds=61), NOW),
        (NOW - timedelta(seconds=59), NOW - timedelta(seconds=59)),
    ],
)
def test_its_use_is_noted_once_a_minute(
    used: datetime | None, noted: datetime, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    key = factories.a_key(last_used_at=used)

    actor_of_token(key.text, door=Door.REST)

    key.token.refresh_from_db()
    assert key.token.last_used_at == noted


def test_a_busy_client_costs_one_query_a_request(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    key = factories.a_key()

    with django_assert_num_queries(1):
        actor_of_token(key.text, door=Door.REST)
