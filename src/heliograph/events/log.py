"""The one way to say that something happened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.events.generation import call_out, generation, is_seen, takes_back
from heliograph.events.models import Event, Untold

if TYPE_CHECKING:
    from datetime import datetime

    from heliograph.actors import Actor
    from heliograph.events.kinds import Happening


def record(happening: Happening, *, actor: Actor) -> None:
    """Inside the caller's transaction, so that a thing and its event are there together or not at all.

    So is what makes delivery look at it. The commit of what guests see raises the generation, of this node at
    once and of others that share the database soon.
    """
    event = Event.objects.create(
        kind=happening.kind,
        subject_type=happening.subject_type,
        subject_id=happening.subject_id,
        payload=happening.payload(),
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name,
        token_id=actor.token_id,
        door=actor.door,
        address=actor.address,
    )
    if happening.is_told:
        Untold.objects.create(event=event)
    if is_seen(happening.kind):
        # After the commit and before the writer is answered: whoever asks next, of whichever process, sees
        # it. Should it fail, what is written stands, and `hear` finds the event.
        told = partial(generation.tell, event.pk, takes_back=takes_back(happening.kind))
        transaction.on_commit(told, robust=True)
        call_out()


def has_happened(kind: type[Happening], subject_id: int, *, since: datetime) -> bool:
    """Asked by the clock alone, which must not say a thing twice."""
    events = Event.objects.filter(kind=kind.kind, subject_type=kind.subject_type, subject_id=subject_id)
    return events.filter(at__gte=since).exists()
