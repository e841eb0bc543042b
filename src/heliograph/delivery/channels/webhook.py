"""Webhooks: what happened, as JSON, signed, to whoever asked for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Any

from heliograph.delivery.channel import NEEDLESS, Outcome, Parcel, Telling, Verdict
from heliograph.delivery.endpoints import count, longest_wait, paused_among
from heliograph.delivery.models import LONGEST_ERROR, LONGEST_EXCERPT, WebhookAttempt, WebhookSubscription
from heliograph.delivery.signatures import signed
from heliograph.delivery.steps import CLOCK, webhook_row
from heliograph.delivery.vocabulary import WEBHOOK_TEST, ChannelKind
from heliograph.delivery.webhook_messages import Message, is_embargoed, key_of, messages_of, told_as
from heliograph.events import log
from heliograph.events.kinds import WebhookSwitchedOff
from heliograph.events.models import Event
from heliograph.lib import clock, outbound
from heliograph.lib.outbound import Bounds, LeadsInside, Question, Unanswered
from heliograph.lib.plain_text import one_line
from heliograph.lib.wire import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, timedelta

    from heliograph.delivery.channel import Attempt
    from heliograph.delivery.models import Announcement, Delivery
    from heliograph.lib.outbound import Answer

BOUNDS = Bounds(connect=4.0, total=10.0, size=4_096)


@dataclass(frozen=True, kw_only=True)
class Try:
    """One request, and what came of it; `duration` is in milliseconds."""

    message: Message
    webhook_id: str
    verdict: Verdict
    code: int | None = None
    duration: int
    error: str = ""
    excerpt: str = ""
    retry_after: timedelta | None = None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Tried(Outcome):
    """Of the last of the tries, which are in their order."""

    tries: tuple[Try, ...]


class WebhookChannel:
    kind = ChannelKind.WEBHOOK
    at_once = 100  # each is a thread that waits: the slow must leave room for the others
    is_ordered = True

    def a_minute(self) -> int | None:
        return None

    def rests(self) -> bool:
        return False

    def paused(self, *, at: datetime) -> set[int]:
        return paused_among(WebhookSubscription.objects.all(), at=at)

    def telling(self, event: Event) -> Telling | None:
        names = told_as(event)
        is_wanted = names and (event.kind == WEBHOOK_TEST or any(True for _ in _listening(names)))
        return Telling(key=key_of(event)) if is_wanted else None

    def told(self, announcement: Announcement) -> Mapping[str, object] | None:
        if is_embargoed(announcement.subject_type, announcement.subject_id, at=clock.now()):
            return None
        messages = messages_of(Event.objects.get(pk=announcement.event_id))
        return {"messages": [{"event": one.event, "text": one.text} for one in messages]}

    def recipients(self, announcement: Announcement, *, after: int, most: int) -> list[int]:
        names = [one.event for one in _messages(announcement)]
        if names == [WEBHOOK_TEST]:
            return [pk for pk in [announcement.subject_id] if pk > after]
        return list(islice(_listening(names, after=after), most))

    def parcels(self, deliveries: Sequence[Delivery]) -> Iterator[Parcel]:
        webhooks = WebhookSubscription.objects.in_bulk([one.recipient_id for one in deliveries])
        for one in deliveries:
            webhook = webhooks.get(one.recipient_id)
            messages = [] if webhook is None else _wanted(_messages(one.announcement), webhook)
            if webhook is None or not messages:
                yield Parcel(delivery=one, send=_needless)
            else:
                yield Parcel(delivery=one, send=partial(_send, webhook, messages, _webhook_id(one)))

    def noted(self, attempts: Sequence[Attempt]) -> None:
        tried = [(one.delivery, one.outcome) for one in attempts if isinstance(one.outcome, Tried)]
        webhooks = {one.pk: one for one in _locked({delivery.recipient_id for delivery, _ in tried})}
        outcomes: dict[int, list[Tried]] = defaultdict(list)
        rows = []
        for delivery, outcome in tried:
            if delivery.recipient_id in webhooks:
                outcomes[delivery.recipient_id].append(outcome)
                rows += [_attempt(delivery, one) for one in outcome.tries]
        WebhookAttempt.objects.bulk_create(rows)
        for pk, webhook in webhooks.items():
            _judge(webhook, outcomes[pk])


def _listening(names: Sequence[str], *, after: int = 0) -> Iterator[int]:
    rows = WebhookSubscription.objects.filter(is_active=True, pk__gt=after).order_by("pk")
    chosen = rows.only("is_for_all_events", "selected_events")
    return (one.pk for one in chosen.iterator() if one.wants(names))


def _locked(ids: Iterable[int]) -> Iterable[WebhookSubscription]:
    return WebhookSubscription.objects.select_for_update().filter(pk__in=ids).order_by("pk")


def _messages(announcement: Announcement) -> list[Message]:
    return [Message(**one) for one in announcement.told["messages"]]


def _wanted(messages: Sequence[Message], webhook: WebhookSubscription) -> list[Message]:
    """What it wants as it is now; whoever is off hears of a test alone."""
    return [
        one
        for one in messages
        if one.event == WEBHOOK_TEST or (webhook.is_active and webhook.wants([one.event]))
    ]


def _webhook_id(delivery: Delivery) -> str:
    """The same however often the delivery is tried, so that a receiver can tell what it has had."""
    return f"msg_{delivery.announcement.guid.hex}_{delivery.recipient_id}"


def _needless() -> Outcome:
    return NEEDLESS


def _send(webhook: WebhookSubscription, messages: Sequence[Message], webhook_id: str) -> Tried:
    """One after the other, none past one that failed: they are told in their order."""
    tries: list[Try] = []
    for number, message in enumerate(messages):
        tries.append(_try(webhook, message, f"{webhook_id}_{number}" if number else webhook_id))
        if tries[-1].verdict is not Verdict.ACCEPTED:
            break
    last = tries[-1]
    return Tried(
        verdict=last.verdict,
        code=last.code,
        error=last.error,
        retry_after=last.retry_after,
        tries=tuple(tries),
    )


def _try(webhook: WebhookSubscription, message: Message, webhook_id: str) -> Try:
    body, at, began = message.text.encode(), clock.now(), monotonic()
    signatures = signed(body, webhook.secret, webhook_id=webhook_id, at=at)
    question = Question(
        method="POST",
        url=webhook.url,
        headers={"Content-Type": "application/json", **signatures},
        body=body,
    )
    try:
        answer = outbound.ask(question, BOUNDS)
    except Unanswered as error:
        verdict = Verdict.REFUSED if isinstance(error, LeadsInside) else Verdict.LATER
        result: dict[str, Any] = {"verdict": verdict, "error": str(error)}
    else:
        result = _result_of(answer)
    duration = int((monotonic() - began) * 1_000)
    return Try(message=message, webhook_id=webhook_id, duration=duration, at=at, **result)


def _result_of(answer: Answer) -> dict[str, Any]:
    is_success = answer.is_success
    return {
        "verdict": _verdict(answer.status),
        "code": answer.status,
        "error": "" if is_success else f"It answered {answer.status}.",
        "excerpt": one_line(answer.text)[:LONGEST_EXCERPT],
        "retry_after": None if is_success else outbound.retry_after(answer.headers, at=clock.now()),
    }


def _verdict(status: int) -> Verdict:
    """410 is what a receiver says that wants nothing any more; all else may be mended there."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Verdict.ACCEPTED
    return Verdict.REFUSED if status == HTTPStatus.GONE else Verdict.LATER


def _attempt(delivery: Delivery, one: Try) -> WebhookAttempt:
    return WebhookAttempt(
        subscription_id=delivery.recipient_id,
        delivery=delivery,
        event=one.message.event,
        webhook_id=one.webhook_id,
        is_success=one.verdict is Verdict.ACCEPTED,
        code=one.code,
        duration=one.duration,
        error=one.error[:LONGEST_ERROR],
        excerpt=one.excerpt,
        at=one.at,
    )


def _judge(webhook: WebhookSubscription, outcomes: Sequence[Tried]) -> None:
    was_active = webhook.is_active
    successes = (one.verdict is Verdict.ACCEPTED for outcome in outcomes for one in outcome.tries)
    count(webhook, successes, wait=longest_wait(outcomes), at=clock.now())
    if was_active and not webhook.is_active and webhook.failing_since is not None:
        switched_off = WebhookSwitchedOff(
            subject_id=webhook.pk,
            row=webhook_row(webhook),
            failing_since=timestamp(webhook.failing_since),
            failures=webhook.failures,
        )
        log.record(switched_off, actor=CLOCK)
