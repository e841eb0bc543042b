"""Each verb asks for its own ability before it looks at anything."""

from collections.abc import Callable

import pytest

from heliograph.actors import EVERYTHING, Ability, Actor
from heliograph.errors import Forbidden, Unauthenticated
from heliograph.subscribers.drafts import Choice, SubscriberChanges, SubscriberDraft
from heliograph.subscribers.own_subscription import (
    change_subscription,
    forget_unconfirmed,
    subscribe,
    unsubscribe,
    verify_subscription,
)
from heliograph.subscribers.subscriptions import create_subscriber, delete_subscriber, update_subscriber
from tests.factories import Key
from tests.ledger import nothing_written
from tests.people import actor_of

NOWHERE = 99
EVERYTHING_CHOSEN = Choice(is_global=True)

ASKED: list[tuple[Ability, Callable[[Actor], object]]] = [
    (
        Ability.SUBSCRIBERS_MANAGE,
        lambda actor: create_subscriber(SubscriberDraft(email="ada@example.com"), actor=actor),
    ),
    (
        Ability.SUBSCRIBERS_MANAGE,
        lambda actor: update_subscriber(NOWHERE, SubscriberChanges(), actor=actor),
    ),
    (Ability.SUBSCRIBERS_DELETE, lambda actor: delete_subscriber(NOWHERE, actor=actor)),
    (Ability.SUBSCRIBERS_DELETE, lambda actor: forget_unconfirmed(actor=actor)),
    (Ability.SUBSCRIBE, lambda actor: subscribe("nobody", EVERYTHING_CHOSEN, actor=actor)),
    (Ability.OWN_SUBSCRIPTION, lambda actor: verify_subscription("forged", actor=actor)),
    (
        Ability.OWN_SUBSCRIPTION,
        lambda actor: change_subscription("forged", EVERYTHING_CHOSEN, actor=actor),
    ),
    (Ability.OWN_SUBSCRIPTION, lambda actor: unsubscribe("forged", actor=actor)),
]


@pytest.mark.parametrize(("ability", "verb"), ASKED)
def test_all_other_abilities_together_are_not_enough(
    readers_key: Key, ability: Ability, verb: Callable[[Actor], object]
) -> None:
    with nothing_written(), pytest.raises(Forbidden):
        verb(actor_of(readers_key, *EVERYTHING - {ability}))


@pytest.mark.django_db
@pytest.mark.parametrize(("ability", "verb"), ASKED)
def test_a_stranger_is_asked_who_they_are(
    stranger: Actor, ability: Ability, verb: Callable[[Actor], object]
) -> None:
    with nothing_written(), pytest.raises(Unauthenticated):
        verb(stranger)
