"""Addresses that mail comes back from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.steps import stop

if TYPE_CHECKING:
    from heliograph.subscribers.vocabulary import StopReason


@transaction.atomic(durable=True)
def stop_subscriber(email: str, because: StopReason, *, actor: Actor) -> int | None:
    """Nobody writes to it any more until its owner confirms it again. The subscriber's id, if there is one.

    An address that there is not is passed over: providers also tell of mails that were not ours.
    """
    actor.require(Ability.SUBSCRIBERS_MANAGE)
    subscriber = Subscriber.objects.with_email(email).select_for_update().first()
    if subscriber is None:
        return None
    stop(subscriber, because, actor)
    return subscriber.pk
