"""Subscribers as a test needs them, written past the verbs (see `tests.factories`)."""

from collections.abc import Iterable
from itertools import count

from heliograph.lib.mailboxes import mailbox_of
from heliograph.status.models import Component
from heliograph.subscribers.models import Subscriber

_numbers = count(1)


def a_subscriber(*, components: Iterable[Component] = (), **changes: object) -> Subscriber:
    """To everything, not verified."""
    columns: dict[str, object] = {"email": f"subscriber{next(_numbers)}@example.com"} | changes
    subscriber = Subscriber.objects.create(**{"mailbox": mailbox_of(str(columns["email"]))} | columns)
    subscriber.components.set(components)
    return subscriber
