import json
import re
from datetime import UTC, datetime

import pytest

from heliograph.accounts.credentials import actor_of_token
from heliograph.accounts.tokens import TokenDraft, create_token, hash_of
from heliograph.actors import Ability, Actor, Door
from heliograph.errors import Invalid
from tests import factories
from tests.ledger import everything, nothing_written, the_event


def test_a_token_is_its_number_and_forty_characters(operator: Actor) -> None:
    made = create_token(TokenDraft(user=factories.a_user(), name="CI"), actor=operator)

    assert re.fullmatch(rf"{made.token.pk}\|[A-Za-z0-9]{{40}}", made.text)


def test_the_secret_is_nowhere_but_with_the_caller(operator: Actor) -> None:
    made = create_token(TokenDraft(user=factories.a_user(), name="CI"), actor=operator)

    secret = made.text.partition("|")[2]
    assert made.token.secret_hash == hash_of(secret)
    assert secret not in json.dumps(everything(), default=str)


def test_it_is_an_event_that_does_not_know_the_secret(operator: Actor) -> None:
    user = factories.a_user()

    made = create_token(TokenDraft(user=user, name="CI", abilities=("incidents.manage",)), actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "api_token_created",
        "api_token",
        made.token.pk,
    )
    assert event.payload == {"row": {"user_id": user.pk, "name": "CI", "abilities": ["incidents.manage"]}}
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_it_opens_the_door_with_the_abilities_that_it_was_given(operator: Actor) -> None:
    draft = TokenDraft(user=factories.a_user(), name="CI", abilities=("incidents.manage",))

    actor = actor_of_token(create_token(draft, actor=operator).text, door=Door.REST)

    assert actor is not None
    assert actor.abilities == {Ability.INCIDENTS_MANAGE}


def test_when_it_ends_is_kept(operator: Actor) -> None:
    ends = datetime(2030, 1, 1, tzinfo=UTC)

    made = create_token(TokenDraft(user=factories.a_user(), name="CI", expires_at=ends), actor=operator)

    made.token.refresh_from_db()
    assert made.token.expires_at == ends


@pytest.mark.parametrize(
    ("name", "abilities", "field"),
    [
        ("", ("*",), "name"),
        ("  ", ("*",), "name"),
        ("CI", ("incidents.fly",), "abilities"),
        ("CI", ("*", "incidents.fly"), "abilities"),
        ("CI", ("",), "abilities"),
    ],
)
def test_a_wrong_draft_is_refused_by_its_field(
    name: str, abilities: tuple[str, ...], field: str, operator: Actor
) -> None:
    draft = TokenDraft(user=factories.a_user(), name=name, abilities=abilities)

    with nothing_written(), pytest.raises(Invalid) as refused:
        create_token(draft, actor=operator)

    assert set(refused.value.errors) == {field}
