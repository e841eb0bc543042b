import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.subscribers.drafts import SubscriberDraft
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.subscriptions import create_subscriber
from tests.factories import a_component
from tests.ledger import nothing_written, the_event
from tests.subscribers.factories import a_subscriber

ADA = "Ada@example.com"


def components_of(subscriber: Subscriber) -> set[int]:
    return set(subscriber.components.values_list("pk", flat=True))


def test_a_subscriber_is_made_as_it_is_said(operator: Actor) -> None:
    component = a_component()
    draft = SubscriberDraft(
        email=ADA, is_global=False, is_verified=True, components=[component.pk], meta={"team": "core"}
    )

    subscribed = create_subscriber(draft, actor=operator)

    assert subscribed.is_new
    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.is_global, subscriber.meta) == (ADA, False, {"team": "core"})
    assert subscriber.is_verified
    assert components_of(subscriber) == {component.pk}


def test_what_is_not_said_has_its_default(operator: Actor) -> None:
    create_subscriber(SubscriberDraft(email=ADA), actor=operator)

    subscriber = Subscriber.objects.get()
    assert (subscriber.is_global, subscriber.is_verified, subscriber.meta) == (True, False, {})
    assert components_of(subscriber) == set()


def test_it_is_an_event_with_the_whole_row_and_the_components(operator: Actor) -> None:
    component = a_component()

    draft = SubscriberDraft(email=ADA, components=[component.pk])
    subscriber = create_subscriber(draft, actor=operator).subscriber

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "subscriber_created",
        "subscriber",
        subscriber.pk,
    )
    assert event.payload["row"].items() >= {"email": ADA, "is_global": True, "verified_at": None}.items()
    assert event.payload["components"] == [component.pk]


@pytest.mark.parametrize("email", ["ada@example.com", ADA, "ADA@EXAMPLE.COM"])
def test_an_address_that_is_there_in_any_case_is_the_same_subscriber(operator: Actor, email: str) -> None:
    known = a_subscriber(email="ada@example.com")

    subscribed = create_subscriber(SubscriberDraft(email=email), actor=operator)

    assert (subscribed.is_new, subscribed.subscriber) == (False, known)
    assert Subscriber.objects.get().email == "ada@example.com"


def test_a_known_address_gains_components_and_the_meta_given(operator: Actor) -> None:
    old, new = a_component(), a_component()
    known = a_subscriber(email=ADA, components=[old], meta={"team": "old"})

    create_subscriber(SubscriberDraft(email=ADA, components=[new.pk], meta={"team": "new"}), actor=operator)

    known.refresh_from_db()
    assert components_of(known) == {old.pk, new.pk}
    assert known.meta == {"team": "new"}
    event = the_event()
    assert event.kind == "subscriber_updated"
    assert event.payload["before"] == {"meta": {"team": "old"}, "components": [old.pk]}
    assert event.payload["components"] == [old.pk, new.pk]


def test_a_known_address_keeps_what_it_has(operator: Actor) -> None:
    component = a_component()
    a_subscriber(
        email=ADA, is_global=False, verified_at=clock.now(), components=[component], meta={"team": "core"}
    )

    with nothing_written():
        create_subscriber(SubscriberDraft(email=ADA, components=[component.pk]), actor=operator)


def test_a_known_address_can_be_verified_so(operator: Actor) -> None:
    known = a_subscriber(email=ADA)

    create_subscriber(SubscriberDraft(email=ADA, is_verified=True), actor=operator)

    known.refresh_from_db()
    assert known.is_verified
    assert the_event().kind == "subscriber_verified"


def test_a_component_named_twice_is_subscribed_to_once(operator: Actor) -> None:
    component = a_component()

    create_subscriber(SubscriberDraft(email=ADA, components=[component.pk] * 2), actor=operator)

    assert components_of(Subscriber.objects.get()) == {component.pk}


@pytest.mark.parametrize(
    "email", ["nope", "ada@example.com\nBcc: eve@example.com", f"{'a' * 250}@example.com"]
)
def test_what_is_no_address_is_refused(operator: Actor, email: str) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        create_subscriber(SubscriberDraft(email=email), actor=operator)

    assert set(refused.value.errors) == {"email"}


def test_components_that_there_are_not_are_named_for_a_new_address_and_a_known_one(operator: Actor) -> None:
    deleted = a_component(deleted_at=clock.now())
    known = a_subscriber()

    for email in (ADA, known.email):
        draft = SubscriberDraft(email=email, components=[a_component().pk, deleted.pk, 999])
        with nothing_written(), pytest.raises(Invalid) as refused:
            create_subscriber(draft, actor=operator)
        assert set(refused.value.errors) == {"components.1", "components.2"}

    assert not Event.objects.exists()


def test_an_address_that_is_not_verified_is_owed_a_mail(operator: Actor) -> None:
    unasked = create_subscriber(SubscriberDraft(email=ADA), actor=operator).subscriber
    known_to_want_it = create_subscriber(
        SubscriberDraft(email="grace@example.com", is_verified=True), actor=operator
    ).subscriber

    assert unasked.link_asked_at is not None
    assert known_to_want_it.link_asked_at is None
