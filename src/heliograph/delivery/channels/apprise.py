"""Chat, phones and whatever else Apprise knows how to tell."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from apprise import NotifyType
from django.db.models import Q

from heliograph.actors import Actor, Door
from heliograph.delivery import chat_messages, chat_services
from heliograph.delivery import news as told_news
from heliograph.delivery.channel import NEEDLESS, Outcome, Parcel, Telling, Verdict
from heliograph.delivery.chat_messages import CHAT_TEST, ChatMessage, Mood
from heliograph.delivery.covered_statuses import visible_change
from heliograph.delivery.endpoints import count, longest_wait, paused_among
from heliograph.delivery.models import ChatChannel
from heliograph.delivery.steps import CLOCK, chat_channel_row
from heliograph.delivery.told import Told, told_by
from heliograph.delivery.vocabulary import ChannelKind
from heliograph.events import log
from heliograph.events.kinds import ChatChannelSwitchedOff
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.lib.plain_text import one_line
from heliograph.lib.wire import timestamp
from heliograph.site import settings
from heliograph.status.models import Component

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from heliograph.delivery.channel import Attempt
    from heliograph.delivery.models import Announcement, Delivery

GUEST = Actor.guest(door=Door.PUBLIC)

_KINDS = {Mood.BAD: NotifyType.FAILURE, Mood.GOOD: NotifyType.SUCCESS, Mood.NEUTRAL: NotifyType.INFO}


class AppriseChannel:
    """Rooms are told what guests may see, and nothing else: who reads in them is not ours to know."""

    kind = ChannelKind.CHAT
    at_once = 12
    is_ordered = True

    def a_minute(self) -> int | None:
        return None

    def rests(self) -> bool:
        return False

    def paused(self, *, at: datetime) -> set[int]:
        return paused_among(ChatChannel.objects.all(), at=at)

    def telling(self, event: Event) -> Telling | None:
        if event.kind == CHAT_TEST:
            return Telling(key=f"event-{event.pk}")
        if not ChatChannel.objects.filter(is_active=True).exists():
            return None
        if visible_change(event) is not None:
            return Telling(key=f"event-{event.pk}") if _seen_component(event) else None
        return told_news.telling(event)

    def told(self, announcement: Announcement) -> Mapping[str, object] | None:
        message = _message(announcement, Event.objects.get(pk=announcement.event_id))
        return None if message is None else message.plain()

    def recipients(self, announcement: Announcement, *, after: int, most: int) -> list[int]:
        message = ChatMessage.of(announcement.told)
        if message.event == CHAT_TEST:
            return [pk for pk in [announcement.subject_id] if pk > after]
        return list(islice(_listening(message, after=after), most))

    def parcels(self, deliveries: Sequence[Delivery]) -> Iterator[Parcel]:
        channels = ChatChannel.objects.in_bulk([one.recipient_id for one in deliveries])
        sender = one_line(settings.load().name)
        for one in deliveries:
            channel, message = channels.get(one.recipient_id), ChatMessage.of(one.announcement.told)
            if channel is None or not (channel.is_active or message.event == CHAT_TEST):
                yield Parcel(delivery=one, send=_needless)
            else:
                yield Parcel(delivery=one, send=partial(_send, channel.url, message, sender))

    def noted(self, attempts: Sequence[Attempt]) -> None:
        outcomes: dict[int, list[Outcome]] = defaultdict(list)
        for one in attempts:
            if one.outcome.verdict not in {Verdict.NEEDLESS, Verdict.POSTPONED}:
                outcomes[one.delivery.recipient_id].append(one.outcome)
        for channel in ChatChannel.objects.select_for_update().filter(pk__in=outcomes).order_by("pk"):
            _judge(channel, outcomes[channel.pk])


def _seen_component(event: Event) -> Component | None:
    return Component.objects.visible_to(GUEST).filter(pk=event.subject_id).first()


def _message(announcement: Announcement, event: Event) -> ChatMessage | None:
    if event.kind == CHAT_TEST:
        return chat_messages.test()
    change = visible_change(event)
    if change is not None:
        component = _seen_component(event)
        return None if component is None else chat_messages.status_change(component, change)
    told = told_by(announcement)
    return None if told is None else chat_messages.news(Told.of(told), event)


def _listening(message: ChatMessage, *, after: int) -> Iterator[int]:
    """Those that care for all components, or for one of these."""
    cares = Q(components=None) | Q(components__in=message.components)
    rows = ChatChannel.objects.filter(cares, is_active=True, pk__gt=after).order_by("pk").distinct()
    return (one.pk for one in rows if one.wants([message.event]))


def _needless() -> Outcome:
    return NEEDLESS


def _send(url: str, message: ChatMessage, sender: str) -> Outcome:
    kind = _KINDS[Mood(message.mood)]
    return chat_services.send(url, message.title, message.body, sender=sender, kind=kind)


def _judge(channel: ChatChannel, outcomes: Sequence[Outcome]) -> None:
    was_active = channel.is_active
    successes = (one.verdict is Verdict.ACCEPTED for one in outcomes)
    count(channel, successes, wait=longest_wait(outcomes), at=clock.now())
    if was_active and not channel.is_active and channel.failing_since is not None:
        switched_off = ChatChannelSwitchedOff(
            subject_id=channel.pk,
            row=chat_channel_row(channel),
            failing_since=timestamp(channel.failing_since),
            failures=channel.failures,
        )
        log.record(switched_off, actor=CLOCK)
