"""To follow one incident or one window alone, until it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from heliograph.actors import Ability, Actor
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.status.models import Incident, Schedule
from heliograph.status.queries import EVERYONE
from heliograph.status.vocabulary import IncidentStatus
from heliograph.subscribers.drafts import SubscriberDraft
from heliograph.subscribers.models import Following, Subscriber
from heliograph.subscribers.steps import forget, made_or_known, owe_link, record_created, require_email

if TYPE_CHECKING:
    from datetime import datetime

    from heliograph.subscribers.drafts import FollowDraft

_KEPT_AFTER_ITS_END = timedelta(days=2)
"""Longer than the last mail is tried to be sent."""


@transaction.atomic(durable=True)
def follow(draft: FollowDraft, *, actor: Actor) -> None:
    """Owes the address a link, as to subscribe does.

    Raises NotFound for what guests do not see, and for what is over.
    """
    actor.require(Ability.SUBSCRIBE)
    require_email(draft.email)
    thing = _open_thing(draft, at=clock.now())
    subscribed = made_or_known(SubscriberDraft(email=draft.email, is_global=False, locale=draft.locale))
    if subscribed.is_new:
        record_created(subscribed.subscriber, actor)
    follower = subscribed.subscriber
    if not follower.followings.filter(**thing).exists():
        Following.objects.create(subscriber=follower, **thing)
    owe_link(subscribed.subscriber)


@transaction.atomic(durable=True)
def end_followings(*, actor: Actor) -> None:
    """Of what is over since days. Whoever followed nothing else, and subscribes to nothing, is forgotten."""
    actor.require(Ability.SUBSCRIBERS_DELETE)
    over = clock.now() - _KEPT_AFTER_ITS_END
    incidents = Incident.objects.filter(~Q(deleted_at=None) | Q(status=IncidentStatus.FIXED))
    windows = Schedule.objects.filter(~Q(deleted_at=None) | Q(completed_at__lt=over))
    ended = Following.objects.filter(
        Q(incident__in=incidents.filter(updated_at__lt=over))
        | Q(schedule__in=windows.filter(updated_at__lt=over))
    )
    subscriber_ids = set(ended.values_list("subscriber_id", flat=True))
    ended.delete()
    others = Following.objects.filter(subscriber=OuterRef("pk"))
    alone = Subscriber.objects.for_nothing().filter(pk__in=subscriber_ids)
    for subscriber in alone.exclude(Exists(others)).select_for_update(of=("self",)):
        forget(subscriber, actor)


def _open_thing(draft: FollowDraft, *, at: datetime) -> dict[str, int]:
    """The id of the incident or of the window, by its column."""
    if draft.incident_id is not None:
        incidents = Incident.objects.visible_to(EVERYONE, at=at).open()
        if incidents.filter(pk=draft.incident_id).exists():
            return {"incident_id": draft.incident_id}
    elif draft.schedule_id is not None:
        windows = Schedule.objects.visible_to(EVERYONE, at=at)
        unfinished = windows.filter(Q(completed_at=None) | Q(completed_at__gt=at))
        if unfinished.filter(pk=draft.schedule_id).exists():
            return {"schedule_id": draft.schedule_id}
    raise NotFound("There is no such thing to follow.")
