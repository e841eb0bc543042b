from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import signing
from time_machine import TimeMachineFixture

from heliograph.accounts.credentials import actor_of_user
from heliograph.accounts.links import RESET_LASTS, key_to_reset
from heliograph.accounts.models import OwedMail, User
from heliograph.accounts.own_account import (
    NewPassword,
    change_name,
    change_password,
    change_second_factor,
    end_sessions,
    request_password_reset,
    reset_password,
)
from heliograph.accounts.roles import Role
from heliograph.accounts.tokens import OwnTokenDraft, create_own_token, revoke_own_token
from heliograph.actors import Ability, Actor, Door
from heliograph.errors import Forbidden, Invalid, NotFound
from heliograph.lib import clock
from tests import factories
from tests.ledger import nothing_written, the_event

OLD, NEW = "an old password", "quite another one"
GUEST = Actor.guest(door=Door.DASHBOARD, abilities=frozenset({Ability.SIGN_IN}))


@pytest.fixture
def ada(db: None) -> User:
    user = factories.a_user(email="ada@example.com", name="Ada")
    user.set_password(OLD)
    user.save()
    return user


def as_actor(user: User) -> Actor:
    return actor_of_user(user, door=Door.DASHBOARD)


def owed() -> list[tuple[str, str]]:
    return list(OwedMail.objects.values_list("kind", "email"))


def test_a_name_is_changed(ada: User) -> None:
    change_name("Ada L.", actor=as_actor(ada))

    ada.refresh_from_db()
    assert ada.name == "Ada L."
    assert the_event().kind == "user_updated"


def test_a_new_password_ends_every_session_and_is_told_by_mail(ada: User) -> None:
    before = ada.get_session_auth_hash()

    after = change_password(NewPassword(current=OLD, new=NEW), actor=as_actor(ada))

    assert after.check_password(NEW)
    assert after.get_session_auth_hash() != before
    assert owed() == [("password_changed", "ada@example.com")]
    event = the_event()
    assert (event.kind, event.subject_id, event.payload) == ("user_password_changed", ada.pk, {"row": {}})


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong", NEW, "current"),
        ("", NEW, "current"),
        (OLD, "short", "password"),
        (OLD, "password123", "password"),
        (OLD, "ada@example.com", "password"),
        (OLD, "", "password"),
    ],
)
def test_a_wrong_password_is_refused_by_its_field(current: str, new: str, field: str, ada: User) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        change_password(NewPassword(current=current, new=new), actor=as_actor(ada))

    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize("what", ["all sessions", "second factor"])
def test_sessions_end_at_ones_word_and_with_ones_second_factor(what: str, ada: User) -> None:
    before = ada.get_session_auth_hash()

    if what == "all sessions":
        end_sessions(actor=as_actor(ada))
    else:
        change_second_factor("totp_activated", actor=as_actor(ada))

    ada.refresh_from_db()
    assert ada.get_session_auth_hash() != before
    assert the_event().kind == (
        "user_sessions_ended" if what == "all sessions" else "user_second_factor_changed"
    )


@pytest.mark.parametrize("email", ["ada@example.com", "ADA@example.com", "nobody@example.com"])
def test_a_reset_is_asked_for_with_the_same_work_for_anyone(email: str, ada: User) -> None:
    request_password_reset(email, actor=GUEST)

    assert owed() == [("reset", email)]


def test_a_link_sets_a_password_once(ada: User) -> None:
    key = key_to_reset(ada)

    assert reset_password(key, NEW, actor=GUEST).check_password(NEW)

    with nothing_written(), pytest.raises(NotFound):
        reset_password(key, OLD, actor=GUEST)


def _signed_in(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(last_login=clock.now())


def _readdressed(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(email="other@example.com")


def _shut_out(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)


@pytest.mark.parametrize("happens", [_signed_in, _readdressed, _shut_out, User.delete])
def test_a_link_dies_with_what_it_was_made_for(happens: Callable[[User], object], ada: User) -> None:
    key = key_to_reset(ada)
    happens(ada)

    with nothing_written(), pytest.raises(NotFound):
        reset_password(key, NEW, actor=GUEST)


def test_a_link_dies_within_the_hour(ada: User, time_machine: TimeMachineFixture) -> None:
    key = key_to_reset(ada)
    time_machine.move_to(clock.now() + RESET_LASTS + timedelta(seconds=1))

    with nothing_written(), pytest.raises(NotFound):
        reset_password(key, NEW, actor=GUEST)


@pytest.mark.parametrize("forge", [lambda: "", lambda: "x", lambda: signing.dumps([1, "x"])])
def test_a_forged_link_is_none(forge: Callable[[], str], ada: User) -> None:
    with nothing_written(), pytest.raises(NotFound):
        reset_password(forge(), NEW, actor=GUEST)


def test_a_token_of_ones_own_is_made_and_revoked(ada: User) -> None:
    made = create_own_token(OwnTokenDraft(name="CI", abilities=("incidents.manage",)), actor=as_actor(ada))

    assert made.token.user_id == ada.pk
    revoke_own_token(made.token.pk, actor=as_actor(ada))

    assert not ada.tokens.exists()


def test_anothers_token_is_not_there(ada: User) -> None:
    key = factories.a_key("*")

    with nothing_written(), pytest.raises(NotFound):
        revoke_own_token(key.token.pk, actor=as_actor(ada))


def test_nobody_gives_away_what_they_have_not(ada: User) -> None:
    with nothing_written(), pytest.raises(Invalid):
        create_own_token(OwnTokenDraft(name="CI", abilities=("settings.manage",)), actor=as_actor(ada))


def test_a_viewer_makes_no_token(db: None) -> None:
    viewer = factories.a_user(role=Role.VIEWER)

    with nothing_written(), pytest.raises(Forbidden):
        create_own_token(OwnTokenDraft(name="CI"), actor=as_actor(viewer))
