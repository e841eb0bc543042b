"""What operators do with announcements: take back what has not begun, send again what was given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.delivery.models import Announcement, Delivery
from heliograph.delivery.vocabulary import DeliveryState
from heliograph.errors import Conflict, NotFound
from heliograph.events import log
from heliograph.events.kinds import AnnouncementSentAgain, AnnouncementWithdrawn
from heliograph.lib import clock
from heliograph.status.steps import row_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

_GIVEN_UP = (DeliveryState.BOUNCED, DeliveryState.FAILED)


@transaction.atomic(durable=True)
def withdraw_announcements(subject_type: str, subject_id: int, *, actor: Actor) -> None:
    """Of an incident or a window: what is still in its undo window is told to nobody, and never will be.

    Raises Conflict where there is nothing to be taken back (any more).
    """
    actor.require(_ability(subject_type))
    pending = Announcement.objects.pending().filter(subject_type=subject_type, subject_id=subject_id)
    announcements = list(pending.select_for_update())
    if not announcements:
        raise Conflict("It has been announced already: there is nothing to take back.")
    for announcement in announcements:
        announcement.withdrawn_at = announcement.finished_at = clock.now()
        announcement.save(update_fields=["withdrawn_at", "finished_at"])
        withdrawn = AnnouncementWithdrawn(subject_id=announcement.pk, row=row_of(announcement))
        log.record(withdrawn, actor=actor)


@transaction.atomic(durable=True)
def send_again(announcement_id: int, *, actor: Actor) -> int:
    """All that was given up of an announcement, from the first attempt on; says how many."""
    actor.require(Ability.INCIDENTS_MANAGE)
    return _send_again(Delivery.objects.filter(announcement=announcement_id), announcement_id, actor)


@transaction.atomic(durable=True)
def send_delivery_again(delivery_id: int, *, actor: Actor) -> None:
    """Raises Conflict where it was not given up."""
    actor.require(Ability.INCIDENTS_MANAGE)
    delivery = Delivery.objects.filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFound("There is no such delivery.")
    if not _send_again(Delivery.objects.filter(pk=delivery_id), delivery.announcement_id, actor):
        raise Conflict("It was not given up: there is nothing to send again.")


def _send_again(deliveries: QuerySet[Delivery], announcement_id: int, actor: Actor) -> int:
    announcement = Announcement.objects.select_for_update().filter(pk=announcement_id).first()
    if announcement is None:
        raise NotFound("There is no such announcement.")
    afresh = {"attempts": 0, "code": None, "error": "", "ended_at": None, "due_at": clock.now()}
    count = deliveries.filter(state__in=_GIVEN_UP).update(state=DeliveryState.WAITING, **afresh)
    if count:
        announcement.finished_at = None
        announcement.save(update_fields=["finished_at"])
        again = AnnouncementSentAgain(subject_id=announcement_id, row=row_of(announcement), count=count)
        log.record(again, actor=actor)
    return count


def _ability(subject_type: str) -> Ability:
    return Ability.SCHEDULES_MANAGE if subject_type == "schedule" else Ability.INCIDENTS_MANAGE
