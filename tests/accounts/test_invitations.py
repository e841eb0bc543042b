from datetime import timedelta

import pytest
from time_machine import TimeMachineFixture

from heliograph.accounts.invitations import (
    InvitationDraft,
    accept_invitation,
    invite_user,
    revoke_invitation,
)
from heliograph.accounts.links import INVITATION_LASTS, key_of_invitation
from heliograph.accounts.models import Invitation, OwedMail, User
from heliograph.accounts.roles import Role
from heliograph.actors import Ability, Actor, Door
from heliograph.errors import Invalid, NotFound
from heliograph.events.models import Event
from heliograph.lib import clock
from tests import factories
from tests.ledger import nothing_written

GUEST = Actor.guest(door=Door.DASHBOARD, abilities=frozenset({Ability.SIGN_IN}))
PASSWORD = "quite a long one"


def invited(operator: Actor, email: str = "ada@example.com", role: Role = Role.VIEWER) -> Invitation:
    return invite_user(InvitationDraft(email=email, name="Ada", role=role), actor=operator)


def accept(key: str) -> User:
    return accept_invitation(key, name="", password=PASSWORD, actor=GUEST)


def test_who_is_invited_is_owed_a_link_that_is_not_in_the_database(operator: Actor) -> None:
    invitation = invited(operator)

    owed = OwedMail.objects.get()
    assert (owed.kind, owed.email, owed.facts) == (
        "invitation",
        "ada@example.com",
        {"invitation_id": invitation.pk},
    )


def test_who_accepts_is_a_user_with_the_role_that_was_meant(operator: Actor) -> None:
    key = key_of_invitation(invited(operator))

    user = accept(key)

    assert (user.email, user.name, user.role) == ("ada@example.com", "Ada", "viewer")
    assert user.check_password(PASSWORD)
    assert user.email_verified_at is not None
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == [
        "invitation_created",
        "invitation_accepted",
    ]


def test_a_link_is_good_once(operator: Actor) -> None:
    key = key_of_invitation(invited(operator))
    accept(key)

    with nothing_written(), pytest.raises(NotFound):
        accept(key)


def test_a_link_dies_with_a_newer_one(operator: Actor) -> None:
    old = key_of_invitation(invited(operator))
    invited(operator, email="ADA@example.com")

    with nothing_written(), pytest.raises(NotFound):
        accept(old)


def test_a_link_dies_when_it_is_revoked(operator: Actor) -> None:
    invitation = invited(operator)
    key = key_of_invitation(invitation)
    revoke_invitation(invitation.pk, actor=operator)

    with nothing_written(), pytest.raises(NotFound):
        accept(key)


def test_a_link_dies_within_a_week(operator: Actor, time_machine: TimeMachineFixture) -> None:
    key = key_of_invitation(invited(operator))
    time_machine.move_to(clock.now() + INVITATION_LASTS + timedelta(seconds=1))

    with nothing_written(), pytest.raises(NotFound):
        accept(key)


def test_a_password_that_is_too_easy_spends_no_link(operator: Actor) -> None:
    key = key_of_invitation(invited(operator))

    with nothing_written(), pytest.raises(Invalid):
        accept_invitation(key, name="", password="12345678", actor=GUEST)

    assert accept(key).pk


def test_nobody_is_invited_who_is_there(operator: Actor) -> None:
    factories.a_user(email="ada@example.com")

    with nothing_written(), pytest.raises(Invalid):
        invited(operator, email="Ada@Example.com")
