from collections.abc import Callable

import pytest

from heliograph.accounts.models import ApiToken, OwedMail, User
from heliograph.accounts.roles import Role
from heliograph.accounts.users import UserChanges, delete_user, update_user
from heliograph.actors import Actor
from heliograph.errors import Conflict, Invalid, NotFound
from tests import factories
from tests.ledger import nothing_written, the_event


def an_administrator() -> User:
    return factories.a_user(role=Role.ADMINISTRATOR)


def test_a_user_is_changed_and_the_event_knows_what_it_was(operator: Actor) -> None:
    user = factories.a_user(email="ada@example.com", name="Ada")

    update_user(user.pk, UserChanges(name="Ada L.", role=Role.VIEWER), actor=operator)

    user.refresh_from_db()
    assert (user.name, user.role) == ("Ada L.", "viewer")
    event = the_event()
    assert (event.kind, event.subject_id) == ("user_updated", user.pk)
    assert event.payload["before"] == {"name": "Ada", "role": "operator"}


def test_what_changes_nothing_leaves_no_trace(operator: Actor) -> None:
    user = factories.a_user(name="Ada")

    with nothing_written():
        update_user(user.pk, UserChanges(name="Ada", role=Role.OPERATOR), actor=operator)


@pytest.mark.parametrize(
    ("changes", "ends_sessions"),
    [
        (UserChanges(role=Role.VIEWER), True),
        (UserChanges(is_active=False), True),
        (UserChanges(name="Ada"), False),
    ],
)
def test_who_may_do_something_else_signs_in_anew(
    changes: UserChanges, *, ends_sessions: bool, operator: Actor
) -> None:
    user = factories.a_user()
    before = user.get_session_auth_hash()

    after = update_user(user.pk, changes, actor=operator).get_session_auth_hash()

    assert (before != after) is ends_sessions


@pytest.mark.parametrize("email", ["", "ada", "TAKEN@example.com"])
def test_an_address_must_be_one_and_free(email: str, operator: Actor) -> None:
    factories.a_user(email="taken@example.com")
    user = factories.a_user()

    with nothing_written(), pytest.raises(Invalid) as refused:
        update_user(user.pk, UserChanges(email=email), actor=operator)

    assert set(refused.value.errors) == {"email"}


@pytest.mark.parametrize("email", ["Ada@example.com", "new@example.com"])
def test_a_new_address_waits_until_its_link_is_followed(email: str, operator: Actor) -> None:
    user = factories.a_user(email="ada@example.com")

    changed = update_user(user.pk, UserChanges(email=email), actor=operator)

    assert (changed.email, changed.new_email) == ("ada@example.com", email)
    assert list(OwedMail.objects.values_list("kind", "email")) == [("confirm_address", email)]


LEAVE: list[Callable[[User, Actor], object]] = [
    lambda user, actor: update_user(user.pk, UserChanges(role=Role.OPERATOR), actor=actor),
    lambda user, actor: update_user(user.pk, UserChanges(is_active=False), actor=actor),
    lambda user, actor: delete_user(user.pk, actor=actor),
]


@pytest.mark.parametrize("leave", LEAVE)
def test_the_last_administrator_stays(leave: Callable[[User, Actor], object], operator: Actor) -> None:
    last = an_administrator()
    factories.a_user(role=Role.ADMINISTRATOR, is_active=False)

    with nothing_written(), pytest.raises(Conflict):
        leave(last, operator)


@pytest.mark.parametrize("leave", LEAVE)
def test_one_of_two_may_go(leave: Callable[[User, Actor], object], operator: Actor) -> None:
    going, staying = an_administrator(), an_administrator()

    leave(going, operator)

    assert list(User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)) == [staying]


def test_who_is_deleted_is_gone_with_their_tokens_and_the_event_stays(operator: Actor) -> None:
    user = factories.a_user(email="ada@example.com")
    factories.a_key("*", user=user)

    delete_user(user.pk, actor=operator)

    assert not ApiToken.objects.filter(user_id=user.pk).exists()
    event = the_event()
    assert (event.kind, event.subject_id) == ("user_deleted", user.pk)
    assert event.payload["row"]["email"] == "ada@example.com"


def test_nobody_deletes_themselves(operator: Actor) -> None:
    with nothing_written(), pytest.raises(Conflict):
        delete_user(operator.user_id or 0, actor=operator)


def test_whom_there_is_not_cannot_be_changed(operator: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        update_user(10**6, UserChanges(name="Ada"), actor=operator)
