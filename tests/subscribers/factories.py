"""Subscribers as a test needs them, written past the verbs (see `tests.factories`)."""

from collections.abc import Iterable
from itertools import count

from heliograph.status.models import Component
from heliograph.subscribers.models import Subscriber

_numbers = count(1)


def a_subscriber(*, components: Iterable[Component] = (), **changes: object) -> Subscriber:
    """To everything, not verified."""
    subscriber = Subscriber.objects.create(**{"email": f"subscriber{next(_numbers)}@example.com"} | changes)
    subscriber.components.set(components)
    return subscriber
