"""What is in whose hand: deliveries are taken, sent elsewhere, and what came of it is recorded.

To take one is to move its time: should the worker that has it be killed, others find it due again. Nothing
is sent inside a transaction.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Subquery
from django.db.models.functions import Coalesce

from heliograph.delivery.channel import Verdict
from heliograph.delivery.models import LONGEST_ERROR, Announcement, Delivery, Pace
from heliograph.delivery.vocabulary import DeliveryState
from heliograph.delivery.workers import is_gone
from heliograph.lib import clock
from heliograph.lib.claims import free, is_alone
from heliograph.lib.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from heliograph.delivery.channel import Attempt, Channel

LEASE = timedelta(minutes=2)
"""So long a worker may have a delivery in hand before others take it for lost."""

MOST_ATTEMPTS = 15
_FIRST_PAUSE = 15.0
_LONGEST_PAUSE = 5 * 3600.0
_JITTER = 0.2
_MINUTE = timedelta(minutes=1)
_AT_ONCE = 20
"""Announcements that one taking looks into."""

_LOOKED_AT = 1_000
"""Announcements and deliveries that one taking of an ordered channel looks at."""

_MOST_OF_RECIPIENT = 20
"""Deliveries of an ordered channel that a worker claims for a recipient at once."""

_NO_ANNOUNCEMENT = 2**63 - 1

_ENDS = {
    Verdict.ACCEPTED: DeliveryState.ACCEPTED,
    Verdict.REFUSED: DeliveryState.BOUNCED,
    Verdict.NEEDLESS: DeliveryState.CANCELLED,
}


def take(by: Channel, *, most: int, worker: str) -> list[Delivery]:
    """At most so many that are due, claimed by the worker: of every announcement a fair share.

    Which announcements come first is left to chance, so that with many none is always the last. Of an
    ordered channel it is the first ones of each recipient, and those of a recipient are only ever claimed
    by one worker.
    """
    now = clock.now()
    active = _with_due(by, now)
    if not active:
        return []
    with transaction.atomic(durable=True):
        most = _within_pace(by, most, now)
        if by.is_ordered:
            taken = _first_of_recipients(by, most, now) if is_alone(f"deliveries-{by.kind}") else []
        else:
            random.shuffle(active)
            taken = _share(active[:_AT_ONCE], most, now)
        Delivery.objects.filter(pk__in=taken).update(
            claimed_by=worker, due_at=now + LEASE, attempts=F("attempts") + 1
        )
    rows = Delivery.objects.filter(pk__in=taken).prefetch_related("announcement")
    return list(rows.order_by("announcement_id", "pk"))


def _with_due(by: Channel, now: datetime) -> list[int]:
    """The announcements with a delivery that may be sent now; of an ordered channel the oldest ones."""
    active = Announcement.objects.filter(channel=by.kind)
    if not by.is_ordered:
        return list(active.with_due(at=now).values_list("pk", flat=True))
    # Recipients of an older announcement may still be looked for, by another worker.
    oldest = active.to_find_recipients(at=now).order_by("pk").values("pk")[:1]
    active = active.filter(pk__lt=Coalesce(Subquery(oldest), _NO_ANNOUNCEMENT))
    active = active.with_due(at=now, without=by.paused(at=now) | _being_sent_to(by, now))
    return list(active.order_by("pk").values_list("pk", flat=True)[:_LOOKED_AT])


def _being_sent_to(by: Channel, now: datetime) -> set[int]:
    """The recipients that a worker has claimed a delivery of."""
    claimed = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__gt=now).exclude(claimed_by="")
    of_channel = claimed.filter(announcement__channel=by.kind, announcement__finished_at=None)
    return set(of_channel.values_list("recipient_id", flat=True))


def _first_of_recipients(by: Channel, most: int, now: datetime) -> list[int]:
    """The oldest deliveries of each recipient that nothing is being sent to."""
    unavailable = by.paused(at=now) | _being_sent_to(by, now)
    due = Delivery.objects.due(at=now).filter(announcement__in=_with_due(by, now))
    due = due.exclude(recipient_id__in=unavailable).order_by("announcement_id", "pk")
    chosen: dict[int, list[int]] = defaultdict(list)
    for pk, recipient_id in due.values_list("pk", "recipient_id")[:_LOOKED_AT]:
        if len(chosen[recipient_id]) < _MOST_OF_RECIPIENT:
            chosen[recipient_id].append(pk)
    return [pk for ids in chosen.values() for pk in ids][:most]


def _share(announcements: Sequence[int], most: int, now: datetime) -> list[int]:
    taken: list[int] = []
    for left, announcement in zip(range(len(announcements), 0, -1), announcements, strict=True):
        share = -((len(taken) - most) // left)  # rounded up
        due = Delivery.objects.due(at=now).filter(announcement=announcement).order_by("due_at", "pk")
        taken += free(due).values_list("pk", flat=True)[: max(share, 0)]
    return taken


def _within_pace(by: Channel, most: int, now: datetime) -> int:
    """What is left of the channel's minute, on all nodes together; it counts as sent."""
    limit = by.a_minute()
    if limit is None:
        return most
    Pace.objects.get_or_create(channel=by.kind, defaults={"began_at": now})
    pace = Pace.objects.select_for_update().get(channel=by.kind)
    if now - pace.began_at >= _MINUTE:
        pace.began_at, pace.taken = now, 0
    granted = min(most, max(limit - pace.taken, 0))
    pace.taken += granted
    pace.save(update_fields=["began_at", "taken"])
    return granted


