"""One address is one subscriber, however many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from heliograph.actors import Actor, Door
from heliograph.events.models import Event
from heliograph.subscribers.drafts import SubscriberDraft
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.subscriptions import create_subscriber
from tests.factories import a_component

THREADS = 8
ROUNDS = 5

system = Actor.system(door=Door.REST)


@pytest.mark.django_db(transaction=True)
def test_of_those_who_subscribe_an_address_at_once_one_makes_it_and_all_add_to_it() -> None:
    components = [a_component().pk for _ in range(THREADS)]
    together = Barrier(THREADS, timeout=20)  # whoever fails breaks it for all

    def rounds(thread: int) -> int:
        made = 0
        try:
            for number in range(ROUNDS):
                email = f"ada{number}@example.com"
                together.wait()
                draft = SubscriberDraft(email=email, components=[components[thread]])
                made += create_subscriber(draft, actor=system).is_new
        finally:
            connections.close_all()
        return made

    with ThreadPoolExecutor(THREADS) as threads:
        made = sum(threads.map(rounds, range(THREADS)))

    assert made == Subscriber.objects.count() == ROUNDS
    assert Event.objects.filter(kind="subscriber_created").count() == ROUNDS
    for subscriber in Subscriber.objects.all():
        assert set(subscriber.components.values_list("pk", flat=True)) == set(components)
