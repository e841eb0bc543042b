from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from time_machine import TimeMachineFixture

from heliograph.accounts.models import SetUpLink, User
from heliograph.accounts.roles import Role
from heliograph.accounts.set_up import (
    LINK_LASTS,
    FirstAdministrator,
    claim_installation,
    is_claimed,
    open_set_up,
    require_open,
)
from heliograph.accounts.users import UserDraft, create_user
from heliograph.actors import Ability, Actor, Door
from heliograph.errors import Invalid, NotFound
from heliograph.lib import clock
from tests import factories
from tests.ledger import everything, nothing_written, the_event

OWNER = Actor.system(door=Door.COMMAND)
GUEST = Actor.guest(door=Door.DASHBOARD, abilities=frozenset({Ability.SIGN_IN}))


def opened() -> str:
    secret = open_set_up(actor=OWNER)
    assert secret is not None
    return secret


PASSWORD = "quite a long one"


def claim(secret: str, *, email: str = "ada@example.com", password: str = PASSWORD) -> User:
    draft = FirstAdministrator(email=email, name="Ada", password=password)
    return claim_installation(secret, draft, actor=GUEST)


def test_who_has_the_link_is_the_first_administrator(db: None) -> None:
    secret = opened()
    require_open(secret)

    user = claim(secret)

    assert (user.role, user.name) == ("administrator", "Ada")
    assert the_event().kind == "user_created"
    with pytest.raises(NotFound):
        require_open(secret)


def test_the_secret_is_nowhere_in_the_database(db: None) -> None:
    assert opened() not in str(everything())


def test_a_link_is_good_once_and_then_there_is_no_other(db: None) -> None:
    secret = opened()
    claim(secret)

    with nothing_written(), pytest.raises(NotFound):
        claim(secret, email="eve@example.com")
    assert open_set_up(actor=OWNER) is None


def test_a_newer_link_ends_the_older(db: None) -> None:
    older, newer = opened(), opened()

    with nothing_written(), pytest.raises(NotFound):
        claim(older)
    assert claim(newer).pk


def test_a_link_ends_after_a_day(db: None, time_machine: TimeMachineFixture) -> None:
    secret = opened()
    time_machine.move_to(clock.now() + LINK_LASTS)

    with nothing_written(), pytest.raises(NotFound):
        claim(secret)


@pytest.mark.parametrize("secret", ["", "x", "\udcff", "\x00"])
def test_a_guess_opens_nothing(secret: str, db: None) -> None:
    opened()

    with nothing_written(), pytest.raises(NotFound):
        claim(secret)


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [("ada", PASSWORD, "email"), ("a@example.com", "short", "password")],
)
def test_what_is_wrong_spends_no_link(email: str, password: str, field: str, db: None) -> None:
    secret = opened()

    with nothing_written(), pytest.raises(Invalid) as refused:
        claim(secret, email=email, password=password)

    assert set(refused.value.errors) == {field}
    assert claim(secret).pk


def test_an_administrator_made_elsewhere_closes_it(db: None) -> None:
    secret = opened()
    factories.a_user(role=Role.ADMINISTRATOR)

    with nothing_written(), pytest.raises(NotFound):
        claim(secret)


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_once_one_is_the_administrator() -> None:
    secret = opened()

    def come(number: int) -> bool:
        try:
            claim(secret, email=f"user{number}@example.com")
        except NotFound:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(max_workers=10) as people:
        assert sum(people.map(come, range(50))) == 1

    assert User.objects.count() == 1
    assert not SetUpLink.objects.exists()


def test_an_administrator_without_a_way_in_does_not_close_the_set_up(db: None) -> None:
    made = create_user(UserDraft(email="ada@example.com", role=Role.ADMINISTRATOR), actor=OWNER)
    secret = open_set_up(actor=OWNER)
    assert secret is not None

    claimed = claim(secret)

    assert claimed.pk == made.pk
    assert claimed.check_password(PASSWORD)
    assert open_set_up(actor=OWNER) is None


def test_an_administrator_by_single_sign_on_or_by_a_proxy_closes_the_set_up(db: None) -> None:
    made = create_user(UserDraft(email="ada@example.com", role=Role.ADMINISTRATOR), actor=OWNER)
    assert not is_claimed()

    account = SocialAccount.objects.create(user=made, provider="sso", uid="4711")
    assert is_claimed()
    account.delete()
    User.objects.update(last_login=clock.now())
    assert is_claimed()
