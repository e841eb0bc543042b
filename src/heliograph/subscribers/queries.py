from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from heliograph.lib import clock
from heliograph.status.models import Component, ComponentGroup, Incident, Schedule
from heliograph.status.queries import EVERYONE, unknown_components, unknown_groups
from heliograph.subscribers.drafts import RowFault
from heliograph.subscribers.vocabulary import is_email

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heliograph.subscribers.drafts import ListedSubscriber
    from heliograph.subscribers.models import Following, Subscriber


def seen_components(subscriber: Subscriber) -> set[int]:
    """Ids of those subscribed to that visitors see."""
    seen = Component.objects.visible_to(EVERYONE)
    return set(subscriber.subscriptions.filter(component__in=seen).values_list("component_id", flat=True))


def seen_groups(subscriber: Subscriber) -> set[int]:
    seen = ComponentGroup.objects.visible_to(EVERYONE)
    return set(subscriber.group_subscriptions.filter(group__in=seen).values_list("group_id", flat=True))


def seen_followings(subscriber: Subscriber) -> list[Following]:
    """Those confirmed of what visitors see, the oldest first, with what is followed."""
    now = clock.now()
    incidents = Incident.objects.visible_to(EVERYONE, at=now)
    schedules = Schedule.objects.visible_to(EVERYONE, at=now)
    seen = subscriber.followings.filter(Q(incident__in=incidents) | Q(schedule__in=schedules))
    confirmed = seen.exclude(confirmed_at=None)
    return list(confirmed.select_related("incident", "schedule").order_by("asked_at", "pk"))


def row_faults(rows: Sequence[ListedSubscriber]) -> list[RowFault]:
    """Of a list that is to be brought in: the first of each row that cannot be."""
    unknown = unknown_components({pk for row in rows for pk in row.components})
    no_groups = unknown_groups({pk for row in rows for pk in row.groups})
    found = ((row.line, _fault(row, unknown, no_groups)) for row in rows)
    return [RowFault(line=line, column=fault[0], reason=fault[1]) for line, fault in found if fault]


def _fault(row: ListedSubscriber, unknown: set[int], no_groups: set[int]) -> tuple[str, str] | None:
    """The column and the reason."""
    if not is_email(row.email):
        return "email", f"{row.email!r} is no e-mail address."
    if "global" in row.unread:
        return "global", f"{row.unread['global']!r} is neither true nor false."
    for column, one, ids, missing in (
        ("components", "component", row.components, unknown),
        ("groups", "group", row.groups, no_groups),
    ):
        if column in row.unread:
            return column, f"{row.unread[column]!r} is no id of a {one}."
        if none := sorted(missing.intersection(ids)):
            return column, f"There is no {one} {none[0]}."
    return None
