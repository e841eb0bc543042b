"""Subscribers as a list: in, with the declaration that they consent, and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.errors import Invalid
from heliograph.events import log
from heliograph.events.kinds import SubscribersImported
from heliograph.subscribers.drafts import ImportDraft, SubscriberChanges, SubscriberDraft
from heliograph.subscribers.queries import row_faults
from heliograph.subscribers.steps import change, components_of, groups_of, made_or_known, subscribe_to

if TYPE_CHECKING:
    from heliograph.subscribers.drafts import ListedSubscriber

MOST_AT_ONCE = 1_000


@transaction.atomic(durable=True)
def import_subscribers(draft: ImportDraft, *, actor: Actor) -> list[str]:
    """They count at once, without a mail that asks them: `consent` says how they agreed, and is kept.

    Who is there already gains components and groups; who was stopped by a bounce or a complaint stays
    stopped. Rows that cannot be are left out: the answer says which and why, in words. Raises Invalid
    without a consent.
    """
    actor.require(Ability.SUBSCRIBERS_MANAGE)
    if not draft.consent.strip():
        raise Invalid({"consent": ["Say how these people agreed to be written to."]})
    if len(draft.rows) > MOST_AT_ONCE:
        raise Invalid({"rows": [f"At most {MOST_AT_ONCE:,} at once."]})
    faults = row_faults(draft.rows)
    faulty = {one.line for one in faults}
    sound = [row for row in draft.rows if row.line not in faulty]
    added = sum(_is_added(row, actor) for row in sound)
    row = {"consent": draft.consent.strip(), "named": len(sound), "added": added}
    log.record(SubscribersImported(subject_id=0, row=row), actor=actor)
    return [f"Line {one.line}: {one.reason}" for one in faults]


def _is_added(row: ListedSubscriber, actor: Actor) -> bool:
    """One event tells of all that are new; only who was there already has one of their own."""
    draft = SubscriberDraft(
        email=row.email,
        is_global=row.is_global,
        is_verified=True,
        components=row.components,
        groups=row.groups,
        locale=row.locale,
    )
    subscribed = made_or_known(draft)
    subscriber = subscribed.subscriber
    if subscribed.is_new:
        subscribe_to(subscriber, draft)
    elif subscriber.stopped_at is None:
        components = [*components_of(subscriber), *row.components]
        groups = [*groups_of(subscriber), *row.groups]
        changes = SubscriberChanges(is_verified=True, components=components, groups=groups)
        change(subscriber, changes, actor)
    return subscribed.is_new
