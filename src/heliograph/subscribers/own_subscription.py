"""What visitors do with their own subscription.

To subscribe, anyone may name any address, so nothing counts until its owner says yes by a link that was
sent there. Every other verb takes the link's key: who has it may do what it is for.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.errors import Invalid, NotFound
from heliograph.lib import clock
from heliograph.status.models import Component, ComponentGroup
from heliograph.status.queries import EVERYONE
from heliograph.subscribers.drafts import Choice, SubscriberChanges, SubscriberDraft
from heliograph.subscribers.links import Purpose, require_genuine, subscriber_of
from heliograph.subscribers.models import Following, Subscriber
from heliograph.subscribers.steps import (
    change,
    components_of,
    confirm_followings,
    end_followings,
    forget,
    groups_of,
    made_or_known,
    owe_link,
    record_created,
    require_email,
    subscribe_to,
)

UNCONFIRMED_KEPT = timedelta(days=7)


@transaction.atomic(durable=True)
def subscribe(email: str, choice: Choice, *, actor: Actor, locale: str = "") -> None:
    """Owes the address a link. Whether it was known is not said, and a confirmed choice stays as it is.

    `locale` is the language that it was asked in, and that mails will be in.
    """
    actor.require(Ability.SUBSCRIBE)
    require_email(email)
    seen = _seen(choice)
    if _is_empty(seen):
        raise _nothing_chosen()
    draft = SubscriberDraft(
        email=email, is_global=seen.is_global, components=seen.components, groups=seen.groups, locale=locale
    )
    subscribed = made_or_known(draft)
    subscriber = subscribed.subscriber
    if subscribed.is_new:
        subscribe_to(subscriber, draft)
        record_created(subscriber, actor)
    elif not subscriber.is_verified:
        changes = SubscriberChanges(
            is_global=seen.is_global, components=seen.components, groups=seen.groups, locale=locale
        )
        change(subscriber, changes, actor)
    owe_link(subscriber)


@transaction.atomic(durable=True)
def verify_subscription(key: str, *, actor: Actor) -> Subscriber:
    """Raises NotFound for a key that is forged or too old. A second time it changes nothing."""
    actor.require(Ability.OWN_SUBSCRIPTION)
    subscriber = _locked(subscriber_of(key, Purpose.VERIFY))
    change(subscriber, SubscriberChanges(is_verified=True), actor)
    confirm_followings(subscriber, actor)
    return subscriber


@transaction.atomic(durable=True)
def change_subscription(key: str, choice: Choice, *, actor: Actor) -> Subscriber:
    """What operators subscribed the address to and visitors do not see stays as it is.

    Nothing may be chosen as long as something is followed.
    """
    actor.require(Ability.OWN_SUBSCRIPTION)
    subscriber = _locked(subscriber_of(key, Purpose.MANAGE))
    seen = _seen(choice)
    if _is_empty(seen) and not subscriber.followings.exclude(pk__in=choice.unfollowed).exists():
        raise _nothing_chosen()
    components, groups = set(components_of(subscriber)), set(groups_of(subscriber))
    changes = SubscriberChanges(
        is_global=seen.is_global,
        components=sorted({*seen.components, *(components - _visible_components(components))}),
        groups=sorted({*seen.groups, *(groups - _visible_groups(groups))}),
    )
    change(subscriber, changes, actor)
    end_followings(subscriber, choice.unfollowed, actor)
    return subscriber


@transaction.atomic(durable=True)
def unsubscribe(key: str, *, actor: Actor) -> None:
    """For good. Raises NotFound for a forged key; who is gone already is gone."""
    actor.require(Ability.OWN_SUBSCRIPTION)
    require_genuine(key, Purpose.UNSUBSCRIBE)
    try:
        subscriber = _locked(subscriber_of(key, Purpose.UNSUBSCRIBE))
    except NotFound:
        return
    forget(subscriber, actor)


@transaction.atomic(durable=True)
def forget_unconfirmed(*, actor: Actor) -> None:
    """Addresses that were sent a link and whose owner never said yes."""
    actor.require(Ability.SUBSCRIBERS_DELETE)
    long_ago = clock.now() - UNCONFIRMED_KEPT
    Following.objects.filter(confirmed_at=None, asked_at__lt=long_ago).delete()
    # One that was stopped is kept: that nobody writes to it must not be forgotten.
    expired = Subscriber.objects.filter(verified_at=None, stopped_at=None, link_sent_at__lt=long_ago)
    for subscriber in expired.select_for_update():
        forget(subscriber, actor)


def _seen(choice: Choice) -> Choice:
    """Each once. Raises Invalid for what visitors do not see, as for what is not there."""
    if choice.is_global:
        return Choice(is_global=True)
    components, groups = set(choice.components), set(choice.groups)
    if components - _visible_components(components) or groups - _visible_groups(groups):
        raise _nothing_chosen()
    return Choice(is_global=False, components=sorted(components), groups=sorted(groups))


def _nothing_chosen() -> Invalid:
    return Invalid({"components": ["Choose at least one component."]})


def _is_empty(choice: Choice) -> bool:
    return not (choice.is_global or choice.components or choice.groups)


def _visible_components(ids: set[int]) -> set[int]:
    return set(Component.objects.visible_to(EVERYONE).filter(pk__in=ids).values_list("pk", flat=True))


def _visible_groups(ids: set[int]) -> set[int]:
    return set(ComponentGroup.objects.visible_to(EVERYONE).filter(pk__in=ids).values_list("pk", flat=True))


def _locked(subscriber: Subscriber) -> Subscriber:
    """As it is now. Raises NotFound when it went between the two looks."""
    row = Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first()
    if row is None:
        raise NotFound
    return row
