from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.lib.unset import UNSET
from heliograph.status.steps import locked
from heliograph.subscribers.drafts import SubscriberChanges
from heliograph.subscribers.models import Subscriber, Subscription
from heliograph.subscribers.steps import (
    Subscribed,
    change,
    components_of,
    forget,
    groups_of,
    has_mailbox,
    made_or_known,
    owe_link,
    record_created,
    require_email,
    require_subscribable,
    subscribe_to,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from heliograph.subscribers.drafts import SubscriberDraft


@transaction.atomic(durable=True)
def create_subscriber(draft: SubscriberDraft, *, actor: Actor) -> Subscribed:
    """A known address keeps what it has, and gains components and groups; meta, if there is any, is set.

    An address that is not verified is asked by mail whether it wants this.
    """
    actor.require(Ability.SUBSCRIBERS_MANAGE)
    require_email(draft.email)
    require_subscribable(draft)
    subscribed = made_or_known(draft)
    subscriber = subscribed.subscriber
    if subscribed.is_new:
        subscribe_to(subscriber, draft)
        record_created(subscriber, actor)
    else:
        change(subscriber, _gains(subscriber, draft), actor)
    if not subscriber.is_verified:
        owe_link(subscriber)
    return subscribed


@transaction.atomic(durable=True)
def update_subscriber(subscriber_id: int, changes: SubscriberChanges, *, actor: Actor) -> Subscriber:
    """A new address is unverified, whatever `changes` say of it, and gets a confirmation mail."""
    actor.require(Ability.SUBSCRIBERS_MANAGE)
    subscriber = locked(Subscriber.objects.all(), subscriber_id)
    require_email(changes.email)
    require_subscribable(changes)
    is_new_address = changes.email is not UNSET and not has_mailbox(subscriber, changes.email)
    change(subscriber, changes, actor)
    if is_new_address:
        subscriber.link_sent_at = None  # the last link went to the old address
        owe_link(subscriber)
    return subscriber


@transaction.atomic(durable=True)
def send_link_again(subscriber_ids: Collection[int], *, actor: Actor) -> int:
    """To those that have not confirmed; how many. None gets more than one an hour."""
    actor.require(Ability.SUBSCRIBERS_MANAGE)
    unconfirmed = Subscriber.objects.filter(pk__in=subscriber_ids, verified_at=None).select_for_update()
    return sum(owe_link(one) for one in unconfirmed)


@transaction.atomic(durable=True)
def delete_subscriber(subscriber_id: int, *, actor: Actor) -> None:
    """For good."""
    actor.require(Ability.SUBSCRIBERS_DELETE)
    subscriber = locked(Subscriber.objects.all(), subscriber_id)
    forget(subscriber, actor)


@transaction.atomic(durable=True)
def delete_subscription(subscription_id: int, *, actor: Actor) -> None:
    """The subscriber hears no more of that component."""
    actor.require(Ability.SUBSCRIBERS_DELETE)
    subscription = locked(Subscription.objects.all(), subscription_id)
    subscriber = locked(Subscriber.objects.all(), subscription.subscriber_id)
    others = [pk for pk in components_of(subscriber) if pk != subscription.component_id]
    change(subscriber, SubscriberChanges(components=others), actor)


def _gains(subscriber: Subscriber, draft: SubscriberDraft) -> SubscriberChanges:
    return SubscriberChanges(
        is_verified=draft.is_verified or UNSET,
        components=[*components_of(subscriber), *draft.components],
        groups=[*groups_of(subscriber), *draft.groups],
        meta=draft.meta,
    )
