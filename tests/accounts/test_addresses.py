"""Proof of an address: what counts, what waits, and who loses an address that was never proven."""

from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from time_machine import TimeMachineFixture

from heliograph.accounts.credentials import actor_of_user
from heliograph.accounts.invitations import InvitationDraft, accept_invitation, invite_user
from heliograph.accounts.links import (
    ADDRESS_LASTS,
    key_of_address,
    key_of_invitation,
    key_to_reset,
    user_to_confirm,
)
from heliograph.accounts.models import OwedMail, User
from heliograph.accounts.own_account import (
    NewAddress,
    NewPassword,
    change_address,
    change_password,
    confirm_address,
    reset_password,
)
from heliograph.accounts.roles import Role
from heliograph.accounts.single_sign_on import Identity, Newcomers, recognise_address, recognise_user
from heliograph.accounts.users import UserDraft, create_user
from heliograph.actors import Ability, Actor, Door
from heliograph.errors import Forbidden, Invalid, NotFound
from heliograph.events.models import Event
from heliograph.lib import clock
from tests import factories
from tests.factories import PASSWORD
from tests.ledger import nothing_written

pytestmark = pytest.mark.django_db

VISITOR = Actor.guest(door=Door.DASHBOARD, abilities=frozenset({Ability.SIGN_IN}))
OWNER = Actor.system(door=Door.COMMAND)
BOSS = "boss@example.org"
NEW_PASSWORD = "quite another one"


@pytest.fixture
def ada() -> User:
    return factories.a_person(email="ada@example.com", name="Ada")


@pytest.fixture
def mallory() -> User:
    """Holds an address without proof."""
    return factories.a_person(Role.VIEWER, email=BOSS, name="Mallory", email_verified_at=None)


def asks_for(user: User, email: str) -> User:
    draft = NewAddress(current=PASSWORD, email=email)
    return change_address(draft, actor=actor_of_user(user, door=Door.DASHBOARD))


def identity(uid: str = "4711") -> Identity:
    return Identity(provider="sso", uid=uid, email=BOSS, name="The boss")


def owed() -> list[tuple[str, str]]:
    return list(OwedMail.objects.order_by("pk").values_list("kind", "email"))


def has_lost_the_address(user: User) -> bool:
    user.refresh_from_db()
    released = Event.objects.filter(kind="user_address_released", subject_id=user.pk)
    told = [one.payload["before"] for one in released]
    return (user.email, user.lost_email, told) == ("", BOSS, [{"email": BOSS}])


def test_a_new_address_counts_once_its_link_is_followed(ada: User) -> None:
    with nothing_written(), pytest.raises(Invalid):
        change_address(
            NewAddress(current="wrong", email="new@example.com"),
            actor=actor_of_user(ada, door=Door.DASHBOARD),
        )

    waiting = asks_for(ada, "new@example.com")
    assert (waiting.email, waiting.new_email) == ("ada@example.com", "new@example.com")
    assert owed() == [("confirm_address", "new@example.com")]

    confirmed = confirm_address(key_of_address(waiting), actor=VISITOR)
    confirmed.refresh_from_db()
    assert (confirmed.email, confirmed.new_email) == ("new@example.com", "")
    assert owed()[1:] == [("address_changed", "ada@example.com")]
    assert Event.objects.get().payload["before"] == {"email": "ada@example.com"}


def test_the_link_of_an_address_is_good_once_and_for_a_day(
    ada: User, time_machine: TimeMachineFixture
) -> None:
    key = key_of_address(asks_for(ada, "new@example.com"))
    for other in (key + "x", key_to_reset(ada), key_of_address(ada)):
        with pytest.raises(NotFound):
            confirm_address(other, actor=VISITOR)
    time_machine.move_to(clock.now() + ADDRESS_LASTS + timedelta(seconds=2))
    with pytest.raises(NotFound):
        confirm_address(key, actor=VISITOR)
    time_machine.move_to(clock.now() - ADDRESS_LASTS)
    confirm_address(key, actor=VISITOR)
    with pytest.raises(NotFound):
        confirm_address(key, actor=VISITOR)


