import pytest

from heliograph.accounts.credentials import actor_of_token, actor_of_user
from heliograph.accounts.roles import Role, abilities_of
from heliograph.actors import ABILITIES_OF_TOKENS, EVERYTHING, Ability, ActorKind, Door
from tests import factories

ADMINISTRATORS_ALONE = {Ability.USERS_MANAGE, Ability.SETTINGS_MANAGE}


@pytest.mark.parametrize(
    ("role", "abilities"),
    [
        (Role.ADMINISTRATOR, EVERYTHING),
        (Role.OPERATOR, EVERYTHING - ADMINISTRATORS_ALONE),
        (Role.VIEWER, {Ability.OWN_ACCOUNT}),
    ],
)
def test_what_a_role_may_do(role: Role, abilities: set[Ability]) -> None:
    assert abilities_of(role) == abilities


@pytest.mark.parametrize("role", Role)
def test_who_has_signed_in_may_do_what_their_role_may(role: Role, db: None) -> None:
    user = factories.a_user(name="Ada", role=role)

    actor = actor_of_user(user, door=Door.DASHBOARD, address="192.0.2.1")

    assert (actor.kind, actor.user_id, actor.name) == (ActorKind.USER, user.pk, "Ada")
    assert actor.abilities == abilities_of(role)


def test_who_was_shut_out_is_a_guest(db: None) -> None:
    actor = actor_of_user(factories.a_user(is_active=False), door=Door.DASHBOARD)

    assert actor.is_guest
    assert not actor.abilities


@pytest.mark.parametrize("role", Role)
def test_a_token_may_at_most_do_what_its_user_may(role: Role, db: None) -> None:
    key = factories.a_key("*", user=factories.a_user(role=role))

    actor = actor_of_token(key.text, door=Door.REST)

    assert actor is not None
    assert actor.abilities == ABILITIES_OF_TOKENS & abilities_of(role)


def test_no_token_touches_its_users_account(db: None) -> None:
    administrator = factories.a_user(role=Role.ADMINISTRATOR)
    key = factories.a_key("*", "own-account", "own-tokens", "sign-in", user=administrator)

    actor = actor_of_token(key.text, door=Door.REST)

    assert actor is not None
    assert not actor.abilities & {Ability.OWN_ACCOUNT, Ability.OWN_TOKENS, Ability.SIGN_IN}
