"""Who hears of an incident or a maintenance window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from heliograph.status.models import Component, Incident, Schedule
from heliograph.status.vocabulary import Visibility
from heliograph.subscribers.models import Following, GroupSubscription, Subscriber, Subscription

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Of one thing; `components` are the ids of those that it affects."""

    components: Collection[int]
    incident_id: int | None = None
    schedule_id: int | None = None


def is_announced(thing: Incident | Schedule, *, at: datetime) -> bool:
    """Whether anybody may hear of it at all: by what it says of itself, for the guests that they are."""
    is_published = thing.published_at is None or thing.published_at <= at
    is_seen = not isinstance(thing, Incident) or thing.visible == Visibility.EVERYONE
    return thing.notifications and is_published and is_seen and thing.deleted_at is None


def hearers(audience: Audience) -> QuerySet[Subscriber]:
    """Each once, however many of its components are affected.

    Who confirmed, and hears of everything, of a component or its group, or follows the thing itself.
    """
    of_component = Subscription.objects.filter(subscriber=OuterRef("pk"), component__in=audience.components)
    groups = Component.objects.filter(pk__in=audience.components).exclude(group=None).values("group")
    of_group = GroupSubscription.objects.filter(subscriber=OuterRef("pk"), group__in=groups)
    follows = Following.objects.filter(subscriber=OuterRef("pk"), **_thing(audience)).exclude(
        confirmed_at=None
    )
    wants = Q(is_global=True) | Q(Exists(follows))
    if audience.components:
        wants |= Q(Exists(of_component)) | Q(Exists(of_group))
    return Subscriber.objects.exclude(verified_at=None).filter(wants)


def followers_alone(audience: Audience, ids: Collection[int]) -> frozenset[int]:
    """Those of the ids that follow the thing and hear of nothing else: their subscription ends with it."""
    follows = Following.objects.filter(subscriber=OuterRef("pk"), **_thing(audience)).exclude(
        confirmed_at=None
    )
    others = Following.objects.filter(subscriber=OuterRef("pk")).exclude(**_thing(audience))
    alone = Subscriber.objects.for_nothing().filter(Exists(follows), pk__in=ids)
    return frozenset(alone.exclude(Exists(others)).values_list("pk", flat=True))


def _thing(audience: Audience) -> dict[str, int]:
    if audience.incident_id is not None:
        return {"incident": audience.incident_id}
    return {"schedule": audience.schedule_id or 0}
