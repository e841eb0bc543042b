"""Mail to subscribers."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from heliograph.delivery import letters, news
from heliograph.delivery.channel import NEEDLESS, Outcome, Parcel, Verdict
from heliograph.delivery.mail_server import MailServer
from heliograph.delivery.steps import CLOCK
from heliograph.delivery.told import Told, told_by
from heliograph.delivery.vocabulary import ChannelKind
from heliograph.site import settings
from heliograph.site.address import host
from heliograph.site.language import language_of, nearest
from heliograph.subscribers.audience import followers_alone, hearers
from heliograph.subscribers.links import Purpose, key_for
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.steps import stop
from heliograph.subscribers.vocabulary import StopReason, ascii_email

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from heliograph.delivery.channel import Attempt, Telling
    from heliograph.delivery.models import Announcement, Delivery
    from heliograph.delivery.stencil import Stencil
    from heliograph.events.models import Event

_STENCILS_KEPT = 64
_UNWRITABLE = Outcome(
    verdict=Verdict.REFUSED, error="The name before the @ has letters that mail servers do not take."
)


class EmailChannel:
    kind = ChannelKind.EMAIL
    at_once = 8
    is_ordered = False

    def __init__(self) -> None:
        self._server = MailServer()
        self._stencils: OrderedDict[tuple[UUID, str, bool], Stencil] = OrderedDict()

    def a_minute(self) -> int | None:
        return settings.load().mails_a_minute

    def rests(self) -> bool:
        return self._server.rests()

    def paused(self, *, at: datetime) -> set[int]:
        """Mail servers name no time."""
        return set()

    def telling(self, event: Event) -> Telling | None:
        return news.telling(event) if settings.load().allow_subscribers else None

    def told(self, announcement: Announcement) -> Mapping[str, object] | None:
        return told_by(announcement) if settings.load().allow_subscribers else None

    def recipients(self, announcement: Announcement, *, after: int, most: int) -> list[int]:
        audience = Told.of(announcement.told).audience
        beyond = hearers(audience).filter(pk__gt=after).order_by("pk")
        return list(beyond.values_list("pk", flat=True)[:most])

    def parcels(self, deliveries: Sequence[Delivery]) -> Iterator[Parcel]:
        by_announcement: dict[int, list[Delivery]] = {}
        for one in deliveries:
            by_announcement.setdefault(one.announcement_id, []).append(one)
        for together in by_announcement.values():
            yield from self._of_one(together[0].announcement, together)

    def noted(self, attempts: Sequence[Attempt]) -> None:
        """Where there is no mailbox nobody writes again, until somebody there confirms."""
        gone = {one.delivery.recipient_id for one in attempts if one.outcome.is_gone}
        if gone:
            for subscriber in Subscriber.objects.select_for_update().filter(pk__in=gone).order_by("pk"):
                stop(subscriber, StopReason.BOUNCE, CLOCK)

    def _of_one(self, announcement: Announcement, deliveries: Iterable[Delivery]) -> Iterator[Parcel]:
        told = Told.of(announcement.told)
        needed = Subscriber.objects.only("email", "locale", "verified_at")
        subscribers = needed.in_bulk([one.recipient_id for one in deliveries])
        ending = followers_alone(told.audience, subscribers) if told.is_over else frozenset[int]()
        usual = language_of(settings.load())
        for one in deliveries:
            subscriber = subscribers.get(one.recipient_id)
            if subscriber is None or not subscriber.is_verified:
                yield Parcel(delivery=one, send=_needless)
            else:
                language = nearest(subscriber.locale) or usual
                stencil = self._stencil(announcement, told, language, ends=subscriber.pk in ending)
                yield Parcel(delivery=one, send=self._sending(one, told, subscriber, stencil))

    def _stencil(self, announcement: Announcement, told: Told, language: str, *, ends: bool) -> Stencil:
        key = (announcement.guid, language, ends)
        if key not in self._stencils:
            self._stencils[key] = letters.news(told, language=language, ends_with_it=ends)
            if len(self._stencils) > _STENCILS_KEPT:
                self._stencils.popitem(last=False)
        return self._stencils[key]

    def _sending(
        self, delivery: Delivery, told: Told, subscriber: Subscriber, stencil: Stencil
    ) -> Callable[[], Outcome]:
        address = ascii_email(subscriber.email)
        return (
            _unwritable
            if address is None
            else partial(self._send, address, delivery, told, subscriber, stencil)
        )

    def _send(
        self, address: str, delivery: Delivery, told: Told, subscriber: Subscriber, stencil: Stencil
    ) -> Outcome:
        values = {
            letters.ADDRESS: address,
            letters.MESSAGE: message_id(delivery, told),
            letters.OPENING: opening_id(told, subscriber.pk),
            letters.MANAGE: key_for(Purpose.MANAGE, subscriber),
            letters.UNSUBSCRIBE: key_for(Purpose.UNSUBSCRIBE, subscriber),
        }
        return self._server.send(address, stencil.filled(values))


def message_id(delivery: Delivery, told: Told) -> str:
    """The same however often the delivery is tried: a mail program shows it once."""
    if told.is_opening:
        return opening_id(told, delivery.recipient_id)
    return f"{delivery.announcement.guid.hex}.{delivery.recipient_id}@{host()}"


def opening_id(told: Told, recipient_id: int) -> str:
    """Of the mail that the thread begins with, also where its recipient never got that one."""
    return f"{told.thread}.{recipient_id}@{host()}"


def _needless() -> Outcome:
    return NEEDLESS


def _unwritable() -> Outcome:
    return _UNWRITABLE