def test_another_address_or_password_ends_the_link_of_the_one_before(ada: User) -> None:
    first = key_of_address(asks_for(ada, "first@example.com"))
    second = key_of_address(asks_for(ada, "second@example.com"))
    with pytest.raises(NotFound):
        user_to_confirm(first)

    new = NewPassword(current=PASSWORD, new=NEW_PASSWORD)
    change_password(new, actor=actor_of_user(ada, door=Door.DASHBOARD))

    with pytest.raises(NotFound):
        user_to_confirm(second)


def test_a_proven_address_is_taken_by_nobody(ada: User) -> None:
    boss = factories.a_person(email=BOSS)
    with nothing_written(), pytest.raises(Invalid) as refused:
        asks_for(ada, BOSS.upper())
    assert set(refused.value.errors) == {"email"}
    User.objects.filter(pk=ada.pk).update(new_email=BOSS)
    ada.refresh_from_db()
    with nothing_written(), pytest.raises(Invalid):
        confirm_address(key_of_address(ada), actor=VISITOR)
    with nothing_written(), pytest.raises(Invalid):
        create_user(UserDraft(email=BOSS), actor=OWNER)
    assert recognise_address(BOSS, actor=VISITOR) == boss


def test_who_asks_for_an_address_of_another_does_not_hold_it(ada: User) -> None:
    asks_for(ada, BOSS)

    boss = recognise_user(identity(), Newcomers(role=Role.OPERATOR), actor=VISITOR).user

    assert boss != ada
    with pytest.raises(Invalid):
        confirm_address(key_of_address(User.objects.get(pk=ada.pk)), actor=VISITOR)


def test_an_unproven_user_loses_the_address_to_whom_the_provider_knows(mallory: User) -> None:
    recognised = recognise_user(identity(), Newcomers(role=Role.OPERATOR), actor=VISITOR)

    assert recognised.user != mallory
    assert (recognised.user.email, recognised.user.role) == (BOSS, Role.OPERATOR)
    assert SocialAccount.objects.get().user == recognised.user
    assert has_lost_the_address(mallory)
    assert recognise_user(identity(), Newcomers(role=None), actor=VISITOR).user == recognised.user


def test_nothing_is_lost_to_a_newcomer_who_stays_outside(mallory: User) -> None:
    with nothing_written(), pytest.raises(Forbidden):
        recognise_user(identity(), Newcomers(role=None), actor=VISITOR)


def test_an_unproven_user_loses_the_address_to_whom_the_proxy_names(mallory: User) -> None:
    assert recognise_address(BOSS, actor=VISITOR) is None
    assert has_lost_the_address(mallory)
    with nothing_written():
        assert recognise_address(BOSS, actor=VISITOR) is None

    invite_user(InvitationDraft(email=BOSS, name="Boss", role=Role.VIEWER), actor=OWNER)
    boss = recognise_address(BOSS, actor=VISITOR)

    assert boss is not None
    assert (boss.email, boss.name, boss.role) == (BOSS, "Boss", Role.VIEWER)
    assert boss != mallory


def test_an_invitation_takes_the_address_of_an_unproven_user(mallory: User) -> None:
    invitation = invite_user(InvitationDraft(email=BOSS, role=Role.ADMINISTRATOR), actor=OWNER)

    boss = accept_invitation(key_of_invitation(invitation), name="Boss", password=PASSWORD, actor=VISITOR)

    assert boss.email == BOSS
    assert has_lost_the_address(mallory)


def test_an_address_that_the_owner_gives_is_proven(mallory: User) -> None:
    boss = create_user(UserDraft(email=BOSS, role=Role.ADMINISTRATOR), actor=OWNER)

    assert has_lost_the_address(mallory)
    assert recognise_address(BOSS, actor=VISITOR) == boss


def test_a_password_that_is_set_by_a_mailed_link_proves_the_address(mallory: User) -> None:
    reset_password(key_to_reset(mallory), NEW_PASSWORD, actor=VISITOR)

    assert recognise_address(BOSS, actor=VISITOR) == mallory


def test_several_users_may_have_lost_their_addresses(mallory: User) -> None:
    factories.a_person(email="", lost_email="x@example.com")
    recognise_address(BOSS, actor=VISITOR)

    assert User.objects.filter(email="").count() == 2
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key("")
