"""What visitors do with their own subscription."""

from datetime import timedelta

import pytest

from heliograph.actors import Ability, Actor, Door
from heliograph.errors import Invalid, NotFound
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.status.groups import delete_component_group
from heliograph.status.vocabulary import Visibility
from heliograph.subscribers.drafts import Choice
from heliograph.subscribers.links import Purpose, key_for
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.own_subscription import (
    UNCONFIRMED_KEPT,
    change_subscription,
    forget_unconfirmed,
    subscribe,
    unsubscribe,
    verify_subscription,
)
from heliograph.subscribers.steps import ONE_LINK_IN
from tests.factories import a_component, a_group
from tests.ledger import nothing_written, the_event
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"
EVERYTHING = Choice(is_global=True)
GUEST = Actor.guest(
    door=Door.PUBLIC, address="192.0.2.9", abilities=frozenset({Ability.SUBSCRIBE, Ability.OWN_SUBSCRIPTION})
)


def only(*ids: int) -> Choice:
    return Choice(is_global=False, components=ids)


def components_of(subscriber: Subscriber) -> set[int]:
    return set(subscriber.components.values_list("pk", flat=True))


def test_a_new_address_is_kept_unverified_and_owed_a_link() -> None:
    component = a_component()
    subscribe(ADA, only(component.pk), actor=GUEST)

    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.is_global, subscriber.is_verified) == (ADA, False, False)
    assert components_of(subscriber) == {component.pk}
    assert subscriber.link_asked_at is not None
    event = the_event()
    assert (event.kind, event.actor_kind, event.address) == ("subscriber_created", "guest", "192.0.2.9")


def test_who_has_not_confirmed_yet_may_choose_anew() -> None:
    component = a_component()
    known = a_subscriber(email=ADA)
    subscribe(ADA.upper(), only(component.pk), actor=GUEST)

    known.refresh_from_db()
    assert (known.is_global, components_of(known)) == (False, {component.pk})


def test_what_somebody_confirmed_no_stranger_changes() -> None:
    known = a_subscriber(email=ADA, is_global=False, components=[a_component()], verified_at=clock.now())
    subscribe(ADA, EVERYTHING, actor=GUEST)

    known.refresh_from_db()
    assert (known.is_global, len(components_of(known))) == (False, 1)
    assert known.link_asked_at is not None
    assert not Event.objects.exists()


@pytest.mark.parametrize("ago", [timedelta(0), ONE_LINK_IN / 2])
@pytest.mark.parametrize("verified_at", [None, clock.now()])
def test_an_address_that_just_got_a_link_gets_no_other(ago: timedelta, verified_at: object) -> None:
    a_subscriber(email=ADA, link_sent_at=clock.now() - ago, verified_at=verified_at)
    with nothing_written():
        subscribe(ADA, EVERYTHING, actor=GUEST)


def test_after_an_hour_it_gets_another() -> None:
    a_subscriber(email=ADA, link_sent_at=clock.now() - ONE_LINK_IN)
    subscribe(ADA, EVERYTHING, actor=GUEST)
    assert Subscriber.objects.get().link_asked_at is not None


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@example.com\r\nBcc: eve@example.com", f"{'a' * 250}@x.org"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        subscribe(email, EVERYTHING, actor=GUEST)
    assert set(refused.value.errors) == {"email"}


def hidden_component() -> int:
    return a_component(group=a_group(visible=Visibility.HIDDEN)).pk


def disabled_component() -> int:
    return a_component(enabled=False).pk


@pytest.mark.parametrize("unseen", [hidden_component, disabled_component, lambda: 999_999])
def test_a_component_that_visitors_do_not_see_is_as_one_that_is_not(unseen: object) -> None:
    assert callable(unseen)
    choice = only(a_component().pk, unseen())
    with nothing_written(), pytest.raises(Invalid) as refused:
        subscribe(ADA, choice, actor=GUEST)
    assert set(refused.value.errors) == {"components"}


def test_to_choose_nothing_is_refused() -> None:
    with pytest.raises(Invalid):
        subscribe(ADA, only(), actor=GUEST)


def test_a_link_confirms_and_a_second_time_changes_nothing() -> None:
    subscriber = a_subscriber()
    key = key_for(Purpose.VERIFY, subscriber)
    verify_subscription(key, actor=GUEST)

    subscriber.refresh_from_db()
    assert subscriber.is_verified
    assert the_event().kind == "subscriber_verified"
    with nothing_written():
        verify_subscription(key, actor=GUEST)


def test_a_choice_is_changed_and_what_is_unseen_stays() -> None:
    old, new, unseen = a_component(), a_component(), a_component(enabled=False)
    subscriber = a_subscriber(components=[old, unseen])
    change_subscription(key_for(Purpose.MANAGE, subscriber), only(new.pk), actor=GUEST)

    subscriber.refresh_from_db()
    assert (subscriber.is_global, components_of(subscriber)) == (False, {new.pk, unseen.pk})
    assert the_event().kind == "subscriber_updated"


def test_a_group_is_chosen_with_all_that_is_ever_in_it(operator: Actor) -> None:
    group = a_group()
    member = a_component(group=group)
    subscribe(ADA, Choice(is_global=False, groups=[group.pk]), actor=GUEST)

    subscriber = Subscriber.objects.get()
    assert (components_of(subscriber), list(subscriber.groups.all())) == (set(), [group])
    assert the_event().payload["groups"] == [group.pk]
    subscriber.subscriptions.create(component=member)
    added = a_component(group=group)

    delete_component_group(group.pk, actor=operator)
    assert components_of(subscriber) == {member.pk, added.pk}, "the group is gone, what was in it is not"


@pytest.mark.parametrize("visible", [Visibility.HIDDEN, Visibility.SIGNED_IN, None])
def test_a_group_that_visitors_do_not_see_is_as_one_that_is_not(visible: Visibility | None) -> None:
    choice = Choice(is_global=False, groups=[999_999 if visible is None else a_group(visible=visible).pk])
    with nothing_written(), pytest.raises(Invalid):
        subscribe(ADA, choice, actor=GUEST)


def test_who_unsubscribes_is_gone_and_may_do_so_twice() -> None:
    subscriber = a_subscriber()
    key = key_for(Purpose.UNSUBSCRIBE, subscriber)
    unsubscribe(key, actor=GUEST)

    assert not Subscriber.objects.exists()
    assert the_event().kind == "subscriber_unsubscribed"
    with nothing_written():
        unsubscribe(key, actor=GUEST)


def test_a_key_for_one_thing_does_no_other() -> None:
    subscriber = a_subscriber()
    for purpose, verb in ((Purpose.MANAGE, verify_subscription), (Purpose.VERIFY, unsubscribe)):
        with nothing_written(), pytest.raises(NotFound):
            verb(key_for(purpose, subscriber), actor=GUEST)


def test_who_never_confirmed_is_forgotten_and_nobody_else() -> None:
    system, long_ago = Actor.system(door=Door.CLOCK), clock.now() - UNCONFIRMED_KEPT - timedelta(hours=1)
    kept = [
        a_subscriber(link_sent_at=clock.now()),
        a_subscriber(link_sent_at=long_ago, verified_at=long_ago),
        a_subscriber(created_at=long_ago),  # by an operator, who was sent no link
    ]
    gone = a_subscriber(link_sent_at=long_ago)
    forget_unconfirmed(actor=system)

    assert list(Subscriber.objects.order_by("pk")) == kept
    assert (the_event().kind, the_event().subject_id) == ("subscriber_unsubscribed", gone.pk)