@transaction.atomic(durable=True)
def record(by: Channel, attempts: Sequence[Attempt], *, worker: str) -> None:
    """What others have taken since, because it took us too long, is theirs to record."""
    now = clock.now()
    plain = [one.delivery.pk for one in attempts if one.outcome.verdict is Verdict.ACCEPTED]
    ended = {"claimed_by": "", "ended_at": now, "error": "", "code": None}
    _ours(plain, worker).update(state=DeliveryState.ACCEPTED, **ended)
    for one in attempts:
        if one.outcome.verdict is not Verdict.ACCEPTED:
            _ours([one.delivery.pk], worker).update(**_what_became_of(one, now))
    by.noted(attempts)


def _ours(ids: Sequence[int], worker: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=ids, claimed_by=worker, state=DeliveryState.WAITING)


def _what_became_of(attempt: Attempt, now: datetime) -> dict[str, object]:
    outcome, made = attempt.outcome, attempt.delivery.attempts
    if outcome.verdict is Verdict.POSTPONED:
        due_at = now + (outcome.retry_after or timedelta(0))
        return {"claimed_by": "", "due_at": due_at, "attempts": F("attempts") - 1}
    said = {"claimed_by": "", "code": outcome.code, "error": one_line(outcome.error)[:LONGEST_ERROR]}
    if outcome.verdict in _ENDS:
        return {**said, "state": _ENDS[outcome.verdict], "ended_at": now}
    if made >= MOST_ATTEMPTS:
        return {**said, "state": DeliveryState.FAILED, "ended_at": now}
    return {**said, "due_at": now + max(pause_after(made), outcome.retry_after or timedelta(0))}


def pause_after(attempts: int) -> timedelta:
    """15 seconds, and each time twice as long up to 5 hours, so that the last attempt is made after a day.

    No two wait equally long: those that failed together do not come back together.
    """
    pause = min(_FIRST_PAUSE * 2.0 ** (attempts - 1), _LONGEST_PAUSE)
    return timedelta(seconds=pause * random.uniform(1 - _JITTER, 1 + _JITTER))  # noqa: S311 - no secret


def give_back(deliveries: Sequence[Delivery], *, worker: str) -> None:
    """Taken and never tried, since we stop."""
    ids = [one.pk for one in deliveries]
    _ours(ids, worker).update(claimed_by="", due_at=clock.now(), attempts=F("attempts") - 1)


def take_over() -> None:
    """What workers of this node had in hand when they were killed is due at once."""
    claimed = Delivery.objects.filter(state=DeliveryState.WAITING).exclude(claimed_by="")
    names = claimed.order_by().values_list("claimed_by", flat=True).distinct()
    gone = [name for name in names if is_gone(name)]
    claimed.filter(claimed_by__in=gone).update(claimed_by="", due_at=clock.now())


def give_up_lost() -> None:
    """Those during whose every attempt the worker was killed: they may be why."""
    lost = Delivery.objects.due(at=clock.now()).filter(attempts__gte=MOST_ATTEMPTS)
    error = "No attempt came to an end."
    lost.update(state=DeliveryState.FAILED, claimed_by="", ended_at=clock.now(), error=error)
