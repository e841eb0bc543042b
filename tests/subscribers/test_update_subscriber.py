import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid, NotFound
from heliograph.lib import clock
from heliograph.subscribers.drafts import SubscriberChanges
from heliograph.subscribers.subscriptions import update_subscriber
from tests.factories import a_component
from tests.ledger import nothing_written, the_event
from tests.subscribers.factories import a_subscriber


def test_what_is_said_changes_and_the_rest_stays(operator: Actor) -> None:
    component = a_component()
    subscriber = a_subscriber(email="ada@example.com", components=[component])

    changes = SubscriberChanges(is_global=False, meta={"team": "core"})
    update_subscriber(subscriber.pk, changes, actor=operator)

    subscriber.refresh_from_db()
    assert (subscriber.is_global, subscriber.meta) == (False, {"team": "core"})
    assert (subscriber.email, subscriber.is_verified) == ("ada@example.com", False)
    assert list(subscriber.components.all()) == [component]


def test_components_stand_in_for_those_that_there_were(operator: Actor) -> None:
    old, kept, new = a_component(), a_component(), a_component()
    subscriber = a_subscriber(components=[old, kept])

    update_subscriber(subscriber.pk, SubscriberChanges(components=[new.pk, kept.pk]), actor=operator)

    assert list(subscriber.components.order_by("pk")) == [kept, new]
    event = the_event()
    assert event.payload["before"] == {"components": [old.pk, kept.pk]}
    assert event.payload["components"] == [kept.pk, new.pk]


def test_it_is_an_event_with_what_was_before(operator: Actor) -> None:
    subscriber = a_subscriber(email="ada@example.com")

    update_subscriber(subscriber.pk, SubscriberChanges(email="ada@example.org"), actor=operator)

    event = the_event()
    assert (event.kind, event.subject_id) == ("subscriber_updated", subscriber.pk)
    assert event.payload["row"]["email"] == "ada@example.org"
    assert event.payload["before"] == {"email": "ada@example.com"}


def test_verifying_is_an_event_of_its_own_kind_whatever_else_changes(operator: Actor) -> None:
    subscriber = a_subscriber()

    update_subscriber(subscriber.pk, SubscriberChanges(is_verified=True, is_global=False), actor=operator)

    subscriber.refresh_from_db()
    assert subscriber.is_verified
    event = the_event()
    assert event.kind == "subscriber_verified"
    assert event.payload["before"] == {"is_global": True, "verified_at": None}


def test_unverifying_is_an_update(operator: Actor) -> None:
    subscriber = a_subscriber(verified_at=clock.now())

    update_subscriber(subscriber.pk, SubscriberChanges(is_verified=False), actor=operator)

    subscriber.refresh_from_db()
    assert not subscriber.is_verified
    assert the_event().kind == "subscriber_updated"


def test_saying_what_is_already_so_is_no_event_and_keeps_the_time_of_verification(operator: Actor) -> None:
    component = a_component()
    subscriber = a_subscriber(verified_at=clock.now(), components=[component])
    changes = SubscriberChanges(
        email=subscriber.email, is_global=True, is_verified=True, components=[component.pk], meta={}
    )

    with nothing_written():
        update_subscriber(subscriber.pk, changes, actor=operator)


def test_the_case_of_an_address_can_be_changed(operator: Actor) -> None:
    subscriber = a_subscriber(email="ada@example.com")

    update_subscriber(subscriber.pk, SubscriberChanges(email="Ada@example.com"), actor=operator)

    subscriber.refresh_from_db()
    assert subscriber.email == "Ada@example.com"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param(SubscriberChanges(email="nope"), "email", id="no address"),
        pytest.param(SubscriberChanges(email="TAKEN@example.com"), "email", id="an address of another"),
        pytest.param(SubscriberChanges(components=[999]), "components.0", id="no such component"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    operator: Actor, changes: SubscriberChanges, field: str
) -> None:
    a_subscriber(email="taken@example.com")
    subscriber = a_subscriber()

    with nothing_written(), pytest.raises(Invalid) as refused:
        update_subscriber(subscriber.pk, changes, actor=operator)

    assert set(refused.value.errors) == {field}


def test_a_subscriber_that_there_is_not_is_not_found(operator: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        update_subscriber(99, SubscriberChanges(is_global=False), actor=operator)
