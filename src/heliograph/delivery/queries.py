"""How far the telling is, for those who run the page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from heliograph.delivery.models import Announcement, Delivery
from heliograph.delivery.vocabulary import ChannelKind, DeliveryState
from heliograph.events.models import Untold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Of one announcement. While it is not `is_fanned_out`, more recipients are still being found.

    `can_be_withdrawn` until the undo window ends.
    """

    announcement: Announcement
    counts: Mapping[DeliveryState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def count(self, state: DeliveryState) -> int:
        return self.counts.get(state, 0)

    @property
    def has_given_up(self) -> bool:
        return bool(self.count(DeliveryState.BOUNCED) + self.count(DeliveryState.FAILED))

    @property
    def is_fanned_out(self) -> bool:
        return self.announcement.fanned_out_at is not None

    @property
    def can_be_withdrawn(self) -> bool:
        return self.announcement.begun_at is None and self.announcement.withdrawn_at is None

    @property
    def sentence(self) -> str:
        """`9,988 of 10,000 accepted, 12 bounced`."""
        if self.announcement.withdrawn_at is not None:
            return "taken back"
        if self.can_be_withdrawn:
            return "not announced yet"
        states = (one for one in DeliveryState if one is not DeliveryState.ACCEPTED and self.count(one))
        others = [f"{self.count(state):,} {state}" for state in states]
        accepted = f"{self.count(DeliveryState.ACCEPTED):,} of {self.total:,} accepted"
        more = [] if self.is_fanned_out else ["more to come"]
        return ", ".join([accepted, *others, *more])


def progress_of(subject_type: str, subject_id: int) -> list[Progress]:
    """Of all that was told of an incident or a window, the newest first, in two queries."""
    return _progress(Announcement.objects.filter(subject_type=subject_type, subject_id=subject_id))


def progress_of_events(event_ids: Iterable[int]) -> dict[int, list[Progress]]:
    """By event, for a list of them, in two queries."""
    found: dict[int, list[Progress]] = defaultdict(list)
    for one in _progress(Announcement.objects.filter(event_id__in=list(event_ids))):
        found[one.announcement.event_id].append(one)
    return dict(found)


def newest_progress(*, most: int) -> list[Progress]:
    """Of whatever was told, the newest first, in three queries."""
    newest = Announcement.objects.order_by("-pk").values_list("pk", flat=True)[:most]
    return _progress(Announcement.objects.filter(pk__in=list(newest)))


def given_up() -> QuerySet[Delivery]:
    """The dead letters, the newest first."""
    dead = Delivery.objects.filter(state__in=[DeliveryState.BOUNCED, DeliveryState.FAILED])
    return dead.select_related("announcement").order_by("-ended_at", "-pk")


def unannounced_events() -> QuerySet[Untold]:
    """Those that could not be announced so far, and are tried again."""
    return Untold.objects.exclude(put_off_until=None)


def waiting_by_channel() -> dict[str, int]:
    """How many deliveries are not sent yet, or to be tried again; every channel there is has its number."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    counted = waiting.values_list("announcement__channel").annotate(Count("pk")).order_by()
    return {kind.value: 0 for kind in ChannelKind} | dict(counted)


def _progress(announcements: QuerySet[Announcement]) -> list[Progress]:
    rows = list(announcements.order_by("-pk"))
    counted = Delivery.objects.filter(announcement__in=rows).values_list("announcement", "state")
    counts: dict[int, dict[DeliveryState, int]] = defaultdict(dict)
    for announcement_id, state, count in counted.annotate(count=Count("pk")).order_by():
        counts[announcement_id][DeliveryState(state)] = count
    return [Progress(announcement=one, counts=counts[one.pk]) for one in rows]
