import pytest
from django.db import IntegrityError, transaction

from heliograph.accounts.models import User
from heliograph.accounts.roles import Role
from heliograph.accounts.users import UserDraft, create_user
from heliograph.actors import Actor
from heliograph.errors import Invalid
from tests import factories
from tests.ledger import nothing_written, the_event


def test_a_user_is_made(operator: Actor) -> None:
    draft = UserDraft(email="ada@example.com", name="Ada", role=Role.ADMINISTRATOR, password="long enough")

    user = create_user(draft, actor=operator)

    user.refresh_from_db()
    assert (user.email, user.name, user.role, user.is_active) == (
        "ada@example.com",
        "Ada",
        "administrator",
        True,
    )
    assert user.check_password("long enough")


def test_it_is_an_event_that_does_not_know_the_password(operator: Actor) -> None:
    user = create_user(UserDraft(email="ada@example.com", password="long enough"), actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == ("user_created", "user", user.pk)
    assert event.payload == {
        "row": {
            "email": "ada@example.com",
            "name": "",
            "role": "operator",
            "is_active": True,
        }
    }
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_a_password_is_kept_as_an_argon2_hash(operator: Actor) -> None:
    user = create_user(UserDraft(email="ada@example.com", password="long enough"), actor=operator)

    assert user.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize("guess", ["", "None", "!", "long enough"])
def test_without_a_password_nobody_can_sign_in(guess: str, operator: Actor) -> None:
    user = create_user(UserDraft(email="ada@example.com"), actor=operator)

    assert not user.check_password(guess)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (UserDraft(email=""), "email"),
        (UserDraft(email="ada"), "email"),
        (UserDraft(email="ada@example.com\nBcc: all@example.com"), "email"),
        (UserDraft(email="taken@example.com"), "email"),
        (UserDraft(email="TAKEN@Example.COM"), "email"),
        (UserDraft(email="ada@example.com", password="7 chars"), "password"),
        (UserDraft(email="ada@example.com", password=""), "password"),
    ],
)
def test_a_wrong_draft_is_refused_by_its_field(draft: UserDraft, field: str, operator: Actor) -> None:
    factories.a_user(email="taken@example.com")

    with nothing_written(), pytest.raises(Invalid) as refused:
        create_user(draft, actor=operator)

    assert set(refused.value.errors) == {field}


@pytest.mark.django_db
def test_the_database_holds_an_address_once_whatever_its_case() -> None:
    factories.a_user(email="ada@example.com")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="ADA@example.com")
