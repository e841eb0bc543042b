"""Who changed a subject, and through which interface, as the event log has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from heliograph.events.models import Event

if TYPE_CHECKING:
    from collections.abc import Collection


class Origin(NamedTuple):
    """One event of a subject. `changed` are the columns that it changed, where its kind records them."""

    subject_id: int
    kind: str
    door: str
    user_id: int | None
    changed: frozenset[str]


def origins_of(subject_type: str, subject_ids: Collection[int]) -> list[Origin]:
    """The events of these subjects, oldest first, in one query."""
    events = Event.objects.filter(subject_type=subject_type, subject_id__in=subject_ids).order_by("pk")
    rows = events.values_list("subject_id", "kind", "door", "actor_id", "payload__before")
    return [
        Origin(subject_id, kind, door, user_id, frozenset(before or ()))
        for subject_id, kind, door, user_id, before in rows
    ]
