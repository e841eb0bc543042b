"""From an event to a delivery for each who hears of it.

An event becomes announcements, one a channel; an announcement that is due is written down as it is then,
and its recipients are looked for in chunks. Each step is one transaction, so that a worker may be killed
between any two instructions: what it had not committed is done again, and nothing twice.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q

from heliograph.delivery import covered_statuses
from heliograph.delivery.models import Announcement, Delivery
from heliograph.delivery.registry import CHANNELS, channel
from heliograph.delivery.vocabulary import DeliveryState
from heliograph.events.models import Event, Untold
from heliograph.lib import clock
from heliograph.lib.claims import free, is_alone
from heliograph.site import settings

if TYPE_CHECKING:
    from heliograph.delivery.channel import Channel, Telling

log = logging.getLogger(__name__)

_EVENTS_AT_ONCE = 50
_TURN = 0.01
"""Seconds, after which a look at events makes way: it is a transaction that other writers wait for."""

_SOONEST, _LATEST = timedelta(seconds=5), timedelta(hours=1)
"""After which an event that could not be announced is tried again: as long as it is old by then."""

_BEGUN_AT_ONCE = 200
CHUNK = 500
"""Recipients. Each chunk is such a transaction, too."""


def fan_out() -> bool:
    """One round; whether there is more to do at once."""
    are_more_untold = look_at_events()
    begin_due()
    return make_deliveries() or are_more_untold


@transaction.atomic(durable=True)
def look_at_events() -> bool:
    """In their order, by one worker at a time: what follows on something must find it announced.

    Whether there are more that can be looked at.
    """
    if not is_alone("events"):
        return False
    now, until = clock.now(), time.monotonic() + _TURN
    is_due = Q(put_off_until=None) | Q(put_off_until__lte=now)
    due = Untold.objects.filter(is_due)
    seen: list[int] = []
    for number, one in enumerate(due.select_related("event").order_by("event_id")[:_EVENTS_AT_ONCE]):
        if number and time.monotonic() > until:
            break
        if _is_looked_at(one.event):
            seen.append(one.event_id)
        else:
            one.put_off_until = now + min(max(now - one.event.at, _SOONEST), _LATEST)
            one.save(update_fields=["put_off_until"])
    Untold.objects.filter(pk__in=seen).delete()
    # Looking at an event may have recorded another one.
    return due.exists()


def _is_looked_at(event: Event) -> bool:
    """One that we stumble over stays for later, and holds up no other.

    Raises what the database said when it went away.
    """
    try:
        with transaction.atomic():
            covered_statuses.follow(event)
            for one in CHANNELS:
                _announce(event, one)
    except Exception:
        if connection.needs_rollback:  # what was looked at before it is lost as well: it is not the event
            raise
        log.exception("Event %d could not be announced and will be tried again.", event.pk)
        return False
    return True


def _announce(event: Event, by: Channel) -> None:
    telling = by.telling(event)
    if telling is None or (telling.joins and _is_told_with_another(event, by)):
        return
    Announcement.objects.get_or_create(
        key=telling.key,
        channel=by.kind,
        defaults={
            "event_id": event.pk,
            "subject_type": event.subject_type,
            "subject_id": event.subject_id,
            "due_at": event.at + _undo_window(telling),
        },
    )


def _undo_window(telling: Telling) -> timedelta:
    return timedelta(seconds=settings.load().undo_seconds if telling.waits else 0)


def _is_told_with_another(event: Event, by: Channel) -> bool:
    """Whether an announcement of its subject has yet to begin, or knew of it already when it did."""
    of_subject = Announcement.objects.filter(
        channel=by.kind, subject_type=event.subject_type, subject_id=event.subject_id, withdrawn_at=None
    )
    # Locked, so that none begins while we look at it.
    told = of_subject.select_for_update().filter(Q(begun_at=None) | Q(told_up_to__gte=event.pk))
    return told.exclude(event_id=event.pk).first() is not None


def begin_due() -> None:
    now = clock.now()
    due = Announcement.objects.pending().filter(due_at__lte=now).order_by("due_at", "pk")
    for pk in list(due.values_list("pk", flat=True)[:_BEGUN_AT_ONCE]):
        _begin(pk)


@transaction.atomic(durable=True)
def _begin(announcement_id: int) -> None:
    announcement = free(Announcement.objects.pending().filter(pk=announcement_id)).first()
    if announcement is None:
        return
    told = channel(announcement.channel).told(announcement)
    if told is None:  # its key is free again: what is hidden now may be told another time
        announcement.delete()
        return
    announcement.begun_at, announcement.told = clock.now(), dict(told)
    announcement.told_up_to = _newest_event_of_subject(announcement)
    announcement.save(update_fields=["begun_at", "told", "told_up_to"])


def _newest_event_of_subject(announcement: Announcement) -> int:
    events = Event.objects.filter(subject_type=announcement.subject_type, subject_id=announcement.subject_id)
    return int(events.aggregate(newest=Max("pk"))["newest"] or 0)


def make_deliveries() -> bool:
    """A chunk for each announcement in turn, so that a large one holds up no small one."""
    begun = Announcement.objects.to_fan_out().order_by("pk").values_list("pk", flat=True)
    has_more = [_make_chunk(pk) for pk in list(begun)]
    return any(has_more)


@transaction.atomic(durable=True)
def _make_chunk(announcement_id: int) -> bool:
    """Whether there may be more."""
    announcement = free(Announcement.objects.to_fan_out().filter(pk=announcement_id)).first()
    if announcement is None:
        return False
    by = channel(announcement.channel)
    ids = by.recipients(announcement, after=announcement.cursor, most=CHUNK)
    now = clock.now()
    Delivery.objects.add(announcement, ids, due_at=now)
    is_last = len(ids) < CHUNK
    announcement.cursor = ids[-1] if ids else announcement.cursor
    announcement.fanned_out_at = now if is_last else None
    announcement.save(update_fields=["cursor", "fanned_out_at"])
    return not is_last


def finish() -> None:
    """Those whose every delivery has come to its end."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, announcement=OuterRef("pk"))
    done = Announcement.objects.filter(finished_at=None, fanned_out_at__isnull=False)
    done.exclude(Exists(waiting)).update(finished_at=clock.now())
