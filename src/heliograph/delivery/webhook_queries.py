"""What a page needs to show webhooks, each in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from heliograph.actors import Ability
from heliograph.delivery.models import WebhookAttempt, WebhookSubscription
from heliograph.errors import NotFound
from heliograph.lib import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from heliograph.actors import Actor

RATED = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Rated:
    """A webhook with its attempts of the last 24 hours, in numbers."""

    webhook: WebhookSubscription
    attempts: int
    successes: int

    @property
    def success_rate(self) -> float | None:
        """From 0 to 1; None where nothing was sent."""
        return self.successes / self.attempts if self.attempts else None


def rated_webhooks(*, actor: Actor) -> list[Rated]:
    """All, in the order in which they were made. One query."""
    actor.require(Ability.WEBHOOKS_MANAGE)
    return _rated(WebhookSubscription.objects.order_by("pk"))


def rated_webhook(webhook_id: int, *, actor: Actor) -> Rated:
    """Raises NotFound. One query."""
    actor.require(Ability.WEBHOOKS_MANAGE)
    found = _rated(WebhookSubscription.objects.filter(pk=webhook_id))
    if not found:
        raise NotFound("There is no such webhook.")
    return found[0]


def attempts_of(webhook_id: int, *, actor: Actor, most: int = 100) -> Sequence[WebhookAttempt]:
    """The newest first. One query."""
    actor.require(Ability.WEBHOOKS_MANAGE)
    rows = WebhookAttempt.objects.filter(subscription=webhook_id).order_by("-at", "-pk")
    return list(rows.select_related("delivery")[:most])


def _rated(webhooks: QuerySet[WebhookSubscription]) -> list[Rated]:
    lately = Q(attempts__at__gte=clock.now() - RATED)
    rows = webhooks.annotate(
        tried=Count("attempts", filter=lately),
        succeeded=Count("attempts", filter=lately & Q(attempts__is_success=True)),
    )
    return [Rated(webhook=row, attempts=row.tried, successes=row.succeeded) for row in rows]
