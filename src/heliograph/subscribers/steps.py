"""What several verbs share. Every step runs inside its caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db import IntegrityError, transaction

from heliograph.errors import Invalid
from heliograph.events import log
from heliograph.events.kinds import (
    SubscriberCreated,
    SubscriberFollowed,
    SubscriberUnsubscribed,
    SubscriberUpdated,
    SubscriberVerified,
)
from heliograph.lib import clock
from heliograph.lib.mailboxes import mailbox_of
from heliograph.lib.unset import UNSET, given
from heliograph.status.queries import unknown_groups
from heliograph.status.steps import require_components, row_of, save_changes
from heliograph.subscribers.models import GroupSubscription, Subscriber, Subscription
from heliograph.subscribers.vocabulary import is_email

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from heliograph.actors import Actor
    from heliograph.lib.unset import Unset
    from heliograph.subscribers.drafts import SubscriberChanges, SubscriberDraft
    from heliograph.subscribers.vocabulary import StopReason


ONE_LINK_IN = timedelta(hours=1)
"""So seldom does an address get a link, however often and by whomever it is asked for."""


@dataclass(frozen=True, kw_only=True)
class Subscribed:
    subscriber: Subscriber
    is_new: bool


def require_email(email: str | Unset) -> None:
    if email is not UNSET and not is_email(email):
        raise Invalid({"email": ["The email field must be a valid email address."]})


def require_subscribable(draft: SubscriberDraft | SubscriberChanges) -> None:
    if draft.components is not UNSET:
        require_components({f"components.{index}": pk for index, pk in enumerate(draft.components)})
    if draft.groups is not UNSET and (unknown := unknown_groups(draft.groups)):
        raise Invalid({"groups": [f"There is no group {min(unknown)}."]})


def made_or_known(draft: SubscriberDraft) -> Subscribed:
    """Locked until the transaction ends."""
    known = Subscriber.objects.with_email(draft.email).select_for_update()
    subscriber = known.first()
    if subscriber is not None:
        return Subscribed(subscriber=subscriber, is_new=False)
    try:
        with transaction.atomic():
            return Subscribed(subscriber=_made(draft), is_new=True)
    except IntegrityError:  # somebody else has made it since we looked
        return Subscribed(subscriber=known.get(), is_new=False)


def _made(draft: SubscriberDraft) -> Subscriber:
    return Subscriber.objects.create(
        email=draft.email,
        mailbox=mailbox_of(draft.email),
        is_global=draft.is_global,
        verified_at=clock.now() if draft.is_verified else None,
        meta={} if draft.meta is UNSET else dict(draft.meta),
        locale=draft.locale,
    )


def owe_link(subscriber: Subscriber) -> bool:
    """The worker sends it: see link_mails. False for who had one within the hour."""
    now = clock.now()
    if subscriber.link_sent_at is not None and now - subscriber.link_sent_at < ONE_LINK_IN:
        return False
    subscriber.link_asked_at, subscriber.link_tries = now, 0
    subscriber.save(update_fields=["link_asked_at", "link_tries"])
    return True


def record_created(subscriber: Subscriber, actor: Actor) -> None:
    log.record(SubscriberCreated(subject_id=subscriber.pk, **_said_of(subscriber)), actor=actor)


def change(subscriber: Subscriber, changes: SubscriberChanges, actor: Actor) -> None:
    """A change that changes nothing is no event. A new address has to be confirmed."""
    before = _save(subscriber, _columns(subscriber, changes))
    before.pop("mailbox", None)
    if changes.components is not UNSET:
        before |= _subscribe_to_components(subscriber, changes.components)
    if changes.groups is not UNSET:
        before |= _subscribe_to_groups(subscriber, changes.groups)
    if before:
        is_verification = "verified_at" in before and subscriber.is_verified
        kind = SubscriberVerified if is_verification else SubscriberUpdated
        changed = kind(subject_id=subscriber.pk, before=before, **_said_of(subscriber))
        log.record(changed, actor=actor)


def _columns(subscriber: Subscriber, changes: SubscriberChanges) -> dict[str, object]:
    values = given(changes)
    values.pop("components", None)
    values.pop("groups", None)
    is_verified = values.pop("is_verified", subscriber.is_verified)
    if changes.email is not UNSET and not has_mailbox(subscriber, changes.email):
        unverified = {"verified_at": None, "stopped_at": None, "stopped_because": ""}
        return values | unverified | {"mailbox": mailbox_of(changes.email)}
    if is_verified != subscriber.is_verified:
        values["verified_at"] = clock.now() if is_verified else None
        values |= {"stopped_at": None, "stopped_because": ""} if is_verified else {}
    return values


def has_mailbox(subscriber: Subscriber, email: str) -> bool:
    """Whether the address is the subscriber's own, perhaps in another spelling."""
    return mailbox_of(subscriber.email) == mailbox_of(email)


