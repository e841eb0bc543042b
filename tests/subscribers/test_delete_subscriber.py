import pytest

from heliograph.actors import Actor
from heliograph.errors import NotFound
from heliograph.subscribers.models import Subscriber, Subscription
from heliograph.subscribers.subscriptions import delete_subscriber
from tests.factories import a_component
from tests.ledger import nothing_written, the_event
from tests.subscribers.factories import a_subscriber


def test_a_subscriber_is_gone_for_good_and_the_component_stays(operator: Actor) -> None:
    component = a_component()
    subscriber, other = a_subscriber(components=[component]), a_subscriber(components=[component])

    delete_subscriber(subscriber.pk, actor=operator)

    assert list(Subscriber.objects.all()) == [other]
    assert Subscription.objects.get().subscriber == other
    component.refresh_from_db()


def test_it_is_an_event_with_the_row_that_was(operator: Actor) -> None:
    subscriber = a_subscriber(email="ada@example.com")

    delete_subscriber(subscriber.pk, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_id) == ("subscriber_unsubscribed", subscriber.pk)
    assert event.payload["row"]["email"] == "ada@example.com"


def test_a_subscriber_that_there_is_not_is_not_found(operator: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        delete_subscriber(99, actor=operator)
