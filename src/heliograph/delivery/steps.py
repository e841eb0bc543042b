"""What several verbs and channels share. Every step runs inside its caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.actors import Actor, Door
from heliograph.delivery.addresses import without_password
from heliograph.delivery.models import Announcement, Delivery
from heliograph.delivery.vocabulary import DeliveryState
from heliograph.lib import clock
from heliograph.status.steps import row_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heliograph.delivery.models import ChatChannel, WebhookSubscription


CLOCK = Actor.system(door=Door.CLOCK)
"""Who switches off and stops what cannot be told."""


def webhook_row(webhook: WebhookSubscription) -> dict[str, object]:
    return shown(row_of(webhook))


def shown(columns: Mapping[str, object]) -> dict[str, object]:
    """A webhook's, without what is secret: the audit log is read by more people than may manage webhooks."""
    seen = {name: value for name, value in columns.items() if name != "secret"}
    return seen | {"url": without_password(str(seen["url"]))} if "url" in seen else seen


def chat_channel_row(channel: ChatChannel) -> dict[str, object]:
    """`components` are the ids of those it cares for."""
    cared_for = sorted(channel.components.values_list("pk", flat=True))
    return {**without_address(row_of(channel)), "components": cared_for}


def without_address(columns: Mapping[str, object]) -> dict[str, object]:
    """A channel's: its address is a secret as a whole; that it changed is none."""
    return {name: "" if name == "url" else value for name, value in columns.items()}


def send_again(delivery: Delivery) -> None:
    """At once, and as if for the first time."""
    Announcement.objects.filter(pk=delivery.announcement_id).update(finished_at=None)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.WAITING, due_at=clock.now(), claimed_by="", attempts=0, ended_at=None
    )