def _save(subscriber: Subscriber, values: dict[str, object]) -> dict[str, object]:
    """The database alone knows whether an address is free: two may ask for it at once."""
    try:
        with transaction.atomic():
            return save_changes(subscriber, values)
    except IntegrityError as taken:
        raise Invalid({"email": ["The email has already been taken."]}) from taken


def confirm_followings(subscriber: Subscriber, actor: Actor) -> None:
    asked = subscriber.followings.filter(confirmed_at=None)
    incidents, schedules = (
        tuple(sorted(asked.exclude(**{name: None}).values_list(name, flat=True)))
        for name in ("incident_id", "schedule_id")
    )
    if asked.update(confirmed_at=clock.now()):
        followed = SubscriberFollowed(
            subject_id=subscriber.pk, row=row_of(subscriber), incidents=incidents, schedules=schedules
        )
        log.record(followed, actor=actor)


def end_followings(subscriber: Subscriber, ids: Collection[int], actor: Actor) -> None:
    """Those of the ids that are the subscriber's."""
    ended = subscriber.followings.filter(pk__in=ids)
    before = {
        name: sorted(ended.exclude(**{name: None}).values_list(f"{name}_id", flat=True))
        for name in ("incident", "schedule")
    }
    if ended.delete()[0]:
        changed = SubscriberUpdated(subject_id=subscriber.pk, before=before, **_said_of(subscriber))
        log.record(changed, actor=actor)


def stop(subscriber: Subscriber, because: StopReason, actor: Actor) -> None:
    """Stopped again it stays stopped for the first reason."""
    if subscriber.stopped_at is not None:
        return
    now = {"verified_at": None, "stopped_at": clock.now(), "stopped_because": because}
    before = save_changes(subscriber, now)
    stopped = SubscriberUpdated(subject_id=subscriber.pk, before=before, **_said_of(subscriber))
    log.record(stopped, actor=actor)


def forget(subscriber: Subscriber, actor: Actor) -> None:
    row, subscriber_id = row_of(subscriber), subscriber.pk
    subscriber.delete()
    log.record(SubscriberUnsubscribed(subject_id=subscriber_id, row=row), actor=actor)


def subscribe_to(subscriber: Subscriber, draft: SubscriberDraft) -> None:
    """One that is new."""
    _subscribe_to_components(subscriber, draft.components)
    _subscribe_to_groups(subscriber, draft.groups)


def _subscribe_to_components(subscriber: Subscriber, ids: Collection[int]) -> dict[str, object]:
    """To these and to no others; says which they were, if that is a change. So with groups."""
    before, wanted = components_of(subscriber), set(ids)
    if wanted == set(before):
        return {}
    subscriber.subscriptions.exclude(component__in=wanted).delete()
    Subscription.objects.bulk_create(
        Subscription(subscriber=subscriber, component_id=pk) for pk in sorted(wanted.difference(before))
    )
    return {"components": before}


def _subscribe_to_groups(subscriber: Subscriber, ids: Collection[int]) -> dict[str, object]:
    before, wanted = groups_of(subscriber), set(ids)
    if wanted == set(before):
        return {}
    subscriber.group_subscriptions.exclude(group__in=wanted).delete()
    GroupSubscription.objects.bulk_create(
        GroupSubscription(subscriber=subscriber, group_id=pk) for pk in sorted(wanted.difference(before))
    )
    return {"groups": before}


def components_of(subscriber: Subscriber) -> tuple[int, ...]:
    return tuple(subscriber.subscriptions.order_by("component_id").values_list("component_id", flat=True))


def groups_of(subscriber: Subscriber) -> tuple[int, ...]:
    return tuple(subscriber.group_subscriptions.order_by("group_id").values_list("group_id", flat=True))


class _Said(TypedDict):
    row: Mapping[str, object]
    components: tuple[int, ...]
    groups: tuple[int, ...]


def _said_of(subscriber: Subscriber) -> _Said:
    """What every event of a subscriber holds."""
    return {
        "row": row_of(subscriber),
        "components": components_of(subscriber),
        "groups": groups_of(subscriber),
    }
